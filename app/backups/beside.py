"""Files beside the snapshot, for people who want to read some of it without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from flask import Flask, current_app

from app.backups.errors import explaining

Lines = Callable[[], Iterable[str]]


def beside(app: Flask, name: str, lines: Lines) -> None:
    """Have a text file written with each backup; its lines end as they come."""
    app.extensions.setdefault("beside_backups", {})[name] = lines


def write(folder: Path) -> list[Path]:
    """Write all of them into a folder. Raises BackupError."""
    features: dict[str, Lines] = current_app.extensions.get("beside_backups", {})
    written = [folder / name for name in sorted(features)]
    for file in written:
        with explaining(f"{file.name} cannot be written", OSError), file.open("w", newline="") as opened:
            opened.writelines(features[file.name]())
    return written
