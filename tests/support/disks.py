"""Disks that are full, and then are not."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class Disk:
    """A small disk at a place."""

    at: Path

    def grow(self, size: str) -> None:
        """There is room again."""
        _mount("-o", f"remount,size={size}", str(self.at))


@contextlib.contextmanager
def small_disk(at: Path, size: str) -> Iterator[Disk]:
    """In the place of a folder within this; skips where nobody lets us mount one."""
    at.mkdir(parents=True, exist_ok=True)
    try:
        _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(at))
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk is a tmpfs, and only root may mount one (mount -t tmpfs)")
    try:
        yield Disk(at)
    finally:
        # Lazily: a process may still have something open there.
        subprocess.run(["umount", "-l", str(at)], check=True)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)
