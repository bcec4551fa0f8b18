"""Mails with attachments, as they travel."""

import email
from email import policy

import pytest
from flask import Flask

from app.core import mailer
from app.core.mailer import Mailer, Message
from tests.support.mail_servers import Postbox, mail_server


@pytest.fixture
def site():
    app = Flask(__name__)
    app.config |= {"MAIL_SERVER": "127.0.0.1", "MAIL_TIMEOUT_S": 5, "MAIL_DEADLINE_S": 5}
    with app.app_context():
        yield app


def composed(*contents):
    message = Message("hello", sender="a@example.com", recipients=["b@example.com"], body="words")
    for number, content in enumerate(contents):
        message.attach(f"{number}.bin", "application/octet-stream", content)
    return message


def read(raw):
    mail = email.message_from_bytes(raw, policy=policy.default)
    return [attachment.get_content() for attachment in mail.iter_attachments()]


@pytest.fixture(autouse=True)
def mail_client(site):
    Mailer().init_app(site)


@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, 57 * 4096, 57 * 4096 + 1, 1_000_000])
def test_an_attachment_comes_out_as_it_went_in(size):
    content = bytes(number * 7 % 256 for number in range(size))

    assert read(composed(content).as_bytes()) == [content]


def test_each_of_several_is_itself():
    assert read(composed(b"one", b"two", b"one").as_bytes()) == [b"one", b"two", b"one"]


def test_text_is_sent_as_utf_8():
    assert read(composed("Grüße").as_bytes()) == ["Grüße".encode()]


def test_its_lines_are_short_and_it_can_be_written_twice():
    message = composed(b"x" * 10_000)

    assert max(len(line) for line in message.as_bytes().splitlines()) <= 78
    assert read(message.as_bytes()) == [b"x" * 10_000] and message.attachments[0].data == b"x" * 10_000


@pytest.mark.parametrize("body", ["words", ".", ".\n..\n", "a\r\n.b\r\n", "\n\n.\n", "no end", "x\r.y"])
@pytest.mark.parametrize("slice_bytes", [1, 3, 1_000_000])
def test_however_it_is_cut_for_the_server_it_arrives_whole(site, monkeypatch, body, slice_bytes):
    postbox = Postbox()
    monkeypatch.setattr(mailer, "SLICE_BYTES", slice_bytes)
    with mail_server(postbox) as port:
        site.config["MAIL_PORT"] = port
        client = Mailer()
        client.init_app(site)
        client.send(message := composed())
        message.body = body
        client.send(message)
    text = email.message_from_bytes(postbox.mails[1].content, policy=policy.default).get_content()

    assert text.replace("\r\n", "\n").rstrip() == body.replace("\r\n", "\n").replace("\r", "\n").rstrip()
