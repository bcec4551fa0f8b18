"""What an administrator sees, who has also blocked and muted people."""

from __future__ import annotations

from typing import Any

from app import db
from app.core import clock
from app.jobs.models import State
from app.models import Act, Post, Report, User
from app.moderation.acts import Verb
from app.moderation.reports import Reason
from app.transactions import begin_writing
from tests.journeys.support import population
from tests.journeys.support.population import UNBROKEN


def make(admin: User, others: list[User]) -> dict[str, Any]:
    """Reports on which nobody has decided, people who are kept away, a line of the log of each kind."""
    # What the people before have made is kept, and from here on nobody else writes.
    db.session.commit()
    begin_writing()
    blocked, muted, suspended = (_person(name) for name in ("b" * 64, "m" * 64, "s" * 64))
    admin.is_admin = True
    open_, gone, hidden = _report(others[0], blocked), _report(others[1], muted), suspended.write("Buy this")
    reply = admin.write("No, thank you", reply_to=hidden)
    for verb in Verb:
        Act.note(verb, blocked, by=admin if verb is not Verb.PROMOTE else None, post_id=1, why=UNBROKEN * 3)
    db.session.delete(gone)
    admin.block(blocked)
    admin.mute(muted)
    suspended.suspend(UNBROKEN)
    # Not committed: who reads before they write again would lose the lock to another process.
    db.session.flush()
    names = {"blocked": blocked.username, "muted": muted.username, "suspended": suspended.username}
    names |= {"broken": _broken_task(blocked), "waiting": population.task(blocked, state=State.PENDING).id}
    return names | {"post": open_.id, "hidden": hidden.id, "reply": reply.id, "shut": suspended.username}


def paths(made: dict[str, Any]) -> list[str]:
    """The pages."""
    people = [f"/user/{made[kind]}" for kind in ("blocked", "muted", "suspended")]
    posts = [f"/posts/{made[kind]}" for kind in ("post", "hidden", "reply")]
    reports = [f"/posts/{made['post']}/report", f"{people[0]}/report"]
    acts = [f"/moderation/posts/{made['post']}/remove", f"/moderation/users/{made['blocked']}/suspend"]
    office = ["/moderation", "/moderation?before=0-1", "/moderation/log", "/moderation/log?before=0-1"]
    tasks = [f"/operations/tasks/{made[kind]}" for kind in ("broken", "waiting")]
    office += [
        "/operations",
        "/operations?before=0-1",
        f"/operations?user={made['blocked']}&state=failed",
        *tasks,
    ]
    cards = [f"{person}/popup" for person in people]
    lists = ["/settings", "/settings/blocked", "/settings/blocked?before=0-1", "/messages/" + made["blocked"]]
    return [*people, *posts, *reports, *acts, *office, *cards, *lists]


def refused(made: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """The forms, and what is wrong with what is sent."""
    post, words = f"/posts/{made['post']}/report", "w" * 501
    return [
        (post, {"reason": "", "words": words}),
        (f"/moderation/posts/{made['post']}/remove", {"why": ""}),
        (f"/moderation/users/{made['blocked']}/suspend", {"why": words}),
    ]


def _broken_task(user: User) -> str:
    """A task with attempts that did not end well."""
    ended = {"attempt": 1, "ended_at": clock.now().isoformat(), "outcome": "pending", "comment": UNBROKEN * 4}
    columns = {"attempts": [ended, ended | {"attempt": 2, "outcome": "failed"}], "failures": 2, "attempt": 2}
    return population.task(user, state=State.FAILED, reason="fault", **columns).id


def _person(username: str) -> User:
    person = User(username=username, email=f"{username[:40]}@example.com")
    db.session.add(person)
    db.session.flush()
    return person


def _report(reporter: User, author: User) -> Post:
    post = author.write(UNBROKEN * 4)
    for report in (Report.of_post(post, by=reporter.id), Report.of_person(author.id, by=reporter.id)):
        report.reason, report.words = Reason.SPAM, UNBROKEN * 4
        db.session.add(report)
    db.session.flush()
    return post
