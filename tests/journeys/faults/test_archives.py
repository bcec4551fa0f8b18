"""Archives that are too large for a mail, and runs that end between their steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import clock
from app.exports import archives
from app.exports.models import Export
from app.jobs.lease import Lease
from deploy.local.visitor import Visitor
from tests.journeys.faults import files, oracle
from tests.journeys.faults.people import MANY, Person, somebody
from tests.journeys.faults.steps import called_by
from tests.journeys.faults.test_workers import kill_both, kill_horse
from tests.journeys.faults.world import World, during
from tests.journeys.support.steps import PASSWORD
from tests.support.servers import wait_for

LIMIT_BYTES = 10_000_000
EXPORTS, LEASES = (sa.inspect(model).local_table for model in (Export, Lease))


def a_long_post(number: int) -> str:
    return f"post {number} " + "words " * 80


@pytest.mark.parametrize("announces", [True, False])
def test_a_mail_server_takes_less_than_we_thought(world: World, announces: bool):
    person = somebody(world, 20_000, a_long_post)
    world.mailhost.most_bytes, world.mailhost.announces = LIMIT_BYTES, announces
    # Time to look at what people are told before the link is with the server.
    world.mailhost.upcoming += ["ok", "slow"]
    before = len(world.mailhost.met)
    person.click()

    oracle.delivered(person)
    assert world.mailhost.met[before:] == ["ok", "slow"], "it was tried once, and then the link"
    [mail] = oracle.archives(person)
    raw = files.package(files.fetch(person.visitor, files.linked(mail)).content)["posts.json"]
    assert len(raw) > LIMIT_BYTES
    # Where they log in they are sent on to the file.
    assert log_in_at(files.linked(mail), person).headers["Content-Type"] == "application/zip"


def log_in_at(link: str, person: Person) -> files.Answer:
    stranger = Visitor(person.world.stack.url)
    page = stranger.open(link)
    form = page.form(page.url)
    assert form, "whoever is not logged in sees where to"
    answer = files.fetch(stranger, page.url, form=form | {"username": person.name, "password": PASSWORD})
    assert answer.status == 200
    return answer


@pytest.mark.parametrize("moment", ["hang", "hang at data"])
@pytest.mark.parametrize("fault", [kill_both, pytest.param(kill_horse, marks=pytest.mark.long)])
def test_a_worker_dies_when_all_is_stored_and_nothing_mailed(
    world: World, moment: str, fault: Callable[[World], None]
):
    person = somebody(world)
    called_by(person, moment)
    stored = world.stored(person.task.id)
    fault(world)

    oracle.delivered(person)
    assert len(stored) == 1 and world.stored(person.task.id) == stored, "it was made once"
    assert person.task.attempt >= 1, "it was interrupted"


def test_a_worker_dies_while_it_packs(world: World):
    person = somebody(world, MANY // 2)
    person.click()
    wait_for(
        lambda: oracle.truthful(person).progress > archives.COLLECTED.bar, "the ZIP to grow", every_s=0.01
    )
    assert world.stored(person.task.id) == []
    kill_both(world)

    oracle.delivered(person)
    assert person.task.attempt >= 1, "it was interrupted"
    assert [*world.temporary.iterdir()] == []


def test_cancelled_while_it_is_built(world: World):
    person = somebody(world, MANY // 2)
    person.click()
    wait_for(lambda: 0 < oracle.truthful(person).progress < 95, "some progress", every_s=0.01)
    person.cancel()

    is_cancelled_for_good(person)


def test_cancelled_when_it_is_stored(world: World):
    person = somebody(world)
    called_by(person, "hang")
    assert len(world.stored(person.task.id)) == 1
    person.cancel()

    is_cancelled_for_good(person)
    # What is begun again and fails promises nothing that is gone.
    world.mailhost.upcoming.append("hang")
    person.retry()
    oracle.delivered(person)


def is_cancelled_for_good(person: Person) -> None:
    export_id = person.task.id
    wait_for(lambda: not person.world.stored(export_id), "the archive to go", within_s=5)
    during(2, lambda: still_nothing(person, export_id))
    assert "You can start again at any time." in person.visitor.open(f"/exports/{export_id}").html
    refusal = files.fetch(person.visitor, files.of(person))
    assert refusal.status == 404 and "Cancelled" in refusal.text
    oracle.may_ask_again(person)


def still_nothing(person: Person, export_id: str) -> None:
    assert person.world.stored(export_id) == []
    assert oracle.archives(person) == oracle.other_mails(person) == []


def test_an_archive_expires_and_goes_by_itself(world: World):
    person = somebody(world)
    person.click()
    oracle.delivered(person)
    export_id, link = person.task.id, files.of(person)
    a_moment_ago = clock.now() - timedelta(seconds=1)
    world.write(sa.update(EXPORTS).where(EXPORTS.c.id == export_id).values(expires_at=a_moment_ago))

    gone = files.fetch(person.visitor, link)
    assert gone.status == 410 and "Ask for a new one" in gone.text
    # An hour has passed.
    world.write(sa.delete(LEASES).where(LEASES.c.name == "tidy"))
    wait_for(lambda: not world.stored(export_id), "the file to go", within_s=world.within_s)
    assert files.fetch(person.visitor, link).status == 410
    assert "Expired" in person.visitor.open("/exports").html


def test_an_operator_throws_away_what_is_not_to_be_kept(world: World):
    kept, expired = somebody(world), somebody(world)
    for person in (kept, expired):
        person.click()
        oracle.delivered(person)
    gone_at = clock.now() - timedelta(days=1)
    world.write(sa.update(EXPORTS).where(EXPORTS.c.id == expired.task.id).values(expires_at=gone_at))
    half = world.store / "archives" / expired.task.id / "key.zip#1"
    half.write_bytes(b"what a killed process had written")

    assert "Threw away" in world.stack.python("purge", "flask", "exports", "purge")
    assert world.stored(expired.task.id) == []
    assert files.fetch(kept.visitor, files.of(kept)).status == 200
