"""How far a mail got, and how long it may take."""

import pytest
from flask import Flask
from flask_mail import Message

from app.core.mailer import Mailer, Phase
from deploy.local.servers import LOOPBACK
from tests.support.scripted_mail import HANG_UP, SILENCE, Script, scripted


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def connect(script):
    """A conversation with the server that follows the script."""

    def begin(port, **settings):
        app = Flask(__name__)
        app.config |= {"MAIL_SERVER": LOOPBACK, "MAIL_PORT": port, "MAIL_TIMEOUT_S": 5, "MAIL_DEADLINE_S": 5}
        app.config |= settings
        mailer = Mailer()
        mailer.init_app(app)
        with app.app_context():
            return mailer.connect(), app

    return begin


def phase_after(script, connect, *, body="words", **settings):
    """How far a mail got, and what the server said or did not say."""
    message = Message("hello", sender="site@example.com", recipients=["alice@example.com"], body=body)
    with scripted(script) as port:
        connection, app = connect(port, **settings)
        with app.app_context(), connection:
            try:
                connection.send(message)
            except OSError as error:
                return connection.phase, error
            return connection.phase, None


def test_a_mail_that_the_server_took_is_accepted(script, connect):
    assert phase_after(script, connect) == (Phase.ACCEPTED, None)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["451 later", "550 never", HANG_UP])
def test_what_goes_wrong_before_the_dot_leaves_no_doubt(script, connect, verb, answer):
    script.answers[verb] = answer
    phase, error = phase_after(script, connect)

    assert phase is Phase.BEFORE and error


@pytest.mark.parametrize("answer", ["451 later", "550 never"])
def test_a_refusal_after_the_dot_leaves_no_doubt(script, connect, answer):
    script.answers["."] = answer

    assert phase_after(script, connect)[0] is Phase.BEFORE


def test_a_connection_that_ends_after_the_dot_leaves_a_doubt(script, connect):
    script.answers["."] = HANG_UP

    assert phase_after(script, connect)[0] is Phase.HANDED_OVER


def test_silence_after_the_dot_leaves_a_doubt(script, connect):
    script.answers["."] = SILENCE

    assert phase_after(script, connect, MAIL_TIMEOUT_S=0.05)[0] is Phase.HANDED_OVER


@pytest.mark.parametrize("verb", ["MAIL", "."])
def test_a_server_that_thinks_for_too_long_is_left(script, connect, verb):
    script.answers[verb] = SILENCE
    phase, error = phase_after(script, connect, MAIL_DEADLINE_S=0.05)

    assert phase is (Phase.HANDED_OVER if verb == "." else Phase.BEFORE) and error


def test_a_mail_without_a_server_has_not_begun(connect):
    connection, _app = connect(1)

    assert connection.phase is Phase.BEFORE
    assert connection.__exit__(None, None, None) is None


def test_what_is_to_be_done_before_the_dot_is_done_when_all_else_was_sent(script, connect):
    heard = []
    message = Message("hello", sender="site@example.com", recipients=["alice@example.com"], body="words")
    with scripted(script) as port:
        connection, app = connect(port)
        with app.app_context(), connection:
            connection.before_dot(lambda: heard.extend([connection.phase, *script.mails]))
            connection.send(message)

    assert heard == [Phase.BEFORE] and len(script.mails) == 1


@pytest.mark.parametrize("body", [".", ".\n.\n", "..hidden", "a\n.\nb", "a\r\n.b"])
def test_a_line_that_begins_with_a_dot_does_not_end_the_mail(script, connect, body):
    phase, _error = phase_after(script, connect, body=body)

    assert phase is Phase.ACCEPTED and script.heard[-1] == "QUIT" and len(script.mails) == 1


def test_a_text_without_a_last_line_end_gets_one(script, connect):
    with scripted(script) as port:
        connection, app = connect(port)
        with app.app_context(), connection:
            connection.host.sendmail("site@example.com", "alice@example.com", "words")

    assert script.mails == ["words\r\n"]


def test_a_conversation_that_failed_is_not_ended_politely(script, connect):
    script.answers["MAIL"] = "550 never"
    phase_after(script, connect)

    assert "QUIT" in script.heard


def test_a_conversation_that_is_over_need_not_be_ended(script, connect):
    with scripted(script) as port:
        connection, app = connect(port)
        with app.app_context(), connection:
            connection.host.close()

            assert connection._hang_up() is None


def test_a_greeting_that_comes_letter_by_letter_is_not_waited_for(script, connect):
    script.answers[""] = SILENCE
    with scripted(script) as port:
        connection, app = connect(port, MAIL_DEADLINE_S=0.05)
        with app.app_context(), pytest.raises(OSError, match="closed"), connection:
            pass

    assert connection.phase is Phase.BEFORE
