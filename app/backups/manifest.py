"""The manifest of a backup: what is in it, and how one sees that it is whole."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from app.backups.errors import Damaged
from app.core import clock

FORMAT = 1
FILE = "manifest.json"
# By their names backups stand in the order in which they were made.
NAME = re.compile(r"\d{8}T\d{9}Z-[0-9a-f]{8}")
TIME = "%Y%m%dT%H%M%S%fZ"
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
READ_BYTES = 1024 * 1024


class Content(NamedTuple):
    """What a file must be."""

    bytes: int
    sha256: str

    @classmethod
    def of(cls, file: Path) -> Content:
        """Measure a file."""
        with file.open("rb") as opened:
            return cls(file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest())


class Manifest(NamedTuple):
    """What is known of a backup."""

    name: str
    made_at: datetime
    # The kind of database, and its last migration if it has any.
    database: str
    schema: str | None
    # Two backups with the same one have the same in them.
    fingerprint: str
    files: dict[str, Content]

    @property
    def bytes(self) -> int:
        """The size of all files together."""
        return sum(content.bytes for content in self.files.values())

    def write(self, folder: Path) -> Path:
        """Write it into the folder of its files."""
        told = self._asdict() | {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "files": {name: content._asdict() for name, content in self.files.items()},
        }
        (file := folder / FILE).write_text(json.dumps(told, indent=2) + "\n")
        return file

    @classmethod
    def read(cls, file: Path, *, name: str) -> Manifest:
        """Read the one of a backup. Raises Damaged."""
        try:
            told = json.loads(file.read_bytes())
            found, form = cls._from(told), told["format"]
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise Damaged(f"{name}: its {FILE} cannot be read") from error
        if form != FORMAT:
            raise Damaged(f"{name}: its format {form} is one of another release")
        if found.name != name or not all(FILE_NAME.fullmatch(each) for each in found.files):
            raise Damaged(f"{name}: its {FILE} belongs to something else")
        return found

    @classmethod
    def _from(cls, told: dict[str, Any]) -> Manifest:
        return cls(
            name=told["name"],
            made_at=datetime.fromisoformat(told["made_at"]),
            database=told["database"],
            schema=told["schema"],
            fingerprint=told["fingerprint"],
            files={name: Content(int(each["bytes"]), each["sha256"]) for name, each in told["files"].items()},
        )

    def check(self, folder: Path) -> None:
        """Raises Damaged if a file is not what it was."""
        for name, content in self.files.items():
            found = Content.of(folder / name)
            if found.bytes != content.bytes:
                raise Damaged(f"{self.name}: {name} has {found.bytes} bytes instead of {content.bytes}")
            if found != content:
                raise Damaged(f"{self.name}: {name} has another checksum than when it was made")


def name_at(moment: datetime) -> str:
    """A name for a backup, with the milliseconds, which no other one has."""
    return f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03}Z-{secrets.token_hex(4)}"


def moment_after(name: str) -> datetime:
    """The first moment whose name comes after another name."""
    moment = datetime.strptime(name.partition("-")[0], TIME).replace(tzinfo=UTC)
    return moment + timedelta(milliseconds=1)


def fingerprint(parts: Sequence[str]) -> str:
    """One fingerprint of several."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def day_of(name: str) -> str:
    """The day on which a backup was made."""
    return name.partition("T")[0]


def now_name() -> str:
    """A name for a backup that is made now."""
    return name_at(clock.now())
