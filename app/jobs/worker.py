"""The worker class: one application for all jobs, and a worker that survives what happens to workers.

Used as `RQ_WORKER_CLASS=app.jobs.worker.Worker rq worker microblog-tasks`. docs/jobs.md says what RQ's own
class does instead.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Generator
from typing import Any, NoReturn

import rq
from flask import Flask
from rq.exceptions import StopRequested
from rq.job import Job, JobStatus
from rq.queue import Queue
from werkzeug.utils import import_string

from app.core import pulse
from app.core.redis import RedisError
from app.extensions import db
from app.jobs import watch
from app.jobs.rehearsal import rehearse
from app.jobs.safety import OwnJob, PlainData
from app.jobs.sweeper import Sweeper, Timekeeper
from app.jobs.workers import OWN_KIND

# RQ takes a job for abandoned after this, instead of its own minute and a half; our sweep needs no more.
DEAD_AFTER_S = 15
MONITOR_EVERY_S = 2
MAINTAIN_EVERY_S = 10
WORKER_TTL_S = 25
# How long a child goes on to further jobs. If it crashes, the sweep finds the one that it had.
GO_ON_S = 1.0
# The parent knows nothing of those, so RQ's books hold them for alive; the row knows better.
UNWATCHED_S = 3600
# How soon an idle worker that is asked to end does so.
LOOK_UP_EVERY_S = 2
PR_SET_PDEATHSIG = 1


class Worker(rq.Worker):
    """RQ's forking worker with the application loaded in the parent."""

    # RQ waits longer each time Redis is away, up to a minute; people wait for the job that follows.
    max_connection_wait_time = 2

    def __init__(self, queues: Any, *args: Any, **kwargs: Any) -> None:
        # The command line gives its own defaults, so that these are set here or nowhere.
        kwargs |= {"serializer": PlainData, "job_class": OwnJob, "worker_ttl": WORKER_TTL_S}
        kwargs |= {"job_monitoring_interval": MONITOR_EVERY_S, "maintenance_interval": MAINTAIN_EVERY_S}
        names = [getattr(queue, "name", queue) for queue in queues]
        super().__init__(names, *args, **kwargs)
        self._going_on = False
        # Like gunicorn, a worker finds the application by its public name.
        self.app: Flask = import_string("microblog:app")
        import_string("app.tasks")
        rehearse(self.app)
        self.sweeper, self.timekeeper = Sweeper(self.app), Timekeeper(self.app)

    def serialize(self) -> dict[str, Any]:
        """What RQ's books say of this worker, and that it is one of ours."""
        return super().serialize() | {"kind": OWN_KIND}

    def get_heartbeat_ttl(self, job: Job) -> int:  # noqa: ARG002 (RQ's signature)
        """How long RQ's own books hold a job for alive, in seconds."""
        return UNWATCHED_S if self._going_on else DEAD_AFTER_S

    def main_work_horse(self, job: Job, queue: Queue) -> NoReturn:
        """In the child: drop the connections that belong to the parent, then work inside the application."""
        with self.app.app_context():
            db.engine.dispose(close=False)
            super().main_work_horse(job, queue)

    def perform_job(self, job: Job, queue: Queue) -> bool:
        """In the child: run a job, then those behind it for a moment: a fork costs more than a small job."""
        until = time.monotonic() + GO_ON_S
        performed = super().perform_job(job, queue)
        while not watch.end_requested.is_set() and time.monotonic() < until:
            found = self._find(self._next)
            if found is None:
                break
            self._going_on = True
            self.prepare_execution(found[0])
            super().perform_job(*found)
        return performed

    def setup_work_horse_signals(self) -> None:
        """In the child: leave SIGTERM to the run, and do not outlive the parent."""
        super().setup_work_horse_signals()
        signal.signal(signal.SIGTERM, watch.request_end)
        if self._stop_requested:
            # SIGTERM came after the fork, to the handler that was the parent's.
            watch.end_requested.set()
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self.pid:
            # The parent died before the line above.
            os._exit(1)

    def handle_warm_shutdown_request(self) -> None:
        """Pass the request to end on to the run, which finishes or hands its task back."""
        super().handle_warm_shutdown_request()
        self._tell_child_to_end()

    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        """Begin a child; it may have to end at once."""
        super().fork_work_horse(job, queue)
        if self._stop_requested:
            self._tell_child_to_end()

    def _tell_child_to_end(self) -> None:
        # Not its group, as RQ does: for a moment after the fork that is our own.
        if self.horse_pid and not self.is_horse:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.horse_pid, signal.SIGTERM)

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Job, Queue] | None:
        """Wait for a job; to end or to rest is heeded between two looks, so that none is lost on the way."""
        if timeout is None or max_idle_time is not None:
            return self._find(lambda: self._wait(timeout, max_idle_time))
        while not self._stop_requested:
            self._begin_side_work()
            found = self._find(lambda: self._wait(timeout, LOOK_UP_EVERY_S))
            if found and self._stop_requested:
                self._give_back(*found)
            elif found:
                return found
            # Before the first look RQ has done this.
            self.check_for_suspension(burst=False)
        raise StopRequested

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run a job in a child. Redis away is no reason to end: the row knows how the job went."""
        try:
            super().execute_job(job, queue)
        except RedisError as error:
            self.log.warning("Redis went away around job %s: %s", job.id, error)
            if self.horse_pid:
                self.wait_for_horse()

    def maintain_heartbeats(self, job: Job) -> None:
        """Tell RQ's books that the job is alive, and sweep: all workers may be busy with long jobs."""
        self._begin_side_work()
        with self._whether_redis_is_there_or_not():
            if job.get_status() is JobStatus.STARTED:
                super().maintain_heartbeats(job)
            else:
                # The child has gone on to another.
                self.heartbeat()

    def heartbeat(self, *args: Any, **kwargs: Any) -> None:
        """Note in RQ's books that the worker is alive, and for whoever looks after this machine."""
        pulse.beat(self.app)
        with self._whether_redis_is_there_or_not():
            super().heartbeat(*args, **kwargs)

    def set_state(self, *args: Any, **kwargs: Any) -> None:
        """Note in RQ's books what the worker does."""
        with self._whether_redis_is_there_or_not():
            super().set_state(*args, **kwargs)

    def set_current_job_working_time(self, *args: Any, **kwargs: Any) -> None:
        """Note in RQ's books how long the job has been running."""
        with self._whether_redis_is_there_or_not():
            super().set_current_job_working_time(*args, **kwargs)

    def check_for_suspension(self, *args: Any, **kwargs: Any) -> None:
        """Wait, with signs of life, while an operator has suspended all workers."""
        with self._whether_redis_is_there_or_not():
            super().check_for_suspension(*args, **kwargs)

    def run_maintenance_tasks(self) -> None:
        """Let RQ tidy its books; what it makes of a job says nothing about the task."""
        with self._whether_redis_is_there_or_not():
            try:
                super().run_maintenance_tasks()
            except RedisError:
                raise
            except Exception:
                # One bad entry would otherwise end every worker in turn.
                self.log.exception("RQ's maintenance failed")
                for queue in self.queues:
                    queue.release_maintenance_lock()

    def _begin_side_work(self) -> None:
        # Also while Redis is away, and RQ has no heart to beat.
        pulse.beat(self.app)
        self.sweeper.run_if_due()
        self.timekeeper.run_if_due()

    def _shutdown(self) -> None:
        # RQ raises from inside the signal handler, perhaps between popping a job and noting that it has it.
        self._stop_requested = True

    def _wait(self, timeout: int | None, max_idle_time: int | None) -> tuple[Job, Queue] | None:
        return super().dequeue_job_and_maintain_ttl(timeout, max_idle_time)

    def _next(self) -> tuple[Job, Queue] | None:
        """The job that waits already, if there is one."""
        settings: dict[str, Any] = {"job_class": self.job_class, "serializer": self.serializer}
        return self.queue_class.dequeue_any(self.queues, None, connection=self.connection, **settings)

    def _find(self, look: Callable[[], tuple[Job, Queue] | None]) -> tuple[Job, Queue] | None:
        """A job that can be read; one that cannot is dropped."""
        try:
            return look()
        except RedisError as error:
            self.log.warning("no job can be fetched: %s", error)
            time.sleep(LOOK_UP_EVERY_S)
            return None
        except Exception as error:
            job_id = getattr(error, "job_id", None)
            if job_id is None:
                raise
            # RQ would end here, and its successor at the same job. If it is a task, the sweep sends it anew.
            self.log.exception("job %s cannot be read and is dropped", job_id)
            with self._whether_redis_is_there_or_not():
                self.connection.lrem(self.queues[0].intermediate_queue_key, 1, job_id)
            return None

    @contextlib.contextmanager
    def _whether_redis_is_there_or_not(self) -> Generator[None]:
        """RQ ends a worker that cannot keep its books; they can wait."""
        try:
            yield
        except RedisError as error:
            self.log.warning("RQ's books were not kept: %s", error)

    def _give_back(self, job: Job, queue: Queue) -> None:
        with self.connection.pipeline() as pipeline:
            pipeline.lrem(queue.intermediate_queue_key, 1, job.id)
            pipeline.lpush(queue.key, job.id)
            pipeline.execute()
