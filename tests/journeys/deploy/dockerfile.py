"""A Dockerfile and a .dockerignore, as they are read: as much of either as ours use."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from deploy.local.places import ROOT


class Step(NamedTuple):
    """An instruction with what follows it, in one line."""

    name: str
    text: str

    @property
    def check(self) -> list[str]:
        """What HEALTHCHECK runs."""
        return self._replace(text=self.text.partition("CMD ")[2]).words

    @property
    def words(self) -> list[str]:
        """A program with its arguments; what is no list of them is the shell's."""
        return json.loads(self.text) if self.text.startswith("[") else ["/bin/sh", "-c", self.text]

    @property
    def values(self) -> dict[str, str]:
        """What ENV sets."""
        return dict(pair.split("=", 1) for pair in shlex.split(self.text))


class Stage(NamedTuple):
    """What one FROM begins."""

    begins_with: str
    name: str
    steps: list[Step]


def steps(text: str) -> Iterator[Step]:
    """The instructions of a Dockerfile; a comment may stand between the lines of one."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            yield Step(name.upper(), rest.strip())


def stages(file: Path) -> list[Stage]:
    """The stages of a Dockerfile, in their order."""
    found: list[Stage] = []
    for step in steps(file.read_text()):
        if step.name == "FROM":
            source, *named = step.text.split()
            found.append(Stage(source, named[1] if named else "", []))
        else:
            found[-1].steps.append(step)
    return found


def said(name: str) -> Step:
    """What an instruction that stands once says of our image."""
    [step] = [step for step in stages(ROOT / "Dockerfile")[-1].steps if step.name == name]
    return step


def context(root: Path) -> list[Path]:
    """The files that .dockerignore lets through, from the root."""
    rules = [line for line in (root / ".dockerignore").read_text().splitlines() if line[:1] not in {"", "#"}]
    wanted = {rule[1:].split("/")[0] for rule in rules if rule.startswith("!")}
    found: list[Path] = []
    for folder, inside, files in os.walk(root):
        if Path(folder) == root:
            # What no rule lets through again need not be walked: .git, .venv.
            inside[:] = [name for name in inside if name in wanted]
        found += [Path(folder, name).relative_to(root) for name in files]
    return [path for path in found if not _is_left_out(path, rules)]


def _is_left_out(path: Path, rules: list[str]) -> bool:
    # The last rule that fits the file, or a folder above it, decides.
    places = [path, *path.parents]
    fitting = [rule for rule in rules if any(_pattern(rule).fullmatch(str(place)) for place in places)]
    return bool(fitting) and not fitting[-1].startswith("!")


def _pattern(rule: str) -> re.Pattern[str]:
    text = re.escape(rule.removeprefix("!").strip("/")).replace(r"\*\*/", "(.*/)?")
    return re.compile(text.replace(r"\*", "[^/]*"))
