# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two devices without a server between them: Alice, who speaks, and the bot, who listens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.matrix.identities import read_identity
from bot.matrix.machine import Letter, Machine

Json = dict[str, Any]
ROOM = "!room"


class Pair:
    """Alice, who speaks, and the bot, who listens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.alice = Machine("@alice:x", "PHONE", folder / "alice", "k")
        self.bot = Machine("@bot:x", "BOT", folder / "bot", "k")
        self.keys = {m.user_id: publish(m) for m in (self.alice, self.bot)}
        self.introduce()

    def introduce(self) -> None:
        raw = {
            "device_keys": {
                m.user_id: {m.device_id: m.device_object()} for m in (self.alice, self.bot)
            }
        }
        for machine in (self.alice, self.bot):
            machine.learn_devices([read_identity(user, raw) for user in raw["device_keys"]], raw)

    def connect(self) -> None:
        wanted = self.alice.lacking_sessions([("@bot:x", "BOT")])
        if wanted:
            name, key = self.keys["@bot:x"].popitem()
            self.alice.keys_claimed({"one_time_keys": {"@bot:x": {"BOT": {name: key}}}})

    def share(self) -> None:
        assert self.bot.receive(self.letter()) is Letter.READ

    def letter(self) -> Json:
        """Alice's letter to the bot with the room's key."""
        self.connect()
        [(messages, names)] = self.alice.share(ROOM, [("@bot:x", "BOT")])
        self.alice.shared(ROOM, names)
        self.alice.share_complete(ROOM)
        content = messages["@bot:x"]["BOT"]
        return {"type": "m.room.encrypted", "sender": "@alice:x", "content": content}

    def restart_bot(self) -> None:
        self.bot.close()
        self.bot = Machine("@bot:x", "BOT", self.folder / "bot", "k")

    def restart_alice(self) -> None:
        self.alice.close()
        self.alice = Machine("@alice:x", "PHONE", self.folder / "alice", "k")

    def close(self) -> None:
        self.alice.close()
        self.bot.close()


def publish(machine: Machine) -> Json:
    body = machine.keys_to_upload()
    assert body is not None
    assert body["device_keys"] == machine.device_object()
    count = len(body["one_time_keys"])
    machine.keys_uploaded({"one_time_key_counts": {"signed_curve25519": count}})
    keys: Json = body["one_time_keys"]
    return keys


def said(pair: Pair, body: str = "ja") -> Json:
    return pair.alice.seal(ROOM, "m.room.message", {"msgtype": "m.text", "body": body})
