"""What somebody who can write to Redis can make our worker do: nothing."""

from __future__ import annotations

import os
import pickle
import zlib
from pathlib import Path

from redis import Redis
from rq import Queue
from rq.job import Job

from tests.journeys.faults import oracle
from tests.journeys.faults.people import somebody
from tests.journeys.faults.world import World

QUEUE = "microblog-tasks"


class Shell:
    """A pickle that runs a command when it is loaded."""

    def __init__(self, witness: Path) -> None:
        self.command = f"touch {witness}"

    def __reduce__(self) -> object:
        return os.system, (self.command,)


def test_a_forged_pickle_runs_nothing(world: World, tmp_path: Path):
    witness = tmp_path / "witness"
    with world.redis as redis:
        job = _enqueue(redis, "app.tasks.example", 0, data=zlib.compress(pickle.dumps(Shell(witness))))
        redis.hset(job.key, "meta", pickle.dumps(Shell(witness)))

    _all_is_well(world)
    assert not witness.exists()


def test_a_function_that_is_none_of_ours_is_refused(world: World, tmp_path: Path):
    witness = tmp_path / "witness"
    with world.redis as redis:
        _enqueue(redis, "os.system", f"touch {witness}")
        _enqueue(redis, "app.tasks.db.session.execute", "delete from user")

    _all_is_well(world)
    assert not witness.exists()


def test_altered_arguments_do_what_the_row_says(world: World):
    person, victim = somebody(world), somebody(world)
    with world.without_worker():
        person.click()
        with world.redis as redis:
            job = Job.fetch(person.task.id, connection=redis)
            job._args, job._data = (victim.id,), b""
            job.data = pickle.dumps(("app.tasks.export_posts", None, (victim.id,), {}))
            job.save()

    oracle.delivered(person)
    assert not oracle.archives(victim)


def test_a_job_without_a_row_is_refused(world: World):
    victim = somebody(world)
    with world.redis as redis:
        _enqueue(redis, "app.tasks.export_posts", victim.id)

    _all_is_well(world)
    assert not oracle.archives(victim)


def _enqueue(redis: Redis, name: str, *args: object, data: bytes | None = None) -> Job:
    queue = Queue(QUEUE, connection=redis)
    job = Job.create(name, args=args, connection=redis, origin=QUEUE)
    if data:
        job.save()
        redis.hset(job.key, "data", data)
        redis.rpush(queue.key, job.id)
        return job
    return queue.enqueue_job(job)


def _all_is_well(world: World) -> None:
    worker = world.worker.pid
    oracle.asks_again(somebody(world), done_before=0)
    assert world.worker.alive and world.worker.pid == worker
