"""The first start of an instance that holds nothing: it may fetch the latest backup."""

from __future__ import annotations

import click
from flask import current_app

from app.backups import snapshot
from app.backups.errors import BackupError, NoBackup, NotEmpty, in_a_line
from app.backups.restore import restore

COMMAND = "upgrade"


def restore_if_asked() -> None:
    """Before `flask db upgrade` makes tables, fetch those of the latest backup if BACKUP_RESTORE says so.

    Nothing is done where the database holds anything, or no backup was made yet. What else keeps it from
    being done ends the command: an instance that began without its data would push the backups of it out.
    """
    command = click.get_current_context(silent=True)
    if command is None or command.command.name != COMMAND:
        return
    try:
        if current_app.config["BACKUP_RESTORE"]:
            _restore()
        snapshot.refuse_half()
    except BackupError as error:
        raise click.ClickException(in_a_line(error)) from error


def _restore() -> None:
    try:
        manifest, _aside = restore()
    except (NotEmpty, NoBackup):
        return
    except BackupError as error:
        raise BackupError(f"BACKUP_RESTORE: the latest backup could not be restored: {error}") from error
    current_app.logger.info("backup %s is restored", manifest.name)
