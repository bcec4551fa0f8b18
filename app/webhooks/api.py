"""Being called when a task has ended, for programs."""

from __future__ import annotations

from typing import Any

from apifairy import body, other_responses, response
from flask import abort, current_app
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.api.auth import needs, the_user
from app.core.web import api
from app.errors import Problem
from app.extensions import db
from app.jobs.models import Task
from app.webhooks import registration
from app.webhooks.models import Webhook
from app.webhooks.told import NewWebhook, SetWebhook, ToldWebhook

NOT_THERE = "The user has no such task, or it has no webhook."
NO_TASK = "The user has no such task."
ADDRESS = "/tasks/<task_id>/webhook"


@api.put(ADDRESS)
@needs("write")
@body(NewWebhook)
@response(SetWebhook)
@other_responses({201: (SetWebhook, "There was none before."), 404: NO_TASK})
def set_webhook(asked: dict[str, Any], task_id: str) -> Any:
    """Be called when a task has ended, now if it has: 201, or 200 in the place of another address.

    The secret with which calls are signed is a new one each time, and told only here.
    """
    task = _own(task_id)
    if task.complete and registration.calls_too_many(task.user_id):
        raise Problem(429, _("That was a lot for one minute. Please wait a little."), retry_after_s=60)
    status = 200 if Webhook.of(task.id) else 201
    hook = registration.register(task, asked["url"])
    db.session.commit()
    current_app.logger.info("user %s has a webhook for task %s", the_user().id, task.id)
    return hook, status


@api.get(ADDRESS)
@needs("read")
@response(ToldWebhook)
@other_responses({404: NOT_THERE})
def get_webhook(task_id: str) -> Any:
    """Who is called when a task has ended, and what became of the call."""
    return Webhook.of(_own(task_id).id) or abort(404)


@api.delete(ADDRESS)
@needs("write")
@other_responses({404: NO_TASK})
def delete_webhook(task_id: str) -> ResponseReturnValue:
    """Be called no more; nothing to end is as good."""
    registration.withdraw(_own(task_id))
    db.session.commit()
    return "", 204


def _own(task_id: str) -> Task:
    return the_user().find_task(task_id) or abort(404)
