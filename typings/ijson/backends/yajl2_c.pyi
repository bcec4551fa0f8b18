"""The backend that is written in C."""

from collections.abc import Iterator
from typing import Any

def basic_parse(source: Any, *, buf_size: int = ..., use_float: bool = ...) -> Iterator[tuple[str, Any]]: ...
