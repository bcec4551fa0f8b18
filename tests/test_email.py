"""Sending mail, now or in the background."""

import json

import pytest
import structlog
from flask_mail import BadHeaderError

from app import email, logs
from tests.support.apps import production_app
from tests.support.mails import sent

WORDS = ("Hello", "site@example.com", ["alice@example.com"], "text", "<p>page</p>")


@pytest.fixture
def unreachable(app, monkeypatch):
    """A mail server that refuses the connection: nobody listens on port 1."""
    state = app.extensions["mail"]
    for name, value in (("suppress", False), ("server", "127.0.0.1"), ("port", 1)):
        monkeypatch.setattr(state, name, value)


def test_a_mail_has_its_words(app, outbox):
    email.send_email(*WORDS, sync=True)
    [message] = outbox

    assert (message.subject, message.sender, message.recipients) == WORDS[:3]
    assert (message.body, message.html) == WORDS[3:]


def test_in_the_background_it_arrives_too(app, outbox):
    email.send_email(*WORDS)

    assert [message.subject for message in sent(outbox)] == ["Hello"]


def test_files_go_with_it(app, outbox):
    email.send_email(
        *WORDS, attachments=[("a.json", "application/json", b"{}"), ("ü.txt", "text/plain", b"x")], sync=True
    )

    files = [(file.filename, file.content_type, file.data) for file in outbox[0].attachments]
    assert files == [("a.json", "application/json", b"{}"), ("ü.txt", "text/plain", b"x")]


def test_waiting_for_it_tells_of_a_failure(unreachable):
    with pytest.raises(ConnectionRefusedError):
        email.send_email(*WORDS, sync=True)


def test_in_the_background_a_failure_is_logged(unreachable, caplog):
    email.send_email(*WORDS)
    sent([])

    [record] = caplog.records
    assert record.getMessage() == "mail 'Hello' was not sent"
    assert record.about_mail and record.recipients == ["alice@example.com"] and record.exc_info


def test_a_failure_in_the_background_names_the_request(unreachable, caplog, monkeypatch):
    monkeypatch.setattr(caplog.handler, "formatter", logs._formatter("json"))
    with structlog.contextvars.bound_contextvars(request_id="abcdefgh"):
        email.send_email(*WORDS)
    sent([])

    assert json.loads(caplog.text)["request_id"] == "abcdefgh"


def test_a_failure_in_the_log_keeps_the_words_of_the_mail_to_itself(unreachable, caplog):
    email.send_email(
        "Hello", "site@example.com", ["alice@example.com"], "the secret link", "<p>the secret link</p>"
    )
    sent([])

    assert "the secret link" not in caplog.text


@pytest.mark.parametrize("sync", [True, False])
@pytest.mark.parametrize(("subject", "sender", "recipient"), [
    ("Hello\r\nBcc: eve@example.com", "site@example.com", "alice@example.com"),
    ("Hello\nBcc: eve@example.com", "site@example.com", "alice@example.com"),
    ("Hello", "site@example.com\r\nBcc: eve@example.com", "alice@example.com"),
    ("Hello", "site@example.com", "alice@example.com\nBcc: eve@example.com"),
])  # fmt: skip
def test_a_line_break_adds_no_header(app, outbox, sync, subject, sender, recipient):
    with pytest.raises(BadHeaderError):
        email.send_email(subject, sender, [recipient], "text", "", sync=sync)

    assert sent(outbox) == []


def test_rendering_gives_a_subject_without_line_ends_and_both_texts(app, alice):
    words = email.render("accounts/mail/already_registered", user=alice, reset_url="http://127.0.0.1:8000/x")

    assert words.subject == "[Microblog] You already have an account"
    assert "http://127.0.0.1:8000/x" in words.text and 'href="http://127.0.0.1:8000/x"' in words.html


def test_the_text_of_a_mail_is_not_escaped_and_its_page_is(app, alice):
    alice.username = "<b>"
    words = email.render("accounts/mail/already_registered", user=alice, reset_url="/")

    assert "Dear <b>," in words.text and "Dear &lt;b&gt;," in words.html


@pytest.mark.parametrize(("server", "possible"), [(None, False), ("mail.example.com", True)])
def test_in_production_mail_needs_a_server(app, server, possible):
    with production_app(app, MAIL_SERVER=server) as site, site.app_context():
        assert email.can_send() is possible


def test_a_developer_may_do_without(app):
    assert email.can_send()


def test_a_test_sends_nothing(app):
    assert app.extensions["mail"].suppress
