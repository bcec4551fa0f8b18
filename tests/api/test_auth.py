"""Who may use the API: whoever has a token that is good."""

from datetime import timedelta

import pytest

from app import db
from app.api.auth import the_user, token_auth
from app.models import ApiToken
from tests.factories import token_of
from tests.support.apps import another_app
from tests.support.program import Program, basic

pytestmark = pytest.mark.only_on("sqlite", "postgresql", why="it is about what comes in, not about rows")
WHO = "/api/who"
DOORS = [("GET", WHO), ("POST", "/api/tokens"), ("DELETE", "/api/tokens")]
GARBAGE = [
    "", " ", "=", ",", "Bearer", "Bearer ", "Bearer  ", "bearer", "Basic", "Basic ", "Basic !",
    "Basic YWxpY2U=", "Basic Og==", "Basic //79", "Digest username=alice", "Digest a*=utf-8''%ff",
    "Bearer a=b", "Bearer a=b, c", 'Bearer "', "Bearer ../../etc/passwd", "Bearer ' OR 1=1 --",
    "Negotiate x", "Bearer " + "x" * 100_000, "x" * 100_000,
]  # fmt: skip
NO_TEXT = ["Bearer é", "Basic é", "\xff", "Bearer \x80", "Basic AGE6Yg==", "Basic YToA"]


@pytest.fixture
def site(app):
    """The site with an address that tells for whom a program asks."""
    with another_app(app) as site:
        site.add_url_rule(WHO, "who", token_auth.login_required(lambda: {"user": the_user().username}))
        yield site


@pytest.fixture
def alices(site, token):
    return Program(site, token)


def test_a_token_stands_for_its_user(site, alices, mallory):
    assert alices.get(WHO).json == {"user": "alice"}
    assert Program(site, token_of(mallory)).get(WHO).json == {"user": "mallory"}


def test_without_a_token_nobody_is_known(site):
    assert Program(site).get(WHO, expect=401).headers["WWW-Authenticate"] == 'Bearer realm="Microblog"'


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
def test_the_word_before_the_token_may_be_in_any_case(site, token, scheme):
    Program(site).get(WHO, headers={"Authorization": f"{scheme} {token}"})


def test_an_expired_token_is_dead(site, alice):
    Program(site, token_of(alice, keep=timedelta(seconds=-1))).get(WHO, expect=401)


def test_a_revoked_token_is_dead(alices, token):
    ApiToken.revoke(token)

    alices.get(WHO, expect=401)


def test_the_token_of_a_deleted_user_is_dead(alices, alice, tokens):
    db.session.delete(alice)

    alices.get(WHO, expect=401)
    assert tokens() == []


def test_what_the_database_keeps_is_no_token(site, alice, token, tokens):
    Program(site, tokens()[0].digest).get(WHO, expect=401)


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: text[:-1], lambda text: text + "x"])
def test_nearly_a_token_is_none(site, token, change):
    Program(site, change(token)).get(WHO, expect=401)


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda text: repr(text[:24]))
@pytest.mark.parametrize(
    ("method", "path"), [("GET", WHO), ("POST", "/api/tokens"), ("DELETE", "/api/tokens")]
)
def test_garbage_in_the_header_opens_nothing(site, alice, method, path, garbage):
    Program(site).ask(method, path, expect=401, headers={"Authorization": garbage})


@pytest.mark.parametrize("garbage", NO_TEXT, ids=ascii)
@pytest.mark.parametrize(("method", "path"), DOORS)
def test_what_is_no_text_is_refused(site, alice, method, path, garbage):
    Program(site).ask(method, path, expect=400, headers={"Authorization": garbage})


def test_a_session_opens_nothing_and_a_token_leaves_it_alone(site, as_, alice, mallory, token):
    program = Program(site)
    program.client.set_cookie("session", as_(mallory).client.get_cookie("session").value)

    program.get(WHO, expect=401)
    assert program.get(WHO, headers={"Authorization": f"Bearer {token}"}).json == {"user": "alice"}


def test_a_token_opens_no_page(stranger, token):
    stranger.get("/", expect=303, headers={"Authorization": f"Bearer {token}"})


def test_a_password_opens_nothing_but_the_way_to_a_token(site, alice):
    Program(site).get(WHO, expect=401, headers=basic("alice", "correct horse battery"))


def test_a_token_writes_nothing_at_each_request(alices, alice, token):
    alice.last_seen = None
    alices.get(WHO)

    assert alice.last_seen is None
