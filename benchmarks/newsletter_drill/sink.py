"""A mail server that takes everything and writes down what it took, by Message-ID.

    python sink.py PORT LOG SECONDS

Each mail is written down before it is acknowledged, and the acknowledgement takes a while: who is
killed meanwhile cannot know that the mail was taken.
"""

from __future__ import annotations

import asyncio
import sys
import time
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP


class Counting:
    def __init__(self, log: Path, seconds: float) -> None:
        self.log = log.open("a", buffering=1)
        self.seconds = seconds

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- aiosmtpd's name
        headers = message_from_bytes(envelope.content.partition(b"\r\n\r\n")[0])
        await asyncio.sleep(self.seconds / 2)
        self.log.write(f"{time.time():.3f} {headers['Message-ID']}\n")
        await asyncio.sleep(self.seconds / 2)
        return "250 2.0.0 Ok: taken"


async def serve(port: int, log: Path, seconds: float) -> None:
    handler = Counting(log, seconds)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="sink.example", loop=loop), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])))
