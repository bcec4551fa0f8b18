"""Asking for archives."""

from datetime import timedelta

import pytest
import time_machine

from app import db
from app.core import clock
from app.exports import archives, exporter
from app.exports.exporter import TooManyExports
from app.exports.models import Export, Scope
from app.jobs.models import State
from app.jobs.owner import AlreadyRunning
from tests.factories import BEGINNING


def test_an_export_has_the_id_of_its_task(app, alice):
    export = alice.ask_for_export(scope=Scope.ACCOUNT, since=BEGINNING)
    db.session.commit()

    assert alice.running_export().id == export.id and app.task_queue.job_ids == [export.id]
    assert (export.scope, export.since, export.until) == (Scope.ACCOUNT, BEGINNING, None)


def test_one_at_a_time(alice):
    alice.ask_for_export()

    with pytest.raises(AlreadyRunning):
        alice.ask_for_export()


def test_without_a_limit_as_many_as_one_likes(alice, exported):
    for _ in range(3):
        exported(alice)

    assert alice.next_export_at() is None


@pytest.fixture
def two_a_day(app, monkeypatch):
    monkeypatch.setitem(app.config, "EXPORTS_PER_DAY", 2)


def test_as_many_a_day_as_the_operator_says(alice, exported, two_a_day):
    first = exported(alice)
    assert alice.next_export_at() is None
    exported(alice)

    assert alice.next_export_at() == first.exported_at + timedelta(days=1)
    with pytest.raises(TooManyExports):
        alice.ask_for_export()


def test_a_day_later_one_may_again(alice, exported, two_a_day):
    exported(alice)
    exported(alice)

    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert alice.next_export_at() is None


def test_what_was_cancelled_and_what_others_had_does_not_count(alice, bob, exported, two_a_day):
    exported(alice)
    exported(alice, state=State.CANCELLED)
    exported(bob)

    assert alice.next_export_at() is None


def test_the_newest_comes_first(alice, bob, exported):
    first, second = exported(alice), exported(alice)
    exported(bob)

    assert alice.exports() == [second, first]


def test_an_export_is_found_by_its_owner_only(alice, mallory, exported):
    export = exported(alice)

    assert alice.find_export(export.id) == export
    assert mallory.find_export(export.id) is None


def test_since_the_last_export_means_a_little_before_it(alice, exported):
    assert alice.last_exported_at(Scope.POSTS) is None
    exported(alice)
    last = exported(alice)

    assert alice.last_exported_at(Scope.POSTS) == last.exported_at - timedelta(minutes=1)


def test_what_was_cancelled_or_ended_early_is_no_last_export(alice, exported):
    exported(alice, state=State.CANCELLED)
    exported(alice, until=BEGINNING)

    assert alice.last_exported_at(Scope.POSTS) is None


def test_an_export_of_posts_says_nothing_of_the_rest_of_an_account(alice, exported):
    exported(alice)
    assert alice.last_exported_at(Scope.ACCOUNT) is None

    last = exported(alice, scope=Scope.ACCOUNT)
    assert alice.last_exported_at(Scope.POSTS) == last.exported_at - timedelta(minutes=1)


def test_what_could_not_be_mailed_is_no_last_export(alice, exported):
    exported(alice, state=State.FAILED)

    assert alice.last_exported_at(Scope.POSTS) is None


def test_what_was_cancelled_and_is_tried_again_counts_when_it_is_made(alice, exported, two_a_day):
    cancelled = exported(alice, state=State.CANCELLED)
    assert alice.may_retry(cancelled.task)
    exported(alice)
    exported(alice)

    assert not alice.may_retry(cancelled.task)


def test_many_that_were_cancelled_do_not_hide_what_counts(alice, exported, two_a_day, monkeypatch):
    monkeypatch.setattr(exporter, "MOST_LISTED", 1)
    exported(alice)
    exported(alice)
    exported(alice, state=State.CANCELLED)

    assert alice.next_export_at() is not None


def test_an_account_that_is_deleted_takes_its_exports_along(alice, exported):
    export_id = exported(alice).id
    db.session.delete(alice)
    db.session.commit()

    assert Export.kept_ids() == set() and archives.leftovers() == {export_id}
