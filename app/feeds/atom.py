"""Somebody's newest posts as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import regex
from flask import current_app, url_for
from flask_babel import force_locale, gettext as _
from markupsafe import Markup

from app.accounts.models import User
from app.core import language
from app.posts.around import Around
from app.posts.models import Post

ATOM = "http://www.w3.org/2005/Atom"
KIND = "application/atom+xml"
# What XML 1.0 has no way to write.
FORBIDDEN = regex.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
TITLE = regex.compile(r"\X{1,80}")
# Of a feed in which nothing is yet.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# RFC 4151 wants a date on which the host was ours; the ids must stay what they are for ever.
IDS_SINCE = 2026


def document(author: User, posts: Sequence[Post]) -> bytes:
    """The feed. The same for everybody who asks, whatever their language and whoever they are."""
    with force_locale(language.default()):
        feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": language.default().replace("_", "-")})
        _add_head(feed, author, changed_at(posts))
        around = Around(posts, for_strangers=True)
        for post in posts:
            _add_post(ET.SubElement(feed, "entry"), post, around.words(post))
        return ET.tostring(feed, encoding="utf-8", xml_declaration=True)


def changed_at(posts: Sequence[Post]) -> datetime:
    """When a post was last written or changed."""
    return max((post.edited_at or post.timestamp for post in posts), default=NEVER)


def _add_head(feed: ET.Element, author: User, changed: datetime) -> None:
    profile = _full(url_for("main.user", username=author.username))
    _add(feed, "id", _tag(f"users/{author.id}"))
    _add(feed, "title", _("Posts by %(username)s", username=author.username))
    if author.about_me:
        _add(feed, "subtitle", author.about_me)
    _add(feed, "updated", _moment(changed))
    own = _full(url_for("main.feed", username=author.username))
    _add(feed, "link", rel="self", type=KIND, href=own)
    _add(feed, "link", rel="alternate", type="text/html", href=profile)
    person = ET.SubElement(feed, "author")
    _add(person, "name", author.username)
    _add(person, "uri", profile)


def _add_post(entry: ET.Element, post: Post, words: Markup) -> None:
    _add(entry, "id", _tag(f"posts/{post.id}"))
    _add(entry, "title", _title(post.body))
    _add(entry, "published", _moment(post.timestamp))
    _add(entry, "updated", _moment(post.edited_at or post.timestamp))
    address = _full(url_for("main.post", post_id=post.id))
    _add(entry, "link", rel="alternate", type="text/html", href=address)
    # Programs that read feeds know neither our style sheet, which keeps lines apart, nor what an address
    # without a host is relative to. Within words there are no quotation marks: they are escaped.
    html = words.replace(Markup('href="/'), Markup('href="') + _full("/")).replace("\n", Markup("<br>\n"))
    content = _add(entry, "content", f"<p>{html}</p>", type="html")
    if post.language:
        content.set("xml:lang", post.language)


def _add(parent: ET.Element, tag: str, words: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, attributes)
    child.text = FORBIDDEN.sub("\ufffd", words) if words else None
    return child


def _title(body: str) -> str:
    line = " ".join(body.split())
    begin = TITLE.match(line)
    return line if begin is None or begin[0] == line else f"{begin[0]}…"


def _tag(what: str) -> str:
    host = urlsplit(current_app.config["BASE_URL"]).hostname
    return f"tag:{host},{IDS_SINCE}:{what}"


def _full(path: str) -> str:
    return urljoin(current_app.config["BASE_URL"], path)


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
