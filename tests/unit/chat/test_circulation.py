# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How members and the office speak of a decision between meetings."""

from __future__ import annotations

from datetime import datetime

import pytest
from talking import AYSE, CLERK, HANS, context, reading

from bot.chat.context import Context, Place
from bot.chat.reader import Act, NeedsConfirmation, Problem
from bot.domain import commands as c
from bot.domain.ids import CirculationId
from bot.domain.values import Choice

U1 = CirculationId("U1")
OFFICE = context(by=CLERK, place=Place.OFFICE)


def command(text: str, where: Context) -> c.Command:
    found = reading(text, where)
    assert isinstance(found, Act | NeedsConfirmation), found
    return found.command


def test_a_motion_has_title_reason_and_the_resolution_below() -> None:
    text = '!umlauf neu fraktion nichtöffentlich "Kauf" "Es eilt"\nWir kaufen.'
    found = command(text, context(by=AYSE))
    assert isinstance(found, c.MoveCirculation)
    assert (found.title, found.reason, found.text) == ("Kauf", "Es eilt", "Wir kaufen.")
    assert (found.public, found.for_group, found.rules) == (False, True, None)
    assert isinstance(reading("!umlauf neu", context(by=AYSE)), Problem)


def test_it_is_opened_with_a_period_a_majority_and_where_it_was_made_public() -> None:
    text = '!umlauf eröffnen 1 bis 31.12.2099 18:00 mehrheit mitglieder bekannt "Schaukasten"'
    found = command(text, OFFICE)
    assert isinstance(found, c.OpenCirculation)
    assert (found.circulation, found.rule, found.announced) == (U1, "members", "Schaukasten")
    assert found.until == datetime(2099, 12, 31, 18, tzinfo=OFFICE.zone)
    assert isinstance(reading("!umlauf eröffnen U1 31.12.2099 18:00 sofort", OFFICE), Problem)


@pytest.mark.parametrize(
    ("text", "agrees", "choice", "reason"),
    [
        ("!umlauf U1 ja", None, Choice.YES, ""),
        ("!umlauf 1 enthaltung", None, Choice.ABSTAIN, ""),
        ("!circulation U1 no", None, Choice.NO, ""),
        ("!umlauf zustimmen U1", True, None, ""),
        ("!umlauf widersprechen U1 Das eilt nicht.", False, None, "Das eilt nicht."),
    ],
)
def test_members_vote_agree_and_object(
    text: str, agrees: bool | None, choice: Choice | None, reason: str
) -> None:
    found = command(text, context(by=AYSE, place=Place.DIRECT))
    assert isinstance(found, c.AnswerCirculation)
    assert (found.seat, found.by, found.circulation) == (AYSE, AYSE, U1)
    assert (found.agrees, found.choice, found.reason) == (agrees, choice, reason)


@pytest.mark.parametrize(
    ("stance", "agrees", "choice"),
    [("nein", None, Choice.NO), ("zustimmung", True, None), ("widerspruch", False, None)],
)
def test_the_office_enters_what_came_in_by_letter(
    stance: str, agrees: bool | None, choice: Choice | None
) -> None:
    found = command(f"!umlauf eintragen U1 9 {stance} Brief vom 3.12.", OFFICE)
    assert isinstance(found, c.AnswerCirculation)
    assert (found.seat, found.by, found.proof) == (HANS, CLERK, "Brief vom 3.12.")
    assert (found.agrees, found.choice) == (agrees, choice)


def test_recusal_and_breaking_off_name_a_reason() -> None:
    own = command("!umlauf befangen U1 Mein Gerät.", context(by=AYSE))
    assert isinstance(own, c.RecuseFromCirculation)
    assert (own.seat, own.reason) == (AYSE, "Mein Gerät.")
    other = command("!umlauf befangen U1 für 9: Sein Gerät.", OFFICE)
    assert isinstance(other, c.RecuseFromCirculation)
    assert other.seat == HANS
    back = command("!umlauf abbrechen U1 Es gibt eine Sitzung.", OFFICE)
    assert isinstance(back, c.WithdrawCirculation)
    sign = command("!umlauf unterstützen u1", context(by=AYSE))
    assert isinstance(sign, c.SupportCirculation)
    assert (sign.circulation, sign.by) == (U1, AYSE)
