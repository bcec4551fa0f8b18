"""The mail that brings the archive, or the way to it."""

from __future__ import annotations

from flask_mail import Message

from app.accounts.models import User
from app.core import bundle, storage
from app.core.language import in_language_of
from app.core.urls import link
from app.deliveries import courier
from app.email import compose, fits_a_mail, render
from app.exports import archives
from app.exports.models import Archive, Export, path_of
from app.jobs import progress
from app.jobs.errors import Permanent
from app.transactions import insist


def mail_archive(user: User, *, on_progress: progress.Progress) -> None:
    """Make the archive that the current task is for, and mail it: two steps, each done once.

    Raises Permanent, TryLater, or OperationalError where the database is away.
    """
    export_id, user_id = progress.task_id(), user.id
    export = insist(lambda: Export.open(export_id, user_id=user_id))
    with in_language_of(user, otherwise=export.task.language if export.task else None):
        _make_and_deliver(user, export, on_progress=on_progress)


def _make_and_deliver(user: User, export: Export, *, on_progress: progress.Progress) -> None:
    def build() -> Archive:
        return archives.build(export, on_progress=on_progress)

    made: Archive = progress.once("archive", build)
    # Each archive is mailed once; who asks again after a failure gets another one, in a mail of its own.
    key = f"posts:{export.id}:{made['exported_at']}"
    if storage.size(path_of(export.id, made["key"])) != made["archive_bytes"]:
        # Another host made it, and shares no store with this one; or the power failed before it was on disk.
        made = build()
    insist(lambda: export.publish(made))
    _deliver(user, export, key=key)


def _deliver(user: User, export: Export, *, key: str) -> None:
    attached = fits_a_mail(export.posts_bytes or 0)
    try:
        courier.deliver(_message(user, export, attached=attached), key=key, user_id=user.id)
    except Permanent as error:
        if not attached or error.reason != "too-large":
            raise
        # The server takes less than we thought. It has taken nothing yet, and gets the way to it instead.
        courier.deliver(_message(user, export, attached=False), key=key, user_id=user.id)


def _message(user: User, export: Export, *, attached: bool) -> Message:
    page, file = (link(f"main.{name}", export_id=export.id) for name in ("export", "export_file"))
    words = render("exports/mail/posts", user=user, export=export, attached=attached, page=page, file=file)
    files = [(bundle.POSTS, "application/json", archives.posts_of(export))] if attached else []
    return compose(words, to=user.email, attachments=files)
