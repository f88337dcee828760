# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A line of TCP that goes dead when told to: nothing arrives, and nobody is told.

    async with dead_line(port) as line:
        line.cut()     # what is under way stays under way, new connections hang
        line.mend()    # what was held back arrives, as after a repetition

So a cable behaves that is pulled out, unlike a server that is gone, which would say so.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

HERE = "127.0.0.1"
MOST = 65_536


@dataclass
class DeadLine:
    """A running relay to a port of this machine."""

    beyond: int
    port: int = 0
    alive: asyncio.Event = field(default_factory=asyncio.Event)
    _ways: set[asyncio.Task[None]] = field(default_factory=set)
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        """Let nothing through from now on."""
        self.alive.clear()

    def mend(self) -> None:
        """Let everything through again."""
        self.alive.set()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Relay one connection until either side ends it."""
        self._ends.add(writer)
        await self.alive.wait()
        try:
            inner, outer = await asyncio.open_connection(HERE, self.beyond)
        except OSError:
            writer.transport.abort()
            self._ends.discard(writer)
            return
        self._ends.add(outer)
        for source, sink in ((reader, outer), (inner, writer)):
            way = asyncio.create_task(self._relay(source, sink))
            self._ways.add(way)
            way.add_done_callback(self._ways.discard)

    async def _relay(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError):
                while data := await source.read(MOST):
                    await self.alive.wait()
                    sink.write(data)
                    await sink.drain()
                await self.alive.wait()
        finally:
            sink.close()
            self._ends.discard(sink)

    async def close(self) -> None:
        """End all connections."""
        for way in list(self._ways):
            way.cancel()
        await asyncio.gather(*self._ways, return_exceptions=True)
        for end in self._ends:
            end.transport.abort()
        await asyncio.sleep(0)


@asynccontextmanager
async def dead_line(beyond: int) -> AsyncIterator[DeadLine]:
    """Relay between a free port and this one until the block ends."""
    line = DeadLine(beyond=beyond)
    line.mend()
    server = await asyncio.start_server(line.take, HERE, 0)
    line.port = int(server.sockets[0].getsockname()[1])
    try:
        yield line
    finally:
        server.close()
        line.mend()
        await line.close()
