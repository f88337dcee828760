# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one forwarded packet costs: real SRTP in, the bridge's own path, real SRTP out.

A meeting: one speaker (136 packets/s of 1100 bytes), four thumbnails (25 each, 500 bytes), three
sounds (50 each, 120 bytes), 386 packets/s in all, copied to every receiver over loopback.
Printed per number of receivers: CPU microseconds per packet sent, share of one core, loss, lag of
the event loop; and the same datagrams, sealed beforehand, sent by bare `sendmmsg` in the same run
(the kernel's limit). Figures of different machines are not comparable, the ratio is.

    python benchmarks/bridge_forwarding.py --receivers 40 80 --seconds 5
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import socket
import struct
import time
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pylibsrtp
from livekit.protocol import models

from bridge.media import rtp
from bridge.media.downlink import Downlink
from bridge.media.foreign import srtp_handle
from bridge.media.outbox import SLOTS, Outbox, Target
from bridge.media.plane import Plane
from bridge.media.transport import Transport
from bridge.media.uptrack import UpSection, UpTrack
from bridge.participant import Participant
from bridge.settings import Settings
from bridge.tracks import Subscription, Track

GCM = pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM
STREAMS = (("video", 136, 1100), *(("video", 25, 500),) * 4, *(("audio", 50, 120),) * 3)
"""(kind, packets per second, bytes of payload)."""


def session(direction: int, key: bytes) -> pylibsrtp.Session:
    """One direction of SRTP."""
    policy = pylibsrtp.Policy(key=key, ssrc_type=direction, srtp_profile=GCM)
    policy.allow_repeat_tx = True
    return pylibsrtp.Session(policy)


@dataclass
class Sender:
    """One publisher's client: real SRTP to the bridge's port."""

    sock: socket.socket
    seal: pylibsrtp.Session
    ssrc: int
    kind: str
    rate: int
    size: int
    seq: int = 0

    def send(self, to: tuple[str, int]) -> None:
        """One packet; a video's first is the start of a key frame."""
        stamp = self.seq * (960 if self.kind == "audio" else 3000)
        descriptor = b"" if self.kind == "audio" else bytes([0x10, int(self.seq > 0)])
        body = descriptor + os.urandom(self.size - len(descriptor))
        header = struct.pack("!BBHII", 0x80, 96, self.seq & 0xFFFF, stamp, self.ssrc)
        self.sock.sendto(self.seal.protect(header + body), to)
        self.seq += 1


@dataclass
class Meeting:
    """The bridge's side, built without signalling."""

    plane: Plane
    sink: socket.socket
    senders: list[Sender] = field(default_factory=list)
    downs: list[Downlink] = field(default_factory=list)

    @property
    def outbox(self) -> Outbox:
        """The only socket."""
        return self.plane.port.outboxes[0]

    def publish(self, kind: str, rate: int, size: int, receivers: list[Transport]) -> None:
        """One track to everybody."""
        ssrc, key = 1000 + len(self.senders), os.urandom(28)
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind(("127.0.0.1", 0))
        transport = Transport(self.plane.port, self.plane.identity)
        transport.rx = session(pylibsrtp.Policy.SSRC_ANY_INBOUND, key)
        self.plane.port.bind(sock.getsockname(), transport)
        video = kind == "video"
        info = models.TrackInfo(
            sid=f"TR_{ssrc}", type=models.TrackType.VIDEO if video else models.TrackType.AUDIO
        )
        permission = models.ParticipantPermission(can_publish=True, can_subscribe=True)
        publisher: Any = Participant(
            info=models.ParticipantInfo(sid=f"PA_{ssrc}", permission=permission),
            grants=SimpleNamespace(),  # type: ignore[arg-type]
        )
        track = Track(info=info, cid=str(ssrc), publisher=publisher)
        section = UpSection("0", 96, "vp8" if video else "opus", 90_000, (), 0, 0)
        up = UpTrack(track, transport, section)
        self.plane.publish(up)
        link = up.uplink(ssrc, "")
        if link is None:
            raise RuntimeError("no stream")
        if not video:
            transport.audio_ssrcs.add(ssrc.to_bytes(4, "big"))

        def arrived(data: bytes, now: float) -> None:
            up.packet(link, data, rtp.payload_span(data), now)

        transport.on_rtp = arrived
        for receiver in receivers:
            wish = Subscription(track=track, subscriber=publisher)
            down = Downlink(wish, receiver, mid="0", payload_type=96, extensions=(2, 0))
            self.downs.append(down)
            self.plane.attach(up, down)
        seal = session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND, key)
        self.senders.append(Sender(sock, seal, ssrc, kind, rate, size))

    def receiver(self) -> Transport:
        """One receiving client: its own SRTP session, a sink that only counts."""
        transport = Transport(self.plane.port, self.plane.identity)
        tx = session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND, os.urandom(28))
        transport.tx, transport._tx_session = srtp_handle(tx), tx
        transport.target = Target(self.outbox, self.sink.getsockname())
        return transport


async def measure(receivers: int, seconds: float) -> dict[str, float]:
    """One run of the meeting."""
    plane = Plane(Settings(media_host=("127.0.0.1",), media_port=0))
    sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # never read: the kernel drops
    sink.bind(("127.0.0.1", 0))
    meeting = Meeting(plane, sink)
    people = [meeting.receiver() for _ in range(receivers)]
    for kind, rate, size in STREAMS:
        meeting.publish(kind, rate, size, people)
    to = ("127.0.0.1", plane.port.port)
    lags: list[float] = []

    async def watch() -> None:
        while True:
            due = time.perf_counter() + 0.005
            await asyncio.sleep(0.005)
            lags.append(max(0.0, time.perf_counter() - due))

    # The senders live in a thread of their own: their CPU time is not the bridge's.
    def talk() -> None:
        began = time.perf_counter()
        while (passed := time.perf_counter() - began) < seconds:
            for sender in meeting.senders:
                while sender.seq < passed * sender.rate:
                    sender.send(to)
            time.sleep(0.002)

    watching = asyncio.create_task(watch())
    cpu = time.thread_time()
    await asyncio.to_thread(talk)
    await asyncio.sleep(0.2)
    cpu = time.thread_time() - cpu
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    sent = meeting.outbox.sent
    wanted = sum(sender.seq for sender in meeting.senders) * receivers
    lags.sort()
    plane.close()
    for sender in meeting.senders:
        sender.sock.close()
    bare = bare_sendmmsg(min(sent, 40_000))
    sink.close()
    return {
        "us": cpu / max(sent, 1) * 1e6,
        "core": cpu / seconds * 100,
        "loss": 100 * (1 - sent / wanted),
        "p50": lags[len(lags) // 2] * 1000,
        "p99": lags[int(len(lags) * 0.99)] * 1000,
        "max": lags[-1] * 1000,
        "bare": bare,
    }


def bare_sendmmsg(packets: int) -> float:
    """Microseconds per datagram of the mean size, by `sendmmsg` and nothing else."""
    mean = sum(rate * size for _, rate, size in STREAMS) // sum(rate for _, rate, _ in STREAMS)
    sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sink.bind(("127.0.0.1", 0))
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    outbox = Outbox(sock)
    target = Target(outbox, sink.getsockname())
    for _ in range(SLOTS - 1):
        outbox.put(bytes(mean + 36), target)
    count = outbox.count
    began, done = time.thread_time(), 0
    while done < packets:
        outbox.count = count
        outbox.flush()
        done += count
    used = time.thread_time() - began
    sock.close()
    sink.close()
    return used / done * 1e6


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--receivers", type=int, nargs="+", default=[40, 80])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--loop", choices=("asyncio", "uvloop"), default="uvloop")
    chosen = parser.parse_args()
    print("receivers  us/packet  % core   loss %  lag p50/p99/max ms       bare us  ratio")
    for receivers in chosen.receivers:
        work = measure(receivers, chosen.seconds)
        if chosen.loop == "uvloop":
            import uvloop  # noqa: PLC0415  # optional: the figures of plain asyncio count too

            found = uvloop.run(work)
        else:
            found = asyncio.run(work)
        print(
            f"{receivers:9}  {found['us']:9.2f}  {found['core']:6.1f}  {found['loss']:7.2f}"
            f"  {found['p50']:6.2f} /{found['p99']:7.2f} /{found['max']:7.2f}"
            f"  {found['bare']:7.2f}  {found['us'] / found['bare']:5.2f}"
        )


if __name__ == "__main__":
    main()
