"""What leads up to a fault."""

from __future__ import annotations

from tests.journeys.faults.people import Person
from tests.support.servers import wait_for


def in_the_middle_of_mailing(person: Person) -> None:
    """A worker has begun a conversation with the mail server, which takes its time just once."""
    called_by(person, "slow")


def called_by(person: Person, mode: str) -> None:
    """A click; then a worker has begun a conversation that goes in some way."""
    mailhost = person.world.mailhost
    before = len(mailhost.met)
    mailhost.upcoming.append(mode)
    person.click()
    wait_for(lambda: len(mailhost.met) > before, "the mail server to be called")
