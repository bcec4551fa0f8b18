"""The databases' own programs, which know how to dump and to load."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from app.backups.errors import BackupError, in_a_line

# A program that takes longer hangs.
PATIENCE_S = 3600


def run(
    command: Sequence[str],
    *,
    environ: Mapping[str, str] | None = None,
    stdin: IO[bytes] | None = None,
    stdout: IO[bytes] | None = None,
) -> None:
    """Run a program to its end. Raises BackupError with the first that it complains of.

    No secrets in its arguments: everybody on the machine can read them.
    """
    name = command[0]
    program = shutil.which(name)
    if program is None:
        raise BackupError(f"{name} is not installed: it belongs to the database's client programs")
    try:
        ended = subprocess.run(  # noqa: S603 (the database's own, with arguments of ours)
            [program, *command[1:]],
            env=_around(environ or {}),
            stdin=stdin or subprocess.DEVNULL,
            stdout=stdout or subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BackupError(f"{name} did not end: {in_a_line(error)}") from error
    if ended.returncode:
        told = ended.stderr.decode(errors="replace").strip() or f"it ended with {ended.returncode}"
        raise BackupError(f"{name} failed: {in_a_line(RuntimeError(told))}")


def _around(more: Mapping[str, str]) -> dict[str, str]:
    # In English: the line is for a log, and somebody may search for it.
    return {"PATH": os.defpath, "HOME": str(Path.home()), "LC_ALL": "C.UTF-8", **more}
