"""The Procfile under honcho, with all of Heroku's habits at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import sqlalchemy as sa

from app.models import User
from tests.journeys.deploy.dynos import Dyno, restart
from tests.journeys.deploy.installation import Servers, answers
from tests.journeys.faults import files, oracle
from tests.journeys.faults.dbms import postgres
from tests.journeys.faults.people import crowd
from tests.journeys.faults.smtp import Mailhost
from tests.journeys.faults.world import World
from tests.support.bucket import a_bucket
from tests.support.servers import wait_for

WITHIN_S = 120
KINDS = ("web", "worker", "clock")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Nothing that lasts but a database, a bucket, a queue and a mail server, all of them elsewhere."""
    with ExitStack() as opened:
        mailhost = opened.enter_context(Mailhost())
        server = opened.enter_context(postgres())
        bucket = opened.enter_context(a_bucket(tmp_path_factory.mktemp("bucket")))
        environ = {"MAIL_PORT": str(mailhost.port), "FLASK_DEBUG": "0", "MAIL_MAX_BYTES": "0"}
        environ |= {"DATABASE_URL": server.url} | bucket.environ
        servers = opened.enter_context(Servers(tmp_path_factory.mktemp("site"), environ=environ))
        yield World(servers, mailhost, server, False, bucket.folder)


@pytest.fixture(scope="module")
def config(world: World) -> dict[str, str]:
    """What `heroku config` shows, and the port of the moment."""
    own = {"PORT": str(world.stack.web_port), "WEB_CONCURRENCY": "2"}
    scheme, address = world.stack.settings["DATABASE_URL"].split("://")
    assert scheme == "postgresql+psycopg"
    return world.stack.settings | own | {"DATABASE_URL": f"postgres://{address}"}


@pytest.fixture(scope="module")
def dynos(world: World, config: dict[str, str]) -> Iterator[dict[str, Dyno]]:
    """The released site, with one of each."""
    with ExitStack() as started:
        dynos = {kind: Dyno(kind, world.stack, config) for kind in ("release", *KINDS)}
        for dyno in dynos.values():
            started.callback(dyno.stop)
        dynos["release"].start()
        dynos["release"].finish()
        for kind in KINDS:
            dynos[kind].start()
        all_there(world)
        yield {kind: dynos[kind] for kind in KINDS}


def all_there(world: World) -> None:
    wait_for(lambda: answers(f"{world.stack.url}/readyz")(0), "the web dyno to serve", within_s=WITHIN_S)
    wait_for(lambda: world.redis.scard("rq:workers") == 1, "the worker to register", within_s=WITHIN_S)


def test_release_makes_the_tables(world: World, dynos: dict[str, Dyno]):
    assert world.read(sa.select(sa.func.count()).select_from(sa.inspect(User).local_table)) == [(0,)]


def test_web_listens_on_port_with_as_many_processes_as_told(dynos: dict[str, Dyno]):
    # The master, and two that serve.
    wait_for(lambda: dynos["web"].names().count("gunicorn") == 3, "three processes", within_s=WITHIN_S)


def test_sigterm_everywhere_and_empty_disks_lose_nothing(world: World, dynos: dict[str, Dyno]):
    early, *others = crowd(world, 5)
    early.click()
    oracle.delivered(early, within_s=WITHIN_S)
    world.mailhost.upcoming.append("slow")
    for person in others:
        person.click()
    wait_for(lambda: "slow" in world.mailhost.met, "a worker to be at it", within_s=WITHIN_S)
    restart([*dynos.values()])
    all_there(world)

    for person in others:
        oracle.delivered(person, within_s=WITHIN_S)
    assert any(person.task.attempt for person in others), "one was interrupted"
    files.agree(early, oracle.archives(early)[0])
