# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the gateway hands upwards: plain values, no Matrix library in sight.

Only what was decrypted *and* traced to a device of its sender becomes a `TextMessage`,
`PollAnswer`, `FileMessage` or `WidgetAct`. Whose act it is in law, the caller decides by comparing
`Proof.master` with the master key pinned for the member. Everything that pretends to be an act and
is none becomes `Suspicious`, so that nothing disappears silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from typing import Any, Literal

Chain = Literal["signed", "unsigned", "unknown_device"]
Relation = Literal["none", "sealed", "clear"]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Which key spoke: how a decrypted event is tied to a device and an identity.

    All keys are unpadded base64.
    """

    user: str
    device_id: str
    """Empty when no device of `user` owns the session (`chain == "unknown_device"`)."""
    curve25519: str
    """The sending device's identity key, as bound to the Megolm session."""
    ed25519: str
    """The sending device's fingerprint key, as bound to the Megolm session."""
    master: str | None
    """The user's master key whose self-signing key signed this device; None if nobody signed."""
    session_id: str
    message_index: int
    """The position in the sender's Megolm ratchet; each position is used for one event only."""
    chain: Chain
    relation: Relation = "none"
    """Where the relation (reply, edit, thread, poll) stood: `sealed` inside the ciphertext, or only
    in `clear` text beside it, where any server on the way could have put it."""
    out_of_order: bool = False
    """A later message of the same session was taken before this one."""
    late: bool = False
    """The event could not be read when it arrived; its sender was asked to repeat it."""
    skipped: int = 0
    """So many messages of the session directly before this one never came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMessage:
    """A text, notice or emote (`m.room.message`)."""

    event_id: str
    room: str
    sender: str
    proof: Proof
    body: str
    """The text; of an edit the new text; of a reply without the quoted fallback."""
    formatted_body: str | None = None
    reply_to: str | None = None
    is_edit_of: str | None = None
    """The event this one means to replace. Treat it as a new statement, or refuse it."""
    thread: str | None = None
    msgtype: str = "m.text"
    carries_view: bool = False
    """It carries a state of a meeting, as only the messages of the body's bot do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMessage:
    """An encrypted attachment; fetch it with `Gateway.download_encrypted(message.file)`."""

    event_id: str
    room: str
    sender: str
    proof: Proof
    name: str
    mime: str
    size: int | None
    """Bytes as the sender claims them."""
    file: Json = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollAnswer:
    """A member's answer to a poll (MSC3381, stable and unstable names).

    `poll` comes from the relation, which clients leave in clear text (`proof.relation`): give the
    answers of every poll their own random ids, then `answers` proves which poll was meant.
    """

    event_id: str
    room: str
    sender: str
    proof: Proof
    poll: str
    """Event id of the poll's start."""
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollQuestion:
    """A poll somebody asks (MSC3381); the bot asks such, played members read them."""

    event_id: str
    room: str
    sender: str
    proof: Proof
    question: str
    answers: tuple[tuple[str, str], ...]
    """Pairs of the id a `PollAnswer` names and the words people read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WidgetAct:
    """An encrypted `org.gremium.*` event, written by a widget in its user's name."""

    event_id: str
    room: str
    sender: str
    proof: Proof
    type: str
    content: Json = field(repr=False)


class Kind(StrEnum):
    """Why an event is not an act."""

    PLAINTEXT = "plaintext"
    """Not encrypted: any server on the way could have written it."""
    REACTION = "reaction"
    """`m.reaction` is never encrypted by any client."""
    REDACTION = "redaction"
    """Something was redacted; `detail` is the id of the event concerned."""
    FORGED_SENDER = "forged_sender"
    """It decrypts, but the session belongs to somebody else than `sender`."""
    FORGED_RELATION = "forged_relation"
    """The relation in clear text contradicts the one inside the ciphertext."""
    UNKNOWN_DEVICE = "unknown_device"
    """It decrypts, but no device that `sender` publishes owns the session."""
    UNDECRYPTABLE = "undecryptable"
    """No key, or a broken ciphertext; ask the sender to repeat."""
    KEY_WITHHELD = "key_withheld"
    """The sender's client refused us the key; `detail` is the code (`m.unverified`, `m.no_olm`)."""
    REPLAYED = "replayed"
    """The same ratchet position was seen under another event id, given in `detail`."""
    MALFORMED = "malformed"
    """Decrypted, but its content does not have the form its type demands."""
    ENCRYPTION_CHANGED = "encryption_changed"
    """Room state says that an encrypted room is no longer so, or names other terms for it."""
    POWER_CHANGED = "power_changed"
    """Power levels that we did not set."""
    ACCESS_CHANGED = "access_changed"
    """Who may come in, or read the past, is another than we set."""
    ROOM_UPGRADED = "room_upgraded"
    """A tombstone sends everybody to another room."""
    ROOM_CHANGED = "room_changed"
    """Any other state of a room of ours that we did not set; `detail` is its type."""
    LETTER_UNREADABLE = "letter_unreadable"
    """A to-device message that should carry a key could not be opened: played in again, changed."""
    KEY_CLAIMED = "key_claimed"
    """A second device brings a room key as its own that another one had brought before."""
    ID_REUSED = "id_reused"
    """Fresh words under the id of an event that was taken before: one of the two hides behind."""
    MISSED = "missed"
    """More was said while we were away than is read; the oldest of it was passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicious:
    """An event that must not count, with the reason. `detail` never holds message text."""

    kind: Kind
    sender: str
    room: str | None = None
    event_id: str | None = None
    detail: str = ""
    about: str = ""
    key: str = ""
    """To which event a reaction is, and which one."""
    proof: Proof | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChanged:
    """A user's master key is another one than before (or gone: `new_master` None)."""

    user: str
    old_master: str
    new_master: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipSeen:
    """Room state about a member. A rumour: servers can invent it."""

    room: str
    user: str
    membership: str
    """join, invite, leave, ban or knock."""
    expected: bool = False
    """We removed the user ourselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServersBarred:
    """Room state about whose servers' events are refused (`m.room.server_acl`). A rumour, too."""

    room: str
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    literals: bool = True
    """Whether servers named by a bare address are let in."""

    def bars(self, server: str) -> bool:
        """Whether events of `server` are refused; its port does not matter (specification)."""
        host = _host(server)
        if not self.literals and _is_literal(host):
            return True
        if any(_glob(pattern, host) for pattern in self.deny):
            return True
        return not any(_glob(pattern, host) for pattern in self.allow)


def _host(server: str) -> str:
    if server.startswith("["):
        return server.partition("]")[0].lower() + "]"
    return server.partition(":")[0].lower()


def _is_literal(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _glob(pattern: str, host: str) -> bool:
    """Match with `*` and `?` as the only special characters."""
    parts = re.split(r"([*?])", pattern.lower())
    wild = {"*": ".*", "?": "."}
    return re.fullmatch("".join(wild.get(p) or re.escape(p) for p in parts), host) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """The bot is invited to `room`; `by` is what the server says."""

    room: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUndelivered:
    """None of a user's permitted devices could be given a room's key: no one-time key was left.

    Or the server withholds them. The user cannot read what is said in `room`.
    """

    room: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysLow:
    """Few one-time keys were left on the server when we looked: `left` (alarm below 20)."""

    left: int


Act = TextMessage | FileMessage | PollQuestion | PollAnswer | WidgetAct
Item = (
    Act
    | Suspicious
    | IdentityChanged
    | MembershipSeen
    | ServersBarred
    | Invited
    | KeyUndelivered
    | KeysLow
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one sync brought. Within a room the items are in the room's order."""

    next_token: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationMessage:
    """One step of an interactive verification, in a room or device to device."""

    sender: str
    type: str
    """`m.key.verification.*`; a request sent as `m.room.message` is renamed to `….request`."""
    content: Json = field(repr=False)
    room: str | None = None
    event_id: str | None = None
    proof: Proof | None = None
    """Present for in-room steps that came encrypted."""
    sent_at: float | None = None
    """Seconds since 1970 as servers say, for in-room steps: old requests are not answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFacts:
    """One device as its owner published it, its own signature checked. Keys: unpadded base64."""

    user: str
    device_id: str
    curve25519: str
    ed25519: str
    master: str | None
    """The master key whose self-signing key signed the device; None if it is not cross-signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a user's homeserver publishes about the user, all signatures checked."""

    user: str
    master: str | None = None
    self_signing: str | None = None
    """Present only if signed by `master`."""
    devices: tuple[DeviceFacts, ...] = ()
