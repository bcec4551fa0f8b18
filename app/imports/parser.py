"""posts.json as a stream: an entry at a time, whatever its layout, and never more than a little in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, Protocol

from ijson import JSONError
from ijson.backends import yajl2_c

from app.core.bundle import DAMAGE, Refused

CHUNK_BYTES = 64 * 1024
# The longest post takes half of this, with every character of it escaped.
ENTRY_MOST_BYTES = 256 * 1024
MOST_ENTRIES = 5_000_000
MOST_DEPTH = 16
CONTAINERS = frozenset({"start_map", "start_array"})

Events = Iterator[tuple[str, Any]]


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many; none at the end."""
        ...


class Stream:
    """Bytes on their way to the parser: counted, hashed, and refused where they lead to nothing."""

    def __init__(self, file: Readable, *, on_read: Callable[[int], None]) -> None:
        self._file = file
        self._on_read = on_read
        self._digest = sha256()
        self._at_entry = 0
        self.bytes_read = 0

    def read(self, size: int) -> bytes:
        """The next bytes. Raises Refused."""
        chunk = self._file.read(size)
        self._digest.update(chunk)
        self.bytes_read += len(chunk)
        if self.bytes_read - self._at_entry > ENTRY_MOST_BYTES:
            # A text of 10 GB, a number of a million digits, or blanks without end.
            raise Refused("endless")
        self._on_read(self.bytes_read)
        return chunk

    def note_entry(self) -> None:
        """Begin to count anew: an entry has come out."""
        self._at_entry = self.bytes_read

    def sha256(self) -> str:
        """The hash of what was read."""
        return self._digest.hexdigest()


def entries(stream: Stream) -> Iterator[Any]:
    """The entries of `{"posts": […]}`, in the file's order. Raises Refused as soon as something is wrong."""
    try:
        # Its events are bare. With paths, as ijson's own `items` has them, deep nesting takes gigabytes.
        events: Events = yajl2_c.basic_parse(stream, buf_size=CHUNK_BYTES, use_float=True)
        for number, entry in enumerate(_entries(events), 1):
            if number > MOST_ENTRIES:
                raise Refused("too-many")
            stream.note_entry()
            yield entry
    except (JSONError, *DAMAGE) as error:
        raise Refused("damaged") from error


def _entries(events: Events) -> Iterator[Any]:
    if next(events)[0] != "start_map":
        raise Refused("no-posts")
    found = False
    for event, key in events:
        if event == "map_key" and key != "posts":
            _value(*next(events), events)
        elif event == "map_key":
            if found or next(events)[0] != "start_array":
                raise Refused("no-posts")
            found = True
            yield from _items(events)
    if not found:
        raise Refused("no-posts")


def _value(event: str, value: Any, events: Events, *, depth: int = 0) -> Any:
    if event not in CONTAINERS:
        return value
    if depth == MOST_DEPTH:
        raise Refused("damaged")
    make = _map if event == "start_map" else _array
    return make(events, depth=depth + 1)


def _map(events: Events, *, depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for event, key in events:
        if event == "end_map":
            break
        kind, value = next(events)
        # Most are plain, and not worth a call.
        made[key] = _value(kind, value, events, depth=depth) if kind in CONTAINERS else value
    return made


def _array(events: Events, *, depth: int) -> list[Any]:
    return [*_items(events, depth=depth)]


def _items(events: Events, *, depth: int = 0) -> Iterator[Any]:
    for event, value in events:
        if event == "end_array":
            break
        yield _value(event, value, events, depth=depth)
