# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How an urgent decision is told to the bot."""

from __future__ import annotations

from talking import CLERK, context, reading

from bot.chat.context import Place
from bot.chat.reader import NeedsConfirmation, Problem
from bot.domain import commands as c

OFFICE = context(by=CLERK, place=Place.OFFICE)


def taken(text: str) -> c.TakeUrgentDecision:
    found = reading(text, OFFICE)
    assert isinstance(found, NeedsConfirmation), found
    assert isinstance(found.command, c.TakeUrgentDecision)
    return found.command


def test_title_and_reason_are_enough_beside_the_decision_below() -> None:
    told = taken('!eilentscheidung "Notstrom" "Stromausfall"\nEin Gerät wird gemietet.')
    assert (told.title, told.reason, told.text) == (
        "Notstrom",
        "Stromausfall",
        "Ein Gerät wird gemietet.",
    )
    assert (told.public, told.taken_by, told.agreed, told.decided) == (True, "", "", OFFICE.at)


def test_who_decided_with_whom_and_when_follow_in_any_order() -> None:
    told = taken(
        '!urgent decision "Power" "No power" with "Deputy Birke" nonpublic on 2026-10-29 07:30 '
        'by "Mayor Ahorn"\nA generator is rented.'
    )
    assert (told.public, told.taken_by, told.agreed) == (False, "Mayor Ahorn", "Deputy Birke")
    assert told.decided.isoformat().startswith("2026-10-29T07:30")


def test_what_is_not_understood_is_not_guessed() -> None:
    assert isinstance(reading('!eilentscheidung "A" "B" sofort\nC', OFFICE), Problem)
    assert isinstance(reading('!eilentscheidung "A"', OFFICE), Problem)
