"""The Dockerfile carried out without Docker: over this machine's system, and thrown away."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy.local.places import ROOT
from tests.journeys.deploy import dockerfile
from tests.journeys.deploy.dockerfile import Stage, Step

OVERLAY = 'mount -t overlay overlay -o lowerdir=/,upperdir="{upper}",workdir="{work}" "{root}"\n'
SYSTEM = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# As in the base image nobody is number 1000 yet, and everybody may run `python`, which is ours. No package
# is fetched for a test: those of this machine have to do.
BASE = """
sed -i '/^[^:]*:[^:]*:1000:/d' etc/passwd etc/group
printf '#!/bin/sh\\nexec {python} "$@"\\n' >usr/local/bin/python
printf '#!/bin/sh\\n' >usr/local/bin/apt-get
chmod 755 usr/local/bin/python usr/local/bin/apt-get
chmod a+x {folders}
"""
RUN = """
mount -t proc proc proc
mount --rbind /dev dev
exec chroot . env --chdir="$IN" sh -c "$RUN"
"""
# What pip is told of this machine's way to an index.
OURS = re.compile("PIP_.*|SSL_CERT_.*|.*_proxy", re.IGNORECASE)
BUILD_WITHIN_S = 400


class Layer:
    """What is written over this machine's system, as long as it is mounted."""

    def __init__(self, folder: Path, below: Layer | None = None) -> None:
        self.root, self.upper, self.work = (folder / name for name in ("root", "upper", "work"))
        for path in (self.root, self.upper, self.work):
            path.mkdir(parents=True)
        if below:
            # Layers over layers would be nearer to Docker, but none may lie within another: all are in `/`.
            # Links are enough, for no step changes a file of an earlier stage in its place.
            subprocess.run(["cp", "-alT", below.upper, self.upper], check=True)

    @property
    def mount(self) -> str:
        """The lines of a shell that have it all together at `root`."""
        return OVERLAY.format(**vars(self))

    def change(self, script: str, *beside: Layer, environ: Mapping[str, str] | None = None) -> None:
        """Run lines of a shell at its root, beside other layers. Fails the test if one of them does."""
        mounts = "".join(layer.mount for layer in (self, *beside))
        command = ["unshare", "--mount", "sh", "-ec", f"{mounts}cd '{self.root}'\n{script}"]
        done = subprocess.run(
            command, env={"PATH": SYSTEM} | (environ or {}), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-2000:]


@dataclass
class Image:
    """What is made of a Dockerfile: layers, and what containers begin with."""

    layer: Layer
    environ: dict[str, str] = field(default_factory=lambda: {"PATH": SYSTEM})
    folder: str = "/"
    user: str = "0:0"
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)


class Build:
    """The build of an image in a clean folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._context = folder / "context"
        for path in dockerfile.context(ROOT):
            (self._context / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, self._context / path)
        self._system = Layer(folder / "system")
        python = Path(sys._base_executable)
        folders = " ".join(f".{folder}" for folder in python.parents)
        self._system.change(BASE.format(python=python, folders=folders))
        self._made: dict[str, Image] = {}

    def run(self) -> Image:
        """Carry out all stages; what the last one makes."""
        stages = dockerfile.stages(ROOT / "Dockerfile")
        for number, stage in enumerate(stages):
            self._made[stage.name] = self._stage(stage, Layer(self._folder / str(number), self._below(stage)))
        return self._made[stages[-1].name]

    def _below(self, stage: Stage) -> Layer:
        made = self._made.get(stage.begins_with)
        assert made or stage.begins_with.startswith("python:"), stage.begins_with
        return made.layer if made else self._system

    def _stage(self, stage: Stage, layer: Layer) -> Image:
        image = Image(layer)
        for step in stage.steps:
            # A step that is not known here is one that this test says nothing about.
            getattr(self, f"_{step.name.lower()}")(image, step)
        return image

    def _run(self, image: Image, step: Step) -> None:
        ours = {name: value for name, value in os.environ.items() if OURS.fullmatch(name)}
        image.layer.change(RUN, environ=ours | image.environ | {"IN": image.folder, "RUN": step.text})

    def _copy(self, image: Image, step: Step) -> None:
        *sources, target = step.text.split()
        beside, root = [], self._context
        if sources[0].startswith("--from="):
            other = self._made[sources.pop(0).removeprefix("--from=")].layer
            beside, root = [other], other.root
        named = " ".join(f"'{root}/{source.lstrip('/')}'" for source in sources)
        into = len(sources) > 1 or target.endswith(("/", "."))
        # Of a folder, Docker copies what is in it.
        words = f"-t '{target}' {named}" if into else f"-T {named} '{target}'"
        image.layer.change(f"cd '{image.layer.root}{image.folder}'\ncp -a {words}", *beside)

    def _workdir(self, image: Image, step: Step) -> None:
        image.folder = step.text
        image.layer.change(f"mkdir -p .{step.text}")

    def _env(self, image: Image, step: Step) -> None:
        for name, value in step.values.items():
            image.environ[name] = value.replace("$PATH", image.environ["PATH"])

    def _user(self, image: Image, step: Step) -> None:
        image.user = step.text

    def _expose(self, image: Image, step: Step) -> None:
        assert step.text == image.environ["PORT"]

    def _healthcheck(self, image: Image, step: Step) -> None:
        image.health = step.check

    def _entrypoint(self, image: Image, step: Step) -> None:
        image.entrypoint = step.words

    def _cmd(self, image: Image, step: Step) -> None:
        image.command = step.words


def built(folder: Path) -> Image:
    """The image of our Dockerfile. Skips the test where one may not mount."""
    may = ["unshare", "--mount", "sh", "-ec", Layer(folder / "try").mount]
    if os.geteuid() or subprocess.run(may, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount, which carrying out the Dockerfile takes")
    return Build(folder / "image").run()
