"""Jobs: the functions of app.tasks, each with what its kind of task needs to know."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NamedTuple, TypedDict, Unpack, overload

from flask import Flask, current_app, has_app_context
from rq import get_current_job
from rq.job import Job
from werkzeug.utils import import_string

from app.core import measure
from app.core.context import the_app
from app.extensions import db
from app.jobs import progress, queue
from app.jobs.errors import PASSING
from app.jobs.models import Task
from app.jobs.run import TaskRun
from app.jobs.safety import OwnJob, Refused

Function = Callable[..., None]
USUAL_LIMIT_S = 3600


class Kind(NamedTuple):
    """A kind of task: what it does, how long it may take, and what to tidy up when one of it has ended."""

    function: Function
    limit_s: float = USUAL_LIMIT_S
    on_end: Callable[[str], None] | None = None
    needs_row: bool = True
    leftovers: Callable[[], Iterable[str]] = tuple
    hourly: Callable[[], None] | None = None
    page: tuple[str, str] | None = None

    def tidy(self, task_id: str) -> None:
        """Throw away what a task that has ended left behind; what cannot be is left to the sweep."""
        if self.on_end:
            try:
                self.on_end(task_id)
            except PASSING:
                current_app.logger.warning("task %s left something behind", task_id, exc_info=True)

    def do_hourly(self) -> None:
        """Do what this kind has to do each hour, if anything."""
        if self.hourly:
            do_hourly(self.function.__name__, self.hourly)


class Options(TypedDict, total=False):
    """What a kind of task may say of itself."""

    limit_s: float
    on_end: Callable[[str], None] | None
    needs_row: bool
    leftovers: Callable[[], Iterable[str]]
    hourly: Callable[[], None] | None
    page: tuple[str, str] | None


@overload
def job(function: Function) -> Function: ...
@overload
def job(**options: Unpack[Options]) -> Callable[[Function], Function]: ...
def job(function: Function | None = None, **options: Unpack[Options]) -> Any:
    """Make a function of app.tasks an RQ job. Called outside a worker it just runs.

    `limit_s` ends a run in a stated failure. `on_end` gets the id of a task of this kind that has ended in
    whatever way, in whichever process noticed; it may be called twice. `leftovers` gives the ids
    of the tasks of which something is still there. `hourly` is called by the sweep once an hour
    and commits; two processes may call it at once. One that `needs_row` is refused by our
    worker where Redis knows of a job and the database does not. `page` is the endpoint of the page of a
    task of this kind, and that endpoint's name for the task's id.
    """

    def decorate(function: Function) -> Function:
        return _runnable(Kind(function, **options))

    return decorate(function) if function else decorate


def _runnable(kind: Kind) -> Function:
    # A plain function, as RQ names a job by its function's name.
    @wraps(kind.function)
    def run(*args: Any, **kwargs: Any) -> None:
        with _app().app_context():
            _run(kind, args, kwargs)

    vars(run)["kind"] = kind
    return run


def do_hourly(name: str, part: Callable[[], None]) -> None:
    """Do what something has to do each hour; a failure is logged, and stops nobody else."""
    # One that only deletes would fail at once on SQLite if what was read before had changed meanwhile.
    db.session.rollback()
    try:
        part()
    except Exception:
        db.session.rollback()
        current_app.logger.exception("the hourly part of %s failed", name)


def all_kinds() -> list[Kind]:
    """Every kind of task that this release knows."""
    return [
        function.kind for function in vars(import_string("app.tasks")).values() if hasattr(function, "kind")
    ]


def find(name: str) -> Kind | None:
    """The kind of task of this name; None if this release does not know it."""
    return getattr(getattr(import_string("app.tasks"), name, None), "kind", None)


def cancel(
    task: Task, *, comment: str = "", by_mail: bool = False, also: Callable[[], None] | None = None
) -> bool:
    """Stop a task if it is not too late, and throw away what it left; whether it was stopped. Commits.

    The user is told by mail where somebody else stopped it. What is `also` to be written then goes along.
    """
    name, task_id, cancelled = task.name, task.id, task.cancel(comment=comment)
    if cancelled and also:
        also()
    if cancelled and by_mail and not task.quiet:
        task.follow_up("mail_ending")
    db.session.commit()
    if cancelled:
        tidy(name, task_id)
    return cancelled


def tidy(name: str, task_id: str) -> None:
    """Throw away what a task of this name that has ended left behind, if this release knows its kind."""
    if kind := find(name):
        kind.tidy(task_id)


def _app() -> Flask:
    # A plainly typed `rq worker` knows no application; like gunicorn, we find it by its public name.
    return the_app() if has_app_context() else import_string("microblog:app")


def _run(kind: Kind, args: Any, kwargs: Any) -> None:
    rq_job = get_current_job()
    if rq_job is None:
        kind.function(*args, **kwargs)
    elif run := TaskRun.claim(rq_job):
        over = False
        try:
            over = run.execute(kind.function, limit_s=kind.limit_s)
        finally:
            if over or run.is_over():
                kind.tidy(run.task_id)
            measure.hand_over()
    elif db.session.get(Task, queue.task_id(rq_job.id)) is None:
        _run_without_row(kind, rq_job, args, kwargs)


def _run_without_row(kind: Kind, rq_job: Job, args: Any, kwargs: Any) -> None:
    """Run what was typed into a Python shell, as the guide does with `example`."""
    if kind.needs_row and isinstance(rq_job, OwnJob):
        raise Refused(f"there is no task {rq_job.id}")
    reporter = progress.Reporter(rq_job)
    with progress.told_by(reporter):
        kind.function(*args, **kwargs)
    reporter.write(100)
