"""The whole site with a Redis that shows a certificate signed by itself, as Heroku's does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from redis import Redis

from config import redis_url
from deploy.local.places import STORAGE
from tests.journeys.deploy.dynos import Dyno
from tests.journeys.deploy.installation import Servers, answers
from tests.journeys.faults import oracle
from tests.journeys.faults.dbms import Sqlite
from tests.journeys.faults.people import crowd
from tests.journeys.faults.smtp import Mailhost
from tests.journeys.faults.world import World
from tests.support import tls
from tests.support.servers import wait_for

WITHIN_S = 120
# The second has RQ's command line, which connects before it makes our worker, look at the first.
BELIEVING = {"REDIS_TLS_INSECURE": "1", "RQ_CONFIG": "app.jobs.rq_settings"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("redis")
    with tls.redis_with(tls.certificate(folder), folder) as url:
        yield url


@pytest.fixture(scope="module")
def world(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with Mailhost() as mailhost:
        environ = {"MAIL_PORT": str(mailhost.port), "FLASK_DEBUG": "0", "REDIS_URL": address}
        with Servers(tmp_path_factory.mktemp("site"), environ=environ) as servers:
            servers.python("migrate", "flask", "db", "upgrade")
            yield World(servers, mailhost, Sqlite(servers.folder), False, servers.folder / STORAGE)


@pytest.fixture(scope="module")
def dynos(world: World) -> Iterator[list[Dyno]]:
    """The site, told to believe the certificate."""
    config = world.stack.settings | {"PORT": str(world.stack.web_port)} | BELIEVING
    with ExitStack() as started:
        dynos = [Dyno(kind, world.stack, config) for kind in ("web", "worker")]
        for dyno in dynos:
            started.callback(dyno.stop)
            dyno.start()
        yield dynos


def test_an_export_goes_all_its_way(world: World, address: str, dynos: list[Dyno]):
    wait_for(lambda: answers(f"{world.stack.url}/readyz")(0), "the site to serve", within_s=WITHIN_S)
    with Redis.from_url(redis_url(address, insecure=True)) as redis:
        wait_for(lambda: redis.scard("rq:workers") == 1, "the worker to register", within_s=WITHIN_S)
    [person] = crowd(world, 1)
    person.click()

    oracle.delivered(person, within_s=WITHIN_S)
    assert not any("certificate" in dyno.log for dyno in dynos)


def test_without_the_switch_the_worker_refuses(world: World, address: str):
    worker = Dyno("worker", world.stack, world.stack.settings | {"PORT": "0"}, name="refusing")
    try:
        worker.start()
        wait_for(lambda: "certificate verify failed" in worker.log, "a refusal", within_s=WITHIN_S)
    finally:
        worker.stop()
