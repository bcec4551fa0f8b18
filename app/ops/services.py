"""The services behind a site: may it be left alone with them?"""

from __future__ import annotations

import socket

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.backups import places, scheduled
from app.backups.errors import BackupError
from app.backups.place import finished
from app.core import clock, redis, storage, words
from app.core.redis import RedisError
from app.extensions import db
from app.jobs import workers as crew
from app.jobs.lease import Lease
from app.ops import doctor
from app.ops.checks import Check

CLASS = "RQ_WORKER_CLASS=app.jobs.worker.Worker"
# How many turns may be left out before somebody should look.
MISSED_TURNS = 3
STARTING_S = 60


def sqlite() -> str | None:
    """Is the database for several hosts, if there are several?"""
    if db.engine.name != "sqlite" or not (others := _other_hosts()):
        return None
    # Containers of one host have a name each, and share the file.
    return f"SQLite is for one host, and workers run on {others}. If that is another, move to a server."


def store() -> str | None:
    """Are archives where all hosts see them?"""
    if not current_app.config["STORAGE_URL"].startswith(storage.FILE_URL) or not (others := _other_hosts()):
        return None
    return f"It is a folder, and workers run on {others} too. It has to be the same one there, or a bucket."


def eviction() -> str | None:
    """Does Redis keep what it was given, when its memory is full?"""
    try:
        policy = redis.of(current_app).info("memory").get("maxmemory_policy", "")
    except RedisError as error:
        return f"Nobody knows: {words.of(error)}."
    if policy in {"noeviction", ""}:
        return None
    return f"It is {policy}: full memory would drop waiting jobs. Set maxmemory-policy noeviction."


def persistence() -> str | None:
    """Does Redis know after a restart what it knew before?"""
    client = redis.of(current_app)
    try:
        kept = client.info("persistence").get("aof_enabled") or _saves(client)
    except RedisError as error:
        return f"Nobody knows: {words.of(error)}."
    if kept:
        return None
    return "A restart empties Redis: tasks are sent again within seconds, but limits are forgotten."


def worker_class() -> str | None:
    """Are the workers ours?"""
    try:
        plain = [worker.name for worker in crew.look().workers if worker.heard_at and not worker.is_ours]
    except RedisError:
        return None
    if not plain:
        return None
    return f"{', '.join(plain)}: RQ's own class. With {CLASS} it survives more, and keeps the times."


def backups() -> str | None:
    """Is there a backup, and will there be the next?"""
    try:
        place = places.configured()
        names = finished(place.listing())
        if not names:
            return f"There is none yet in {place.where}. Make one: flask backup now."
        return _next_backup()
    except BackupError as error:
        return words.of(error) + "."
    except SQLAlchemyError as error:
        return f"Nobody knows when one was made: {words.of(error)}."


def _next_backup() -> str | None:
    now, every_s = clock.now_ts(), current_app.config["BACKUP_EVERY_S"]
    if (Lease.ends_at(scheduled.TOLD) or 0) > now:
        return "The last one could not be made. The log says why; so does `flask backup now`."
    due = Lease.ends_at(scheduled.TURN)
    if due is None or now - due > MISSED_TURNS * every_s + STARTING_S:
        return f"Nobody makes them in time. Run `flask clock`, or a worker with {CLASS}."
    return None


def _saves(client: redis.Redis) -> bool:
    """Whether Redis writes snapshots; where it tells nobody its settings, what it did says so."""
    try:
        return bool(client.config_get("save").get("save"))
    except RedisError:
        return bool(client.info("persistence").get("rdb_saves", 1))


def _other_hosts() -> str:
    """The hosts of workers, other than this one."""
    try:
        hosts = {worker.host for worker in crew.look().workers if worker.heard_at}
    except RedisError:
        return ""
    return ", ".join(sorted(hosts - {socket.gethostname()}))


CHECKS = (
    Check("migrations", doctor.migrations),
    Check("database", sqlite, grave=False),
    Check("STORAGE_URL", store, grave=False),
    Check("Redis memory", eviction),
    Check("Redis disk", persistence, grave=False),
    Check("workers", doctor.workers),
    Check("worker class", worker_class, grave=False),
    Check("backups", backups),
)
