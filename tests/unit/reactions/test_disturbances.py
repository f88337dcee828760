# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A disturbance as everybody hears of it."""

from __future__ import annotations

from debate_journal import disturbed
from sample_journal import KAYA
from turns import keys, last, steps

from bot.domain import events as e
from bot.domain.ids import DisturbanceId
from bot.domain.minutes import minutes
from bot.domain.values import Sphere
from bot.effects import Place, Say

S2 = DisturbanceId("S2")


def test_it_is_told_to_all_and_the_office_is_told_what_to_do() -> None:
    told = {step.kind: step for step in steps(disturbed())}
    reported = [s for s in told["DisturbanceReported"].effects if isinstance(s, Say)]
    assert [s.place for s in reported] == [Place.SESSION, Place.OFFICE]
    assert keys(told["DisturbanceJudged"].effects) == ["say.disturbance_municipal"]
    assert keys(told["DisturbanceEnded"].effects) == [
        "say.disturbance_over",
        "say.disturbance_repeat",
    ]


def test_without_anything_to_repeat_only_its_end_is_told() -> None:
    records = disturbed()
    ended = e.DisturbanceEnded(disturbance=DisturbanceId("S1"), by=KAYA, to_repeat=())
    changed = [
        type(one)(seq=one.seq, at=one.at, event=ended)
        if isinstance(one.event, e.DisturbanceEnded)
        else one
        for one in records
    ]
    assert keys(last(changed).effects) == ["say.disturbance_over"]


def test_the_view_shows_what_is_not_over() -> None:
    shown = [step.turn.view(Place.SESSION)["disturbances"] for step in steps(disturbed())]
    assert [{"id": "S1", "seat": KAYA, "sphere": None}] in shown
    assert [{"id": "S1", "seat": KAYA, "sphere": "municipal"}] in shown
    assert shown[-1] == []


def test_the_minutes_hold_its_times_and_whose_it_was() -> None:
    (known,) = minutes(disturbed()).disturbances
    assert (known.sphere, known.second_channel, known.to_repeat) == (
        Sphere.MUNICIPAL,
        True,
        ("V1",),
    )
    assert known.decided is not None
    assert known.span.until is not None
    assert known.span.since < known.decided < known.span.until
