"""Archives in a bucket, which answers 503, hangs up, or says nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import IncompleteRead

import pytest
import sqlalchemy as sa

from app.models import Task
from tests.journeys.faults import files, oracle
from tests.journeys.faults.people import Person, noise, somebody
from tests.journeys.faults.test_workers import kill_both, kill_horse
from tests.journeys.faults.world import World, Worlds, during, the_worlds
from tests.support.bucket import Bucket, a_bucket
from tests.support.servers import wait_for

TASKS = sa.inspect(Task).local_table


@pytest.fixture(scope="module")
def the_bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    """A bucket for all tests of this module."""
    with a_bucket(tmp_path_factory.mktemp("bucket")) as bucket:
        yield bucket


@pytest.fixture(scope="module")
def worlds(
    the_bucket: Bucket, real_times: bool, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worlds]:
    """Worlds that keep their archives in it, and attach none."""
    more = the_bucket.environ | {"MAIL_MAX_BYTES": "0"}
    folder = tmp_path_factory.mktemp("remote")
    with the_worlds(folder, real_times=real_times, store=the_bucket.folder, **more) as worlds:
        yield worlds


@pytest.fixture
def bucket(the_bucket: Bucket) -> Iterator[Bucket]:
    """The bucket, where all is well before and after."""
    yield the_bucket
    the_bucket.mend()


def served(world: World, person: Person | None = None) -> Person:
    """Somebody whose archive is in the bucket."""
    person = person or somebody(world)
    person.click()
    oracle.delivered(person)
    return person


def held_up(world: World, bucket: Bucket) -> Person:
    """Somebody whose archive has been sent to a bucket that does not answer."""
    person = somebody(world)
    bucket.fail("hang", "PUT")
    person.click()
    wait_for(lambda: bucket.refused, "the archive to be on its way")
    return person


def test_what_is_too_large_is_a_link_without_a_try(world: World, bucket: Bucket):
    before = len(world.mailhost.met)
    person = served(world)

    assert len(world.mailhost.met) == before + 1
    assert files.linked(oracle.archives(person)[0])


def test_an_archive_comes_out_of_the_bucket_in_parts(world: World, bucket: Bucket):
    person = served(world)
    link = files.of(person)
    whole = files.fetch(person.visitor, link)
    head = files.fetch(person.visitor, link, method="HEAD")
    part = files.fetch(person.visitor, link, Range="bytes=100-299")
    rest = files.fetch(person.visitor, link, Range="bytes=300-", **{"If-Range": whole.headers["ETag"]})

    assert (head.status, head.content) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(whole.content)
    assert (part.status, rest.status) == (206, 206)
    assert whole.content[:100] + part.content + rest.content == whole.content


@pytest.mark.parametrize("mode", ["503", "drop"])
def test_the_bucket_is_away_while_an_archive_is_stored(world: World, bucket: Bucket, mode: str):
    person = somebody(world)
    bucket.fail(mode)
    person.click()
    wait_for(lambda: oracle.truthful(person).failures, "a first try", within_s=world.within_s)
    oracle.stays_silent(person, 20 if world.real_times else 1)
    assert person.poll()["words"] in {"pending-again", "running"}
    bucket.mend()

    oracle.delivered(person)


def test_the_bucket_is_away_while_an_archive_is_downloaded(world: World, bucket: Bucket):
    person = served(world)
    bucket.fail("503")
    refusal = files.fetch(person.visitor, files.of(person))

    assert refusal.status == 503
    assert "This is not possible at the moment. Please try again later." in refusal.text
    bucket.mend()
    files.agree(person, oracle.archives(person)[0])


def test_a_download_that_breaks_off_is_taken_up_where_it_ended(world: World, bucket: Bucket):
    # Larger than what is fetched from the bucket at a time.
    person = served(world, somebody(world, 4_000, noise))
    bucket.fail("503", "GET", spared=1)
    with person.visitor._browser.open(person.world.stack.url + files.of(person)) as download:
        begun = download.read(1_000)
        with pytest.raises(IncompleteRead) as broken:
            download.read()
    begun += broken.value.partial
    bucket.mend()
    on, same = f"bytes={len(begun)}-", download.headers["ETag"]
    rest = files.fetch(person.visitor, files.of(person), Range=on, **{"If-Range": same})

    assert rest.status == 206
    assert files.posts(files.package(begun + rest.content)["posts.json"]) == person.written()


def test_a_bucket_that_hangs_holds_up_nobody_else(world: World, bucket: Bucket):
    unlucky, lucky = somebody(world), somebody(world)
    with world.without_worker():
        unlucky.click()
        bucket.fail("hang", about=unlucky.task.id)
    beats: set[object] = set()
    wait_for(lambda: bucket.refused, "the bucket to be asked")
    lucky.click()
    wait_for(
        lambda: lucky.task.state == "done" or beats.add(unlucky.task.beat_at),
        "the other archive",
        # The one worker is busy for as long as the storage may take, and no longer.
        within_s=world.setting("STORAGE_TIMEOUT_S") + 20,
    )

    oracle.delivered(lucky)
    assert len(beats - {None}) > 1, "the run showed that it was alive"
    assert "no sign of life" not in comments(unlucky)
    bucket.mend()
    oracle.delivered(unlucky)


def comments(person: Person) -> str:
    attempts = sa.select(sa.cast(TASKS.c.attempts, sa.Text)).where(TASKS.c.user_id == person.id)
    return str(person.world.read(attempts))


def test_a_worker_dies_while_it_stores(world: World, bucket: Bucket):
    person = held_up(world, bucket)
    kill_both(world)
    bucket.mend()
    wait_for(lambda: world.stored(person.task.id), "what was on its way")

    oracle.delivered(person)


def test_a_worker_dies_between_storing_and_its_note_of_it(world: World, bucket: Bucket):
    person = held_up(world, bucket)
    export_id = person.task.id
    with world.database.away():
        bucket.mend()
        wait_for(lambda: world.stored(export_id), "the archive")
        kill_horse(world)

    oracle.delivered(person)


def test_cancelled_while_it_is_stored(world: World, bucket: Bucket):
    person = held_up(world, bucket)
    person.cancel()
    bucket.mend()
    wait_for(lambda: not world.stored(person.task.id), "the archive to go", within_s=5)

    during(1, lambda: nothing_of(person))
    assert files.fetch(person.visitor, files.of(person)).status == 404
    oracle.may_ask_again(person)


def nothing_of(person: Person) -> None:
    assert oracle.archives(person) == []
