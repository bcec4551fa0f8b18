"""A page around its posts: what it says of them, the search, and the ways to other pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import get_locale, gettext as _, ngettext
from markupsafe import Markup, escape

from app.exports.reader import markup, posts, words
from app.exports.reader.assets import CSS, ICON, JS, POLICY
from app.exports.reader.page import Page, Span
from app.exports.reader.posts import Row

INDEX_FROM_A_PAGE = "../index.html"
NONE = Markup("")


def page(page: Page, rows: Sequence[Row]) -> Iterator[bytes]:
    """A page that has these posts."""
    yield _top(page).encode()
    yield from posts.sections(rows)
    yield _bottom(page).encode()


def forwarder() -> bytes:
    """A page that only leads to the newest."""
    newest = _("Newest posts")
    return (_head(newest) + markup.FORWARDER.format(index=INDEX_FROM_A_PAGE, words=newest)).encode()


def _top(page: Page) -> Markup:
    return _head(_title(page)) + markup.TOP.format(
        css=CSS,
        icon=ICON,
        heading=escape(_("Posts by %(username)s")) % {"username": markup.NAME.format(page.about.username)},
        facts=NONE.join(markup.FACT.format(*fact) for fact in _facts(page)),
        search=_search(page),
        ways=_ways(page, label=_("Pages")),
    )


def _bottom(page: Page) -> Markup:
    return markup.BOTTOM.format(
        nothing=_nothing(page),
        ways=_older(page) if page.is_index else _ways(page, label=_("More pages")),
        footer=_("Made by Microblog to be read without a network. All times are in UTC."),
        js=JS,
    )


def _head(title: str) -> Markup:
    locale = get_locale()
    return markup.HEAD.format(
        lang=str(locale).replace("_", "-"), dir=locale.text_direction, policy=POLICY, title=title, icon=ICON
    )


def _title(page: Page) -> str:
    # The name comes last, so that a character that turns the direction of writing turns nothing but the name.
    title = _("Posts by %(username)s", username=page.about.username)
    return title if page.is_index else f"{_numbers(page.span)} · {title}"


def _facts(page: Page) -> Iterator[tuple[str, str]]:
    yield _("Posts"), words.number(page.total) if page.is_alone else _part(page)
    if page.span.size:
        yield _("Written"), words.days(page.span.since, page.span.until)
    if page.about.scope:
        yield _("Asked for"), page.about.scope
    yield _("Exported"), words.moment(page.about.exported_at)


def _search(page: Page) -> Markup:
    if not page.span.size:
        return NONE
    return markup.SEARCH.format(
        # The script puts the number into the words.
        shown=_("%(shown)s of %(all)s", shown="%(shown)s", all=_count(page.span)),
        all=_count(page.span),
        search=_("Search") if page.is_alone else _("Search this page: posts %(part)s", part=_part(page)),
        since=_("From"),
        until=_("To"),
        least=page.span.since,
        most=page.span.until,
        clear=_("Clear"),
    )


def _nothing(page: Page) -> Markup:
    if not page.span.size:
        return markup.NOTHING.format(hidden="", words=_("There are no posts in this archive."))
    told = _("No posts match.") if page.is_alone else _("No posts on this page match.")
    return markup.NOTHING.format(hidden=" hidden", words=told)


def _ways(page: Page, *, label: str) -> Markup:
    ways: list[tuple[str, str]] = []
    if not page.is_index:
        ways += [(page.link(page.number + 1), _("Newer posts")), (INDEX_FROM_A_PAGE, _("Newest posts"))]
    if page.older:
        ways += [(page.link(page.number - 1), _("Older posts"))]
    links = NONE.join(markup.WAY.format(*way) for way in ways)
    return markup.WAYS.format(label=label, ways=links) if links else NONE


def _older(page: Page) -> Markup:
    pages = [_older_page(page, number, span) for number, span in enumerate(page.older, 1)]
    return markup.OLDER.format(label=_("Older posts"), pages=NONE.join(reversed(pages))) if pages else NONE


def _older_page(page: Page, number: int, span: Span) -> Markup:
    name = _("Posts %(numbers)s", numbers=_numbers(span))
    return markup.OLDER_PAGE.format(page.link(number), name, words.days(span.since, span.until))


def _count(span: Span) -> str:
    return ngettext("%(count)s post", "%(count)s posts", span.size, count=words.number(span.size))


def _part(page: Page) -> str:
    return _("%(numbers)s of %(total)s", numbers=_numbers(page.span), total=words.number(page.total))


def _numbers(span: Span) -> str:
    if span.size == 1:
        return words.number(span.first)
    return _("%(first)s to %(last)s", first=words.number(span.first), last=words.number(span.last))
