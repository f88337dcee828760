# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bot's signature under what it says, and whom a view is meant for: for widgets.

A client hands a widget decrypted messages and clear ones alike, so a widget cannot tell a word of
the bot from one that a server wrote in its name. It can by ``org.gremium.signed``: Ed25519
(RFC 8032) by the journal's key over `CONTEXT` and canonical JSON (RFC 8785) of the room, the
content, and the message answered. For an edit it covers the new content.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.ids import CirculationId, SeatId, UserId
from bot.domain.roster import Body
from bot.store.canonical import canonical
from bot.views import CIRCULATIONS, LIMIT, TYPE, View, size

FIELD = "org.gremium.signed"
MEANT_FOR = "org.gremium.for"
CONTEXT = b"org.gremium.signed\n"
"""Keeps these signatures apart from those over journal entries, which the same key makes."""
DIGEST = 12
"""Characters of a digest that stand for a user id or an event id."""
LIMIT_BESIDE = 4_600
"""Bytes for whom a view is for: a hundred seats, all of whom have voted."""

Content = dict[str, Any]
Vouch = Callable[[bytes], tuple[bytes, bytes]]
"""Takes a message; returns the public key and its signature."""
Sign = Callable[[str, Content], Content]
"""Takes room and content; returns the content to be sent."""


def unsigned(_room: str, content: Content) -> Content:
    """Say it without a signature: widgets will not believe it."""
    return content


def signing(vouch: Vouch) -> Sign:
    """Return what signs contents with `vouch`."""

    def sign(room: str, content: Content) -> Content:
        key, signature = vouch(CONTEXT + canonical(_said(room, content)))
        return {**content, FIELD: {"key": encoded(key), "signature": encoded(signature)}}

    return sign


def _said(room: str, content: Mapping[str, Any]) -> Content:
    relates = content.get("m.relates_to", {})
    return {
        "room": room,
        "content": {key: value for key, value in content.items() if key != "m.relates_to"},
        "reply": relates.get("m.in_reply_to", {}).get("event_id"),
    }


def carrying(view: View, body: Body, receipts: Mapping[SeatId, str]) -> Content:
    """Return the fields of a message that carries a view; none if it would burst the message."""
    meant = meant_for(body, receipts)
    if size(view) > LIMIT or size(meant) > LIMIT_BESIDE:
        return {}
    return {TYPE: view, MEANT_FOR: meant}


def carrying_circulations(
    view: View, body: Body, answers: Mapping[CirculationId, Mapping[SeatId, str]]
) -> Content:
    """Return the fields of a message that tells of decisions between meetings.

    Receipts of the older ones are left out where they would burst the message.
    """
    meant = meant_for(body, {})
    shown = [CirculationId(one["id"]) for one in view["circulations"]]
    kept: Content = {}
    for one in reversed(shown):
        digests = {str(seat): digest(event) for seat, event in answers.get(one, {}).items()}
        if digests and size({**meant, "answers": {**kept, one: digests}}) <= LIMIT_BESIDE:
            kept[one] = digests
    if size(view) > LIMIT or size(meant) > LIMIT_BESIDE:
        return {}
    return {CIRCULATIONS: view, MEANT_FOR: {**meant, "answers": kept}}


def meant_for(body: Body, receipts: Mapping[SeatId, str]) -> Content:
    """Return whom a view is for: seats by digest of the user, and the event each last voted by.

    Digests, since nobody needs the ids who does not know them.
    """
    people = {digest(user): str(seat) for seat in body.seats for user in body.users_of(seat)}
    return {
        "people": people,
        "receipts": {str(seat): digest(event) for seat, event in receipts.items()},
    }


def digest(id_: UserId | str) -> str:
    """Return the first characters of the SHA-256, base64url."""
    return encoded(hashlib.sha256(id_.encode()).digest())[:DIGEST]


def encoded(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
