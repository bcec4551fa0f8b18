"""Calling the webhook of a task that has ended, until somebody answers or there is no hope."""

from __future__ import annotations

import time
from typing import Any, cast
from urllib.parse import urljoin

import orjson
import sqlalchemy as sa
from flask import current_app

from app.accounts.models import User
from app.core import calls, clock
from app.core.calls import Bounds, ServiceError, TooSlow
from app.core.hosts import PrivateAddress
from app.extensions import db
from app.jobs import progress
from app.jobs.errors import TryLater
from app.jobs.models import State, Task
from app.jobs.told import ToldTask
from app.transactions import begin_writing
from app.webhooks import address, signing
from app.webhooks.models import Fault, Standing, Webhook

ANSWER_WITHIN_S = 10
# Answers that pass by themselves; so do all from 500 on.
BUSY = frozenset({408, 429})


def call_back(user: User, task: Task, *, attempt: int, state: str) -> None:
    """Call the webhook of a task, unless the task has gone on since. Raises TryLater."""
    call_id, hook = progress.task_id(), Webhook.of(task.id)
    if hook is None or user.suspended_at or (task.attempt, task.state) != (attempt, state):
        return
    url, secret, attempts, body = hook.url, hook.secret, hook.attempts + 1, _body(task)
    # Counted before, as nobody may be left to count it afterwards. And no transaction waits for a server.
    if not _write(call_id, attempts=attempts, tried_at=clock.now()):
        return
    signature = signing.headers(body, secret=secret, message_id=call_id, sent_at=int(time.time()))
    outcome = _ask(url, body, signature | {"User-Agent": "Microblog"})
    standing = _standing(outcome, attempts=attempts)
    status, fault = (None, outcome) if isinstance(outcome, Fault) else (outcome, None)
    _write(call_id, state=standing, status=status, fault=fault)
    if standing is Standing.PENDING:
        raise TryLater(f"a webhook answered: {outcome}")


def close(call_id: str) -> None:
    """Note of a call that was given up, in whatever process, that it failed. Commits; may run twice."""
    ended = sa.exists().where(Task.id == call_id, Task.state.in_((State.FAILED, State.CANCELLED)))
    _write(call_id, ended, Webhook.state == Standing.PENDING, state=Standing.FAILED)


def unsettled() -> list[str]:
    """The calls of which it is not known what became of them."""
    return [*Webhook.waiting_calls()]


def _ask(url: str, body: bytes, headers: dict[str, str]) -> int | Fault:
    """The status of the answer, or why there was none."""
    private_too = current_app.config["WEBHOOKS_TO_PRIVATE_ADDRESSES"]
    if not address.is_allowed(url, private_too=private_too):
        return Fault.NOT_ALLOWED
    bounds = Bounds(ANSWER_WITHIN_S, most_bytes=0, public_only=not private_too)
    try:
        status, _nothing = calls.post(url, body, headers=headers, bounds=bounds)
    except PrivateAddress:
        return Fault.NOT_ALLOWED
    except ServiceError as error:
        current_app.logger.info("a webhook gave no answer: %s", error)
        return Fault.TOO_SLOW if isinstance(error, TooSlow) else Fault.UNREACHABLE
    return status


def _standing(outcome: int | Fault, *, attempts: int) -> Standing:
    """What a call has come to with so many attempts, of which the last ended like this."""
    if isinstance(outcome, int) and 200 <= outcome < 300:
        return Standing.DELIVERED
    # The engine would give up as well, but as of a fault of ours, which operators are told of.
    hopeful = _passes(outcome) and attempts < current_app.config["JOB_MOST_ATTEMPTS"]
    return Standing.PENDING if hopeful else Standing.FAILED


def _passes(outcome: int | Fault) -> bool:
    if isinstance(outcome, Fault):
        return outcome is not Fault.NOT_ALLOWED
    return outcome >= 500 or outcome in BUSY


def _body(task: Task) -> bytes:
    base = current_app.config["BASE_URL"]
    with current_app.test_request_context(base_url=base):
        told = cast("dict[str, Any]", ToldTask().dump(task))
    told["_links"] = {name: urljoin(base, path) for name, path in told["_links"].items()}
    return orjson.dumps({"type": "task.ended", "timestamp": told["ended_at"], "data": told})


def _write(call_id: str, *conditions: sa.ColumnElement[bool], **values: Any) -> bool:
    begin_writing()
    counts = Webhook.note(call_id, *conditions, **values)
    db.session.commit()
    return counts
