"""Disks that are full: the one of the store, and the one for work under way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.faults import oracle
from tests.journeys.faults.people import Person, noise, somebody
from tests.journeys.faults.world import World
from tests.support.disks import small_disk
from tests.support.servers import wait_for

Place = Callable[[World], Path]
POSTS = 3_000


def the_store(world: World) -> Path:
    return world.store


def the_temporary_folder(world: World) -> Path:
    return world.temporary


# Full while posts are collected, while they are packed, and while the whole is stored.
FULL = [(the_temporary_folder, "256k"), (the_temporary_folder, "1500k"), (the_store, "256k")]


@pytest.mark.parametrize(("place", "size"), FULL)
def test_a_disk_is_full_for_a_while(world: World, place: Place, size: str):
    person = somebody(world, POSTS, noise)
    with small_disk(place(world), size) as disk:
        person.click()
        wait_for(lambda: oracle.truthful(person).failures, "a try that fails", within_s=world.within_s)
        it_will_be_tried_again(person)
        disk.grow("64m")

        oracle.delivered(person)


def it_will_be_tried_again(person: Person) -> None:
    oracle.stays_silent(person, 1)
    assert person.world.stored(person.task.id) == []
    wait_for(lambda: person.poll()["words"] == "pending-again", "to be told")
    assert "will be tried again" in person.visitor.open(f"/exports/{person.task.id}").html
    assert not oracle.other_mails(person), "nothing has failed yet"
