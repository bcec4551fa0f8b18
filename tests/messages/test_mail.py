"""The mail that tells of a message that waits."""

import pytest

from app import db
from app.extensions import mail as mailer
from app.messages import mail
from tests.support.apps import production_app


@pytest.fixture
def send(as_, alice):
    """Write as Alice, and wait for what follows."""
    visitor = as_(alice)
    return lambda body="hello": visitor.post("/send_message/bob", message=body).response.close()


def test_the_recipient_is_told_by_whom_what_and_where(send, bob, outbox):
    send("<b>hello</b>\nBob")
    [mail] = outbox

    assert (mail.subject, mail.recipients) == ("[Microblog] alice wrote to you", ["bob@example.com"])
    assert "  <b>hello</b>\n  Bob" in mail.body and "&lt;b&gt;hello&lt;/b&gt;" in mail.html
    for words in ("http://127.0.0.1:8000/messages/alice", "http://127.0.0.1:8000/settings"):
        assert words in mail.body and f'href="{words}"' in mail.html


def test_it_leaves_after_the_response_and_not_before(as_, alice, bob, outbox):
    answer = as_(alice).post("/send_message/bob", message="hello").response
    assert outbox == []

    answer.close()

    assert len(outbox) == 1


def test_one_mail_is_enough_until_it_was_read(as_, send, bob, mallory, outbox):
    send()
    send()
    as_(mallory).post("/messages/bob", message="hello").response.close()
    assert [mail.subject.split()[1] for mail in outbox] == ["alice", "mallory"]
    as_(bob).get("/messages/alice")

    send()

    assert len(outbox) == 3


def test_who_wants_no_mail_gets_none(send, bob, outbox):
    bob.mails_messages = False
    send()

    assert outbox == []


def test_what_was_read_meanwhile_is_no_news(as_, alice, bob, outbox):
    answer = as_(alice).post("/send_message/bob", message="hello").response
    as_(bob).get("/messages/alice")
    answer.close()

    assert outbox == []


def test_a_message_that_is_gone_is_no_news(as_, alice, bob, outbox):
    answer = as_(alice).post("/send_message/bob", message="hello").response
    db.session.delete(alice)
    db.session.commit()
    answer.close()

    assert outbox == []


def test_a_mail_that_does_not_leave_is_logged(send, bob, monkeypatch, caplog):
    monkeypatch.setattr(mailer, "send", lambda _message: (_ for _ in ()).throw(ConnectionError("refused")))
    send()

    assert "was not sent" in caplog.text and bob.unread_message_count() == 1


def test_where_no_mail_can_leave_none_is_tried(app, alice, bob, outbox):
    message = alice.write_to(bob, "hello")
    db.session.commit()

    with production_app(app, MAIL_SERVER=None) as site, site.app_context():
        mail.tell_of(message.id)

    assert outbox == []
