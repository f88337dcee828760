# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a timeline event to an act or a suspicion: open, prove, compare with the past, read.

The order of the checks is the security of the votes; `_sealed` is the place to read.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.matrix.events import (
    Act,
    Identity,
    Item,
    Json,
    Kind,
    PollQuestion,
    Proof,
    Suspicious,
    VerificationMessage,
)
from bot.matrix.identities import Identities
from bot.matrix.machine import CannotOpen, Machine, Opened
from bot.matrix.numbering import Numbering
from bot.matrix.ports import IndexLedger
from bot.matrix.reading import Frame, read, verification_type
from bot.matrix.rooms import Rooms
from bot.matrix.sound import whole_number

logger = logging.getLogger(__name__)

Found = Item | VerificationMessage
_ENCRYPTED = "m.room.encrypted"
_NEVER_STATE = frozenset({"m.room.message", "m.reaction", "m.room.redaction"})
_WITHHELD_LIMIT = 10_000
_DETAIL_LIMIT = 255


class Intake:
    """Judges events one by one, in the order given."""

    def __init__(
        self, machine: Machine, identities: Identities, rooms: Rooms, ledger: IndexLedger
    ) -> None:
        """Judge with these keys, identities and rooms; `ledger` knows positions taken before."""
        self._machine = machine
        self._identities = identities
        self._rooms = rooms
        self._ledger = ledger
        self._taken: dict[tuple[str, int], str] = {}
        self._highest: dict[str, int] = {}
        self._withheld: dict[tuple[str, str], str] = {}
        self._numbering = Numbering()

    def forget_taken(self) -> None:
        """Forget the positions of acts that the ledger knows by now."""
        self._taken.clear()
        self._highest.clear()

    def lacks_key(self, room: str, event: Mapping[str, Any]) -> bool:
        """Whether the event's key has not come, nor a refusal of it."""
        content = event.get("content")
        if event.get("type") != _ENCRYPTED or not isinstance(content, Mapping):
            return False
        session_id = content.get("session_id")
        if not isinstance(session_id, str) or (room, session_id) in self._withheld:
            return False
        return not self._machine.has_session(room, session_id)

    def withheld(self, event: Mapping[str, Any]) -> Suspicious:
        """Take in that a client refused us a key (`m.room_key.withheld`; unauthenticated)."""
        content = event.get("content")
        content = content if isinstance(content, Mapping) else {}
        room, session_id = content.get("room_id"), content.get("session_id")
        code = str(content.get("code", ""))[:_DETAIL_LIMIT]
        if isinstance(room, str) and isinstance(session_id, str):
            if len(self._withheld) >= _WITHHELD_LIMIT:  # anybody can send these
                self._withheld.clear()
            self._withheld[room, session_id] = code
        return Suspicious(
            kind=Kind.KEY_WITHHELD,
            sender=str(event.get("sender", "")),
            room=room if isinstance(room, str) else None,
            detail=code,
        )

    async def judge(
        self, events: Iterable[tuple[str, Json]], *, history: bool = False
    ) -> list[Found]:
        """Return what (room, event) pairs mean. With `history` room state is not taken over."""
        events = list(events)
        await self._identities.ensure(
            {str(e.get("sender")) for _, e in events if e.get("type") == _ENCRYPTED}
        )
        doubted: set[str] = set()
        found: list[Found] = []
        for room, event in events:
            if event.get("type") == _ENCRYPTED:  # also dressed up as state, which nobody encrypts
                found += await self._sealed(_frame(room, event), doubted)
            elif "state_key" in event and event.get("type") not in _NEVER_STATE:
                found += [] if history else self._rooms.apply(room, event)
            else:
                found += self._open_text(room, event)
        return found

    def _open_text(self, room: str, event: Json) -> list[Found]:
        kind, sender = str(event.get("type", "")), str(event.get("sender", ""))
        ours = sender == self._machine.user_id
        if ours and not self._rooms.is_encrypted(room):
            return []
        frame = _frame(room, event)
        step = verification_type({"type": kind, "content": frame.content})
        if step is not None:
            # matrix-js-sdk sends these in the clear even in encrypted rooms; what they prove does
            # not rest on the encryption, so they are handed on, without a proof
            return [] if ours else [_verification(frame, step, frame.content, None)]
        suspicion = {"m.reaction": Kind.REACTION, "m.room.redaction": Kind.REDACTION}
        about = _redacted(event) if kind == "m.room.redaction" else kind
        return [
            Suspicious(
                kind=suspicion.get(kind, Kind.PLAINTEXT),
                sender=sender,
                room=room,
                event_id=event.get("event_id"),
                detail=about[:_DETAIL_LIMIT],
                about=_annotation(frame.content, "event_id") if kind == "m.reaction" else "",
                key=_annotation(frame.content, "key") if kind == "m.reaction" else "",
            )
        ]

    async def _sealed(self, frame: Frame, doubted: set[str]) -> list[Found]:
        if not frame.content:  # what a redaction leaves of an encrypted event
            return [_suspect(frame, Kind.REDACTION, frame.event_id)]
        try:
            opened = self._machine.open(frame.room, frame.content)
        except CannotOpen as error:
            return [self._unreadable(frame, error)]
        if self._machine.is_own_session(frame.room, opened.session_id):
            ours = frame.sender == self._machine.user_id
            return [] if ours else [_suspect(frame, Kind.FORGED_SENDER, "the bot's own words")]
        proof = await self._prove(frame, opened, doubted)
        if proof.chain == "unknown_device":
            return [await self._not_the_senders(frame, proof)]
        before = self._seen(opened)
        if before is not None and before != frame.event_id:
            return [_suspect(frame, Kind.REPLAYED, before, proof)]
        self._take(opened, frame.event_id)
        step = verification_type(opened.payload)
        if step is not None:
            self._numbering.beside(opened.session_id, opened.message_index)
            return [_verification(frame, step, opened.payload["content"], proof)]
        try:
            act = read(frame, opened.payload, proof)
        except (TypeError, KeyError, ValueError, AttributeError, RecursionError) as error:
            # Our defect, but the event would come again after every restart: a member could stop
            # the meeting with it. So it is told like any other malformed event.
            logger.error("an event could not be interpreted: %s", type(error).__name__)
            return [_suspect(frame, Kind.MALFORMED, "not understood", proof)]
        return self._numbered(act, opened)

    def _numbered(self, act: Act | Suspicious | None, opened: Opened) -> list[Found]:
        """Say of an act how many of its author's messages are missing before it."""
        if act is None or isinstance(act, Suspicious | PollQuestion):
            self._numbering.beside(opened.session_id, opened.message_index)
            return [] if act is None else [act]
        skipped = self._numbering.skipped(opened.session_id, opened.message_index)
        return [replace(act, proof=replace(act.proof, skipped=skipped)) if skipped else act]

    def _unreadable(self, frame: Frame, error: CannotOpen) -> Suspicious:
        self._machine.store.remember_unread(frame.event_id)
        self._numbering.beside(str(frame.content.get("session_id")), frame.event_id)
        code = self._withheld.get((frame.room, str(frame.content.get("session_id"))))
        return _suspect(frame, Kind.UNDECRYPTABLE, f"withheld: {code}" if code else error.reason)

    async def _prove(self, frame: Frame, opened: Opened, doubted: set[str]) -> Proof:
        proof = self._proof(frame, opened)
        if proof.chain == "unknown_device" and frame.sender not in doubted:
            doubted.add(frame.sender)  # ask once per batch: a device may be newer than our list
            await self._identities.ensure([frame.sender], fresh=True)
            proof = self._proof(frame, opened)
        return proof

    def _proof(self, frame: Frame, opened: Opened) -> Proof:
        identity: Identity = self._identities.known(frame.sender)
        keys = (opened.curve25519, opened.ed25519)
        device = next((d for d in identity.devices if (d.curve25519, d.ed25519) == keys), None)
        highest = self._highest_of(opened.session_id)
        fresh = self._seen(opened) is None
        return Proof(
            user=frame.sender,
            device_id=device.device_id if device else "",
            curve25519=opened.curve25519,
            ed25519=opened.ed25519,
            master=device.master if device else None,
            session_id=opened.session_id,
            message_index=opened.message_index,
            chain="unknown_device" if not device else "signed" if device.master else "unsigned",
            out_of_order=fresh and highest is not None and opened.message_index < highest,
            late=self._machine.store.was_unread(frame.event_id),
        )

    async def _not_the_senders(self, frame: Frame, proof: Proof) -> Suspicious:
        owner = self._machine.owner_of(proof.curve25519)
        if owner is None:
            await self._identities.ensure(self._rooms.members(frame.room))
            owner = self._machine.owner_of(proof.curve25519)
        if owner is None or owner == frame.sender:
            return _suspect(frame, Kind.UNKNOWN_DEVICE, "no published device", proof)
        return _suspect(frame, Kind.FORGED_SENDER, "sealed by somebody else's device", proof)

    def _seen(self, opened: Opened) -> str | None:
        taken = self._taken.get((opened.session_id, opened.message_index))
        return taken or self._ledger.seen(opened.session_id, opened.message_index)

    def _highest_of(self, session_id: str) -> int | None:
        known = (self._highest.get(session_id), self._ledger.highest(session_id))
        return max((index for index in known if index is not None), default=None)

    def _take(self, opened: Opened, event_id: str) -> None:
        self._taken[opened.session_id, opened.message_index] = event_id
        highest = self._highest.get(opened.session_id, opened.message_index)
        self._highest[opened.session_id] = max(highest, opened.message_index)


def _frame(room: str, event: Json) -> Frame:
    content, sent = event.get("content"), whole_number(event.get("origin_server_ts"))
    return Frame(
        event_id=str(event.get("event_id", "")),
        room=room,
        sender=str(event.get("sender", "")),
        content=content if isinstance(content, dict) else {},
        sent_at=sent / 1000 if sent is not None else None,
    )


def _annotation(content: Mapping[str, Any], part: str) -> str:
    """Return what a reaction says of itself, empty if it does not."""
    relation = content.get("m.relates_to")
    told = relation.get(part) if isinstance(relation, Mapping) else None
    return told[:_DETAIL_LIMIT] if isinstance(told, str) else ""


def _redacted(event: Json) -> str:
    """Return the id of the redacted event; since room version 11 it stands in the content."""
    content = event.get("content")
    inside = content.get("redacts") if isinstance(content, dict) else None
    return str(inside or event.get("redacts") or "")


def _suspect(frame: Frame, kind: Kind, detail: str, proof: Proof | None = None) -> Suspicious:
    return Suspicious(
        kind=kind,
        sender=frame.sender,
        room=frame.room,
        event_id=frame.event_id,
        detail=detail,
        proof=proof,
    )


def _verification(
    frame: Frame, step: str, content: Json, proof: Proof | None
) -> VerificationMessage:
    relation = frame.content.get("m.relates_to")
    if "m.relates_to" not in content and isinstance(relation, dict):
        content = {**content, "m.relates_to": relation}
    return VerificationMessage(
        sender=frame.sender,
        type=step,
        content=content,
        room=frame.room,
        event_id=frame.event_id,
        proof=proof,
        sent_at=frame.sent_at,
    )
