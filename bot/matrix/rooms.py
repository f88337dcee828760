# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What servers say about rooms: members and encryption. Rumours, except that encryption stays on.

Room ids are opaque: since room version 12 they carry no server name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.matrix.events import (
    Invited,
    Item,
    Kind,
    MembershipSeen,
    ServersBarred,
    Suspicious,
)
from bot.matrix.machine import MEGOLM
from bot.matrix.roomstate import StateWatch

_ADDRESSED = frozenset({"join", "invite"})
INFINITE_POWER = 2**53
"""More than any power level can be (canonical JSON integers end at 2^53 - 1)."""
_CREATORS_RULE_FROM = 12  # room version in which creators stand above power levels


@dataclass(slots=True)
class _Room:
    members: dict[str, str] = field(default_factory=dict)
    complete: bool = False
    """Whether all members are known, not only those seen in passing."""
    removed: set[str] = field(default_factory=set)
    """Whom we removed ourselves, until the server tells it, too."""


class Rooms:
    """The rooms this device is in."""

    def __init__(
        self,
        own_user: str,
        encrypted: Iterable[str],
        remember: Callable[[str], None],
        watch: StateWatch | None = None,
    ) -> None:
        """`encrypted` are rooms once seen encrypted; `remember` makes another one outlive us.

        `watch` knows what state we set.
        """
        self.watch = watch or StateWatch()
        self._own_user = own_user
        self._encrypted = set(encrypted)
        self._remember = remember
        self._rooms: dict[str, _Room] = {}
        self._former: dict[str, dict[str, str]] = {}

    def is_encrypted(self, room: str) -> bool:
        """Whether the room was ever seen encrypted; nothing a server says undoes that."""
        return room in self._encrypted

    def set_encrypted(self, room: str) -> None:
        """Remember for ever that the room is encrypted."""
        if room not in self._encrypted:
            self._encrypted.add(room)
            self._remember(room)

    def is_complete(self, room: str) -> bool:
        """Whether the member list of the room is whole."""
        return room in self._rooms and self._rooms[room].complete

    def membership(self, room: str, user: str) -> str:
        """Return join, invite, leave, ban or knock; leave if nothing is known."""
        known = self._rooms.get(room)
        return known.members.get(user, "leave") if known is not None else "leave"

    def members(self, room: str) -> dict[str, str]:
        """Return user -> membership as far as known."""
        return dict(self._rooms[room].members) if room in self._rooms else {}

    def addressed(self, room: str) -> list[str]:
        """Return the users a message in the room is meant for: joined and invited, without us."""
        known = self._rooms.get(room, _Room())
        absent = known.removed | {self._own_user}
        return sorted(u for u, m in known.members.items() if m in _ADDRESSED and u not in absent)

    def last_known(self, room: str) -> dict[str, str]:
        """Return user -> membership as known, or as it was when that was to be forgotten."""
        return {**self._former.get(room, {}), **self.members(room)}

    def forget_members(self) -> None:
        """Want to be told anew who is in which room; encryption stays remembered."""
        self._former |= {room: known.members for room, known in self._rooms.items()}
        self._rooms.clear()

    def set_members(self, room: str, members: Mapping[str, str]) -> None:
        """Take in the whole member list."""
        known = self._rooms.setdefault(room, _Room())
        known.members = dict(members)
        known.complete = True

    def note_invited(self, room: str, user: str) -> None:
        """Take in at once that we invited somebody."""
        known = self._rooms.setdefault(room, _Room())
        known.removed.discard(user)
        known.members[user] = "invite"

    def note_removed(self, room: str, user: str) -> None:
        """Take in at once that we removed somebody: older news must not bring him back."""
        known = self._rooms.setdefault(room, _Room())
        if known.members.get(user) in _ADDRESSED:
            known.removed.add(user)

    def apply(self, room: str, event: Mapping[str, Any], *, listed: bool = False) -> list[Item]:
        """Take in a state event and return what it means for the caller.

        `listed`: the server lists it as state, outside the order of events.
        """
        match event.get("type"):
            case "m.room.member":
                return self._member(room, event)
            case "m.room.encryption" if event.get("state_key") == "":
                judge = self.watch.judge
                return [*(self._encryption(room, event) or judge(room, event, listed=listed))]
            case "m.room.server_acl" if event.get("state_key") == "":
                barred = servers_barred(room, _content(event))
                return [barred, *self.watch.judge(room, event, listed=listed)]
            case _:
                return [*self.watch.judge(room, event, listed=listed)]

    def apply_all_state(
        self, room: str, state: Iterable[Mapping[str, Any]], timeline: Iterable[Mapping[str, Any]]
    ) -> list[Item]:
        """Take in the room's whole state; parts of it may stand in the `timeline` after it."""
        state = list(state)
        items = [item for event in state for item in self.apply(room, event, listed=True)]
        self._rooms.setdefault(room, _Room()).complete = True
        self._former.pop(room, None)
        events = [*state, *timeline]
        if self.is_encrypted(room) and not any(
            e.get("type") == "m.room.encryption" for e in events
        ):
            items.append(
                Suspicious(
                    kind=Kind.ENCRYPTION_CHANGED,
                    sender="",
                    room=room,
                    detail="the room's state no longer says that it is encrypted",
                )
            )
        return items

    def _member(self, room: str, event: Mapping[str, Any]) -> list[Item]:
        user, membership = event.get("state_key"), _content(event).get("membership")
        if not isinstance(user, str) or not isinstance(membership, str):
            return []
        known = self._rooms.setdefault(room, _Room())
        expected = user in known.removed
        if membership not in _ADDRESSED:
            known.removed.discard(user)
        if known.members.get(user) == membership:
            return []
        known.members[user] = membership
        return [
            MembershipSeen(
                room=room,
                user=user,
                membership=membership,
                expected=expected and membership not in _ADDRESSED,
            )
        ]

    def _encryption(self, room: str, event: Mapping[str, Any]) -> Sequence[Item]:
        if _content(event).get("algorithm") == MEGOLM:
            self.set_encrypted(room)
            return []
        return [
            Suspicious(
                kind=Kind.ENCRYPTION_CHANGED,
                sender=str(event.get("sender", "")),
                room=room,
                event_id=event.get("event_id"),
                detail="another algorithm, or none, was set",
            )
        ]


def servers_barred(room: str, content: Mapping[str, Any]) -> ServersBarred:
    """Read the content of `m.room.server_acl`."""

    def patterns(key: str) -> tuple[str, ...]:
        value = content.get(key)
        return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()

    return ServersBarred(
        room=room,
        allow=patterns("allow"),
        deny=patterns("deny"),
        literals=content.get("allow_ip_literals") is not False,
    )


def invitation(own_user: str, room: str, state: Iterable[Mapping[str, Any]]) -> Invited | None:
    """Return the invitation that an invited room's stripped state holds."""
    for event in state:
        ours = event.get("type") == "m.room.member" and event.get("state_key") == own_user
        if ours and _content(event).get("membership") == "invite":
            return Invited(room=room, by=str(event.get("sender", "")))
    return None


def creators_rule(version: str) -> bool:
    """Whether creators have infinite power and must not be listed in power levels (v12, MSC4289).

    Unknown version names are new ones: they follow the latest rule.
    """
    return not version.isdecimal() or int(version) >= _CREATORS_RULE_FROM


def power(create: Mapping[str, Any], levels: Mapping[str, Any] | None, user: str) -> int:
    """Return a user's power from the `m.room.create` event and the power levels' content."""
    content = _content(create)
    if creators_rule(str(content.get("room_version", "1"))):
        extra = content.get("additional_creators", [])
        if user == create.get("sender") or (isinstance(extra, list) and user in extra):
            return INFINITE_POWER
    if levels is None:  # before power levels are set, the creator has 100 and nobody else anything
        return 100 if user == create.get("sender") else 0
    users = levels.get("users")
    value = users.get(user) if isinstance(users, dict) else None
    value = levels.get("users_default", 0) if value is None else value
    return value if isinstance(value, int) else 0


def _content(event: Mapping[str, Any]) -> Mapping[str, Any]:
    content = event.get("content")
    return content if isinstance(content, Mapping) else {}
