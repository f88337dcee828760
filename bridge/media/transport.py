# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One peer's transport: which addresses are proven, DTLS, SRTP, and the limits before proof."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pylibsrtp

from bridge.errors import PeerBroke
from bridge.media import icelite
from bridge.media.dtls import Dtls, Identity
from bridge.media.foreign import srtp_handle
from bridge.media.outbox import Outbox, Target

if TYPE_CHECKING:
    from bridge.media.port import MediaPort

Address = icelite.Address
MAX_ADDRESSES = 12
AMPLIFICATION = 3
"""Bytes sent per byte received before an address is proven (as RFC 9000 8.1 has it)."""
CONSENT = 30.0
"""Seconds without a check after which the peer counts as lost (RFC 7675 5.1)."""


class Transport:
    """The bridge's end of one peer connection."""

    def __init__(self, port: MediaPort, identity: Identity) -> None:
        self.credentials = icelite.new_credentials()
        self.port = port
        self.route = port.fanout.route()
        """Where the router sends what is for this peer, and what seals it."""
        self.rx: pylibsrtp.Session | None = None
        self.audio_ssrcs: set[bytes] = set()
        """Incoming audio, as the four bytes on the wire: it goes first."""
        self.on_rtp: Callable[[bytes, float], None] | None = None
        self.on_rtcp: Callable[[bytes, float], None] | None = None
        self.on_data: Callable[[bytes], None] | None = None
        self.on_connected: Callable[[], None] | None = None
        self.on_broken: Callable[[PeerBroke], None] | None = None
        self.checked_at: float | None = None
        self.closed = False
        self._identity = identity
        self._dtls: Dtls | None = None
        self._calling = False
        self._early: list[tuple[bytes, Address]] = []
        self._addresses: dict[Address, Outbox] = {}
        self._credit: dict[Address, int] = {}
        self._proven: set[Address] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._tx_session: pylibsrtp.Session | None = None
        self._fingerprints: list[tuple[str, str]] = []
        port.register(self)

    @property
    def connected(self) -> bool:
        """DTLS is done and media may flow."""
        return self.route.session is not None

    @property
    def target(self) -> Target | None:
        """The address in use, once one has passed a check."""
        return self.route.target

    @property
    def calls(self) -> bool:
        """The bridge is the DTLS client here."""
        return self._dtls is not None and self._dtls.calls

    def expect(self, fingerprints: list[tuple[str, str]], *, calls: bool = False) -> None:
        """The peer's description is known: let its DTLS begin, or ours with `calls`.

        Raises `PeerBroke` when a running connection is to change its certificate.
        """
        if self._dtls is not None:
            if fingerprints != self._fingerprints:
                raise PeerBroke("another certificate for a running connection")
            return
        self._fingerprints = fingerprints
        self._dtls = Dtls(self._identity, fingerprints, calls=calls)
        self._call()
        early, self._early = self._early, []
        for data, address in early:
            self.handshake(data, address)

    def restart_ice(self) -> None:
        """New credentials for the same keys: the client's network changed."""
        self.port.forget_ufrag(self)
        self.credentials = icelite.new_credentials()
        self.port.register(self)

    def check(self, data: bytes, address: Address, outbox: Outbox, now: float) -> None:
        """A STUN message with our ufrag came from `address`."""
        found = icelite.check(data, address, self.credentials)
        if found is None or self.closed:
            return
        if address not in self._addresses:
            if len(self._addresses) >= MAX_ADDRESSES:
                self._drop_oldest()
            self._addresses[address] = outbox
            self.port.bind(address, self)
        self._grant(address, len(data))
        self.checked_at = now
        if self.target is None or (found.nominates and self.target.address != address):
            self.route.aim(Target(outbox, address))
        self._send(found.answer, address)
        self._call()

    def _call(self) -> None:
        """Begin the handshake that is ours to begin, as soon as there is an address for it."""
        if self._dtls is None or not self.calls or self._calling or self.target is None:
            return
        self._calling = True
        for datagram in self._dtls.begin():
            self._send(datagram, self.target.address)
        self._arm()

    def handshake(self, data: bytes, address: Address) -> None:
        """A DTLS record came from an address that passed a check."""
        if address not in self._addresses or self.closed:
            return
        self._grant(address, len(data))
        if self._dtls is None:
            if len(self._early) < 4:  # noqa: PLR2004  # one flight
                self._early.append((data, address))
            return
        was_connected = self._dtls.connected
        try:
            payloads, answers = self._dtls.receive(data)
        except PeerBroke as error:
            self._broken(error)
            return
        if self._dtls.connected:
            self._proven.add(address)
        for answer in answers:
            self._send(answer, address)
        if self._dtls.connected and not was_connected:
            self._finish()
        for payload in payloads:
            if self.on_data is not None:
                self.on_data(payload)
        if self._dtls.closed:
            self._broken(PeerBroke("the peer closed its media connection"))
            return
        self._arm()

    def media(self, data: bytes, now: float) -> None:
        """An SRTP or SRTCP packet came from one of this peer's addresses."""
        if self.rx is None:
            return
        try:
            if 192 <= data[1] <= 223:  # noqa: PLR2004  # RFC 5761 4
                plain = self.rx.unprotect_rtcp(data)
                if self.on_rtcp is not None:
                    self.on_rtcp(plain, now)
            else:
                plain = self.rx.unprotect(data)
                if self.on_rtp is not None:
                    self.on_rtp(plain, now)
        except (pylibsrtp.Error, ValueError):
            return  # not from this peer, or repeated: the network may do that
        except PeerBroke as error:
            self._broken(error)

    def send_data(self, data: bytes) -> None:
        """One SCTP packet."""
        if self._dtls is not None and self.target is not None:
            for datagram in self._dtls.send(data):
                self._send(datagram, self.target.address)

    def send_rtcp(self, data: bytes) -> None:
        """One compound packet, sealed and queued; the port flushes."""
        if self._tx_session is not None and self.target is not None:
            self.target.outbox.put(self._tx_session.protect_rtcp(data), self.target)
            self.port.flush_soon()

    def close(self) -> None:
        """Say goodbye and forget everything."""
        if self.closed:
            return
        if self._dtls is not None and self.target is not None:
            for datagram in self._dtls.close():
                self._send(datagram, self.target.address)
        self.closed = True
        self.rx = None
        self.route.aim(None)
        self.route.seal(None)
        if self._timer is not None:
            self._timer.cancel()
        self.port.forget(self)

    def addresses(self) -> list[Address]:
        """Every address that passed a check."""
        return list(self._addresses)

    def lost(self, now: float) -> bool:
        """No check for longer than consent lasts."""
        return self.checked_at is not None and now - self.checked_at > CONSENT

    def _finish(self) -> None:
        if self._dtls is None or self._dtls.tx is None:
            return
        self.rx, self._tx_session = self._dtls.rx, self._dtls.tx
        self.route.seal(srtp_handle(self._dtls.tx))
        if self.on_connected is not None:
            self.on_connected()

    def _grant(self, address: Address, size: int) -> None:
        if address not in self._proven:
            self._credit[address] = self._credit.get(address, 0) + AMPLIFICATION * size

    def _send(self, data: bytes, address: Address) -> None:
        outbox = self._addresses.get(address)
        if outbox is None:
            return
        if address not in self._proven:
            credit = self._credit.get(address, 0)
            if credit < len(data):
                return
            self._credit[address] = credit - len(data)
        with contextlib.suppress(OSError):
            outbox.sock.sendto(data, address)

    def _drop_oldest(self) -> None:
        current = self.target.address if self.target is not None else None
        for address in self._addresses:
            if address != current:
                del self._addresses[address]
                self._credit.pop(address, None)
                self._proven.discard(address)
                self.port.unbind(address, self)
                return

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        wait = self._dtls.timeout() if self._dtls is not None else None
        if wait is not None and not self.closed:
            self._timer = asyncio.get_running_loop().call_later(wait + 0.005, self._again)

    def _again(self) -> None:
        self._timer = None
        if self._dtls is not None and self.target is not None:
            for datagram in self._dtls.handle_timeout():
                self._send(datagram, self.target.address)
        self._arm()

    def _broken(self, error: PeerBroke) -> None:
        if self.on_broken is not None:
            self.on_broken(error)
        else:
            self.close()
