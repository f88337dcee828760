# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A new device reads what the former one could, and uses nothing else of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from nio.crypto import OlmDevice, OutboundSession

from bot.matrix.machine import Machine

BOT, PEER, ROOM = "@bot:x.test", "@anna:x.test", "!room:x.test"


def machine(folder: Path, device: str, former: str = "") -> Machine:
    return Machine(BOT, device, folder, "key", former=former)


def counts(folder: Path) -> dict[str, int]:
    connection = sqlite3.connect(folder / "keys.db")
    tables = ("accounts", "olmsessions", "megolminboundsessions", "devicekeys", "encryptedrooms")
    found = {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        for table in tables
    }
    connection.close()
    return found


def test_what_the_former_device_could_read_is_taken_over_and_its_ratchets_are_gone(
    tmp_path: Path,
) -> None:
    # given a device with a room key, a peer's device, and a conversation with that
    old = machine(tmp_path, "OLD")
    peer = machine(tmp_path / "peer", "PEER")
    device = OlmDevice(PEER, "PEER", {"ed25519": peer.ed25519, "curve25519": peer.curve25519})
    old.store.save_device_keys({PEER: {"PEER": device}})
    account = peer._olm.account
    account.generate_one_time_keys(1)
    one_time = next(iter(account.one_time_keys["curve25519"].values()))
    session = OutboundSession(old._olm.account, peer.curve25519, one_time)
    old.store.save_session(peer.curve25519, session)
    old._olm.create_outbound_group_session(ROOM)
    group = old._olm.outbound_group_sessions[ROOM]
    group.mark_as_shared()
    sealed = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "session_id": group.id,
        "ciphertext": group.encrypt(
            '{"type":"m.room.message","content":{"body":"ja"},"room_id":"!room:x.test"}'
        ),
    }
    old.store.save_encrypted_rooms([ROOM])
    old.close()
    assert counts(tmp_path)["olmsessions"] == 1
    # when the bot becomes another device
    new = machine(tmp_path, "NEW", former="OLD")
    # then it reads on, knows which rooms are encrypted, and has no old conversation
    assert new.open(ROOM, sealed).payload["content"] == {"body": "ja"}
    assert new.store.load_encrypted_rooms() == {ROOM}
    assert new.must_share(ROOM)
    assert counts(tmp_path) == {
        "accounts": 1,
        "olmsessions": 0,
        "megolminboundsessions": 1,
        "devicekeys": 0,
        "encryptedrooms": 1,
    }
    new.close()
    # and coming up again changes nothing
    again = machine(tmp_path, "NEW", former="OLD")
    assert again.open(ROOM, sealed).message_index == 0
    again.close()
    peer.close()
