"""What people see of one part of the site: its pages in their states, and its forms sent wrong."""

from __future__ import annotations

from typing import Any, NamedTuple

from app import db
from app.models import Post
from tests.journeys.support import population
from tests.journeys.support.population import UNBROKEN

# Nothing, no word, posts, none, a place behind the last; people, nobody, nobody more.
SEARCHES = (
    *("", "?q=%21", "?q=the", f"?q={UNBROKEN}", "?q=the&before=1-1-0"),
    *(f"?in=people&q={UNBROKEN}", "?in=people&q=mei", "?in=people&q=zzz", "?in=people&q=mei&before=1-1-0"),
)


class Visit(NamedTuple):
    """A page that is opened, or that answers to a form of the page there, and the status that is due."""

    path: str
    status: int = 200
    fields: dict[str, str] | None = None


def wrong(path: str, **fields: str) -> Visit:
    """A form that is sent with something wrong in it."""
    return Visit(path, 422, fields)


def newcomers_messages() -> list[Visit]:
    """What one sees of messages who has none."""
    return [
        *map(Visit, ["/messages", "/messages/mei", "/send_message/mei"]),
        wrong("/send_message/mei", message="w" * 2001),
        Visit(f"/messages/{UNBROKEN}", 403),
    ]


def settings() -> list[Visit]:
    """What one sees of one's account, and its forms sent wrong."""
    return [
        Visit("/auth/confirm"),
        wrong("/auth/confirm", password="wrong"),
        Visit("/tokens"),
        wrong("/tokens/new", name="", days="0"),
        Visit("/settings"),
        Visit("/settings/email"),
        wrong("/settings/email", email="nowhere"),
        Visit("/settings/delete"),
        wrong("/settings/delete", password="wrong"),
    ]


def programs(user: Any) -> list[Visit]:
    """What one sees who gives tokens to programs."""
    population.tokens(user)
    return [
        *map(Visit, ["/tokens", "/tokens/new", "/api/docs"]),
        Visit("/tokens/new", fields={"name": UNBROKEN, "scopes": "read", "days": "7"}),
    ]


def threads(one: Any, other: Any) -> list[Visit]:
    """What one sees of a long conversation, and of what one wrote in it."""
    posts = {name: f"/posts/{id_}" for name, id_ in population.thread(one, other).items()}
    return [
        # The first time with what is new, the second time without.
        *map(Visit, ["/mentions", "/mentions", *posts.values()]),
        *map(Visit, [f"{posts['edited']}/edit", f"{posts['edited']}/delete", f"{posts['first']}?after=0-1"]),
        wrong(posts["first"], post="w" * 501),
        wrong(f"{posts['edited']}/edit", post="another tab", was="older"),
    ]


def feedback() -> list[Visit]:
    """What one sees of what people say about the site, and the form for it sent wrong in each way."""
    population.reviews()
    good = {"name": "Ida", "review": "4", "comments": "Fine"}
    return [
        Visit("/feedback"),
        wrong("/feedback", name="", review="6", comments="w" * 2001),
        # The traps, for programs and for those who are quick.
        wrong("/feedback", **good | {"link": "https://example.com"}),
        wrong("/feedback", **good | {"comments": "https://example.com", "opened": ""}),
    ]


def searches() -> list[Visit]:
    """What one sees who looks for something."""
    return [*(Visit(f"/search{asked}") for asked in SEARCHES), Visit(f"/search?q={'w' * 201}", 422)]


def letters(user: Any) -> list[Visit]:
    """What one sees of the messages that one has exchanged."""
    last_read = population.messages(user)
    return [
        *map(Visit, ["/messages", "/messages?before=1-1000000000", f"/messages/{UNBROKEN}", "/messages/mei"]),
        wrong("/messages/mei", message="w" * 2001),
        Visit(f"/messages/mei?before=0-{last_read}"),
    ]


def translated(reader: Any) -> list[Visit]:
    """What comes behind the button under a post in another language, and where that says nothing."""
    others = db.session.query(Post.id).where(Post.user_id != reader.id)
    foreign, known = (others.where(Post.language == code).limit(1).scalar() for code in ("ar", "en"))
    ask = {"back": "/explore"}
    return [
        Visit(f"/posts/{foreign}", fields={"post_id": str(foreign)} | ask),
        Visit(f"/posts/{foreign}", 422, {"post_id": str(known)} | ask),
    ]
