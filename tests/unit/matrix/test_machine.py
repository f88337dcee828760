# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two devices without a server between them: what our wrapper of nio's machine adds."""

from __future__ import annotations

import json
from typing import Any

import pytest
import vodozemac
from nio.crypto import Session
from pair import ROOM, Json, Pair, said

from bot.matrix.events import Identity
from bot.matrix.identities import read_identity
from bot.matrix.machine import CannotOpen, Letter, Machine


def test_a_sealed_event_opens_and_names_its_device(pair: Pair) -> None:
    pair.share()
    said(pair)
    opened = pair.bot.open(ROOM, said(pair))
    assert opened.payload["content"] == {"msgtype": "m.text", "body": "ja"}
    assert (opened.curve25519, opened.ed25519) == (pair.alice.curve25519, pair.alice.ed25519)
    assert opened.message_index == 1


def test_a_german_text_needs_no_six_bytes_a_letter(pair: Pair) -> None:
    pair.share()
    assert len(said(pair, "ä" * 10_000)["ciphertext"]) < 28_000


def test_the_session_is_found_without_sender_key(pair: Pair) -> None:
    pair.share()
    event = said(pair)
    del event["sender_key"], event["device_id"]
    assert pair.bot.open(ROOM, event).curve25519 == pair.alice.curve25519


def test_no_keys_left_means_new_keys_are_uploaded(pair: Pair) -> None:
    """nio takes 0 for "unknown" and would never upload again."""
    for count in (0, None):
        pair.bot.note_key_count(count)
        body = pair.bot.keys_to_upload()
        assert body is not None
        assert len(body["one_time_keys"]) >= 50
        assert "device_keys" not in body
        full = {"signed_curve25519": len(body["one_time_keys"])}
        pair.bot.keys_uploaded({"one_time_key_counts": full})
        assert pair.bot.keys_to_upload() is None


def test_a_consumed_one_time_key_stays_consumed_after_a_crash(pair: Pair) -> None:
    """nio saves the account before the key is taken out of it; `save` does so afterwards."""
    pair.connect()
    [(messages, _)] = pair.alice.share(ROOM, [("@bot:x", "BOT")])
    content = messages["@bot:x"]["BOT"]
    pair.bot.receive({"type": "m.room.encrypted", "sender": "@alice:x", "content": content})
    pair.bot.save()
    fresh = Machine("@bot:x", "BOT", pair.folder / "bot", "k")
    body = content["ciphertext"][pair.bot.curve25519]["body"]
    first_message = vodozemac.PreKeyMessage.from_base64(body)
    with pytest.raises(vodozemac.SessionCreationException):
        fresh._olm.account.create_inbound_session(pair.alice.curve25519, first_message)
    fresh.store.close()


def test_a_ratchet_shared_in_a_batch_is_on_disk_afterwards(pair: Pair) -> None:
    pair.share()
    [session] = pair.alice._olm.session_store
    pickled = _ratchet(session)
    pair.restart_alice()
    [session] = pair.alice._olm.session_store
    assert _ratchet(session) == pickled
    pair.introduce()
    pair.alice.rotate(ROOM)
    pair.share()
    assert pair.bot.open(ROOM, said(pair)).message_index == 0


def _ratchet(session: Session) -> str:
    """Return what the next message will look like: the state of the sending chain."""
    copy = Session.from_pickle(session.pickle("k"), session.creation_time, "k")
    return str(copy.encrypt("x").to_parts())


@pytest.mark.parametrize(
    "change",
    [
        {"ciphertext": "AAAA"},
        {"ciphertext": "@"},
        {"ciphertext": 7},
        {"ciphertext": {"a": "b"}},
        {"session_id": None},
        {"session_id": "AAAA"},
        {"algorithm": "m.none"},
    ],
)
def test_damaged_events_cannot_be_opened(pair: Pair, change: Json) -> None:
    pair.share()
    with pytest.raises(CannotOpen):
        pair.bot.open(ROOM, said(pair) | change)


def sealed_raw(pair: Pair, text: str) -> Json:
    session = pair.alice._olm.outbound_group_sessions[ROOM]
    return {
        "algorithm": "m.megolm.v1.aes-sha2",
        "ciphertext": session.encrypt(text),
        "session_id": session.id,
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "[" * 100_000,
        json.dumps({"type": "m.room.message", "content": {}}),
        json.dumps({"type": "m.room.message", "content": {}, "room_id": "!other"}),
        json.dumps({"type": 7, "content": {}, "room_id": ROOM}),
        json.dumps({"type": "m.room.message", "content": [], "room_id": ROOM}),
    ],
)
def test_what_is_no_event_of_this_room_inside_is_refused(pair: Pair, text: str) -> None:
    pair.share()
    with pytest.raises(CannotOpen):
        pair.bot.open(ROOM, sealed_raw(pair, text))


def test_half_letters_are_replaced_so_that_the_text_can_be_sent_on(pair: Pair) -> None:
    pair.share()
    event = {"type": "m.room.message", "content": {"body": "\ud800ja"}, "room_id": ROOM}
    opened = pair.bot.open(ROOM, sealed_raw(pair, json.dumps(event)))
    opened.payload["content"]["body"].encode()
    assert opened.payload["content"]["body"] == "?ja"


def test_a_session_sent_on_by_somebody_else_changes_nothing(pair: Pair) -> None:
    pair.share()
    outbound = pair.alice._olm.outbound_group_sessions[ROOM]
    for thief in ("eve-curve", pair.alice.curve25519):
        pair.bot._olm.create_group_session(thief, "eve-ed", ROOM, outbound.id, outbound.session_key)
    opened = pair.bot.open(ROOM, said(pair))
    assert (opened.curve25519, opened.ed25519) == (pair.alice.curve25519, pair.alice.ed25519)


def test_a_letter_is_read_once_and_only_as_it_was_written(pair: Pair) -> None:
    letter = pair.letter()
    assert pair.bot.receive(letter | {"sender": "@eve:x"}) is Letter.UNREADABLE
    assert not pair.bot.has_session(ROOM, pair.alice.current_session(ROOM))
    pair.alice.rotate(ROOM)
    letter = pair.letter()
    assert pair.bot.receive(letter) is Letter.READ
    assert pair.bot.receive(letter) is Letter.UNREADABLE
    assert pair.bot.receive({"type": "m.room.encrypted", "sender": "@a:x"}) is Letter.UNREADABLE
    assert pair.bot.open(ROOM, said(pair)).payload["content"]["body"] == "ja"


def test_a_key_another_device_brought_before_is_told(pair: Pair) -> None:
    letter = pair.letter()
    outbound = pair.alice._olm.outbound_group_sessions[ROOM]
    pair.bot._olm.create_group_session(
        "eve-curve", "eve-ed", ROOM, outbound.id, outbound.session_key
    )
    assert pair.bot.receive(letter) is Letter.ANOTHERS_KEY
    assert pair.bot.open(ROOM, said(pair)).curve25519 == "eve-curve"


def test_only_permitted_devices_are_given_the_key(pair: Pair) -> None:
    pair.connect()
    assert pair.alice.share(ROOM, []) == []
    pair.alice.share_complete(ROOM)
    assert pair.alice.holders(ROOM) == frozenset()


def test_what_servers_add_to_a_device_is_not_taken_over(pair: Pair) -> None:
    device = pair.alice.device_object() | {"unsigned": "junk"}
    raw = {"device_keys": {"@alice:x": {"PHONE": device}}}
    identity = read_identity("@alice:x", raw)
    assert isinstance(identity, Identity)
    pair.bot.learn_devices([identity], raw)
    assert pair.bot.owner_of(pair.alice.curve25519) == "@alice:x"


def test_a_device_that_signs_a_broken_one_time_key_spoils_only_itself(pair: Pair) -> None:
    bare = {"key": "AAAA"}
    signature = {"@bot:x": {"ed25519:BOT": pair.bot.sign(bare)}}
    broken = {"signed_curve25519:B": {**bare, "signatures": signature}}
    name, key = pair.keys["@alice:x"].popitem()
    pair.alice.keys_claimed({"one_time_keys": {"@bot:x": {"BOT": broken}}})
    assert pair.alice.lacking_sessions([("@bot:x", "BOT")]) != {}
    pair.bot.keys_claimed(
        {"one_time_keys": {"@bot:x": {"BOT": broken}, "@alice:x": {"PHONE": {name: key}}}}
    )
    assert pair.bot.lacking_sessions([("@alice:x", "PHONE")]) == {}


@pytest.mark.parametrize("junk", [{}, {"a": 7}, {"a": {}}, {"a": {"key": 7}}, [], 7])
def test_a_junk_answer_to_a_claim_opens_nothing(pair: Pair, junk: Any) -> None:
    pair.alice.keys_claimed({"one_time_keys": {"@bot:x": {"BOT": junk}}})
    assert pair.alice.lacking_sessions([("@bot:x", "BOT")]) != {}
