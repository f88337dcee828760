# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A way out that leads nowhere: writes down what would be sent, refuses what it is told to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One event on its way."""

    room: str
    type: str
    content: Mapping[str, Any]
    txn: str

    @property
    def body(self) -> str:
        return str(self.content.get("body", ""))

    @property
    def reply_to(self) -> str | None:
        relation = self.content.get("m.relates_to", {})
        answered = relation.get("m.in_reply_to", {}).get("event_id")
        return answered if isinstance(answered, str) else None


@dataclass
class Written:
    """What `Replies` and `Chambers` need of a gateway; a transaction id counts once."""

    sent: list[Sent] = field(default_factory=list)
    refuses: Exception | None = None
    """Raised instead of sending anything."""

    async def send(self, room: str, type: str, content: Mapping[str, Any], txn_id: str) -> str:
        if self.refuses is not None:
            raise self.refuses
        if txn_id not in [sent.txn for sent in self.sent]:
            self.sent.append(Sent(room=room, type=type, content=content, txn=txn_id))
        return f"$of-{txn_id}"

    async def upload_encrypted(self, data: bytes, *, mime: str, name: str) -> dict[str, Any]:
        return {"msgtype": "m.file", "body": name, "info": {"mimetype": mime, "size": len(data)}}

    async def direct_room(self, user: str, known: str | None = None) -> str:
        return known or f"!direct-{user}"
