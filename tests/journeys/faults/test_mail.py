"""Mail servers that refuse, hang, drop and forget."""

from __future__ import annotations

import pytest

from tests.journeys.faults import files, oracle
from tests.journeys.faults.people import somebody
from tests.journeys.faults.steps import called_by, in_the_middle_of_mailing
from tests.journeys.faults.world import World

FAILED_WITHIN_S = 30
# In all of these the server does not have the mail, and the client knows.
NOT_KEPT = ["421", "451", "451 after the dot", "drop in data", "hang"]
# Here it does not know.
IN_DOUBT = ["keep and drop", "keep and hang", "drop after the dot", "hang after the dot"]


@pytest.mark.parametrize("mode", NOT_KEPT)
def test_the_mail_server_does_not_take_it_at_first(world: World, mode: str):
    person = somebody(world)
    called_by(person, mode)

    oracle.delivered(person)
    assert person.task.failures == 1


def test_the_mail_server_is_down_for_a_while(world: World):
    person = somebody(world)
    world.mailhost.refuse()
    person.click()
    oracle.stays_silent(person, 30 if world.real_times else 3)
    assert oracle.truthful(person).state in {"pending", "running"}
    world.mailhost.listen()

    oracle.delivered(person)


@pytest.mark.parametrize("mode", IN_DOUBT)
def test_the_mail_server_falls_silent_after_the_final_dot(world: World, mode: str):
    person = somebody(world)
    called_by(person, mode)

    oracle.delivered(person, most=2 if "keep" in mode else 1)
    oracle.asks_again(person)


def test_a_mail_server_that_never_confirms_gets_a_mail_twice_at_most(world: World):
    person = somebody(world)
    world.mailhost.mode = "keep and drop"
    person.click()

    oracle.failed(person, "unconfirmed", within_s=world.within_s)
    assert len(oracle.archives(person)) == 2
    assert len({mail["Message-ID"] for mail in oracle.archives(person)}) == 1


def test_a_bad_goodbye_changes_nothing(world: World):
    person = somebody(world)
    called_by(person, "bad quit")

    oracle.delivered(person)
    assert person.task.failures == 0


def test_the_mail_server_refuses_for_good(world: World):
    person = somebody(world)
    called_by(person, "550")

    oracle.failed(person, "refused", within_s=FAILED_WITHIN_S)
    oracle.told(person)
    person.retry()
    oracle.delivered(person)


@pytest.mark.parametrize("announces", [True, False])
def test_not_even_a_link_is_small_enough(world: World, announces: bool):
    person = somebody(world)
    world.mailhost.most_bytes, world.mailhost.announces = 500, announces
    person.click()

    oracle.failed(person, "too-large", within_s=FAILED_WITHIN_S)
    assert files.fetch(person.visitor, files.of(person)).status == 200, "nothing was lost"
    world.mailhost.mend()
    person.retry()
    oracle.delivered(person)


def test_a_hanging_mail_server_does_not_hold_up_others(world: World):
    unlucky, lucky = somebody(world), somebody(world)
    called_by(unlucky, "hang")
    lucky.click()

    oracle.delivered(lucky, within_s=world.setting("MAIL_DEADLINE_S") + 5)
    oracle.delivered(unlucky)


def test_a_running_export_is_cancelled(world: World):
    person = somebody(world)
    in_the_middle_of_mailing(person)
    person.cancel()

    assert oracle.truthful(person).state == "cancelled"
    oracle.stays_silent(person, 3)
    oracle.may_ask_again(person)
    assert not oracle.other_mails(person), "who cancels knows that it is cancelled"
    person.retry()
    oracle.delivered(person)
