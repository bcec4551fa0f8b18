"""Asking for archives, as often as one may."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from app.core import clock
from app.exports.models import Export, Scope, Standing
from app.exports.schedule import Every, ExportSchedule
from app.extensions import db
from app.jobs.models import Task
from app.jobs.owner import AlreadyRunning, TaskOwner

A_DAY = timedelta(days=1)
MOST_LISTED = 100
# A post that was being written while the last export read is not to fall between the two.
OVERLAP = timedelta(minutes=1)
# What did not end well is not held against anybody.
NOT_COUNTED = (Standing.FAILED, Standing.CANCELLED)


class TooManyExports(Exception):
    """The user had as many exports as one may have in a day; `next_at` is when the next is possible."""

    def __init__(self, next_at: datetime) -> None:
        super().__init__(f"the next export is possible at {next_at}")
        self.next_at = next_at

    def wait_s(self) -> int:
        """In how many seconds the next is possible."""
        return max(1, math.ceil((self.next_at - clock.now()).total_seconds()))


class Exporter(TaskOwner):
    """What a user can do with exports."""

    def ask_for_export(
        self, *, scope: Scope = Scope.POSTS, since: datetime | None = None, until: datetime | None = None
    ) -> Export:
        """Ask for an archive (the caller commits). Raises AlreadyRunning or TooManyExports."""
        if next_at := self.next_export_at():
            # The last that one may have is no reason to hide that it is under way.
            raise AlreadyRunning("export_posts") if self.running_export() else TooManyExports(next_at)
        words = {Scope.POSTS: _("Exporting posts..."), Scope.ACCOUNT: _("Exporting your account...")}
        task = self.launch_task("export_posts", words[scope])
        export = Export(id=task.id, user_id=self.id, scope=scope, since=since, until=until)
        db.session.add(export)
        current_app.logger.info("user %s asks for export %s", self.id, export.id)
        return export

    def next_export_at(self) -> datetime | None:
        """When the next export is possible; None means now."""
        most = current_app.config["EXPORTS_PER_DAY"]
        if not most:
            return None
        # One that was tried again counts from when it was made.
        began_at = sa.func.coalesce(Export.exported_at, Export.created_at, type_=Export.created_at.type)
        lately = db.session.execute(self._own(began_at > clock.now() - A_DAY).add_columns(began_at)).all()
        counted = sorted(at for export, at in lately if export.standing not in NOT_COUNTED)
        return counted[-most] + A_DAY if len(counted) >= most else None

    def may_retry(self, task: Task) -> bool:
        """Whether a task may begin again: an export counts as one, however it came about."""
        return super().may_retry(task) and (task.name != "export_posts" or self.next_export_at() is None)

    def export_regularly(self, every: Every | None) -> None:
        """Have an export each week or month from now on, or no more (the caller commits)."""
        if every:
            ExportSchedule.choose(self.id, every)
        else:
            ExportSchedule.end(self.id)

    def export_schedule(self) -> ExportSchedule | None:
        """How often exports come without being asked for; None means never."""
        return ExportSchedule.of(self.id)

    def exports(self) -> Sequence[Export]:
        """The user's exports, newest first, as many as people look at."""
        newest = self._own().order_by(Export.created_at.desc())
        return db.session.scalars(newest.limit(MOST_LISTED)).all()

    def find_export(self, export_id: str) -> Export | None:
        """One of the user's own exports."""
        return db.session.scalar(self._own(Export.id == export_id))

    def running_export(self) -> Task | None:
        """The task that makes an archive for the user now."""
        return self.get_task_in_progress("export_posts")

    def export_in_progress(self) -> Export | None:
        """The export whose archive that task makes; None also where a shell launched the task alone."""
        task = self.running_export()
        return self.find_export(task.id) if task else None

    def last_exported_at(self, scope: Scope) -> datetime | None:
        """From when on the user's archives know nothing new of a scope; None if there is none."""
        wide_enough = {Scope.ACCOUNT, scope}
        delivered = (
            export.exported_at
            for export in self.exports()
            if export.scope in wide_enough and export.until is None and export.was_delivered()
        )
        last = next(delivered, None)
        return last - OVERLAP if last else None

    def _own(self, *conditions: Any) -> sa.Select[Export]:
        return sa.select(Export).where(Export.user_id == self.id, *conditions)
