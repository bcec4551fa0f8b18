"""Files that were uploaded, and who throws them away."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine

from app import db
from app.core import clock, storage
from app.imports import uploads
from app.jobs.models import State
from app.jobs.sweep import tidy
from app.models import Task
from tests.support.jobs import change


def test_what_came_a_moment_ago_may_be_about_to_be_asked_for(app):
    uploads.keep("not-a-task-yet", BytesIO(b"{}"))
    tidy()

    assert [*storage.paths("imports")] == ["imports/not-a-task-yet"]


def test_what_a_request_left_behind_is_tidied_up(alice, asked):
    uploads.keep("of-a-request-that-died", BytesIO(b"{}"))
    made = asked(alice, b"{}")
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        tidy()

    assert [*storage.paths("imports")] == [f"imports/{made.id}"]


@pytest.mark.parametrize(
    ("state", "reason", "kept"),
    [
        (State.DONE, None, False),
        (State.CANCELLED, None, True),
        (State.FAILED, "gave-up", True),
        (State.FAILED, "unreadable", False),
    ],
)
def test_a_file_stays_where_its_task_may_be_tried_again(alice, asked, state, reason, kept):
    made = asked(alice, b"{}")
    change(db.session.get_one(Task, made.id), state=state, reason=reason, complete=True, ended_at=clock.now())
    uploads.discard_read(made.id)

    assert ([*storage.paths("imports")] != []) is kept


def test_it_does_not_stay_for_ever(alice, asked):
    made = asked(alice, b"{}")
    long_ago = clock.now() - timedelta(days=2)
    change(db.session.get_one(Task, made.id), state=State.CANCELLED, complete=True, ended_at=long_ago)
    uploads.discard_read(made.id)

    assert [*storage.paths("imports")] == []
