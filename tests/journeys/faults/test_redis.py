"""Redis goes away, comes back, and forgets."""

from __future__ import annotations

from tests.journeys.faults import oracle
from tests.journeys.faults.people import crowd, somebody
from tests.journeys.faults.steps import in_the_middle_of_mailing
from tests.journeys.faults.world import World
from tests.support.servers import wait_for

# A second on a machine that does nothing else.
CLICK_MOST_S = 3


def test_redis_is_down_at_the_click(world: World):
    person = somebody(world)
    with world.redis_away():
        assert person.click() < CLICK_MOST_S
        assert person.poll()["state"] == "pending"

    oracle.delivered(person, within_s=30)


def test_redis_is_killed_in_mid_export_and_forgets_everything(world: World):
    person = somebody(world)
    in_the_middle_of_mailing(person)
    with world.redis_away(empty=True):
        pass

    oracle.delivered(person)
    oracle.asks_again(person)


def test_a_worker_survives_redis_while_it_is_idle(world: World):
    worker = world.worker.pid
    with world.redis_away(empty=True):
        pass

    oracle.asks_again(somebody(world), done_before=0)
    assert world.worker.alive and world.worker.pid == worker


def test_twenty_queued_jobs_are_flushed(world: World):
    people = crowd(world, 20)
    with world.without_worker():
        for person in people:
            person.click()
        world.flush()

    for person in people:
        oracle.delivered(person, within_s=60)


def test_redis_forgets_a_job_that_waits_for_its_next_try(world: World):
    person = somebody(world)
    world.mailhost.upcoming.append("451")
    person.click()
    wait_for(lambda: person.task.failures, "the first try")
    world.flush()

    oracle.delivered(person)
