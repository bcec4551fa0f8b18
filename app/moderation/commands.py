"""What operators type: `flask users …`."""

from __future__ import annotations

import click
import sqlalchemy as sa
from flask import Flask
from flask.cli import AppGroup

from app.accounts.models import User
from app.extensions import db
from app.moderation import office
from app.transactions import begin_writing

group = AppGroup("users", help="Make people administrators, and suspend accounts.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)


@group.command("list")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def list_users(limit: int) -> None:
    """List the administrators, and the accounts that are suspended, the last first."""
    admins = sa.select(User).where(User.is_admin.is_(True)).order_by(User.username)
    for user in db.session.scalars(admins.limit(limit)):
        click.echo(f"administrator  {user.username}")
    shut = sa.select(User).where(User.suspended_at.is_not(None)).order_by(User.suspended_at.desc())
    for user in db.session.scalars(shut.limit(limit)):
        click.echo(
            f"suspended      {user.username}  {user.suspended_at:%Y-%m-%d %H:%M} {user.suspension_reason}"
        )


@group.command()
@click.argument("username")
def promote(username: str) -> None:
    """Make somebody an administrator."""
    user = _named(username)
    if user.suspended_at:
        raise click.ClickException("The account is suspended.")
    if not user.is_admin:
        office.promote(user)
        db.session.commit()
    click.echo(f"{user.username} is an administrator.")


@group.command()
@click.argument("username")
@click.option("--last", is_flag=True, help="Also if nobody else is one.")
def demote(username: str, *, last: bool) -> None:
    """Make an administrator a plain user."""
    user = _named(username)
    if user.is_admin:
        if User.count_admins() == 1 and not last:
            raise click.ClickException("Nobody else is an administrator. If you mean it, say --last.")
        office.demote(user)
        db.session.commit()
    click.echo(f"{user.username} is a plain user.")


@group.command()
@click.argument("username")
@click.option("--why", required=True, help="What the user is told, and what the log says.")
def suspend(username: str, why: str) -> None:
    """Suspend an account."""
    user = _named(username)
    if objection := office.why_not_suspend(user, by=None):
        raise click.ClickException(objection)
    office.suspend(user, by=None, why=why)
    db.session.commit()
    click.echo(f"{user.username} is suspended.")


@group.command()
@click.argument("username")
def unsuspend(username: str) -> None:
    """Open an account again."""
    user = _named(username)
    if user.suspended_at:
        office.unsuspend(user, by=None)
        db.session.commit()
    click.echo(f"{user.username} is not suspended.")


def _named(username: str) -> User:
    begin_writing()
    user = User.named(username)
    # An administrator may decide about them in this moment.
    if user is None or (held := office.hold(user)) is None:
        raise click.ClickException("There is no such user.")
    return held
