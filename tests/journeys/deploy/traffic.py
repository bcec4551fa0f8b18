"""People who look at the site all the time, and a list of every answer they got."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

from tests.journeys.faults import files
from tests.journeys.faults.people import Person
from tests.journeys.support.callers import Caller

# Often enough that a gap of a moment is met, and seldom enough that there is time for exports.
EVERY_S = 0.2
ENDED_WITHIN_S = 90


@dataclass
class Traffic:
    """Answers by what was asked for and how it went: a status, or what was raised."""

    answers: Counter[tuple[str, int | str]] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)
    _stream: HTTPConnection | None = None

    @property
    def failures(self) -> dict[tuple[str, int | str], int]:
        """What nobody should meet: errors of ours, and connections that were refused, or cut."""
        return {
            answer: times
            for answer, times in self.answers.items()
            if isinstance(answer[1], str) or answer[1] >= 500
        }

    @contextmanager
    def going_on(self, person: Person, caller: Caller) -> Iterator[None]:
        """Pages, polls and streams within this, each from a thread of its own."""
        looks = [
            ("page", lambda: _status(person, "/")),
            ("profile", lambda: _status(person, f"/user/{person.name}")),
            ("poll", lambda: _status(person, "/notifications")),
            ("stream", lambda: self._listen(caller)),
            ("program", lambda: caller.call("GET", "/api/notifications")),
        ]
        threads = [threading.Thread(target=self._look, args=look) for look in looks]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            self._hang_up()
            for thread in threads:
                thread.join(ENDED_WITHIN_S)

    def note(self, what: str, ask: Callable[[], int]) -> None:
        """Ask for something and write down how it went."""
        try:
            went: int | str = ask()
        except (OSError, HTTPException) as error:
            if self._over.is_set():
                # It was we who hung up.
                return
            went = repr(error)
        self.answers[what, went] += 1

    def _listen(self, caller: Caller) -> int:
        """Hold a stream for as long as it lasts, or until it is over."""
        with closing(caller.line()) as self._stream:
            self._stream.request("GET", "/api/notifications/stream", headers=caller.headers)
            with self._stream.getresponse() as answer:
                while answer.readline() and not self._over.is_set():
                    pass
                return answer.status

    def _hang_up(self) -> None:
        if self._stream and self._stream.sock:
            # Whoever reads is woken by this, and not by a close.
            with suppress(OSError):
                self._stream.sock.shutdown(socket.SHUT_RDWR)

    def _look(self, what: str, ask: Callable[[], int]) -> None:
        while not self._over.wait(EVERY_S):
            self.note(what, ask)


def _status(person: Person, path: str) -> int:
    return files.fetch(person.visitor, path).status
