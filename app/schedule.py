"""The schedule: what is done at fixed times, apart from the sweep, by `flask clock` and by our workers."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Flask

from app.backups import scheduled
from app.jobs.rota import Turn


class Entry(NamedTuple):
    """A line of the schedule."""

    name: str
    # The settings that say how often, in seconds, and without which it is not done at all.
    every: str
    needs: str
    do: Callable[[], None]


SCHEDULE = (Entry("backup", every="BACKUP_EVERY_S", needs="BACKUP_URL", do=scheduled.back_up_on_time),)


def init_app(app: Flask) -> None:
    """Tell the rota what the settings ask for."""
    app.extensions["rota"] = [
        Turn(entry.name, app.config[entry.every], entry.do) for entry in SCHEDULE if app.config[entry.needs]
    ]
