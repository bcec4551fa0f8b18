"""A mail server that takes its time: `python -m bench.slow_mail --port N --delay-s 0.1`. It keeps nothing."""

from __future__ import annotations

import argparse
import asyncio

from aiosmtpd.smtp import SMTP, Envelope, Session


class Slow:
    """Takes every mail, after a while."""

    def __init__(self, delay_s: float) -> None:
        self.delay_s = delay_s

    # The name is aiosmtpd's.
    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        """Wait, then say so."""
        await asyncio.sleep(self.delay_s)
        return "250 OK"


async def serve(*, port: int, delay_s: float) -> None:
    """Receive mails on loopback until somebody ends this process."""
    slow = Slow(delay_s)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(slow, hostname="localhost", loop=loop), "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m bench.slow_mail", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--delay-s", type=float, required=True)
    options = parser.parse_args()
    asyncio.run(serve(port=options.port, delay_s=options.delay_s))


if __name__ == "__main__":
    main()
