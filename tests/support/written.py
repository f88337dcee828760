# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A way out that leads nowhere: writes down what would be sent, refuses what it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.matrix.http import MatrixError


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
    made: list[str] = field(default_factory=list)
    """Direct rooms made anew."""
    refuses: Exception | None = None
    """Raised instead of sending anything."""
    stumbles: int = 0
    """So many requests are answered with an error of the server's own."""

    async def send(self, room: str, type: str, content: Mapping[str, Any], txn_id: str) -> str:
        if self.refuses is not None:
            raise self.refuses
        if self.stumbles > 0:
            self.stumbles -= 1
            raise MatrixError(500, "M_UNKNOWN", "Internal server error")
        if txn_id not in [sent.txn for sent in self.sent]:
            self.sent.append(Sent(room=room, type=type, content=content, txn=txn_id))
        return f"$of-{txn_id}"

    async def upload_encrypted(self, data: bytes, *, mime: str, name: str) -> dict[str, Any]:
        return {"msgtype": "m.file", "body": name, "info": {"mimetype": mime, "size": len(data)}}

    async def direct_room(
        self,
        user: str,
        known: str | None = None,
        *,
        but: Collection[str] = (),
        name: str | None = None,
    ) -> str:
        """The one noted room with a user, as a homeserver keeps it, or a new one called `name`."""
        await asyncio.sleep(0)  # whoever asks at the same moment may overtake
        found = next((room for room in (known, f"!direct-{user}") if room and room not in but), "")
        made = f"!direct-{user}-{name}"
        if not found and made not in self.made:
            self.made.append(made)
        return found or made
