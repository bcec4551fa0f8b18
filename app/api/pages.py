"""Lists in the shape that the guide's clients know: a page at a time, by place or by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import sqlalchemy as sa
from flask import request, url_for
from flask_babel import lazy_gettext as _l
from flask_marshmallow import Schema
from marshmallow import fields, post_load, validate

from app.api.fields import ID, PLACES, Place
from app.api.places import IdPlace
from app.core.pages import Cursor
from app.extensions import db

USUAL, MOST = 25, 100
# No further can one go by number, and be told how many there are: both cost as much as they pass.
MOST_PAGES = 100
MOST_COUNTED = MOST * MOST_PAGES
NAMES = ("per_page", "page", "before", "after")
TOO_FAR = _l("Pages have numbers up to %(most)s; go on with the address in `_links.next`.", most=MOST_PAGES)


@dataclass(frozen=True)
class Window:
    """The part of a list that a request asks for; of `before`, `after` and `number` the first counts."""

    kind: Any
    per_page: int
    before: Any
    after: Any
    number: int | None

    @property
    def page(self) -> int | None:
        """The page's number, where the list is gone through by number."""
        return None if self.before or self.after else self.number or 1

    @property
    def is_forward(self) -> bool:
        """Whether what is newer than a place is asked for, the nearest first."""
        return self.after is not None and self.before is None

    @property
    def end(self) -> int:
        """How many records have to be passed: those of the page, those of the pages before it, and one."""
        return self.per_page * (self.page or 1) + 1

    def narrow(self, rows: sa.Select[Any], *key: Any) -> sa.Select[Any]:
        """Those beyond the place that was named, in the order in which they are to be read."""
        if self.before:
            rows = rows.where(self.before.older(*key))
        elif self.after:
            rows = rows.where(self.after.newer(*key))
        return rows.order_by(*(column.asc() if self.is_forward else column.desc() for column in key))

    def read(self, rows: sa.Select[Any], *key: Any) -> Sequence[Any]:
        """The records of the page, and one more if there is one."""
        size = self.per_page + 1
        return db.session.scalars(self.narrow(rows, *key).limit(size).offset(self.end - size)).all()

    def count(self, rows: sa.Select[Any], *key: Any) -> int | None:
        """How many records there are, where that is asked for and they are not too many."""
        if self.page is None:
            return None
        some = rows.with_only_columns(key[-1]).order_by(None).limit(MOST_COUNTED + 1).subquery()
        found = db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0
        return found if found <= MOST_COUNTED else None

    def tell(self, found: Sequence[Any], total: int | None) -> dict[str, Any]:
        """The page of what was read, with its records as they are."""
        items, has_more = found[: self.per_page], len(found) > self.per_page
        if self.is_forward:
            items = items[::-1]
        pages = None if total is None else -(-total // self.per_page)
        return {
            "items": items,
            "_meta": {"page": self.page, "per_page": self.per_page}
            | {"total_pages": pages, "total_items": total},
            "_links": {
                "self": _link(**{name: request.args[name] for name in NAMES if name in request.args}),
                "next": self._link(self._next(items, has_more=has_more)),
                "prev": self._link(self._prev(items, has_more=has_more)),
            },
        }

    def _next(self, items: Sequence[Any], *, has_more: bool) -> dict[str, Any] | None:
        if not items or not (has_more or self.is_forward):
            return None
        if self.page and self.number and self.number < MOST_PAGES:
            return {"page": self.number + 1}
        return {"before": self.kind.of(items[-1])}

    def _prev(self, items: Sequence[Any], *, has_more: bool) -> dict[str, Any] | None:
        if self.page:
            return {"page": self.page - 1} if self.page > 1 else None
        if not items or (self.is_forward and not has_more):
            return None
        return {"after": self.kind.of(items[0])}

    def _link(self, place: dict[str, Any] | None) -> str | None:
        return _link(per_page=self.per_page, **place) if place else None


class Asked(Schema):
    """Which part of a list is asked for."""

    KIND: ClassVar[Any]

    per_page = fields.Integer(load_default=USUAL, validate=validate.Range(1, MOST))
    page = fields.Integer(
        validate=validate.Range(1, MOST_PAGES, error=TOO_FAR),
        metadata={"description": "The number of a page, for lists that are not long."},
    )

    @post_load
    def open(self, asked: dict[str, Any], **_options: Any) -> Window:
        """The window on the list."""
        return Window(
            self.KIND, asked["per_page"], asked.get("before"), asked.get("after"), asked.get("page")
        )


class AskedByTime(Asked):
    """Which part of a list is asked for that stands in the order of time."""

    KIND = Cursor

    before = Place(Cursor, "What is older than this place, as _links.next names it.", PLACES)
    after = Place(Cursor, "What is newer than this place, as _links.prev names it.", PLACES)


class AskedById(Asked):
    """Which part of a list is asked for that stands in the order of ids."""

    KIND = IdPlace

    before = Place(IdPlace, "What came before this place, as _links.next names it.", ID)
    after = Place(IdPlace, "What came after this place, as _links.prev names it.", ID)


class PageMeta(Schema):
    """Which page it is, and of how many; what is not known is null."""

    page = fields.Integer(allow_none=True, metadata={"example": 1})
    per_page = fields.Integer(metadata={"example": USUAL})
    total_pages = fields.Integer(allow_none=True, metadata={"example": 2})
    total_items = fields.Integer(allow_none=True, metadata={"example": 42})


class PageLinks(Schema):
    """Where to go on; null where nothing follows."""

    self = fields.String()
    next = fields.String(allow_none=True)
    prev = fields.String(allow_none=True)


class Page(Schema):
    """A page of a list; who describes one adds its `items`."""

    _meta = fields.Nested(PageMeta)
    _links = fields.Nested(PageLinks)


def count_by(column: Any, ids: Sequence[int]) -> dict[int, int]:
    """How many rows have each of these ids in a column."""
    counted = sa.select(column, sa.func.count()).where(column.in_(ids)).group_by(column)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def _link(**place: Any) -> str:
    values: dict[str, Any] = {name: str(value) for name, value in place.items()}
    return url_for(request.endpoint or "", **values | (request.view_args or {}))
