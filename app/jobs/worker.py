"""The worker class: builds the application once, so that a job costs a fork and not an import.

Used as `RQ_WORKER_CLASS=app.jobs.worker.Worker rq worker microblog-tasks`.
"""

from __future__ import annotations

import logging
from typing import Any

import rq
from flask import Flask
from rq.job import Job
from rq.queue import Queue
from werkzeug.utils import import_string

from app.extensions import db


class Worker(rq.Worker):
    """RQ's forking worker with the application, its templates and its tasks loaded in the parent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Like gunicorn, a worker finds the application by its public name.
        self.app: Flask = import_string("microblog:app")
        import_string("app.tasks")
        # RQ's command line has added its own; with ours above, each line would come twice.
        logging.getLogger("rq.worker").handlers.clear()
        self._warm_up()

    def _warm_up(self) -> None:
        for name in self.app.jinja_env.list_templates(filter_func=lambda name: "/mail/" in name):
            self.app.jinja_env.get_template(name)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """In the child: drop the connections that belong to the parent, then work inside the application."""
        with self.app.app_context():
            db.engine.dispose(close=False)
            super().main_work_horse(job, queue)
