"""How many reviews there are of each rating, without counting all of them for every page."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask import Flask, current_app

from app.core import clock
from app.extensions import db
from app.feedback.models import RATINGS, Review

# Ids are given before a transaction is committed, so one may appear below those that were seen already. After
# this time none does any more.
SETTLED = timedelta(seconds=60)
# What is deleted by hand is counted no longer than that.
KEPT_S = 300


class Tally(NamedTuple):
    """How often each rating was given."""

    counts: Counter[int]

    @property
    def total(self) -> int:
        """How many reviews there are."""
        return self.counts.total()

    @property
    def average(self) -> float:
        """The mean rating; 0 where there is none."""
        return sum(rating * self.counts[rating] for rating in RATINGS) / max(self.total, 1)

    def share_pct(self, rating: int) -> float:
        """How much of all a rating makes up."""
        return round(100 * self.counts[rating] / max(self.total, 1), 1)


class Counted(NamedTuple):
    """Some reviews by their ratings, and the first of them; 0 where there is none."""

    first_id: int
    counts: Counter[int]


class Base(NamedTuple):
    """What has been counted once: all reviews before this one."""

    next_id: int
    counts: Counter[int]
    until: float


class Counting:
    """Counts the old reviews now and then, and the new ones each time."""

    def __init__(self) -> None:
        self._base = Base(0, Counter(), until=0)

    def now(self) -> Tally:
        """The present numbers."""
        base = self._base if self._base.until > clock.now_ts() else self._begin_anew()
        newer = _count(Review.id >= base.next_id)
        if base.next_id and newer.first_id != base.next_id:
            # The review at which the counting begins is gone, and others may be.
            base = self._begin_anew()
            newer = _count(Review.id >= base.next_id)
        return Tally(base.counts + newer.counts)

    def _begin_anew(self) -> Base:
        settled = Review.created_at < clock.now() - SETTLED
        newest = sa.select(Review.id).where(settled).order_by(Review.id.desc()).limit(1)
        next_id = db.session.scalar(newest) or 0
        counts = _count(Review.id < next_id).counts if next_id else Counter[int]()
        self._base = Base(next_id, counts, until=clock.now_ts() + KEPT_S)
        return self._base


def init_app(app: Flask) -> None:
    """Give the application what it has counted."""
    app.extensions["reviews"] = Counting()


def now() -> Tally:
    """The present numbers."""
    counting: Counting = current_app.extensions["reviews"]
    return counting.now()


def _count(which: sa.ColumnElement[bool]) -> Counted:
    # Named, the ratings are five places in the index; unnamed, SQLite goes through all of it.
    which = sa.and_(Review.review.in_(RATINGS), which)
    each = sa.select(Review.review, sa.func.count(), sa.func.min(Review.id)).where(which)
    found = db.session.execute(each.group_by(Review.review)).all()
    first_id = min((first for _rating, _count, first in found), default=0)
    return Counted(first_id, Counter({rating: count for rating, count, _first in found}))
