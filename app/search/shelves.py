"""What can be searched: posts and people, and how each stands in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.accounts.models import User
from app.core.pages import EPOCH, Cursor
from app.extensions import db
from app.posts.models import NEWEST_FIRST, Post


class Hit(NamedTuple):
    """A record that was found: its place, and the words by which it is ranked."""

    id: int
    timestamp: datetime
    words: str


@dataclass(frozen=True)
class Shelf:
    """One kind of records; `index` is what the databases call its full-text index."""

    index: str
    table: sa.Table
    # What becomes a Hit.
    shown: tuple[Any, ...]
    newest_first: tuple[Any, ...]

    def rows(self) -> sa.Select[*tuple[Any, ...]]:
        """All records as they are shown, newest first."""
        return sa.select(*self.shown).order_by(*self.newest_first)

    def older(self, place: Cursor) -> sa.ColumnElement[bool]:
        """The condition for what stands behind a place."""
        if self is PEOPLE:
            return User.id < place.id
        return place.older(Post.timestamp, Post.id)


def hits(rows: sa.Select[*tuple[Any, ...]]) -> list[Hit]:
    """Ask the database for rows as a shelf shows them."""
    return [Hit(id_, moment or EPOCH, words) for id_, moment, words in db.session.execute(rows)]


def _table(model: Any) -> sa.Table:
    return model.__table__


POSTS = Shelf("post_search", _table(Post), (Post.id, Post.timestamp, Post.body), NEWEST_FIRST)
# No column says when a person came, but their ids are in that order.
CAME = sa.null()
ABOUT = User.username + " " + sa.func.coalesce(User.about_me, "")
PEOPLE = Shelf("user_search", _table(User), (User.id, CAME, ABOUT), (User.id.desc(),))
