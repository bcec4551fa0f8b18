"""Backups at their times: whatever becomes of one, the site runs on, and the operator knows."""

from __future__ import annotations

import time

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.backups.backup import LEASE, back_up
from app.backups.errors import BackupError, in_a_line
from app.extensions import db
from app.jobs.held import held
from app.jobs.lease import Lease

# Who has it has told the administrators already; it ends with the first backup that works. Mails may get
# lost, and are too many at times.
TOLD = "backup:told"
TOLD_FOR_S = 24 * 3600
UNNOTED_FOR_S = 3600
# The lease that says when the next backup is due (app/jobs/rota.py).
TURN = "turn:backup"
# When it was said last by this process, if that could not be noted.
_told: dict[str, float] = {}


def back_up_on_time() -> None:
    """Make a backup, unless one is being made; say if that does not work, and if it works again."""
    try:
        with held(LEASE) as ours:
            if not ours:
                current_app.logger.info("the last backup is still under way")
                return
            made = back_up()
    except (BackupError, OSError, SQLAlchemyError) as error:
        db.session.rollback()
        _tell(in_a_line(error))
        return
    if Lease.end(TOLD):
        current_app.logger.info("backups work again")
    if made:
        current_app.logger.info("backup %s is made: %s bytes", made.name, made.bytes)


def _tell(what: str) -> None:
    """Say it in a line; the first of a day is an error, which goes to the administrators by mail too."""
    log = current_app.logger.error if _is_first() else current_app.logger.warning
    log("no backup could be made, and the site runs on: %s", what)


def _is_first() -> bool:
    try:
        return Lease.take(TOLD, for_s=TOLD_FOR_S)
    except SQLAlchemyError:
        # On a full disk it cannot be noted who has been told.
        db.session.rollback()
    if time.monotonic() < _told.get(TOLD, -UNNOTED_FOR_S) + UNNOTED_FOR_S:
        return False
    _told[TOLD] = time.monotonic()
    return True
