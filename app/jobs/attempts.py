"""How attempts of a task ended, as its row has it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple


class Attempt(NamedTuple):
    """One that did not end well. What another release or somebody's hand wrote may lack anything."""

    number: str
    ended_at: datetime | None
    outcome: str
    comment: str


def read(kept: Any) -> list[Attempt]:
    """What a row keeps of them, the oldest first; what is no entry is left out."""
    return [_read(entry) for entry in (kept if isinstance(kept, list) else []) if isinstance(entry, dict)]


def _read(entry: dict[str, Any]) -> Attempt:
    told = {name: str(value) for name, value in entry.items() if value is not None}
    return Attempt(
        told.get("attempt", "?"),
        _moment(told.get("ended_at", "")),
        told.get("outcome", "?"),
        told.get("comment", ""),
    )


def _moment(told: str) -> datetime | None:
    try:
        return datetime.fromisoformat(told).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
