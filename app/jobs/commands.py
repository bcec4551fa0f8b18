"""What operators type: `flask jobs …`, and `flask clock`, the process that keeps time."""

from __future__ import annotations

import re
import signal
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import clock, pulse
from app.core.context import the_app
from app.extensions import db
from app.jobs import attempts, rota, runner, sweep as sweeping
from app.jobs.models import State, Task
from app.jobs.states import hopeful
from app.transactions import begin_writing

SHOWN = (
    *("id", "name", "user_id", "state", "reason", "progress", "attempt", "failures", "arguments", "steps"),
    *("bar", "items_done", "items_total"),
    *("created_at", "sent_at", "run_after", "started_at", "beat_at", "expected_at", "ended_at"),
)

AGO = re.compile(r"(\d{1,5})([smhd])")
UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}

jobs = AppGroup("jobs", help="See and mend the background work.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(jobs)
    app.cli.add_command(tick)


@jobs.command("list")
@click.option(
    "--state", type=click.Choice([state.value for state in State]), help="Only those in this state."
)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def list_tasks(state: str | None, limit: int) -> None:
    """List tasks, the newest first."""
    tasks = select(Task).order_by(Task.created_at.desc()).limit(limit)
    found = db.session.scalars(tasks.where(Task.state == State(state)) if state else tasks).all()
    click.echo(f"{'id':36} {'state':9} {'%':>3} {'age':>7} {'tries':>5} user job")
    for task in found:
        told = f"{task.id:36} {task.state:9} {task.get_progress():3} {_age(task):>7} {task.failures:5}"
        click.echo(f"{told} {task.user_id} {task.name} {task.reason or ''}".rstrip())


@jobs.command()
@click.argument("task_id")
def show(task_id: str) -> None:
    """Show all that is known of a task; the first characters of its id are enough."""
    task = _find(task_id)
    for column in SHOWN:
        click.echo(f"{column:12} {getattr(task, column)}")
    for attempt in attempts.read(task.attempts):
        click.echo(
            f"attempt {attempt.number:<4} {attempt.ended_at or '?'} {attempt.outcome} {attempt.comment}"
        )


def _moment(_context: click.Context, _parameter: click.Parameter, words: str | None) -> datetime | None:
    """The moment that `2026-11-21T20:00` (UTC) or `2h` (ago) means."""
    if words is None:
        return None
    if ago := AGO.fullmatch(words):
        return clock.now() - int(ago[1]) * UNITS[ago[2]]
    try:
        moment = datetime.fromisoformat(words)
    except ValueError as error:
        raise click.BadParameter("Give a moment, as 2026-11-21T20:00, or how long ago, as 90m.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@jobs.command()
@click.argument("task_id", required=False)
@click.option("--failed-since", "since", callback=_moment, help="All since: 2026-11-21T20:00 (UTC), or 2h.")
@click.option("--limit", default=1000, show_default=True, type=click.IntRange(1, 10_000))
def retry(task_id: str | None, since: datetime | None, limit: int) -> None:
    """Begin a task again that failed or was cancelled, or all that failed since a moment."""
    if (task_id is None) is (since is None):
        raise click.UsageError("Name either a task or a moment.")
    if since:
        _retry_failed(since, limit=limit)
        return
    task = _find(task_id or "")
    try:
        begun = _retry(task)
    except IntegrityError as error:
        raise click.ClickException("The user has another one of this kind under way.") from error
    if not begun:
        raise click.ClickException(f"It is {task.state}: there is nothing to try again.")
    click.echo("It waits for a worker.")


@jobs.command()
@click.argument("task_id")
def cancel(task_id: str) -> None:
    """Stop a task; the user is told by mail."""
    task = _find(task_id)
    if not runner.cancel(task, comment="by an operator", by_mail=True):
        raise click.ClickException(f"It is {task.state}: it is too late to cancel it.")
    click.echo("It is cancelled.")


@jobs.command()
def sweep() -> None:
    """Put right now what was lost on the way, whoever else may be doing it."""
    sweeping.sweep()
    click.echo("Swept.")


@click.command("clock")
@with_appcontext
def tick() -> None:
    """Sweep every few seconds, and do what has its times, until told to end; any number of these may run."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: over.set())
    current_app.logger.info("the clock ticks")
    with rota.kept(the_app()):
        pulse.beat(current_app)
        while not over.wait(current_app.config["SWEEP_EVERY_S"]):
            sweeping.sweep_quietly()
            db.session.remove()
            pulse.beat(current_app)


def _retry_failed(since: datetime, *, limit: int) -> None:
    # What is beyond hope stays as it is, and would come first each time.
    failed = select(Task.id).where(Task.state == State.FAILED, Task.ended_at >= since, hopeful(Task.reason))
    found = db.session.scalars(failed.order_by(Task.ended_at).limit(limit)).all()
    begun = 0
    for task_id in found:
        begin_writing()
        task = db.session.get(Task, task_id)
        with suppress(IntegrityError):
            begun += task is not None and _retry(task)
    click.echo(f"{begun} of {len(found)} wait for a worker.")
    if begun < len(found):
        click.echo("Of the others their users have another one under way.")
    if len(found) == limit:
        click.echo("There may be more: say it again.")


def _retry(task: Task) -> bool:
    begun = task.retry(comment="by an operator")
    db.session.commit()
    return begun


def _find(task_id: str) -> Task:
    begin_writing()
    begins = Task.id.startswith(task_id, autoescape=True)
    found = db.session.scalars(select(Task).where(begins).limit(2)).all()
    if len(found) != 1:
        raise click.ClickException("Several tasks begin so." if found else "There is no such task.")
    return found[0]


def _age(task: Task) -> str:
    seconds = int((clock.now() - task.created_at).total_seconds()) if task.created_at else 0
    hours, rest = divmod(seconds, 3600)
    return f"{hours}h{rest // 60:02}m" if hours else f"{rest // 60}m{rest % 60:02}s"
