"""Regular exports: asking, in the place of the users, for those that are due."""

from __future__ import annotations

from flask import current_app

from app.accounts.models import User
from app.core import language
from app.email import can_send
from app.exports.exporter import TooManyExports
from app.exports.schedule import ExportSchedule, Turn
from app.extensions import db
from app.jobs.owner import AlreadyRunning
from app.transactions import begin_writing

MOST_AT_ONCE = 500


def start_due() -> None:
    """Ask for the exports that are due, each once, however many call this at once. Commits.

    What cannot be asked for now stays due, and has its turn at the next call.
    """
    if can_send():
        for turn in ExportSchedule.turns(most=MOST_AT_ONCE):
            _start_carefully(turn)


def _start_carefully(turn: Turn) -> None:
    """Ask for one; one that cannot be asked for must not keep the others waiting."""
    try:
        _start(turn)
    except (AlreadyRunning, TooManyExports):
        db.session.rollback()
        current_app.logger.info("the regular export of user %s has to wait", turn.user_id)
    except Exception:
        db.session.rollback()
        current_app.logger.exception("the regular export of user %s could not be started", turn.user_id)


def _start(turn: Turn) -> None:
    begin_writing()
    # In one transaction: who moved the schedule on asks, and where that is refused, it has not been moved.
    if turn.take():
        user = db.session.get_one(User, turn.user_id)
        # Whoever's request the sweep runs in, its language is not the user's.
        with language.in_language_of(user, otherwise=language.default()):
            user.ask_for_export()
    db.session.commit()
