"""The ZIP of an archive: the posts in three forms, what else was asked for, and the manifest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from app.accounts.models import User
from app.core import bundle
from app.exports import archive, contents
from app.exports.archive import Table
from app.exports.contents import Entry
from app.exports.models import Export, Scope
from app.exports.package import Package
from app.exports.reader.page import About
from app.exports.reader.pages import Reader
from app.extensions import db
from app.jobs.progress import Progress, unseen

ENTRIES_AT_ONCE = 200
BYTES_AT_ONCE = 2**20
# Above it, a file that says the same in more words may be too large for the usual headers.
LARGE_BYTES = 2**29
LEFT_OUT = {
    "password": "Only a hash of it is stored, and it never leaves the site.",
    "sessions, tokens, links from mails": "Whoever has one of them has the account.",
    "what others wrote": "It is theirs; messages that they sent you are yours too.",
}
LEFT_OUT_OF_POSTS = {"profile, follows, messages, notifications": "The posts alone were asked for."}


@dataclass
class Collected:
    """The posts of an export, in a file that `archive.write` wrote."""

    export: Export
    file: BinaryIO
    count: int
    made_at: datetime

    def chunks(self) -> Iterator[bytes]:
        """The file as it is."""
        self.file.seek(0)
        while chunk := self.file.read(BYTES_AT_ONCE):
            yield chunk

    def batches(self) -> Iterator[list[Entry]]:
        """The posts, some at a time."""
        entries = archive.read(self.file)
        while batch := [*islice(entries, ENTRIES_AT_ONCE)]:
            yield batch


class Packer:
    """Writes the files of an archive into a ZIP, one after the other."""

    # The three files that hold the posts make the work; the others are small.
    PASSES = 3

    def __init__(self, posts: Collected, *, to: BinaryIO, on_progress: Progress) -> None:
        self.posts = posts
        self.user = db.session.get_one(User, posts.export.user_id)
        self.package = Package(to, made_at=posts.made_at, large=self._may_be_large())
        self.on_progress = on_progress
        # The moments of the first and the last post.
        self.first: str | None = None
        self.last: str | None = None

    def _may_be_large(self) -> bool:
        # How much else there is in an account is not known yet.
        return self.posts.export.scope is Scope.ACCOUNT or self.posts.file.tell() > LARGE_BYTES

    def pack(self) -> None:
        """Write all of it; the manifest comes last, when all is known."""
        with self.package:
            self._copy()
            self._tabulate()
            self._paginate()
            if self.posts.export.scope is Scope.ACCOUNT:
                self._add_account()
            self._add(bundle.MANIFEST, self._manifest())

    def _copy(self) -> None:
        size = max(1, self.posts.file.tell())
        with self.package.new_file(bundle.POSTS) as file:
            for chunk in self.posts.chunks():
                file.write(chunk)
                self._tell(0, self.posts.count * self.posts.file.tell() // size)
        self.package.files[bundle.POSTS]["entries"] = self.posts.count

    def _tabulate(self) -> None:
        done = 0
        with self.package.new_file("posts.csv") as file:
            table = Table(file)
            for batch in self.posts.batches():
                table.add(batch)
                self.first, self.last = self.first or batch[0]["timestamp"], batch[-1]["timestamp"]
                done += len(batch)
                self._tell(1, done)
            table.close()

    def _paginate(self) -> None:
        about = About(self.user.username, self.posts.made_at, self.posts.export.period())
        reader = Reader(about, total=self.posts.count, new_file=self.package.new_file)
        done = 0
        for batch in self.posts.batches():
            for entry in batch:
                reader.add(entry)
            done += len(batch)
            self._tell(2, done)
        reader.close()

    def _add_account(self) -> None:
        self._add("profile.json", contents.profile(self.user))
        for collection in contents.account(self.posts.export):
            name = f"{collection.name}.json"
            with self.package.new_file(name) as file:
                count = archive.write(collection, to=file, on_progress=unseen)
            self.package.files[name]["entries"] = count

    def _add(self, name: str, thing: Any) -> None:
        with self.package.new_file(name) as file:
            file.write(archive.dumps(thing))

    def _manifest(self) -> dict[str, Any]:
        export = self.posts.export
        left_out = LEFT_OUT if export.scope is Scope.ACCOUNT else LEFT_OUT_OF_POSTS | LEFT_OUT
        return {
            "format": bundle.FORMAT,
            "version": bundle.VERSION,
            "username": self.user.username,
            "exported_at": self.posts.made_at,
            "scope": export.scope.value,
            "since": export.since,
            "until": export.until,
            "first_post_at": self.first,
            "last_post_at": self.last,
            "files": self.package.files,
            "left_out": [{"what": what, "why": why} for what, why in left_out.items()],
        }

    def _tell(self, passes: int, done: int) -> None:
        self.on_progress(passes * self.posts.count + done, self.PASSES * self.posts.count)
