"""Debian's nginx in front of gunicorn: what people see over https, live and to take away."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPSConnection
from typing import Any

import pytest

from deploy.local import servers
from deploy.local.places import STORAGE
from deploy.local.processes import Process, Program
from tests.journeys.deploy.installation import PROGRAMS, Servers, answers, install
from tests.journeys.deploy.proxy import fitted, nginx
from tests.journeys.faults import files, oracle
from tests.journeys.faults.dbms import Sqlite
from tests.journeys.faults.people import Person, somebody
from tests.journeys.faults.smtp import Mailhost
from tests.journeys.faults.world import World
from tests.support import tls
from tests.support.program import basic

WITHIN_S = 120
BEHIND = {"PROXY_HOPS": "1", "ACCEL_REDIRECT": "/archives-of-microblog", "MAIL_MAX_BYTES": "0"}


@pytest.fixture(scope="module")
def ports() -> dict[str, int]:
    return dict(zip(("http", "https"), servers.free_ports(2), strict=True))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tls.Certificate]:
    """One that visitors believe."""
    made = tls.certificate(tmp_path_factory.mktemp("certificate"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(made.public))
        yield made


@pytest.fixture(scope="module")
def world(
    certificate: tls.Certificate, ports: dict[str, int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The site behind nginx, without a worker."""
    folder, url = tmp_path_factory.mktemp("site"), f"https://{servers.LOOPBACK}:{ports['https']}"
    home = folder / "opt"
    with Mailhost() as mailhost, ExitStack() as started:
        environ = {"MAIL_PORT": str(mailhost.port), "FLASK_DEBUG": "0", "BASE_URL": url, **BEHIND}
        environ["STORAGE_URL"] = f"file://{home}/instance/{STORAGE}"
        site = started.enter_context(Servers(folder, environ=environ))
        install(home, site.settings)
        site.python("migrate", "flask", "db", "upgrade")
        text = fitted(certificate, home=home, ports=ports | {"web": site.web_port})
        for program in (gunicorn(site), nginx(folder / "nginx", text, port=ports["https"])):
            process = site.process_of(program, {"PORT": str(site.web_port)})
            started.callback(process.stop)
            process.start()
        site.url = url
        yield World(site, mailhost, Sqlite(folder), False, home / "instance" / STORAGE)


def gunicorn(site: Servers) -> Program:
    command = [str(PROGRAMS / "gunicorn"), "--chdir", str(site.folder / "opt"), "microblog:app"]
    return Program("web", command, answers(f"{site.url}/readyz"), ready_within_s=WITHIN_S)


@pytest.fixture(scope="module")
def worker(world: World) -> Iterator[Process]:
    """A worker, which is started when a test says so."""
    process = Process(world.another_worker(), world.stack._around)
    yield process
    process.stop()


def news_of(person: Person) -> Iterator[dict[str, Any]]:
    """What a person's stream says, from when it is open; the first is empty."""
    stream = person.visitor._browser.open(f"{person.visitor.url}/notifications/stream", timeout=WITHIN_S)
    with closing(stream):
        for line in stream:
            if line == b"event: hello\n":
                yield {}
            elif line.startswith(b"data: {"):
                yield json.loads(line.removeprefix(b"data: "))


def states(news: Iterator[dict[str, Any]]) -> Iterator[str]:
    """The states of the task, as the stream tells them."""
    return (one["data"]["state"] for one in news if one["name"] == "task_progress")


def test_an_export_is_followed_live(world: World, worker: Process):
    person = somebody(world)
    news = news_of(person)
    assert next(news) == {}
    person.click()
    told = states(news)
    # Nobody works yet, so nothing follows that could push this out of a buffer.
    assert next(told) == "pending"
    worker.start()

    assert "done" in told
    news.close()
    oracle.delivered(person, within_s=WITHIN_S)


def test_nginx_sends_the_archive_whole_and_in_parts(world: World, worker: Process):
    person = somebody(world)
    person.click()
    oracle.delivered(person, within_s=WITHIN_S)
    whole = files.fetch(person.visitor, files.of(person))
    part = files.fetch(person.visitor, files.of(person), Range="bytes=10-19")

    assert (part.status, part.content) == (206, whole.content[10:20])
    assert "X-Accel-Redirect" not in whole.headers and whole.headers["Server"].startswith("nginx")
    assert whole.headers["Content-Disposition"].startswith("attachment; filename=microblog-")
    assert whole.headers["Cache-Control"] == "private, no-store"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"


def test_an_archive_has_no_address_of_its_own(world: World, worker: Process):
    person = somebody(world)
    person.click()
    oracle.delivered(person, within_s=WITHIN_S)
    [file] = world.store.rglob(f"{person.task.id}/*.zip")

    path = f"{BEHIND['ACCEL_REDIRECT']}/{file.relative_to(world.store)}"
    assert files.fetch(person.visitor, path).status == 404


def test_limits_count_for_the_address_that_people_have(world: World, ports: dict[str, int]):
    """Not for nginx's own, nor for the one that they claim to have."""
    own, claimed = "127.0.0.2", "203.0.113.7"
    headers = basic("nobody", "a wrong one") | {"X-Forwarded-For": claimed}
    with closing(HTTPSConnection(servers.LOOPBACK, ports["https"], source_address=(own, 0))) as connection:
        connection.request("POST", "/api/tokens", headers=headers)
        assert connection.getresponse().status == 401

    counted = " ".join(key.decode() for key in world.redis.scan_iter("LIMITS*"))
    assert own in counted and claimed not in counted


def test_people_are_on_https_whatever_they_claim(world: World):
    page = files.fetch(somebody(world).visitor, "/explore", **{"X-Forwarded-Proto": "http"})

    assert page.status == 200, "a session whose cookie is for https only"
    assert "max-age" in page.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_what_operators_ask_is_not_for_visitors(world: World, path: str):
    assert files.fetch(somebody(world).visitor, path).status == 404


@pytest.mark.parametrize(("path", "by_nginx"), [("/auth/login", True), ("/imports", False)])
def test_only_an_import_may_be_large(world: World, ports: dict[str, int], path: str, by_nginx: bool):
    with closing(HTTPSConnection(servers.LOOPBACK, ports["https"])) as connection:
        connection.request("POST", path, body=bytes(3_000_000))
        answer = connection.getresponse()

        # We refuse it as well, as it is no import of somebody's.
        assert (answer.status, b"nginx" in answer.read()) == (413, by_nginx)


def test_plain_http_leads_to_https(world: World, ports: dict[str, int]):
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_request: object) -> None:
            return None

    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay())
    with pytest.raises(urllib.request.HTTPError) as moved:
        browser.open(f"http://{servers.LOOPBACK}:{ports['http']}/explore", timeout=WITHIN_S)

    with moved.value:
        assert moved.value.code == 301
    assert moved.value.headers["Location"] == f"https://{servers.LOOPBACK}/explore"
