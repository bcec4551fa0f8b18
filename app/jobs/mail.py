"""The mail that tells how a task ended when it did not end well."""

from __future__ import annotations

from app.accounts.models import User
from app.core import urls
from app.deliveries import courier
from app.email import compose, render_for
from app.jobs.models import Task


def tell_ending(user: User, task: Task, *, attempt: int, state: str) -> None:
    """Mail a user how an attempt ended, unless the task has gone on since. Raises Permanent or TryLater."""
    if (task.attempt, task.state) != (attempt, state):
        return
    url = urls.link("main.user", username=user.username)
    words = render_for(user, "jobs/mail/ending", otherwise=task.language, user=user, task=task, url=url)
    key = f"ending:{task.id}-{attempt}-{state}"
    courier.deliver(compose(words, to=user.email), key=key, user_id=user.id)
