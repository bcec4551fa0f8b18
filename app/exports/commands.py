"""What operators type: `flask exports …`."""

from __future__ import annotations

from typing import BinaryIO

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import select

from app.accounts.models import User
from app.core import bundle
from app.exports import archives
from app.exports.models import Export
from app.extensions import db

# Whoever checks an archive means it; this only stops what would never end.
MOST_BYTES = 2**40

group = AppGroup("exports", help="See, check and throw away archives.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)


@group.command("list")
@click.option("--user", "username", help="Only those of this user.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def list_exports(username: str | None, limit: int) -> None:
    """List exports, the newest first."""
    query = select(Export, User.username).join(User, User.id == Export.user_id)
    if username:
        query = query.where(User.username_key == username.lower())
    click.echo(f"{'id':36} {'asked for at (UTC)':19} {'how':9} {'what':7} {'posts':>9} {'bytes':>13} user")
    for export, name in db.session.execute(query.order_by(Export.created_at.desc()).limit(limit)):
        told = f"{export.id:36} {export.created_at:%Y-%m-%d %H:%M:%S} {export.standing:9} {export.scope:7}"
        click.echo(f"{told} {export.posts_count or 0:9} {export.archive_bytes or 0:13} {name}")


@group.command()
@click.argument("file", type=click.File("rb"))
def verify(file: BinaryIO) -> None:
    """Check an archive against its manifest, and say what is wrong; the exit code is 1 then."""
    try:
        faults = [*bundle.manifest_faults(bundle.open_bundle(file, most_bytes=MOST_BYTES))]
    except bundle.Refused as refused:
        faults = [f"not read: {refused.reason}"]
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.exceptions.Exit(1)
    click.echo("The archive is as its manifest says.")


@group.command()
def purge() -> None:
    """Throw away what is stored and not to be kept: expired, cancelled, deleted, left by dead workers."""
    ids = sorted(archives.leftovers())
    for export_id in ids:
        archives.tidy(export_id)
    click.echo(f"Threw away the archives of {len(ids)} exports.")
