# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The signature under what the bot says, as widgets check it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.domain.ids import SeatId, UserId
from bot.domain.roster import Body
from bot.signed import CONTEXT, FIELD, MEANT_FOR, Content, digest, encoded, meant_for, signing
from bot.store import Ed25519Signer
from bot.store.canonical import canonical
from bot.store.signing import signed_by

ROOM = "!saal"
SIGNER = Ed25519Signer(bytes(range(32)))
SIGN = signing(lambda message: (SIGNER.public, SIGNER.sign(message)))
VECTOR = Path(__file__).parents[1] / "golden" / "signed" / "ballot.json"
"""What `widgets/test/signed.test.ts` checks as well."""
USERS = {"1": "@berta:rat.example", "2": "@joerg:rat.example"}


def ballot() -> Content:
    """Return an edited tally with its view, as the stage makes it."""
    view = {"v": 1, "größe": [1, True, None, "„"], "Z": {}, "a": 2**53 - 1}
    people = {digest(user): seat for seat, user in USERS.items()}
    receipts = {"2": digest("$eins")}
    return {
        "msgtype": "m.notice",
        "body": "Abstimmung – „Größe“ …\u2028😀",
        "org.gremium.view": view,
        MEANT_FOR: {"people": people, "receipts": receipts},
        "m.relates_to": {"m.in_reply_to": {"event_id": "$frage"}},
    }


def test_the_signature_covers_room_content_and_the_message_answered() -> None:
    content = SIGN(ROOM, ballot())

    said = {key: value for key, value in ballot().items() if key != "m.relates_to"}
    whole = {"room": ROOM, "content": said, "reply": "$frage"}
    signature = content[FIELD]["signature"]
    assert encoded(SIGNER.sign(CONTEXT + canonical(whole))) == signature
    assert content[FIELD]["key"] == encoded(SIGNER.public)
    assert signed_by(
        SIGNER.public, CONTEXT + canonical(whole), SIGNER.sign(CONTEXT + canonical(whole))
    )


@pytest.mark.parametrize(
    "other",
    [
        {"room": "!anderswo"},
        {"body": "Etwas anderes"},
        {"m.relates_to": {"m.in_reply_to": {"event_id": "$andere"}}},
    ],
)
def test_another_room_text_or_question_has_another_signature(other: Content) -> None:
    room = other.pop("room", ROOM)

    assert SIGN(room, {**ballot(), **other})[FIELD] != SIGN(ROOM, ballot())[FIELD]


def test_a_signed_tally_stays_as_widgets_know_it() -> None:
    known = json.loads(VECTOR.read_text("utf-8"))

    assert SIGN(ROOM, ballot()) == known["content"]
    assert known["room"] == ROOM


def test_people_are_named_by_digests_and_receipts_by_the_event_counted() -> None:
    shown = meant_for(Body(), {SeatId("2"): "$eins"})

    assert shown == {"people": {}, "receipts": {"2": digest("$eins")}}
    assert digest(UserId("@berta:rat.example")) != digest(UserId("@berta:rat2.example"))
