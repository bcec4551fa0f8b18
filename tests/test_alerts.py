"""Errors by mail."""

import logging
import threading

import pytest

from app import alerts, email
from app.core import redis
from tests.support.mails import sent


@pytest.fixture
def logger(app, monkeypatch):
    handler = alerts.AdminMail(app)
    monkeypatch.setattr(app.logger, "handlers", [*app.logger.handlers, handler])
    return app.logger


@pytest.fixture
def without_redis(app, monkeypatch):
    # Nobody listens on port 1.
    monkeypatch.setattr(app, "redis", redis.connect("redis://127.0.0.1:1/0"))


def test_an_error_is_mailed_to_the_administrators(logger, outbox, app):
    logger.error("something broke: %s", "the reason")
    [mail] = sent(outbox)

    assert (mail.subject, mail.recipients) == ("[Microblog] Failure", app.config["ADMINS"])
    assert "something broke: the reason" in mail.body


def test_where_it_happened_is_in_the_mail(logger, outbox):
    try:
        int("broken")
    except ValueError:
        logger.exception("something broke")

    assert "Traceback" in sent(outbox)[0].body and "ValueError: invalid literal" in outbox[0].body


def test_less_than_an_error_is_not(logger, outbox):
    logger.warning("something creaks")

    assert sent(outbox) == []


def test_what_others_log_is_not(logger, outbox):
    logging.getLogger("another").error("not ours")

    assert sent(outbox) == []


def test_a_mail_that_failed_is_not_told_by_mail(logger, outbox):
    logger.error("mail was not sent", extra={"about_mail": True})

    assert sent(outbox) == []


def test_a_storm_is_a_few_mails(logger, outbox):
    for _ in range(alerts.MOST_AN_HOUR + 5):
        logger.error("again")

    assert len(sent(outbox)) == alerts.MOST_AN_HOUR


def test_all_processes_together_send_so_many(logger, outbox, app):
    other = alerts.AdminMail(app)
    for _ in range(alerts.MOST_AN_HOUR):
        logger.error("again")
    other.emit(logging.makeLogRecord({"name": logger.name, "msg": "and again"}))

    assert len(sent(outbox)) == alerts.MOST_AN_HOUR
    assert 0 < app.redis.ttl(alerts.COUNTER) <= alerts.HOUR_S


def test_after_an_hour_there_may_be_more(logger, outbox, app):
    for _ in range(alerts.MOST_AN_HOUR):
        logger.error("again")
    app.redis.pexpire(alerts.COUNTER, 0)
    logger.error("and again")

    assert len(sent(outbox)) == alerts.MOST_AN_HOUR + 1


def test_without_redis_a_process_counts_for_itself(logger, outbox, without_redis):
    for _ in range(alerts.MOST_AN_HOUR + 1):
        logger.error("again")
    handler = logger.handlers[-1]
    handler.sent_at[0] -= alerts.HOUR_S
    logger.error("and again")
    logger.error("too soon")

    assert len(sent(outbox)) == alerts.MOST_AN_HOUR + 1


def test_in_a_job_the_mail_has_left_before_the_job_ends(logger, outbox, monkeypatch):
    monkeypatch.setattr(email, "Thread", None)
    logger.error("a job failed")

    assert len(outbox) == 1


def test_nobody_who_waits_for_a_page_waits_for_the_mail(logger, outbox, app, monkeypatch):
    monkeypatch.setattr(email.mail, "send", lambda _message: left.append(threading.current_thread()))
    left = []
    with app.test_request_context():
        logger.error("a page failed")
    sent(outbox)

    assert left != [threading.main_thread()] and len(left) == 1


def test_a_mail_that_fails_is_no_second_error(logger, monkeypatch, capsys):
    def refuse(_message):
        raise ConnectionRefusedError("nobody takes mail")

    monkeypatch.setattr(email.mail, "send", refuse)
    logger.error("something broke")

    assert "nobody takes mail" in capsys.readouterr().err
