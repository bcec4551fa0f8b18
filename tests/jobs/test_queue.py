"""The way to Redis."""

import logging

from app import db
from app.core import redis
from app.jobs import queue
from app.jobs.queue import Sending


def sending(task_id="one", attempt=0):
    return Sending(task_id, attempt, "export_posts", (1,), {})


def without_redis(app, monkeypatch):
    monkeypatch.setattr(app.task_queue, "connection", redis.connect("redis://127.0.0.1:1/0"))
    monkeypatch.setattr(app, "redis", redis.connect("redis://127.0.0.1:1/0"))


def test_what_is_sent_twice_is_queued_once(app):
    queue.send(sending())
    queue.send(sending())

    assert app.task_queue.job_ids == ["one"]


def test_redis_away_is_a_warning_and_the_request_goes_on(app, alice, monkeypatch, caplog):
    without_redis(app, monkeypatch)
    task = alice.launch_task("export_posts", "Exporting posts...")
    with caplog.at_level(logging.WARNING):
        db.session.commit()

    assert alice.get_tasks_in_progress() == [task]
    assert f"task {task.id} waits" in caplog.text


def test_a_job_that_redis_lost_is_none(app):
    assert queue.fetch("nothing") is None


def test_a_job_is_none_while_redis_is_away(app, monkeypatch):
    without_redis(app, monkeypatch)

    assert queue.fetch("nothing") is None


def test_jobs_have_a_time_limit_of_their_own(app):
    queue.send(sending())

    assert queue.fetch("one").timeout == queue.TIME_LIMIT_S
