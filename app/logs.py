"""Logs: a JSON object a line, or readable lines in development; each with the request's or the task's id."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

from app.alerts import AdminMail

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
]
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def init_app(app: Flask) -> None:
    """Send all logs to standard error in one form, and errors to the administrators too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(app.config["LOG_FORMAT"]))
    root = logging.getLogger()
    if not app.testing:
        root.handlers = [handler]
        root.setLevel(logging.INFO)
        # RQ's command line has added its own; with ours above, each line would come twice.
        logging.getLogger("rq.worker").handlers.clear()
    app.logger.setLevel(logging.INFO)
    if not app.debug and not app.testing and app.config["MAIL_SERVER"]:
        app.logger.addHandler(AdminMail(app))
    app.before_request(_name_request)
    app.after_request(_tell_request_id)


def _formatter(form: str) -> structlog.stdlib.ProcessorFormatter:
    if form == "console":
        last: list[Any] = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    else:
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )


def _name_request() -> None:
    # A proxy's id is kept if it is harmless, so that its log and ours can be read side by side.
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _tell_request_id(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    return response
