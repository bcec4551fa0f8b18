"""Certificates that nobody but their owner has signed, and a Redis that shows one."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NotYet

from deploy.local.servers import LOOPBACK, free_ports
from tests.support.servers import wait_for


@dataclass(frozen=True)
class Certificate:
    """Two files."""

    public: Path
    key: Path


def certificate(folder: Path) -> Certificate:
    """One for this machine, signed by itself. Skips the test where there is no openssl."""
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    command = [found("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext"]
    command += [f"subjectAltName=DNS:localhost,IP:{LOOPBACK}"]
    files = ["-out", str(made.public), "-keyout", str(made.key)]
    subprocess.run([*command, *files], check=True, capture_output=True)
    return made


@contextlib.contextmanager
def redis_with(shown: Certificate, folder: Path) -> Iterator[str]:
    """Debian's Redis, for our Valkey has no TLS; its address. It answers nobody who does not encrypt."""
    [port] = free_ports(1)
    command = [found("redis-server"), "--bind", LOOPBACK, "--port", "0", "--tls-port", str(port)]
    command += ["--tls-cert-file", str(shown.public), "--tls-key-file", str(shown.key)]
    command += ["--tls-auth-clients", "no", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    url = f"rediss://{LOOPBACK}:{port}/0"
    try:
        wait_for(lambda: _answers(f"{url}?ssl_ca_certs={shown.public}"), "Redis to answer")
        yield url
    finally:
        server.kill()
        server.wait()


def found(program: str) -> str:
    """Where a program of Debian's is. Skips the test where it is not."""
    path = shutil.which(program, path="/usr/bin:/usr/sbin:/usr/local/bin:/usr/local/sbin:/opt/homebrew/bin")
    if not path:
        pytest.skip(f"there is no {program} here (deploy/test_machine.sh installs it as root)")
    return path


def _answers(url: str) -> bool:
    with Redis.from_url(url) as redis, contextlib.suppress(NotYet):
        return bool(redis.ping())
    return False
