# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people type about receipts, minutes and resolutions."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from talking import AYSE, BERLIN, CHAIR, CLERK, NOON, T2, T4, act, ask, context, problem

from bot.chat.context import Place
from bot.chat.requests import (
    AttachUpload,
    EditMinutes,
    ExportAgenda,
    ImportAgenda,
    OnResolution,
    ReadMinutes,
    SetText,
    ShowCalendar,
    ShowDelivery,
    ShowNotice,
    ShowResolutions,
    ShowTasks,
)
from bot.domain import commands as c
from bot.domain.ids import BallotId, SeatId
from bot.domain.values import ContestOutcome

OFFICE = context(by=CHAIR, place=Place.OFFICE)
NONE = BallotId("")


def test_receipt_is_said_for_oneself_or_entered_with_its_day() -> None:
    mine = context(by=AYSE, place=Place.DIRECT)
    assert act("!erhalten", mine) == c.ReportReceipt(by=AYSE, at=NOON, seat=AYSE)
    at = datetime(2026, 11, 12, 14, tzinfo=BERLIN)
    for line in (
        "!erhalten für 3 am 12.11.2026 um 14:00",
        "!received for 3 on 2026-11-12 at 14:00",
    ):
        expected = c.ReportReceipt(by=CHAIR, at=NOON, seat=SeatId("3"), received=at)
        assert act(line, OFFICE) == expected
    assert act("!erhalten für 3", mine) == c.ReportReceipt(by=AYSE, at=NOON, seat=SeatId("3"))
    assert ask("!ladung", OFFICE) == ShowDelivery()


def test_calendar_and_public_notice_are_asked_for() -> None:
    assert ask("!kalender") == ask("!calendar") == ShowCalendar()
    assert ask("!bekanntmachung", OFFICE) == ask("!notice", OFFICE) == ShowNotice()


def test_files_are_asked_about_in_the_office() -> None:
    assert ask("!unterlage 2 Kostenschätzung", OFFICE) == AttachUpload(
        item=T2, name="Kostenschätzung"
    )
    assert ask("!attach item 4", OFFICE) == AttachUpload(item=T4)
    assert ask("!tagesordnung einlesen", OFFICE) == ImportAgenda()
    assert ask("!agenda export", OFFICE) == ExportAgenda()
    assert ask("!niederschrift bearbeiten", OFFICE) == EditMinutes()
    assert ask("!minutes import", OFFICE) == ReadMinutes()


def test_items_are_joined_by_their_numbers() -> None:
    expected = c.JoinItems(by=CHAIR, at=NOON, items=(T2, T4))
    assert act("!top verbinden 2 und 4") == act("!joint debate 2 4") == expected


def test_minutes_are_written_on_an_item_or_the_whole() -> None:
    assert ask("!niederschrift text TOP 2 Es wird\nberichtet.", OFFICE) == SetText(
        number="2", text="Es wird\nberichtet."
    )
    assert ask("!minutes text general It was warm.", OFFICE) == SetText(
        number="", text="It was warm."
    )
    assert ask("!protokolltext 2", OFFICE) == SetText(number="2", text="")


def test_minutes_are_circulated_objected_to_settled_and_corrected() -> None:
    assert act("!niederschrift versenden") == c.CirculateMinutes(by=CHAIR, at=NOON)
    assert act("!einwendung Falsch") == c.ObjectToMinutes(by=CHAIR, at=NOON, text="Falsch")
    for line, upheld in (
        ("!einwendung entscheiden 1 berechtigt Ja", True),
        ("!settle objection 1 dismissed Ja", False),
    ):
        assert act(line) == c.SettleMinutesObjection(
            by=CHAIR, at=NOON, number=1, upheld=upheld, note="Ja"
        )
    assert problem("!einwendung entscheiden 1 vielleicht Ja").key == "problem.not_understood"
    assert act("!niederschrift berichtigen Name", OFFICE) == c.ReopenMinutes(
        by=CHAIR, at=NOON, reason="Name"
    )


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("!ausfertigung 1/2026", c.IssueExtract(by=CHAIR, at=NOON, ballot=NONE, number="")),
        (
            "!beanstanden 1/2026 Verstoß",
            c.ContestResolution(by=CHAIR, at=NOON, ballot=NONE, reason="Verstoß"),
        ),
        (
            "!beanstandung 1/2026 aufgehoben Bescheid",
            c.SettleContest(
                by=CHAIR, at=NOON, ballot=NONE, outcome=ContestOutcome.REPEALED, note="Bescheid"
            ),
        ),
        (
            "!auftrag 1/2026 bis 31.3.2027 Bauamt, Herr Kurz",
            c.AssignTask(
                by=CHAIR, at=NOON, ballot=NONE, office="Bauamt, Herr Kurz", due=date(2027, 3, 31)
            ),
        ),
        (
            "!vollzugsbericht 1/2026 erledigt Vergeben",
            c.ReportTask(by=CHAIR, at=NOON, ballot=NONE, text="Vergeben", done=True),
        ),
        (
            "!report back 1/2026 Läuft",
            c.ReportTask(by=CHAIR, at=NOON, ballot=NONE, text="Läuft", done=False),
        ),
        (
            '!beschluss wortlaut 1/2026 "Grundstück" Es wird verkauft.',
            c.WordRelease(
                by=CHAIR, at=NOON, ballot=NONE, title="Grundstück", text="Es wird verkauft."
            ),
        ),
    ],
)
def test_a_resolution_is_named_by_its_number(line: str, made: c.Command) -> None:
    found = ask(line, OFFICE)
    assert isinstance(found, OnResolution)
    assert (found.number, found.act) == ("1/2026", made)


def test_the_register_is_searched_by_words() -> None:
    assert ask("!beschlüsse") == ShowResolutions()
    assert ask("!resolutions gym roof") == ShowResolutions(words=("gym", "roof"))
    open_ones = ShowResolutions(words=("Offen", "dach"), standings={"Offen": "open"})
    assert ask("!beschlüsse Offen dach") == open_ones
    asked = ShowResolutions(words=("rejected",), standings={"rejected": "rejected"})
    assert ask("!resolutions rejected") == asked
    assert ask("!aufträge", context(by=CLERK)) == ShowTasks()
