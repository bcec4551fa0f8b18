"""Posts by their words."""

from __future__ import annotations

from collections.abc import Sequence

import regex
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core.pages import Page
from app.extensions import db
from app.moderation.restraints import is_shown
from app.posts.models import Post
from app.search import window
from app.search.shelves import POSTS, Hit
from app.search.window import Place, Rank
from app.search.words import Term, fold, parse

# To say a word more often does not make a post better for ever.
MOST_COUNTED = 3


def find_posts(text: str, *, reader: User, before: Place | None = None) -> Page[Post]:
    """The posts that a search finds, the best of the newest first.

    A page lacks what the reader is not shown.
    """
    query = parse(text)
    author = User.named(query.author) if query.author else None
    if not query or (query.author and not author):
        return Page([], None)
    author_id = author.id if author else None
    found = window.look(POSTS, query, rank=rank_by(query.terms), before=before, author_id=author_id)
    return Page(_posts(found.ids, reader), found.older)


def rank_by(terms: Sequence[Term]) -> Rank:
    """How good a hit is: words side by side before apart, whole ones before beginnings, often before once."""
    words = [r"[^\p{L}\p{N}]+".join(map(fold, term.words)) for term in terms]
    whole = [regex.compile(rf"\b{word}\b") for word in words]
    beside = regex.compile(r"\b" + r"[^\p{L}\p{N}]+".join(words))

    def rank(hit: Hit) -> tuple[bool, int, int]:
        text = fold(hit.words)
        counts = [min(len(pattern.findall(text)), MOST_COUNTED) for pattern in whole]
        return bool(beside.search(text)), sum(map(bool, counts)), sum(counts)

    return rank


def _posts(ids: Sequence[int], reader: User) -> list[Post]:
    shown = sa.select(Post).where(Post.id.in_(ids), is_shown(Post.user_id, to=reader.id))
    query = shown.options(joinedload(Post.author, innerjoin=True))
    posts = {post.id: post for post in db.session.scalars(query)}
    # One may have been deleted a moment ago.
    return [posts[id_] for id_ in ids if id_ in posts]
