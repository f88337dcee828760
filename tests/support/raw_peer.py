# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A client that can do what no honest one does: signalling, ICE, DTLS and SRTP by hand.

It speaks the v1 protocol with one connection: a sound and a picture section to send, as many to
receive as asked for. What it sends is up to the test: any SSRC, any address, any bytes.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pylibsrtp
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType
from aioice import stun
from livekit.protocol import models, rtc
from OpenSSL import SSL

from bridge.media import rtp
from bridge.media.dtls import Identity, datagrams

OPUS, VP8 = 111, 96
MID_ID, LEVEL_ID = 1, 2
PATIENCE = 30.0


def joined(query: rtc.JoinRequest) -> str:
    """A join request as it stands in the address."""
    wrapped = rtc.WrappedJoinRequest(join_request=query.SerializeToString())
    return base64.urlsafe_b64encode(wrapped.SerializeToString()).decode()


@dataclass(eq=False)
class RawPeer:
    """One such client."""

    url: str
    token: str
    receives: int = 0
    """Sound sections to receive with."""
    watches: int = 0
    """Picture sections to receive with."""
    at: str = "/rtc/v1"
    """Where it asks to be let in."""
    ufrag: str = field(default_factory=lambda: secrets.token_hex(4))
    identity: Identity = field(default_factory=Identity)
    remote: tuple[str, int] = ("", 0)
    remote_ufrag: str = ""
    remote_pwd: str = ""
    ssrc: dict[str, int] = field(default_factory=dict)
    seq: dict[int, int] = field(default_factory=dict)
    sid: dict[str, str] = field(default_factory=dict)
    told: list[rtc.SignalResponse] = field(default_factory=list)
    got: list[bytes] = field(default_factory=list)
    """Opened RTP packets."""
    reports: list[bytes] = field(default_factory=list)
    """Opened RTCP packets."""
    closed: bool = False

    def __post_init__(self) -> None:
        self.sock = self.new_socket()
        self.tx: pylibsrtp.Session | None = None
        self._rx: pylibsrtp.Session | None = None
        self._http: ClientSession | None = None
        self._line: ClientWebSocketResponse | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @staticmethod
    def new_socket() -> socket.socket:
        """A further address of this client."""
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind(("127.0.0.1", 0))
        sock.setblocking(False)
        return sock

    # ── signalling ──────────────────────────────────────────────────────────────────

    async def enter(self) -> rtc.JoinResponse:
        """Open the signalling socket; returns the server's welcome."""
        self._http = ClientSession()
        wanted = rtc.JoinRequest(connection_settings=rtc.ConnectionSettings(auto_subscribe=True))
        query = {"access_token": self.token, "join_request": joined(wanted)}
        self._line = await self._http.ws_connect(f"{self.url}{self.at}", params=query)
        self._tasks.append(asyncio.create_task(self._listen()))
        welcome: rtc.JoinResponse = await self.answered("join")
        return welcome

    async def ask(self, **message: Any) -> None:
        """Send one signalling message."""
        if self._line is None:
            raise RuntimeError("not connected")
        await self._line.send_bytes(rtc.SignalRequest(**message).SerializeToString())

    async def answered(self, kind: str) -> Any:
        """The first message of this kind that has not been taken yet."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for message in self.told:
                    if message.WhichOneof("message") == kind:
                        self.told.remove(message)
                        return getattr(message, kind)
                await asyncio.sleep(0.02)

    async def announce(self, kind: str, **more: Any) -> None:
        """Publish a track by name, sealed unless told otherwise."""
        video = kind == "video"
        wanted: dict[str, Any] = {
            "cid": kind,
            "type": models.TrackType.VIDEO if video else models.TrackType.AUDIO,
            "source": models.TrackSource.CAMERA if video else models.TrackSource.MICROPHONE,
            "encryption": models.Encryption.GCM,
        } | more
        await self.ask(add_track=rtc.AddTrackRequest(**wanted))

    async def offer(self, *kinds: str) -> None:
        """Describe the sections and take the answer."""
        for kind in kinds:
            self.ssrc.setdefault(kind, secrets.randbits(31) | 1)
        await self.ask(offer=rtc.SessionDescription(type="offer", sdp=self._sdp(kinds), id=1))
        answer = (await self.answered("answer")).sdp
        host, port = re.findall(r"udp \d+ (\S+) (\d+) typ host", answer)[0]
        self.remote = host, int(port)
        self.remote_ufrag = re.findall(r"ice-ufrag:(\S+)", answer)[0]
        self.remote_pwd = re.findall(r"ice-pwd:(\S+)", answer)[0]

    def _sdp(self, kinds: tuple[str, ...]) -> str:
        lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"]
        sections = [(kind, "sendonly") for kind in kinds]
        sections += [("audio", "recvonly")] * self.receives
        sections += [("video", "recvonly")] * self.watches
        for mid, (kind, direction) in enumerate(sections):
            number, codec = (VP8, "VP8/90000") if kind == "video" else (OPUS, "opus/48000/2")
            lines += [
                f"m={kind} 9 UDP/TLS/RTP/SAVPF {number}",
                f"a=mid:{mid}",
                f"a={direction}",
                f"a=ice-ufrag:{self.ufrag}",
                f"a=ice-pwd:{'p' * 24}",
                f"a=fingerprint:sha-256 {self.identity.fingerprint}",
                "a=setup:active",
                f"a=rtpmap:{number} {codec}",
                f"a=rtcp-fb:{number} nack pli",
                f"a=extmap:{MID_ID} {rtp.MID}",
                f"a=extmap:{LEVEL_ID} {rtp.AUDIO_LEVEL}",
            ]
            if direction == "sendonly":
                lines += [f"a=msid:- {kind}", f"a=ssrc:{self.ssrc[kind]} cname:x"]
        return "\r\n".join(lines) + "\r\n"

    # ── media ───────────────────────────────────────────────────────────────────────

    def check(self, *, pwd: str | None = None, nominate: bool = True) -> bytes:
        """A connectivity check."""
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self.remote_ufrag}:{self.ufrag}"
        request.attributes["PRIORITY"] = 1
        if nominate:
            request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity((pwd or self.remote_pwd).encode())
        request.add_fingerprint()
        return bytes(request)

    async def connect(self) -> None:
        """Prove the address, shake hands, make the SRTP sessions."""
        async with asyncio.timeout(PATIENCE):
            ssl = self._client()
            while True:
                try:
                    ssl.do_handshake()
                    break
                except SSL.WantReadError:
                    self._flush(ssl)
                    ssl.bio_write(await self._record(ssl))
            self._flush(ssl)
        keys = ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * 28)
        ours, theirs = keys[:16] + keys[32:44], keys[16:32] + keys[44:]
        self.tx = self._session(ours, pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
        self._rx = self._session(theirs, pylibsrtp.Policy.SSRC_ANY_INBOUND)
        self._tasks.append(asyncio.create_task(self._receive()))

    async def _record(self, ssl: SSL.Connection) -> bytes:
        """The next DTLS datagram; meanwhile checks go on, as every client's do."""
        loop = asyncio.get_running_loop()
        while True:
            self.sock.sendto(self.check(), self.remote)
            ssl.DTLSv1_handle_timeout()
            self._flush(ssl)
            with contextlib.suppress(TimeoutError):
                while True:
                    data = await asyncio.wait_for(loop.sock_recv(self.sock, 4096), 0.1)
                    if data[0] > 19:
                        return data

    def hello(self) -> bytes:
        """The first datagram of a DTLS handshake."""
        ssl = self._client()
        with contextlib.suppress(SSL.WantReadError):
            ssl.do_handshake()
        return ssl.bio_read(1 << 16)

    def _client(self) -> SSL.Connection:
        ssl = SSL.Connection(self.identity.context, None)
        ssl.set_connect_state()
        ssl.set_ciphertext_mtu(1200)
        return ssl

    def _flush(self, ssl: SSL.Connection) -> None:
        try:
            stream = ssl.bio_read(1 << 16)
        except SSL.WantReadError:
            return
        for datagram in datagrams(stream):
            self.sock.sendto(datagram, self.remote)

    @staticmethod
    def _session(key: bytes, direction: int) -> pylibsrtp.Session:
        profile = pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM
        policy = pylibsrtp.Policy(key=key, ssrc_type=direction, srtp_profile=profile)
        policy.allow_repeat_tx = True
        return pylibsrtp.Session(policy)

    def packet(self, kind: str, payload: bytes, *, ssrc: int | None = None, mid: str = "") -> bytes:
        """One RTP packet in the clear, numbered on."""
        number = ssrc if ssrc is not None else self.ssrc[kind]
        seq = self.seq[number] = (self.seq.get(number, 0) + 1) & 0xFFFF
        extension = rtp.pack_extensions([(MID_ID, mid.encode())] if mid else [])
        pt = VP8 if kind == "video" else OPUS
        first = 0x90 if extension else 0x80
        return rtp.HEADER.pack(first, pt, seq, seq * 960, number) + extension + payload

    def seal(self, packet: bytes) -> bytes:
        """As this client's SRTP."""
        if self.tx is None:
            raise RuntimeError("not connected")
        return self.tx.protect(packet)

    def send(self, kind: str, payload: bytes, **more: Any) -> bytes:
        """Send one packet; returns it sealed."""
        sealed = self.seal(self.packet(kind, payload, **more))
        self.sock.sendto(sealed, self.remote)
        return sealed

    def report(self, packet: bytes) -> None:
        """Send one RTCP packet."""
        if self.tx is not None:
            self.sock.sendto(self.tx.protect_rtcp(packet), self.remote)

    def payloads(self) -> list[bytes]:
        """What arrived, without headers."""
        return [one[slice(*rtp.payload_span(one))] for one in self.got]

    async def _receive(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            data = await loop.sock_recv(self.sock, 4096)
            if self._rx is None or not 128 <= data[0] < 192:
                continue
            if rtp.is_rtcp(data):
                self.reports.append(self._rx.unprotect_rtcp(data))
            else:
                self.got.append(self._rx.unprotect(data))

    async def _listen(self) -> None:
        if self._line is None:
            return
        async for message in self._line:
            if message.type is WSMsgType.BINARY:
                self.told.append(rtc.SignalResponse.FromString(message.data))
        self.closed = True

    async def leave(self) -> None:
        """Go without a word."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._line is not None:
            await self._line.close()
        if self._http is not None:
            await self._http.close()
        self.sock.close()


@asynccontextmanager
async def raw_peers(*some: RawPeer) -> AsyncIterator[None]:
    """Let them in, and send them home afterwards."""
    try:
        for one in some:
            await one.enter()
        yield
    finally:
        for one in some:
            await one.leave()
