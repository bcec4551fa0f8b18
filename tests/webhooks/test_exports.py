"""Being called back when an export has ended, asked for with it."""

import pytest

from app import db
from app.models import Webhook
from tests import factories
from tests.support.statements import to_sqlite

EXPORTS, URL = "/api/exports", "https://hooks.example.org/microblog"


def webhooks():
    return db.session.scalars(db.select(Webhook)).all()


def test_an_export_and_who_is_called_are_asked_for_in_one(alices, hooks, work):
    told = alices.post(EXPORTS, expect=202, json={"webhook": hooks.url}).json
    work()

    assert told["webhook"]["secret"] == webhooks()[0].secret and told["webhook"]["url"] == hooks.url
    assert [call.told["data"]["id"] for call in hooks.calls] == [told["id"]]


def test_the_secret_is_not_told_again(alices):
    address = alices.post(EXPORTS, expect=202, json={"webhook": URL}).location

    assert "webhook" not in alices.get(address).json


@pytest.mark.parametrize("asked", [{}, {"webhook": None}])
def test_who_does_not_ask_is_not_called(alices, asked):
    assert alices.post(EXPORTS, expect=202, json=asked).json["webhook"] is None and webhooks() == []


def test_one_that_is_under_way_gets_the_webhook_that_it_lacks(alices):
    first = alices.post(EXPORTS, expect=202).json
    second = alices.post(EXPORTS, expect=202, json={"webhook": URL}).json

    assert second["id"] == first["id"] and second["webhook"]["url"] == URL


@pytest.mark.only_on("sqlite", why="others begin in one way only")
def test_to_give_it_one_the_transaction_writes_from_its_beginning(alices):
    alices.post(EXPORTS, expect=202)
    with to_sqlite() as told:
        alices.post(EXPORTS, expect=202, json={"webhook": URL})

    # Or SQLite refuses the webhook when somebody has written since the look at the export.
    written = next(number for number, words in enumerate(told) if words.startswith("INSERT INTO webhook"))
    assert [words for words in told[:written] if words.startswith("BEGIN")][-1] == "BEGIN IMMEDIATE"


def test_one_that_is_under_way_keeps_the_webhook_that_it_has(alices):
    alices.post(EXPORTS, expect=202, json={"webhook": URL})
    told = alices.post(EXPORTS, expect=202, json={"webhook": f"{URL}/2"}).json

    assert told["webhook"] is None and [hook.url for hook in webhooks()] == [URL]


def test_an_address_that_may_not_be_called_keeps_the_export_from_beginning(alices):
    errors = alices.post(EXPORTS, expect=422, json={"webhook": "https://localhost/"}).json["errors"]

    assert [*errors] == ["webhook"] and alices.get(EXPORTS).json == {"items": []}


def test_what_a_shell_launched_has_no_webhook(alices, alice):
    factories.task(user=alice, active_key=f"{alice.id}:export_posts")
    alices.post(EXPORTS, expect=409, json={"webhook": URL})

    assert webhooks() == []
