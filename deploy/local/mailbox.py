"""A mail server that keeps every mail as a file: `python -m deploy.local.mailbox --port N --folder DIR`."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import time
from collections.abc import Sequence
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST_MAIL_BYTES = 64 * 1024 * 1024


class Keeper:
    """What the server does with a mail: it puts it into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    # The name is aiosmtpd's.
    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail, then say so."""
        keep(envelope.original_content or b"", folder=self.folder)
        return "250 OK"


def keep(mail: bytes, *, folder: Path) -> Path:
    """Write a mail under a name that sorts by arrival; readers see all of it or nothing."""
    kept = folder / f"{time.time_ns():020}-{secrets.token_hex(4)}.eml"
    unfinished = kept.with_suffix(".part")
    unfinished.write_bytes(mail)
    unfinished.replace(kept)
    return kept


async def serve(*, port: int, folder: Path) -> None:
    """Receive mails on loopback until somebody ends this process."""
    keeper = Keeper(folder)
    server = await asyncio.get_running_loop().create_server(lambda: protocol(keeper), "127.0.0.1", port)
    await server.serve_forever()


def protocol(keeper: Keeper) -> SMTP:
    """One conversation."""
    return SMTP(
        keeper,
        data_size_limit=LARGEST_MAIL_BYTES,
        enable_SMTPUTF8=True,
        # Unset, it is looked up in the DNS, which can take seconds where there is none.
        hostname="localhost",
        loop=asyncio.get_running_loop(),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.mailbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(port=options.port, folder=options.folder))


if __name__ == "__main__":
    main()
