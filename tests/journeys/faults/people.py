"""People who ask for their posts while things go wrong."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from app.accounts.credentials import hasher
from app.models import Post, User
from deploy.local.visitor import Visitor
from tests.journeys.faults.world import World
from tests.journeys.support.steps import PASSWORD

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
# Enough that an export takes a second or two.
MANY = 80_000
numbers = itertools.count(1)
HASH = hasher.hash(PASSWORD)


class Person:
    """Somebody with an account, logged in."""

    def __init__(self, world: World, name: str, bodies: list[str]) -> None:
        self.world, self.name, self.posts = world, name, len(bodies)
        self.address = f"{name}@example.com"
        self.id = _write(world, name, bodies)
        self.visitor = Visitor(world.stack.url)
        self._send("/auth/login", "/auth/login", username=name, password=PASSWORD)

    def click(self) -> float:
        """Press the button on the own profile; how long that took, in seconds."""
        form = self.form()
        began = time.monotonic()
        self.visitor.send(form, to="/export_posts")
        return time.monotonic() - began

    def click_at_once(self, times: int) -> None:
        """Press it so often that nobody can tell which was first."""
        form = self.form()
        with ThreadPoolExecutor(times) as fingers:
            for pressed in [
                fingers.submit(self.visitor.send, form, to="/export_posts") for _ in range(times)
            ]:
                pressed.result()

    def form(self) -> dict[str, str]:
        """The form with the button."""
        form = self.visitor.open(f"/user/{self.name}").form("/export_posts")
        assert form, "the profile shows the button"
        return form

    def cancel(self) -> None:
        """Cancel the task that is under way."""
        self._act("cancel")

    def retry(self) -> None:
        """Ask for the latest task again."""
        self._act("retry")

    def written(self) -> list[tuple[int, str]]:
        """The posts as the database has them, oldest first: the id and the body of each."""
        posts = sa.inspect(Post).local_table.c
        own = sa.select(posts.id, posts.body).where(posts.user_id == self.id)
        return [(number, body) for number, body in self.world.read(own.order_by(posts.timestamp, posts.id))]

    @property
    def task(self) -> Any:
        """The row of the latest task."""
        return max(self.world.tasks(self.id), key=lambda task: task.created_at)

    def poll(self) -> dict[str, Any]:
        """What the browser is told of the latest task."""
        news = [one for one in self.visitor.json("/notifications") if one["name"] == "task_progress"]
        nothing = {"state": None, "progress": 0, "asked_at": 0}
        return max((one["data"] for one in news), key=lambda data: data["asked_at"], default=nothing)

    def _act(self, what: str) -> None:
        self._send("/edit_profile", f"/tasks/{self.task.id}/{what}")

    def _send(self, page: str, to: str, **fields: str) -> None:
        form = self.visitor.open(page).form(page) or {}
        self.visitor.send({"csrf_token": form["csrf_token"]} | fields, to=to)


def somebody(world: World, posts: int = 3, body: Callable[[int], str] = "post {}".format) -> Person:
    """A person whom no test has met before."""
    return Person(world, f"person{next(numbers)}", [body(number) for number in range(posts)])


def noise(number: int) -> str:
    """A post that no ZIP makes smaller than half."""
    return Random(number).randbytes(150).hex()


def crowd(world: World, size: int) -> list[Person]:
    """Many of them."""
    with ThreadPoolExecutor(8) as doors:
        return [*doors.map(lambda _number: somebody(world), range(size))]


def _write(world: World, name: str, bodies: list[str]) -> int:
    users = sa.inspect(User).local_table
    world.write(sa.insert(users).values(username=name, email=f"{name}@example.com", password_hash=HASH))
    [(user_id,)] = world.read(sa.select(users.c.id).where(users.c.username == name))
    rows = [
        {"body": body, "timestamp": BEGINNING + timedelta(minutes=n), "user_id": user_id}
        for n, body in enumerate(bodies)
    ]
    world.write(sa.insert(sa.inspect(Post).local_table), rows)
    return user_id
