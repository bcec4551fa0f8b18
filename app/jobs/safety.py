"""What a worker accepts from Redis: plain data, and names in app.tasks, so that it runs nothing else."""

from __future__ import annotations

import io
import pickle
import re
from typing import Any

from rq.job import Job

OURS = re.compile(r"app\.tasks\.[a-z_]+")


class Refused(pickle.UnpicklingError):
    """A job holds something that is not plain data, or names a function that is none of ours."""


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> Any:
        raise Refused(f"{module_name}.{global_name} is not plain data")


class PlainData:
    """RQ's default format, which a plain `rq worker` reads; loads numbers, strings, lists and dicts only."""

    @staticmethod
    def dumps(value: Any) -> bytes:
        """Write a value as RQ does."""
        return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)

    @staticmethod
    def loads(content: bytes) -> Any:
        """Read a value. Raises Refused at anything that could run code."""
        return _PlainUnpickler(io.BytesIO(content)).load()


class OwnJob(Job):
    """A job that runs functions of app.tasks and nothing else."""

    @property
    def success_callback(self) -> None:
        """None: RQ would import and call whatever Redis names."""

    @property
    def failure_callback(self) -> None:
        """None, as above."""

    @property
    def stopped_callback(self) -> None:
        """None, as above."""

    @property
    def func(self) -> Any:
        """The function. Raises Refused if it is none of ours."""
        if not OURS.fullmatch(self.func_name or "") or self.instance is not None:
            raise Refused(f"{self.func_name} is not a task")
        function = super().func
        if not hasattr(function, "kind"):
            raise Refused(f"{self.func_name} is not a task")
        return function

    def send_webhooks(self, *_status: Any, **_more: Any) -> None:
        """Call nobody: addresses that come from Redis are no better than code."""
