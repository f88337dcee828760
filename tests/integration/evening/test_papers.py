# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Papers on items through a real homeserver: sealed in, kept, sealed out to who may read them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from campaign import Case
from docx import Document
from hall import Hall
from member import Member
from papers_of_strangers import HONEST, TRAPS

from bot.domain.values import Choice
from bot.effects import Place
from bot.matrix.events import FileMessage, Item

pytestmark = pytest.mark.asyncio(loop_scope="package")

PLAN = HONEST["plan.pdf"]()


async def hand_in(member: Member, room: str, data: bytes, name: str) -> str:
    content = await member.gateway.upload_encrypted(data, mime="application/pdf", name=name)
    return await member.send(room, "m.room.message", content)


async def test_the_clerks_paper_reaches_every_member_as_it_was_handed_in(hall: Hall) -> None:
    clerk, office = hall.members["S"], hall.council.room(Place.OFFICE)
    await hand_in(clerk, office, PLAN, "kosten.pdf")
    await hall.hears("S", "kosten.pdf", "!unterlage")
    item = hall.meeting.number_of(hall.next_item(public=True))
    await hall.say("S", f"!unterlage {item} Kostenschätzung", Place.OFFICE)
    await hall.hears("3", "Nachgereicht", "Kostenschätzung")
    found = await hall.members["3"].wait_for(
        lambda item: isinstance(item, FileMessage) and item.name == "Kostenschätzung.pdf"
    )
    assert isinstance(found, FileMessage)
    assert found.room == hall.session
    assert await hall.members["3"].gateway.download_encrypted(found.file) == PLAN


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("a zip bomb as document", "ein Vielfaches ihrer Größe"),
        ("a PDF of 300 megabytes in 300 kilobytes", "ein Vielfaches ihrer Größe"),
        ("a PDF that starts a program", "enthält ein Programm"),
        ("external entities", "außerhalb der Datei"),
        ("a PDF with a password", "mit einem Kennwort geschützt"),
        ("a program named as PDF", "keine Unterlage, die ich annehme"),
    ],
)
async def test_a_paper_that_is_a_trap_is_refused_and_the_vote_goes_on(
    hall: Hall, case: Case, what: str, words: str
) -> None:
    """Under a name that would like to be a path and a picture on somebody's page."""
    trap, office = TRAPS[what], hall.council.room(Place.OFFICE)
    name = f"../<img src=x onerror=alert(1)>{trap.name}"
    attached = hall.meeting.paperwork.attached
    async with hall.ballot() as vote:
        await hand_in(hall.members["S"], office, trap.make(), name)
        taken = await hall.hears("S", trap.name, "!unterlage")
        assert "<img" not in (taken.formatted_body or "")
        item = hall.meeting.number_of(hall.next_item(public=True))
        asked = await hall.say("S", f"!unterlage {item}", Place.OFFICE)
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        await hall.hears("S", trap.name, words, reply_to=asked)
    assert hall.meeting.paperwork.attached == attached
    case(f"paper handed in: {what}", "refused", hall.heard)


def named(name: str) -> Callable[[Item], bool]:
    """Return what tells the file of this name."""
    return lambda item: isinstance(item, FileMessage) and item.name == name


def written(document: bytes, *texts: str) -> bytes:
    """Return the document with texts in its first cells."""
    known = Document(BytesIO(document))
    for table, text in zip(known.tables, texts, strict=False):
        table.cell(0, 0).text = text
    out = BytesIO()
    known.save(out)
    return out.getvalue()


async def test_minutes_edited_in_a_word_processor_are_taken_over_whole_or_not_at_all(
    hall: Hall,
) -> None:
    clerk, office = hall.members["S"], hall.council.room(Place.OFFICE)

    async def back(document: bytes) -> None:
        await hand_in(clerk, office, document, "niederschrift.docx")
        await hall.hears("S", "niederschrift.docx", "!niederschrift einlesen")
        await hall.say("S", "!niederschrift einlesen", Place.OFFICE)

    await hall.say("S", "!niederschrift bearbeiten", Place.OFFICE)
    sent = await clerk.wait_for(
        lambda item: isinstance(item, FileMessage) and item.name.endswith(".docx")
    )
    assert isinstance(sent, FileMessage)
    document = await clerk.gateway.download_encrypted(sent.file)
    before = dict(hall.meeting.paperwork.texts)
    await back(written(document, "Frau Ohm fragt nach.", "x" * 20_001))
    await hall.hears("S", "Nichts wurde übernommen", "20001 Zeichen")
    assert hall.meeting.paperwork.texts == before
    await back(written(document, "Frau Ohm fragt nach.", "Herr Ohm antwortet."))
    await hall.until(lambda: len(hall.meeting.paperwork.texts) == len(before) + 2)
    assert {"Frau Ohm fragt nach.", "Herr Ohm antwortet."} <= set(
        hall.meeting.paperwork.texts.values()
    )
    await back(b"PK nothing")
    await hall.hears("S", "kein lesbares DOCX-Dokument")


async def test_papers_of_the_next_meeting_are_handed_in_while_one_is_held(hall: Hall) -> None:
    """By its number in front, and the meeting that is held stays as it is."""
    desk, office = hall.council.chamber.desk, hall.council.room(Place.OFFICE)
    held, clerk = hall.meeting, hall.members["S"]
    await hall.say("S", '!sitzung planen 17.12.2099 19:00 "Ratssaal" "Jahresschluss"', Place.OFFICE)
    await hall.hears("S", "Geplant", "Jahresschluss")
    coming = next(m for m in desk.meetings.values() if m.title == "Jahresschluss").id
    csv = "Titel;öffentlich\nHaushalt;ja\nPachtvertrag;nein\n".encode()
    await hand_in(clerk, office, csv, "tagesordnung.csv")
    await hall.hears("S", "tagesordnung.csv", "!unterlage")
    await hall.say("S", f"!für {coming}: tagesordnung einlesen", Place.OFFICE)
    await hall.hears("S", "Das gilt Jahresschluss")
    await hall.until(lambda: len(desk.meetings[coming].agenda) == 2)
    await hand_in(clerk, office, PLAN, "haushalt.pdf")
    await hall.hears("S", "haushalt.pdf", "!unterlage")
    await hall.say("S", f"!für {coming}: unterlage N1 Pachtvertrag", Place.OFFICE)
    await hall.until(lambda: len(desk.meetings[coming].paperwork.attached) == 1)
    for asked, name in (
        ("tagesordnung ausgeben", f"tagesordnung-{coming}.csv"),
        ("kalender", f"{coming}.ics"),
    ):
        await hall.say("S", f"!für {coming}: {asked}", Place.OFFICE)
        await clerk.wait_for(named(name))
    await hall.say("S", f"!für {coming}: bekanntmachung", Place.OFFICE)
    await hall.hears("S", "Haushalt")
    refused = await hall.say("S", f"!für {coming}: top 1", Place.OFFICE)
    await hall.hears("S", "gilt immer der Sitzung, die läuft", reply_to=refused)
    await hall.say("S", f"!für {coming}: sitzung absagen Nur eine Probe.", Place.OFFICE)
    await hall.hears("S", "!bestätigen")
    await hall.say("S", "!bestätigen", Place.OFFICE)
    await hall.hears("S", "Jahresschluss", "Nur eine Probe.")
    assert hall.meeting.id == held.id
    assert (hall.meeting.agenda, hall.meeting.item) == (held.agenda, held.item)
    assert hall.meeting.paperwork.attached == held.paperwork.attached
