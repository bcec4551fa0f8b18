"""The Dockerfile's steps, carried out in a clean folder; and what they make, run as `docker run` does."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from deploy.local.places import DATABASE, NOTICES, STORAGE
from tests.journeys.deploy.container import Container
from tests.journeys.deploy.image import Image, built
from tests.journeys.deploy.installation import Servers
from tests.journeys.faults import oracle
from tests.journeys.faults.dbms import Sqlite
from tests.journeys.faults.people import somebody
from tests.journeys.faults.smtp import Mailhost
from tests.journeys.faults.world import World
from tests.support.servers import wait_for

# Everything that the image runs on is installed anew, from an index.
pytestmark = pytest.mark.timeout(600)
WITHIN_S = 120
INSTANCE = "/home/microblog/instance"


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    return built(tmp_path_factory.mktemp("docker"))


@pytest.fixture(scope="module")
def world(image: Image, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """What a container reaches beside its volume."""
    folder = tmp_path_factory.mktemp("site")
    volume = folder / "volume"
    volume.mkdir()
    with Mailhost() as mailhost:
        environ = {"MAIL_PORT": str(mailhost.port), "FLASK_DEBUG": "0"}
        environ["DATABASE_URL"] = f"sqlite:///{volume / DATABASE}"
        with Servers(folder, environ=environ) as servers:
            yield World(servers, mailhost, Sqlite(volume), False, volume / STORAGE)


@pytest.fixture(scope="module")
def environ(world: World) -> dict[str, str]:
    """The `-e` of `docker run`."""
    inside = {"DATABASE_URL": f"sqlite:///{INSTANCE}/{DATABASE}"}
    inside |= {"STORAGE_URL": f"file://{INSTANCE}/{STORAGE}", "NOTICES_FILE": f"{INSTANCE}/{NOTICES}"}
    elsewhere = str(world.stack.folder)
    told = {name: value for name, value in world.stack.settings.items() if elsewhere not in value}
    return told | inside


@pytest.fixture(scope="module")
def containers(image: Image, world: World, environ: dict[str, str]) -> Iterator[dict[str, Container]]:
    """`docker run`, `docker run --entrypoint venv/bin/rq … worker -u … microblog-tasks`, and a clock."""
    guides = ["worker", "-u", world.stack.redis_url, "microblog-tasks"]
    made = {
        "web": Container(image, world.stack, "web"),
        "worker": Container(image, world.stack, "worker", guides, entrypoint="venv/bin/rq"),
        "clock": Container(image, world.stack, "clock", ["flask", "clock"]),
    }
    with ExitStack() as started:
        for name, container in made.items():
            # All have this machine's network, where each container would have one of its own.
            port = {"PORT": str(world.stack.web_port)} if name == "web" else {}
            container.start(environ | port, volume=world.store.parent)
            started.callback(container.kill)
            if name == "web":
                # It makes the tables.
                container.wait()
        for container in made.values():
            container.wait()
        yield made


def test_an_export_arrives(world: World, containers: dict[str, Container]):
    person = somebody(world)
    person.click()

    oracle.delivered(person, within_s=WITHIN_S)


@pytest.mark.parametrize("name", ["web", "worker", "clock"])
def test_nobody_special_runs_and_can_write_the_volume_alone(containers: dict[str, Container], name: str):
    said = containers[name].do("sh", "-c", f"id -u; touch {INSTANCE}/x /tmp/x; touch /home/microblog/x")

    assert said.stdout == "1000\n"
    assert said.stderr.strip().endswith("Read-only file system") and said.stderr.count("\n") == 1


def test_its_workers_are_of_our_class(world: World, containers: dict[str, Container]):
    kinds = [world.redis.hget(key, "kind") for key in world.redis.smembers("rq:workers")]

    assert kinds == [b"microblog"]


def test_rq_may_be_called_by_its_name_alone(containers: dict[str, Container]):
    assert containers["worker"].do("rq", "--version").stdout.startswith("rq, version")


@pytest.mark.parametrize("name", ["worker", "clock"])
def test_one_that_hangs_is_not_well_until_it_goes_on(containers: dict[str, Container], name: str):
    container = containers[name]
    container.signal(signal.SIGSTOP)
    container.do("touch", "-d", "5 minutes ago", "/tmp/microblog.pulse")

    assert not container.is_well()
    container.signal(signal.SIGCONT)
    wait_for(container.is_well, "a sign of life", within_s=WITHIN_S)


def test_web_is_well_whatever_somebody_left_there(containers: dict[str, Container]):
    containers["web"].do("touch", "-d", "5 minutes ago", "/tmp/microblog.pulse")

    assert containers["web"].is_well()


def test_all_end_in_order_when_told_to(containers: dict[str, Container]):
    for container in containers.values():
        container.stop()
