"""Every job, under the name by which Redis knows it. A name is a promise: it outlives deploys."""

import time

from app.exports import archives, regular
from app.exports.mail import mail_archive
from app.extensions import db
from app.imports import uploads
from app.imports.importer import import_file
from app.jobs.mail import tell_ending
from app.jobs.progress import report
from app.jobs.runner import job
from app.models import Task, User
from app.webhooks import caller

# Often enough for a lively bar.
TICKS_A_SECOND = 4


@job(
    on_end=archives.tidy,
    leftovers=archives.leftovers,
    hourly=regular.start_due,
    page=("main.export", "export_id"),
)
def export_posts(user_id: int) -> None:
    """Make the archive that a user asked for, all their posts unless they chose otherwise, and mail it."""
    mail_archive(db.session.get_one(User, user_id), on_progress=report)


@job(on_end=uploads.discard_read, leftovers=uploads.forgotten, page=("main.show_import", "import_id"))
def import_posts(user_id: int) -> None:
    """Take the posts of an uploaded file into a user's account, each once."""
    import_file(user_id, on_progress=report)


@job(limit_s=120)
def mail_ending(user_id: int, task_id: str, attempt: int, state: str) -> None:
    """Tell a user by mail that a task of theirs did not end well, if that is still so."""
    tell_ending(
        db.session.get_one(User, user_id), db.session.get_one(Task, task_id), attempt=attempt, state=state
    )


@job(limit_s=60, on_end=caller.close, leftovers=caller.unsettled)
def call_webhook(user_id: int, task_id: str, attempt: int, state: str) -> None:
    """Call the address that a user gave for when a task of theirs has ended, if it ended like this."""
    caller.call_back(
        db.session.get_one(User, user_id), db.session.get_one(Task, task_id), attempt=attempt, state=state
    )


@job(needs_row=False)
def example(seconds: int) -> None:
    """Count seconds, to see a worker work; may be enqueued without a Task."""
    for tick in range(TICKS_A_SECOND * seconds):
        report(tick, TICKS_A_SECOND * seconds)
        time.sleep(1 / TICKS_A_SECOND)
