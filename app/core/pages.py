"""Pages of newest-first records by cursor, so that page 100 costs what page 1 costs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Generic, Self, TypeVar

from sqlalchemy import ColumnElement, and_, or_

T = TypeVar("T")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLACE = re.compile(r"(?P<moment>-?[0-9]{1,18})-(?P<id>[0-9]{1,18})")
# PostgreSQL refuses to compare an id with a larger number.
MOST_ID = 2**31 - 1


class BadCursor(ValueError):
    """The address holds a place that this site never made."""


@dataclass(frozen=True)
class Cursor:
    """The place of a record in a newest-first list: its moment, then its id."""

    timestamp: datetime
    id: int

    # Older than any record.
    START: ClassVar[Cursor]

    @classmethod
    def asked(cls, args: Mapping[str, str]) -> Self | None:
        """The place that an address names as `before`, or None for the first page. Raises BadCursor."""
        return cls.parse(args["before"]) if "before" in args else None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `<microseconds since 1970>-<id>`; before 1970 they are negative. Raises BadCursor."""
        place = PLACE.fullmatch(text)
        if not place or int(place["id"]) > MOST_ID:
            raise BadCursor(text[:100])
        try:
            return cls(EPOCH + timedelta(microseconds=int(place["moment"])), int(place["id"]))
        except OverflowError as error:
            raise BadCursor(text) from error

    @classmethod
    def of(cls, record: Any) -> Self:
        """The place of a record with `timestamp` and `id`."""
        return cls(record.timestamp, record.id)

    def __str__(self) -> str:
        return f"{(self.timestamp - EPOCH) // timedelta(microseconds=1)}-{self.id}"

    def older(self, timestamp: Any, record_id: Any) -> ColumnElement[bool]:
        """The condition for records behind this place."""
        # Spelt out, because MariaDB does not use an index for (timestamp, id) < (x, y).
        return and_(timestamp <= self.timestamp, or_(timestamp < self.timestamp, record_id < self.id))

    def newer(self, timestamp: Any, record_id: Any) -> ColumnElement[bool]:
        """The condition for records before this place."""
        return and_(timestamp >= self.timestamp, or_(timestamp > self.timestamp, record_id > self.id))


Cursor.START = Cursor(datetime.min.replace(tzinfo=UTC), 0)


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some records, and the place behind which older ones follow."""

    items: Sequence[T]
    older: Cursor | None

    @property
    def newest(self) -> Cursor:
        """The place before which newer records will be."""
        return Cursor.of(self.items[0]) if self.items else Cursor.START

    @classmethod
    def cut(cls, records: Sequence[T], *, size: int) -> Page[T]:
        """A page of `size` from a list that was asked for one more, to see if anything follows."""
        items = records[:size]
        return cls(items, Cursor.of(items[-1]) if len(records) > size else None)
