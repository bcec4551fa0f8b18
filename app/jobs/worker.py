"""The worker class: builds the application once, so that a job costs a fork and not an import.

Used as `RQ_WORKER_CLASS=app.jobs.worker.Worker rq worker microblog-tasks`.
"""

from __future__ import annotations

import contextlib
import logging
from io import BytesIO
from typing import Any, NoReturn

import rq
from babel import Locale
from flask import Flask
from rq.job import Job
from rq.queue import Queue
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers
from werkzeug.utils import import_string

from app.accounts.models import User
from app.exports import archive
from app.extensions import db
from app.jobs.models import Task


class Worker(rq.Worker):
    """RQ's forking worker with the application, its templates and its tasks loaded in the parent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Like gunicorn, a worker finds the application by its public name.
        self.app: Flask = import_string("microblog:app")
        import_string("app.tasks")
        # RQ's command line has added its own; with ours above, each line would come twice.
        logging.getLogger("rq.worker").handlers.clear()
        self._rehearse()

    def _rehearse(self) -> None:
        """Do once what every job does: children inherit the templates, formats and queries, ready-made."""
        configure_mappers()
        for name in self.app.jinja_env.list_templates(filter_func=lambda name: "/mail/" in name):
            self.app.jinja_env.get_template(name)
        for language in self.app.config["LANGUAGES"]:
            Locale.parse(language).datetime_formats.get("medium")
        # A database that is away now may be back when a job comes.
        with self.app.app_context(), contextlib.suppress(SQLAlchemyError):
            db.session.get(Task, "")
            db.session.get(User, 0)
            archive.write(0, to=BytesIO(), on_progress=lambda _done, _total: None)
            db.session.remove()
            db.engine.dispose()

    def main_work_horse(self, job: Job, queue: Queue) -> NoReturn:
        """In the child: drop the connections that belong to the parent, then work inside the application."""
        with self.app.app_context():
            db.engine.dispose(close=False)
            super().main_work_horse(job, queue)
