"""Sweeps beside a worker's own work, in children of this process."""

import os
import time
from datetime import timedelta

import pytest

from app import db
from app.core import clock
from app.jobs import sweep
from app.jobs.lease import Lease
from app.jobs.sweeper import Sweeper
from tests.support.jobs import ask, change
from tests.support.servers import wait_for

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")


@pytest.fixture
def sweeper(app):
    """A sweeper whose child is gone with the test."""
    # The store's threads would not come along into the child; a worker's parent never speaks to the store.
    Lease.take("tidy", for_s=3600)
    with_children = Sweeper(app)
    yield with_children
    if with_children._child:
        with_children._began_at = float("-inf")
        wait_for(lambda: with_children._reap(time.monotonic()), "the child to end")


def ended(sweeper):
    return wait_for(lambda: sweeper._reap(sweeper._began_at), "the child to end")


def test_a_child_sends_what_was_lost(app, alice, sweeper):
    task = change(ask(alice), sent_at=clock.now() - timedelta(hours=1))
    app.redis.flushdb()
    db.session.rollback()
    sweeper.run_if_due()

    assert ended(sweeper) and app.task_queue.job_ids == [f"{task.id}-1"]


def test_a_sweep_is_due_every_few_seconds(sweeper):
    sweeper.run_if_due()
    ended(sweeper)
    sweeper.run_if_due()

    assert sweeper._child == 0


def test_a_sweep_is_not_begun_while_another_is_on_its_way(sweeper, monkeypatch, setting):
    setting(SWEEP_EVERY_S=0)
    monkeypatch.setattr(sweep, "sweep_quietly", lambda: time.sleep(3600))
    sweeper.run_if_due()
    child = sweeper._child
    sweeper.run_if_due()

    assert sweeper._child == child != 0


def test_a_sweep_that_hangs_is_ended_and_another_begins(sweeper, monkeypatch, setting):
    monkeypatch.setattr(sweep, "sweep_quietly", lambda: time.sleep(3600))
    sweeper.run_if_due()
    monkeypatch.setattr(Sweeper, "patience_s", -1)

    assert ended(sweeper)


def test_a_child_that_somebody_else_has_seen_off_has_ended(sweeper):
    sweeper.run_if_due()
    os.waitpid(sweeper._child, 0)

    assert sweeper._reap(sweeper._began_at) and sweeper._child == 0


def test_children_share_a_lease_with_everybody(app, alice, sweeper):
    assert Lease.take("sweep", for_s=60)
    change(ask(alice), sent_at=clock.now() - timedelta(hours=1))
    app.redis.flushdb()
    sweeper.run_if_due()

    assert ended(sweeper) and app.task_queue.job_ids == []
