"""What a program sees of an export: how far it is, how it ended, and its archive."""

from datetime import timedelta

import pytest
import time_machine

from app import db
from app.core import clock, storage
from app.exports.models import Export
from app.jobs import runner
from app.jobs.models import State, Task
from tests import factories
from tests.factories import BEGINNING, token_of
from tests.support.jobs import change, work
from tests.support.program import Program


@pytest.fixture
def asked(alices):
    """The address of an export that Alice's program asked for."""
    return alices.post("/api/exports", expect=202).location


@pytest.fixture
def ready(alice, exported):
    """An export of Alice's with a post."""
    factories.post(author=alice)
    return exported(alice)


def address(export):
    return f"/api/exports/{export.id}"


def the_task(path):
    return db.session.get_one(Task, path.split("/")[-1])


def ended(user, state, **columns):
    """An export that ended without an archive."""
    task = factories.task(user=user, state=state, complete=True, **columns)
    db.session.add(Export(id=task.id, user_id=user.id))
    db.session.commit()
    return task


def test_how_long_it_will_take_is_told_where_it_is_known(alices, asked):
    change(the_task(asked), state=State.RUNNING, progress=30, expected_at=BEGINNING)
    with time_machine.travel(BEGINNING - timedelta(seconds=45), tick=False):
        told = alices.get(asked).json

    assert (told["progress"], told["eta_s"]) == (30, 45)


def test_one_that_waits_to_be_tried_again_promises_nothing(alices, asked):
    change(the_task(asked), started_at=clock.now() - timedelta(minutes=1), progress=80, failures=1)

    assert (alices.get(asked).json["progress"], alices.get(asked).json["eta_s"]) == (80, None)


def test_it_is_not_whole_before_the_mail_is_out(alices, asked):
    change(the_task(asked), state=State.RUNNING, progress=99, committed=True)

    assert (alices.get(asked).json["state"], alices.get(asked).json["progress"]) == ("preparing", 99)


def test_a_failure_says_why_and_what_to_quote(alices, alice):
    task = ended(alice, State.FAILED, reason="gave-up", progress=40)
    told = alices.get(address(task)).json

    assert (told["state"], told["reason"], told["progress"]) == ("failed", "gave-up", 40)
    assert told["reference"] == task.reference and set(told["_links"]) == {"self"}


def test_one_that_could_not_be_mailed_is_ready_and_not_whole(alices, alice, exported):
    export = exported(alice, state=State.FAILED)
    change(export.task, reason="refused", progress=95)
    told = alices.get(address(export)).json

    assert (told["state"], told["reason"], told["progress"]) == ("ready", "refused", 95)


def test_of_one_without_a_task_nobody_knows_how_far_it_was(alices, alice):
    db.session.add(Export(id="by-hand", user_id=alice.id))
    told = alices.get("/api/exports/by-hand").json

    assert [told[name] for name in ("state", "progress", "eta_s", "reason", "reference")] == [
        "failed",
        *[None] * 4,
    ]


def test_the_archive_is_what_the_page_gives(as_, alices, alice, ready):
    archive = alices.get(alices.get(address(ready)).json["_links"]["file"])

    assert archive.data == as_(alice)._request(f"/exports/{ready.id}/file", "GET").data
    assert (
        archive.mimetype == "application/zip" and "microblog-alice-" in archive.headers["Content-Disposition"]
    )


def test_head_tells_the_size_and_sends_nothing(alices, ready):
    response = alices.ask("HEAD", f"{address(ready)}/file", expect=200)

    assert response.content_length == ready.archive_bytes and response.data == b""


def test_a_download_that_broke_off_goes_on(alices, ready):
    path = f"{address(ready)}/file"
    whole = alices.get(path)
    rest = alices.get(path, expect=206, headers={"Range": "bytes=50-", "If-Range": whole.headers["ETag"]})

    assert rest.data == whole.data[50:]
    assert rest.headers["Content-Range"] == f"bytes 50-{len(whole.data) - 1}/{len(whole.data)}"


def test_a_part_that_is_not_there_is_refused(alices, ready):
    refused = alices.get(f"{address(ready)}/file", expect=416, headers={"Range": "bytes=99999999-"})

    assert refused.headers["Content-Range"] == f"bytes */{ready.archive_bytes}"


def test_there_is_no_archive_before_it_is_there(alices, asked):
    assert "no archive" in alices.get(f"{asked}/file", expect=404).json["detail"]


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
def test_there_is_no_archive_of_what_ended_without(alices, alice, state):
    alices.get(f"{address(ended(alice, state))}/file", expect=404)


def test_an_archive_that_has_expired_is_gone(app, alice, exported):
    export = exported(alice, created_at=BEGINNING)
    with time_machine.travel(export.expires_at, tick=False):
        program = Program(app, token_of(alice))
        assert program.get(address(export)).json["state"] == "expired"
        program.get(f"{address(export)}/file", expect=410)
        program.delete(address(export))

    assert export.deleted_at is None


def test_deleting_it_throws_the_archive_away(alices, ready):
    alices.delete(address(ready))
    told = alices.get(address(ready)).json

    assert (told["state"], set(told["_links"])) == ("deleted", {"self"})
    assert storage.size(ready.path) is None
    alices.get(f"{address(ready)}/file", expect=410)


def test_deleting_twice_is_deleting_once(alices, ready):
    alices.delete(address(ready))
    deleted_at = ready.deleted_at
    alices.delete(address(ready))

    assert ready.deleted_at == deleted_at


def test_one_that_waits_is_cancelled(app, alices, asked, outbox):
    alices.delete(asked)
    alices.delete(asked)
    work(app)

    assert alices.get(asked).json["state"] == "cancelled" and outbox == []


def test_one_that_had_an_archive_already_loses_it(alices, ready):
    change(ready.task, state=State.RUNNING, complete=False)
    alices.delete(address(ready))

    assert alices.get(address(ready)).json["state"] == "cancelled" and storage.size(ready.path) is None


def test_one_that_is_being_mailed_cannot_be_cancelled(alices, asked):
    change(the_task(asked), state=State.RUNNING, committed=True)

    assert int(alices.delete(asked, expect=409).headers["Retry-After"]) > 0
    assert alices.get(asked).json["state"] == "preparing"


def test_one_that_ends_in_this_moment_is_deleted(alices, ready, monkeypatch):
    change(ready.task, state=State.RUNNING, complete=False)

    def too_late(task):
        change(task, state=State.DONE, complete=True)
        return False

    monkeypatch.setattr(runner, "cancel", too_late)
    alices.delete(address(ready))

    assert alices.get(address(ready)).json["state"] == "deleted"


def test_what_failed_stays_as_it_is(alices, alice):
    task = ended(alice, State.FAILED)
    alices.delete(address(task))

    assert alices.get(address(task)).json["state"] == "failed"
