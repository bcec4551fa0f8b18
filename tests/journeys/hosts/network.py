"""Hosts on this machine: each has a network, a name and processes of its own, and sees no other's disk.

They are namespaces of the kernel without a name. Whatever happens, they go with the first process of each,
which goes with the tests; and nothing that they send can leave them.
"""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.servers import wait_for

# A range for benchmarks (RFC 2544), which is nobody's address.
NETWORK = "198.18.0"
ADDRESSES = ["127.0.0.1", *(f"{NETWORK}.{number}" for number in range(1, 9))]
CLONE_NEWNET = 0x40000000
READY = "here"
ENDED_WITHIN_S = 30


@dataclass
class Host:
    """A machine with one plug."""

    name: str
    number: int
    # Its own; the others do not see what is in it.
    folder: Path
    init: int
    switch: Switch
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where it is in the network."""
        return f"{NETWORK}.{self.number}"

    @property
    def plug(self) -> str:
        """Its end in the switch."""
        return f"to-{self.number}"

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Sockets that this thread, and what it starts, makes within this are in the host's network."""
        own, its = Path("/proc/thread-self/ns/net"), Path(f"/proc/{self.init}/ns/net")
        with own.open() as before, its.open() as there:
            _enter(there.fileno())
            try:
                yield
            finally:
                _enter(before.fileno())

    def start(self, name: str, command: Sequence[str], environ: Mapping[str, str]) -> None:
        """Run a program on this host until it is ended."""
        with self.log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*_within(self.init), "--", "env", f"--chdir={self.folder}", *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environ,
                start_new_session=True,
            )

    def finish(self, name: str, command: Sequence[str], environ: Mapping[str, str]) -> None:
        """Run a program on this host to its end, which is to be a good one."""
        self.start(name, command, environ)
        assert self.running.pop(name).wait(ENDED_WITHIN_S) == 0, self.log(name).read_text()

    def end(self, name: str) -> None:
        """Ask a program to end, and see it gone."""
        process = self.running.pop(name)
        for child in children(process.pid):
            os.kill(child, signal.SIGTERM)
        process.wait(ENDED_WITHIN_S)

    def log(self, name: str) -> Path:
        """What a program printed."""
        return self.folder / f"{name}.log"

    @contextlib.contextmanager
    def cut_off(self) -> Iterator[None]:
        """Nothing gets from this host to another within this, nor back; no side is told."""
        self.switch.unplug(self)
        try:
            yield
        finally:
            self.switch.plug_in(self)


@dataclass
class Switch:
    """What the hosts are plugged into."""

    init: int

    def unplug(self, host: Host) -> None:
        """From now on, what comes from a host or is for it is thrown away. Its cable seems to be well."""
        _run(self.init, f"link set {host.plug} nomaster")

    def plug_in(self, host: Host) -> None:
        """Pass on what comes from a host, and what is for it."""
        _run(self.init, f"link set {host.plug} master switch up")


@contextlib.contextmanager
def hosts(folder: Path, *names: str, hidden: Sequence[Path] = ()) -> Iterator[list[Host]]:
    """Hosts on one network; skips where nobody lets us make them. What is `hidden` none of them sees."""
    with contextlib.ExitStack() as opened:
        made: list[Host] = []
        opened.callback(_see_ended, made)
        switch = Switch(opened.enter_context(_namespaces(folder, "switch", [])))
        _run(switch.init, "link add switch type bridge", "link set switch up")
        folders = {name: folder / name for name in names}
        for own in folders.values():
            own.mkdir()
        for number, (name, own) in enumerate(folders.items(), start=1):
            others = [*hidden, *(other for other in folders.values() if other != own)]
            init = opened.enter_context(_namespaces(folder, name, others))
            made.append(Host(name, number, own, init, switch))
            _connect(made[-1])
        for one, other in itertools.permutations(made, 2):
            _introduce(one, other)
        yield made


@contextlib.contextmanager
def _namespaces(folder: Path, name: str, hidden: Sequence[Path]) -> Iterator[int]:
    """The first process of a host."""
    script = [f"hostname {name}", *(f"mount -t tmpfs none '{path}'" for path in hidden)]
    script += [f"echo {READY}", "exec sleep infinity"]
    command = ["setpriv", "--pdeathsig", "KILL", "--", "unshare", "--net", "--mount", "--uts", "--pid"]
    command += ["--fork", "--kill-child", "--mount-proc", "--", "sh", "-ec", "\n".join(script)]
    if not all(map(shutil.which, ("ip", "setpriv", "unshare", "nsenter"))):
        pytest.skip("hosts are made with iproute2 (deploy/test_machine.sh installs it as root)")
    said, pipe = folder / f"{name}.init", subprocess.DEVNULL
    with said.open("wb") as log:
        first = subprocess.Popen(command, stdin=pipe, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(lambda: READY in said.read_text() or first.poll() is not None, "a host")
        if first.poll() is not None:
            pytest.skip(f"only root may make hosts, and not everywhere: {said.read_text().strip()}")
        yield children(first.pid)[0]
    finally:
        first.kill()
        first.wait()


def _see_ended(made: list[Host]) -> None:
    # All have been killed with the first of their host.
    for process in [process for host in made for process in host.running.values()]:
        process.wait(ENDED_WITHIN_S)


def _connect(host: Host) -> None:
    _run(
        host.switch.init,
        f"link add {host.plug} type veth peer name eth0 address {_card(host)} netns {host.init}",
        f"link set {host.plug} master switch up",
    )
    _run(host.init, f"address add {host.address}/24 dev eth0", "link set eth0 up", "link set lo up")


def _introduce(one: Host, other: Host) -> None:
    # As behind a router: who is cut off is not told that the other cannot be found, but hears nothing at all.
    known = f"neigh replace {other.address} lladdr {_card(other)} dev eth0 nud permanent"
    _run(one.init, known)


def _card(host: Host) -> str:
    return f"02:00:00:00:00:{host.number:02x}"


def _within(init: int) -> list[str]:
    return ["nsenter", f"--target={init}", "--net", "--mount", "--uts", "--pid"]


def _run(init: int, *commands: str) -> None:
    enter = ["nsenter", f"--target={init}", "--net", "--", "ip", "-batch", "-"]
    subprocess.run(enter, input="\n".join(commands), text=True, check=True, capture_output=True)


def _enter(namespace: int) -> None:
    # Python has `os.setns` from 3.12 on.
    if ctypes.CDLL(None, use_errno=True).setns(namespace, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


def children(pid: int) -> list[int]:
    """The children of a process, as the main thread of it made them."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
