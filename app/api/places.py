"""The place of somebody in a list that has no moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import ColumnElement


@dataclass(frozen=True)
class IdPlace:
    """The place of a record in a list with the highest id first."""

    id: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what has been found to be digits, and no more than every database takes for an id."""
        return cls(int(text))

    @classmethod
    def of(cls, record: Any) -> Self:
        """The place of a record with an `id`."""
        return cls(record.id)

    def __str__(self) -> str:
        return str(self.id)

    def older(self, record_id: Any) -> ColumnElement[bool]:
        """The condition for records behind this place."""
        return record_id < self.id

    def newer(self, record_id: Any) -> ColumnElement[bool]:
        """The condition for records before this place."""
        return record_id > self.id
