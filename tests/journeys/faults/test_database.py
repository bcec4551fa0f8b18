"""Databases that are locked, restarted, and changed under a running job; rows that nobody can run."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa

from app.models import Task
from deploy.local.processes import Program
from deploy.local.servers import python
from tests.journeys.faults import oracle
from tests.journeys.faults.people import MANY, Person, crowd, somebody
from tests.journeys.faults.steps import in_the_middle_of_mailing
from tests.journeys.faults.world import World
from tests.support.servers import wait_for

TASKS = sa.inspect(Task).local_table
AWAY_S = 2


def test_the_database_is_away_in_mid_export(world: World):
    person = somebody(world)
    in_the_middle_of_mailing(person)
    with world.database.away():
        # With real times it is longer than anybody waits for a lock.
        time.sleep(25 if world.real_times else AWAY_S)

    oracle.delivered(person)
    oracle.asks_again(person)


def test_the_database_is_away_while_posts_are_collected(world: World):
    person = somebody(world, MANY)
    person.click()
    wait_for(lambda: 0 < person.task.progress < 95, "some progress", every_s=0.01)
    with world.database.away():
        time.sleep(AWAY_S)

    oracle.delivered(person)


def test_the_user_is_deleted_in_mid_export(world: World):
    person, other = somebody(world), somebody(world)
    in_the_middle_of_mailing(person)
    task_id, worker = person.task.id, world.worker.pid
    world.delete_user(person.id)

    oracle.stays_silent(person, 3)
    wait_for(lambda: not world.stored(task_id), "the archive to go")
    oracle.asks_again(other, done_before=0)
    assert world.worker.alive and world.worker.pid == worker


def test_two_sweeps_and_two_clocks_at_once(world: World):
    people = crowd(world, 6)
    clocks = [Program(f"clock-{n}", [*python("flask"), "clock"]) for n in (1, 2)]
    with world.running(*clocks):
        with world.without_worker():
            for person in people:
                person.click()
            world.flush()
            # Sent once by the click, and once by whichever sweep was first.
            for person in people:
                wait_for(lambda one=person: one.task.attempt, "a sweep", within_s=world.within_s)
            time.sleep(2 * world.setting("SWEEP_EVERY_S"))
            assert [person.task.attempt for person in people] == [1] * len(people)
        for person in people:
            oracle.delivered(person)


def test_a_job_that_this_release_does_not_know(world: World):
    person = somebody(world)
    _write_task(person, name="no_such_job", arguments={"args": [person.id], "kwargs": {}})
    # It had its tries: a newer release might have come.
    most = int(world.stack.environ.get("JOB_MOST_ATTEMPTS") or 20)
    world.write(sa.update(TASKS).where(TASKS.c.user_id == person.id).values(failures=most - 1))

    oracle.failed(person, "fault", within_s=world.within_s)
    oracle.told(person)


@pytest.mark.parametrize("arguments", ['{"args": 7}', '"words"', "{no json"])
def test_a_row_that_cannot_be_read(world: World, arguments: str):
    if world.database.name == "postgres" and arguments == "{no json":
        pytest.skip("PostgreSQL keeps no such thing")
    person, other = somebody(world), somebody(world)
    _write_task(person, name="export_posts", arguments={"args": [], "kwargs": {}})
    world.write(
        sa.text("update task set arguments = :arguments where user_id = :id"),
        {"arguments": arguments, "id": person.id},
    )

    oracle.failed(person, "fault", within_s=world.within_s)
    oracle.asks_again(person, done_before=0)
    oracle.asks_again(other, done_before=0)


def _write_task(person: Person, **values: object) -> None:
    row = {"id": f"{person.id:036}", "user_id": person.id, "complete": False, "state": "pending"}
    key = {"active_key": f"{person.id}:{values['name']}"}
    person.world.write(sa.insert(TASKS).values(description="Exporting posts...", **row, **key, **values))
