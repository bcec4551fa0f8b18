"""Errors by mail: what nobody handled is also told to the administrators, a few times an hour at most."""

from __future__ import annotations

import logging
import time
from collections import deque

from flask import Flask, has_request_context

from app.core import redis
from app.core.redis import RedisError
from app.email import send_email

MOST_AN_HOUR = 10
HOUR_S = 3600
# Counts the mails of all processes: each job is a process of its own, which remembers nothing.
COUNTER = "microblog:alerts"


class AdminMail(logging.Handler):
    """Mails log records of level ERROR to ADMINS."""

    def __init__(self, app: Flask) -> None:
        super().__init__(logging.ERROR)
        self.app = app
        self.sent_at: deque[float] = deque(maxlen=MOST_AN_HOUR)
        self.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Mail one record, unless too many went out in the last hour or mail itself is what failed."""
        if record.name != self.app.logger.name or getattr(record, "about_mail", False):
            return
        try:
            if self._may_send():
                self._send(record)
        except Exception:  # noqa: BLE001 (whoever logs an error must not fail because of its mail)
            self.handleError(record)

    def _send(self, record: logging.LogRecord) -> None:
        admins = self.app.config["ADMINS"]
        # Only a person is kept waiting by a mail. A worker's child ends without waiting for its threads.
        sync = not has_request_context()
        with self.app.app_context():
            send_email("[Microblog] Failure", admins[0], admins, self.format(record), "", sync=sync)

    def _may_send(self) -> bool:
        try:
            with redis.of(self.app).pipeline() as pipeline:
                pipeline.set(COUNTER, 0, ex=HOUR_S, nx=True)
                pipeline.incr(COUNTER)
                return pipeline.execute()[-1] <= MOST_AN_HOUR
        except RedisError:
            return self._may_send_from_here()

    def _may_send_from_here(self) -> bool:
        now = time.monotonic()
        if len(self.sent_at) == MOST_AN_HOUR and now - self.sent_at[0] < HOUR_S:
            return False
        self.sent_at.append(now)
        return True
