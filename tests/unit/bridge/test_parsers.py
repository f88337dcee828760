# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The four parsers that meet strangers: they answer, or they say `PeerBroke`, and nothing else."""

from __future__ import annotations

import base64
import gzip

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st
from livekit.protocol import rtc

from bridge.errors import PeerBroke
from bridge.media import icelite, rtcp, rtp, sdp
from bridge.media.dtls import MTU, datagrams
from bridge.signal.join import from_v0, from_v1

pytestmark = pytest.mark.unit

OFFER = """v=0
o=- 1 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
m=audio 9 UDP/TLS/RTP/SAVPF 111 63
a=mid:0
a=sendonly
a=msid:- cid-1
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=fingerprint:sha-256 AA:BB
a=setup:actpass
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=rtpmap:111 opus/48000/2
a=ssrc:1234 cname:x
m=video 9 UDP/TLS/RTP/SAVPF 96 97
a=mid:1
a=sendonly
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 nack pli
a=rid:q send
a=rid:h send
a=simulcast:send q;h
"""


# ── session descriptions ─────────────────────────────────────────────────────────────


def test_an_offer_is_read_as_far_as_it_is_needed() -> None:
    offer = sdp.parse(OFFER, max_sections=10)
    audio, video = offer.sections
    assert (audio.mid, audio.track_id, audio.ssrcs) == ("0", "cid-1", [1234])
    assert audio.extensions == {rtp.AUDIO_LEVEL: 1}
    assert (video.rids, video.codecs[96].feedback) == (["q", "h"], ["nack pli"])
    assert offer.fingerprints == [("sha-256", "AA:BB")]
    assert offer.ufrag == "abcd"


def test_a_section_that_exists_in_the_bundle_only_is_not_taken_for_a_refused_one() -> None:
    bundled = OFFER.replace("m=video 9", "m=video 0").replace("a=mid:1", "a=mid:1\na=bundle-only")
    refused = OFFER.replace("m=video 9", "m=video 0")
    assert sdp.parse(bundled, max_sections=10).sections[1].sends()
    assert not sdp.parse(refused, max_sections=10).sections[1].sends()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "v=0\nm=audio",
        "v=0\nm=audio 9 X 111\na=mid:0\na=rtpmap:999999 opus/48000",
        "v=0\nm=audio 9 X 111\na=mid:0\nm=audio 9 X 111\na=mid:0",
        "v=0\nm=audio 9 X 111",
        "v=0\nm=message 9 X 111\na=mid:0",
        "v=0\nm=audio 9 X 111\na=mid:0\na=ssrc:99999999999 cname:x",
        "v=0\nm=audio 9 X 111\na=mid:\x00",
        "v=0\nm=audio 9 X 111 X\na=mid:0",
        "v=0\n" + "".join(f"m=audio 9 X 111\na=mid:{n}\n" for n in range(11)),
    ],
)
def test_a_hostile_description_closes_its_writer_only(text: str) -> None:
    with pytest.raises(PeerBroke):
        sdp.parse(text, max_sections=10)


@given(st.lists(st.sampled_from(OFFER.splitlines()) | st.text(max_size=80), max_size=40))
def test_no_description_gets_further_than_a_refusal(lines: list[str]) -> None:
    try:
        found = sdp.parse("\n".join(["v=0", *lines]), max_sections=10)
    except PeerBroke:
        return
    local = sdp.Local(ufrag="u", pwd="p", fingerprint="F", candidates=(), setup="passive")
    written = sdp.write([sdp.Written(one) for one in found.sections], local, session=1, version=1)
    for line in written.split("\r\n")[:-1]:
        assert line[1] == "="  # nothing of the peer's breaks out of its line
        assert "\n" not in line


# ── RTP and RTCP ─────────────────────────────────────────────────────────────────────


@given(st.binary(min_size=12, max_size=200), st.integers(0, 255))
def test_an_rtp_header_fits_its_packet_or_is_refused(body: bytes, first: int) -> None:
    data = bytes([first & 0x3F | 0x80]) + body[1:]
    try:
        start, end = rtp.payload_span(data)
        found = rtp.extensions(data)
    except PeerBroke:
        return
    assert 12 <= start <= end <= len(data)
    assert sum(len(value) for value in found.values()) <= len(data)


@given(st.binary(max_size=40))
def test_payload_descriptors_point_into_the_payload(payload: bytes) -> None:
    for descriptor in (rtp.vp8_descriptor, rtp.vp9_descriptor):
        _, picture, tl0 = descriptor(payload)
        assert picture + 1 < max(len(payload), 2)
        assert tl0 < max(len(payload), 1)
    rtp.h264_key(payload)


@pytest.mark.parametrize(
    ("payload", "key"),
    [
        (bytes([0x10, 0x00]), True),  # starts a frame, P bit clear
        (bytes([0x10, 0x01]), False),  # inter frame
        (bytes([0x00, 0x00]), False),  # continuation
        (bytes([0x90, 0xE0, 0x80, 0x01, 0x02, 0x20, 0x00]), True),  # with 15-bit picture id
    ],
)
def test_a_vp8_key_frame_is_known_by_its_clear_first_byte(payload: bytes, key: bool) -> None:
    assert rtp.vp8_descriptor(payload)[0] is key


SEALED = bytes(range(200, 220))


@pytest.mark.parametrize(
    ("descriptor", "told"),
    [
        ("08", (True, 0, 0)),  # begins a frame, not predicted
        ("00", (False, 0, 0)),  # goes on with one
        ("48", (False, 0, 0)),  # predicted from another picture
        ("88 05", (True, 0, 0)),  # 7 bits of picture id: cannot be renumbered, is left alone
        ("88 80 05", (True, 1, 0)),
        ("a8 92 34 00 07", (True, 1, 4)),  # lowest layer, TL0PICIDX behind its indices
        ("a8 92 34 02 07", (False, 1, 4)),  # the second spatial layer of a key picture
        ("b8 92 34 00", (True, 1, 0)),  # flexible mode has no TL0PICIDX
        ("e8 92 34 20 07", (False, 1, 4)),  # a delta frame of the second temporal layer
        ("28 10 07", (True, 0, 2)),  # no picture id
    ],
)
def test_a_vp9_key_frame_is_known_by_its_descriptor_alone(
    descriptor: str, told: tuple[bool, int, int]
) -> None:
    """Given a frame that is sealed to its first byte, whatever these bytes are."""
    for sealed in (SEALED, bytes(20), b"\xff" * 20):
        assert rtp.vp9_descriptor(bytes.fromhex(descriptor) + sealed) == told


def test_a_vp9_descriptor_that_is_cut_off_tells_nothing() -> None:
    for cut in ("", "80", "88 80", "a8 92 34", "a8 92 34 00"):
        assert rtp.vp9_descriptor(bytes.fromhex(cut)) == (False, 0, 0)


def _aggregate(*units: int) -> bytes:
    """A STAP-A of units of these kinds, with sealed content."""
    parts = [bytes([0x60 | kind]) + SEALED for kind in units]
    return b"\x78" + b"".join(len(one).to_bytes(2, "big") + one for one in parts)


@pytest.mark.parametrize(
    ("payload", "key"),
    [
        (b"\x65" + SEALED, True),  # an IDR slice
        (b"\x67" + SEALED, True),  # a sequence parameter set
        (b"\x61" + SEALED, False),  # another slice
        (b"\x7c\x85" + SEALED, True),  # the first fragment of an IDR slice
        (b"\x7c\x05" + SEALED, False),  # a later one
        (b"\x7c\x81" + SEALED, False),  # the first of another slice
        (_aggregate(7, 8, 5), True),
        (_aggregate(9, 6, 7, 8, 5), True),  # delimiter and information first, as phones do
        (_aggregate(9, 1), False),
        (b"\x78\x00", False),
        (b"\x78\x00\x00\x67", True),
    ],
)
def test_an_h264_key_frame_is_known_by_the_kinds_of_its_units(payload: bytes, key: bool) -> None:
    assert rtp.h264_key(payload) is key


@given(
    st.lists(
        st.tuples(st.integers(1, 14), st.binary(min_size=1, max_size=16)),
        max_size=5,
        unique_by=lambda item: item[0],
    )
)
def test_extensions_are_read_as_they_were_written(items: list[tuple[int, bytes]]) -> None:
    block = rtp.pack_extensions(items)
    header = bytes([0x90 if items else 0x80, 96]) + bytes(10)
    data = header + block + b"payload"
    assert rtp.extensions(data) == dict(items)
    assert data[slice(*rtp.payload_span(data))] == b"payload"


def test_absurd_extensions_are_refused() -> None:
    with pytest.raises(PeerBroke):
        rtp.payload_span(bytes([0x90, 96]) + bytes(10) + b"\xbe\xde\x01\x00" + bytes(1024))


@given(st.binary(max_size=200))
def test_rtcp_is_read_or_refused(data: bytes) -> None:
    try:
        list(rtcp.parse(data))
    except PeerBroke:
        return


@given(st.sets(st.integers(0, 65_535), max_size=60))
def test_a_nack_names_what_it_was_given(lost: set[int]) -> None:
    packet = rtcp.nack(1, 7, sorted(lost))
    if not lost:
        return
    (message,) = rtcp.parse(packet)
    assert isinstance(message, rtcp.Nack)
    assert (message.ssrc, set(message.lost)) == (7, lost)


@given(st.integers(1_000, 2**40))
def test_remb_survives_the_wire_but_for_its_rounding(bitrate: int) -> None:
    (message,) = rtcp.parse(rtcp.remb(1, bitrate, [3, 4]))
    assert isinstance(message, rtcp.Bandwidth)
    assert 0 <= bitrate - message.bitrate <= bitrate / 65_536


def test_reports_are_read_as_they_were_written() -> None:
    found = list(rtcp.parse(rtcp.sender_report(5, 1 << 40, 90_000, 1, 2, "PA_x")))
    assert found == [rtcp.SenderReport(5, 1 << 40, 90_000)]
    block = rtcp.Block(ssrc=9, fraction=128, lost=3, highest=4, jitter=5, last_sr=6, delay=7)
    assert list(rtcp.parse(rtcp.receiver_report(1, [block]))) == [rtcp.Report(9, 3, 4, 5)]
    assert list(rtcp.parse(rtcp.pli(1, 8))) == [rtcp.KeyFrameWanted(8)]


# ── STUN ─────────────────────────────────────────────────────────────────────────────


def binding(credentials: icelite.Credentials, *, pwd: str | None = None) -> bytes:
    request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{credentials.ufrag}:them"
    request.attributes["PRIORITY"] = 1
    request.attributes["USE-CANDIDATE"] = None
    request.add_message_integrity((pwd or credentials.pwd).encode())
    return bytes(request)


def test_a_check_is_answered_with_less_than_it_brought() -> None:
    ours = icelite.new_credentials()
    data = binding(ours)
    for source in (("192.0.2.7", 5000), ("2001:db8::7", 5000, 0, 0)):
        found = icelite.check(data, source, ours)
        assert found is not None
        assert found.nominates
        assert len(found.answer) <= len(data)


def test_a_check_with_the_wrong_password_draws_no_answer_at_all() -> None:
    ours = icelite.new_credentials()
    assert icelite.check(binding(ours, pwd="guessed"), ("192.0.2.7", 5000), ours) is None


@given(st.binary(max_size=120), st.integers(0, 100))
def test_a_mangled_check_draws_no_answer(noise: bytes, at: int) -> None:
    ours = icelite.Credentials("abcdefgh", "p" * 24)
    data = binding(ours)
    mangled = data[:at] + noise + data[at + len(noise) :]
    if mangled == data:
        return
    icelite.peek_ufrag(mangled)
    found = icelite.check(mangled, ("192.0.2.7", 5000), ours)
    # Only what lies behind MESSAGE-INTEGRITY may differ in an answered check: FINGERPRINT.
    assert found is None or mangled[:-8] == data[:-8]


# ── signalling ───────────────────────────────────────────────────────────────────────


def wrapped(body: bytes, *, gzipped: bool) -> str:
    kind = rtc.WrappedJoinRequest.GZIP if gzipped else rtc.WrappedJoinRequest.NONE
    message = rtc.WrappedJoinRequest(
        compression=kind, join_request=gzip.compress(body) if gzipped else body
    )
    return base64.urlsafe_b64encode(message.SerializeToString()).decode().rstrip("=")


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_join_request_is_unpacked(gzipped: bool) -> None:
    request = rtc.JoinRequest(participant_sid="PA_1", reconnect=True)
    found = from_v1(wrapped(request.SerializeToString(), gzipped=gzipped), limit=10_000)
    assert found == request


def test_a_join_request_that_unfolds_without_end_is_refused() -> None:
    with pytest.raises(PeerBroke):
        from_v1(wrapped(bytes(10_000_000), gzipped=True), limit=10_000)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_no_join_request_gets_further_than_a_refusal(noise: bytes) -> None:
    for encoded in (noise.decode("latin1"), wrapped(noise, gzipped=False)):
        try:
            from_v1(encoded, limit=10_000)
        except PeerBroke:
            continue


def test_the_older_query_says_the_same() -> None:
    request = from_v0({"auto_subscribe": "0", "reconnect": "1", "sid": "PA_1", "sdk": "js"})
    assert not request.connection_settings.auto_subscribe
    assert (request.reconnect, request.participant_sid) == (True, "PA_1")


# ── DTLS ─────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.integers(0, 1100), max_size=8))
def test_a_flight_is_cut_at_its_records(sizes: list[int]) -> None:
    records = [
        bytes([22, 254, 253]) + bytes(8) + size.to_bytes(2, "big") + bytes(size) for size in sizes
    ]
    cut = datagrams(b"".join(records))
    assert b"".join(cut) == b"".join(records)
    assert all(len(one) <= MTU for one in cut)


def test_codecs_are_named_as_browsers_spell_them() -> None:
    """Chromium makes no encoder for a "vp8"; extensions left out once never come back."""
    section = sdp.parse(OFFER, max_sections=10).sections[1]
    written = sdp.Written(section, section.codecs[96], "recvonly", rids=("q", "h"))
    local = sdp.Local(ufrag="u", pwd="p", fingerprint="F", candidates=(), setup="passive")
    lines = sdp.write([written], local, session=1, version=1).split("\r\n")
    assert "a=rtpmap:96 VP8/90000" in lines
    assert "a=simulcast:recv q;h" in lines
