"""What operators type about people."""

import pytest
import sqlalchemy as sa

from app import db
from app.models import Act
from tests import factories
from tests.support.mails import sent


@pytest.fixture
def flask(app):
    """`flask users …`, whose exit code must be the expected one."""

    def run(*arguments, code=0):
        result = app.test_cli_runner().invoke(args=["users", *arguments])
        assert result.exit_code == code, result.output
        db.session.expire_all()
        return result.output

    return run


def verbs():
    return [*db.session.scalars(sa.select(Act.verb).order_by(Act.id))]


def test_somebody_becomes_an_administrator_and_a_plain_user_again(flask, alice, admin):
    flask("promote", "Alice")
    assert alice.is_admin

    flask("demote", "alice")

    assert not alice.is_admin and verbs() == ["promote", "demote"]


def test_the_last_administrator_stays_one_unless_that_is_meant(flask, admin):
    assert "--last" in flask("demote", "admin", code=1) and admin.is_admin

    flask("demote", "admin", "--last")

    assert not admin.is_admin


def test_what_is_so_already_is_not_noted(flask, alice, admin):
    for words in (("promote", "admin"), ("demote", "alice"), ("unsuspend", "alice")):
        flask(*words)

    assert verbs() == []


def test_an_account_is_suspended_and_opened(flask, bob, outbox):
    flask("suspend", "bob", "--why", "Spam")
    assert bob.suspension_reason == "Spam" and "bob" in flask("list")
    flask("promote", "bob", code=1)

    flask("unsuspend", "bob")

    assert bob.suspended_at is None and verbs() == ["suspend", "unsuspend"] and len(sent(outbox)) == 2


def test_an_administrator_is_not_suspended(flask, admin):
    assert "is an administrator" in flask("suspend", "admin", "--why", "Spam", code=1)


def test_who_is_not_there_is_not_found(flask, app):
    assert "no such user" in flask("promote", "nobody", code=1)


def test_administrators_are_listed(flask, alice, admin):
    factories.user(username="plain")

    assert flask("list") == "administrator  admin\n"
