# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""LiveKit's data channels over aiortc's SCTP association: `_reliable` and `_lossy`."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from bridge.errors import PeerBroke
from bridge.media.foreign import (
    DataChannel,
    DataChannelParameters,
    SctpCapabilities,
    SctpTransport,
    sctp_receive,
)

RELIABLE, LOSSY = "_reliable", "_lossy"
PORT = 5000
MAX_MESSAGE = 262_144
MAX_BUFFERED = 8 * 1024 * 1024
"""Bytes queued for one slow receiver before it is closed."""
MAX_LOSSY_BUFFERED = 64 * 1024
MAX_QUEUED = 4096
"""Datagrams of one peer waiting to be looked at."""


class _Below:
    """The DTLS transport as the association sees it."""

    def __init__(self, send: Callable[[bytes], None], role: str) -> None:
        self.state = "connected"
        self._role = role
        self._send = send

    async def _send_data(self, data: bytes) -> None:
        self._send(data)

    def _register_data_receiver(self, receiver: Any) -> None:
        pass

    def _unregister_data_receiver(self, receiver: Any) -> None:
        pass


class DataChannels:
    """The two channels of one peer; messages come out at `on_message(bytes, reliable)`."""

    def __init__(
        self,
        send: Callable[[bytes], None],
        on_message: Callable[[bytes, bool], None],
        on_broken: Callable[[PeerBroke], None],
        *,
        opens: bool,
        calls: bool = False,
    ) -> None:
        """With `opens` the bridge opens the channels (subscriber connection of v0).

        `calls`: it is the DTLS client below, which decides who uses which numbers (RFC 8832 6).
        """
        below = _Below(send, "client" if calls else "server")
        self._association = SctpTransport(below, port=PORT)
        self._association.on("datachannel", self._opened)
        self._channels: dict[str, Any] = {}
        self._waiting: list[tuple[bytes, bool]] = []
        self._on_message = on_message
        self._on_broken = on_broken
        self._opens = opens
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(MAX_QUEUED)
        self._task = asyncio.get_running_loop().create_task(self._run())

    def receive(self, data: bytes) -> None:
        """Take in one DTLS payload."""
        with contextlib.suppress(asyncio.QueueFull):  # SCTP sends it again
            self._queue.put_nowait(data)

    def send(self, data: bytes, *, reliable: bool) -> None:
        """Queue one message; a lossy one is dropped when the receiver does not keep up."""
        channel = self._channels.get(RELIABLE if reliable else LOSSY)
        if channel is None or channel.readyState != "open":
            if reliable and sum(len(held) for held, _ in self._waiting) < MAX_MESSAGE:
                self._waiting.append((data, reliable))
            return
        if not reliable and channel.bufferedAmount > MAX_LOSSY_BUFFERED:
            return
        if channel.bufferedAmount > MAX_BUFFERED:
            self._on_broken(PeerBroke("does not read its data channel"))
            return
        channel.send(data)

    def close(self) -> None:
        """Stop; the peer notices by the DTLS goodbye."""
        self._task.cancel()

    async def _run(self) -> None:
        try:
            await self._association.start(SctpCapabilities(maxMessageSize=MAX_MESSAGE), PORT)
            if self._opens:
                for label in (RELIABLE, LOSSY):
                    lossy = label == LOSSY
                    parameters = DataChannelParameters(
                        label=label, ordered=not lossy, maxRetransmits=0 if lossy else None
                    )
                    self._opened(DataChannel(self._association, parameters))
            while True:
                await sctp_receive(self._association, await self._queue.get())
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                await self._association.stop()
        except Exception:  # whatever a parser of somebody else trips over, it is this peer's
            self._on_broken(PeerBroke("broke SCTP"))

    def _opened(self, channel: Any) -> None:
        if channel.label not in (RELIABLE, LOSSY):
            return
        self._channels[channel.label] = channel
        reliable = channel.label == RELIABLE

        def arrived(message: bytes | str) -> None:
            if isinstance(message, bytes):
                self._on_message(message, reliable)

        channel.on("message", arrived)
        if channel.readyState == "open":
            self._drain()
        else:
            channel.on("open", self._drain)

    def _drain(self) -> None:
        waiting, self._waiting = self._waiting, []
        for data, reliable in waiting:
            self.send(data, reliable=reliable)
