"""Log-in, reset, registration and a new address tell nobody which accounts exist. Requirements 16 and 18.

Each form is filled in once for an account that is there and once for one that is not: the answers are
the same byte by byte, and so is the work before them, counted instead of timed.
"""

import re
from typing import NamedTuple

import pytest
import time_machine

from app import email
from app.accounts import credentials
from tests.factories import BEGINNING, PASSWORD
from tests.support.mails import without_token
from tests.support.statements import before_each

# What is new in every answer, and tells nothing.
RANDOM = {"X-Request-ID", "Set-Cookie"}
REGISTRATION = {"password": PASSWORD, "password2": PASSWORD}


class Try(NamedTuple):
    """A form, filled in for Bob, who has an account, and for Eve, who has none; and what shows the answer."""

    path: str
    bob: dict[str, str]
    eve: dict[str, str]
    then: str | None = None


LOG_IN = Try(
    "/auth/login", {"username": "bob", "password": "wrong"}, {"username": "eve", "password": "wrong"}
)
RESET = Try(
    "/auth/reset_password_request", {"email": "bob@example.com"}, {"email": "eve@example.com"}, "/auth/login"
)
REGISTER = Try(
    "/auth/register",
    {"username": "new1", "email": "bob@example.com"} | REGISTRATION,
    {"username": "new2", "email": "eve@example.com"} | REGISTRATION,
    "/auth/login",
)
CHANGE = Try("/settings/email", {"email": "bob@example.com"}, {"email": "eve@example.com"}, "/settings")
TRIES = [LOG_IN, RESET, REGISTER, CHANGE]


@pytest.fixture
def visit(as_, stranger, alice, bob):
    """Whoever may send a form."""
    return lambda one: as_(alice) if one is CHANGE else stranger


def sent(visit, one, fields):
    """What came back: the status, the headers, the page, and the page after it."""
    visitor = visit(one)
    answer = visitor.post(one.path, expect=422 if one.then is None else 303, **fields)
    headers = sorted((name, value) for name, value in answer.headers if name not in RANDOM)
    pages = [answer, *([visitor.get(one.then)] if one.then else [])]
    return answer.status, headers, [without_token(page).replace("bob", "eve") for page in pages]


@pytest.mark.parametrize("one", TRIES, ids=lambda one: one.path)
def test_the_answer_is_the_same_byte_by_byte(visit, one, outbox):
    with time_machine.travel(BEGINNING, tick=False):
        assert sent(visit, one, one.bob) == sent(visit, one, one.eve)


@pytest.fixture
def work(monkeypatch):
    """What takes time: hashes, mails that are rendered, threads that begin, transactions that write."""
    done = []

    def count(owner, name):
        real = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *args, **kwargs: done.append(name) or real(*args, **kwargs))

    count(credentials.PasswordHasher, "hash")
    count(credentials.PasswordHasher, "verify")
    count(email, "render_template")
    count(email, "Thread")

    def note(statement):
        if written := re.match("INSERT INTO|UPDATE|DELETE", statement):
            done.append(written[0])

    with before_each(note):
        yield done


def work_for(visit, work, one, fields):
    # The page of the log-in has been made before, and a hash of nobody's password too.
    visit(one).get(one.path)
    credentials.matches(None, "x")
    visitor = visit(one)
    token = visitor.get(one.path).token
    work.clear()
    visitor._request(one.path, "POST", data={"csrf_token": token, **fields})
    return [*work]


@pytest.mark.parametrize("one", [LOG_IN, RESET, CHANGE], ids=lambda one: one.path)
def test_the_work_is_the_same(visit, work, one, outbox):
    for_bob = work_for(visit, work, one, one.bob)

    assert for_bob and for_bob == work_for(visit, work, one, one.eve)


def test_the_work_of_a_registration_differs_by_a_row_that_is_taken_back(visit, work, outbox):
    for_bob, for_eve = (work_for(visit, work, REGISTER, who) for who in (REGISTER.bob, REGISTER.eve))
    for_bob.remove("DELETE")

    assert for_bob == for_eve == ["hash", "INSERT INTO", *["render_template"] * 3, "Thread"]


def test_a_mail_to_nobody_does_not_leave(visit, outbox):
    for one in (RESET, REGISTER):
        sent(visit, one, one.eve)

    assert outbox == []
