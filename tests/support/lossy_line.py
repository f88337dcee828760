# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A line between one browser and the bridge that loses packets when told to: a relay of UDP.

    async with lossy_line(port) as line:
        await tab.ask(f"through({line.port})")   # connections made from now on take this way
        line.loss = 0.35

What Chromium's developer tools offer for this (`packetLoss`) loses nothing of WebRTC; see
tests/peers/browser/pages/watch.js for the page's side.
"""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

HERE = "127.0.0.1"
LARGEST = 2048
Address = tuple[str, int]


@dataclass
class LossyLine:
    """A running relay."""

    bridge: int
    """The port of the bridge for media."""
    door: socket.socket
    loss: float = 0.0
    """Share of packets that get lost, either way."""
    lost: int = 0
    _ways: dict[Address, socket.socket] = field(default_factory=dict)
    _lot: random.Random = field(default_factory=lambda: random.Random(20261122))  # noqa: S311

    @property
    def port(self) -> int:
        """Where it takes packets for the bridge."""
        return int(self.door.getsockname()[1])

    def there(self) -> None:
        """Take packets of a browser; each of its sockets has one of its own beyond."""
        with suppress(BlockingIOError, ConnectionRefusedError):
            while True:
                packet, who = self.door.recvfrom(LARGEST)
                if who not in self._ways:
                    self._ways[who] = beyond = _socket()
                    beyond.connect((HERE, self.bridge))
                    asyncio.get_running_loop().add_reader(beyond, self._back, beyond, who)
                if self._arrives():
                    self._ways[who].send(packet)

    def _back(self, beyond: socket.socket, who: Address) -> None:
        with suppress(BlockingIOError, ConnectionRefusedError):
            while True:
                packet = beyond.recv(LARGEST)
                if self._arrives():
                    self.door.sendto(packet, who)

    def _arrives(self) -> bool:
        arrives = self._lot.random() >= self.loss
        self.lost += not arrives
        return arrives

    def close(self) -> None:
        """Cut the line."""
        for one in (self.door, *self._ways.values()):
            asyncio.get_running_loop().remove_reader(one)
            one.close()


@asynccontextmanager
async def lossy_line(bridge: int) -> AsyncIterator[LossyLine]:
    """Relay between a free port and the bridge's port for media until the block ends."""
    door = _socket()
    door.bind((HERE, 0))
    line = LossyLine(bridge=bridge, door=door)
    asyncio.get_running_loop().add_reader(door, line.there)
    try:
        yield line
    finally:
        line.close()


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    return made
