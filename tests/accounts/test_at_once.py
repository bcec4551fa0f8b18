"""The same thing done several times at once, on databases where that can happen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app import db
from app.accounts import email_change, reset
from tests import factories
from tests.support.page import Visitor

pytestmark = pytest.mark.only_on("postgresql", "mariadb", why="SQLite lets one writer in at a time")
TIMES = 4


def choose(app, link, visitor, token, password):
    with app.app_context():
        fields = {"csrf_token": token, "password": password, "password2": password}
        return visitor.client.post(link, data=fields).location


def test_of_several_who_use_a_link_at_once_one_sets_the_password(app):
    alice = factories.user(username="alice")
    link = f"/auth/reset_password/{reset.token_for(alice)}"
    visitors = [Visitor(app) for _ in range(TIMES)]
    tokens = [visitor.get(link).token for visitor in visitors]
    words = [f"unrelated words number {number}" for number in range(TIMES)]
    with ThreadPoolExecutor(TIMES) as threads:
        ended = threads.map(choose, [app] * TIMES, [link] * TIMES, visitors, tokens, words)

    assert sorted(ended) == ["/auth/login"] + ["/auth/reset_password_request"] * (TIMES - 1)


def confirm(app, link, visitor, token):
    with app.app_context():
        return visitor.client.post(link, data={"csrf_token": token}).status_code


def test_of_several_who_confirm_one_address_at_once_one_has_it(app):
    people = [factories.user() for _ in range(TIMES)]
    for person in people:
        person.ask_for_email("wanted@example.com")
    db.session.commit()
    links = [f"/settings/email/{email_change.token_for(person)}" for person in people]
    visitors = [Visitor(app, person) for person in people]
    tokens = [visitor.get("/settings").token for visitor in visitors]
    with ThreadPoolExecutor(TIMES) as threads:
        assert {*threads.map(confirm, [app] * TIMES, links, visitors, tokens)} == {303}

    assert len([person for person in people if person.email == "wanted@example.com"]) == 1


def test_nobody_sees_rows_that_are_not_committed_and_no_gap_is_locked(app):
    level = {"postgresql": "SHOW transaction_isolation"}.get(db.engine.name, "SELECT @@tx_isolation")

    assert db.session.scalar(sa.text(level)).upper().replace("-", " ") == "READ COMMITTED"
