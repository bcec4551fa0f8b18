"""Flask-Mail with what it leaves out: a time limit, a verified certificate, and one answer that counts."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from types import TracebackType
from typing import Any

import flask_mail
from flask import current_app


class Mailer(flask_mail.Mail):
    """Flask-Mail's `Mail`, connecting through our `Connection`."""

    def connect(self) -> Connection:
        """A conversation for the current application; `MAIL_TIMEOUT_S` bounds each answer of the server."""
        return Connection(current_app.extensions["mail"], timeout_s=current_app.config["MAIL_TIMEOUT_S"])


class Connection(flask_mail.Connection):
    """One conversation with the mail server."""

    def __init__(self, mail: Any, *, timeout_s: float) -> None:
        super().__init__(mail)
        self.timeout_s = timeout_s

    def configure_host(self) -> smtplib.SMTP:
        """Connect and log in. Raises OSError or SMTPException."""
        verified = ssl.create_default_context()
        if self.mail.use_ssl:
            host: smtplib.SMTP = smtplib.SMTP_SSL(
                self.mail.server, self.mail.port, timeout=self.timeout_s, context=verified
            )
        else:
            host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=self.timeout_s)
        try:
            if self.mail.use_tls:
                host.starttls(context=verified)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except OSError:
            host.close()
            raise
        return host

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take leave. The mail was accepted or refused before, so a bad answer to QUIT changes nothing."""
        if self.host:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self.host.quit()
