"""What we use of linkify-it-py, which has no types of its own."""

from collections.abc import Mapping, Sequence

class Match:
    index: int
    last_index: int

class LinkifyIt:
    def __init__(self, schemas: Mapping[str, None], options: Mapping[str, bool]) -> None: ...
    def match(self, text: str) -> Sequence[Match] | None: ...
