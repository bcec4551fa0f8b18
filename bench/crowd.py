"""People and posts in numbers, with words as people write them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app import db
from app.accounts.follower import followers
from app.models import LoginSession, Message, Post, User
from app.transactions import begin_writing

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
TALK = """
today the train was late again so I read another chapter and drank too much coffee über Straßen naïve
café señor jalapeño Zürich Kraków 東京 прогулка 🌧️ 🎉 release deploy queue worker bug fixed finally garden
rain bread oven neighbour bicycle music concert weekend photo recipe “quoted” window quiet evening
"""
WORDS = TALK.split()
LEAST_CHARACTERS = 115
BATCH = 10_000
PASSWORD = "a password for measuring"  # noqa: S105 (there is nothing behind it)

Row = dict[str, Any]


def people(number: int) -> list[int]:
    """Add users who never log in; returns their ids."""
    first = (db.session.scalar(sa.select(sa.func.max(User.id))) or 0) + 1
    names = [f"person{index}" for index in range(first, first + number)]
    _insert(User.__table__, ({"username": name, "email": f"{name}@example.com"} for name in names))
    return [*db.session.scalars(sa.select(User.id).where(User.id >= first).order_by(User.id))]


def reader(username: str, *, follows: list[int]) -> User:
    """Add a user who can log in, with PASSWORD."""
    user = User(username=username, email=f"{username}@example.com")
    user.set_password(PASSWORD)
    db.session.add(user)
    db.session.commit()
    _insert(followers, ({"follower_id": user.id, "followed_id": followed} for followed in follows))
    return user


def cookies(app: Flask, user_ids: Sequence[int]) -> Iterator[str]:
    """What browsers of these users show, as if each had logged in."""
    serializer = app.session_interface.get_signing_serializer(app)
    keys = [LoginSession.begin(user_id, device=None, remembered=False).key for user_id in user_ids]
    db.session.commit()
    for key in keys:
        yield f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({'_user_id': key})}"


def follow(people: list[int], *, each: int) -> None:
    """Let everybody follow some others, chosen at random; the same in every run."""
    random = Random(each)
    choices = ((follower, followed) for follower in people for followed in random.sample(people, each))
    _insert(followers, ({"follower_id": one, "followed_id": other} for one, other in choices))


def write_posts(authors: list[int], number: int) -> None:
    """Add posts, some seconds apart, each by one of the authors at random; the same in every run."""
    random = Random(number)
    _insert(Post.__table__, (_post(random, index, random.choice(authors)) for index in range(number)))


def reply(post_id: int, authors: list[int], number: int) -> None:
    """Add replies to a post, some minutes apart, the newest of all posts."""
    random = Random(number)
    answer = {"reply_to_id": post_id, "thread_id": post_id}
    begun = datetime.now(UTC) - timedelta(minutes=5 * number)
    rows = (_post(random, index, random.choice(authors), begun=begun) | answer for index in range(number))
    _insert(Post.__table__, rows)


def write_messages(one: int, others: list[int], number: int) -> None:
    """Add messages to and fro between one person and each of the others, all read, a minute apart."""
    random = Random(number)
    _insert(Message.__table__, (_message(random, one, others, index) for index in range(number)))


def _message(random: Random, one: int, others: list[int], index: int) -> Row:
    both = [one, others[index % len(others)]]
    random.shuffle(both)
    moment = BEGINNING + timedelta(minutes=index)
    people = dict(zip(("sender_id", "recipient_id"), both, strict=True))
    return {"body": _body(random), "timestamp": moment, "read_at": moment, **people}


def _post(random: Random, index: int, author: int, *, begun: datetime = BEGINNING) -> Row:
    moment = begun + timedelta(seconds=300 * index, microseconds=random.randrange(1_000_000))
    return {"body": _body(random), "timestamp": moment, "user_id": author, "language": "en"}


def _body(random: Random) -> str:
    body = random.choice(WORDS)
    while len(body) < LEAST_CHARACTERS:
        body += " " + random.choice(WORDS)
    return body


def _insert(table: Any, rows: Iterator[Row]) -> None:
    while batch := [*islice(rows, BATCH)]:
        begin_writing()
        db.session.execute(sa.insert(table), batch)
        db.session.commit()
