# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The journal's head as six words (Prüfwörter): shown, read out, compared.

A server cannot change what the bot says, but it can keep it from some members; and a bot that was
started from an old copy of its journal tells a second history. Either shows when people compare the
words aloud: the chair asks for the seal in the session room and reads it out, the members compare
with what they see, or type what they see or heard.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.grammar import fold
from bot.chat.requests import CompareHead
from bot.desk import Desk
from bot.domain.refusals import NoMeeting, Refused
from bot.effects import Line, Style
from bot.incidents import Incidents
from bot.replies import Heard, Replies
from bot.store import Head, head_words

MISHEARD = 4
"""So many of six words in their places are the same entry, misheard or mistyped."""
DIFFERS = "history_differs"
BEHIND = "history_behind"


@dataclass(frozen=True, slots=True)
class _Found:
    """What the journal says to the words: the entry that has them, or nearly has."""

    exact: int | None = None
    nearly: int | None = None


class Seals:
    """Shows and compares the heads of one body's journal."""

    def __init__(self, desk: Desk, replies: Replies, incidents: Incidents) -> None:
        self._desk = desk
        self._replies = replies
        self._incidents = incidents
        self._shown: dict[str, int] = {}
        """The newest entry whose words were shown to all, by stream."""
        self._equal: dict[str, int] = {}
        """The newest entry somebody found equal, by stream."""

    async def show(self, heard: Heard, *, public: bool) -> None:
        """Answer with the head's words; ``public`` if everybody in the session room reads them.

        Raises Refused when there is no meeting.
        """
        stream, head = await self._head()
        facts = {"seq": head.seq, "words": head_words(head.hash), "hash": head.hash[:16]}
        await self._replies.lines(heard, Line("show.head", facts))
        if public:
            self._shown[stream] = head.seq

    async def compare(self, request: CompareHead, heard: Heard) -> None:
        """Say whether the words are those of the journal; if not, alarm the office.

        Raises Refused when there is no meeting.
        """
        stream, head = await self._head()
        shown = self._shown.get(stream, 0)
        found = await self._find(stream, request)
        if found.exact is not None:
            self._equal[stream] = max(found.exact, self._equal.get(stream, 0))
            await self._same(found.exact, shown, head, heard)
        elif found.nearly is not None:
            await self._replies.lines(heard, Line("reply.seal_misheard", {"seq": found.nearly}))
        else:
            await self._differs(request.seq, self._equal.get(stream, 0), head, heard)

    async def _same(self, seq: int, shown: int, head: Head, heard: Heard) -> None:
        facts = {"seq": seq, "shown": shown, "last": head.seq}
        if seq < shown:
            await self._replies.lines(heard, Line("reply.seal_behind", facts, Style.WARNING))
            await self._incidents.report(BEHIND, heard, str(seq))
        elif seq < head.seq:
            await self._replies.lines(heard, Line("reply.seal_older", facts))
        else:
            await self._replies.lines(heard, Line("reply.seal_same", facts))

    async def _differs(self, seq: int | None, equal: int, head: Head, heard: Heard) -> None:
        facts = {"seq": seq or "?", "equal": equal, "last": head.seq}
        key = "reply.seal_missing" if seq and seq > head.seq else "reply.seal_differs"
        await self._replies.lines(heard, Line(key, facts, Style.WARNING))
        await self._incidents.report(DIFFERS, heard, str(seq or "?"))

    async def _find(self, stream: str, request: CompareHead) -> _Found:
        nearly = None
        async for entry in self._desk.journal.read(stream):
            words = tuple(fold(word) for word in head_words(entry.hash).split())
            if words == request.words:
                return _Found(exact=entry.seq)
            alike = sum(a == b for a, b in zip(words, request.words, strict=True))
            if alike >= MISHEARD:
                nearly = entry.seq
        return _Found(nearly=nearly)

    async def _head(self) -> tuple[str, Head]:
        meeting = self._desk.current()
        stream = self._desk.stream_of(meeting.id if meeting else None)
        head = await self._desk.journal.head(stream)
        if head is None:
            raise Refused(NoMeeting())
        return stream, head
