"""Four hosts that share nothing on disk, and a network that is cut: nothing is lost, nothing comes twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.models import User
from tests.journeys.hosts.network import ADDRESSES, Host
from tests.journeys.hosts.site import Site, a_site, program
from tests.journeys.support.callers import Caller, all_ask, callers, delivered_once, tasks, under_way
from tests.support.servers import wait_for

BEFORE, MEANWHILE, AFTER = 60, 110, 30
CUT_S = 20
# How long the mail server keeps B waiting, for the cut to come meanwhile.
HELD_S = 15
WITHIN_S = 120
# Each takes some tenths of a second of a processor, of which others want their share too.
ALL_WITHIN_S = 600
# What was not received the kernel sends again, after twice as long each time: longer than a short cut.
LATE_S = 6
SILENT, FENCED = "no sign of life", "is not ours any more"

pytestmark = [pytest.mark.allow_hosts(ADDRESSES), pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with a_site(tmp_path_factory.mktemp("hosts")) as site:
        yield site


@pytest.fixture
def caller(site: Site) -> Caller:
    [caller] = callers(site.world, 1)
    return caller


def scripted(site: Site, script: str, **more: str) -> None:
    """Run a script beside this file on B, with the code and the settings that B has."""
    command, environ = program(site.world, site.b, "python", str(Path(__file__).with_name(script)))
    site.b.start(script, command, environ | {"PYTHONPATH": str(site.b.folder / "code")} | more)


def says(host: Host, name: str, words: str) -> None:
    wait_for(lambda: words in host.log(name).read_text(), f"{name} to say: {words}", within_s=WITHIN_S)


def test_hosts_share_no_disk(site: Site):
    (site.b.folder / "secret").write_text("B's")

    site.b.finish("sees-it", ["test", "-e", f"{site.b.folder}/secret"], {})
    site.c.finish("sees-none", ["test", "!", "-e", f"{site.b.folder}/secret"], {})
    site.a.finish("sees-no-store", ["test", "!", "-e", str(site.world.store)], {})


def test_two_hundred_exports_while_a_host_is_cut_off(site: Site):
    world, people = site.world, callers(site.world, BEFORE + MEANWHILE + AFTER)
    world.mailhost.slow_s, world.mailhost.with_hosts = HELD_S, {site.b.address: "slow"}
    all_ask(people[:BEFORE])
    wait_for(lambda: "slow" in world.mailhost.met, "B to be in the middle of a mail")
    with site.b.cut_off():
        back_at = time.monotonic() + CUT_S
        all_ask(people[BEFORE:-AFTER])
        time.sleep(max(0, back_at - time.monotonic()))
    world.mailhost.mend()
    says(site.b, "worker", FENCED)
    # Who was cut off does the rest alone.
    site.c.end("worker")
    all_ask(people[-AFTER:])
    wait_for(lambda: not under_way(world, people), "all exports", within_s=ALL_WITHIN_S, every_s=0.5)

    delivered_once(world, people)
    taken_over = [task for task in tasks(world, people) if SILENT in str(task.attempts)]
    assert any(f"{task.id} {FENCED}" in site.b.log("worker").read_text() for task in taken_over)


def test_a_host_that_is_cut_off_keeps_no_locks(site: Site, caller: Caller):
    scripted(site, "hold_a_lock.py", WHOSE=str(caller.id))
    says(site.b, "hold_a_lock.py", "locked")
    users = sa.inspect(User).local_table
    with site.b.cut_off(), site.world.engine.begin() as connection:
        connection.execute(sa.text("SET lock_timeout = '30s'"))
        connection.execute(sa.update(users).where(users.c.id == caller.id).values(about_me="free"))
    site.b.end("hold_a_lock.py")


def test_a_final_dot_does_not_arrive_when_it_was_given_up(site: Site):
    mailhost, go_on = site.world.mailhost, site.b.folder / "go-on"
    before = len(mailhost.mails)
    scripted(site, "send_a_mail.py", GO_ON=str(go_on), MAIL_TIMEOUT_S="2")
    says(site.b, "send_a_mail.py", "before the dot")
    with site.b.cut_off():
        go_on.touch()
        says(site.b, "send_a_mail.py", "given up")
    time.sleep(LATE_S)

    assert len(mailhost.mails) == before


def test_the_web_says_so_while_everything_else_is_cut_off(site: Site, caller: Caller):
    assert caller.call("GET", "/api/me") == 200
    with site.d.cut_off():
        assert (caller.call("GET", "/api/me"), caller.call("GET", "/readyz")) == (503, 503)
        assert caller.call("GET", "/livez") == 200
    assert (caller.call("GET", "/api/me"), caller.call("GET", "/readyz")) == (200, 200)
