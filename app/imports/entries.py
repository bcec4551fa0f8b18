"""One entry of posts.json: what can be imported of it, or why nothing can."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, cast

# A post that was written by hand, or elsewhere, may be longer than our form allows.
MOST_CHARACTERS = 10_000
# Clocks differ, and people travel.
MOST_AHEAD = timedelta(days=1)
# As the column holds it.
LANGUAGE = re.compile(r"[A-Za-z0-9_-]{1,5}")


class Draft(NamedTuple):
    """A post that is to be in the account."""

    timestamp: datetime
    body: str
    language: str | None


class Unfit(Exception):
    """An entry that is left out; `reason` is a key of the page's sentences."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def draft(entry: Any, *, now: datetime) -> Draft:
    """The post that an entry describes. Raises Unfit."""
    if not isinstance(entry, dict):
        raise Unfit("not-an-object")
    fields = cast("Mapping[str, Any]", entry)
    moment = _moment(fields.get("timestamp"), now=now)
    return Draft(moment, _body(fields.get("body")), _language(fields.get("language")))


def _body(body: object) -> str:
    if not isinstance(body, str) or not body:
        raise Unfit("no-text")
    if len(body) > MOST_CHARACTERS:
        raise Unfit("too-long")
    if "\x00" in body:
        # PostgreSQL cannot store it.
        raise Unfit("control")
    return body


def _moment(text: object, *, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(text if isinstance(text, str) else "")
        # Without a zone it is UTC. What is year 1 here may be year 0 there.
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise Unfit("bad-date") from error
    if moment > now + MOST_AHEAD:
        raise Unfit("future-date")
    return moment


def _language(language: object) -> str | None:
    # A post is worth more than a word about it.
    return language if isinstance(language, str) and LANGUAGE.fullmatch(language) else None
