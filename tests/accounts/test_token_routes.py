"""The page of one's tokens: seeing them, making one, ending them."""

from datetime import timedelta

import pytest

from app import db
from app.core import clock
from app.models import ApiToken, LoginSession
from tests.factories import token_of
from tests.support.program import Program

NEW = {"name": "backup", "scopes": ["read", "exports"], "days": "7"}


@pytest.fixture
def stale(as_, alice):
    """Alice, who entered her password a while ago."""
    visitor = as_(alice)
    long_ago = clock.now() - timedelta(days=1)
    db.session.execute(db.update(LoginSession).values(authenticated_at=long_ago))
    return visitor


def kept():
    return db.session.scalars(db.select(ApiToken)).all()


def test_a_token_is_made_shown_once_and_opens_what_was_chosen(app, as_, alice):
    visitor = as_(alice)
    page = visitor.post("/tokens/new", expect=200, **NEW)
    program = Program(app, page.response.text.split('class="secret"')[1].split(">")[1].split("<")[0])
    program.get("/api/exports")
    program.ask("PUT", f"/api/users/{alice.id}", expect=403, json={})

    assert (
        kept()[0].name == "backup" and program.headers["Authorization"][7:] not in visitor.get("/tokens").text
    )


def test_the_page_tells_of_ones_own_tokens(as_, alice, bob):
    token_of(alice, name="backup", scopes=["read"])
    token_of(bob, name="somebody else's")
    text = as_(alice).get("/tokens").text

    assert "backup" in text and "never used" in text and "somebody" not in text


def test_who_has_none_is_told_so(as_, alice):
    assert "No program has a token of yours." in as_(alice).get("/tokens").text


def test_one_is_revoked(app, as_, alice):
    lost, other = token_of(alice), token_of(alice)
    as_(alice).post(f"/tokens/{kept()[0].id}/revoke")

    Program(app, lost).get("/api/me", expect=401)
    Program(app, other).get("/api/me")


def test_all_are_revoked(as_, alice, bob):
    for user in (alice, alice, bob):
        token_of(user)
    as_(alice).post("/tokens/revoke_all")

    assert [one.user_id for one in kept()] == [bob.id]


def test_somebody_elses_is_not_there(as_, alice, bob):
    token_of(bob)
    as_(alice).post(f"/tokens/{kept()[0].id}/revoke", expect=404)

    assert len(kept()) == 1


@pytest.mark.parametrize(("method", "path"), [
    ("get", "/tokens/new"), ("post", "/tokens/new"),
    ("post", "/tokens/1/revoke"), ("post", "/tokens/revoke_all"),
])  # fmt: skip
def test_each_needs_the_password_anew(stale, alice, method, path):
    token_of(alice)

    assert getattr(stale, method)(path, expect=303).location.startswith("/auth/confirm?next=/tokens")
    assert len(kept()) == 1


@pytest.mark.parametrize(("field", "value"), [
    ("name", ""), ("name", " "), ("name", "x" * 65), ("scopes", []), ("scopes", ["all"]), ("days", "0"),
    ("days", "31"), ("days", "x"), ("days", ""), ("days", "1" + "0" * 20),
])  # fmt: skip
def test_what_is_not_right_is_refused(as_, alice, field, value):
    as_(alice).post("/tokens/new", expect=422, **NEW | {field: value})

    assert kept() == []


def test_the_page_is_found_from_the_own_profile(as_, alice):
    assert "/tokens" in {link.get("href") for link in as_(alice).get("/edit_profile").all("a")}
