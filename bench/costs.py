"""What pieces of work cost: processors' time of each part, statements, and commands to Redis."""

from __future__ import annotations

import json
from operator import add
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("costs.json")


class Cost(NamedTuple):
    """What one piece of work costs on average."""

    web_ms: float = 0
    worker_ms: float = 0
    database_ms: float = 0
    redis_ms: float = 0
    statements: float = 0
    commands: float = 0

    def plus(self, other: Cost) -> Cost:
        """Both together."""
        return Cost(*map(add, self, other))

    def times(self, number: float) -> Cost:
        """So many of it."""
        return Cost(*(part * number for part in self))


class Costs(NamedTuple):
    """What Microblog's work costs; those of `kept` were measured by `python -m bench.scaling --measure`."""

    page: Cost
    # One that has to be answered, and one that is asked again within half a minute.
    poll: Cost
    repeated_poll: Cost
    new_posts: Cost
    post: Cost
    export: Cost
    exported_post: Cost
    post_bytes: float
    archived_post_bytes: float

    @classmethod
    def kept(cls) -> Costs:
        """Those of the last measurement that was kept."""
        told = json.loads(FILE.read_text())
        return cls(**{
            name: Cost(*value) if isinstance(value, list) else value for name, value in told.items()
        })

    def keep(self) -> None:
        """Put them in the place of those that were kept."""
        rounded = {
            name: [float(f"{part:.3g}") for part in value] if isinstance(value, Cost) else round(value)
            for name, value in self._asdict().items()
        }
        lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in rounded.items()]
        FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
