import os
import subprocess
import sys

from bench import processors

HARD_WORK = "sum(range(10_000_000))"


def test_the_work_of_a_child_counts_when_it_has_ended_too():
    before = processors.spent_ms(os.getpid())
    subprocess.run([sys.executable, "-c", HARD_WORK], check=True)

    assert processors.spent_ms(os.getpid()) >= before + 2 * processors.MS_PER_TICK


def test_a_process_that_is_gone_has_done_nothing():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()

    assert processors.spent_ms(child.pid) == 0


def test_who_started_a_process_is_known():
    assert processors.parent(os.getpid()) == os.getppid()
