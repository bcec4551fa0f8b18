"""Deleting an account: it is shut in one transaction, and its rows go in many small ones."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.exc import InterfaceError, OperationalError

from app.accounts import mail
from app.accounts.login_sessions import LoginSession
from app.accounts.models import User
from app.accounts.tokens import ApiToken
from app.exports.schedule import ExportSchedule
from app.extensions import db
from app.jobs import queue, runner, sweep
from app.jobs.models import Task
from app.transactions import begin_writing, write_rows
from app.webhooks.models import Webhook

# So many rows of a table go in one transaction, so that nobody waits long for the next.
MOST_AT_ONCE = 1_000
# So many times that does whoever deletes their account wait, for two or three seconds at most;
# almost all have nothing left after the first. A sweep that takes longer than half a minute is killed.
ROUNDS_WAITED_FOR = 25
ROUNDS_A_SWEEP = 100
# What is stored for older tasks is found by the sweep.
TASKS_TIDIED = 100


def init_app(app: Flask) -> None:
    """Have the sweep finish what takes longer than people wait."""
    sweep.hourly(app, "deletion", finish)


def delete(user: User) -> None:
    """Delete an account. Commits; what is left after a moment goes with the next hours' sweeps."""
    user_id, tasks = user.id, _tasks(user.id)
    current_app.logger.info("user %s deletes their account", user_id)
    mail.say_goodbye(user)
    _shut(user)
    db.session.commit()
    try:
        _erase(user_id, rounds=range(ROUNDS_WAITED_FOR))
    except (OperationalError, InterfaceError):
        db.session.rollback()
        current_app.logger.warning("user %s is erased by the next sweep", user_id, exc_info=True)
    for task in tasks:
        runner.tidy(task.name, task.id)


def finish() -> None:
    """Erase more of what is left of accounts that were deleted. Commits; may run twice at once."""
    # One supply of rounds for all of them.
    rounds = iter(range(ROUNDS_A_SWEEP))
    for user_id in db.session.scalars(User.closed_ids()).all():
        _erase(user_id, rounds=rounds)


def _tasks(user_id: int) -> Sequence[Any]:
    """The last tasks of a user, of which something may be stored or in the queue."""
    own = sa.select(Task.id, Task.name, Task.attempt).where(Task.user_id == user_id)
    return db.session.execute(own.order_by(Task.created_at.desc()).limit(TASKS_TIDIED)).all()


def _shut(user: User) -> None:
    """End all that goes on in a user's name, and take the person out of it (the caller commits)."""
    active = sa.select(Task).where(Task.user_id == user.id, Task.complete.is_(False))
    tasks = db.session.scalars(active).all()
    # Nobody is called any more, not even about what ends now.
    Webhook.end_all(sa.select(Task.id).where(Task.user_id == user.id))
    for task in tasks:
        task.cancel(comment="the account is deleted")
    queue.withdraw_after_commit(queue.job_id(task.id, task.attempt) for task in tasks)
    LoginSession.revoke(user.id)
    ApiToken.revoke_all(user.id)
    ExportSchedule.end(user.id)
    user.part_from_all()
    user.close()


def _erase(user_id: int, *, rounds: Iterable[int]) -> None:
    """Delete the rows of a shut account, some of each table in a round, and the account at last. Commits."""
    owners = _owners()
    for _round in rounds:
        began = time.monotonic()
        # All tables in each round: what is in few rows is gone after the first.
        if not sum(_delete_some(owner, user_id) for owner in owners):
            begin_writing()
            write_rows(sa.delete(User).where(User.id == user_id, User.closed_at.is_not(None)))
            db.session.commit()
            current_app.logger.info("user %s is erased", user_id)
            return
        # Half of the time is others': who waits for SQLite's lock has to find it free in one of their looks.
        time.sleep(time.monotonic() - began)


def _owners() -> list[sa.Column[Any]]:
    """The columns that say whose a row is, in the tables of all features."""
    keys = [key for table in db.metadata.sorted_tables for key in table.foreign_keys]
    return [key.parent for key in keys if key.target_fullname == "user.id" and key.ondelete == "CASCADE"]


def _delete_some(owner: sa.Column[Any], user_id: int) -> int:
    """Delete some rows of a table that are a user's; how many there were. Commits."""
    begin_writing()
    columns = [*owner.table.primary_key]
    # Read first: MariaDB cannot limit in a subquery.
    some = db.session.execute(sa.select(*columns).where(owner == user_id).limit(MOST_AT_ONCE)).all()
    if some:
        write_rows(sa.delete(owner.table).where(sa.tuple_(*columns).in_([(*row,) for row in some])))
    db.session.commit()
    return len(some)
