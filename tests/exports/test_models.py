"""Exports, and how they stand."""

from datetime import timedelta

import pytest
import time_machine

from app import db
from app.core import clock
from app.exports import archives
from app.exports.models import Export, Scope, Standing
from app.jobs.models import State
from tests import factories
from tests.exports.conftest import quietly
from tests.factories import BEGINNING
from tests.support.jobs import change


def standing(export):
    db.session.refresh(export)
    return export.standing


def asked(user, state, *, complete):
    task = factories.task(user=user, state=state, complete=complete)
    db.session.add(export := Export(id=task.id, user_id=user.id))
    db.session.commit()
    return export


@pytest.mark.parametrize("state", [State.PENDING, State.RUNNING])
def test_while_its_task_is_active_it_is_prepared(alice, state):
    assert standing(asked(alice, state, complete=False)) is Standing.PREPARING


@pytest.mark.parametrize(
    ("state", "expected"), [(State.FAILED, Standing.FAILED), (State.CANCELLED, Standing.CANCELLED)]
)
def test_what_ended_without_an_archive_says_how(alice, state, expected):
    assert standing(asked(alice, state, complete=True)) is expected


def test_what_is_stored_is_ready(alice, exported):
    assert standing(exported(alice)) is Standing.READY


def test_what_was_stored_but_not_mailed_is_ready_too(alice, exported):
    assert standing(exported(alice, state=State.FAILED)) is Standing.READY


def test_what_was_cancelled_after_it_was_stored_is_cancelled(alice, exported):
    assert standing(exported(alice, state=State.CANCELLED)) is Standing.CANCELLED


def test_what_is_made_again_is_in_preparation_again(alice, exported):
    export = exported(alice, state=State.FAILED)
    change(export.task, complete=False, state=State.PENDING)

    assert standing(export) is Standing.PREPARING


def test_the_link_leads_to_the_archive_from_the_moment_that_its_mail_may_have_arrived(alice, exported):
    export = exported(alice, state=State.RUNNING)
    change(export.task, complete=False)
    assert standing(export) is Standing.PREPARING

    change(export.task, committed=True)
    assert standing(export) is Standing.READY


def test_its_time_runs_out(alice, exported):
    export = exported(alice)

    with time_machine.travel(export.expires_at - timedelta(seconds=1)):
        assert export.standing is Standing.READY
    with time_machine.travel(export.expires_at):
        assert export.standing is Standing.EXPIRED


def test_it_keeps_as_long_as_the_operator_says(app, alice, exported, monkeypatch):
    monkeypatch.setitem(app.config, "EXPORT_KEEP_DAYS", 30)
    export = exported(alice)

    assert export.expires_at - export.exported_at == timedelta(days=30)


def test_deleted_is_deleted_whatever_the_clock_says(alice, exported):
    export = exported(alice)
    export.delete()

    with time_machine.travel(clock.now() + timedelta(days=100)):
        assert export.standing is Standing.DELETED


def test_one_that_was_deleted_can_be_made_again(alice, exported):
    export = exported(alice, state=State.FAILED)
    export.delete()
    change(export.task, complete=False, state=State.PENDING)
    assert standing(export) is Standing.PREPARING

    export.publish(archives.build(export, on_progress=quietly))
    change(export.task, complete=True, state=State.DONE)
    assert standing(export) is Standing.READY


def test_one_whose_task_is_gone_stands_by_itself(alice, exported):
    export = exported(alice)
    db.session.delete(export.task)
    db.session.commit()

    assert standing(export) is Standing.READY


def test_opening_twice_opens_one(alice):
    first = Export.open("an-id", user_id=alice.id)
    db.session.commit()

    assert Export.open("an-id", user_id=alice.id) is first
    assert (first.scope, first.since) == (Scope.POSTS, None)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (None, None, ""),
        (BEGINNING, None, "from Jan 1, 2026 on"),
        (None, BEGINNING, "until Dec 31, 2025"),
        (BEGINNING, BEGINNING + timedelta(days=1), "Jan 1, 2026 to Jan 1, 2026"),
    ],
)
def test_a_period_in_words(app, since, until, words):
    assert Export(since=since, until=until).period() == words
