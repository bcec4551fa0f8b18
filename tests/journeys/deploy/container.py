"""A process of an image as Docker runs it: alone with its children, on a disk that it cannot write."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.local.processes import Program
from tests.journeys.deploy.image import SYSTEM, Image, Layer
from tests.journeys.deploy.installation import Servers

# `docker run --read-only --tmpfs /tmp -v …:/home/microblog/instance`
MOUNTS = """
mount -t tmpfs tmpfs "{root}/tmp"
chown 1000:1000 "{volume}"
mount --bind "{volume}" "{root}/home/microblog/instance"
mount --rbind /dev "{root}/dev"
mount -t proc proc "{root}/proc"
mount -o remount,ro "{root}"
exec "$@"
"""
LEAST = ("--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all")
APART = ("--mount", "--pid", "--ipc", "--fork", "--kill-child")
READY_WITHIN_S = 120
# Docker's own is ten; a worker is given more, as docs/deploy.md says.
END_WITHIN_S = 60


class Container:
    """One of an image, with a volume that it shares."""

    def __init__(
        self, image: Image, servers: Servers, name: str, words: Sequence[str] = (), *, entrypoint: str = ""
    ) -> None:
        """`words` take the place of the image's command, and `entrypoint` that of its entrypoint."""
        self._image, self._servers = image, servers
        # No two may write into one, and Linux counts those that are read only.
        self._layer = Layer(servers.folder / "containers" / name, image.layer)
        self._environ = dict(image.environ)
        begins = [entrypoint] if entrypoint else image.entrypoint
        self._words = [*begins, *(words or image.command)]
        self._name = name

    def start(self, environ: Mapping[str, str], *, volume: Path) -> None:
        """Run it."""
        self._environ |= environ
        mounts = self._layer.mount + MOUNTS.format(root=self._layer.root, volume=volume)
        inside = ["chroot", str(self._layer.root), *self._as_nobody(self._words)]
        program = Program(
            self._name,
            ["unshare", *APART, "sh", "-ec", mounts, "sh", *inside],
            lambda _pid: self.is_well(),
            ready_within_s=READY_WITHIN_S,
        )
        self._process = self._servers.process_of(program, {"PATH": SYSTEM})
        self._process.launch()

    def wait(self) -> None:
        """Until its own health check calls it well. Raises StackError."""
        self._process.wait_until_ready()

    def is_well(self) -> bool:
        """What the image's HEALTHCHECK says."""
        return bool(self.first) and self.do(*self._image.health).returncode == 0

    def do(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`docker exec`."""
        inside = ["nsenter", f"--target={self.first}", "--mount", "--pid", "--root"]
        command = [*inside, *self._as_nobody(words)]
        environ = {"PATH": SYSTEM}
        return subprocess.run(command, check=False, capture_output=True, text=True, env=environ)

    @property
    def first(self) -> int | None:
        """The first process, as this machine counts; there is none until it has been made."""
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return int(children[0]) if children else None

    def signal(self, number: signal.Signals) -> None:
        """To each of its processes, from outside: the first would not heed it from within."""
        own = Path(f"/proc/{self.first}/ns/pid").readlink()
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (process / "ns" / "pid").readlink() == own:
                    os.kill(int(process.name), number)

    @property
    def log(self) -> str:
        """`docker logs`."""
        return self._process.log.read_text(errors="replace")

    def stop(self) -> None:
        """`docker stop`. Raises StackError if it does not end in time, or not in order."""
        assert self.first
        os.kill(self.first, signal.SIGTERM)
        self._process.finish(within_s=END_WITHIN_S)

    def kill(self) -> None:
        """`docker kill`, whatever state it is in."""
        self._process.kill()

    def _as_nobody(self, words: Sequence[str]) -> list[str]:
        uid, gid = self._image.user.split(":")
        values = [f"{name}={value}" for name, value in self._environ.items()]
        least = ["setpriv", f"--reuid={uid}", f"--regid={gid}", *LEAST]
        return [*least, "env", "-i", f"--chdir={self._image.folder}", *values, *words]
