"""The import: the file is read once to check it, and once to import it, in batches that happen once each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BufferedReader
from itertools import islice
from operator import attrgetter
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.bundle import Refused
from app.extensions import db
from app.imports import entries, reading, uploads
from app.imports.doubles import Doubles, missing
from app.imports.entries import Draft, Unfit
from app.imports.models import Import, Tally
from app.jobs import progress
from app.jobs.errors import Permanent, Revoked
from app.posts.models import Post
from app.transactions import begin_writing

# So many entries become posts in one transaction, or so many characters: databases limit a statement's size.
BATCH = 1_000
BATCH_MOST_CHARACTERS = 500_000
MIB = 1024 * 1024
# Checking is a tenth of the bar, as importing takes ten times as long.
SHARES = 10

# An entry that can be imported, or why it cannot.
Examined = Draft | str


def import_file(user_id: int, *, on_progress: progress.Progress) -> None:
    """Import the current task's file into a user's account. Raises Permanent, Revoked, or what passes."""
    task_id = progress.task_id()
    try:
        with uploads.open_file(task_id) as file:
            total: int = progress.once("check", lambda: _check(file, on_progress=on_progress))
            _Run(task_id, user_id).import_all(file, total=total, on_progress=on_progress)
    except FileNotFoundError as error:
        raise Permanent("missing") from error
    except Refused as refused:
        _write(task_id, refused=refused.reason)
        raise Permanent("unreadable", refused.reason) from refused


def most_bytes() -> int:
    """How large a file may be."""
    return current_app.config["IMPORT_MOST_MB"] * MIB


def _check(file: BufferedReader, *, on_progress: progress.Progress) -> int:
    """Whether all of a file can be read, before any of it is imported; how many entries there are."""

    def checked(done: int, size: int) -> None:
        on_progress(done, SHARES * size)

    total = reading.check(file, most_bytes=most_bytes(), on_progress=checked)
    _write(progress.task_id(), total=total)
    return total


def _write(task_id: str, **values: Any) -> None:
    begin_writing()
    db.session.execute(sa.update(Import).where(Import.id == task_id).values(values))
    db.session.commit()


class _Run:
    """One run over the entries; an earlier one may have been cut off, and a later one goes on."""

    def __init__(self, task_id: str, user_id: int) -> None:
        self._task_id = task_id
        self._user_id = user_id
        self._doubles = Doubles()

    def import_all(self, file: BufferedReader, *, total: int, on_progress: progress.Progress) -> None:
        """Import what no run has imported yet. Raises Revoked if the import is gone."""
        position = self._record().position
        examined = _examine(reading.read(file, most_bytes=most_bytes()), now=clock.now())
        for batch in _batches(islice(examined, position)):
            self._doubles.number(_drafts(batch))
        for batch in _batches(examined):
            with progress.shield():
                self._import_batch(batch, position=position)
            position += len(batch)
            progress.count(position, total)
            on_progress(total + (SHARES - 1) * position, SHARES * total)

    def _import_batch(self, batch: Sequence[Examined], *, position: int) -> None:
        """Posts and counts in one transaction, so that a batch is imported once, whoever is cut off when."""
        drafts = _drafts(batch)
        numbers = self._doubles.number(drafts)
        begin_writing()
        record = self._record()
        new = missing(self._user_id, drafts, numbers)
        self._insert(new)
        tally = Tally(len(batch), added=len(new), already_there=len(drafts) - len(new))
        tally.left_out = [(number, reason) for number, reason in enumerate(batch) if isinstance(reason, str)]
        if not record.advance(tally, position=position):
            db.session.rollback()
            raise Revoked
        db.session.commit()

    def _insert(self, drafts: Sequence[Draft]) -> None:
        if drafts:
            # In the order of time, as the index of the search on SQLite is: in any other it is written in
            # hundreds of small parts.
            ordered = sorted(drafts, key=attrgetter("timestamp"))
            columns = (*Draft._fields, "user_id")
            rows = [dict(zip(columns, (*draft, self._user_id), strict=True)) for draft in ordered]
            try:
                # Asked for the ids, SQLAlchemy sends many rows in one statement: SQLite puts the index of the
                # search in order after each statement.
                posts = cast("sa.Table", Post.__table__)
                db.session.execute(sa.insert(posts).returning(posts.c.id), rows)
            except IntegrityError as error:
                # The account was deleted a moment ago.
                raise Revoked from error

    def _record(self) -> Import:
        if record := db.session.get(Import, self._task_id):
            return record
        raise Revoked


def _examine(raw: Iterator[Any], *, now: datetime) -> Iterator[Examined]:
    for entry in raw:
        try:
            yield entries.draft(entry, now=now)
        except Unfit as unfit:
            yield unfit.reason


def _batches(examined: Iterator[Examined]) -> Iterator[list[Examined]]:
    batch: list[Examined] = []
    characters = 0
    for one in examined:
        batch.append(one)
        characters += len(one.body) if isinstance(one, Draft) else 0
        if len(batch) == BATCH or characters > BATCH_MOST_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _drafts(batch: Sequence[Examined]) -> list[Draft]:
    return [one for one in batch if isinstance(one, Draft)]
