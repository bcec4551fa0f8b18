"""What goes wrong with backups, each time a line for the operator."""

from __future__ import annotations

import errno
import re
from collections.abc import Generator
from contextlib import contextmanager

from flask import current_app

LONGEST = 300
# Who asks, in an address, perhaps with a password.
PERSON = re.compile(r"//[^\s/]*@")
FULL = ("disk is full", "No space left")


class BackupError(Exception):
    """A backup could not be made, kept or restored; the message is a line for the operator."""


class Damaged(BackupError):
    """A backup is not what was made once; the message says what is wrong with it."""


class NotEmpty(BackupError):
    """The database holds what a restore must not touch."""

    def __init__(self) -> None:
        super().__init__("the database is not empty, and is left as it is")


class NoBackup(BackupError):
    """There is no backup yet; the message says where."""


@contextmanager
def explaining(what: str, *kinds: type[Exception]) -> Generator[None]:
    """Raise BackupError, in a line that begins with `what`, for an error of these kinds."""
    try:
        yield
    except BackupError:
        raise
    except kinds as error:
        raise BackupError(f"{what}: {in_a_line(error)}") from error


@contextmanager
def telling(what: str, *kinds: type[Exception]) -> Generator[None]:
    """Say an error of these kinds in the log, for it is no reason to stop."""
    try:
        yield
    except kinds as error:
        current_app.logger.warning("%s: %s", what, in_a_line(error))


def in_a_line(error: Exception) -> str:
    """What an error says, without what only its authors understand, and without secrets."""
    text = _clean(str(error).strip())
    if isinstance(error, BackupError):
        return text
    if getattr(error, "errno", None) == errno.ENOSPC or any(words in text for words in FULL):
        return "the disk is full"
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.strerror}: {error.filename}"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:LONGEST]


def _clean(text: str) -> str:
    # Where nobody has an application, nobody has its token.
    token = current_app.config["HUB_TOKEN"] if current_app else None
    return PERSON.sub("//***@", text.replace(token, "***") if token else text)
