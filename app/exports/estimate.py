"""How large an archive would be, without making it."""

from __future__ import annotations

from typing import NamedTuple

import orjson

from app.email import fits_a_mail
from app.exports import archive, contents
from app.exports.models import Export

# So many of the newest stand for all.
SAMPLE = 100


class Estimate(NamedTuple):
    """What an archive would hold, and about how many bytes of JSON that is."""

    posts_count: int
    posts_bytes: int
    all_bytes: int

    def fits_a_mail(self) -> bool:
        """Whether posts.json would come as an attachment."""
        return fits_a_mail(self.posts_bytes)


def of(export: Export) -> Estimate:
    """The estimate for an export, which may not be saved."""
    sizes = [(collection.count(), _entry_bytes(collection)) for collection in contents.of(export)]
    (posts_count, post_bytes), *_others = sizes
    return Estimate(posts_count, posts_count * post_bytes, sum(count * size for count, size in sizes))


def _entry_bytes(collection: contents.Collection) -> int:
    """The usual size of an entry, with what separates it from the next."""
    sample = collection.newest(SAMPLE)
    written = sum(len(orjson.dumps(entry, option=archive.FORMAT)) + 2 for entry in sample)
    return written // max(len(sample), 1)
