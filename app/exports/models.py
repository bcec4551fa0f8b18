"""Exports: what users asked to have archived, and what became of each archive."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_urlsafe
from typing import Any, TypedDict

import sqlalchemy as sa
from flask import current_app
from flask_babel import format_date, gettext as _
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.core import clock
from app.core.types import UtcDateTime, word_of
from app.extensions import db
from app.jobs.models import State, Task
from app.transactions import write_rows

FOLDER = "archives"
KEY_BYTES = 24


class Scope(StrEnum):
    """How much of an account an archive holds."""

    POSTS = "posts"
    ACCOUNT = "account"


class Standing(StrEnum):
    """How an export stands for the person who asked for it; each has a page."""

    PREPARING = "preparing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    DELETED = "deleted"


class Archive(TypedDict):
    """What is known of an archive that was stored, as plain JSON."""

    key: str
    posts_count: int
    posts_bytes: int
    archive_bytes: int
    exported_at: str


class Export(db.Model):
    """One request for an archive. Its id is that of the task that makes it."""

    __table_args__ = (sa.Index(None, "user_id", "created_at"), sa.Index(None, "expires_at"))

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    scope: Mapped[Scope] = mapped_column(
        word_of(Scope),
        default=Scope.POSTS,
        server_default=Scope.POSTS.value,
    )
    # What was written from the first moment on, and before the second.
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Nobody can guess where an archive is stored; each that is built has a place of its own.
    key: Mapped[str | None] = mapped_column(sa.String(64))
    posts_count: Mapped[int | None]
    posts_bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    archive_bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    # When it was read from the database, how long it may be downloaded, and when the user threw it away.
    exported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    # No foreign key: who calls the job's function outside a worker has no task.
    task: Mapped[Task | None] = relationship(
        primaryjoin=lambda: foreign(Export.id) == Task.id, viewonly=True, lazy="joined"
    )

    @classmethod
    def open(cls, export_id: str, *, user_id: int) -> Export:
        """The export of this id; all posts, where a task was launched without one (the caller commits)."""
        export = db.session.get(cls, export_id)
        if export is None:
            export = cls(id=export_id, user_id=user_id)
            db.session.add(export)
            db.session.flush()
        return export

    @classmethod
    def kept_ids(cls) -> set[str]:
        """The ids of the exports whose archive is to stay where it is."""
        uncancelled = sa.or_(Task.state.is_(None), Task.state != State.CANCELLED)
        there = sa.and_(cls.key.is_not(None), cls.expires_at > clock.now(), cls.deleted_at.is_(None))
        kept = sa.select(cls.id).outerjoin(Task, Task.id == cls.id).where(there, uncancelled)
        return {*db.session.scalars(kept)}

    def publish(self, made: Archive) -> None:
        """Say that the archive can be downloaded (the caller commits). May be said twice.

        A run that woke up late does not put an older archive in the place of a newer.
        """
        exported_at = datetime.fromisoformat(made["exported_at"])
        keep = timedelta(days=current_app.config["EXPORT_KEEP_DAYS"])
        values: dict[str, Any] = {**made, "exported_at": exported_at, "expires_at": exported_at + keep}
        values["deleted_at"] = None
        older = sa.or_(Export.exported_at.is_(None), Export.exported_at < exported_at)
        write_rows(sa.update(Export).where(Export.id == self.id, older).values(values))
        db.session.refresh(self)

    def delete(self) -> None:
        """Throw the archive away; that it was there stays known (the caller commits, then tidies)."""
        self.deleted_at = clock.now()

    @classmethod
    def withdraw(cls, export_id: str) -> None:
        """Say that there is no archive after all (the caller commits)."""
        write_rows(sa.update(cls).where(cls.id == export_id).values(key=None, expires_at=None))

    @property
    def standing(self) -> Standing:
        """How it stands now."""
        if self.task and not self.task.complete and not (self.task.committed and self.expires_at):
            # Also where one was deleted that could not be mailed, and the user tries again. Once its mail may
            # be with the server it is ready, or who follows the link at once would be a moment too early.
            return Standing.PREPARING
        if self.deleted_at:
            return Standing.DELETED
        if self.task and self.task.state is State.CANCELLED:
            return Standing.CANCELLED
        if self.expires_at is None:
            return Standing.FAILED
        return Standing.READY if clock.now() < self.expires_at else Standing.EXPIRED

    def was_delivered(self) -> bool:
        """Whether the user was mailed its archive."""
        return self.exported_at is not None and (self.task is None or self.task.state is State.DONE)

    def is_gone(self) -> bool:
        """Whether its archive was there, and will not be again."""
        return self.standing in (Standing.EXPIRED, Standing.DELETED)

    def period(self) -> str:
        """From when its posts are, in words; nothing where no days were chosen."""
        first = format_date(self.since, "medium") if self.since else ""
        # To people, midnight is the next day.
        last = format_date(self.until - timedelta(microseconds=1), "medium") if self.until else ""
        if first and last:
            return _("%(first)s to %(last)s", first=first, last=last)
        if first:
            return _("from %(day)s on", day=first)
        return _("until %(day)s", day=last) if last else ""

    @property
    def path(self) -> str:
        """Where its archive is stored."""
        return path_of(self.id, self.key or "")


def new_key() -> str:
    """A part of an archive's place that nobody guesses."""
    return token_urlsafe(KEY_BYTES)


def path_of(export_id: str, key: str) -> str:
    """Where an archive is stored."""
    return f"{FOLDER}/{export_id}/{key}.zip"
