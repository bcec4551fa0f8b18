"""A plainly typed `rq worker microblog-tasks`, and nobody who heals but people who look at the page."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator

import pytest

from tests.journeys.faults import oracle
from tests.journeys.faults.people import crowd, somebody
from tests.journeys.faults.steps import in_the_middle_of_mailing
from tests.journeys.faults.world import World, Worlds, kill, the_worlds

SETTLED_WITHIN_S = 60


@pytest.fixture(scope="module")
def worlds(real_times: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    """Worlds with RQ's own worker class."""
    folder, plain = tmp_path_factory.mktemp("plain"), {"RQ_WORKER_CLASS": "rq.worker.Worker"}
    with the_worlds(folder, real_times=real_times, **plain) as worlds:
        yield worlds


def kill_horse(world: World) -> None:
    kill(world.horse())


def kill_parent(world: World) -> None:
    world.worker.signal(signal.SIGKILL)
    world.worker.start()


def kill_both(world: World) -> None:
    world.worker.kill()
    world.worker.start()


LONG = [pytest.param(fault, marks=pytest.mark.long) for fault in (kill_horse, kill_parent)]


@pytest.mark.parametrize("fault", [kill_both, *LONG])
def test_a_plain_worker_is_killed(world: World, fault: Callable[[World], None]):
    person = somebody(world)
    in_the_middle_of_mailing(person)
    fault(world)

    oracle.delivered(person)


def test_what_a_plain_worker_should_do_is_flushed(world: World):
    people = crowd(world, 2)
    with world.without_worker():
        for person in people:
            person.click()
        world.flush()

    for person in people:
        oracle.delivered(person, within_s=SETTLED_WITHIN_S)


@pytest.mark.long
def test_redis_is_killed_under_a_plain_worker(world: World):
    person = somebody(world)
    in_the_middle_of_mailing(person)
    with world.redis_away(empty=True):
        pass
    # It may have ended over that; whoever supervises it starts it again.
    world.worker.kill()
    world.worker.start()

    oracle.delivered(person)
