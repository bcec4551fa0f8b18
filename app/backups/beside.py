"""Files beside the snapshot, for people who want to read some of it without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from flask import Flask, current_app

from app.backups.errors import in_a_line

Lines = Callable[[], Iterable[str]]


def beside(app: Flask, name: str, lines: Lines) -> None:
    """Have a text file written with each backup; its lines end as they come."""
    app.extensions.setdefault("beside_backups", {})[name] = lines


def write(folder: Path) -> list[Path]:
    """Write into a folder those that can be written; the snapshot is not to wait for the others."""
    features: dict[str, Lines] = current_app.extensions.get("beside_backups", {})
    return [folder / name for name in sorted(features) if _is_written(folder / name, features[name])]


def _is_written(file: Path, lines: Lines) -> bool:
    try:
        with file.open("w", encoding="utf-8", newline="") as opened:
            opened.writelines(lines())
    except Exception as error:  # noqa: BLE001 (whatever a feature finds in rows that others wrote by hand)
        current_app.logger.warning("%s is not in the backup: %s", file.name, in_a_line(error))
        return False
    return True
