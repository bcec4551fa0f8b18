"""People by their names, and by what they say about themselves."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.accounts.follower import followers
from app.accounts.models import User
from app.core.pages import Page
from app.extensions import db
from app.moderation.restraints import is_shown
from app.search import window
from app.search.shelves import PEOPLE, Hit
from app.search.window import Place, Rank
from app.search.words import fold, parse


def find_people(text: str, *, reader: User, before: Place | None = None) -> Page[User]:
    """The people that a search finds: first who is named so, then the best of those who came last."""
    name = text.strip().removeprefix("@")
    query = parse(text.replace("@", " "))
    namesake = User.named(name)
    if not query.terms:
        return Page([], None)
    found = window.look(PEOPLE, query, rank=_rank_by(name), before=before)
    # A namesake is on the first page, and on no other.
    first = [namesake.id] if namesake and not before else []
    others = [user_id for user_id in found.ids if not namesake or user_id != namesake.id]
    return Page(_people([*first, *others], reader), found.older)


def followed_of(reader: User, people: Sequence[User]) -> set[int]:
    """The ids of those among some people whom a reader follows."""
    ids = [user.id for user in people]
    here = sa.and_(followers.c.follower_id == reader.id, followers.c.followed_id.in_(ids))
    return {*db.session.scalars(sa.select(followers.c.followed_id).where(here))} if ids else set()


def _rank_by(name: str) -> Rank:
    folded = fold(name)

    def rank(hit: Hit) -> bool:
        return fold(hit.words).startswith(folded)

    return rank


def _people(ids: Sequence[int], reader: User) -> list[User]:
    here = sa.and_(User.id.in_(ids), is_shown(User.id, to=reader.id))
    people = {user.id: user for user in db.session.scalars(sa.select(User).where(here))}
    return [people[id_] for id_ in ids if id_ in people]
