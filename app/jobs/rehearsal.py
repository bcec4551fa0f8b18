"""What every job does first, done once in the worker's parent, so that its children find it ready-made."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

from babel import Locale
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from app.accounts.models import User
from app.core import clock
from app.core.mailer import verified
from app.deliveries.models import Delivery
from app.exports import archive, contents
from app.exports.models import Archive, Export, new_key
from app.exports.packing import Collected, Packer
from app.extensions import db
from app.jobs.models import State, Task
from app.jobs.progress import unseen


def rehearse(app: Flask) -> None:
    """Load the templates of mails and the formats of dates, and compile the queries."""
    configure_mappers()
    verified()
    for name in app.jinja_env.list_templates(filter_func=lambda name: "/mail/" in name):
        app.jinja_env.get_template(name)
    for language in app.config["LANGUAGES"]:
        Locale.parse(language).datetime_formats.get("medium")
    with app.app_context():
        try:
            _compile_queries()
        except SQLAlchemyError:
            app.logger.warning("the database is away: the first jobs will be slower", exc_info=True)
        finally:
            db.session.remove()
            db.engine.dispose()


def _compile_queries() -> None:
    """Play a task from its claim to its end, and take it all back."""
    name = str(uuid4())
    user = User(username=name, email=f"{name}@example.com")
    db.session.add(user)
    db.session.flush()
    task = Task(name="export_posts", user_id=user.id, quiet=False)
    db.session.add(task)
    db.session.flush()
    Task.move(task.id, State.RUNNING, Task.complete.is_(False), claim=name)
    _pack(Export.open(task.id, user_id=user.id))
    Delivery.open(name, user_id=user.id)
    Task.move(task.id, State.DONE, Task.claim == name)
    db.session.flush()
    db.session.rollback()


def _pack(export: Export) -> None:
    """Play an export from its collection to its publication; nothing is stored before the fork."""
    posts, made_at = BytesIO(), clock.now()
    count = archive.write(contents.posts(export), to=posts, on_progress=unseen)
    Packer(Collected(export, posts, count, made_at), to=BytesIO(), on_progress=unseen).pack()
    made: Archive = {
        "key": new_key(),
        "posts_count": count,
        "posts_bytes": posts.tell(),
        "archive_bytes": 0,
        "exported_at": made_at.isoformat(),
    }
    export.publish(made)
