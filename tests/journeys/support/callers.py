"""Many people whose programs ask for their posts: without log-ins, two hundred of them cost little."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

import sqlalchemy as sa

from app.models import ApiToken, Notification, Post, Task, User
from tests.journeys.faults import files
from tests.journeys.faults.people import BEGINNING, numbers
from tests.journeys.faults.world import World

POSTS = 3
AT_ONCE = 4
ANSWER_WITHIN_S = 60
CREATED = 202


@dataclass(frozen=True)
class Caller:
    """Somebody with an account, some posts, and a token."""

    world: World
    id: int
    name: str

    @property
    def address(self) -> str:
        """Where mails for them go."""
        return f"{self.name}@example.com"

    @property
    def headers(self) -> dict[str, str]:
        """What shows who asks."""
        return {"Authorization": f"Bearer {_token(self.name)}"}

    def line(self) -> HTTPConnection:
        """A connection to the site."""
        url = urlsplit(self.world.stack.url)
        kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
        return kind(url.hostname or "", url.port, timeout=ANSWER_WITHIN_S)

    def call(self, method: str, path: str) -> int:
        """The status of an answer that came as a whole. Raises OSError or HTTPException."""
        with closing(self.line()) as line:
            line.request(method, path, headers=self.headers)
            with line.getresponse() as answer:
                answer.read()
                return answer.status

    def ask(self) -> int:
        """Ask for an export; the status."""
        return self.call("POST", "/api/exports")


def callers(world: World, size: int) -> list[Caller]:
    """So many of them."""
    names = [f"caller{next(numbers)}" for _ in range(size)]
    users = sa.inspect(User).local_table
    world.write(sa.insert(users), [{"username": name, "email": f"{name}@example.com"} for name in names])
    found = world.read(sa.select(users.c.id, users.c.username).where(users.c.username.in_(names)))
    soon = datetime.now(UTC) + timedelta(days=1)
    tokens = [{"user_id": user_id, "digest": _digest(name), "expires_at": soon} for user_id, name in found]
    world.write(sa.insert(sa.inspect(ApiToken).local_table), tokens)
    posts = [
        {"user_id": user_id, "body": body, "timestamp": BEGINNING}
        for user_id, name in found
        for body in bodies(name)
    ]
    world.write(sa.insert(sa.inspect(Post).local_table), posts)
    return [Caller(world, user_id, name) for user_id, name in found]


def bodies(name: str) -> list[str]:
    """What somebody wrote."""
    return [f"post {number} of {name}" for number in range(POSTS)]


def all_ask(people: Sequence[Caller]) -> None:
    """Each asks for an export, and gets it promised."""
    with ThreadPoolExecutor(AT_ONCE) as fingers:
        statuses = Counter(fingers.map(Caller.ask, people))
    assert statuses == {CREATED: len(people)}


def under_way(world: World, people: Sequence[Caller]) -> int:
    """How many exports have not ended."""
    wanted = {caller.id for caller in people}
    return len(wanted - {row.user_id for row in tasks(world, people) if row.complete})


def tasks(world: World, people: Sequence[Caller]) -> Sequence[sa.Row]:
    """All that was asked for."""
    table = sa.inspect(Task).local_table
    asked = sa.and_(table.c.user_id.in_([caller.id for caller in people]), table.c.quiet.is_(False))
    return world.read(sa.select(table).where(asked))


def delivered_once(world: World, people: Sequence[Caller]) -> None:
    """Each has one export, one mail, one archive with all posts, and one piece of news that says so."""
    names = {caller.id: caller.name for caller in people}
    rows = tasks(world, people)
    assert Counter(row.state for row in rows) == {"done": len(people)}
    assert all((row.complete, row.active_key, row.claim) == (True, None, None) for row in rows)
    mails = Counter(mail.to for mail in [*world.mailhost.mails])
    assert {caller.address: mails[caller.address] for caller in people} == {
        caller.address: 1 for caller in people
    }
    news = sa.inspect(Notification).local_table
    told = world.read(sa.select(news.c.payload_json).where(news.c.user_id.in_(names)))
    assert [(said["state"], said["progress"]) for said in map(_read, told)] == [("done", 100)] * len(people)
    for row in rows:
        [archive] = world.stored(row.id)
        content = (world.store / "archives" / row.id / archive).read_bytes()
        written = [body for _id, body in files.posts(files.package(content)["posts.json"])]
        assert written == bodies(names[row.user_id])


def _read(row: sa.Row) -> dict:
    return json.loads(row.payload_json)


def _token(name: str) -> str:
    return f"the-token-of-{name}"


def _digest(name: str) -> str:
    return sha256(_token(name).encode()).hexdigest()
