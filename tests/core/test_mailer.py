"""Mail over a real conversation with a server."""

import socket
import ssl
from smtplib import SMTPDataError, SMTPException

import pytest
from flask import Flask

from app.core import mailer
from app.core.mailer import Mailer
from deploy.local.servers import LOOPBACK
from tests.support.mail_servers import Postbox, mail_server, self_signed


@pytest.fixture
def postbox():
    return Postbox()


@pytest.fixture(scope="module")
def untrusted(tmp_path_factory):
    return self_signed(tmp_path_factory.mktemp("tls"))


def send(port, **settings):
    app = Flask(__name__)
    app.config |= {"MAIL_SERVER": LOOPBACK, "MAIL_PORT": port, "MAIL_TIMEOUT_S": 5, "MAIL_DEADLINE_S": 5}
    app.config |= settings
    client = Mailer()
    client.init_app(app)
    with app.app_context():
        client.send_message(
            "hello", sender="site@example.com", recipients=["alice@example.com"], body="words"
        )


def test_a_mail_arrives(postbox):
    with mail_server(postbox) as port:
        send(port)
    [mail] = postbox.mails

    assert (mail.mail_from, mail.rcpt_tos) == ("site@example.com", ["alice@example.com"])
    assert b"Subject: hello" in mail.content and b"words" in mail.content


def test_logging_in_before_sending(postbox):
    with mail_server(postbox, authenticator=postbox.authenticate, auth_require_tls=False) as port:
        send(port, MAIL_USERNAME="site", MAIL_PASSWORD="secret")

    assert postbox.logins == [b"site"] and len(postbox.mails) == 1


def test_a_certificate_that_nobody_vouches_for_ends_starttls(postbox, untrusted):
    with mail_server(postbox, tls_context=untrusted) as port, pytest.raises(ssl.SSLCertVerificationError):
        send(port, MAIL_USE_TLS=True, MAIL_USERNAME="site", MAIL_PASSWORD="secret")

    assert postbox.mails == []


def test_a_certificate_that_nobody_vouches_for_ends_tls(postbox, untrusted):
    with mail_server(postbox, ssl_context=untrusted) as port, pytest.raises(ssl.SSLCertVerificationError):
        send(port, MAIL_USE_SSL=True)

    assert postbox.mails == []


def test_tls_is_not_left_out_where_the_server_has_none(postbox):
    with mail_server(postbox) as port, pytest.raises(SMTPException):
        send(port, MAIL_USE_TLS=True)

    assert postbox.mails == []


@pytest.mark.parametrize("over", ["MAIL_USE_TLS", "MAIL_USE_SSL"])
def test_a_certificate_of_a_known_authority_is_trusted(postbox, tmp_path, monkeypatch, over):
    context = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    monkeypatch.setattr(mailer, "verified", mailer.verified.__wrapped__)
    with mail_server(
        postbox, **{"tls_context" if over == "MAIL_USE_TLS" else "ssl_context": context}
    ) as port:
        send(port, **{over: True})

    assert len(postbox.mails) == 1


def test_a_server_that_never_answers_is_given_up():
    with socket.create_server((LOOPBACK, 0)) as silent, pytest.raises(SMTPException, match="timed out"):
        send(silent.getsockname()[1], MAIL_TIMEOUT_S=0.05)


def test_a_server_that_is_not_there_is_told():
    with socket.create_server((LOOPBACK, 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        send(port)


def test_a_refused_mail_is_told(postbox):
    async def refuse(*_conversation):
        return "554 no room"

    postbox.handle_DATA = refuse
    with mail_server(postbox) as port, pytest.raises(SMTPDataError):
        send(port)


@pytest.mark.parametrize("answer", ["421 bad mood", "500 what", ""])
def test_a_bad_answer_to_the_goodbye_does_not_unsend_the_mail(postbox, answer):
    async def grumble(server, *_conversation):
        if not answer:
            server.transport.close()
        return answer or "221 bye"

    postbox.handle_QUIT = grumble
    with mail_server(postbox) as port:
        send(port)

    assert len(postbox.mails) == 1
