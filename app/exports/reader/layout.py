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
        heading=escape(_("Posts by %(username)s"))
        % {"username": Markup("<bdi>{}</bdi>").format(page.about.username)},
        facts=NONE.join(markup.FACT.format(*fact) for fact in _facts(page)),
        search=_search(page),
        ways=NONE if page.is_alone else _ways(page, label=_("Pages"), older=NONE),
    )


def _bottom(page: Page) -> Markup:
    return markup.BOTTOM.format(
        nothing=_nothing(page),
        ways=NONE if page.is_alone else _ways(page, label=_("More pages"), older=_list(page)),
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
    if page.is_alone:
        yield _("Posts"), words.number(page.total)
    else:
        yield _("Posts"), _part(page)
    if page.span.size:
        yield _("Written"), words.days(page.span.since, page.span.until)
    if page.about.scope:
        yield _("Asked for"), page.about.scope
    yield _("Exported"), words.moment(page.about.exported_at)


def _search(page: Page) -> Markup:
    if not page.span.size:
        return NONE
    count = page.span.size
    return markup.SEARCH.format(
        # The script puts the number into the words.
        shown=ngettext(
            "%(shown)s of %(total)s post",
            "%(shown)s of %(total)s posts",
            count,
            shown="%(shown)s",
            total=words.number(count),
        ),
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
    told = _("No post fits.") if page.is_alone else _("No post on this page fits.")
    return markup.NOTHING.format(hidden=" hidden", words=told)


def _ways(page: Page, *, label: str, older: Markup) -> Markup:
    ways: list[tuple[str, str]] = []
    if not page.is_index:
        ways += [(page.link(page.number + 1), _("Newer posts")), (INDEX_FROM_A_PAGE, _("Newest posts"))]
    if page.older:
        ways += [(page.link(page.number - 1), _("Older posts"))]
    return markup.WAYS.format(
        label=label, ways=NONE.join(markup.WAY.format(*way) for way in ways), older=older
    )


def _list(page: Page) -> Markup:
    if not page.is_index:
        return NONE
    listed = NONE.join(_listed(page, number) for number in range(len(page.older), 0, -1))
    return markup.OLDER.format(_("Older posts"), listed)


def _listed(page: Page, number: int) -> Markup:
    span = page.older[number - 1]
    return markup.LISTED.format(
        page.link(number), _("Posts %(numbers)s", numbers=_numbers(span)), words.days(span.since, span.until)
    )


def _part(page: Page) -> str:
    return _("%(numbers)s of %(total)s", numbers=_numbers(page.span), total=words.number(page.total))


def _numbers(span: Span) -> str:
    return _("%(first)s to %(last)s", first=words.number(span.first), last=words.number(span.last))
