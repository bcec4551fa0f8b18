"""What a post says, as HTML: addresses, people and topics become links, and the rest stays the text it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import regex
from flask import url_for
from linkify_it import LinkifyIt
from markupsafe import Markup, escape

from app.posts import addresses

# Only what begins with http:// or https://. A word with a dot in it is mostly no address, and an address of
# another kind may run a program.
ADDRESSES = LinkifyIt(
    {"ftp:": None, "mailto:": None, "//": None},
    {"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False},
)
# No mention is part of an e-mail address (me@susan.org), of a path, or of a name elsewhere (@sue@other.org).
# Other scripts than Latin may stand right before and after it: not all of them put spaces between words.
MENTION = r"(?<![\p{Latin}\p{N}_%+@/-])@(?P<name>[A-Za-z0-9_.-]{3,64}+)(?![\p{Latin}\p{M}@])"
# A number alone is no topic (#1), nor is a character's number (&#39;).
TOPIC = (
    r"(?<![\p{L}\p{M}\p{N}_&#/])[#\uff03]"
    r"(?P<topic>(?=[\p{N}_]*\p{L})[\p{L}\p{N}_][\p{L}\p{M}\p{N}_\u200c\u200d]*+)"
)
MARKED = regex.compile(f"{MENTION}|{TOPIC}")
# A sentence may end behind a name, and a name may end like a sentence.
ENDS = ".-"
# What is added to Markup is escaped; its `format` takes four times as long.
OPENED, WITHIN, CLOSED = Markup('<a href="'), Markup('">'), Markup("</a>")


class Link(NamedTuple):
    """A part of a text that leads somewhere."""

    start: int
    end: int
    html: Markup


class Named(NamedTuple):
    """A part of a text that may name somebody."""

    start: int
    # In lower case, as it stands there, and without the dots and dashes behind it.
    names: tuple[str, str]


def to_html(body: str, people: Mapping[str, str]) -> Markup:
    """The text as HTML; `people` are those it mentions, their names in lower case and as they write them."""
    parts: list[Markup] = []
    done = 0
    for link in sorted(_links(body, people)):
        parts += [escape(body[done : link.start]), link.html]
        done = link.end
    return Markup("").join([*parts, escape(body[done:])])


def named(body: str) -> list[tuple[str, str]]:
    """The names that a text may mention: each as it stands there, and without what ends a sentence."""
    return [one.names for one in _named(_marked(body, _addresses(body)))]


def _links(body: str, people: Mapping[str, str]) -> Iterator[Link]:
    addresses = _addresses(body)
    for start, end in addresses:
        yield Link(start, end, _to_elsewhere(body[start:end]))
    marked = _marked(body, addresses)
    for start, names in _named(marked):
        name = next((name for name in names if name in people), None)
        if name:
            end = start + 1 + len(name)
            yield Link(start, end, _to_person(people[name], body[start:end]))
    for match in marked:
        if topic := match["topic"]:
            yield Link(match.start(), match.end(), _to_topic(topic, match[0]))


def _addresses(body: str) -> list[tuple[int, int]]:
    # Most posts have none, and asking first is many times as fast.
    found = ADDRESSES.match(body) if "://" in body else None
    return [(one.index, one.last_index) for one in found or ()]


def _marked(body: str, addresses: list[tuple[int, int]]) -> list[regex.Match[str]]:
    """Where a text has the mark of a person or a topic, but not within an address."""
    if not {"@", "#", "\uff03"} & {*body}:
        return []
    return [one for one in MARKED.finditer(body) if not _overlaps(one, addresses)]


def _overlaps(match: regex.Match[str], addresses: list[tuple[int, int]]) -> bool:
    return any(match.start() < end and start < match.end() for start, end in addresses)


def _named(marked: list[regex.Match[str]]) -> Iterator[Named]:
    for match in marked:
        if match["name"]:
            name = match["name"].lower()
            yield Named(match.start(), (name, name.rstrip(ENDS)))


def _to_elsewhere(address: str) -> Markup:
    # Left to right, whatever the script around it: the marks of an address have their places.
    return OPENED + address + Markup('" rel="nofollow noopener ugc" dir="ltr">') + address + CLOSED


def _to_person(username: str, words: str) -> Markup:
    return OPENED + url_for("main.user", username=username) + WITHIN + words + CLOSED


def _to_topic(topic: str, words: str) -> Markup:
    return OPENED + addresses.of_topic(topic) + WITHIN + words + CLOSED
