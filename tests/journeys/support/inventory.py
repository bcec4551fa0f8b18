"""Every page in every state: `python -m tests.journeys.support.inventory FILE` makes them, and lists them."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from flask import Flask, g
from werkzeug.exceptions import default_exceptions

from app import create_app, db, errors
from app.accounts import email_change, reset
from app.core import clock
from app.models import Post
from tests.journeys.support import moderated, population, sights
from tests.journeys.support.population import UNBROKEN
from tests.journeys.support.sights import Visit, wrong

NOBODY = "a stranger"
# Those that answer GET, and are no pages: files, pictures, and what scripts ask for.
NO_PAGES = {
    "static", "main.styles", "main.favicon", "main.avatar", "main.feed", "main.mailbox_attachment",
    "main.new_posts", "main.notifications", "main.notifications_stream", "main.task",
    "main.feedback_csv", "main.feedback_tally",
}  # fmt: skip


def main(file: Path) -> None:
    """Fill the database, and write the inventory."""
    app = create_app()
    with app.app_context():
        file.write_text(json.dumps(take(app, mailbox=file.parent / "mailbox")))


# The errors whose pages cannot be had for the asking.
ERRORS = (401, 403, 413, 429, 500, 501, 503)


def take(app: Flask, *, mailbox: Path) -> dict[str, Any]:
    """People's cookies, what they look at, the pages of errors, and the endpoints that no page shows."""
    people = population.people()
    visits = everything(people, mail_id=population.write_mail(mailbox))
    population.log_in(people["susan"], device=None)
    names = [name for name in visits if name != NOBODY]
    cookies = {name: population.log_in(people[name], device="Firefox on Linux") for name in names}
    db.session.commit()
    return {"cookies": cookies, "visits": visits, "errors": error_pages(app), "unseen": unseen(app, visits)}


def everything(people: dict[str, Any], *, mail_id: str) -> dict[str, list[Visit]]:
    """Who sees what."""
    return {
        NOBODY: [
            *strangers(f"/auth/reset_password/{reset.token_for(people['mei'])}"),
            *opened(people["newcomer"], people["mateo"], people["mei"]),
            *sights.feedback(),
        ],
        "newcomer": newcomers(),
        "susan": susans(people["susan"], people["mei"], mail_id=mail_id),
        "leila": leilas(people["leila"]),
        "jonas": jonass(people["jonas"]),
        "mateo": mateos(people["mateo"], [people["jonas"], people["leila"]]),
    }


def strangers(link: str) -> list[Visit]:
    """What one sees who is not logged in; `link` is that of a mail."""
    return [
        Visit("/auth/login"),
        wrong("/auth/login", username="susan", password="wrong"),
        Visit("/auth/register"),
        wrong("/auth/register", username="a", email="b", password="c", password2="d"),
        Visit("/auth/reset_password_request"),
        wrong("/auth/reset_password_request", email="nowhere"),
        Visit(link),
        wrong(link, password="a", password2="b"),
        Visit("/mailbox"),
        Visit("/api/docs"),
        Visit("/no-such-page", 404),
        Visit("/theme", 405),
        # With a message: that this needs a log-in, and that the link is not good.
        Visit("/exports"),
        Visit("/auth/reset_password/good-for-nothing"),
    ]


def opened(newcomer: Any, one: Any, other: Any) -> list[Visit]:
    """What strangers see of those who let them: who has written nothing, and a long conversation."""
    for person in (newcomer, one, other):
        person.is_public = True
    newcomer.about_me = UNBROKEN + UNBROKEN
    posts = {name: f"/posts/{id_}" for name, id_ in population.thread(one, other).items()}
    profiles = [f"/user/{UNBROKEN}", f"/user/{one.username}", f"/user/{one.username}?before=0-1"]
    return [*map(Visit, [*profiles, *posts.values(), f"{posts['first']}?after=0-1"])]


def newcomers() -> list[Visit]:
    """What one sees who has just come, has the longest of names, and sends every form wrong."""
    return [
        Visit("/"),
        wrong("/", post="w" * 501),
        Visit("/exports"),
        wrong("/exports", period="days", first_day="2026-02-02", last_day="2026-01-01"),
        Visit("/exports", fields={"scope": "posts", "period": "always", "estimate": "1"}),
        wrong("/exports", every="sometimes"),
        Visit("/imports"),
        wrong("/imports", file=""),
        Visit("/edit_profile"),
        wrong("/edit_profile", username="a", about_me="w" * 141),
        Visit("/change_password"),
        wrong("/change_password", current="a", password="b", password2="c"),
        *sights.newcomers_messages(),
        *map(
            Visit, [f"/user/{UNBROKEN}", "/explore?before=0-1", "/export_posts", "/sessions", "/auth/logout"]
        ),
        *sights.settings(),
        *[Visit("/mentions"), Visit("/posts/2147483647", 404), Visit("/user/nobody", 404)],
        Visit("/?before=nowhere", 400),
    ]


def susans(susan: Any, mei: Any, *, mail_id: str) -> list[Visit]:
    """What one sees who is in the middle of it: posts in all languages, archives, people, mails."""
    susan.about_me = UNBROKEN + UNBROKEN
    db.session.add(Post(body="w" * 500, author=susan))
    exports = {state: f"/exports/{id_}" for state, id_ in population.exports(susan).items()}
    paths = ["/", "/explore", "/user/susan", "/user/mei", "/user/mei/popup", f"/user/{UNBROKEN}/popup"]
    paths += ["/exports", "/sessions", "/edit_profile", "/settings", "/mailbox", f"/mailbox/{mail_id}"]
    susan.ask_for_email(f"{UNBROKEN}@{'d' * 47}.example")
    paths.append(f"/settings/email/{email_change.token_for(susan)}")
    return [
        *map(Visit, [*paths, _some_days_ago("/explore"), *exports.values(), f"/user/{UNBROKEN}"]),
        *sights.programs(susan),
        *sights.threads(susan, mei),
        *sights.searches(),
        # Follow somebody: the page that comes says so.
        Visit(f"/user/{UNBROKEN}", fields={"back": "/sessions"}),
        *sights.translated(susan),
        *sights.letters(susan),
        Visit(f"{exports['expired']}/file", 410),
        Visit(f"{exports['deleted']}/file", 410),
        Visit(f"{exports['failed']}/file", 404),
    ]


def leilas(leila: Any) -> list[Visit]:
    """What one sees who waits: a task in each state, exports in preparation."""
    exports = population.alerts(leila)
    paths = ["/", "/user/leila", "/exports", "/settings/delete"]
    return [*map(Visit, [*paths, *(f"/exports/{id_}" for id_ in exports.values())])]


def jonass(jonas: Any) -> list[Visit]:
    """What one sees who has had as many exports as one may, and imports in all states."""
    population.as_many_exports_as_allowed(jonas)
    imports = population.imports(jonas)
    return [*map(Visit, ["/exports", "/imports", *(f"/imports/{id_}" for id_ in imports.values())])]


def mateos(mateo: Any, others: list[Any]) -> list[Visit]:
    """What one sees who is an administrator, and has blocked and muted people."""
    made = moderated.make(mateo, others)
    own = Visit("/user/mateo/report", 403)
    forms = [wrong(path, **fields) for path, fields in moderated.refused(made)]
    return [*map(Visit, moderated.paths(made)), own, *forms, Visit("/feedback")]


def error_pages(app: Flask) -> dict[str, str]:
    """The page of each error, as the application answers it."""
    return {str(code): _error_page(app, code) for code in ERRORS}


def unseen(app: Flask, visits: dict[str, list[Visit]]) -> list[str]:
    """The endpoints of pages that no visit leads to."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = {rule.endpoint for rule in rules if not rule.endpoint.startswith("api.")} - NO_PAGES
    paths = {one.path.partition("?")[0] for one in chain(*visits.values())}
    adapter = app.url_map.bind("127.0.0.1")
    # Some are visited because there is no such page.
    return sorted(pages - {adapter.match(path)[0] for path in paths if adapter.test(path, "GET")})


def _error_page(app: Flask, code: int) -> str:
    with app.test_request_context("/", headers={"Accept": "text/html"}):
        g.request_id = "0123456789abcdef"
        error = default_exceptions[code]()
        html, *_rest = errors.answer(error)
        return html


def _some_days_ago(path: str) -> str:
    """A timeline in its middle, with posts on both sides."""
    return f"{path}?before={int((clock.now() - timedelta(days=10)).timestamp()) * 1_000_000}-1"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
