"""Notifications."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.extensions import db
from app.notifications import channel
from app.transactions import begin_writing, write_rows

# A page asks for what came since it was made; one that is older has long been loaded anew.
KEPT_FOR = timedelta(days=7)
MOST_AT_ONCE = 1_000


class Notification(db.Model):
    """The latest news of one thing for one user, until newer news of it replaces it."""

    __table_args__ = (
        sa.Index(None, "user_id", "timestamp"),
        sa.Index(None, "user_id", "name", "about"),
        sa.Index(None, "timestamp"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(128))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"))
    timestamp: Mapped[float] = mapped_column(sa.Double, default=clock.now_ts)
    payload_json: Mapped[str] = mapped_column(sa.Text)
    # What it is about where there can be several of a name, such as the task of a `task_progress`.
    about: Mapped[str | None] = mapped_column(sa.String(36))

    @classmethod
    def tell(cls, user_id: int, name: str, data: Any, *, about: str | None = None) -> None:
        """Put news in the place of older news of the same thing (the caller commits)."""
        told = {"payload_json": json.dumps(data), "timestamp": clock.now_ts()}
        news = cls(user_id=user_id, name=name, about=about, **told)
        # Not read first: each run of a task tells several times, while it keeps others from writing.
        if not write_rows(sa.update(cls).where(cls._same(user_id, name, about)).values(told)):
            db.session.add(news)
        channel.announce(user_id, news.as_told())

    @classmethod
    def latest(cls, user_id: int, name: str) -> Notification:
        """The news of a name that is about nothing more. Raises NoResultFound where there is none."""
        same = sa.select(cls).where(cls._same(user_id, name, None)).limit(1)
        return db.session.execute(same, execution_options={"populate_existing": True}).scalar_one()

    @classmethod
    def since(cls, user_id: int, timestamp: float) -> Sequence[Notification]:
        """A user's news after a moment (Unix seconds), oldest first."""
        newer = sa.and_(cls.user_id == user_id, cls.timestamp > timestamp)
        return db.session.scalars(sa.select(cls).where(newer).order_by(cls.timestamp, cls.id)).all()

    @classmethod
    def prune(cls) -> None:
        """Delete what no page asks for any more; commits every now and then."""
        before = clock.now_ts() - KEPT_FOR.total_seconds()
        some = sa.select(cls.id).where(cls.timestamp < before).order_by(cls.timestamp).limit(MOST_AT_ONCE)
        while ids := db.session.scalars(some).all():
            begin_writing()
            # Asked once more: news may have come in its place meanwhile.
            write_rows(sa.delete(cls).where(cls.id.in_(ids), cls.timestamp < before))
            db.session.commit()

    @classmethod
    def _same(cls, user_id: int, name: str, about: str | None) -> sa.ColumnElement[bool]:
        return sa.and_(cls.user_id == user_id, cls.name == name, cls.about.is_not_distinct_from(about))

    def as_told(self) -> dict[str, Any]:
        """What goes to the browser; its data is JSON already."""
        return {"name": self.name, "data": orjson.Fragment(self.payload_json), "timestamp": self.timestamp}

    def get_data(self) -> Any:
        """What was told, as plain data."""
        return json.loads(self.payload_json)
