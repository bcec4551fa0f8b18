"""A large community, and the lists in it that people look at."""

from __future__ import annotations

import sqlalchemy as sa

from app import db
from app.models import User
from app.search import index
from bench import crowd

PEOPLE = 10_000
POSTS = 1_000_000
FOLLOWED = 200
FOLLOWED_BY_OTHERS = 10
# One person who writes enough for a hundred pages.
PROLIFIC_POSTS = 5_000
# To one of his posts, and messages to and from the reader.
REPLIES = 5_000
MESSAGES = 5_000
CORRESPONDENTS = 3_000
READER = "reader"


def fill() -> dict[str, str]:
    """Fill the database; the first pages of the lists that READER looks at, by what they are called."""
    with db.engine.begin() as connection:
        # Made anew when all is there: that takes a third of the time.
        index.drop(connection)
    prolific = _write()
    with db.engine.begin() as connection:
        index.make(connection)
    settle()
    return {
        "/": "/",
        "/explore": "/explore",
        "/user/<name>": f"/user/{prolific}",
        "/posts/<id>": "/posts/1",
        "/search?q=<words>": "/search?q=coffee+garden",
        "/messages": "/messages",
        "/messages/<name>": f"/messages/{prolific}",
    }


def _write() -> str:
    """People and all that they write; the name of the prolific one."""
    people = crowd.people(PEOPLE - 1)
    reader_id = crowd.reader(READER, follows=people[:FOLLOWED]).id
    crowd.follow(people, each=FOLLOWED_BY_OTHERS)
    crowd.write_posts(people[:1], PROLIFIC_POSTS)
    crowd.write_posts(people, POSTS - PROLIFIC_POSTS - REPLIES)
    crowd.reply(1, people, REPLIES)
    crowd.write_messages(reader_id, people[:CORRESPONDENTS], MESSAGES)
    crowd.write_messages(reader_id, people[:1], MESSAGES)
    name = db.session.get_one(User, people[0]).username
    db.session.remove()
    return name


def settle() -> None:
    """Bring the database to where it is after a quiet moment: known to its planner, nothing left in a log."""
    quiet = {"postgresql": "VACUUM ANALYZE", "sqlite": "PRAGMA wal_checkpoint(TRUNCATE)"}
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(quiet[db.engine.dialect.name]))
