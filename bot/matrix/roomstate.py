# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""State of our rooms that we did not set: nobody else has the power to, except those who lie.

Room state decides nothing here, but it decides what members' programs do: a false tombstone sends
them elsewhere, false power levels take the floor from them. So it is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.matrix.events import Kind, Suspicious
from bot.matrix.signing import canonical

StateName = tuple[str, str, str]
"""(room, type, state key)"""

_KINDS = {
    "m.room.encryption": Kind.ENCRYPTION_CHANGED,
    "m.room.power_levels": Kind.POWER_CHANGED,
    "m.room.join_rules": Kind.ACCESS_CHANGED,
    "m.room.guest_access": Kind.ACCESS_CHANGED,
    "m.room.history_visibility": Kind.ACCESS_CHANGED,
    "m.room.server_acl": Kind.ACCESS_CHANGED,
    "m.room.tombstone": Kind.ROOM_UPGRADED,
}
_MEMBERS_OWN = ("m.room.member", "call.member", "rtc.member")
"""Ends of the types that members set themselves: membership, and their place in a call."""
_BASIS = frozenset({"m.room.encryption", "m.room.power_levels"})
"""What a room has once it stands; before, its first state is still arriving."""


class StateWatch:
    """Remembers, as digests, the state of our rooms: as first seen, then as we set it."""

    def __init__(
        self,
        known: Mapping[StateName, str] | None = None,
        remember: Callable[[StateName, str], None] = lambda _name, _digest: None,
    ) -> None:
        """`known` outlived a restart thanks to `remember`."""
        self._known = dict(known or {})
        self._intended: dict[StateName, set[str]] = {}
        self._remember = remember
        self._settled = set(_standing(self._known))

    def intend(self, room: str, type: str, state_key: str, content: Mapping[str, Any]) -> None:
        """Note what we are about to set."""
        self._intended.setdefault((room, type, state_key), set()).add(_digest(content))

    def settle(self) -> None:
        """Take the state of rooms that now stand as theirs. Call after each sync."""
        self._settled |= set(_standing(self._known))

    def judge(self, room: str, event: Mapping[str, Any]) -> list[Suspicious]:
        """Take in a state event; return a suspicion if it is neither known nor ours."""
        type, state_key, content = event.get("type"), event.get("state_key"), event.get("content")
        if not isinstance(type, str) or not isinstance(state_key, str):
            return []
        if type.endswith(_MEMBERS_OWN):
            return []
        name = (room, type, state_key)
        digest = _digest(content if isinstance(content, Mapping) else {})
        if self._known.get(name) == digest:
            return []
        if digest in self._intended.get(name, ()) or room not in self._settled:
            self._known[name] = digest
            self._remember(name, digest)
            return []
        return [
            Suspicious(
                kind=_KINDS.get(type, Kind.ROOM_CHANGED),
                sender=str(event.get("sender", "")),
                room=room,
                event_id=event_id if isinstance(event_id := event.get("event_id"), str) else None,
                detail=type[:255],
            )
        ]


def _standing(known: Iterable[StateName]) -> Iterable[str]:
    types: dict[str, set[str]] = {}
    for room, type, _ in known:
        types.setdefault(room, set()).add(type)
    return (room for room, seen in types.items() if seen >= _BASIS)


def _digest(content: Mapping[str, Any]) -> str:
    """Return a digest that is the same for the same content; what is no JSON has one of its own."""
    try:
        return hashlib.sha256(canonical(content)).hexdigest()
    except (ValueError, TypeError):
        return hashlib.sha256(repr(sorted(content.items(), key=repr)).encode()).hexdigest()
