# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""RTP as bytes: header, extensions, payload descriptors, 16-bit and 32-bit arithmetic.

Assumed: RFC 3550 and RFC 8285. Left out: CSRCs are skipped, dependency descriptors not read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from bridge.errors import PeerBroke

HEADER = struct.Struct("!BBHII")
MIN_SIZE = 12
MAX_EXTENSION = 255
"""Bytes of all header extensions of one packet; honest clients send under 60."""
_ONE_BYTE, _TWO_BYTE = 0xBEDE, 0x1000

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
ORIENTATION = "urn:3gpp:video-orientation"
PLAYOUT_DELAY = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
EXTENSIONS = (MID, RID, AUDIO_LEVEL, ABS_SEND_TIME, ORIENTATION)
"""Those a publisher may use."""
TO_RECEIVERS = (*EXTENSIONS, PLAYOUT_DELAY)
LONGEST_DELAY = 10.0
"""Seconds a receiver may keep pictures back at most, as libwebrtc does without being told."""


def is_rtcp(data: bytes) -> bool:
    """RFC 5761 4: packet types 192 to 223 are RTCP."""
    return 192 <= data[1] <= 223  # noqa: PLR2004


def payload_span(data: bytes) -> tuple[int, int]:
    """Where the payload of a packet begins and ends, padding taken off.

    Raises `PeerBroke` for a header that does not fit its packet.
    """
    first = data[0]
    start = MIN_SIZE + 4 * (first & 15)
    if first & 0x10:
        if start + 4 > len(data):
            raise PeerBroke("RTP extension beyond the packet")
        size = 4 * int.from_bytes(data[start + 2 : start + 4], "big")
        if size > MAX_EXTENSION:
            raise PeerBroke("absurd RTP extension")
        start += 4 + size
    end = len(data)
    if first & 0x20:
        padding = data[-1]
        if not padding or padding > end - start:
            raise PeerBroke("RTP padding beyond the packet")
        end -= padding
    if start > end:
        raise PeerBroke("RTP header beyond the packet")
    return start, end


def extensions(data: bytes) -> dict[int, bytes]:
    """Header extensions by id, in both forms; raises `PeerBroke` if they overrun."""
    found: dict[int, bytes] = {}
    if not data[0] & 0x10:
        return found
    at = MIN_SIZE + 4 * (data[0] & 15)
    profile, words = struct.unpack_from("!HH", data, at)
    at += 4
    end = at + 4 * words
    if profile != _ONE_BYTE and profile & 0xFFF0 != _TWO_BYTE:
        return found
    while at < end:
        if data[at] == 0:
            at += 1
            continue
        if profile == _ONE_BYTE:
            number, size = data[at] >> 4, (data[at] & 15) + 1
            if number == 15:  # noqa: PLR2004  # RFC 8285 4.2: stop here
                break
            at += 1
        else:
            if at + 2 > end:
                raise PeerBroke("RTP extension cut off")
            number, size = data[at], data[at + 1]
            at += 2
        if at + size > end:
            raise PeerBroke("RTP extension cut off")
        found[number] = data[at : at + size]
        at += size
    return found


def pack_extensions(items: list[tuple[int, bytes]]) -> bytes:
    """The extension block in the one-byte form, or nothing; ids 1-14, 1-16 bytes each."""
    if not items:
        return b""
    body = b"".join(bytes([number << 4 | len(value) - 1]) + value for number, value in items)
    body += bytes(-len(body) % 4)
    return struct.pack("!HH", _ONE_BYTE, len(body) // 4) + body


def abs_send_time(now: float) -> int:
    """24 bit, 6.18 fixed point seconds."""
    return int(now * 262_144) & 0xFFFFFF


def playout_delay(least: float) -> int:
    """24 bit: pictures are to be shown so many seconds after they arrived at least (12 bits of
    10 ms), and no more than `LONGEST_DELAY` (12 bits)."""
    return round(100 * least) << 12 | round(100 * LONGEST_DELAY)


def newer(one: int, than: int) -> bool:
    """Sequence number `one` lies less than half a turn after `than`."""
    return 0 < (one - than) & 0xFFFF < 0x8000  # noqa: PLR2004


# ── payload descriptors: the clear part in front of the sealed frame ─────────────────


def vp8_descriptor(payload: bytes) -> tuple[bool, int, int]:
    """(key frame begins, offset of the 15-bit picture id or 0, offset of TL0PICIDX or 0).

    RFC 7741 4.2; the frame's first byte stays clear under E2EE, its lowest bit is 0 on key frames.
    """
    size = len(payload)
    if not size:
        return False, 0, 0
    first = payload[0]
    at, picture, tl0 = 1, 0, 0
    if first & 0x80:
        flags = payload[1] if size > 1 else 0
        at = 2
        if flags & 0x80:
            if size > at and payload[at] & 0x80:
                picture = at
                at += 2
            else:
                at += 1
        if flags & 0x40:
            tl0 = at
            at += 1
        if flags & 0x30:
            at += 1
    if at > size:
        return False, 0, 0
    starts = bool(first & 0x10) and not first & 7
    key = starts and at < size and not payload[at] & 1
    return key, picture, tl0


_H264_KEY = frozenset({5, 7})
_STAP_A, _FU_A = 24, 28


def h264_key(payload: bytes) -> bool:
    """RFC 6184: a parameter set or the start of an IDR slice, alone or in an aggregate.

    The first byte of each unit stays clear under E2EE, since clients have to find the units again.
    """
    if len(payload) < 2:  # noqa: PLR2004
        return False
    kind = payload[0] & 31
    if kind == _STAP_A:
        return any(unit in _H264_KEY for unit in _aggregated(payload))
    if kind == _FU_A:
        return bool(payload[1] & 0x80) and payload[1] & 31 in _H264_KEY
    return kind in _H264_KEY


def _aggregated(payload: bytes) -> Iterator[int]:
    """Kinds of the units of a STAP-A (5.7.1): encoders may put others before the parameter set."""
    at = 1
    while at + 2 < len(payload):
        yield payload[at + 2] & 31
        at += 2 + int.from_bytes(payload[at : at + 2], "big")


def vp9_descriptor(payload: bytes) -> tuple[bool, int, int]:
    """(key frame begins, offset of the 15-bit picture id or 0, offset of TL0PICIDX or 0).

    RFC 9628 4.2: it begins a frame of the lowest spatial layer that is not predicted from another
    picture. Under E2EE the frame is sealed whole; the descriptor in front of it is all there is.
    """
    size = len(payload)
    if not size:
        return False, 0, 0
    first = payload[0]
    at, picture, tl0, layer = 1, 0, 0, 0
    if first & 0x80:  # I: picture id
        long = size > at and payload[at] & 0x80
        picture = at if long else 0
        at += 2 if long else 1
    if first & 0x20:  # L: layer indices, and without F the index of the lowest temporal layer
        layer = payload[at] & 0x0E if size > at else 1
        at += 1
        if not first & 0x10:
            tl0 = at
            at += 1
    if at > size:
        return False, 0, 0
    return first & 0x48 == 0x08 and not layer, picture, tl0  # noqa: PLR2004  # B and not P


def vp9_layer(payload: bytes) -> tuple[int, bool]:
    """(spatial layer, the packet is the last of its frame), 0 where the descriptor names none."""
    if not payload:
        return 0, False
    first = payload[0]
    at = 1
    if first & 0x80:
        at += 2 if len(payload) > at and payload[at] & 0x80 else 1
    layer = payload[at] >> 1 & 7 if first & 0x20 and len(payload) > at else 0
    return layer, bool(first & 0x04)
