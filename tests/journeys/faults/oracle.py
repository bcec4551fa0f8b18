"""What must hold whatever went wrong."""

from __future__ import annotations

import time
from collections import Counter
from email.message import EmailMessage

from tests.journeys.faults import files
from tests.journeys.faults.people import Person
from tests.support.servers import wait_for

LOOK_EVERY_S = 0.1
TITLE = "Your blog posts"


def archives(person: Person) -> list[EmailMessage]:
    """The mails with archives, or the way to them, that the server accepted for a person."""
    return [mail for mail in _mails(person) if TITLE in mail["Subject"]]


def other_mails(person: Person) -> list[EmailMessage]:
    """The mails about something else."""
    return [mail for mail in _mails(person) if TITLE not in mail["Subject"]]


def delivered(person: Person, *, within_s: float | None = None, most: int = 1, already: int = 0) -> None:
    """The archive comes, all of it, once; the site says so then and not before.

    `most` is how many mails of one Message-ID are forgiven, `already` how many tasks were done before.
    """
    wait_s = within_s or person.world.within_s
    wait_for(lambda: _is_done(person, already), f"{person.name}'s archive", within_s=wait_s, every_s=0.1)
    copies = Counter(mail["Message-ID"] for mail in archives(person))
    assert len(copies) == already + 1, f"one Message-ID for each task: {copies}"
    assert max(copies.values()) <= most, f"nothing doubled: {copies}"
    files.agree(person, archives(person)[-1])
    may_ask_again(person)


def may_ask_again(person: Person) -> None:
    """Nothing is under way for a person, nothing is left over, and the page shows the button."""
    for task in person.world.tasks(person.id):
        assert (task.complete, task.active_key, task.claim) == (True, None, None)
    wait_for(lambda: _is_tidy(person), "what is not to be kept to be thrown away", within_s=5)
    assert person.form()


def asks_again(person: Person, *, done_before: int = 1) -> None:
    """They do, and get it."""
    person.click()
    delivered(person, already=done_before, most=2)


def failed(person: Person, *reasons: str, within_s: float) -> None:
    """The task ends in a failure that is stated, told by mail, and can be asked for again."""
    wait_for(lambda: truthful(person).state == "failed", "a stated failure", within_s=within_s, every_s=0.1)
    assert person.task.reason in reasons
    assert person.poll()["state"] == "failed"
    may_ask_again(person)


def told(person: Person) -> None:
    """A mail says how it ended."""
    wait_for(lambda: other_mails(person), "the mail that tells of the failure", within_s=20)


def truthful(person: Person) -> object:
    """Nobody is told that it is done before the server has the mail; the row of the latest task."""
    # The claim first, then the facts: between the two they can only become truer.
    claims, news = person.task, person.poll()
    accepted = len(archives(person))
    finished = sum(task.state == "done" for task in person.world.tasks(person.id))
    if claims.state == "done" or news["progress"] == 100 or claims.progress == 100:
        assert accepted >= finished >= 1, "done means that the server has the mail"
    assert (news["progress"] == 100) <= (news["state"] == "done")
    return claims


def stays_silent(person: Person, seconds: float, *, archives_before: int = 0) -> None:
    """No archive comes within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert len(archives(person)) == archives_before
        time.sleep(LOOK_EVERY_S)


def _mails(person: Person) -> list[EmailMessage]:
    return [mail.message for mail in [*person.world.mailhost.mails] if mail.to == person.address]


def _is_done(person: Person, already: int) -> bool:
    truthful(person)
    return sum(task.state == "done" for task in person.world.tasks(person.id)) == already + 1


def _is_tidy(person: Person) -> bool:
    # What was made stays for a while, also where it could not be mailed; there is one of it, and it is whole.
    for task in person.world.tasks(person.id):
        least, most = {"done": (1, 1), "cancelled": (0, 0)}.get(task.state, (0, 1))
        stored = person.world.stored(task.id)
        if not least <= len(stored) <= most or not all(name.endswith(".zip") for name in stored):
            return False
    return True
