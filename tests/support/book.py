"""An archive's pages, in memory."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO

import html5lib

from app.exports.reader.page import About
from app.exports.reader.pages import Reader
from tests.factories import BEGINNING

ABOUT = About("alice", exported_at=datetime(2026, 5, 3, 10, tzinfo=UTC))


class Book(dict):
    """What was written, by name: as bytes, and read as strictly as can be."""

    is_open = False

    @contextmanager
    def new_file(self, name):
        # A ZIP file takes one member at a time.
        assert not self.is_open
        assert name not in self
        self.is_open, file = True, BytesIO()
        yield file
        self.is_open, self[name] = False, file.getvalue()

    def tree(self, name="index.html"):
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        return parser.parse(self[name], transport_encoding="utf-8")

    def all(self, path, name="index.html"):
        return self.tree(name).findall(f".//{path}")

    def text(self, path, name="index.html"):
        return " ".join("".join(found.itertext()) for found in self.all(path, name))

    def posts(self, name="index.html"):
        """The numbers of the posts on a page, from its top down."""
        return [int(article.get("id").removeprefix("post-")) for article in self.all("article", name)]


def entry(number, **others):
    timestamp = f"{BEGINNING + timedelta(hours=number):%Y-%m-%dT%H:%M:%S.%fZ}"
    return {"id": number, "body": f"post {number}", "timestamp": timestamp, "language": None, **others}


def written(*entries, about=ABOUT, total=None):
    book = Book()
    pages = Reader(about, total=len(entries) if total is None else total, new_file=book.new_file)
    for each in entries:
        pages.add(each)
    pages.close()
    return book


def many(count, **options):
    return written(*map(entry, range(1, count + 1)), **options)
