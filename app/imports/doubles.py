"""Which entries of a file are in the account already, so that importing twice adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

import sqlalchemy as sa

from app.extensions import db
from app.imports.entries import Draft
from app.posts.models import Post

DIGEST_BYTES = 16
# So many different posts of one moment are remembered from batch to batch; it takes some 15 MB.
MOST_CARRIED = 100_000


class Doubles:
    """Numbers entries that are alike in moment and words: the first, the second, the third of their kind.

    Archives are in the order of time, so those that are alike stand within one moment, and only the moment
    at which a batch ends is remembered. In a file without that order, or with more posts in one moment
    than are remembered, those that are alike may count as one where they stand in different batches.
    """

    def __init__(self) -> None:
        self._moment: datetime | None = None
        self._earlier = Counter[bytes]()

    def number(self, drafts: Sequence[Draft]) -> list[int]:
        """For each of a batch, which of its kind it is in the file, from 1."""
        counts: dict[tuple[datetime, str], int] = {}
        numbers: list[int] = []
        for moment, body, _language in drafts:
            number = counts.get((moment, body))
            if number is None:
                number = self._earlier[_digest(body)] if moment == self._moment else 0
            counts[moment, body] = number + 1
            numbers.append(number + 1)
        if drafts:
            self._carry(drafts[-1].timestamp, counts)
        return numbers

    def _carry(self, moment: datetime, counts: dict[tuple[datetime, str], int]) -> None:
        if moment != self._moment or len(self._earlier) > MOST_CARRIED:
            self._moment, self._earlier = moment, Counter()
        for (timestamp, body), count in counts.items():
            if timestamp == moment:
                self._earlier[_digest(body)] = count


def missing(user_id: int, drafts: Sequence[Draft], numbers: Sequence[int]) -> list[Draft]:
    """Those of a batch that the account lacks: the third of a kind if it has two or fewer."""
    there = _there(user_id, drafts)
    if not there:
        return [*drafts]
    return [
        draft
        for draft, number in zip(drafts, numbers, strict=True)
        if number > there[draft.timestamp, draft.body]
    ]


def _there(user_id: int, drafts: Sequence[Draft]) -> Counter[tuple[datetime, str]]:
    moments = {draft.timestamp for draft in drafts}
    if not moments or not _has_any(user_id, min(moments), max(moments)):
        return Counter()
    # By its words too: an account may have any number of posts of one moment. What the database takes as
    # equal words is more than what we do, so the exact comparison is ours.
    found = sa.select(Post.timestamp, Post.body).where(
        Post.user_id == user_id,
        Post.timestamp.in_(moments),
        Post.body.in_({draft.body for draft in drafts}),
    )
    return Counter((row.timestamp, row.body) for row in db.session.execute(found))


def _has_any(user_id: int, first: datetime, last: datetime) -> bool:
    # One look into an index; to send a thousand posts and compare them costs as much as importing them.
    theirs = sa.exists().where(Post.user_id == user_id, Post.timestamp.between(first, last))
    return bool(db.session.scalar(sa.select(theirs)))


def _digest(body: str) -> bytes:
    return blake2b(body.encode(), digest_size=DIGEST_BYTES).digest()
