"""The mail that brings the archive."""

from __future__ import annotations

from datetime import datetime

from app.accounts.models import User
from app.core import storage
from app.deliveries import courier
from app.email import compose, render
from app.exports import archives
from app.exports.archive import Progress
from app.exports.archives import Archive
from app.jobs import progress

# The mail counts for a twentieth of the work, so that the bar is not full before the server has it.
COLLECTING_SHARE = 0.95


def mail_posts(user: User, *, on_progress: Progress) -> None:
    """Collect a user's posts and mail them: two steps, each done once. Raises Permanent or TryLater."""

    def collect() -> Archive:
        def collected(done: int, total: int) -> None:
            on_progress(int(done * COLLECTING_SHARE), total)

        return archives.build(user.id, name=progress.task_id(), on_progress=collected)

    made: Archive = progress.once("archive", collect)
    # Each archive is mailed once; who asks again after a failure gets another one, in a mail of its own.
    key = f"posts:{progress.task_id()}:{made['exported_at']}"
    if not storage.exists(made["path"]):
        # Another host made it, and shares no storage with this one.
        made = collect()
    _send(user, made, key=key)


def _send(user: User, made: Archive, *, key: str) -> None:
    exported_at = datetime.fromisoformat(made["exported_at"])
    mail = render("exports/mail/posts", user=user, count=made["count"], exported_at=exported_at)
    with storage.open_file(made["path"]) as file:
        attachment = ("posts.json", "application/json", file.read())
    message = compose(mail, to=user.email, attachments=[attachment])
    courier.deliver(message, key=key, user_id=user.id)
