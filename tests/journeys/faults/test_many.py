"""Many people, two workers, and one of them killed again and again."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.journeys.faults import oracle
from tests.journeys.faults.people import crowd
from tests.journeys.faults.world import World

KILL_EVERY_S = 2


def test_everybody_is_served_while_workers_die(world: World, real_times: bool):
    size, seconds = (100, 30) if real_times else (30, 4)
    people = crowd(world, size)
    world.mailhost.mode, world.mailhost.slow_s = "slow", 0.3
    with world.running(world.another_worker()) as [second]:
        with ThreadPoolExecutor(8) as fingers:
            assert len([*fingers.map(lambda person: person.click(), people)]) == size
        victims = itertools.cycle([world.worker, second])
        for _round in range(seconds // KILL_EVERY_S):
            time.sleep(KILL_EVERY_S)
            victim = next(victims)
            victim.kill()
            victim.start()
        for person in people:
            # A kill between the server's 250 and the row that says so cannot be told from one before.
            oracle.delivered(person, within_s=60, most=2)
    copies = Counter(mail["Message-ID"] for person in people for mail in oracle.archives(person))
    assert len(copies) == size
    assert sum(count > 1 for count in copies.values()) <= seconds // KILL_EVERY_S
