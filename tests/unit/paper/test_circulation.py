# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The certified extract of a decision between meetings, and what it says of the public."""

from __future__ import annotations

from dataclasses import replace

import pytest
from circulation_samples import MOVED, OPENED, SIGNED, U1
from council import BEFORE, BODY, CLERK, MAYOR, ROTH, VOTERS
from papers import LETTERHEAD
from scenario import Given

from bot.domain import events as e
from bot.domain.circulated import Reply
from bot.domain.circulation import due
from bot.domain.released import Released
from bot.domain.roster import Body
from bot.domain.values import Choice
from bot.paper.circulation import CirculationExtract, circulation_extract_html
from bot.play.outcome import plain
from bot.play.script import holds

ALL_VOTE = tuple(
    e.CirculationAnswered(circulation=U1, reply=Reply(seat=seat, agrees=True, choice=Choice.YES))
    for seat in VOTERS
)
ISSUED = e.CirculationExtractIssued(circulation=U1, number="7/2026", by=CLERK)
RELEASED = Released(
    number="7/2026",
    decided=BEFORE,
    title="Notstrom",
    text="Ein Gerät.",
    own_words=False,
    result=None,
    resolved_in=None,
    reason="Der Vertrag ist da.",
    norm="§ 40",
)


def decided(*more: e.BodyEvent, public: bool = True) -> Body:
    moved = replace(MOVED, public=public)
    asked = Given(*BODY, moved, SIGNED, OPENED, *ALL_VOTE)
    (end,) = due(asked.body, OPENED.until)
    return Given(*asked.when(end).accepted().happened, *more).body


def extract(*more: e.BodyEvent, public: bool = True) -> str:
    body = decided(*more, public=public)
    value = CirculationExtract(body=body, known=body.circulations[U1], last_seq=12, last_at=BEFORE)
    return plain(circulation_extract_html(value, LETTERHEAD))


def test_it_holds_number_way_wording_consent_count_and_place_for_the_seal() -> None:
    found = extract(ISSUED)
    assert holds(found, ("Beschluss Nr. 7/2026", "im Umlaufverfahren U1", "Zustimmung", "Wortlaut"))
    assert holds(found, (MOVED.text, "Nein", "angenommen", "1 bis 12", "Dienstsiegel"))
    assert holds(found, ("Öffentlich beschlossen",))


def test_it_does_not_say_who_voted_how() -> None:
    found = extract(ISSUED)
    names = {Given(*BODY).body.seats[seat].name for seat in VOTERS if seat != MAYOR}
    assert names
    assert [name for name in names if name in found] == []


def test_who_was_excluded_is_named() -> None:
    recused = e.CirculationRecused(circulation=U1, seat=ROTH, by=MAYOR, reason="x")
    asked = Given(*BODY, MOVED, SIGNED, OPENED, *ALL_VOTE, recused)
    (end,) = due(asked.body, OPENED.until)
    body = Given(*asked.when(end).accepted().happened, ISSUED).body
    value = CirculationExtract(body=body, known=body.circulations[U1], last_seq=1, last_at=BEFORE)
    assert holds(plain(circulation_extract_html(value, LETTERHEAD)), ("Ausgeschlossen",))


def test_one_the_public_does_not_know_says_that_it_must_not_get_out() -> None:
    found = extract(ISSUED, public=False)
    assert holds(found, ("Nichtöffentlich beschlossen.", "darf nicht an die Öffentlichkeit"))


def test_one_made_known_says_in_which_words_and_that_nothing_else_is_public() -> None:
    told = e.CirculationReleased(circulation=U1, released=RELEASED, by=MAYOR)
    found = extract(told, ISSUED, public=False)
    assert holds(found, ("Bekannt gegeben wurde nur", "Ein Gerät.", "bleibt nichtöffentlich"))
    assert "darf nicht an die Öffentlichkeit" not in found


def test_without_an_entry_there_is_no_extract() -> None:
    with pytest.raises(ValueError, match="no extract of U1"):
        extract()
