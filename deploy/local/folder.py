"""The folder in which a stack keeps what outlives it."""

import contextlib
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from deploy.local.processes import POLL_EVERY_S, StackError

# The guard of a stack that was killed holds the folder until it has ended the last process.
HELD_WITHIN_S = 6


@contextlib.contextmanager
def held(folder: Path, *, note: str) -> Iterator[TextIO]:
    """The folder as ours alone, made if need be; yields the lock. Raises StackError with whose it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("a+") as lock:
        if not _locked(lock):
            lock.seek(0)
            raise StackError(f"Another Microblog runs in {folder} ({lock.read().strip()}). End it first.")
        lock.truncate(0)
        lock.write(f"{note}, process {os.getpid()}\n")
        lock.flush()
        yield lock


def secret_key(folder: Path) -> str:
    """The folder's own random key, made once, so that people stay logged in from run to run."""
    file = folder / "secret_key"
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600)
        with os.fdopen(descriptor, "w") as empty:
            empty.write(secrets.token_hex(32))
    return file.read_text()


def fresh(folder: Path) -> None:
    """Make a folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()


def _locked(lock: TextIO) -> bool:
    until = time.monotonic() + HELD_WITHIN_S
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() > until:
            return False
        time.sleep(POLL_EVERY_S)
