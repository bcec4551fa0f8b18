"""The databases' own programs, which know how to dump and to load."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

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
    streams = {"stdin": stdin or subprocess.DEVNULL, "stdout": stdout or subprocess.DEVNULL}
    try:
        _end([program, *command[1:]], environ or {}, streams)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BackupError(f"{name} did not end: {in_a_line(error)}") from error
    except subprocess.CalledProcessError as error:
        told = _complaint(error.stderr.decode(errors="replace")) or f"it ended with {error.returncode}"
        raise BackupError(f"{name} failed: {in_a_line(RuntimeError(told))}") from error


def _complaint(told: str) -> str:
    """The first that a program complains of, with the detail that may follow, such as two versions."""
    first, *more = told.strip().splitlines() or [""]
    return "; ".join([first, *(line for line in more[:1] if " detail: " in line)])


def _end(command: list[str], environ: Mapping[str, str], streams: dict[str, Any]) -> None:
    subprocess.run(  # noqa: S603 (the database's own, with arguments of ours)
        command, env=_around(environ), stderr=subprocess.PIPE, timeout=PATIENCE_S, check=True, **streams
    )


def _around(more: Mapping[str, str]) -> dict[str, str]:
    # In English: the line is for a log, and somebody may search for it.
    return {"PATH": os.defpath, "HOME": str(Path.home()), "LC_ALL": "C.UTF-8", **more}
