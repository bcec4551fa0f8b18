"""The pages of an export, one for each way it may stand."""

import pytest
import time_machine

from app import db
from app.core import storage
from app.exports.models import Export
from app.jobs.models import State
from tests import factories
from tests.factories import BEGINNING
from tests.support.jobs import change


@pytest.fixture
def asked(as_, alice):
    """The address of an export that waits."""
    return as_(alice).post("/export_posts").location


def test_an_export_in_preparation(as_, alice, asked):
    page = as_(alice).get(asked)

    assert "Preparing your archive" in page.text and "we will e-mail you at alice@example.com" in page.text
    assert page.all("meta", content="5") and page.all("div", class_="tasks")


def test_an_export_in_preparation_says_how_far_it_is(as_, alice, asked):
    change(alice.running_export(), state=State.RUNNING, progress=20, items_done=1240, items_total=4800)
    page = as_(alice).get(asked)

    # In the alert, and on the page itself.
    assert page.text.count("1,240 of 4,800 posts") == 2


@pytest.mark.parametrize(("complete", "awaiting"), [(False, "true"), (True, "false")])
def test_the_page_says_if_it_waits_for_its_task(as_, alice, asked, complete, awaiting):
    change(alice.running_export(), complete=complete)
    [section] = as_(alice).get(asked).all("section", id="export")

    assert section["data-awaiting"] == awaiting


def test_an_export_that_is_ready(as_, alice, exported):
    export = exported(alice)
    page = as_(alice).get(f"/exports/{export.id}")

    assert "Your archive is ready" in page.text and "It will be deleted on" in page.text
    assert page.all("a", href=f"/exports/{export.id}/file")


def test_an_export_that_could_not_be_mailed_can_be_downloaded(as_, alice, exported):
    page = as_(alice).get(f"/exports/{exported(alice, state=State.FAILED).id}")

    assert "This did not work." in page.text and "Download" in page.text


@pytest.mark.parametrize(
    ("state", "words"),
    [(State.FAILED, "We could not finish"), (State.CANCELLED, "You can start again")],
)
def test_an_export_without_an_archive(as_, alice, state, words):
    task = factories.task(user=alice, state=state, complete=True)
    db.session.add(Export(id=task.id, user_id=alice.id))
    page = as_(alice).get(f"/exports/{task.id}")

    assert words in page.text and page.all("a", href="/exports")


def test_an_export_that_has_expired_explains_and_offers_a_new_one(as_, alice, exported):
    export = exported(alice, created_at=BEGINNING)
    with time_machine.travel(export.expires_at, tick=False):
        page = as_(alice).get(f"/exports/{export.id}/file", expect=410)

    assert "This archive has expired" in page.text and page.all("a", href="/exports")


def test_deleting_it_now(as_, alice, exported):
    export = exported(alice)
    visitor = as_(alice)
    location = visitor.post(f"/exports/{export.id}/delete").location

    assert storage.size(export.path) is None
    assert "You deleted this archive" in visitor.get(location).text
    visitor.get(f"/exports/{export.id}/file", expect=410)


def test_there_is_nothing_to_delete_before_it_is_there(as_, alice, asked):
    as_(alice).post(f"{asked}/delete")
    as_(alice).get(f"{asked}/file", expect=404)

    assert alice.exports()[0].deleted_at is None


def test_nobody_else_sees_deletes_or_downloads_it(as_, alice, mallory, exported):
    export = exported(alice)
    stranger = as_(mallory)
    stranger.get(f"/exports/{export.id}", expect=404)
    stranger.get(f"/exports/{export.id}/file", expect=404)
    stranger.post(f"/exports/{export.id}/delete", expect=404)

    assert storage.size(export.path)


def test_who_is_not_logged_in_gets_it_after_logging_in(stranger, alice, exported):
    path = f"/exports/{exported(alice).id}/file"

    assert "/auth/login?next=" in stranger.get(path, expect=303).location


def test_trying_again_is_limited_like_asking(app, as_, alice, exported, monkeypatch):
    monkeypatch.setitem(app.config, "EXPORTS_PER_DAY", 1)
    exported(alice)
    cancelled = exported(alice, state=State.CANCELLED)
    visitor = as_(alice)
    visitor.post(f"/tasks/{cancelled.id}/retry")

    assert "as many of these as this site allows" in visitor.get("/explore").text
    assert alice.running_export() is None
