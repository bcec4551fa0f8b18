"""What watches a run from the side: it keeps the claim alive, and stops the run when it may not go on."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Generator
from types import TracebackType
from typing import Any, Self

from app.jobs.errors import HandBack, OutOfTime, Revoked, Stopped

# How soon a run notices that it was cancelled.
LOOK_EVERY_S = 1.0
# A short step that must not be cut in two may take this long before it is.
SHIELDED_MOST_S = 5.0
KICK = signal.SIGUSR1


# Set when this process has been asked to end: it begins nothing new.
end_requested = threading.Event()


def request_end(_number: int, _frame: object) -> None:
    """Handle SIGTERM between two runs."""
    end_requested.set()


class Watch:
    """Watches one run; a context manager around it, in the thread that runs the job.

    `beat` writes a sign of life, `holds` tells whether the claim stands; both are called from the side.
    """

    def __init__(
        self, *, beat: Callable[[], None], holds: Callable[[], bool], beat_every_s: float, limit_s: float
    ) -> None:
        self._beat = beat
        self._holds = holds
        self._beat_every_s = beat_every_s
        self._ends_at = time.monotonic() + limit_s
        self._beaten_at = time.monotonic()
        self._over = threading.Event()
        self._armed = False
        self._shields = 0
        self._verdict: type[Stopped] | None = None
        self._decided_at = 0.0
        self._raised_at: float | None = None
        self._handlers: dict[int, Any] = {}
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        # Signals reach the main thread only. Elsewhere, as in a test, a run ends at its next report.
        if threading.current_thread() is threading.main_thread():
            self._handlers[KICK] = signal.signal(KICK, self._stop_now)
            if signal.getsignal(signal.SIGTERM) in (signal.SIG_DFL, request_end):
                # A work-horse: its parent's own handler, in a worker that does not fork, is left alone.
                self._handlers[signal.SIGTERM] = signal.signal(signal.SIGTERM, self._hand_back)
                if end_requested.is_set():
                    # Asked between two runs.
                    self.stop(HandBack)
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)
        self._thread.start()
        self._armed = True
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()
        if self._verdict and self._raised_at is not None and isinstance(error, Exception):
            # A library that was cut in two may put a complaint of its own in its place, as SQLAlchemy does
            # where it looks whether a connection still stands; the task would count as failed for ever.
            raise self._verdict from error

    def close(self) -> None:
        """Stop watching; a second time does nothing."""
        self._armed = False
        self._over.set()
        if self._thread:
            self._thread.join()
        while self._handlers:
            signal.signal(*self._handlers.popitem())

    @contextlib.contextmanager
    def shield(self) -> Generator[None]:
        """A step that shall not be cut in two: whoever wants to stop the run waits for its end."""
        self._shields += 1
        try:
            yield
        finally:
            self._shields = max(0, self._shields - 1)
        self.check()

    def check(self) -> None:
        """Raises Revoked, HandBack or OutOfTime if the run has to end."""
        if not self._armed or not self._verdict or self._shields:
            return
        # Once is enough, unless somebody swallowed it: the run may be cleaning up.
        now = time.monotonic()
        if self._raised_at is None or now - self._raised_at > SHIELDED_MOST_S:
            self._raised_at = now
            raise self._verdict

    def stop(self, verdict: type[Stopped]) -> None:
        """End the run, for this reason if it is the first."""
        if self._verdict is None:
            self._verdict, self._decided_at = verdict, time.monotonic()

    def _hand_back(self, number: int, frame: object) -> None:
        request_end(number, frame)
        self.stop(HandBack)
        self._stop_now()

    def _stop_now(self, _number: int = 0, _frame: object = None) -> None:
        if self._shields and time.monotonic() - self._decided_at > SHIELDED_MOST_S:
            self._shields = 0
        self.check()

    def _watch(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            self._look()
            if self._verdict and KICK in self._handlers:
                # Interrupts also what waits for a server: the handler raises in the main thread.
                signal.pthread_kill(threading.main_thread().ident or 0, KICK)

    def _look(self) -> None:
        now = time.monotonic()
        if now > self._ends_at:
            self.stop(OutOfTime)
        if not self._holds():
            self.stop(Revoked)
        elif now - self._beaten_at >= self._beat_every_s:
            self._beat()
            self._beaten_at = now
