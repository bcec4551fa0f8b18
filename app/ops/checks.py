"""Checks: each looks at one thing, and finds it well or says in a sentence what is wrong and what to do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import NamedTuple

from flask import Flask

from app.core import words
from app.core.context import the_app

# All look at the same time. A server that says nothing at all is waited for no longer than that.
WITHIN_S = 20
SILENCE = "Look at its address, and whether a firewall drops what is sent there."


class Check(NamedTuple):
    """A look at one thing: None if it is well, otherwise a sentence. What is not grave is only a note."""

    name: str
    look: Callable[[], str | None]
    grave: bool = True


class Finding(NamedTuple):
    """What a check found."""

    check: Check
    sentence: str | None

    @property
    def is_fault(self) -> bool:
        """Whether somebody has to do something."""
        return self.sentence is not None and self.check.grave

    def __str__(self) -> str:
        if self.sentence is None:
            return "OK"
        return self.sentence if self.check.grave else f"Note: {self.sentence}"


def perform(checks: Sequence[Check]) -> Iterator[Finding]:
    """Look at everything at once, and tell what was found in order."""
    until = time.monotonic() + WITHIN_S
    begun = [(check, _begin(the_app(), check)) for check in checks]
    for check, outcome in begun:
        try:
            yield Finding(check, outcome.result(max(0, until - time.monotonic())))
        except TimeoutError:
            yield Finding(check, f"There is no answer within {WITHIN_S:g} seconds. {SILENCE}")


def _begin(app: Flask, check: Check) -> Future[str | None]:
    outcome: Future[str | None] = Future()
    # A daemon: one that waits for ever does not keep the command from ending.
    threading.Thread(target=_look, args=(app, check, outcome), daemon=True).start()
    return outcome


def _look(app: Flask, check: Check, outcome: Future[str | None]) -> None:
    with app.app_context():
        try:
            sentence = check.look()
        except Exception as error:  # noqa: BLE001 (told, so that the others are told too)
            sentence = f"This check itself failed: {type(error).__name__}: {words.of(error)}."
        outcome.set_result(sentence)
