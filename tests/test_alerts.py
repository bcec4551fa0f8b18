"""Errors by mail."""

import logging

import pytest

from app import alerts
from tests.support.mails import sent


@pytest.fixture
def logger(app, monkeypatch):
    handler = alerts.AdminMail(app)
    monkeypatch.setattr(app.logger, "handlers", [*app.logger.handlers, handler])
    return app.logger


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


def test_after_an_hour_there_may_be_more(logger, outbox):
    for _ in range(alerts.MOST_AN_HOUR):
        logger.error("again")
    handler = logger.handlers[-1]
    handler.sent_at[0] -= 3600
    logger.error("and again")
    logger.error("too soon")

    assert len(sent(outbox)) == alerts.MOST_AN_HOUR + 1
