"""Chaos: people ask for their posts while everything fails at random. `make chaos ARGS="--seconds 300"`."""

from __future__ import annotations

import argparse
import contextlib
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.processes import Process, StackError
from tests.journeys.faults import oracle
from tests.journeys.faults.people import Person, crowd
from tests.journeys.faults.smtp import MODES
from tests.journeys.faults.world import World, kill, the_worlds

CALM_WITHIN_S = 90
PASSING_MODES = sorted(set(MODES) - {"ok", "550", "552"})


@dataclass
class Chaos:
    """What happens, in an order that a seed decides."""

    world: World
    workers: list[Process]
    dice: random.Random
    happened: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    def go(self, people: list[Person], seconds: float) -> None:
        """Break things for so long, while people click."""
        clicking = threading.Thread(target=self._click, args=[people])
        clicking.start()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            fault = self.dice.choice(self._faults())
            self.happened[fault.__name__.strip("_")] += 1
            fault()
            time.sleep(self.dice.uniform(0.2, 2))
        self.over.set()
        clicking.join()
        self._calm()

    def _faults(self) -> list[Callable[[], None]]:
        processes = [self._kill_horse, self._kill_parent, self._kill_worker, self._terminate]
        servers = [self._redis_away, self._redis_empty, self._flush, self._database_away, self._mail_fails]
        return [*processes, *servers, self._mail_fails, self._mail_refuses]

    def _click(self, people: list[Person]) -> None:
        while not self.over.wait(self.dice.uniform(0, 0.3)):
            person = self.dice.choice(people)
            # A click that is answered with an error is not accepted; nobody was promised anything.
            with contextlib.suppress(StackError, AssertionError):
                person.click()
                self.accepted[person.name] += 1

    def _calm(self) -> None:
        self.world.heal()
        for worker in self.workers:
            if not worker.alive:
                worker.start()

    def _kill_horse(self) -> None:
        with contextlib.suppress(AssertionError):
            kill(self.world.horse(self.dice.choice(self.workers), within_s=0.5))

    def _kill_parent(self) -> None:
        worker = self.dice.choice(self.workers)
        worker.signal(signal.SIGKILL)
        worker.launch()

    def _kill_worker(self) -> None:
        worker = self.dice.choice(self.workers)
        worker.kill()
        worker.launch()

    def _terminate(self) -> None:
        worker = self.dice.choice(self.workers)
        worker.signal(signal.SIGTERM)
        time.sleep(self.dice.uniform(0, 5))
        worker.launch()

    def _redis_away(self) -> None:
        with self.world.redis_away():
            time.sleep(self.dice.uniform(0, 4))

    def _redis_empty(self) -> None:
        with self.world.redis_away(empty=True):
            time.sleep(self.dice.uniform(0, 4))

    def _flush(self) -> None:
        self.world.flush()

    def _database_away(self) -> None:
        with self.world.database.away():
            time.sleep(self.dice.uniform(0, 4))

    def _mail_fails(self) -> None:
        self.world.mailhost.upcoming += self.dice.choices(PASSING_MODES, k=3)

    def _mail_refuses(self) -> None:
        self.world.mailhost.refuse()
        time.sleep(self.dice.uniform(0, 4))
        self.world.mailhost.listen()


def judge(world: World, people: list[Person]) -> dict[str, int]:
    """Wait until nothing is under way; then what must hold. Raises AssertionError."""
    until = time.monotonic() + CALM_WITHIN_S
    while stuck := [person.name for person in people if not _at_rest(person)]:
        assert time.monotonic() < until, f"stuck: {stuck}"
        time.sleep(0.5)
    counts: Counter[str] = Counter()
    for person in people:
        copies = Counter(mail["Message-ID"] for mail in oracle.archives(person))
        states = Counter(str(task.state) for task in world.tasks(person.id))
        unconfirmed = sum(task.reason == "unconfirmed" for task in world.tasks(person.id))
        told = f"{person.name}: {states} {copies}"
        assert states["done"] <= len(copies) <= states["done"] + unconfirmed, told
        assert max(copies.values(), default=0) <= 2, told
        oracle.may_ask_again(person)
        counts.update(states)
        counts["mails twice"] += sum(number > 1 for number in copies.values())
    return dict(counts)


def _at_rest(person: Person) -> bool:
    tasks = person.world.tasks(person.id)
    with contextlib.suppress(StackError):
        if tasks:
            oracle.truthful(person)
        return all(task.complete for task in tasks)
    return False


def main() -> None:
    """Read the command line, let it happen, and say how it went."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}\n")
    with contextlib.ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="chaos")))
        world = opened.enter_context(the_worlds(folder))(options.database)
        [second] = opened.enter_context(world.running(world.another_worker()))
        people = crowd(world, options.people)
        chaos = Chaos(world, [world.worker, second], random.Random(options.seed))
        chaos.go(people, options.seconds)
        sys.stdout.write(f"faults {dict(chaos.happened)}\nclicks {chaos.accepted.total()}\n")
        sys.stdout.write(f"tasks  {judge(world, people)}\n")


if __name__ == "__main__":
    main()
