"""A door before a server, whose hinges can be stiff: `door.py HOST PORT TARGET_PORT DELAY_FILE`.

Each piece that passes, either way, waits as many milliseconds as the file says (none without it). While it says `deaf`,
connections are accepted and nothing passes.
"""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

PIECE = 1 << 16


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, file: Path) -> None:
    with suppress(OSError, asyncio.IncompleteReadError):
        while piece := await reader.read(PIECE):
            if wait := delay(file):
                await asyncio.sleep(wait)
            while is_deaf(file):
                await asyncio.sleep(0.05)
            writer.write(piece)
            await writer.drain()
    writer.close()


def delay(file: Path) -> float:
    try:
        return float(file.read_text() or 0) / 1000
    except (OSError, ValueError):
        return 0.0


def is_deaf(file: Path) -> bool:
    try:
        return file.read_text().strip() == "deaf"
    except OSError:
        return False


async def serve(host: str, port: int, target: int, file: Path) -> None:
    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, back, file), pump(there, writer, file))

    server = await asyncio.start_server(pass_on, host, port, backlog=512)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])))
