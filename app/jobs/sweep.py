"""The sweep: what was lost on the way, by whatever fault, is found in the database and put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app

from app.core import clock
from app.core.redis import RedisError
from app.extensions import db
from app.jobs import queue, runner
from app.jobs.errors import PASSING
from app.jobs.lease import Lease
from app.jobs.models import ACTIVE, State, Task
from app.jobs.run import back_off_s
from app.transactions import begin_writing

# What was sent is in the queue, or with a worker, after this part of a lease.
GRACE_SHARE = 1 / 3
MOST_A_SWEEP = 500
HOURLY_S = 3600


def hourly(app: Flask, name: str, part: Callable[[], None]) -> None:
    """Have something done once an hour that is no part of a task; it commits, and may run twice at once."""
    app.extensions.setdefault("hourly", {})[name] = part


def sweep_if_due() -> bool:
    """Sweep, unless somebody has done so within the last seconds. Whether it was done."""
    due = Lease.take("sweep", for_s=current_app.config["SWEEP_EVERY_S"])
    if due:
        sweep()
    if due and Lease.take("tidy", for_s=HOURLY_S):
        for kind in runner.all_kinds():
            kind.do_hourly()
        for name, part in current_app.extensions["hourly"].items():
            runner.do_hourly(name, part)
        tidy()
    return due


def sweep_quietly() -> None:
    """Sweep if it is due; a sweep that fails is logged, and the next one tries again."""
    try:
        sweep_if_due()
    except Exception:
        db.session.rollback()
        current_app.logger.exception("the sweep failed")


def sweep() -> None:
    """Give back what dead runs hold, and send what never arrived, vanished, or is due. May run twice."""
    now = clock.now()
    for row in _lost(now):
        _carefully(_give_back, row)
    try:
        waiting = queue.waiting_ids()
    except RedisError:
        # Nothing can be sent, and nothing is known to be missing.
        return
    missing = [row for row in _unsent(now) if queue.job_id(row.id, row.attempt) not in waiting]
    for row in missing[:MOST_A_SWEEP]:
        _carefully(_send_again, row)


def tidy() -> None:
    """Throw away what tasks left behind that were deleted, or whose worker died at the wrong moment."""
    # Listed first: what a task leaves that begins meanwhile is not in the list, and is left alone.
    left = [(kind, task_id) for kind in runner.all_kinds() for task_id in kind.leftovers()]
    active = {row.id for state in ACTIVE for row in _rows(state)} if left else set[str]()
    for kind, task_id in left:
        if task_id not in active:
            kind.tidy(task_id)


def _lost(now: datetime) -> list[Any]:
    """Running tasks whose run has given no sign of life for a lease."""
    silent = now - timedelta(seconds=current_app.config["JOB_LEASE_S"])
    beaten = sa.func.coalesce(Task.beat_at, Task.started_at, Task.created_at)
    return _rows(State.RUNNING, beaten < silent)[:MOST_A_SWEEP]


def _unsent(now: datetime) -> list[Any]:
    """Waiting tasks that should be in the queue."""
    due = sa.or_(Task.run_after.is_(None), Task.run_after <= now)
    sent = sa.or_(
        Task.sent_at.is_(None),
        Task.sent_at < now - timedelta(seconds=GRACE_SHARE * current_app.config["JOB_LEASE_S"]),
    )
    return _rows(State.PENDING, due, sent)


def _rows(state: State, *conditions: sa.ColumnElement[bool]) -> list[Any]:
    columns = sa.select(Task.id, Task.name, Task.attempt, Task.failures, Task.claim, Task.beat_at)
    # A row without arguments was written by hand, and is the business of whoever wrote it.
    ours = sa.and_(Task.complete.is_(False), Task.state == state, Task.arguments.is_not(None))
    rows = db.session.execute(columns.where(ours, *conditions).order_by(Task.created_at)).all()
    db.session.rollback()
    return [*rows]


def _carefully(mend: Callable[[Any], None], row: Any) -> None:
    """Mend one task and commit; one that cannot be mended must not keep the others waiting."""
    try:
        begin_writing()
        mend(row)
        db.session.commit()
    except PASSING:
        db.session.rollback()
        current_app.logger.warning("task %s is left to the next sweep", row.id, exc_info=True)
    except Exception:
        db.session.rollback()
        current_app.logger.exception("task %s could not be mended", row.id)
        # What it was to do cannot be read: nobody will ever run it.
        unreadable = {"arguments": sa.null(), "attempts": sa.null()}
        if Task.write(sa.and_(Task.id == row.id, *_unchanged(row)), unreadable):
            _fail(row, "fault", comment="the row cannot be read")
        db.session.commit()


def _give_back(row: Any) -> None:
    if row.failures + 1 >= current_app.config["JOB_MOST_ATTEMPTS"]:
        _fail(row, "gave-up", *_unchanged(row), comment="no sign of life")
        return
    values = {"failures": row.failures + 1, "attempt": row.attempt + 1, "sent_at": None}
    Task.move(row.id, State.PENDING, *_unchanged(row), comment="no sign of life", **values)


def _send_again(row: Any) -> None:
    if runner.find(row.name) is None:
        _wait_for_release(row)
        return
    # Of any number of sweeps, one gets past this.
    values = {"attempt": row.attempt + 1, "sent_at": clock.now()}
    if Task.write(sa.and_(Task.id == row.id, Task.state == State.PENDING, *_unchanged(row)), values):
        queue.send_after_commit(db.session.get_one(Task, row.id, populate_existing=True).sending())
        current_app.logger.info("task %s is sent again (attempt %s)", row.id, row.attempt + 1)


def _wait_for_release(row: Any) -> None:
    """A newer release may know the job, while this one is being replaced."""
    failures = row.failures + 1
    if failures >= current_app.config["JOB_MOST_ATTEMPTS"]:
        _fail(row, "fault", *_unchanged(row), comment=f"no job is called {row.name}")
        return
    later = clock.now() + timedelta(seconds=back_off_s(failures, current_app.config))
    Task.write(sa.and_(Task.id == row.id, *_unchanged(row)), {"failures": failures, "run_after": later})


def _unchanged(row: Any) -> tuple[sa.ColumnElement[bool], ...]:
    """The condition that nobody else has touched the task meanwhile."""
    return (
        Task.attempt == row.attempt,
        Task.failures == row.failures,
        Task.claim.is_not_distinct_from(row.claim),
        Task.beat_at.is_not_distinct_from(row.beat_at),
    )


def _fail(row: Any, reason: str, *conditions: sa.ColumnElement[bool], comment: str) -> None:
    if Task.move(row.id, State.FAILED, *conditions, comment=comment, reason=reason) is not None:
        db.session.commit()
        runner.tidy(row.name, row.id)
