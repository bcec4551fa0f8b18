"""Sending a mail once, as far as SMTP lets one know."""

import pytest
import sqlalchemy as sa
from flask_mail import Message

from app import db
from app.core import clock
from app.deliveries import courier
from app.deliveries.courier import deliver
from app.deliveries.models import Delivery, Stage
from app.jobs import progress
from app.jobs.errors import Permanent, Revoked, TryLater
from app.jobs.progress import Reporter
from app.models import User
from deploy.local.servers import LOOPBACK
from tests.support.apps import another_app
from tests.support.scripted_mail import HANG_UP, SILENCE, Script, scripted

KEY = "posts:a-task"
REALLY = {"MAIL_SERVER": LOOPBACK, "MAIL_SUPPRESS_SEND": False, "MAIL_TIMEOUT_S": 0.2}


@pytest.fixture
def site(app, alice):
    """The site with a mail server that follows a script; yields the script."""
    script = Script()
    with scripted(script) as port:
        mail = {
            "MAIL_SERVER": LOOPBACK,
            "MAIL_PORT": port,
            "MAIL_SUPPRESS_SEND": False,
            "MAIL_TIMEOUT_S": 0.2,
        }
        with another_app(app, **mail) as site, site.app_context():
            yield script


def send(user_id, key=KEY):
    message = Message("hello", sender="site@example.com", recipients=["alice@example.com"], body="words")
    deliver(message, key=key, user_id=user_id)


def kept(key=KEY):
    db.session.rollback()
    return db.session.get(Delivery, key)


@pytest.fixture
def me(alice):
    """Alice's id."""
    return alice.id


def test_a_mail_is_sent_and_that_is_kept(site, me):
    send(me)

    assert (kept().stage, kept().doubts) == (Stage.SENT, 0)
    assert kept().sent_at <= clock.now() and len(site.mails) == 1


def test_a_mail_that_was_sent_is_not_sent_again(site, me):
    send(me)
    send(me)

    assert len(site.mails) == 1


def test_mails_with_other_keys_are_other_mails(site, me):
    send(me)
    send(me, key="posts:another")

    assert len(site.mails) == 2


def test_what_the_dot_promises_is_kept_before_the_dot(site, me, monkeypatch):
    seen = []
    monkeypatch.setattr(courier.progress, "seal", lambda: seen.append(kept().stage))
    send(me)

    assert seen == [Stage.PENDING] and kept().stage is Stage.SENT


@pytest.mark.parametrize("end", [SILENCE, HANG_UP])
def test_silence_after_the_dot_is_a_doubt(site, me, end):
    site.answers["."] = end
    with pytest.raises(TryLater):
        send(me)

    assert (kept().stage, kept().doubts) == (Stage.SENDING, 1)


def test_after_a_doubt_it_is_sent_once_more_under_the_same_id(site, me):
    site.answers["."] = HANG_UP
    with pytest.raises(TryLater):
        send(me)
    site.answers["."] = "250 kept"
    send(me)

    assert kept().stage is Stage.SENT
    assert [mail.count(f"Message-ID: {kept().message_id}") for mail in site.mails] == [1, 1]


def test_after_two_doubts_it_is_not_sent_a_third_time(site, me):
    site.answers["."] = HANG_UP
    for _ in range(2):
        with pytest.raises(TryLater):
            send(me)
    with pytest.raises(Permanent) as unconfirmed:
        send(me)

    assert unconfirmed.value.reason == "unconfirmed" and len(site.mails) == 2


@pytest.mark.parametrize("verb", ["", "EHLO", "MAIL", "RCPT", "DATA"])
def test_silence_before_the_dot_is_no_doubt(site, me, verb):
    site.answers[verb] = HANG_UP
    with pytest.raises(TryLater):
        send(me)

    assert (kept().stage, kept().doubts, site.mails) == (Stage.PENDING, 0, [])


@pytest.mark.parametrize(
    ("verb", "answer", "reason"),
    [
        ("MAIL", "552 too big", "too-large"),
        ("RCPT", "550 nobody here", "refused"),
        ("RCPT", "552 full", "too-large"),
        ("DATA", "554 no", "refused"),
        (".", "550 spam", "refused"),
        (".", "523 too long", "too-large"),
    ],
)
def test_a_refusal_for_ever_is_told_at_once(site, me, verb, answer, reason):
    site.answers[verb] = answer
    with pytest.raises(Permanent) as refused:
        send(me)

    assert refused.value.reason == reason
    assert (kept().stage, kept().doubts) == (Stage.PENDING, 0)


@pytest.mark.parametrize("verb", ["", "MAIL", "RCPT", "DATA", "."])
def test_a_refusal_for_now_is_tried_later(site, me, verb):
    site.answers[verb] = "451 later"
    with pytest.raises(TryLater):
        send(me)

    assert (kept().stage, kept().doubts) == (Stage.PENDING, 0)


def test_a_server_that_is_not_there_is_tried_later(app, me):
    refused = pytest.raises(TryLater, match="ConnectionRefusedError")
    with another_app(app, **REALLY, MAIL_PORT=1) as site, site.app_context(), refused:
        send(me)


class Cancelled(Reporter):
    """Speaks for a task that was cancelled a moment ago."""

    def seal(self):
        """It is not too late."""
        raise Revoked


def test_a_run_that_lost_its_task_ends_before_the_dot(site, me):
    with progress.told_by(Cancelled(None)), pytest.raises(Revoked):
        send(me)

    assert (kept().stage, kept().doubts) == (Stage.PENDING, 0)


def test_a_mail_that_nobody_sends_counts_as_sent(app, me, outbox):
    send(me)

    assert kept().stage is Stage.SENT and len(outbox) == 1


def test_a_users_deliveries_go_with_the_user(app, alice, outbox):
    send(alice.id)
    db.session.execute(sa.delete(User))
    db.session.commit()

    assert kept() is None


def test_the_id_of_a_mail_says_where_it_is_from_and_nothing_else(app, alice):
    one = Delivery.open("one", user_id=alice.id)

    assert one.message_id.endswith("@127.0.0.1>") and "one" not in one.message_id
    assert one.message_id == Delivery(key="one").message_id != Delivery(key="two").message_id


def test_a_site_without_a_host_has_mail_ids_too(app, monkeypatch):
    monkeypatch.setitem(app.config, "BASE_URL", "")

    assert Delivery(key="one").message_id.endswith("@localhost>")


@pytest.mark.parametrize(
    ("verb", "reason"), [("RCPT", "refused"), (".", "refused"), ("MAIL", "fault"), ("", "fault")]
)
def test_a_user_is_blamed_only_for_their_own_address(site, me, verb, reason):
    site.answers[verb] = "550 no"
    with pytest.raises(Permanent) as refused:
        send(me)

    assert refused.value.reason == reason


def test_a_run_that_wakes_up_late_does_not_undo_what_another_has_sent(app, me):
    Delivery.open("key", user_id=me)
    Delivery.note("key", Stage.SENT)
    courier._take_back("key", 0)

    assert db.session.get(Delivery, "key").stage is Stage.SENT
