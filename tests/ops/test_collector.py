"""The numbers themselves."""

from datetime import timedelta

import pytest

from app.backups import scheduled
from app.core import clock, measure
from app.jobs.lease import Lease
from app.jobs.models import State
from app.jobs.run import TaskRun
from app.ops import collector
from app.ops.collector import Numbers
from tests import factories
from tests.support.jobs import ask, change


@pytest.fixture
def told(counting_app):
    """The numbers, by their names and labels."""
    return lambda: {
        (one.name.removeprefix("microblog_"), *one.labels.values()): one.value
        for family in Numbers().collect()
        for one in family.samples
    }


def test_where_nothing_happens_everything_is_zero(told):
    numbers = told()

    assert numbers.pop(("up", "database")) == numbers.pop(("up", "redis")) == 1
    assert set(numbers.values()) == {0}


@pytest.mark.parametrize(
    "name", [("tasks_ended_total", "mail_ending", "failed"), ("mail_seconds_count", "unreached")]
)
def test_what_an_alarm_waits_for_is_told_before_it_happens(told, name):
    assert told()[name] == 0


@pytest.mark.parametrize(
    "field",
    [("polls",), ("polls", "200", "a"), ("mail_seconds_count", "a", "b"), ("request_seconds_bucket", "a")],
)
def test_numbers_of_another_release_are_left_out(told, field):
    before = told()
    measure.count_at_once(*field)

    assert told() == before


def test_what_waits_is_told_by_its_kind(told, alice, bob):
    for user in (alice, bob):
        ask(user)
    factories.task(user=alice, name="example", state=State.RUNNING)
    factories.task(user=alice, state=State.DONE, complete=True)
    numbers = told()

    assert numbers["tasks", "export_posts", "pending"] == 2 and numbers["queue_depth",] == 2
    assert numbers["tasks", "example", "running"] == 1 and ("tasks", "export_posts", "done") not in numbers


def test_for_how_long_the_oldest_waits(told, alice, bob):
    ask(alice)
    change(ask(bob), created_at=clock.now() - timedelta(hours=1))

    assert 3600 <= told()["oldest_waiting_task_seconds",] < 3660


def test_how_tasks_ended_is_counted_after_the_commit(told, alice):
    task = ask(alice)
    task.cancel()
    before = told()
    factories.db.session.commit()

    assert before["tasks_ended_total", "export_posts", "cancelled"] == 0
    assert told()["tasks_ended_total", "export_posts", "cancelled"] == 1


def test_how_long_steps_and_runs_take(told, alice):
    run = TaskRun.claim(ask(alice).get_rq_job())
    run.execute(lambda _user_id: run.once("archive", dict), limit_s=60)
    numbers = told()

    assert numbers["step_seconds_count", "export_posts", "archive"] == 1
    assert numbers["run_seconds_count", "export_posts"] == 1
    assert numbers["tasks_ended_total", "export_posts", "done"] == 1


def test_workers_by_what_they_do(counting_app, told, worker):
    worker()
    worker(state="busy")
    dead = worker()
    counting_app.redis.delete(dead.key)
    numbers = told()

    assert [numbers["workers", state] for state in ("idle", "busy", "silent")] == [1, 1, 1]


def test_a_sweep_that_nobody_does(told, monkeypatch):
    Lease.take("sweep", for_s=5)
    later = clock.now() + timedelta(seconds=65)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert 59 < told()["sweep_late_seconds",] < 61


def test_a_sweep_that_nobody_ever_did_is_not_in_time(told):
    assert ("sweep_late_seconds",) not in told()


def test_a_backup_that_nobody_makes(told, counting_app, monkeypatch):
    Lease.take_turn(collector.BACKUP_TURN, every_s=60)
    later = clock.now() + timedelta(seconds=660)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert ("backup_late_seconds",) not in told()

    monkeypatch.setitem(counting_app.config, "BACKUP_URL", "/backups")
    assert 599 < told()["backup_late_seconds",] < 601


def test_a_backup_that_could_not_be_made(told):
    Lease.take(scheduled.TOLD, for_s=3600)

    assert told()["backup_failing",] == 1


def test_who_hears_the_news(told, counting_app):
    with counting_app.redis.pubsub() as listening:
        listening.subscribe("microblog:0:news:1", "microblog:7:news:2", "microblog:silence")
        listening.get_message(timeout=1)
        assert told()["streaming_users",] == 1


def test_mails_by_what_became_of_them(told):
    measure.took("mail_seconds", 0.5, "sent")
    numbers = told()

    assert (numbers["mail_seconds_count", "sent"], numbers["mail_seconds_sum", "sent"]) == (1, 0.5)
