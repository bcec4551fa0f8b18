"""Every word survives, from the form or the database into each file of an archive."""

import csv
import json
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from zipfile import ZipFile

import html5lib
import pytest
import sqlalchemy as sa

from app import db
from app.core import storage
from app.exports import archive, archives
from app.exports.models import Export, path_of
from app.forms import tidy
from app.models import Post
from tests import factories
from tests.exports.conftest import quietly
from tests.factories import BEGINNING
from tests.support.naughty import NAUGHTY, SOME, TOWERS


def exported() -> dict[str, bytes]:
    """The files of an archive of naughty posts, which nobody had a chance to refuse."""
    alice = factories.user(username="alice")
    moments = (BEGINNING + timedelta(minutes=number) for number in range(len(NAUGHTY)))
    rows = zip(NAUGHTY, moments, strict=True)
    posts = [{"user_id": alice.id, "body": body, "timestamp": moment} for body, moment in rows]
    db.session.execute(sa.insert(Post), posts)
    export = Export.open("naughty", user_id=alice.id)
    made = archives.build(export, on_progress=quietly)
    with storage.open_file(path_of("naughty", made["key"])) as file, ZipFile(file) as package:
        files = {name: package.read(name) for name in package.namelist()}
    storage.delete(path_of("naughty", made["key"]))
    return files


def in_json(files: dict[str, bytes]) -> list[str]:
    return [post["body"] for post in json.loads(files["posts.json"])["posts"]]


def in_table(files: dict[str, bytes]) -> list[str]:
    text = files["posts.csv"].decode("utf-8-sig")
    _head, *rows = csv.reader(StringIO(text, newline=""))
    return [as_typed(row[3]) for row in rows]


def as_typed(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from calculating."""
    return cell[1:] if cell.startswith("'") and archive.inert(cell[1:]) == cell else cell


def on_page(files: dict[str, bytes]) -> list[str]:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(files["index.html"], transport_encoding="utf-8")
    # The newest is on top.
    return ["".join(words.itertext()) for words in tree.findall(".//p[@class='words']")][::-1]


def shown(body: str) -> str:
    """What a person sees of it: each kind of line end is one, and what has no picture is replaced."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(map(picture, lines))


def picture(letter: str) -> str:
    kept = letter in "\t\n\f" or unicodedata.category(letter) not in {"Cc", "Cn"}
    return letter if kept else "\N{REPLACEMENT CHARACTER}"


def test_every_word_survives_in_each_file(app):
    files = exported()

    assert in_json(files) == NAUGHTY
    assert in_table(files) == NAUGHTY
    assert on_page(files) == [*map(shown, NAUGHTY)]


def test_whatever_is_typed_is_kept_or_refused_with_words(as_, alice, stranger):
    visitor = as_(alice)
    token = visitor.get("/").token
    taken = [body for body in SOME if is_taken(visitor, token, body)]
    kept = db.session.scalars(sa.select(Post.body).order_by(Post.id)).all()

    assert kept == [*map(tidy, taken)]
    assert TOWERS in kept and len(kept) > len(SOME) / 2


def is_taken(visitor: Callable, token: str, body: str) -> bool:
    answer = visitor._request("/", "POST", data={"csrf_token": token, "post": body})
    assert answer.status_code in {303, 422}, f"{body!a}: {answer.status}"
    return answer.status_code == 303


@pytest.mark.parametrize("body", [b"nul%00", b"lone surrogate %ED%A0%80", b"\x00"])
def test_what_no_database_keeps_does_not_come_in(as_, alice, body):
    visitor = as_(alice)
    data = b"csrf_token=" + visitor.get("/").token.encode() + b"&post=" + body
    form = "application/x-www-form-urlencoded"

    assert visitor._request("/", "POST", data=data, content_type=form).status_code == 400
    assert db.session.scalars(sa.select(Post)).all() == []
