# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What verifications tell their caller, and what they need from Matrix."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.matrix.emoji import Symbol, symbol
from bot.matrix.events import Identity
from bot.matrix.sas_table import Code, Json


class Wire(Protocol):
    """What verifications need from Matrix."""

    async def to_room(self, room: str, type: str, content: Json) -> str:
        """Send an encrypted event and return its id."""

    async def to_device(self, user: str, device_id: str, type: str, content: Json) -> None:
        """Send an unencrypted to-device message."""

    async def identity(self, user: str) -> Identity:
        """Return the user's keys as the server shows them now, signatures checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the bot's side shows; the other side must show the same, in the same order."""

    transaction: str
    user: str
    device_id: str
    room: str | None
    emoji: tuple[int, ...]
    """Numbers 0 to 63; empty if the other client only shows numbers."""
    decimals: tuple[int, int, int]
    attended: bool
    """A person at the bot's side must `confirm` this; otherwise the bot has done so."""

    def symbols(self, language: str) -> tuple[Symbol, ...]:
        """Return the seven emoji with their names in `language`."""
        return tuple(symbol(number, language) for number in self.emoji)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Both sides confirmed and proved their keys. Keys: unpadded base64."""

    transaction: str
    user: str
    device_id: str
    ed25519: str
    master: str | None
    """The user's master key, if the user has one and vouched for it; pin this."""
    attended: bool
    """A person compared on the bot's side. If not, this says nothing about the member."""
    signed: bool
    """The bot's signature on the member's master key is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A verification ended without a result."""

    transaction: str
    user: str
    code: Code
    by_us: bool
    attended: bool
    reason: str
    """For the log and developers; empty if the other side cancelled."""


class UnknownVerification(LookupError):
    """There is no verification of this name under way."""


class NoSuchDevice(LookupError):
    """The user has no such device."""


Notice = Comparison | Verified | Failed


class Sender(Protocol):
    """The part of the gateway that verifications use."""

    async def send(self, room: str, type: str, content: Mapping[str, Any], txn_id: str) -> str:
        """Send an encrypted event and return its id."""

    async def send_to_device(
        self, type: str, messages: Mapping[str, Mapping[str, Json]], txn_id: str
    ) -> None:
        """Send unencrypted to-device messages: user -> device -> content."""

    async def identities(self, users: Iterable[str], *, fresh: bool = False) -> dict[str, Identity]:
        """Return verified identities."""


class GatewayWire:
    """Verifications over the bot's gateway."""

    def __init__(self, gateway: Sender) -> None:
        self._gateway = gateway

    async def to_room(self, room: str, type: str, content: Json) -> str:
        """Send an encrypted event and return its id."""
        return await self._gateway.send(room, type, content, _transaction())

    async def to_device(self, user: str, device_id: str, type: str, content: Json) -> None:
        """Send an unencrypted to-device message."""
        await self._gateway.send_to_device(type, {user: {device_id: content}}, _transaction())

    async def identity(self, user: str) -> Identity:
        """Return the user's keys as the server shows them now, signatures checked."""
        return (await self._gateway.identities([user], fresh=True))[user]


def _transaction() -> str:
    # Not repeated after a crash: a verification does not outlive the process
    return f"verify-{secrets.token_hex(12)}"
