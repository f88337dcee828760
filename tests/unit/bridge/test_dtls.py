# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who calls and who is called, in DTLS: both ends derive the same keys, whichever end we are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bridge.errors import PeerBroke
from bridge.media.dtls import Dtls, Identity
from bridge.media.fanout import Fanout
from bridge.media.transport import Transport

pytestmark = pytest.mark.unit


def pair(wrong: bool = False) -> tuple[Dtls, Dtls]:
    """Somebody who calls, and somebody who is called."""
    one, two = Identity(), Identity()
    told = Identity() if wrong else two
    caller = Dtls(one, [("sha-256", told.fingerprint)], calls=True)
    return caller, Dtls(two, [("sha-256", one.fingerprint)])


def shake_hands(caller: Dtls, called: Dtls) -> None:
    to_called, to_caller = caller.begin(), list[bytes]()
    for _ in range(20):
        for datagram in to_called:
            to_caller += called.receive(datagram)[1]
        to_called = []
        for datagram in to_caller:
            to_called += caller.receive(datagram)[1]
        to_caller = []
        if not to_called:
            return


def test_what_either_seals_the_other_opens() -> None:
    caller, called = pair()
    shake_hands(caller, called)
    packet = bytes.fromhex("80600001000000010000000a") + b"sound"
    for one, other in ((caller, called), (called, caller)):
        assert one.tx is not None
        assert other.rx is not None
        assert other.rx.unprotect(one.tx.protect(packet)) == packet


def test_who_calls_does_not_talk_to_another_certificate_than_the_one_that_was_told() -> None:
    caller, called = pair(wrong=True)
    with pytest.raises(PeerBroke, match="certificate"):
        shake_hands(caller, called)


async def test_the_call_waits_for_an_address_that_is_proven_and_is_made_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """LiveKit's Go client waits for the call in the older form; before, it was turned away."""
    sent: list[bytes] = []
    fanout = Fanout()
    port: Any = SimpleNamespace(fanout=fanout, register=lambda _one: None)
    transport = Transport(port, Identity())
    monkeypatch.setattr(transport, "_send", lambda data, _address: sent.append(data))
    transport.expect([("sha-256", Identity().fingerprint)], calls=True)
    assert sent == []
    target: Any = SimpleNamespace(address=("192.0.2.1", 9))
    monkeypatch.setattr(transport.route, "target", target)
    for _ in range(2):
        transport._call()
    assert len(sent) == 1
    assert sent[0][0] == 22, "a handshake record"
    assert transport.calls
