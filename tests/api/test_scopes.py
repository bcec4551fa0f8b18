"""What a token is for, how often it may be used, and when it was."""

import time
from datetime import timedelta

import pytest
import time_machine

from app import db
from app.accounts.tokens import MOST_TOKENS, Scope
from app.core import clock
from app.models import ApiToken
from tests.api.test_schema import OPERATIONS
from tests.factories import PASSWORD, token_of
from tests.support.apps import another_app
from tests.support.description import description
from tests.support.program import Program, basic

RIGHT = basic("alice", PASSWORD)


def test_each_operation_asks_for_its_scope_and_names_it(app, alice):
    paths = description(app)["paths"]
    for way, path in OPERATIONS:
        scopes = paths[path][way.lower()].get("security", [{}])[0].get("token_auth")
        if scopes:
            others = Program(app, token_of(alice, scopes={*Scope} - {*scopes}))
            address = path.replace("{user_id}", "1").replace("{post_id}", "1")
            assert scopes[0] in others.ask(way, address, expect=403).json["detail"]


def test_a_token_asked_for_with_scopes_has_those(app, anybody, alice):
    answer = anybody.post("/api/tokens", headers=RIGHT, json={"scopes": ["write", "read"], "days": 3})
    program = Program(app, answer.json["token"])
    program.get("/api/me")
    program.get("/api/exports", expect=403)

    assert answer.json["scopes"] == ["read", "write"]
    assert timedelta(days=2) < db.session.scalars(db.select(ApiToken.expires_at)).one() - clock.now()


def test_a_token_asked_for_without_is_for_everything(anybody, alice, tokens):
    assert (
        anybody.post("/api/tokens", headers=RIGHT).json["scopes"] == [*Scope] and tokens()[0].scopes is None
    )


@pytest.mark.parametrize("fields", [
    {"scopes": []}, {"scopes": ["all"]}, {"scopes": "read"}, {"scopes": [None]}, {"days": 0}, {"days": 366},
    {"days": "7"}, {"days": True}, {"days": 1.5}, {"days": 10**19},
])  # fmt: skip
def test_what_is_no_scope_and_no_number_of_days_is_refused(anybody, alice, fields):
    assert (
        anybody.post("/api/tokens", expect=422, headers=RIGHT, json=fields).json["errors"].keys()
        == fields.keys()
    )


def test_nobody_gets_a_token_for_longer_than_the_site_says(anybody, alice, tokens):
    anybody.post("/api/tokens", headers=RIGHT, json={"days": 365})

    assert tokens()[0].expires_at - clock.now() <= timedelta(days=30)


def test_its_use_is_noted_once_a_minute(alices, tokens):
    moments = []
    for seconds in (0, 30, 70):
        with time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False):
            alices.get("/api/me")
            moments.append(tokens()[0].last_used_at)

    assert moments[0] == moments[1] < moments[2]


def test_a_busy_database_does_not_hold_an_answer_up(alices, monkeypatch, tokens):
    def busy(*_place):
        raise db.exc.OperationalError("busy", {}, Exception())

    monkeypatch.setattr(ApiToken, "note_use", busy)
    alices.get("/api/me")

    assert tokens()[0].last_used_at is None


def test_who_asks_for_ever_more_loses_what_is_not_used(anybody, alice, tokens):
    old = [token_of(alice) for _ in range(MOST_TOKENS)]
    used = db.session.scalars(db.select(ApiToken)).first()
    used.last_used_at = clock.now() + timedelta(seconds=1)
    anybody.post("/api/tokens", headers=RIGHT)

    assert len(tokens()) == len(old) and db.session.get(ApiToken, used.id)


@pytest.fixture
def limited(app):
    with another_app(app, RATELIMIT_ENABLED=True, API_READS_PER_MINUTE=3, API_WRITES_PER_MINUTE=1) as site:
        yield site


def test_each_answer_tells_how_much_is_left(limited, token):
    answers = [Program(limited, token).get("/api/me").headers for _ in range(2)]

    assert [answer["X-RateLimit-Limit"] for answer in answers] == ["3", "3"]
    assert [answer["X-RateLimit-Remaining"] for answer in answers] == ["2", "1"]
    assert 0 < int(answers[0]["X-RateLimit-Reset"]) - time.time() <= 61


def test_who_asks_too_often_is_told_when_to_come_back(limited, token, alice):
    program = Program(limited, token)
    for _ in range(3):
        program.get("/api/me")

    assert 0 < int(program.get("/api/me", expect=429).headers["Retry-After"]) <= 61
    Program(limited, token_of(alice)).get("/api/me")


def test_looking_and_changing_are_counted_apart(limited, token):
    program = Program(limited, token)
    program.post("/api/posts", expect=201, json={"body": "x"})

    program.post("/api/posts", expect=429, json={"body": "x"})
    program.get("/api/posts")


def test_made_up_tokens_are_counted_by_address(limited, monkeypatch):
    for number in range(300):
        Program(limited, f"made-up-{number}").client.get(
            "/api/me", headers={"Authorization": f"Bearer {number}"}
        )

    Program(limited, "one-more").get("/api/me", expect=429)
