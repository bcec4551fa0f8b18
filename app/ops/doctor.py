"""What a site needs: does each of it answer, and do what is asked of it?"""

from __future__ import annotations

import io
import secrets
import smtplib
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.core import redis, storage, words
from app.core.redis import RedisError
from app.email import can_send
from app.extensions import db, mail
from app.jobs import workers as crew
from app.jobs.lease import Lease
from app.ops import schema
from app.ops.checks import Check
from app.ops.skew import skew
from app.transactions import begin_writing

UPGRADE = "Run `flask db upgrade`."
START = "Start one: rq worker microblog-tasks, with RQ_WORKER_CLASS=app.jobs.worker.Worker."


def database() -> str | None:
    """Does it answer, has it our tables, and may we write?"""
    return _no_file() or _cannot_be_asked() or migrations() or _cannot_be_written()


def migrations() -> str | None:
    """Are the tables those of this code?"""
    if sentence := _no_file():
        return sentence
    try:
        behind = schema.is_behind()
    except SQLAlchemyError:
        db.session.rollback()
        return f"It has no tables, or cannot be asked. {UPGRADE}"
    return f"Its tables are older than the code. {UPGRADE}" if behind else None


def _no_file() -> str | None:
    path = db.engine.url.database
    if db.engine.name != "sqlite" or path is None or Path(path).is_file():
        return None
    # To connect would make an empty one.
    return f"There is no file {path}. {UPGRADE}"


def _cannot_be_asked() -> str | None:
    try:
        db.session.execute(sa.select(1))
    except SQLAlchemyError as error:
        return f"It cannot be asked: {words.of(error)}. Look at DATABASE_URL, and whether its server runs."
    return None


def _cannot_be_written() -> str | None:
    try:
        begin_writing()
        db.session.execute(sa.delete(Lease).where(sa.false()))
    except SQLAlchemyError as error:
        told = words.of(error)
        look = "who else writes for so long" if "lock" in told else "its disk, and at what our user may do"
        return f"It cannot be written: {told}. Look at {look}."
    return None


def queue() -> str | None:
    """Does Redis answer, and take something?"""
    client = redis.of(current_app)
    try:
        # Full memory shows only when something is written.
        client.set("microblog:doctor", "1", ex=10)
    except RedisError as error:
        return f"It takes nothing: {words.of(error)}. Look at REDIS_URL, and whether its server runs."
    return None


def smtp() -> str | None:
    """Does the mail server let us in, and take our address as a sender?"""
    if not current_app.config["MAIL_SERVER"]:
        return None if can_send() else "MAIL_SERVER is not set: no mail leaves, and exports are refused."
    connection, sender = mail.connect(), current_app.config["ADMINS"][0]
    try:
        with ExitStack() as stack:
            stack.push(connection)
            host = connection.configure_host()
            host.ehlo_or_helo_if_needed()
            code, answer = host.mail(sender)
    except (OSError, smtplib.SMTPException) as error:
        return f"It does not let us in: {words.of(error)}. Look at the settings MAIL_…"
    told = words.without_secrets(answer.decode(errors="replace"))
    return None if code == 250 else f"It refuses mails from {sender}: {code} {told}. Look at ADMINS."


def store() -> str | None:
    """Can a file be kept, and be thrown away again?"""
    path = f"doctor/{secrets.token_hex(8)}"
    try:
        storage.put(path, io.BytesIO(b"well"))
        kept = storage.size(path)
        storage.delete(path)
    except (storage.StorageError, OSError) as error:
        return f"No file can be kept: {words.of(error)}. Look at STORAGE_URL, and at what we may do there."
    return None if kept == 4 else "A file that was kept is not there. Look at STORAGE_URL."


def workers() -> str | None:
    """Does anybody work?"""
    try:
        books = crew.look()
    except RedisError:
        return "Nobody knows: Redis does not answer."
    if books.suspended:
        return "They are suspended, and who is started now ends at once. Let them go on: rq resume"
    if not books.workers:
        return f"None runs. {START}"
    if all(worker.is_silent for worker in books.workers):
        return f"None has given a sign of life for a while. Look at their logs. {START}"
    return None


CHECKS = (
    Check("database", database),
    Check("Redis", queue),
    Check("SMTP", smtp),
    Check("storage", store),
    Check("clock", skew),
    Check("workers", workers),
)
