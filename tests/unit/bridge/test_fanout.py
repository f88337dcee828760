# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fan-out: every receiver's numbers go on without a gap, in Python and in C alike."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pylibsrtp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.media import native, rtp
from bridge.media.fanout import Fanout, Packet
from bridge.media.foreign import srtp_handle
from bridge.media.outbox import SLOTS, Outbox, Target

pytestmark = pytest.mark.unit

KEY = bytes(range(30))
NUMBERS = ("last_seq", "last_ts", "last_picture", "last_tl0", "sent", "octets")


def ways() -> list[Fanout]:
    """Python, and C where there is a compiler."""
    native.build()
    compiled = native.load()
    return [Fanout(), *([compiled] if compiled else [])]


@pytest.fixture(scope="module", params=ways(), ids=lambda way: way.name)
def way(request: pytest.FixtureRequest) -> Fanout:
    found: Fanout = request.param
    return found


def session(direction: int) -> pylibsrtp.Session:
    policy = pylibsrtp.Policy(key=KEY, ssrc_type=direction)
    policy.allow_repeat_tx = True
    policy.window_size = 1024
    return pylibsrtp.Session(policy)


class Receiver:
    """A socket that opens what the fan-out sends it."""

    def __init__(self, way: Fanout, outbox: Outbox, host: str = "127.0.0.1") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.sock = socket.socket(family, socket.SOCK_DGRAM)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.sock.bind((host, 0))
        self.sock.setblocking(False)
        self.route = way.route()
        self._seal = session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
        self._open = session(pylibsrtp.Policy.SSRC_ANY_INBOUND)
        self.route.seal(srtp_handle(self._seal))
        self.route.aim(Target(outbox, self.sock.getsockname()))

    def raw(self) -> list[bytes]:
        got = []
        while True:
            try:
                got.append(self.sock.recv(2048))
            except BlockingIOError:
                return got

    def got(self) -> list[bytes]:
        return [self._open.unprotect(data) for data in self.raw()]


@contextmanager
def bench(way: Fanout, host: str = "127.0.0.1") -> Iterator[tuple[Outbox, Receiver]]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        outbox = way.outbox(sock)
        receiver = Receiver(way, outbox, host)
        try:
            yield outbox, receiver
        finally:
            receiver.route.aim(None)
            receiver.sock.close()


def lane_of(way: Fanout, receiver: Receiver, **numbers: int) -> Any:
    lane = way.lane(receiver.route)
    lane.ssrc, lane.payload_type = 7, 96
    for name, value in numbers.items():
        setattr(lane, name, value)
    return lane


def test_numbers_times_and_picture_ids_are_shifted(way: Fanout) -> None:
    with bench(way) as (outbox, receiver):
        lane = lane_of(
            way,
            receiver,
            seq_off=10,
            seq_first=65_000,
            ts_off=1_000,
            picture_off=5,
            tl0_off=2,
            time_id=3,
            orientation_id=4,
        )
        payload = bytes([0x90, 0xC0, 0x80, 0x07, 0xFF]) + b"sealed"
        way.send((65_530, 2**32 - 500, 0x80, payload, 2, 4, 0xABCDEF, 1), way.lanes([lane]))
        outbox.flush()
        (packet,) = receiver.got()
    first, second, seq, ts, ssrc = rtp.HEADER.unpack_from(packet)
    assert (first, second, seq, ts, ssrc) == (0x90, 0x80 | 96, 4, 500, 7)
    assert rtp.extensions(packet) == {3: b"\xab\xcd\xef", 4: b"\x01"}
    assert packet[slice(*rtp.payload_span(packet))] == (
        bytes([0x90, 0xC0, 0x80, 0x0C, 0x01]) + b"sealed"
    )
    assert (lane.last_picture, lane.last_tl0, lane.sent) == (12, 1, 1)


def test_the_playout_delay_is_told_by_number_so_that_none_is_sealed_with_two_contents(
    way: Fanout,
) -> None:
    told = rtp.playout_delay(0.4)
    with bench(way) as (outbox, receiver):
        lane = lane_of(way, receiver, seq_off=10, delay_id=5, delay=told, delay_first=12)
        lanes = way.lanes([lane])
        for seq in (3, 1, 2):
            way.send((seq, seq, 0, b"x", 0, 0, 0, -1), lanes)
        outbox.flush()
        got = {int.from_bytes(one[2:4], "big"): rtp.extensions(one) for one in receiver.got()}
    spoken = {5: (40 << 12 | 1000).to_bytes(3, "big")}
    assert got == {13: spoken, 11: {}, 12: spoken}, "0.4 to 10 s, in hundredths"


def test_a_probe_keeps_its_number_and_loses_its_bytes(way: Fanout) -> None:
    with bench(way) as (outbox, receiver):
        way.send((1, 1, 0, b"", 0, 0, 0, -1), way.lanes([lane_of(way, receiver)]))
        outbox.flush()
        (packet,) = receiver.got()
    assert packet[0] == 0xA0
    start, end = rtp.payload_span(packet)
    assert start == end


def test_nothing_from_before_a_switch_and_nothing_to_nowhere(way: Fanout) -> None:
    with bench(way) as (outbox, receiver):
        late, lost = lane_of(way, receiver, seq_first=100), lane_of(way, receiver, ssrc=8)
        blind = way.route()  # kept: a lane does not keep its route alive
        nowhere = way.lane(blind)
        lanes = way.lanes([late, nowhere, lost])
        lanes.remove(lost)
        way.send((99, 1, 0, b"x", 0, 0, 0, -1), lanes)
        outbox.flush()
        assert receiver.got() == []
        lanes.append(lost)
        way.send((100, 1, 0, b"x", 0, 0, 0, -1), lanes)
        outbox.flush()
        assert len(receiver.got()) == 2
        assert (late.sent, lost.sent, nowhere.sent) == (1, 1, 0)


def test_a_full_outbox_leaves_by_itself_and_an_unreachable_one_holds_nobody_up(
    way: Fanout,
) -> None:
    with bench(way) as (outbox, receiver), bench(way) as (_, other):
        wrong = lane_of(way, other)
        other.route.aim(Target(outbox, ("255.255.255.255", 9)))  # not allowed to a plain socket
        lanes = way.lanes([wrong, lane_of(way, receiver)])
        for seq in range(SLOTS):
            way.send((seq, seq, 0, b"x", 0, 0, 0, -1), lanes)
        outbox.flush()
        assert outbox.count == 0
        assert (outbox.sent, outbox.dropped) == (SLOTS, SLOTS)
        assert [int.from_bytes(one[2:4], "big") for one in receiver.got()] == list(range(SLOTS))


def test_ipv6_is_served_by_the_same_path(way: Fanout) -> None:
    with bench(way, "::1") as (outbox, receiver):
        way.send((1, 1, 0, b"x", 0, 0, 0, -1), way.lanes([lane_of(way, receiver)]))
        outbox.flush()
        assert len(receiver.got()) == 1


def packets() -> st.SearchStrategy[list[tuple[int, int, int, bytes, int, int, int, int]]]:
    def made(
        seq: int, ts: int, marker: bool, body: bytes, vp8: bool, sent_at: int, turned: int
    ) -> Packet:
        payload = bytes([0x90, 0xC0, 0x80 | ts & 0x7F, seq & 0xFF, seq & 0xFF]) + body
        if not vp8:
            return seq, ts, 128 * marker, body, 0, 0, sent_at, turned
        return seq, ts, 128 * marker, payload, 2, 4, sent_at, turned

    word = st.integers(0, 0xFFFF)
    return st.lists(
        st.builds(
            made,
            word,
            st.integers(0, 0xFFFFFFFF),
            st.booleans(),
            st.binary(max_size=1460),
            st.booleans(),
            st.integers(0, 0xFFFFFF),
            st.integers(-1, 3),
        ),
        min_size=1,
        max_size=12,
    )


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here")
@given(
    packets(),
    st.fixed_dictionaries(
        {
            "seq_off": st.integers(0, 0xFFFF),
            "seq_first": st.integers(0, 0xFFFF),
            "ts_off": st.integers(0, 0xFFFFFFFF),
            "picture_off": st.integers(0, 0x7FFF),
            "tl0_off": st.integers(0, 0xFF),
            "last_seq": st.integers(0, 0xFFFF),
            "time_id": st.integers(0, 14),
            "orientation_id": st.integers(0, 14),
            "delay_id": st.integers(0, 14),
            "delay": st.integers(0, 0xFFFFFF),
            "delay_before": st.integers(0, 0xFFFFFF),
            "delay_first": st.integers(0, 0xFFFF),
        }
    ),
)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
def test_c_and_python_write_the_same_bytes(some: list[Packet], numbers: dict[str, int]) -> None:
    found = []
    for each in ways():
        with bench(each) as (outbox, receiver):
            lane = lane_of(each, receiver, **numbers)
            lanes = each.lanes([lane])
            for packet in some:
                each.send(packet, lanes)
                outbox.flush()
            found.append((receiver.raw(), [getattr(lane, name) for name in NUMBERS]))
    assert found[0] == found[1]
