"""Imports: what was uploaded, how far its posts have come, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.types import UtcDateTime
from app.extensions import db
from app.transactions import changes_a_row

FILE_NAME_MOST_CHARACTERS = 120
MOST_PROBLEMS_TOLD = 100


@dataclass
class Tally:
    """What became of some entries that follow each other."""

    entries: int = 0
    added: int = 0
    already_there: int = 0
    # The number of an entry within them, from 0, and why it is left out.
    left_out: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])


class Import(db.Model):
    """One uploaded file. Its id is that of the task which imports it."""

    __table_args__ = (sa.Index(None, "user_id"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    file_name: Mapped[str] = mapped_column(sa.String(FILE_NAME_MOST_CHARACTERS))
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    # How many entries are done with. A run goes on from here, whoever began.
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    added: Mapped[int] = mapped_column(default=0, server_default="0")
    already_there: Mapped[int] = mapped_column(default=0, server_default="0")
    skipped: Mapped[int] = mapped_column(default=0, server_default="0")
    # The first entries that were left out, {"entry", "reason"}, and how many there are for each reason.
    problems: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON)
    reasons: Mapped[dict[str, int] | None] = mapped_column(sa.JSON)
    # Why the file as a whole was refused, as a key of the page's sentences.
    refused: Mapped[str | None] = mapped_column(sa.String(32))

    @classmethod
    def of(cls, user_id: int, *, most: int) -> Sequence[Import]:
        """A user's imports, the newest first."""
        mine = sa.select(cls).where(cls.user_id == user_id)
        return db.session.scalars(mine.order_by(cls.created_at.desc(), cls.id).limit(most)).all()

    @classmethod
    def find(cls, import_id: str, *, user_id: int) -> Import | None:
        """One of a user's imports."""
        return db.session.scalar(sa.select(cls).where(cls.id == import_id, cls.user_id == user_id))

    def advance(self, tally: Tally, *, position: int) -> bool:
        """Add up what became of the entries after a position (the caller commits).

        False if they have been counted: another run was here first, and what this one did must not stay.
        """
        here = sa.and_(Import.id == self.id, Import.position == position)
        problems = [{"entry": position + number + 1, "reason": reason} for number, reason in tally.left_out]
        values: dict[str, Any] = {
            "position": position + tally.entries,
            "added": Import.added + tally.added,
            "already_there": Import.already_there + tally.already_there,
            "skipped": Import.skipped + len(problems),
            "problems": [*(self.problems or []), *problems][:MOST_PROBLEMS_TOLD],
            "reasons": {**(Counter(self.reasons or {}) + Counter(reason for _, reason in tally.left_out))},
        }
        return changes_a_row(sa.update(Import).where(here).values(values))
