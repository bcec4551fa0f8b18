"""Workers that die, and workers that are asked to."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from deploy.local import sessions
from tests.journeys.faults import oracle
from tests.journeys.faults.people import MANY, somebody
from tests.journeys.faults.steps import called_by, in_the_middle_of_mailing
from tests.journeys.faults.world import World, kill
from tests.support.servers import wait_for

HAND_BACK_WITHIN_S = 10


def kill_horse(world: World) -> None:
    kill(world.horse())


def kill_parent(world: World) -> None:
    horse, session = world.horse(), world.worker.pid
    world.worker.signal(signal.SIGKILL)
    wait_for(lambda: horse not in sessions.members(session), "the orphan to end", within_s=5)
    world.worker.start()


def kill_both(world: World) -> None:
    world.worker.kill()
    world.worker.start()


def terminate_horse(world: World) -> None:
    kill(world.horse(), signal.SIGTERM)


def terminate_parent(world: World) -> None:
    world.worker.signal(signal.SIGTERM)
    wait_for(lambda: not world.worker.alive, "the worker to end", within_s=HAND_BACK_WITHIN_S)
    world.worker.start()


def terminate_both(world: World) -> None:
    kill(world.horse(), signal.SIGTERM)
    terminate_parent(world)


def terminate_then_kill(world: World) -> None:
    world.worker.signal(signal.SIGTERM)
    kill_both(world)


FAULTS = [
    kill_horse,
    kill_parent,
    terminate_horse,
    terminate_parent,
    terminate_both,
    terminate_then_kill,
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_worker_ends_while_it_mails(world: World, fault: Callable[[World], None]):
    person = somebody(world)
    in_the_middle_of_mailing(person)
    fault(world)

    oracle.delivered(person)
    assert person.task.attempt >= 1, "it was interrupted"


@pytest.mark.parametrize("fault", [kill_both, pytest.param(terminate_parent, marks=pytest.mark.long)])
def test_a_worker_ends_while_it_collects(world: World, fault: Callable[[World], None]):
    person = somebody(world, MANY)
    person.click()
    wait_for(lambda: 0 < oracle.truthful(person).progress < 95, "some progress", every_s=0.01)
    fault(world)

    oracle.delivered(person)
    assert person.task.attempt >= 1, "it was interrupted"


def test_a_worker_that_is_idle_ends_soon_when_asked(world: World):
    terminate_parent(world)
    oracle.asks_again(somebody(world), done_before=0)


def test_a_worker_that_is_asked_to_end_after_the_dot_waits_for_the_answer(world: World):
    person = somebody(world)
    world.mailhost.slow_s = 1.5
    called_by(person, "slow after the dot")
    wait_for(lambda: oracle.archives(person), "the mail to be with the server")
    terminate_horse(world)

    oracle.delivered(person, most=1)
