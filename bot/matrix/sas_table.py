# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The states of a verification, what leads from one to the next, and the values it speaks in.

The table is the protocol: `sas.py` only carries it out, the documentation is drawn from it.
Matrix specification, "Key verification framework".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

Json = dict[str, Any]

PREFIX: Final = "m.key.verification."
METHOD: Final = "m.sas.v1"
KEY_AGREEMENT: Final = "curve25519-hkdf-sha256"
HASH: Final = "sha256"
MAC: Final = "hkdf-hmac-sha256.v2"
OLD_MAC: Final = "hkdf-hmac-sha256"
"""The same, encoded as libolm did by mistake; older clients know no other.

About 48 bits of the code are left (libolm writes over what it has yet to read). Who forges it has
one try, and the people compare no more than 42 bits by emoji, so that nothing is lost with it.
"""
MACS: Final = (MAC, OLD_MAC)
"""What is offered, the better one first; of what both have the first is taken."""
DECIMAL, EMOJI = "decimal", "emoji"
LIFETIME: Final = 600.0
"""Seconds from the request to the end of a verification, whatever its state."""


class State(StrEnum):
    """Where a verification stands, seen from us."""

    ASKED = "asked"
    """We sent the request."""
    READY = "ready"
    """Both sides want to; nobody has started."""
    STARTED = "started"
    """We sent start."""
    ACCEPTED = "accepted"
    """They sent start; we sent accept with the commitment to our key."""
    KEYED = "keyed"
    """They sent accept; we sent our key."""
    SHOWN = "shown"
    """Both keys are known; people compare."""
    CONFIRMED = "confirmed"
    """Our side confirmed and sent its MAC."""
    MAC_HELD = "mac_held"
    """Their MAC is here and right; our side has not confirmed yet."""
    VERIFIED = "verified"
    """Both MACs are right; we sent done."""
    DONE = "done"
    CANCELLED = "cancelled"


class Signal(StrEnum):
    """What moves a verification on. The first six are messages of the peer."""

    READY = "ready"
    START = "start"
    ACCEPT = "accept"
    KEY = "key"
    MAC = "mac"
    DONE = "done"
    BEGIN = "begin"
    CONFIRM = "confirm"


NEXT: Final[Mapping[tuple[State, Signal], State]] = {
    (State.ASKED, Signal.READY): State.READY,
    (State.READY, Signal.BEGIN): State.STARTED,
    (State.READY, Signal.START): State.ACCEPTED,
    (State.STARTED, Signal.START): State.ACCEPTED,  # crossed, and theirs wins
    (State.STARTED, Signal.ACCEPT): State.KEYED,
    (State.ACCEPTED, Signal.KEY): State.SHOWN,
    (State.KEYED, Signal.KEY): State.SHOWN,
    (State.SHOWN, Signal.CONFIRM): State.CONFIRMED,
    (State.SHOWN, Signal.MAC): State.MAC_HELD,
    (State.CONFIRMED, Signal.MAC): State.VERIFIED,
    (State.MAC_HELD, Signal.CONFIRM): State.VERIFIED,
    (State.VERIFIED, Signal.DONE): State.DONE,
}
OVER: Final = frozenset({State.DONE, State.CANCELLED})


class Code(StrEnum):
    """Why a verification was cancelled: the codes of the specification."""

    USER = "m.user"
    TIMEOUT = "m.timeout"
    UNKNOWN_TRANSACTION = "m.unknown_transaction"
    UNKNOWN_METHOD = "m.unknown_method"
    UNEXPECTED_MESSAGE = "m.unexpected_message"
    KEY_MISMATCH = "m.key_mismatch"
    USER_MISMATCH = "m.user_mismatch"
    INVALID_MESSAGE = "m.invalid_message"
    ACCEPTED = "m.accepted"
    MISMATCHED_COMMITMENT = "m.mismatched_commitment"
    MISMATCHED_SAS = "m.mismatched_sas"
    OTHER = "other"
    """The peer gave a code that is none of these."""


class Broken(Exception):
    """The peer broke a rule of the protocol."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class NotNow(Exception):
    """Our side asked for a step that this state does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side: a device and the keys it is to be known by. Unpadded base64."""

    user: str
    device_id: str
    ed25519: str
    master: str | None
    """The user's master key; None if the user has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where a verification takes place."""

    transaction: str
    """In a room the request's event id, else the id the requester chose."""
    room: str | None = None

    def addressed(self, content: Mapping[str, Any]) -> Json:
        """Return `content` with the reference to this verification."""
        if self.room is None:
            return {**content, "transaction_id": self.transaction}
        relation = {"rel_type": "m.reference", "event_id": self.transaction}
        return {**content, "m.relates_to": relation}


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Send this step to the peer."""

    type: str
    content: Json = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Show these to a person: seven emoji by number (empty if not agreed), three numbers."""

    emoji: tuple[int, ...]
    decimals: tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """The peer holds these keys: the device's, and the master if it vouched for it."""

    device_id: str
    ed25519: str
    master: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """It is over without a result."""

    code: Code
    by_us: bool
    reason: str
    """Our own words; empty if the peer cancelled."""


Output = Send | Show | Proven | Cancelled
