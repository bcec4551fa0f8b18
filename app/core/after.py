"""What is done after a response, for which nobody waits: `after_response(mail_it, message_id)`."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec

import structlog
from flask import Flask, has_request_context, request

from app.core.context import the_app

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

P = ParamSpec("P")
Calls = list[Callable[[], None]]
KEY = "microblog.after_response"
# The rest waits its turn: what is done here is for the most part a wait itself, for a mail server.
THREADS = 4


def after_response(function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Call a function, or a coroutine function, when the client has its whole answer; never if that is a 5xx.

    It gets an application context of its own and no request, so hand it ids rather than records. The calls of
    one request are made in order, and one that raises keeps none of the others. Raises RuntimeError where no
    answer is on its way.
    """
    calls: Calls | None = request.environ.get(KEY) if has_request_context() else None
    if calls is None:
        raise RuntimeError("after_response() was called where no response is on its way.")
    log_context = structlog.contextvars.get_contextvars()
    calls.append(partial(_perform, the_app(), log_context, partial(function, *args, **kwargs)))


class Afterwards:
    """In front of the application: begins what it was asked to do when the server is done with an answer."""

    def __init__(self, app: Flask) -> None:
        self.pool: Executor = ThreadPoolExecutor(THREADS, thread_name_prefix="after-response")
        self._wsgi_app: WSGIApplication = app.wsgi_app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, and remember what is to follow."""
        calls: Calls = []
        answer = _Answer(start_response, then=partial(self._begin, calls))
        body = self._wsgi_app(environ | {KEY: calls}, answer.start)
        # A file is sent faster where the server can see that it is one.
        is_file = isinstance(body, environ.get("wsgi.file_wrapper", ()))
        return body if is_file and not calls else answer.of(body)

    def finish(self) -> None:
        """Take nothing more, and wait for what has been begun or waits."""
        self.pool.shutdown(wait=True)

    def _begin(self, calls: Calls) -> None:
        if calls:
            # In a thread of its own: this one's connection waits for its next request, or for its end.
            self.pool.submit(_perform_all, calls)


class _Answer(Iterator[bytes]):
    """An answer on its way; tells when it has gone, unless it failed."""

    def __init__(self, start_response: StartResponse, *, then: Callable[[], None]) -> None:
        self._start_response = start_response
        self._then = then
        self._failed = False

    def start(
        self, status: str, headers: list[tuple[str, str]], exc_info: OptExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        """Pass on the head, and look at how the request went."""
        self._failed = status.startswith("5")
        return self._start_response(status, headers, exc_info)

    def of(self, body: Iterable[bytes]) -> _Answer:
        """Take what the application made."""
        self._body, self._rest = body, iter(body)
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._rest)
        except StopIteration:
            raise
        except BaseException:
            self._failed = True
            raise

    def close(self) -> None:
        """The server is done: all has been sent, or the client has gone away, which undoes nothing."""
        if close := getattr(self._body, "close", None):
            close()
        if not self._failed:
            # A server may say so twice.
            self._failed = True
            self._then()


def init_app(app: Flask) -> None:
    """Do things after answers."""
    app.extensions["after"] = app.wsgi_app = Afterwards(app)


def _perform_all(calls: Calls) -> None:
    for call in calls:
        call()


def _perform(app: Flask, log_context: dict[str, Any], call: Callable[[], object]) -> None:
    with structlog.contextvars.bound_contextvars(**log_context):
        try:
            # Popping the context gives back the database session.
            with app.app_context():
                outcome = call()
                if inspect.isawaitable(outcome):
                    asyncio.run(_await(outcome))
        except BaseException:
            # Nobody stands above this thread to hear of it, and whatever it is must not keep the other calls.
            app.logger.exception("what was to be done after a response failed")


async def _await(outcome: Awaitable[object]) -> None:
    await outcome
