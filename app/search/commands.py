"""What operators type: `flask search …`."""

from __future__ import annotations

import time

import click
import sqlalchemy as sa
from flask import Flask
from flask.cli import AppGroup

from app.accounts.models import User
from app.extensions import db
from app.posts.models import Post
from app.search import index

group = AppGroup("search", help="Mend the index of the search.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)


@group.command()
def reindex() -> None:
    """Make the index anew from the posts and the people that are there."""
    began = time.monotonic()
    index.rebuild()
    posts, people = (
        db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Post, User)
    )
    click.echo(f"Indexed {posts} posts and {people} people in {time.monotonic() - began:.1f} s.")
