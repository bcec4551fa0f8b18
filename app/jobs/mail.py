"""The mail that tells how a task ended when it did not end well."""

from __future__ import annotations

from app.accounts.models import User
from app.core import urls
from app.deliveries import courier
from app.email import compose, render
from app.jobs.models import Task


def tell_ending(user: User, task: Task) -> None:
    """Mail a user what became of a task. Raises Permanent or TryLater."""
    url = urls.link("main.user", username=user.username)
    mail = render("jobs/mail/ending", user=user, task=task, url=url)
    key = f"ending:{task.id}-{task.attempt}"
    courier.deliver(compose(mail, to=user.email), key=key, user_id=user.id)
