"""The mail server keeps what it gets, whole."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local import mailbox
from deploy.local.mailbox import Keeper, keep, protocol

MAIL = "Subject: Grüße\r\n\r\nHello\r\n.\r\n".encode()


def deliver(folder: Path, talk: Callable[[smtplib.SMTP], object]) -> None:
    """Talk to a mail server that keeps its mails in a folder."""

    async def serve() -> None:
        keeper = Keeper(folder)
        server = await asyncio.get_running_loop().create_server(lambda: protocol(keeper), "127.0.0.1", 0)
        async with server:
            await asyncio.to_thread(_talk, server.sockets[0].getsockname(), talk)

    asyncio.run(serve())


def _talk(address: tuple[str, int], talk: Callable[[smtplib.SMTP], object]) -> None:
    with smtplib.SMTP(*address) as connection:
        talk(connection)


def send_undeclared(connection: smtplib.SMTP) -> None:
    """Send a mail without a word about its size."""
    connection.ehlo()
    connection.mail("a@example.com")
    connection.rcpt("b@example.com")
    code, _words = connection.data(MAIL + b"x" * 1000)
    raise smtplib.SMTPDataError(code, b"")


def test_a_mail_is_kept_as_it_came(tmp_path):
    deliver(tmp_path, lambda connection: connection.sendmail("a@example.com", "b@example.com", MAIL))

    (kept,) = tmp_path.iterdir()
    assert kept.suffix == ".eml"
    assert kept.read_bytes() == MAIL


def test_mails_lie_in_the_order_of_arrival(tmp_path):
    kept = [keep(b"%d" % number, folder=tmp_path) for number in range(20)]

    assert sorted(tmp_path.iterdir()) == kept


def test_a_mail_that_could_not_be_written_is_none(tmp_path, monkeypatch):
    def write_half(file: Path, mail: bytes) -> None:
        with file.open("wb") as half:
            half.write(mail[: len(mail) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write_half)

    with pytest.raises(OSError, match="No space"):
        keep(MAIL, folder=tmp_path)
    assert list(tmp_path.glob("*.eml")) == []


@pytest.mark.parametrize(
    "send",
    [lambda connection: connection.sendmail("a@example.com", "b@example.com", b"x" * 2000), send_undeclared],
    ids=["declared", "undeclared"],
)
def test_a_mail_that_is_too_large_is_refused(tmp_path, monkeypatch, send):
    monkeypatch.setattr(mailbox, "LARGEST_MAIL_BYTES", 1000)

    with pytest.raises(smtplib.SMTPResponseException) as refusal:
        deliver(tmp_path, send)
    assert refusal.value.smtp_code == 552
    assert list(tmp_path.iterdir()) == []
