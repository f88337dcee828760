# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters by mail beside the messages in the rooms: what is owed follows from the journal.

For each person invited who has an address and no letter yet, the invitation is sent, and that it
went out is written down: sent, never received. Mail is read on the way, so only the public notice
goes by it, unless the body allows more. A mail server that is away holds nothing up.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta

from bot.archive import Archive
from bot.council.mail import MailSettings
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.meeting import Meeting
from bot.domain.values import Phase
from bot.mailer import Attachment, Letter, NotSent, send
from bot.paper.calendar import MIME
from bot.store import TIMER
from bot.texts import Texts

log = logging.getLogger(__name__)

LOOK_SECONDS = 10.0
AGAIN = timedelta(minutes=2)

Send = Callable[[MailSettings, Letter], Awaitable[None]]


class Postbox:
    """The mail of one body; without settings it stays shut."""

    def __init__(
        self,
        *,
        desk: Desk,
        archive: Archive,
        texts: Texts,
        settings: MailSettings | None,
        look: float = LOOK_SECONDS,
        send: Send = send,
    ) -> None:
        self._desk = desk
        self._archive = archive
        self._texts = texts
        self._settings = settings
        self._look = look
        self._send = send
        self._again: dict[tuple[str, SeatId], datetime] = {}

    async def run(self) -> None:
        """Send what is owed until cancelled."""
        while True:
            if self._settings is not None:
                await self.post(self._settings)
            await asyncio.sleep(self._look)

    async def post(self, settings: MailSettings) -> None:
        """Send what is owed now, one letter after the other."""
        for meeting in list(self._desk.meetings.values()):
            for seat in list(owed(meeting, settings)):
                if self._again.get((meeting.id, seat), self._desk.now()) <= self._desk.now():
                    await self._one(meeting, seat, settings)

    async def _one(self, meeting: Meeting, seat: SeatId, settings: MailSettings) -> None:
        letter = await self._letter(meeting, seat, settings)
        try:
            await self._send(settings, letter)
        except NotSent as error:
            log.warning("a letter did not go out: %s", error.reason)
            self._again[meeting.id, seat] = self._desk.now() + AGAIN
            await self._record(meeting, seat, sent=False, detail=error.reason, final=error.final)
            return
        await self._record(meeting, seat, sent=True, detail="", final=True)

    async def _record(
        self, meeting: Meeting, seat: SeatId, *, sent: bool, detail: str, final: bool
    ) -> None:
        command = c.RecordMail(
            by=c.OPERATOR,
            at=self._desk.now(),
            seat=seat,
            sent=sent,
            detail=detail,
            final=final,
        )
        await self._desk.submit(command, TIMER, meeting=meeting.id)

    async def _letter(self, meeting: Meeting, seat: SeatId, settings: MailSettings) -> Letter:
        language = self._desk.body.language_of(seat)
        secret = any(not item.public for item in meeting.agenda)
        public = secret and not settings.confidential
        paper, entry = await self._archive.invitation(meeting.id, public=public)
        facts = {
            "title": meeting.title,
            "body": meeting.body_name,
            "starts": meeting.starts,
            "place": meeting.place,
            "name": meeting.seats[seat].name if seat in meeting.seats else seat,
        }
        said = [self._texts.say(language, "mail.invitation", **facts)]
        if public:
            said.append(self._texts.say(language, "mail.elsewhere"))
        reference = hashlib.sha256(f"{meeting.body}/{meeting.id}/{seat}".encode()).hexdigest()
        return Letter(
            to=settings.addresses[seat],
            subject=self._texts.say(language, "mail.subject", **facts),
            text="\n\n".join(said),
            reference=reference[:32],
            at=self._desk.now(),
            attachments=(
                Attachment(name=paper.name, data=paper.data, mime=paper.mime),
                Attachment(name=f"{meeting.id}.ics", data=entry, mime=MIME),
            ),
        )


def owed(meeting: Meeting, settings: MailSettings) -> Iterator[SeatId]:
    """Return who was invited, has an address, and has no letter that is settled."""
    if meeting.phase is not Phase.INVITED:
        return
    for seat in meeting.invited:
        mailed = meeting.paperwork.mailed.get(seat)
        if seat in settings.addresses and not (mailed and mailed.final):
            yield seat
