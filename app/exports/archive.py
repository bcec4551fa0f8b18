"""posts.json: all posts of a user, oldest first, written as they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

import orjson
import sqlalchemy as sa

from app.extensions import db
from app.posts.models import Post

Progress = Callable[[int, int], None]

# Large enough to make a query's own cost vanish, small enough for flat memory and a lively bar.
BATCH = 2_000
FORMAT = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC


def write(user_id: int, *, to: BinaryIO, on_progress: Progress) -> int:
    """Write `{"posts": [{"id", "body", "timestamp", "language"} …]}`, times in ISO 8601 with Z; how many."""
    total = count(user_id)
    done = 0
    to.write(b'{"posts": [')
    for batch in _batches(user_id):
        to.write(b",\n" if done else b"\n")
        to.write(b",\n".join(orjson.dumps(_entry(row), option=FORMAT) for row in batch))
        done += len(batch)
        on_progress(done, max(total, done))
    to.write(b"\n]}\n")
    return done


def count(user_id: int) -> int:
    """How many posts there are to export."""
    return db.session.scalar(sa.select(sa.func.count()).where(Post.user_id == user_id)) or 0


def _entry(row: Sequence[Any]) -> dict[str, Any]:
    post_id, body, timestamp, language = row
    return {"id": post_id, "body": body, "timestamp": timestamp, "language": language}


def _batches(user_id: int) -> Iterator[Sequence[Any]]:
    # Columns instead of objects, and a query a batch instead of a cursor: a long read would keep SQLite's
    # write-ahead log and PostgreSQL's dead rows from being cleaned.
    columns = sa.select(Post.id, Post.body, Post.timestamp, Post.language).where(Post.user_id == user_id)
    query = columns.order_by(Post.timestamp, Post.id).limit(BATCH)
    batch = db.session.execute(query).all()
    while batch:
        yield batch
        batch = db.session.execute(query.where(_after(batch[-1]))).all() if len(batch) == BATCH else []


def _after(row: Any) -> sa.ColumnElement[bool]:
    newer = sa.or_(Post.timestamp > row.timestamp, Post.id > row.id)
    return sa.and_(Post.timestamp >= row.timestamp, newer)
