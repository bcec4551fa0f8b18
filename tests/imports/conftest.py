"""Files to import, and a worker that imports them."""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa

from app import db
from app.core import storage
from app.imports import uploads
from app.jobs import progress
from app.models import Import, Post
from tests.support import jobs


@pytest.fixture(autouse=True)
def _empty(app):
    """A store in which nothing is left from another test."""
    for path in [*storage.paths("imports")]:
        storage.delete(path)


@pytest.fixture
def work(app, monkeypatch):
    """Work until the queue is empty; whatever a job reports is written at once."""
    monkeypatch.setattr(progress, "REPORT_EVERY_S", 0)
    return lambda: jobs.work(app)


@pytest.fixture
def asked(app):
    """An import that waits, of a file: `asked(alice, content)`."""

    def ask(user, content: bytes, file_name: str = "posts.json") -> Import:
        task = user.launch_task("import_posts", "Importing posts...")
        db.session.flush()
        uploads.keep(task.id, BytesIO(content))
        made = Import(id=task.id, user_id=user.id, file_name=file_name)
        db.session.add(made)
        db.session.commit()
        return made

    return ask


@pytest.fixture
def imported(asked, work):
    """An import that has ended, of a file: `imported(alice, content)`."""

    def run(user, content: bytes) -> Import:
        made = asked(user, content)
        work()
        return db.session.get_one(Import, made.id, populate_existing=True)

    return run


def entry(body: Any = "hello", timestamp: Any = "2026-01-01T00:00:00Z", **fields: Any) -> dict[str, Any]:
    return {"id": 1, "body": body, "timestamp": timestamp, "language": None, **fields}


def file(*entries: Any, **options: Any) -> bytes:
    """A posts.json."""
    return json.dumps({"posts": entries}, **options).encode()


def archive(posts: bytes, *, manifest: Any = None, **members: bytes) -> bytes:
    """An archive with these posts."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("posts.json", posts)
        for name, content in members.items():
            bundle.writestr(name, content)
        if manifest is not None:
            bundle.writestr("manifest.json", json.dumps(manifest))
    return target.getvalue()


def manifest(**files: bytes) -> dict[str, Any]:
    """What an archive says of files, whose names are given with _ for the dot."""
    listed = {
        name.replace("_", "."): {"bytes": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in files.items()
    }
    return {"format": "microblog-archive", "version": 1, "files": listed}


def posts(user) -> list[tuple[str, str, str | None]]:
    """What a user has written, oldest first."""
    rows = db.session.execute(
        sa
        .select(Post.timestamp, Post.body, Post.language)
        .where(Post.user_id == user.id)
        .order_by(Post.timestamp, Post.id)
    )
    return [(row.timestamp.isoformat(), row.body, row.language) for row in rows]


def bodies(user) -> list[str]:
    return [body for _moment, body, _language in posts(user)]


def day(number):
    return f"2026-01-{number:02}T00:00:00Z"


def many(count):
    return file(*(entry(f"{number}", day(number)) for number in range(1, count + 1)))


def counts(made):
    return made.total, made.position, made.added, made.already_there, made.skipped
