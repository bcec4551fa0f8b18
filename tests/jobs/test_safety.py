"""What a worker accepts from Redis."""

import os
import pickle

import pytest
from rq import Queue
from rq.job import Callback, JobStatus
from rq.serializers import DefaultSerializer

from app.jobs.queue import QUEUE
from app.jobs.safety import OwnJob, PlainData, Refused
from tests.support.jobs import ask


class Forged:
    """Runs a program where it is unpickled."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


@pytest.fixture
def safely(work):
    """Work as our own worker does, but in this process."""
    return lambda: work(job_class=OwnJob, serializer=PlainData)


@pytest.mark.parametrize("value", [None, 1, 1.5, "words", b"bytes", [1, [2]], (1,), {"a": {"b": None}}, True])
def test_plain_data_comes_back_as_it_was(value):
    assert PlainData.loads(PlainData.dumps(value)) == value


def test_plain_data_is_what_a_plain_worker_reads():
    assert DefaultSerializer.loads(PlainData.dumps({"a": [1]})) == {"a": [1]}


def test_a_forged_job_runs_nothing(tmp_path):
    with pytest.raises(Refused, match="mkdir is not plain data"):
        PlainData.loads(pickle.dumps(Forged(tmp_path / "made")))

    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "name",
    ["os.system", "app.tasks.report.__globals__", "app.tasks.example.kind", "subprocess.run", "app.db", ""],
)
def test_what_is_no_task_is_refused(app, name):
    job = OwnJob.create("app.tasks.example", connection=app.redis)
    job._func_name = name

    with pytest.raises(Refused, match="is not a task"):
        _ = job.func


def test_a_method_of_an_object_is_refused(app):
    job = OwnJob.create("app.tasks.example", connection=app.redis)
    job._instance = "anything"

    with pytest.raises(Refused):
        _ = job.func


def test_a_job_that_would_run_a_program_fails_and_runs_nothing(app, safely, tmp_path):
    job = app.task_queue.enqueue("os.mkdir", str(tmp_path / "made"))
    safely()

    assert job.get_status() is JobStatus.FAILED
    assert not (tmp_path / "made").exists()


def test_what_a_job_wants_to_be_called_afterwards_is_not(app, safely, tmp_path, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    callback = Callback("os.mkdir")
    job = app.task_queue.enqueue(
        "app.tasks.example", 0, on_success=callback, on_failure=callback, on_stopped=callback
    )
    safely()
    own = OwnJob.fetch(job.id, connection=app.redis)

    assert job.get_status() is JobStatus.FINISHED
    assert (own.success_callback, own.failure_callback, own.stopped_callback) == (None, None, None)


def test_addresses_that_a_job_brings_are_not_called(app):
    assert OwnJob.create("app.tasks.example", connection=app.redis).send_webhooks(JobStatus.FINISHED) is None


def test_our_own_jobs_are_accepted(app, alice, safely, export):
    calls = []
    export(calls.append)
    ask(alice)
    safely()

    assert calls == [alice.id]


def test_the_guides_counter_is_accepted(app, safely):
    job = Queue(QUEUE, connection=app.redis).enqueue("app.tasks.example", 0)
    safely()

    assert job.get_status() is JobStatus.FINISHED


@pytest.mark.parametrize("name", ["report", "mail_archive", "job", "db"])
def test_what_is_no_job_is_refused_although_it_is_in_our_file(app, safely, name):
    job = app.task_queue.enqueue(f"app.tasks.{name}", 1)
    safely()

    assert job.get_status() is JobStatus.FAILED and "is not a task" in job.latest_result().exc_string
