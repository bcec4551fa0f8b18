"""Deleting an account: all at once for those who look, in small parts for the database."""

import pytest
import sqlalchemy as sa

from app import db
from app.accounts import deletion
from app.core import storage
from app.core.storage import StorageError
from app.exports.schedule import Every
from app.models import Message, User
from tests import factories
from tests.factories import PASSWORD, token_of
from tests.support.jobs import ask, claimed, work
from tests.support.mails import sent
from tests.support.program import Program

FORM = "/settings/delete"


def delete(visitor, *, expect=303, password=PASSWORD):
    return visitor.post(FORM, expect=expect, password=password)


def rows(*conditions):
    return db.session.scalar(sa.select(sa.func.count()).where(*conditions))


def everything_of(user, other):
    """A row in each table that people notice."""
    factories.post(author=user)
    factories.message(sender_id=user.id, recipient_id=other.id)
    factories.message(sender_id=other.id, recipient_id=user.id)
    user.follow(other)
    other.follow(user)
    user.export_regularly(Every.WEEK)
    user.add_notification("news", 1)
    user.ask_for_export()
    db.session.commit()


def left_of(user_id):
    found = {owner: rows(owner == user_id) for owner in deletion._owners()}
    return {str(owner) for owner, number in found.items() if number} | {
        "user" for _row in db.session.scalars(sa.select(User.id).where(User.id == user_id))
    }


def test_nothing_is_left(as_, alice, bob):
    everything_of(alice, bob)
    user_id = alice.id
    assert len(left_of(user_id)) >= 9

    assert delete(as_(alice)).location == "/auth/login"
    assert left_of(user_id) == set()


def test_what_is_others_stays(as_, alice, bob, mallory):
    everything_of(bob, mallory)
    before = left_of(bob.id)
    everything_of(alice, bob)
    delete(as_(alice))

    assert left_of(bob.id) == before
    assert bob.followers_count() == 1 and rows(Message.sender_id == bob.id) == 1


def test_the_page_says_what_goes_and_offers_an_export_first(as_, alice):
    page = as_(alice).get(FORM)

    assert "all your posts" in page.text and page.all("a", href="/exports")
    assert page.all("input", name="password", type="password")


def test_it_tells_of_an_export_that_is_under_way(as_, alice):
    ask(alice)

    assert "An export is under way." in as_(alice).get(FORM).text


@pytest.mark.parametrize("password", ["", "wrong", "x" * 1001])
def test_without_the_password_nothing_happens(as_, alice, password):
    page = delete(as_(alice), expect=422, password=password)

    assert page.all("input", name="password", **{"aria-invalid": "true"}) and User.named("alice")


def test_all_browsers_and_programs_are_out(app, as_, alice):
    visitor, other, program = as_(alice), as_(alice), Program(app, token_of(alice))
    delete(visitor)

    assert "Your account has been deleted." in visitor.get("/auth/login").text
    for each in (visitor, other):
        each.get("/", expect=303)
    program.get("/api/exports", expect=401)


def test_one_cannot_log_in_and_is_nowhere(as_, stranger, alice, bob):
    factories.post(author=alice, body="soon to be gone")
    delete(as_(alice))

    stranger.post("/auth/login", expect=422, username="alice", password=PASSWORD)
    as_(bob).get("/user/alice", expect=404)
    assert "soon to be gone" not in as_(bob).get("/explore").text


def test_a_last_mail_says_so(as_, alice, outbox):
    delete(as_(alice))
    [mail] = sent(outbox)

    assert (mail.recipients, mail.subject) == (
        ["alice@example.com"], "[Microblog] Your account has been deleted",
    )  # fmt: skip
    assert "alice" in mail.body


def test_name_and_address_are_free_again(as_, stranger, alice):
    old_id = alice.id
    delete(as_(alice))
    fields = {"username": "alice", "email": "alice@example.com", "password": PASSWORD, "password2": PASSWORD}
    stranger.post("/auth/register", **fields)

    assert User.named("alice").id > old_id


def test_archives_and_uploads_go_too(app, as_, alice):
    others = {*storage.paths("archives")}
    ask(alice)
    work(app)
    assert {*storage.paths("archives")} > others
    delete(as_(alice))

    assert {*storage.paths("archives")} == others


def test_a_store_that_fails_keeps_nobody(app, as_, alice, monkeypatch):
    ask(alice)
    work(app)

    def fail(_path):
        raise StorageError("away")

    monkeypatch.setattr(storage, "delete", fail)
    user_id = alice.id
    delete(as_(alice))

    assert left_of(user_id) == set()


def test_an_export_that_waits_is_not_made(app, as_, alice, outbox, caplog):
    task_id = ask(alice).id
    delete(as_(alice))
    work(app)

    assert not app.redis.exists(f"rq:job:{task_id}")
    assert [mail.subject for mail in sent(outbox)] == ["[Microblog] Your account has been deleted"]
    assert not [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]


def miss_the_owner(user_id):
    """What jobs do first."""
    db.session.execute(sa.delete(User).where(User.id == user_id))
    db.session.commit()
    db.session.get_one(User, user_id)


def test_a_run_whose_owner_is_gone_ends_without_a_word_of_fault(app, alice, caplog):
    caplog.set_level("INFO")
    run = claimed(ask(alice))

    assert run.execute(miss_the_owner, limit_s=60)
    assert [record.levelname for record in caplog.records if record.levelname != "INFO"] == []
    assert "is gone" in caplog.text


def test_a_run_that_fails_by_itself_still_says_so(app, alice):
    run = claimed(ask(alice))

    with pytest.raises(ZeroDivisionError):
        run.execute(lambda _user_id: 1 / 0, limit_s=60)
