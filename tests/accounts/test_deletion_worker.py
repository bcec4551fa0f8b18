"""Deleting an account while a worker in a process of its own works for it."""

from app.jobs.models import State
from tests.accounts.test_deletion import delete, left_of
from tests.support.jobs import counting, state
from tests.support.servers import wait_for
from tests.support.workers import worker as started

DEADLINE_S = 60


def test_a_worker_stops_what_it_does_for_it_and_finds_nothing_wrong(app, as_, alice, tmp_path):
    visitor, user_id, log = as_(alice), alice.id, tmp_path / "log"
    task = counting(alice, 3600)
    with started(app, log, LOG_FORMAT="json"):
        wait_for(lambda: state(task) is State.RUNNING, "the task to run", within_s=DEADLINE_S)
        delete(visitor)
        wait_for(lambda: "is not ours any more" in log.read_text(), "it to stop", within_s=DEADLINE_S)

    assert left_of(user_id) == set()
    lines = log.read_text().splitlines()
    assert [line for line in lines if "Traceback" in line or '"level": "error"' in line] == []
