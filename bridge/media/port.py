# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one UDP port of all media, over IPv4 and IPv6: who is a packet from, and audio goes first."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import time
from collections import deque
from typing import TYPE_CHECKING

from aioice.ice import get_host_addresses

from bridge.media import icelite, native
from bridge.media.fanout import Fanout
from bridge.media.outbox import Outbox
from bridge.settings import Settings

if TYPE_CHECKING:
    from bridge.media.transport import Address, Transport

BURST = 128
"""Datagrams read before any is worked on, so that audio behind a key frame is seen."""
SLICE = 0.003
"""Seconds of video worked on before the socket is looked at again."""
BACKLOG = 4096
BUFFER = 8 * 1024 * 1024
_SO_RCVBUFFORCE, _SO_SNDBUFFORCE = 33, 32
_FLOODERS = 10_000


class MediaPort:
    """Sockets, and the tables from ufrag and address to transport."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.port = 0
        self.fanout = (native.load() if settings.compiled else None) or Fanout()
        self.outboxes: list[Outbox] = []
        self.received = self.foreign = self.resent = 0
        self._by_ufrag: dict[str, Transport] = {}
        self._by_address: dict[Address, Transport] = {}
        self._backlog: deque[tuple[Transport, bytes, float]] = deque()
        self._stun: dict[str, tuple[float, int]] = {}
        self._working = self._flushing = False
        self._loop = asyncio.get_running_loop()
        self._open()

    # ── tables ──────────────────────────────────────────────────────────────────────

    def register(self, transport: Transport) -> None:
        """Find `transport` by its current ufrag."""
        self._by_ufrag[transport.credentials.ufrag] = transport

    def forget_ufrag(self, transport: Transport) -> None:
        """The ufrag of `transport` is no longer valid."""
        self._by_ufrag.pop(transport.credentials.ufrag, None)

    def bind(self, address: Address, transport: Transport) -> None:
        """Packets from `address` are this peer's: it has authenticated itself there."""
        self._by_address[address] = transport

    def unbind(self, address: Address, transport: Transport) -> None:
        """Packets from `address` are nobody's again."""
        if self._by_address.get(address) is transport:
            del self._by_address[address]

    def forget(self, transport: Transport) -> None:
        """Forget a closed transport."""
        self.forget_ufrag(transport)
        for address in transport.addresses():
            self.unbind(address, transport)

    def candidates(self) -> list[str]:
        """The addresses written into descriptions."""
        if self.settings.public_addresses:
            return list(self.settings.public_addresses)
        found: list[str] = []
        for outbox in self.outboxes:
            host = outbox.sock.getsockname()[0]
            if ipaddress.ip_address(host).is_unspecified:
                six = outbox.family == socket.AF_INET6
                found += get_host_addresses(use_ipv4=not six, use_ipv6=six)
            else:
                found.append(host)
        return found or ["127.0.0.1"]

    # ── sending ─────────────────────────────────────────────────────────────────────

    def flush(self) -> None:
        """Send what is queued on all sockets."""
        for outbox in self.outboxes:
            outbox.flush()

    def flush_soon(self) -> None:
        """Send what is queued once this turn of the loop is over."""
        if not self._flushing:
            self._flushing = True
            self._loop.call_soon(self._flush_now)

    def _flush_now(self) -> None:
        self._flushing = False
        self.flush()

    def close(self) -> None:
        """Close the sockets."""
        self.flush()
        for outbox in self.outboxes:
            self._loop.remove_reader(outbox.sock.fileno())
            outbox.sock.close()
        self.outboxes.clear()
        self._backlog.clear()

    # ── receiving ───────────────────────────────────────────────────────────────────

    def _readable(self, outbox: Outbox) -> None:
        self._read(outbox)
        self._work()

    def _read(self, outbox: Outbox) -> None:
        """Take a burst from the socket; audio and RTCP are done at once, video waits."""
        now = time.monotonic()
        receive = outbox.sock.recvfrom
        for _ in range(BURST):
            try:
                data, address = receive(2048)
            except OSError:  # nothing left, or an ICMP error of some peer
                return
            self.received += 1
            if len(data) < 12:  # noqa: PLR2004  # neither STUN, DTLS nor SRTP
                continue
            first = data[0]
            if 128 <= first < 192:  # noqa: PLR2004  # RFC 7983 7: SRTP
                transport = self._by_address.get(address)
                if transport is None:
                    self.foreign += 1
                elif data[8:12] in transport.audio_ssrcs or 192 <= data[1] <= 223:  # noqa: PLR2004
                    transport.media(data, now)
                elif len(self._backlog) < BACKLOG:
                    self._backlog.append((transport, data, now))
            elif 20 <= first < 64:  # noqa: PLR2004  # DTLS
                transport = self._by_address.get(address)
                if transport is not None:
                    transport.handshake(data, address)
            elif first < 4:  # noqa: PLR2004  # STUN
                self._check(data, address, outbox, now)

    def _work(self) -> None:
        """Video, a slice at a time; between slices the sockets may bring audio."""
        backlog = self._backlog
        until = time.monotonic() + SLICE
        while backlog:
            transport, data, now = backlog.popleft()
            transport.media(data, now)
            if time.monotonic() > until:
                break
        self.flush()
        if backlog and not self._working:
            self._working = True
            self._loop.call_soon(self._resume)

    def _resume(self) -> None:
        self._working = False
        for outbox in self.outboxes:
            self._read(outbox)
        self._work()

    def _check(self, data: bytes, address: Address, outbox: Outbox, now: float) -> None:
        ufrag = icelite.peek_ufrag(data)
        transport = self._by_ufrag.get(ufrag) if ufrag is not None else None
        if transport is None or self._floods(address[0], now):
            return
        transport.check(data, address, outbox, now)

    def _floods(self, host: str, now: float) -> bool:
        """True once an address asked more often in this second than a NAT full of clients."""
        began, count = self._stun.get(host, (now, 0))
        if now - began > 1:
            began, count = now, 0
        if len(self._stun) > _FLOODERS:
            self._stun.clear()
        self._stun[host] = (began, count + 1)
        return count >= self.settings.limits.stun_per_second

    # ── opening ─────────────────────────────────────────────────────────────────────

    def _open(self) -> None:
        for host in self.settings.media_host:
            six = ":" in host
            family = socket.AF_INET6 if six else socket.AF_INET
            try:
                sock = socket.socket(family, socket.SOCK_DGRAM)
            except OSError:
                if six:  # a machine without IPv6
                    continue
                raise
            sock.setblocking(False)
            if six:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            _enlarge(sock)
            try:
                sock.bind((host, self.port or self.settings.media_port))
            except OSError:
                sock.close()
                if six and self.outboxes:
                    continue
                raise
            self.port = sock.getsockname()[1]
            outbox = self.fanout.outbox(sock)
            self.outboxes.append(outbox)
            self._loop.add_reader(sock.fileno(), self._readable, outbox)


def _enlarge(sock: socket.socket) -> None:
    """A key frame for eighty receivers is 7 MB at once; without the right to, what we get."""
    for force, normal in (
        (_SO_RCVBUFFORCE, socket.SO_RCVBUF),
        (_SO_SNDBUFFORCE, socket.SO_SNDBUF),
    ):
        try:
            sock.setsockopt(socket.SOL_SOCKET, force, BUFFER)
        except OSError:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, normal, BUFFER)
