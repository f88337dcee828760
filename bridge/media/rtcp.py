# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""RTCP: reading compound packets into small tuples, writing reports and feedback.

Assumed: RFC 3550 6, RFC 4585 (NACK, PLI), RFC 5104 (FIR), the REMB draft. Left out: BYE, APP, XR.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bridge.errors import PeerBroke

SR, RR, SDES, RTPFB, PSFB = 200, 201, 202, 205, 206
NACK, PLI, FIR, REMB = 1, 1, 4, 15
_MAX_REMB_MANTISSA = (1 << 18) - 1


@dataclass(frozen=True, slots=True)
class SenderReport:
    """A publisher's clock: NTP time (64 bit) and RTP time of the same moment."""

    ssrc: int
    ntp: int
    rtp: int


@dataclass(frozen=True, slots=True)
class Report:
    """How one stream of ours arrives: packets missing in all, highest number, jitter in ticks."""

    ssrc: int
    lost: int
    highest: int
    jitter: int


@dataclass(frozen=True, slots=True)
class Nack:
    """Sequence numbers that did not arrive."""

    ssrc: int
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyFrameWanted:
    """PLI or FIR."""

    ssrc: int


@dataclass(frozen=True, slots=True)
class Bandwidth:
    """REMB: what the receiver believes it can take, in bit/s."""

    bitrate: int


Message = SenderReport | Report | Nack | KeyFrameWanted | Bandwidth


def parse(data: bytes) -> Iterator[Message]:
    """Read one compound packet; raises `PeerBroke` where it overruns itself."""
    at = 0
    while at < len(data):
        if at + 4 > len(data) or data[at] >> 6 != 2:  # noqa: PLR2004
            raise PeerBroke("RTCP header cut off")
        count, kind = data[at] & 31, data[at + 1]
        end = at + 4 + 4 * int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data):
            raise PeerBroke("RTCP beyond the packet")
        body = data[at + 4 : end]
        try:
            yield from _PARSERS.get(kind, _ignored)(count, body)
        except struct.error as error:
            raise PeerBroke("RTCP cut off") from error
        at = end


def _ignored(_count: int, _body: bytes) -> Iterator[Message]:
    return iter(())


def _sender_report(count: int, body: bytes) -> Iterator[Message]:
    ssrc, ntp, rtp = struct.unpack_from("!IQI", body)
    yield SenderReport(ssrc, ntp, rtp)
    yield from _blocks(count, body, 24)


def _receiver_report(count: int, body: bytes) -> Iterator[Message]:
    return _blocks(count, body, 4)


def _blocks(count: int, body: bytes, at: int) -> Iterator[Message]:
    for block in range(at, at + 24 * count, 24):
        ssrc, lost, highest, jitter = struct.unpack_from("!IIII", body, block)
        missing = (lost & 0xFFFFFF ^ 0x800000) - 0x800000  # 24 bits with a sign
        yield Report(ssrc, missing, highest, jitter)


def _transport_feedback(kind: int, body: bytes) -> Iterator[Message]:
    if kind != NACK:
        return
    _, ssrc = struct.unpack_from("!II", body)
    lost: list[int] = []
    for at in range(8, len(body) - 3, 4):
        first, mask = struct.unpack_from("!HH", body, at)
        lost.append(first)
        lost += [(first + bit + 1) & 0xFFFF for bit in range(16) if mask >> bit & 1]
    yield Nack(ssrc, tuple(lost))


def _payload_feedback(kind: int, body: bytes) -> Iterator[Message]:
    _, ssrc = struct.unpack_from("!II", body)
    if kind == PLI:
        yield KeyFrameWanted(ssrc)
    elif kind == FIR:
        for at in range(8, len(body) - 7, 8):
            yield KeyFrameWanted(int.from_bytes(body[at : at + 4], "big"))
    elif kind == REMB and body[8:12] == b"REMB":
        packed = struct.unpack_from("!I", body, 12)[0] & 0xFFFFFF
        yield Bandwidth((packed & 0x3FFFF) << (packed >> 18))


_PARSERS = {
    SR: _sender_report,
    RR: _receiver_report,
    RTPFB: _transport_feedback,
    PSFB: _payload_feedback,
}


# ── writing ──────────────────────────────────────────────────────────────────────────


def _packet(count: int, kind: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def sender_report(ssrc: int, ntp: int, rtp: int, packets: int, octets: int, cname: str) -> bytes:
    """SR and SDES with the same canonical name on all streams of one publisher."""
    report = struct.pack(
        "!IQIII", ssrc, ntp, rtp & 0xFFFFFFFF, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF
    )
    item = struct.pack("!IBB", ssrc, 1, len(cname)) + cname.encode()
    item += bytes(4 - len(item) % 4)
    return _packet(0, SR, report) + _packet(1, SDES, item)


@dataclass(frozen=True, slots=True)
class Block:
    """What a receiver report says about one stream."""

    ssrc: int
    fraction: int
    lost: int
    highest: int
    jitter: int
    last_sr: int
    delay: int


def receiver_report(sender: int, blocks: list[Block]) -> bytes:
    """RR packets about all `blocks`, 31 each at most."""
    packets = []
    for start in range(0, len(blocks), 31):
        part = blocks[start : start + 31]
        body = struct.pack("!I", sender) + b"".join(
            struct.pack(
                "!IIIIII",
                one.ssrc,
                one.fraction << 24 | max(0, min(one.lost, 0x7FFFFF)),
                one.highest,
                one.jitter,
                one.last_sr,
                one.delay,
            )
            for one in part
        )
        packets.append(_packet(len(part), RR, body))
    return b"".join(packets) or _packet(0, RR, struct.pack("!I", sender))


def nack(sender: int, ssrc: int, lost: Iterable[int]) -> bytes:
    """Generic NACK with as few pairs as the gaps allow; `lost` in sending order."""
    pairs: list[list[int]] = []
    for seq in lost:
        ahead = (seq - pairs[-1][0] - 1) & 0xFFFF if pairs else 16
        if ahead < 16:  # noqa: PLR2004
            pairs[-1][1] |= 1 << ahead
        else:
            pairs.append([seq, 0])
    body = struct.pack("!II", sender, ssrc) + b"".join(struct.pack("!HH", *pair) for pair in pairs)
    return _packet(NACK, RTPFB, body)


def pli(sender: int, ssrc: int) -> bytes:
    """Picture loss indication."""
    return _packet(PLI, PSFB, struct.pack("!II", sender, ssrc))


def remb(sender: int, bitrate: int, ssrcs: list[int]) -> bytes:
    """Receiver estimated maximum bitrate over all `ssrcs`."""
    exponent = 0
    while bitrate >> exponent > _MAX_REMB_MANTISSA:
        exponent += 1
    packed = len(ssrcs) << 24 | exponent << 18 | bitrate >> exponent
    body = struct.pack("!II4sI", sender, 0, b"REMB", packed) + struct.pack(
        f"!{len(ssrcs)}I", *ssrcs
    )
    return _packet(REMB, PSFB, body)
