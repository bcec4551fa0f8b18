"""What goes wrong around the click."""

from __future__ import annotations

import pytest

from tests.journeys.faults import oracle
from tests.journeys.faults.people import somebody
from tests.journeys.faults.world import World, kill

CLICK = "tests.journeys.faults.dying_click"


def test_twenty_clicks_at_once_make_one_task(world: World):
    person = somebody(world)
    with world.without_worker():
        person.click_at_once(20)
        assert len(world.tasks(person.id)) == 1

    oracle.delivered(person)


@pytest.mark.parametrize("moment", ["before the commit", "in the commit"])
def test_the_web_process_dies_before_the_task_is_saved(world: World, moment: str):
    person = somebody(world)
    world.stack.python("click", CLICK, str(person.id), "dies", moment)

    assert world.tasks(person.id) == []
    oracle.asks_again(person, done_before=0)


@pytest.mark.parametrize("moment", ["after the commit", "after the send"])
def test_the_web_process_dies_when_the_task_is_saved(world: World, moment: str):
    person = somebody(world)
    world.stack.python("click", CLICK, str(person.id), "dies", moment)

    oracle.delivered(person)


def test_the_commit_fails(world: World):
    person = somebody(world)
    world.stack.python("click", CLICK, str(person.id), "fails", "in the commit")

    assert world.tasks(person.id) == [] and _queued(world, person.id) == []
    oracle.asks_again(person, done_before=0)


def test_the_commit_is_slower_than_the_worker(world: World):
    person = somebody(world)
    world.stack.python("click", CLICK, str(person.id), "waits", "in the commit")

    oracle.delivered(person)
    assert person.task.failures == 0


def test_the_web_server_is_killed_and_comes_back(world: World):
    person = somebody(world)
    form = person.form()
    web = world.stack.process("web")
    kill(web.pid)
    web.kill()
    web.start()
    person.visitor.send(form, to="/export_posts")

    oracle.delivered(person)


def test_a_queued_export_is_cancelled(world: World):
    person = somebody(world)
    with world.without_worker():
        person.click()
        person.cancel()

    assert person.task.state == "cancelled"
    oracle.stays_silent(person, 2)
    oracle.may_ask_again(person)
    person.retry()
    oracle.delivered(person)


def _queued(world: World, user_id: int) -> list[bytes]:
    with world.redis as redis:
        jobs = [redis.hget(key, "description") or b"" for key in redis.scan_iter("rq:job:*")]
    return [told for told in jobs if f"export_posts({user_id})".encode() in told]
