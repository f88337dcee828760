# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Releases: the session room reads what was released, the office what is only prepared."""

from __future__ import annotations

from dataclasses import replace

from sample_journal import EARLIER, FOR_THE_PUBLIC, released
from turns import Step, keys, steps

from bot.domain import events as e
from bot.effects import Place, Say
from bot.reactions.releases import released_ground, released_lines

SECRETS = ("Sommer", "48.000", "Schwägerin")


def of(kind: type[e.MeetingEvent]) -> Step:
    return next(step for step in steps(released()) if isinstance(step.turn.event, kind))


def test_a_wording_for_the_public_is_shown_to_the_office_alone() -> None:
    (said,) = of(e.ReleaseWorded).effects
    assert isinstance(said, Say)
    assert (said.place, said.lines[-1].facts) == (Place.OFFICE, {"text": FOR_THE_PUBLIC})


def test_a_release_is_told_where_everybody_reads_with_no_more_than_was_released() -> None:
    session, office = of(e.ResolutionReleased).effects
    assert isinstance(session, Say)
    assert isinstance(office, Say)
    assert (session.place, session.view, office.place) == (Place.SESSION, None, Place.OFFICE)
    assert FOR_THE_PUBLIC in str(session)
    assert [secret for secret in SECRETS if secret in str(session)] == []
    assert keys([session])[2:] == ["say.released_adopted", "say.released_ground"]


def test_the_same_release_is_told_once() -> None:
    assert list(of(e.ReleaseAnnounced).effects) == []


def test_a_rejected_motion_says_so_and_whose_decision_the_release_was() -> None:
    rejected = replace(EARLIER, result=replace(EARLIER.result, adopted=False), norm="")
    assert [line.key for line in released_lines(rejected)] == [
        "say.released",
        "say.quote",
        "say.released_rejected",
        "say.released_resolved",
    ]
    assert released_ground(rejected).facts["norm"] == "word.own_rule"
