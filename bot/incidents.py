# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Things that come in and must not count: told to the person, on record, known to the office.

A flood is put on record once per kind and person within `PAUSE`. The person is told of every single
message, as each may have been a vote, but of no more than `TOLD` of a kind within that time.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.chambers import Chambers
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import UserId
from bot.domain.roster import Distrust
from bot.effects import Line, Style
from bot.matrix.http import MatrixError, Unreachable
from bot.replies import Heard, Replies
from bot.store import TIMER, storable_id

log = logging.getLogger(__name__)

PAUSE = timedelta(minutes=2)
TOLD = 5
UNHEARD = frozenset(Distrust) - {Distrust.STRANGER}
"""Devices that get no keys of the body's rooms: what is said about them, they read in private."""


class Incidents:
    """Keeps watch for one body."""

    def __init__(self, desk: Desk, replies: Replies, chambers: Chambers) -> None:
        self._desk = desk
        self._replies = replies
        self._chambers = chambers
        self._last: dict[tuple[str, str], tuple[datetime, int]] = {}
        """By kind and person: when the pause began, and how often they were told since."""

    async def report(self, kind: str, heard: Heard, detail: str = "", *, beside: str = "") -> None:
        """Put ``kind`` on record unless that was just done, and tell the person.

        ``detail`` goes on record, too: never words of a person. ``beside`` names what is told
        beside the answer to the message, where it has one of its own.
        """
        before = self._told(f"{kind} {detail}", heard)
        if before >= TOLD:
            return
        log.warning("not counted: %s", kind)
        inside = self._chambers.place(heard.room) is not None
        strange = kind == Distrust.STRANGER
        # A stranger in a direct room is a visitor, and not put on record: else anybody could fill
        # the journal. In a room of ours somebody let them in past the bot.
        if before == 0 and (inside or not strange) and self._desk.body.established:
            await self._record(kind, heard, detail)
        if self._replies.texts.has(heard.language, f"told.{kind}") and not (inside and strange):
            try:
                await self._tell(heard, kind, beside)
            except (MatrixError, Unreachable) as error:
                log.warning("could not tell the sender: %s", type(error).__name__)

    async def _tell(self, heard: Heard, kind: str, beside: str) -> None:
        line = Line(f"told.{kind}", style=Style.WARNING)
        if beside:
            await self._replies.beside(heard, line, kind=beside)
            return
        if kind not in UNHEARD:
            await self._replies.lines(heard, line)
            return
        user = UserId(heard.user)
        with self._chambers.warning(user):
            await self._replies.privately(await self._chambers.direct(user), heard, line)

    async def _record(self, kind: str, heard: Heard, detail: str) -> None:
        meeting = self._desk.current()
        command = c.RecordIncident(
            by=c.OPERATOR,
            at=heard.at,
            kind=kind,
            user=UserId(heard.user),
            meeting=meeting.id if meeting and meeting.running else None,
            detail=detail if storable_id(detail) else "",
        )
        await self._desk.submit(command, TIMER)

    def _told(self, kind: str, heard: Heard) -> int:
        """Return how often the person was told of ``kind`` since the pause began, and count on."""
        since, told = self._last.get((kind, heard.user), (heard.at, 0))
        if heard.at - since >= PAUSE:
            since, told = heard.at, 0
        if len(self._last) > 10_000:  # noqa: PLR2004 - a bound on memory, whatever floods in
            self._last.clear()
        self._last[kind, heard.user] = (since, told + 1)
        return told
