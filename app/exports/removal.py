"""Throwing exports away: stopping one that is under way, deleting the archive of one that is ready."""

from __future__ import annotations

from app.exports.models import Export, Standing
from app.extensions import db
from app.jobs import runner
from app.transactions import begin_writing


def withdraw(export: Export) -> bool:
    """Stop it, or delete its archive; False where it is too late for the one and too early for the other.

    Commits.
    """
    if export.task and export.standing is Standing.PREPARING:
        runner.cancel(export.task)
        # It may have ended in this moment.
        begin_writing()
    delete(export)
    return export.standing is not Standing.PREPARING


def delete(export: Export) -> None:
    """Delete its archive before the time, if there is one to be had. Commits."""
    if export.standing is Standing.READY:
        export_id = export.id
        export.delete()
        db.session.commit()
        runner.tidy("export_posts", export_id)
