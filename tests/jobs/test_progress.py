"""What a job's own code may say and ask."""

import pytest

from app import tasks
from app.core import redis
from app.jobs import progress
from app.jobs.progress import Reporter
from tests.support.jobs import NOBODY_LISTENS, ask, told

LONG_AGO = float("-inf")


class Saved:
    """An RQ job that notes what is saved."""

    id = "an-id"

    def __init__(self):
        self.meta = {}
        self.saved = []

    def save_meta(self):
        self.saved.append(self.meta["progress"])


def test_reports_are_written_a_few_times_a_second(monkeypatch):
    moments = iter([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    saved = Saved()
    reporter = Reporter(saved, reported_at=0)
    monkeypatch.setattr("time.monotonic", lambda: next(moments))
    for done in range(6):
        reporter.report(done, 10)

    assert saved.saved == [20, 50]


def test_how_far_it_is_is_known_also_between_two_writes():
    reporter = Reporter(Saved())
    reporter.report(1, 2)

    assert (reporter.percent, reporter.rq_job.saved) == (50, [])


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, 0), (1, 3, 33), (3, 3, 99), (9, 3, 99)])
def test_a_running_job_is_never_at_100(done, total, percent):
    saved = Saved()
    Reporter(saved, reported_at=LONG_AGO).report(done, total)

    assert saved.saved == [percent]


def test_a_bar_of_ten_seconds_has_twenty_values(monkeypatch):
    saved = Saved()
    reporter = Reporter(saved, reported_at=0)
    for hundredth in range(1000):
        monkeypatch.setattr("time.monotonic", lambda at=hundredth / 100: at)
        reporter.report(hundredth, 1000)

    assert 20 <= len(set(saved.saved)) <= 50


def test_the_example_has_a_lively_bar(app, monkeypatch):
    seconds = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: seconds[-1])
    monkeypatch.setattr("time.sleep", lambda more: seconds.append(seconds[-1] + more))
    with progress.told_by(Reporter(Saved(), reported_at=LONG_AGO)) as reporter:
        tasks.example(10)

    assert len(set(reporter.rq_job.saved)) >= 20


def test_the_bar_does_not_go_back_though_the_work_begins_anew():
    saved = Saved()
    reporter = Reporter(saved, bar=60, reported_at=LONG_AGO)
    reporter.report(1, 100)

    assert saved.saved == [60]


def test_things_are_counted_with_the_next_report():
    with progress.told_by(Reporter(Saved())) as reporter:
        assert "items_done" not in reporter.told()
        progress.count(3, 9)
    told = reporter.told()

    assert (told["items_done"], told["items_total"]) == (3, 9)


@pytest.mark.parametrize(("passed", "left_s"), [(None, 10), (0.25, 30)])
def test_what_is_left_follows_the_time_that_has_passed_where_that_is_told(monkeypatch, passed, left_s):
    moments = iter([0, 10, 10])
    monkeypatch.setattr("time.monotonic", lambda: next(moments))
    with progress.told_by(Reporter(Saved(), reported_at=LONG_AGO)) as reporter:
        reporter.report(0, 2)
        if passed:
            progress.foresee(passed)
        reporter.report(1, 2)

    assert reporter.estimate.left_s(at=10) == pytest.approx(left_s)


def test_outside_a_job_nobody_is_told():
    assert progress.count(1, 2) is None and progress.foresee(0.5) is None


def test_redis_away_does_not_stop_a_job(app, alice):
    job = ask(alice).get_rq_job()
    job.connection = redis.connect(NOBODY_LISTENS)
    Reporter(job).write(50)

    assert job.meta == {"progress": 50}


def test_progress_is_seen_while_the_job_runs(alice, work, export):
    seen = []

    def half(_user_id):
        progress.report(1, 2)
        seen.append(told(alice))

    export(half)
    ask(alice)
    work()

    assert (seen[0]["state"], seen[0]["progress"]) == ("running", 50)


def test_a_step_is_done_where_there_is_no_task_to_remember_it():
    assert progress.once("step", lambda: 1) == 1
    with progress.told_by(Reporter(Saved())):
        assert progress.once("step", lambda: 2) == 2


def test_a_job_without_a_task_is_known_by_its_own_id():
    with progress.told_by(Reporter(Saved())):
        assert progress.task_id() == "an-id"


def test_outside_a_worker_every_id_is_used_once():
    assert progress.task_id() != progress.task_id()


def test_without_a_task_nothing_can_be_cancelled_or_cut_in_two():
    for teller in (None, Reporter(Saved())):
        with progress.told_by(teller), progress.shield():
            assert progress.seal() is None
