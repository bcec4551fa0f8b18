"""How the tutorial reads its home page, on tables as it has them.

Source: Miguel Grinberg, The Flask Mega-Tutorial, chapters 8 (followers) and 9 (pagination).
"""

from __future__ import annotations

import time
from statistics import median

import sqlalchemy as sa

from app import db

ROUNDS = 2
TABLE = (
    """
    CREATE TABLE tutorial_post
    (id INTEGER PRIMARY KEY, body VARCHAR(140), timestamp TIMESTAMP, user_id INTEGER, language VARCHAR(5))
    """,
    "INSERT INTO tutorial_post SELECT id, body, timestamp, user_id, language FROM post",
    "CREATE INDEX ix_tutorial_post_timestamp ON tutorial_post (timestamp)",
    "CREATE INDEX ix_tutorial_post_user_id ON tutorial_post (user_id)",
    "ANALYZE",
)
COLUMNS = ("id", "body", "timestamp", "user_id", "language")
# `following_posts`: those of whom one follows, and one's own, each once.
FOLLOWING = """
SELECT post.id, post.body, post.timestamp, post.user_id, post.language FROM tutorial_post AS post
JOIN "user" AS author ON author.id = post.user_id
LEFT JOIN (followers JOIN "user" AS follower ON follower.id = followers.follower_id)
  ON author.id = followers.followed_id
WHERE follower.id = :reader OR author.id = :reader
GROUP BY post.id, post.body, post.timestamp, post.user_id, post.language
"""


def home_ms(reader_id: int) -> float:
    """The median time that the queries of one home page take, in milliseconds; makes a table of its own."""
    for statement in TABLE:
        db.session.execute(sa.text(statement))
    db.session.commit()
    return median(_once_ms(reader_id) for _ in range(ROUNDS))


def _once_ms(reader_id: int) -> float:
    following = (
        sa.text(FOLLOWING).bindparams(reader=reader_id).columns(*map(sa.column, COLUMNS)).subquery("posts")
    )
    began = time.perf_counter()
    # `paginate`: the posts of a page, and how many there are.
    db.session.execute(sa.select(following).order_by(following.c.timestamp.desc()).limit(25)).all()
    db.session.scalar(sa.select(sa.func.count()).select_from(following))
    return (time.perf_counter() - began) * 1_000
