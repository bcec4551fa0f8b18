"""Errors by mail: what nobody handled is also told to the administrators, a few times an hour at most."""

from __future__ import annotations

import logging
import time
from collections import deque

from flask import Flask

from app.email import send_email

MOST_AN_HOUR = 10


class AdminMail(logging.Handler):
    """Mails log records of level ERROR to ADMINS."""

    def __init__(self, app: Flask) -> None:
        super().__init__(logging.ERROR)
        self.app = app
        self.sent_at: deque[float] = deque(maxlen=MOST_AN_HOUR)
        self.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Mail one record, unless too many went out in the last hour or mail itself is what failed."""
        if record.name != self.app.logger.name or getattr(record, "about_mail", False) or self._too_many():
            return
        self.sent_at.append(time.monotonic())
        admins = self.app.config["ADMINS"]
        with self.app.app_context():
            send_email("[Microblog] Failure", admins[0], admins, self.format(record), "")

    def _too_many(self) -> bool:
        full = len(self.sent_at) == MOST_AN_HOUR
        return full and time.monotonic() - self.sent_at[0] < 3600
