# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one forwarded packet costs: real SRTP in, the bridge's own path, real SRTP out.

A meeting: one speaker (1.2 Mbit/s: 136 packets/s of 1100 bytes), four thumbnails (25 each, 500
bytes), three sounds (50 each, 120 bytes), 386 packets/s in all, copied to every receiver over
loopback by a process of its own. With --bursts the speaker sends a key frame of 75 packets at once
every two seconds.

Printed for each way to forward (in C where it is built, in Python) and number of receivers: CPU
microseconds per packet sent, share of one core, loss, lag of the event loop; and the ratio to two
references in the same run: `all C`, a forwarder without an interpreter (bridge_reference.c, where
there is a compiler), and `bare`, the same datagrams sealed beforehand and sent by sendmmsg: the
kernel's limit. Figures of different machines are not comparable, ratios are.

    python benchmarks/bridge_forwarding.py --receivers 40 80 --seconds 5 [--bursts]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cffi
import pylibsrtp
import uvloop
from livekit.protocol import models
from pylibsrtp._binding import ffi as srtp_ffi
from pylibsrtp._binding import lib as srtp_lib

from bridge.media import native, rtp
from bridge.media.bandwidth import Resends
from bridge.media.downlink import Downlink
from bridge.media.foreign import srtp_address, srtp_handle, srtp_protect_address
from bridge.media.outbox import SLOTS, Outbox, Target, sockaddr
from bridge.media.plane import Plane
from bridge.media.transport import Transport
from bridge.media.uptrack import UpSection, UpTrack
from bridge.participant import Participant
from bridge.settings import Settings
from bridge.tracks import Subscription, Track

GCM = pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM
STREAMS = (("video", 136, 1100), *(("video", 25, 500),) * 4, *(("audio", 50, 120),) * 3)
"""(kind, packets per second, bytes of payload)."""
FIRST_SSRC = 1000
BURST_EVERY, BURST = 2.0, 75
LOOPBACK = "127.0.0.1"
Address = tuple[str, int]


def session(direction: int, key: bytes) -> pylibsrtp.Session:
    """One direction of SRTP."""
    policy = pylibsrtp.Policy(key=key, ssrc_type=direction, srtp_profile=GCM)
    policy.allow_repeat_tx = True
    return pylibsrtp.Session(policy)


# ── the publishers: a process of their own, whose CPU time is not the bridge's ───────


@dataclass
class Sender:
    """One publisher's client: real SRTP to whoever forwards."""

    ssrc: int
    kind: str
    rate: int
    size: int
    key: bytes = field(default_factory=lambda: os.urandom(28))
    sock: socket.socket = field(
        default_factory=lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    )
    seq: int = 0

    def __post_init__(self) -> None:
        self.sock.bind((LOOPBACK, 0))

    def send(self, seal: pylibsrtp.Session | None, to: Address, *, key: bool) -> None:
        """One packet; a video's first is the start of a key frame. Without a seal plain RTP."""
        stamp = self.seq * (960 if self.kind == "audio" else 3000)
        descriptor = b"" if self.kind == "audio" else bytes([0x10, int(not key)])
        body = descriptor + os.urandom(self.size - len(descriptor))
        header = struct.pack("!BBHII", 0x80, 96, self.seq & 0xFFFF, stamp & 0xFFFFFFFF, self.ssrc)
        self.sock.sendto(seal.protect(header + body) if seal else header + body, to)
        self.seq += 1


def new_senders() -> list[Sender]:
    """The meeting's publishers."""
    return [Sender(FIRST_SSRC + n, *stream) for n, stream in enumerate(STREAMS)]


def talk(senders: list[Sender], to: Address | list[Address], seconds: float, bursts: bool) -> int:
    """Send for so long, sealed to one address or plain to one each; returns how many packets."""
    seals: list[pylibsrtp.Session | None] = [None] * len(senders)
    if isinstance(to, tuple):
        seals = [session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND, one.key) for one in senders]
        to = [to] * len(senders)
    began, extra, due = time.perf_counter(), 0, BURST_EVERY / 2
    while (passed := time.perf_counter() - began) < seconds:
        if bursts and passed > due:
            due += BURST_EVERY
            extra += BURST
        for n, (sender, seal) in enumerate(zip(senders, seals, strict=True)):
            while sender.seq < passed * sender.rate + (extra if n == 0 else 0):
                sender.send(seal, to[n], key=sender.seq == 0)
        time.sleep(0.002)
    return sum(sender.seq for sender in senders)


@contextlib.contextmanager
def talking(
    senders: list[Sender], to: Address | list[Address], seconds: float, bursts: bool
) -> Iterator[Any]:
    """Let the publishers talk in another process; yields where it says how much it sent."""
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe()

    def work() -> None:
        theirs.send(talk(senders, to, seconds, bursts))

    process = fork.Process(target=work)
    process.start()
    try:
        yield ours
    finally:
        process.join()
        for sender in senders:
            sender.sock.close()


# ── the bridge ───────────────────────────────────────────────────────────────────────


@dataclass
class Meeting:
    """The bridge's side, built without signalling."""

    plane: Plane
    sink: socket.socket

    def publish(self, sender: Sender, receivers: list[Transport]) -> None:
        """One track to everybody."""
        transport = Transport(self.plane.port, self.plane.identity)
        transport.rx = session(pylibsrtp.Policy.SSRC_ANY_INBOUND, sender.key)
        self.plane.port.bind(sender.sock.getsockname(), transport)
        video = sender.kind == "video"
        kind = models.TrackType.VIDEO if video else models.TrackType.AUDIO
        permission = models.ParticipantPermission(can_publish=True, can_subscribe=True)
        publisher: Any = Participant(
            info=models.ParticipantInfo(sid=f"PA_{sender.ssrc}", permission=permission),
            grants=SimpleNamespace(),  # type: ignore[arg-type]
        )
        info = models.TrackInfo(sid=f"TR_{sender.ssrc}", type=kind)
        track = Track(info=info, cid=str(sender.ssrc), publisher=publisher)
        section = UpSection("0", 96, "vp8" if video else "opus", 90_000, (), 0, 0)
        up = UpTrack(track, transport, section)
        self.plane.publish(up)
        link = up.uplink(sender.ssrc, "")
        if link is None:
            raise RuntimeError("no stream")
        if not video:
            transport.audio_ssrcs.add(sender.ssrc.to_bytes(4, "big"))

        def arrived(data: bytes, now: float) -> None:
            up.packet(link, data, rtp.payload_span(data), now)

        transport.on_rtp = arrived
        for receiver in receivers:
            wish = Subscription(track=track, subscriber=publisher)
            down = Downlink(
                wish,
                receiver,
                mid="0",
                payload_type=96,
                extensions=(2, 0, 0),
                resends=Resends(),
            )
            self.plane.attach(up, down)

    def receiver(self) -> Transport:
        """One receiving client: its own SRTP session, a sink that only counts."""
        transport = Transport(self.plane.port, self.plane.identity)
        tx = session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND, os.urandom(28))
        transport._tx_session = tx
        transport.route.seal(srtp_handle(tx))
        transport.route.aim(Target(self.plane.port.outboxes[0], self.sink.getsockname()))
        return transport


async def measure(receivers: int, seconds: float, bursts: bool, compiled: bool) -> dict[str, float]:
    """One run of the meeting."""
    plane = Plane(Settings(media_host=(LOOPBACK,), media_port=0, compiled=compiled))
    outbox = plane.port.outboxes[0]
    sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # never read: the kernel drops
    sink.bind((LOOPBACK, 0))
    meeting = Meeting(plane, sink)
    people = [meeting.receiver() for _ in range(receivers)]
    senders = new_senders()
    for sender in senders:
        meeting.publish(sender, people)
    lags: list[float] = []

    async def watch() -> None:
        while True:
            due = time.perf_counter() + 0.005
            await asyncio.sleep(0.005)
            lags.append(max(0.0, time.perf_counter() - due))

    with talking(senders, (LOOPBACK, plane.port.port), seconds, bursts) as told:
        watching = asyncio.create_task(watch())
        cpu = time.process_time()
        await asyncio.sleep(seconds + 0.3)
        cpu = time.process_time() - cpu
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        wanted = told.recv() * receivers
    sent = outbox.sent
    lags.sort()
    plane.close()
    sink.close()
    return {
        "us": cpu / max(sent, 1) * 1e6,
        "core": cpu / seconds * 100,
        "loss": 100 * (1 - sent / wanted),
        "p50": lags[len(lags) // 2] * 1000,
        "p99": lags[int(len(lags) * 0.99)] * 1000,
        "max": lags[-1] * 1000,
    }


# ── the references ───────────────────────────────────────────────────────────────────


def all_c(receivers: int, seconds: float, bursts: bool) -> float | None:
    """Microseconds per packet of the forwarder without an interpreter; None: no compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    ffi = cffi.FFI()
    ffi.cdef(
        "uint64_t forward(int, int, void **, uint32_t, int, void **, void *, uint32_t, void *,"
        " void *, double, double *);"
    )
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "reference.so"
        source = Path(__file__).with_name("bridge_reference.c")
        command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(made), str(source)]
        subprocess.run(command, check=True)  # noqa: S603
        lib = ffi.dlopen(str(made))
    senders = new_senders()
    rx = [session(pylibsrtp.Policy.SSRC_ANY_INBOUND, one.key) for one in senders]
    tx = [session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND, os.urandom(28)) for _ in range(receivers)]
    sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sink.bind((LOOPBACK, 0))
    sock.bind((LOOPBACK, 0))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 23)

    def handles(some: list[pylibsrtp.Session]) -> Any:
        return ffi.new(
            "void *[]", [ffi.cast("void *", srtp_address(srtp_handle(one))) for one in some]
        )

    raw = sockaddr(sink.getsockname(), socket.AF_INET)
    name, cpu = ffi.new("char[]", raw), ffi.new("double *")
    opener = int(srtp_ffi.cast("uintptr_t", srtp_ffi.addressof(srtp_lib, "srtp_unprotect")))
    with talking(senders, sock.getsockname(), seconds, bursts):
        sent = lib.forward(
            *(sock.fileno(), len(rx), handles(rx), FIRST_SSRC, receivers, handles(tx)),
            *(name, len(raw), ffi.cast("void *", srtp_protect_address())),
            *(ffi.cast("void *", opener), seconds + 0.3, cpu),
        )
    sock.close()
    sink.close()
    return float(cpu[0] / max(sent, 1) * 1e6)


def bare_sendmmsg(packets: int) -> float:
    """Microseconds per datagram of the mean size, by `sendmmsg` and nothing else."""
    mean = sum(rate * size for _, rate, size in STREAMS) // sum(rate for _, rate, _ in STREAMS)
    sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sink.bind((LOOPBACK, 0))
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
    parser.add_argument("--bursts", action="store_true", help="a key frame every two seconds")
    chosen = parser.parse_args()
    native.build()
    ways = ["native", "python"] if native.load() else ["python"]
    print(
        "receivers  way      us/packet  % core   loss %  lag p50/p99/max ms"
        "        all C us  ratio   bare us  ratio"
    )
    for receivers in chosen.receivers:
        reference = all_c(receivers, chosen.seconds, chosen.bursts)
        bare = bare_sendmmsg(40_000)
        for way in ways:
            work = measure(receivers, chosen.seconds, chosen.bursts, way == "native")
            found = uvloop.run(work)
            us = found["us"]
            against = f"{reference:8.2f}  {us / reference:5.2f}" if reference else "       -      -"
            print(
                f"{receivers:9}  {way:7}  {us:9.2f}  {found['core']:6.1f}  {found['loss']:7.2f}"
                f"  {found['p50']:6.2f} /{found['p99']:7.2f} /{found['max']:7.2f}"
                f"  {against}  {bare:8.2f}  {us / bare:5.2f}"
            )


if __name__ == "__main__":
    main()
