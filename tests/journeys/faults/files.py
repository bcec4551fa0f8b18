"""What people take home: the files behind links, and what must be in them."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import EmailMessage, Message
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urljoin
from zipfile import ZipFile

from deploy.local.visitor import Visitor
from tests.journeys.faults.people import Person

FILE = re.compile(r"https?://\S+/exports/\S+/file\b")
WITHIN_S = 60


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    content: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.content.decode()


def fetch(
    visitor: Visitor,
    path: str,
    *,
    method: str | None = None,
    form: dict[str, str] | None = None,
    **headers: str,
) -> Answer:
    """Ask for a file, or a part of it; whatever is answered."""
    data = urlencode(form).encode() if form else None
    request = urllib.request.Request(urljoin(visitor.url, path), data=data, method=method, headers=headers)
    try:
        with visitor._browser.open(request, timeout=WITHIN_S) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Answer(refusal.code, refusal.headers, refusal.read())


def of(person: Person) -> str:
    """Where the file of the latest export is."""
    return f"/exports/{person.task.id}/file"


def linked(mail: EmailMessage) -> str:
    """The link in a mail that leads straight to the file, if there is one."""
    found = FILE.search(words(mail))
    return found[0] if found else ""


def words(mail: EmailMessage) -> str:
    """What a mail says to people."""
    body = mail.get_body(["plain"])
    assert body
    return body.get_content()


def package(content: bytes) -> dict[str, bytes]:
    """The files of a ZIP that is whole: each can be read, and the manifest lists it."""
    with ZipFile(BytesIO(content)) as opened:
        assert opened.testzip() is None
        read = {name: opened.read(name) for name in opened.namelist()}
    listed = json.loads(read["manifest.json"])["files"]
    assert {name: len(text) for name, text in read.items() if name != "manifest.json"} == {
        name: told["bytes"] for name, told in listed.items()
    }
    return read


def posts(raw: bytes) -> list[tuple[int, str]]:
    """What posts.json holds: the id and the body of each, in its order."""
    entries: list[dict[str, Any]] = json.loads(raw)["posts"]
    return [(entry["id"], entry["body"]) for entry in entries]


def agree(person: Person, mail: EmailMessage) -> None:
    """The mail, the file behind its link, and what the person wrote."""
    download = fetch(person.visitor, linked(mail) or of(person))
    assert download.status == 200
    raw = package(download.content)["posts.json"]
    assert posts(raw) == person.written(), "all that was written, in order"
    attached = [attachment.get_content() for attachment in mail.iter_attachments()]
    assert attached == ([] if linked(mail) else [raw]), "the same file, or the way to it"
    assert f"It holds {person.posts:,} post" in words(mail)
