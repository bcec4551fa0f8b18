"""Files that were uploaded, and who throws them away."""

from datetime import timedelta
from io import BytesIO

import time_machine

from app.core import clock, storage
from app.imports import uploads
from app.jobs.sweep import tidy


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
