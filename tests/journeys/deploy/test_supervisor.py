"""Workers come and go under a real Supervisor, and nobody's export is lost or comes twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from deploy.local.places import STORAGE
from tests.journeys.deploy.installation import Servers
from tests.journeys.deploy.supervisor import Supervisor, supervised
from tests.journeys.faults import oracle
from tests.journeys.faults.dbms import Sqlite
from tests.journeys.faults.people import crowd
from tests.journeys.faults.smtp import Mailhost
from tests.journeys.faults.world import World
from tests.support.servers import wait_for

PEOPLE = 50
WITHIN_S = 120


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with Mailhost(mode="slow", slow_s=0.3) as mailhost:
        environ = {"MAIL_PORT": str(mailhost.port), "FLASK_DEBUG": "0"}
        with Servers(tmp_path_factory.mktemp("site"), environ=environ) as servers:
            servers.python("migrate", "flask", "db", "upgrade")
            yield World(servers, mailhost, Sqlite(servers.folder), False, servers.folder / STORAGE)


@pytest.fixture(scope="module")
def supervisor(world: World) -> Iterator[Supervisor]:
    with supervised(world.stack) as supervisor:
        yield supervisor


def scale(supervisor: Supervisor, world: World, workers: int) -> None:
    """Change how many workers there are, and see them at work."""
    supervisor.scale(workers)
    wait_for(lambda: world.redis.scard("rq:workers") == workers, f"{workers} workers", within_s=WITHIN_S)


def test_it_runs_what_the_procfile_names(supervisor: Supervisor):
    workers = {f"microblog-worker:microblog-worker_{number:02}" for number in range(2)}
    wait_for(
        lambda: {*supervisor.running()} == {"microblog-web", "microblog-clock"} | workers,
        "all processes to stay",
        within_s=WITHIN_S,
        every_s=0.5,
    )


def test_workers_are_scaled_up_and_down_during_fifty_exports(supervisor: Supervisor, world: World):
    people = crowd(world, PEOPLE)
    with ThreadPoolExecutor(4) as fingers:
        assert len([*fingers.map(lambda person: person.click(), people)]) == PEOPLE
    scale(supervisor, world, 3)
    scale(supervisor, world, 1)

    for person in people:
        oracle.delivered(person, within_s=WITHIN_S)
    assert any(person.task.attempt for person in people), "some were interrupted"
    assert "SIGKILL" not in supervisor.log
