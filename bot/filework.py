# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the office does with files: papers on items, agendas in and out, edited minutes."""

from __future__ import annotations

from bot.agendafile import AgendaUnreadable, read_agenda, write_csv
from bot.archive import Archive
from bot.chat import requests as q
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.ids import MeetingId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.preparation import TEXT_LIMIT
from bot.domain.refusals import NoMeeting, Refused
from bot.effects import Line, Style
from bot.matrix.events import FileMessage
from bot.paper.incoming import file_name
from bot.paper.minutesdoc import MIME, MinutesUnreadable, compare, write_minutes
from bot.paper.refused import PaperRefused
from bot.replies import Heard, Replies, by_message
from bot.resolutions import writing
from bot.uploads import Upload, Uploads
from bot.workroom import Workroom

FileRequest = q.AttachUpload | q.ImportAgenda | q.ExportAgenda | q.EditMinutes | q.ReadMinutes


class FileWork:
    """Answers requests about files, in one body."""

    def __init__(self, *, desk: Desk, replies: Replies, archive: Archive, uploads: Uploads) -> None:
        self._desk = desk
        self._replies = replies
        self._archive = archive
        self._uploads = uploads
        self._workroom = Workroom()

    async def handed_in(self, message: FileMessage, heard: Heard, by: SeatId) -> None:
        """Remember a file and say what can be done with it."""
        self._uploads.handed_in(by, message, heard.at)
        await self._replies.lines(heard, Line("reply.file_taken", {"name": message.name}))

    async def answer(
        self, request: FileRequest, heard: Heard, by: SeatId, named: MeetingId | None = None
    ) -> None:
        """Do what is asked, for the meeting ``named`` where one to come was. Raises Refused."""
        match request:
            case q.AttachUpload():
                await self._attach(request, heard, by, named)
            case q.ImportAgenda():
                await self._import(heard, by, named)
            case q.ExportAgenda():
                meeting = self._meeting(named)
                data = write_csv(meeting, public=False)
                name = f"tagesordnung-{meeting.id}.csv"
                await self._replies.file(heard, data, mime="text/csv", name=name)
            case q.EditMinutes():
                value, state = await self._archive.minutes_and_meeting(writing(self._desk).id)
                name = f"niederschrift-{state.id}.docx"
                await self._replies.file(heard, write_minutes(value, state), mime=MIME, name=name)
            case q.ReadMinutes():
                await self._read(heard, by)

    async def _attach(
        self, request: q.AttachUpload, heard: Heard, by: SeatId, named: MeetingId | None
    ) -> None:
        upload = await self._upload(heard, by)
        try:
            paper = await self._workroom.paper(upload.name, upload.data)
        except PaperRefused as refused:
            facts = {"name": upload.name, "most": refused.most}
            line = Line(f"paper_file.{refused.reason}", facts, Style.WARNING)
            await self._replies.lines(heard, line)
            return
        digest, new = await self._archive.keep_attachment(upload.data)
        command = c.AttachPaper(
            by=by,
            at=heard.at,
            item=request.item,
            name=file_name(request.name or upload.name, paper.suffix),
            digest=digest,
            size=len(upload.data),
            mime=paper.mime,
        )
        try:
            done = await self._desk.submit(
                command, by_message(heard), intake=heard.intake, meeting=named
            )
        except Refused:
            if new:
                await self._archive.drop_attachment(digest)
            raise
        if not done:
            await self._replies.lines(heard, Line("reply.nothing_new"))

    async def _import(self, heard: Heard, by: SeatId, named: MeetingId | None) -> None:
        upload = await self._upload(heard, by)
        try:
            items = read_agenda(upload.name, upload.data)
        except AgendaUnreadable as error:
            facts = {"name": upload.name, "line": error.line, "what": error.what}
            await self._replies.lines(heard, Line(f"agenda_file.{error.reason}", facts))
            return
        command = c.ImportItems(by=by, at=heard.at, items=items)
        await self._desk.submit(command, by_message(heard), intake=heard.intake, meeting=named)

    async def _read(self, heard: Heard, by: SeatId) -> None:
        upload = await self._upload(heard, by)
        meeting = writing(self._desk)
        value, state = await self._archive.minutes_and_meeting(meeting.id)
        try:
            texts = compare(await self._workroom.minutes(upload.data), value, state)
        except MinutesUnreadable as error:
            facts = {"what": error.what, "most": TEXT_LIMIT}
            await self._replies.lines(heard, Line(f"minutes_file.{error.reason}", facts))
            return
        command = c.TakeMinutesTexts(by=by, at=heard.at, texts=tuple(texts.items()))
        done = await self._desk.submit(
            command, by_message(heard), intake=heard.intake, meeting=meeting.id
        )
        if not done:
            await self._replies.lines(heard, Line("reply.nothing_new"))

    async def _upload(self, heard: Heard, by: SeatId) -> Upload:
        return await self._uploads.take(by, heard.room, heard.at)

    def _meeting(self, named: MeetingId | None) -> Meeting:
        meeting = self._desk.meetings[named] if named else self._desk.current()
        if meeting is None:
            raise Refused(NoMeeting())
        return meeting
