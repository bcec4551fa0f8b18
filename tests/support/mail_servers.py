"""Mail servers for tests, on loopback: one that works, one that nobody should trust, some that misbehave."""

from __future__ import annotations

import contextlib
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from deploy.local.servers import LOOPBACK, free_ports


class Postbox:
    """Takes every mail and keeps it."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.logins: list[bytes] = []

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a mail."""
        self.mails.append(envelope)
        return "250 kept"

    def authenticate(
        self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, login: Any
    ) -> AuthResult:
        """Let everybody in, and note who came."""
        self.logins.append(login.login)
        return AuthResult(success=True)


@contextlib.contextmanager
def mail_server(handler: Any, **options: Any) -> Iterator[int]:
    """A mail server with a handler; yields its port."""
    controller = Controller(handler, hostname=LOOPBACK, port=free_ports(1)[0], **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def self_signed(folder: Path) -> ssl.SSLContext:
    """The TLS of a server whose certificate for loopback no authority has signed."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subject = ["-subj", f"/CN={LOOPBACK}", "-addext", f"subjectAltName=IP:{LOOPBACK}"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command = ["openssl", "req", "-x509", *new_key, "-days", "1", *subject, *files]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
