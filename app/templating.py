"""Templates: each feature keeps its own, addressed with its name in front."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask, current_app, g, url_for
from flask_babel import format_decimal, get_locale, lazy_gettext as _l, ngettext
from flask_login import current_user
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from app.accounts.models import User
from app.appearance import styles, theme
from app.core import clock
from app.core.plurals import in_form, ngettext_forms
from app.extensions import db
from app.jobs import runner
from app.jobs.models import Task
from app.mailbox.reader import Mailbox
from app.posts import addresses
from app.posts.around import Around
from app.posts.models import Post
from app.posts.text import to_html

HERE = Path(__file__).parent
KILO = 1000
UNITS = (
    (KILO, _l("%(amount)s kB")),
    (KILO**2, _l("%(amount)s MB")),
    (KILO**3, _l("%(amount)s GB")),
)


class Unread(NamedTuple):
    """How many messages and mentions wait to be read."""

    messages: int
    mentions: int


def init_app(app: Flask) -> None:
    """Find the templates and give them what every page may use."""
    features = {folder.parent.name: FileSystemLoader(folder) for folder in HERE.glob("*/templates")}
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(HERE / "templates"), PrefixLoader(features)])
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.add_template_filter(bytes_as_words, "bytes")
    app.add_template_filter(linked)
    shared = (asset, avatar_url, get_locale, has_mailbox, clock.now_ts, once, scripts)
    for function in (*shared, in_form, ngettext_forms, task_pages, task_places, tasks_to_tell, unread):
        app.add_template_global(function)
    app.add_template_global(around_posts)
    app.add_template_global(addresses.of_post, "post_address")
    app.add_template_global(addresses.of_question, "question_address")
    app.add_template_global(theme.chosen, "theme")
    app.add_template_global(styles.version, "styles_version")


def asset(path: str) -> str:
    """The address of a static file, with its content's hash, so that browsers may keep it."""
    return url_for("static", filename=path, v=_digest(Path(current_app.static_folder or "") / path))


@cache
def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]


def scripts() -> Sequence[str]:
    """The addresses of all modules: a browser that knows them need not find one behind the other."""
    return [url_for("static", filename=path) for path in _modules(Path(current_app.static_folder or ""))]


@cache
def _modules(static: Path) -> Sequence[str]:
    return sorted(path.relative_to(static).as_posix() for path in static.glob("js/**/*.js"))


def once(what: str) -> bool:
    """Whether a page asks this for the first time: of all fields that are wrong, one gets the focus."""
    asked: set[str] = g.setdefault("asked_once", set())
    is_first = what not in asked
    asked.add(what)
    return is_first


def around_posts(posts: Sequence[Post], *, for_strangers: bool = False) -> Around:
    """What stands about some posts, for whoever sees the page."""
    reader_id = current_user.id if current_user.is_authenticated else None
    return Around(posts, reader_id=reader_id, for_strangers=for_strangers)


def avatar_url(user: User, size: int) -> str:
    """A user's picture: drawn here, or Gravatar's where that is switched on."""
    return (
        user.avatar(size) if current_app.config["GRAVATAR"] else url_for("main.avatar", key=user.avatar_key)
    )


def bytes_as_words(size: int) -> str:
    """A size as people say it, in decimal units (IEC 80000-13)."""
    if size < KILO:
        return ngettext("%(num)s byte", "%(num)s bytes", size)
    unit, words = next((each for each in UNITS if size < KILO * each[0]), UNITS[-1])
    amount = size / unit
    return str(words) % {"amount": format_decimal(amount, "#,##0" if amount >= 10 else "#,##0.0")}


def linked(text: str) -> Markup:
    """A text as HTML in which addresses and topics are links, and nobody is named."""
    return to_html(text, {})


def has_mailbox() -> bool:
    """Whether the mailbox page is there."""
    return Mailbox.of_this_site() is not None


def tasks_to_tell() -> Sequence[Task]:
    """The tasks that the page tells whoever sees it of; read once, however many parts of it ask."""
    if "tasks_to_tell" not in g:
        g.tasks_to_tell = current_user.get_tasks_to_tell() if current_user.is_authenticated else []
    return g.tasks_to_tell


def task_places() -> dict[str, int]:
    """Which ones those tasks are, by their ids, of all that wait for a worker."""
    return Task.places(tasks_to_tell())


def unread() -> Unread:
    """What waits to be read by whoever sees the page: one query for both."""
    counts = sa.select(current_user.unread_messages(), current_user.unread_mentions())
    return Unread(*db.session.execute(counts).one())


def task_pages() -> dict[str, str]:
    """The page of a task of each kind that has one, by the kind's name, with TASK-ID in place of the id."""
    return {kind.function.__name__: _page_of_a_task(*kind.page) for kind in runner.all_kinds() if kind.page}


def _page_of_a_task(endpoint: str, argument: str) -> str:
    values: dict[str, Any] = {argument: "TASK-ID"}
    return url_for(endpoint, **values)
