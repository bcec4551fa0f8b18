"""Everybody's tasks, the newest first, as operators look for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core.pages import EPOCH, BadCursor
from app.extensions import db
from app.jobs.models import Task
from app.jobs.states import State

PLACE = re.compile(r"(?P<moment>[0-9]{1,18})-(?P<id>[0-9A-Za-z-]{1,36})")


class TaskCursor(NamedTuple):
    """The place of a task in the list: its moment, then its id."""

    moment: datetime
    id: str

    @classmethod
    def asked(cls, args: Mapping[str, str]) -> Self | None:
        """The place that an address names as `before`, or None for the first page. Raises BadCursor."""
        if "before" not in args:
            return None
        place = PLACE.fullmatch(args["before"])
        try:
            moment = EPOCH + timedelta(microseconds=int(place["moment"])) if place else None
        except OverflowError:
            moment = None
        if place is None or moment is None:
            raise BadCursor(args["before"][:100])
        return cls(moment, place["id"])

    def __str__(self) -> str:
        return f"{(self.moment - EPOCH) // timedelta(microseconds=1)}-{self.id}"

    def older(self) -> sa.ColumnElement[bool]:
        """The condition for tasks behind this place."""
        tied = sa.or_(Task.created_at < self.moment, Task.id < self.id)
        return sa.and_(Task.created_at <= self.moment, tied)


class Wanted(NamedTuple):
    """Which tasks are looked for."""

    state: State | None = None
    kind: str = ""
    username: str = ""

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """What holds for them, but for their state."""
        found: list[sa.ColumnElement[bool]] = [Task.created_at.is_not(None)]
        if self.kind:
            found.append(Task.name == self.kind)
        if self.username:
            person = User.named(self.username)
            found.append(Task.user_id == person.id if person else sa.false())
        return found

    def told(self) -> dict[str, str]:
        """What an address says of it."""
        told = {"state": self.state or "", "kind": self.kind, "user": self.username}
        return {name: value for name, value in told.items() if value}


class Listed(NamedTuple):
    """A page of tasks, and the place behind which older ones follow."""

    items: list[Task]
    older: TaskCursor | None


def page(wanted: Wanted, *, before: TaskCursor | None, size: int) -> Listed:
    """Some tasks with their owners, the newest first; one without a moment, made by hand, is in no list."""
    conditions = [*wanted.conditions(), *([before.older()] if before else [])]
    states = [wanted.state] if wanted.state else [*State]
    # In each state the newest stand together in an index, as do those of a kind and of a user: however many
    # there are, so many are read.
    newest = sa.union_all(
        *(sa.select(_newest(Task.state == state, *conditions, size=size).subquery()) for state in states)
    )
    found = newest.subquery()
    tasks = sa.select(Task).join(found, Task.id == found.c.id).options(joinedload(Task.user))
    ordered = tasks.order_by(Task.created_at.desc(), Task.id.desc()).limit(size + 1)
    items = [*db.session.scalars(ordered)]
    last = items[size - 1] if len(items) > size else None
    return Listed(items[:size], TaskCursor(last.created_at, last.id) if last and last.created_at else None)


def _newest(*conditions: sa.ColumnElement[bool], size: int) -> sa.Select[Any]:
    ordered = sa.select(Task.id).where(*conditions).order_by(Task.created_at.desc(), Task.id.desc())
    return ordered.limit(size + 1)
