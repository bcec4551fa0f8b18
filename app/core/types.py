"""Column types that mean the same on SQLite, PostgreSQL and MariaDB."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

from sqlalchemy import DateTime, Enum, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import WriteOnlyMapped, declared_attr
from sqlalchemy.types import TypeDecorator, TypeEngine

T = TypeVar("T")
# MariaDB's TEXT ends at 64 kB, which 2,000 characters of several marks each exceed.
LONG_TEXT = Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: stored as UTC without zone, read as an aware datetime. A naive value is taken as UTC."""

    # MariaDB cuts to whole seconds unless told otherwise.
    impl = DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Drop the zone after converting to UTC."""
        if value is None or value.tzinfo is None:
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Add the zone that every stored value is in."""
        return None if value is None else value.replace(tzinfo=UTC)


def collection(make: Callable[[Any], WriteOnlyMapped[T]]) -> WriteOnlyMapped[T]:
    """`declared_attr` for a relationship that a role of User brings along, as that is typed for columns."""
    return cast("WriteOnlyMapped[T]", declared_attr(cast("Any", make)))


def word_of(words: type[StrEnum]) -> Enum:
    """One of some words, stored as it is; each database takes a new one without a migration."""
    return Enum(words, native_enum=False, length=16, values_callable=lambda members: [*members])


def exact_string(length: int) -> TypeEngine[Any]:
    """A string compared byte by byte: MariaDB's default collation takes `susan` and `susán` as one."""
    binary = mysql.VARCHAR(length, charset="utf8mb4", collation="utf8mb4_bin")
    return String(length).with_variant(binary, "mysql", "mariadb")
