"""Keeping other people away."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, contains_eager

from app.accounts.follower import followers
from app.accounts.locks import lock_people
from app.core import clock
from app.core.pages import Cursor, Page
from app.extensions import db
from app.moderation.restraints import Kind, Restraint
from app.posts.mentions import Mention
from app.transactions import write_rows

FOLLOWS = "follow"


class Relation(NamedTuple):
    """How one user stands to another."""

    blocks: bool
    mutes: bool
    follows: bool
    # Whether the one may follow the other, answer them, and write to them.
    reaches: bool


class Restrainer:
    """What a user can do about people whom they do not want to hear of."""

    id: Any
    if TYPE_CHECKING:
        suspended_at: Mapped[datetime | None]

    def block(self, other: Restrainer) -> None:
        """Have nothing to do with somebody: neither follows the other any more (the caller commits)."""
        self._keep_away(other, Kind.BLOCK)
        pairs = sa.tuple_(followers.c.follower_id, followers.c.followed_id)
        write_rows(sa.delete(followers).where(pairs.in_([(self.id, other.id), (other.id, self.id)])))

    def mute(self, other: Restrainer) -> None:
        """Do not hear of somebody any more, who does not get to know (the caller commits)."""
        self._keep_away(other, Kind.MUTE)

    def release(self, other: Restrainer) -> None:
        """Neither block nor mute somebody any more (the caller commits)."""
        Restraint.lift(self.id, other.id)

    def relation_to(self, other: Restrainer) -> Relation:
        """How this user stands to another."""
        if self.id == other.id:
            return Relation(blocks=False, mutes=False, follows=False, reaches=False)
        words = self._words_between(other)
        blocked = {who for who, word in words if word == Kind.BLOCK}
        return Relation(
            blocks=self.id in blocked,
            mutes=(self.id, Kind.MUTE) in words,
            follows=(self.id, FOLLOWS) in words,
            reaches=not blocked and other.suspended_at is None,
        )

    def reaches(self, other: Restrainer) -> bool:
        """Whether this user may follow another, answer them, and write to them."""
        return self.relation_to(other).reaches

    def restraints(self, *, before: Cursor | None, size: int) -> Page[Restraint]:
        """Whom the user blocked or muted, the last first."""
        here = sa.select(Restraint).join(Restraint.other).where(Restraint.user_id == self.id)
        if before:
            here = here.where(before.older(Restraint.timestamp, Restraint.other_id))
        here = here.order_by(Restraint.timestamp.desc(), Restraint.other_id.desc()).limit(size + 1)
        return Page.cut(db.session.scalars(here.options(contains_eager(Restraint.other))).all(), size=size)

    def _words_between(self, other: Restrainer) -> set[tuple[int, str]]:
        """What each of two people does about the other."""
        follows = sa.select(followers.c.follower_id, sa.literal(FOLLOWS))
        here = sa.and_(followers.c.follower_id == self.id, followers.c.followed_id == other.id)
        # Both questions in one: each would cost as much as the answer.
        found = sa.union_all(Restraint.between(self.id, other.id), follows.where(here))
        return {(row[0], row[1]) for row in db.session.execute(found)}

    def _keep_away(self, other: Restrainer, kind: Kind) -> None:
        lock_people((self.id, other.id))
        Restraint.put(self.id, other.id, kind)
        Mention.hush(self.id, other.id, clock.now())
