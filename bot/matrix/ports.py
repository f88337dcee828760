# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the gateway needs from its caller: where it left off, what it has seen, who may hear."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from bot.matrix.events import DeviceFacts, VerificationMessage

MayReceive = Callable[[str, str, DeviceFacts], bool]
"""(room, user, device) -> may this device have the room's keys? Asked before every share."""

Belongs = Callable[[str], Iterable[str]]
"""room -> users who are addressed there whatever the server says of who is in it."""

OnVerification = Callable[[VerificationMessage], Awaitable[None]]


class TokenStore(Protocol):
    """Keeps the sync position, in the same database as the journal."""

    def load(self) -> str | None:
        """Return the position of the last committed batch; None before the first."""

    def save(self, token: str) -> None:
        """Remember the position durably."""


class IndexLedger(Protocol):
    """Remembers which Megolm positions were taken, across restarts.

    The caller records `proof.session_id, proof.message_index, event_id` of every item with a proof
    in the transaction that journals the batch; the gateway only asks. Replays *within* a batch that
    is not recorded yet, the gateway notices by itself.
    """

    def seen(self, session_id: str, message_index: int) -> str | None:
        """Return the id of the event that used this position, None if it is fresh."""

    def highest(self, session_id: str) -> int | None:
        """Return the highest position taken from this session, None if there was none."""


class MemoryTokens:
    """A TokenStore for programs without a journal, such as the played members."""

    def __init__(self, token: str | None = None) -> None:
        self.token = token

    def load(self) -> str | None:
        """Return the position."""
        return self.token

    def save(self, token: str) -> None:
        """Remember the position until the program ends."""
        self.token = token


class MemoryLedger:
    """An IndexLedger that forgets when the program ends."""

    def __init__(self) -> None:
        self._taken: dict[str, dict[int, str]] = {}

    def record(self, session_id: str, message_index: int, event_id: str) -> None:
        """Note that the event used this position."""
        self._taken.setdefault(session_id, {})[message_index] = event_id

    def seen(self, session_id: str, message_index: int) -> str | None:
        """Return the event that used this position."""
        return self._taken.get(session_id, {}).get(message_index)

    def highest(self, session_id: str) -> int | None:
        """Return the highest position taken."""
        return max(self._taken.get(session_id, {}), default=None)
