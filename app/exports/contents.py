"""What an archive holds: collections of things, read in batches from the oldest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts.follower import followers
from app.accounts.models import User
from app.exports.models import Export, Scope
from app.extensions import db
from app.messages.models import Message
from app.notifications.models import Notification
from app.posts.models import Post

# Large enough to make a query's own cost vanish, small enough for flat memory and a lively bar.
BATCH = 1_000
# The same of texts: after long ones, fewer are read at a time.
BATCH_CHARACTERS = 500_000
FIRST_BATCH = 100

Entry = dict[str, Any]


@dataclass(frozen=True)
class Collection:
    """Things of one kind, the columns whose values say where each stands, and what is told of each."""

    name: str
    rows: Any
    order: tuple[Any, ...]
    entry: Callable[[Any], Entry]

    def batches(self) -> Iterator[list[Entry]]:
        """All of it, oldest first, some at a time."""
        # Columns instead of objects, and a query a batch instead of a cursor: a long read would keep SQLite's
        # write-ahead log and PostgreSQL's dead rows from being cleaned.
        query, most = self.rows.order_by(*self.order), min(FIRST_BATCH, BATCH)
        batch = db.session.execute(query.limit(most)).all()
        while batch:
            entries = [self.entry(row) for row in batch]
            yield entries
            if len(batch) < most:
                return
            most = _most_after(entries)
            batch = db.session.execute(query.where(self._after(batch[-1])).limit(most)).all()

    def count(self) -> int:
        """How many there are."""
        return db.session.scalar(sa.select(sa.func.count()).select_from(self.rows.subquery())) or 0

    def newest(self, most: int) -> list[Entry]:
        """The last few."""
        newest = self.rows.order_by(*(column.desc() for column in self.order)).limit(most)
        return [self.entry(row) for row in db.session.execute(newest)]

    def _after(self, row: Any) -> sa.ColumnElement[bool]:
        values = [getattr(row, column.key) for column in self.order]
        if len(values) == 1:
            return self.order[0] > values[0]
        if db.engine.dialect.name not in {"mysql", "mariadb"}:
            return sa.tuple_(*self.order) > sa.tuple_(*values)
        # MariaDB uses no index for that, and the others none for this.
        (first, second), (value, other) = self.order, values
        return sa.or_(first > value, sa.and_(first == value, second > other))


def _most_after(entries: list[Entry]) -> int:
    """How many to read next, if they are as long as these."""
    characters = sum(len(entry.get("body", "")) for entry in entries)
    return max(1, min(BATCH, BATCH_CHARACTERS * len(entries) // max(characters, 1)))


def of(export: Export) -> list[Collection]:
    """The collections that an export asks for; the posts come first."""
    return [posts(export), *(account(export) if export.scope is Scope.ACCOUNT else [])]


def posts(export: Export) -> Collection:
    """What the user wrote for others to read."""
    # JSON says in its own way that a moment is UTC; giving each its zone first takes an eighth of the time.
    timestamp = sa.type_coerce(Post.timestamp, sa.DateTime).label("timestamp")
    edited_at = sa.type_coerce(Post.edited_at, sa.DateTime)
    rows = sa.select(Post.id, Post.body, timestamp, Post.language, Post.reply_to_id, edited_at)
    chosen = rows.where(Post.user_id == export.user_id, *_within(export, Post.timestamp))
    return Collection("posts", chosen, (Post.timestamp, Post.id), _post)


def _post(row: Sequence[Any]) -> Entry:
    # By place: by name it takes twice as long.
    post_id, body, timestamp, language, reply_to, edited_at = row
    told = {"id": post_id, "body": body, "timestamp": timestamp, "language": language}
    return told | {"reply_to": reply_to, "edited_at": edited_at}


def profile(user: User) -> Entry:
    """What the user told of themselves."""
    told = ("id", "username", "email", "about_me", "last_seen")
    return {name: getattr(user, name) for name in told}


def account(export: Export) -> list[Collection]:
    """What else belongs to the user."""
    return [
        _people("following", followers.c.followed_id, of=followers.c.follower_id, export=export),
        _people("followers", followers.c.follower_id, of=followers.c.followed_id, export=export),
        _messages("messages_sent", Message.recipient_id, "to", Message.sender_id, export),
        _messages("messages_received", Message.sender_id, "from", Message.recipient_id, export),
        _notifications(export),
    ]


def _people(name: str, who: Any, *, of: Any, export: Export) -> Collection:
    rows = sa.select(User.id, User.username).join(followers, who == User.id).where(of == export.user_id)
    return Collection(name, rows, (User.id,), lambda row: {"id": row.id, "username": row.username})


def _messages(name: str, partner: Any, role: str, own: Any, export: Export) -> Collection:
    columns = (Message.id, Message.body, Message.timestamp, Message.read_at, User.username)
    rows = sa.select(*columns).join(User, User.id == partner)

    def entry(row: Any) -> Entry:
        told = {"id": row.id, role: row.username, "body": row.body}
        return told | {"timestamp": row.timestamp, "read_at": row.read_at}

    chosen = rows.where(own == export.user_id, *_within(export, Message.timestamp))
    return Collection(name, chosen, (Message.id,), entry)


def _notifications(export: Export) -> Collection:
    columns = (Notification.id, Notification.name, Notification.timestamp, Notification.payload_json)
    rows = sa.select(*columns).where(Notification.user_id == export.user_id)

    def entry(row: Any) -> Entry:
        told = {"id": row.id, "name": row.name, "timestamp": row.timestamp}
        return told | {"payload_json": row.payload_json}

    return Collection("notifications", rows, (Notification.id,), entry)


def _within(export: Export, moment: Any) -> list[sa.ColumnElement[bool]]:
    since = [moment >= export.since] if export.since else []
    return since + ([moment < export.until] if export.until else [])
