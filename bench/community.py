"""A large community, and the lists in it that people look at."""

from __future__ import annotations

import sqlalchemy as sa

from app import db
from app.models import User
from bench import crowd

PEOPLE = 10_000
POSTS = 1_000_000
FOLLOWED = 200
FOLLOWED_BY_OTHERS = 10
# One person who writes enough for a hundred pages.
PROLIFIC_POSTS = 5_000
READER = "reader"


def fill() -> dict[str, str]:
    """Fill the database; the first pages of the lists that READER looks at, by what they are called."""
    people = crowd.people(PEOPLE - 1)
    crowd.reader(READER, follows=people[:FOLLOWED])
    crowd.follow(people, each=FOLLOWED_BY_OTHERS)
    crowd.write_posts(people[:1], PROLIFIC_POSTS)
    crowd.write_posts(people, POSTS - PROLIFIC_POSTS)
    prolific = db.session.get_one(User, people[0]).username
    db.session.remove()
    settle()
    return {"/": "/", "/explore": "/explore", "/user/<name>": f"/user/{prolific}"}


def settle() -> None:
    """Bring the database to where it is after a quiet moment: known to its planner, nothing left in a log."""
    quiet = {"postgresql": "VACUUM ANALYZE", "sqlite": "PRAGMA wal_checkpoint(TRUNCATE)"}
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(quiet[db.engine.dialect.name]))
