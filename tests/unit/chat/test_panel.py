# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the pages' buttons say in the room: the bot understands every one of them.

The words are kept by widgets/test/acts.test.ts; a button whose words nobody reads would be dead.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from talking import AYSE, CHAIR, T1, VOTING, context, reading

from bot.chat.context import Place
from bot.chat.reader import Act, Ask, NeedsConfirmation
from bot.domain.debating import Procedural, ProceduralKind
from bot.domain.electing import Election
from bot.domain.ids import DisturbanceId, ElectionId, ProceduralId
from bot.domain.meeting import Disturbance

GOLDEN = Path(__file__).parents[2] / "golden" / "acts.json"
OFFICE = GOLDEN.with_name("acts.office.json")
WORDS: list[str] = json.loads(GOLDEN.read_text(encoding="utf-8"))
G1, S1, W1 = ProceduralId("G1"), DisturbanceId("S1"), ElectionId("W1")
MOVED = Procedural(
    id=G1, kind=ProceduralKind.CLOSE_DEBATE, by=AYSE, on=T1, item=T1, number=0, text=""
)
BUSY = replace(
    VOTING,
    procedural={G1: MOVED},
    disturbances={S1: Disturbance(id=S1, seat=AYSE, what="x", ballots_before=0)},
    elections={W1: Election(id=W1, item=T1, office="Beigeordnete")},
)


@pytest.mark.parametrize("said", WORDS)
def test_the_bot_reads_what_a_button_says(said: str) -> None:
    assert isinstance(reading(said, context(CHAIR, meeting=BUSY)), Act | NeedsConfirmation | Ask)


@pytest.mark.parametrize("said", json.loads(OFFICE.read_text(encoding="utf-8")))
def test_the_bot_reads_what_a_button_of_the_office_says(said: str) -> None:
    there = context(CHAIR, meeting=BUSY, place=Place.OFFICE)
    assert isinstance(reading(said, there), Act | NeedsConfirmation | Ask)
