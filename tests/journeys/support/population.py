"""People in every state that a page can show, written by the application itself into the stack's database."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import current_app

from app import db
from app.accounts import tokens as api_tokens
from app.core import clock
from app.exports import archives
from app.exports.models import Export, Scope
from app.exports.schedule import Every
from app.imports.models import Import
from app.jobs.models import State
from app.models import ApiToken, LoginSession, Message, Review, Task, User
from app.transactions import begin_writing
from deploy.local import community, sample

# Names, words and files without a place to break: what is too wide for a phone is wide through them.
UNBROKEN = "w" * 64
LIMIT = 8
# More than a page shows above a post and below one.
FURTHER = 40
COUNTED = {"items_done": 1240, "items_total": 4800, "progress": 20, "bar": 20.5}


def people() -> dict[str, User]:
    """The sample community, and a newcomer who has nothing; the community's posts are there too."""
    sample.make(community.read())
    newcomer = User(username=UNBROKEN, email=f"{'e' * 64}@{'d' * 47}.example")
    db.session.add(newcomer)
    db.session.flush()
    return {user.username: user for user in db.session.query(User)} | {"newcomer": newcomer}


def task(user: User, name: str = "export_posts", *, state: State = State.DONE, **columns: Any) -> Task:
    """A task that nobody runs and no sweep touches, as it has no arguments."""
    ended = state not in (State.PENDING, State.RUNNING)
    words = {"name": name, "description": "Exporting posts...", "user_id": user.id, "id": str(uuid4())}
    moments = {"created_at": clock.now(), "ended_at": clock.now() if ended else None}
    made = Task(**words | moments | {"state": state, "complete": ended} | columns)
    db.session.add(made)
    db.session.flush()
    return made


def export(user: User, *, state: State = State.DONE, of_task: dict[str, Any] | None = None, **columns: Any):
    """An export without an archive."""
    made = Export(id=task(user, state=state, **of_task or {}).id, user_id=user.id, **columns)
    db.session.add(made)
    db.session.flush()
    return made


def exports(user: User) -> dict[str, str]:
    """An export for each way it may stand, and for each way its task may have failed; their ids by state."""
    ready, expired, deleted, unmailed = (_built(export(user, scope=Scope.ACCOUNT)) for _ in range(4))
    expired.expires_at = clock.now() - timedelta(days=1)
    deleted.delete()
    unmailed.task.state, unmailed.task.reason = State.FAILED, "refused"
    made = {"ready": ready, "expired": expired, "deleted": deleted, "unmailed": unmailed}
    made["failed"] = export(user, state=State.FAILED, since=clock.now(), until=clock.now())
    made["cancelled"] = export(user, state=State.CANCELLED)
    user.export_regularly(Every.WEEK)
    db.session.commit()
    return {name: one.id for name, one in made.items()}


def as_many_exports_as_allowed(user: User) -> None:
    """Leave a user with no export for today."""
    for _number in range(LIMIT):
        export(user, exported_at=clock.now(), posts_count=3, archive_bytes=4_000_000)


def alerts(user: User) -> dict[str, str]:
    """A task in each state: those in progress, and one of each kind that has ended; exports by state."""
    long_ago = clock.now() - timedelta(minutes=5)
    waiting = export(user, state=State.PENDING, of_task={"sent_at": clock.now()})
    running = export(user, state=State.RUNNING, of_task=COUNTED | {"expected_at": clock.now()})
    task(user, state=State.PENDING, created_at=long_ago, sent_at=long_ago)
    task(user, state=State.PENDING, failures=1)
    task(user, state=State.RUNNING)
    task(user, state=State.RUNNING, committed=True, progress=95, bar=95.0)
    task(user)
    task(user, "import_posts", state=State.FAILED, reason="unreadable", description=UNBROKEN * 2)
    task(user, "count_posts", state=State.FAILED, reason="gave-up", description="Counting...")
    task(user, "example", state=State.CANCELLED, description=None)
    return {"waiting": waiting.id, "running": running.id}


def imports(user: User) -> dict[str, str]:
    """An import for each way it may stand; their ids by state."""
    left_out = {"skipped": 2, "problems": [{"entry": n, "reason": "no-text"} for n in (3, 9)]}
    made = {
        "checking": _import(user, State.RUNNING),
        "running": _import(user, State.RUNNING, COUNTED, total=4800, added=1200, already_there=40),
        "refused": _import(user, State.FAILED, {"reason": "unreadable"}, refused="damaged"),
        "stopped": _import(user, State.CANCELLED, total=9, added=1, file_name=f"{UNBROKEN}.zip"),
        "done": _import(user, State.DONE, total=20, added=18, reasons={"no-text": 2}, **left_out),
    }
    return {name: one.id for name, one in made.items()}


def tokens(user: User) -> None:
    """A token for everything, one for something that is in use, and one without a name."""
    for name, scopes in (
        (UNBROKEN, None),
        ("backup", [api_tokens.Scope.EXPORTS]),
        (None, [api_tokens.Scope.READ]),
    ):
        _token, kept = ApiToken.issue(user.id, name=name, keep=timedelta(days=30), scopes=scopes)
        kept.last_used_at = clock.now() if name else None


def thread(one: User, other: User) -> dict[str, int]:
    """A long conversation: how it began, what was changed in it, where it is, what has lost its question."""
    first = latest = one.write(
        f"How do you like #Microblog, @{other.username}? See https://example.org/{UNBROKEN}"
    )
    for number in range(FURTHER):
        writer = (other, one)[number % 2]
        latest = writer.write(f"Well, @{one.username}, {number}", reply_to=latest)
    edited = one.write("w" * 400, reply_to=first)
    one.rewrite(edited, f"{UNBROKEN} @{other.username}")
    lost = other.write(
        "What was that?", reply_to=(gone := other.write(f"Something, @{one.username}", reply_to=first))
    )
    other.withdraw(gone)
    db.session.commit()
    return {"first": first.id, "edited": edited.id, "latest": latest.id, "lost": lost.id}


def reviews() -> None:
    """More reviews than a page shows: in two directions, without words, with words that do not break."""
    words = ["Fast, and it leaves me alone.", "", "سريع وبسيط، شكرًا لكم", f"<b>{UNBROKEN * 4}</b>"]
    for number in range(12):
        comments = words[number % len(words)]
        db.session.add(Review(name=(UNBROKEN, "Ida")[number % 2], review=1 + number % 5, comments=comments))
    db.session.commit()


def messages(user: User) -> int:
    """More than a page with Mei, one from the newcomer, the last of each unread; the id of the last read."""
    begin_writing()
    mei, newcomer = User.named("mei"), User.named(UNBROKEN)
    assert mei and newcomer, "people() has been called"
    for number in range(30):
        sender, recipient = (user, mei) if number % 3 else (mei, user)
        last = _message(sender, recipient, f"message {number}\n\n你好", read_at=clock.now())
    _message(mei, user, UNBROKEN * 4)
    _message(newcomer, user, UNBROKEN * 4)
    last_read = last.id
    db.session.commit()
    return last_read


def log_in(user: User, *, device: str | None) -> str:
    """Begin a session; the value of the cookie that carries it."""
    login = LoginSession.begin(user.id, device=device, remembered=False)
    signer = current_app.session_interface.get_signing_serializer(current_app)
    return signer.dumps({"_user_id": login.key})


def write_mail(folder: Path) -> str:
    """Put a mail into the mailbox; its id."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "microblog@example.com", f"{UNBROKEN}@example.com", UNBROKEN
    mail.set_content(f"Hello,\n{UNBROKEN * 4}\n")
    mail.add_attachment(b"{}", maintype="application", subtype="json", filename=f"{UNBROKEN}.json")
    (folder / "1.eml").write_bytes(bytes(mail))
    return "1"


def _message(sender: User, recipient: User, body: str, **columns: Any) -> Message:
    made = Message(author=sender, recipient=recipient, body=body, **columns)
    db.session.add(made)
    db.session.flush()
    return made


def _built(made: Export) -> Export:
    made.publish(archives.build(made, on_progress=lambda _done, _total: None))
    return made


def _import(user: User, state: State, of_task: dict[str, Any] | None = None, **columns: Any) -> Import:
    words = {"description": "Importing posts...", "dismissed": True}
    made = task(user, "import_posts", state=state, **words | (of_task or {}))
    found = Import(**{"id": made.id, "user_id": user.id, "file_name": "posts.json"} | columns)
    db.session.add(found)
    db.session.flush()
    return found
