# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Private names of aiortc and pylibsrtp that `bridge.media.foreign` stands on."""

from __future__ import annotations

import asyncio
import inspect

import pylibsrtp
import pytest

from bridge.media import foreign
from bridge.media.sctp import DataChannels

pytestmark = pytest.mark.unit


def test_aiortc_still_has_the_names_its_association_is_driven_by() -> None:
    """An upstream rename fails here, not in the middle of a meeting."""
    assert list(inspect.signature(foreign.SctpTransport._handle_data).parameters) == [
        "self",
        "data",
    ]
    source = inspect.getsource(foreign.SctpTransport)
    for name in (
        "transport._role",
        "transport._send_data(",
        "transport._register_data_receiver(",
        "transport._unregister_data_receiver(",
    ):
        assert name in source


def test_pylibsrtp_still_seals_in_place() -> None:
    policy = pylibsrtp.Policy(key=bytes(30), ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
    session, twin = pylibsrtp.Session(policy), pylibsrtp.Session(policy)
    packet = bytes.fromhex("806f00010000000100000007") + b"sealed"
    memory = bytearray(4096)
    memory[2048 : 2048 + len(packet)] = packet
    length = foreign.srtp_length()
    length[0] = len(packet)

    code = foreign.srtp_protect(
        foreign.srtp_handle(session), foreign.srtp_pointers(memory, 2048)[1], length
    )

    assert code == foreign.SRTP_OK
    assert bytes(memory[2048 : 2048 + length[0]]) == twin.protect(packet)


async def test_two_associations_carry_both_channels() -> None:
    """The same way aiortc's own pair would, without its package being loaded."""
    got: list[tuple[bytes, bool]] = []
    ends: list[DataChannels] = []
    broken: list[Exception] = []

    async def wired() -> None:
        for index, opens in ((1, True), (0, False)):

            def carry(data: bytes, index: int = index) -> None:
                ends[index].receive(data)

            ends.append(
                DataChannels(
                    carry,
                    lambda data, reliable: got.append((data, reliable)),
                    broken.append,
                    opens=opens,
                )
            )

    await wired()
    try:
        ends[0].send(b"waits for the channel", reliable=True)
        for _ in range(200):
            ends[1].send(b"lossy", reliable=False)
            await asyncio.sleep(0.02)
            if {(b"waits for the channel", True), (b"lossy", False)} <= set(got):
                break
        assert {(b"waits for the channel", True), (b"lossy", False)} <= set(got)
        assert not broken
    finally:
        for end in ends:
            end.close()
        await asyncio.sleep(0.05)
