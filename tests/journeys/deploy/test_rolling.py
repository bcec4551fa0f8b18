"""A new release while people are there: every process is replaced, one after another, and nobody notices."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from deploy.local import servers
from deploy.local.places import STORAGE
from deploy.local.processes import Process
from tests.journeys.deploy.installation import Servers
from tests.journeys.deploy.proxy import fitted, nginx
from tests.journeys.deploy.supervisor import Supervisor, supervised
from tests.journeys.deploy.traffic import Traffic
from tests.journeys.faults import files
from tests.journeys.faults.dbms import postgres
from tests.journeys.faults.people import somebody
from tests.journeys.faults.smtp import Mailhost
from tests.journeys.faults.world import World
from tests.journeys.hosts.network import children
from tests.journeys.support.callers import AT_ONCE, Caller, callers, delivered_once, under_way
from tests.support import tls
from tests.support.servers import wait_for

EXPORTS = 200
WITHIN_S = 240
# Each takes some tenths of a second of a processor, of which others want their share too.
ALL_WITHIN_S = 600
WORKERS = ["microblog-worker:microblog-worker_00", "microblog-worker:microblog-worker_01"]
pytestmark = pytest.mark.timeout(1200)
ALIVE, NEWLY_ALIVE = 'return {"status": "ok"}', 'return {"status": "newly ok"}'


@pytest.fixture(scope="module")
def ports() -> dict[str, int]:
    return dict(zip(("http", "https"), servers.free_ports(2), strict=True))


@pytest.fixture(scope="module")
def world(ports: dict[str, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """What the site needs: a database, a queue, a mail server."""
    folder, url = tmp_path_factory.mktemp("site"), f"https://{servers.LOOPBACK}:{ports['https']}"
    with Mailhost() as mailhost, postgres() as database:
        environ = {"MAIL_PORT": str(mailhost.port), "FLASK_DEBUG": "0", "BASE_URL": url, "PROXY_HOPS": "1"}
        environ |= {"DATABASE_URL": database.url}
        with Servers(folder, environ=environ) as site:
            site.python("migrate", "flask", "db", "upgrade")
            yield World(site, mailhost, database, False, folder / STORAGE)


@pytest.fixture(scope="module")
def supervisor(world: World) -> Iterator[Supervisor]:
    """The site under Supervisor, in the form that deploy/ has it."""
    with supervised(world.stack) as supervisor:
        wait_for(lambda: world.redis.scard("rq:workers") == len(WORKERS), "the workers", within_s=WITHIN_S)
        yield supervisor


@pytest.fixture(scope="module")
def proxy(
    supervisor: Supervisor, world: World, ports: dict[str, int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Process]:
    """What people come to: nginx, in front of it."""
    folder, site = tmp_path_factory.mktemp("front"), world.stack
    shown = tls.certificate(folder)
    text = fitted(shown, home=site.folder / "opt", ports=ports | {"web": site.web_port})
    with ExitStack() as started, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(shown.public))
        process = site.process_of(nginx(folder / "nginx", text, port=ports["https"]), {})
        started.callback(process.stop)
        process.start()
        site.url = str(site.environ["BASE_URL"])
        yield process


def release(home: Path) -> None:
    """Put new code in the place of the old."""
    file = home / "app" / "health.py"
    assert ALIVE in file.read_text()
    file.write_text(file.read_text().replace(ALIVE, NEWLY_ALIVE))


def reload(supervisor: Supervisor) -> None:
    """Have the web server take the new code, and see the old processes gone."""
    master = int(supervisor.control("pid", "microblog-web"))
    old = {*children(master)}
    supervisor.control("signal", "HUP", "microblog-web")
    wait_for(lambda: not old & {*children(master)}, "the old processes to end", within_s=WITHIN_S)


def restart_redis(world: World) -> None:
    world.stack.process("valkey").stop()
    world.stack.process("valkey").start()


def each_step(supervisor: Supervisor, proxy: Process, world: World) -> list[Callable[[], object]]:
    """What an operator types, one after another, and a restart of Redis and nginx between."""
    names = [*WORKERS, "microblog-clock"]
    return [
        *(partial(supervisor.control, "restart", name) for name in names),
        partial(reload, supervisor),
        partial(restart_redis, world),
        partial(proxy.signal, signal.SIGHUP),
        partial(reload, supervisor),
    ]


def all_the_while(step: Callable[[], object], traffic: Traffic, people: Sequence[Caller]) -> None:
    """Do a step while these people ask for their exports."""
    with ThreadPoolExecutor(AT_ONCE) as fingers:
        for caller in people:
            fingers.submit(traffic.note, "export", caller.ask)
        step()


def test_every_process_is_replaced_during_two_hundred_exports(
    supervisor: Supervisor, proxy: Process, world: World
):
    steps = each_step(supervisor, proxy, world)
    people, looking, traffic = callers(world, EXPORTS), somebody(world), Traffic()
    release(world.stack.folder / "opt")
    with traffic.going_on(looking, people[0]):
        for number, step in enumerate(steps):
            all_the_while(step, traffic, people[number :: len(steps)])
    wait_for(lambda: not under_way(world, people), "all exports", within_s=ALL_WITHIN_S, every_s=0.5)

    assert traffic.failures == {}
    assert traffic.answers["export", 202] == EXPORTS
    delivered_once(world, people)
    assert "newly ok" in files.fetch(looking.visitor, "/livez").text
    assert "SIGKILL" not in supervisor.log
