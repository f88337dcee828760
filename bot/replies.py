# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bot's answers: to one message, in its room, once, in the asker's language."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol

from bot.domain.ids import SeatId
from bot.domain.values import Language
from bot.effects import Line
from bot.matrix.http import MatrixError, Unreachable
from bot.matrix.media import TooLarge
from bot.matrix.outbox import NotEncrypted
from bot.signed import Sign, unsigned
from bot.speech import Spoken, page, speak
from bot.store import Intake, Origin, Via
from bot.texts import Texts

log = logging.getLogger(__name__)

TRIES = 3
AGAIN_SECONDS = 1.0
"""Until an answer is tried again that the homeserver stumbled over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message the bot was told, judged: who, where, when it was taken in."""

    event_id: str
    room: str
    user: str
    seat: SeatId | None
    at: datetime
    language: Language
    intake: Intake | None = None
    """To be written down together with what follows from the message: all of it or nothing."""


class Sender(Protocol):
    """The part of the gateway that answers go through."""

    async def send(self, room: str, type: str, content: Mapping[str, Any], txn_id: str) -> str:
        """Send an encrypted event and return its id."""

    async def upload_encrypted(self, data: bytes, *, mime: str, name: str) -> dict[str, Any]:
        """Upload a sealed file; return the content of the message that hands it out."""


class Replies:
    """Answers under a transaction id that follows from the message answered."""

    def __init__(self, gateway: Sender, texts: Texts, sign: Sign = unsigned) -> None:
        self._gateway = gateway
        self.texts = texts
        self._sign = sign

    async def lines(
        self, heard: Heard, *lines: Line, more: Mapping[str, Any] | None = None
    ) -> str | None:
        """Answer with sentences of the catalogues; `more` goes into the first message's content.

        Returns the id of the last message, None if it could not be sent.
        """
        return await self._send(heard, speak(self.texts, heard.language, lines), more=more)

    async def privately(self, room: str, heard: Heard, *lines: Line, kind: str = "p") -> None:
        """Answer in another room than the one the message was in.

        `kind` keeps several such answers to one message apart.
        """
        for n, part in enumerate(speak(self.texts, heard.language, lines)):
            await self._send_one(room, part.content(), f"{_txn(heard)}-{kind}{n}")

    async def beside(self, heard: Heard, *lines: Line, kind: str) -> None:
        """Say something to who wrote, beside the answer: as a reply, too."""
        await self._send(heard, speak(self.texts, heard.language, lines), kind)

    async def text(self, heard: Heard, text: str) -> None:
        """Answer with a finished text."""
        await self.lines(heard, Line("say.quote", {"text": text}))

    async def page(self, heard: Heard, text: str) -> None:
        """Answer with a help page in Markdown."""
        await self.lines(heard, *page(text))

    async def file(self, heard: Heard, data: bytes, *, mime: str, name: str) -> None:
        """Answer with a sealed file."""
        content = await self._gateway.upload_encrypted(data, mime=mime, name=name)
        await self._gateway.send(heard.room, "m.room.message", content, f"{_txn(heard)}-file")

    async def announce(
        self, room: str, language: Language, line: Line, *, more: Mapping[str, Any] | None = None
    ) -> None:
        """Say something nobody asked for just now; if the server cannot take it, it is lost."""
        content = {**speak(self.texts, language, (line,))[0].content(), **(more or {})}
        try:
            await self._send_one(room, content, f"v{secrets.token_hex(12)}")
        except Unreachable:
            log.warning("a word was lost: homeserver unreachable")

    async def _send(
        self,
        heard: Heard,
        parts: Sequence[Spoken],
        kind: str = "",
        more: Mapping[str, Any] | None = None,
    ) -> str | None:
        sent = None
        for n, part in enumerate(parts):
            content: dict[str, Any] = part.content()
            if n == 0:
                content.update(more or {})
                content["m.relates_to"] = {"m.in_reply_to": {"event_id": heard.event_id}}
                content["m.mentions"] = {"user_ids": [heard.user]}
            sent = await self._send_one(heard.room, content, f"{_txn(heard)}-{kind}{n}")
        return sent

    async def _send_one(self, room: str, content: dict[str, Any], txn: str) -> str | None:
        """Send; who left the room, or made one the bot cannot speak in, gets no answer.

        That must not hold up everybody else. A homeserver that stumbles over it is asked again, a
        few times: who gave a command waits for its answer.
        """
        signed = self._sign(room, content)
        for attempt in range(1, TRIES + 1):
            try:
                return await self._gateway.send(room, "m.room.message", signed, txn)
            except MatrixError as error:
                if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR and attempt < TRIES:
                    await asyncio.sleep(AGAIN_SECONDS)
                    continue
                log.warning("an answer was refused by the homeserver: %s", error.errcode)
            except (NotEncrypted, TooLarge) as error:
                log.warning("an answer could not be given: %s", type(error).__name__)
            return None
        return None


def by_message(heard: Heard) -> Origin:
    """Return the origin, for the journal, of what follows from a message."""
    return Origin(via=Via.MATRIX, event=heard.event_id, room=heard.room, sender=heard.user)


def _txn(heard: Heard) -> str:
    return f"r{hashlib.sha256(heard.event_id.encode()).hexdigest()[:32]}"
