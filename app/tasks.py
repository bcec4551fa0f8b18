"""Every job, under the name by which Redis knows it. A name is a promise: it outlives deploys."""

import time

from app.exports.mail import mail_posts
from app.extensions import db
from app.jobs.progress import report
from app.jobs.runner import job
from app.models import User


@job
def export_posts(user_id: int) -> None:
    """Mail a user all their posts as posts.json."""
    mail_posts(db.session.get_one(User, user_id), on_progress=report)


@job
def example(seconds: int) -> None:
    """Count seconds, to see a worker work; may be enqueued without a Task."""
    for second in range(seconds):
        report(second, seconds)
        time.sleep(1)
