"""What operators type: `flask backup …`."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from app.backups import places, restore as restoring
from app.backups.backup import LEASE, back_up, read_manifest
from app.backups.errors import BackupError, Damaged, in_a_line
from app.backups.place import finished
from app.backups.workshop import workshop
from app.jobs.held import held

group = AppGroup("backup", help="Make, list, verify and restore backups.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)


@group.command()
def now() -> None:
    """Make a backup now, if anything has changed since the last."""
    with _told(), held(LEASE) as ours:
        if not ours:
            raise BackupError("another backup is under way")
        made = back_up()
    click.echo(f"{made.name} is made: {made.bytes} bytes." if made else "There is nothing new to keep.")


@group.command("list")
def list_backups() -> None:
    """List the backups, the newest first."""
    with _told(), workshop() as folder:
        place = places.configured()
        for name in reversed(finished(place.listing())):
            try:
                manifest = read_manifest(place, name, folder)
            except Damaged as error:
                click.echo(f"{name}  damaged: {error}")
            else:
                click.echo(f"{name}  {manifest.bytes:>12}  {manifest.database} {manifest.schema or '-'}")


@group.command()
@click.argument("name", required=False)
@click.option("--all", "all_of_them", is_flag=True, help="All backups instead of one.")
def verify(name: str | None, *, all_of_them: bool) -> None:
    """Fetch a backup, or the latest, and look whether it is whole; the beginning of its name is enough."""
    with _told():
        place = places.configured()
        names = finished(place.listing()) if all_of_them else [restoring.choose(place, name)]
        sound = [_is_sound(place, each) for each in names]
    if not all(sound):
        raise click.exceptions.Exit(1)


@group.command()
@click.argument("name", required=False)
@click.option(
    "--replace", is_flag=True, help="Also if the database holds anything; its file gets another name."
)
def restore(name: str | None, *, replace: bool) -> None:
    """Put a backup, or the latest, into an empty database; the beginning of its name is enough."""
    with _told():
        manifest, aside = restoring.restore(name, replace=replace)
    if aside:
        click.echo(f"The older database is now {aside}")
    click.echo(f"{manifest.name} is restored. Now type: flask db upgrade")


def _is_sound(place: places.Place, name: str) -> bool:
    try:
        with workshop() as folder:
            restoring.fetch(place, name, folder)
    except BackupError as error:
        click.echo(f"{name}  damaged: {error}", err=True)
        return False
    click.echo(f"{name}  sound")
    return True


@contextmanager
def _told() -> Generator[None]:
    try:
        yield
    except (BackupError, SQLAlchemyError) as error:
        raise click.ClickException(in_a_line(error)) from error
