"""The same thing done several times at once, on databases where that can happen."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from app import db
from app.accounts import email_change, reset
from tests import factories
from tests.support.databases import busy_site as site, mariadb_url, postgres_url
from tests.support.page import Visitor

__all__ = ["mariadb_url", "postgres_url", "site"]

TIMES = 4


def choose(site, link, visitor, token, password):
    with site.app_context():
        fields = {"csrf_token": token, "password": password, "password2": password}
        return visitor.client.post(link, data=fields).location


def test_of_several_who_use_a_link_at_once_one_sets_the_password(site):
    alice = factories.user(username="alice")
    link = f"/auth/reset_password/{reset.token_for(alice)}"
    visitors = [Visitor(site) for _ in range(TIMES)]
    tokens = [visitor.get(link).token for visitor in visitors]
    words = [f"unrelated words number {number}" for number in range(TIMES)]
    with ThreadPoolExecutor(TIMES) as threads:
        ended = threads.map(choose, [site] * TIMES, [link] * TIMES, visitors, tokens, words)

    assert sorted(ended) == ["/auth/login"] + ["/auth/reset_password_request"] * (TIMES - 1)


def confirm(site, link, visitor, token):
    with site.app_context():
        return visitor.client.post(link, data={"csrf_token": token}).status_code


def test_of_several_who_confirm_one_address_at_once_one_has_it(site):
    people = [factories.user() for _ in range(TIMES)]
    for person in people:
        person.ask_for_email("wanted@example.com")
    db.session.commit()
    links = [f"/settings/email/{email_change.token_for(person)}" for person in people]
    visitors = [Visitor(site, person) for person in people]
    tokens = [visitor.get("/settings").token for visitor in visitors]
    with ThreadPoolExecutor(TIMES) as threads:
        assert {*threads.map(confirm, [site] * TIMES, links, visitors, tokens)} == {303}

    assert len([person for person in people if person.email == "wanted@example.com"]) == 1


def test_nobody_sees_rows_that_are_not_committed_and_no_gap_is_locked(site):
    level = {"postgresql": "SHOW transaction_isolation"}.get(db.engine.name, "SELECT @@tx_isolation")

    assert db.session.scalar(sa.text(level)).upper().replace("-", " ") == "READ COMMITTED"
