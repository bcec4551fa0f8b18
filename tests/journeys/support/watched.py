"""A browser page that is watched: it may ask nobody else, and break no rule of ours."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from playwright.sync_api import BrowserContext, ConsoleMessage, Request


class Watched:
    """Collects what a browser complains of while its page is used; fails at the end if there was anything."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.faults: list[str] = []
        context.on("request", self._see_request)
        context.on("console", self._see_console)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if kind is None:
            assert self.faults == []

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:")):
            self.faults.append(f"asked {request.url}")

    def _see_console(self, message: ConsoleMessage) -> None:
        # A form that is sent back, or a page that is not there, is no fault of a page.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.faults.append(message.text)
