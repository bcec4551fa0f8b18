"""What operators type: `flask doctor` and `flask check`."""

from __future__ import annotations

from collections.abc import Sequence

import click
from flask import Flask
from flask.cli import with_appcontext

from app.ops import checks, deploy, doctor as asked, services
from app.ops.checks import Check

MIGRATIONS = (Check("migrations", asked.migrations),)


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(doctor)
    app.cli.add_command(check)


@click.command()
@with_appcontext
def doctor() -> None:
    """Ask everything that the site needs whether it is well; ends with 1 if something is not."""
    _tell(asked.CHECKS)


@click.command()
@click.option("--deploy", "is_deploy", is_flag=True, help="Also what a server needs that people use.")
@with_appcontext
def check(*, is_deploy: bool) -> None:
    """Look whether settings and tables are right; ends with 1 if something is not."""
    # The settings as such were checked when the application was made; with faults it would not be here.
    _tell([*deploy.CHECKS, *services.CHECKS] if is_deploy else MIGRATIONS)


def _tell(todo: Sequence[Check]) -> None:
    width, faults = max(len(check.name) for check in todo), 0
    for finding in checks.perform(todo):
        click.echo(f"{finding.check.name:{width}}  {finding}")
        faults += finding.is_fault
    if faults:
        raise SystemExit(1)
