# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Golden views: what widgets are tested against, and ``python -m view_samples --write`` keeps.

A change of a golden file is a change of what every widget reads: see docs/reference/view.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jsonschema import Draft202012Validator
from sample_journal import EARLIER, SEATS, evening
from turns import Step, steps

from bot.domain import circulation
from bot.domain import events as e
from bot.domain.circulated import Reply
from bot.domain.ids import CirculationId
from bot.domain.roster import Body, evolve
from bot.domain.values import Base, Choice, Majority, VoteMode
from bot.effects import Place, Revise, Say
from bot.views import circulations, released

GOLDEN = Path(__file__).parents[1] / "golden" / "views"
BETWEEN = GOLDEN.with_name("circulations")
RELEASED = GOLDEN.with_name("released")
SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "view.schema.json"


def _voting(step: Step, mode: VoteMode, votes: int, place: Place = Place.SESSION) -> bool:
    ballot = step.turn.after.open_ballot()
    return (
        ballot is not None
        and (ballot.mode, len(ballot.votes)) == (mode, votes)
        and step.turn.place is place
        and bool(ballot.item)
    )


MOMENTS: dict[str, tuple[Place, Callable[[Step], bool]]] = {
    "planned": (Place.SESSION, lambda s: s.kind == "MeetingPlanned"),
    "invited": (Place.SESSION, lambda s: s.kind == "InvitationSent"),
    "roll_call": (
        Place.SESSION,
        lambda s: s.turn.after.roll_call_open and len(s.turn.after.present()) == 5,
    ),
    "ballot_open": (Place.SESSION, lambda s: _voting(s, VoteMode.OPEN, 4)),
    "ballot_recorded": (Place.SESSION, lambda s: _voting(s, VoteMode.RECORDED, 3)),
    "result": (Place.SESSION, lambda s: s.kind == "BallotClosed" and s.turn.place is Place.SESSION),
    "interrupted": (Place.SESSION, lambda s: s.kind == "MeetingInterrupted"),
    "non_public": (Place.CLOSED, lambda s: _voting(s, VoteMode.RECORDED, 3, Place.CLOSED)),
    "non_public_outside": (
        Place.SESSION,
        lambda s: _voting(s, VoteMode.RECORDED, 3, Place.CLOSED),
    ),
    "closed": (Place.SESSION, lambda s: s.kind == "MeetingClosed"),
}
"""Golden file -> the room the view is for, and the moment of the sample evening."""


VALIDATOR = Draft202012Validator(
    json.loads(SCHEMA.read_text(encoding="utf-8")),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)


def described(view: dict[str, Any]) -> dict[str, Any]:
    """Return a view as it stands in a message; fails on what the schema does not describe."""
    made = dict(json.loads(json.dumps(view)))
    errors = [error.message for error in VALIDATOR.iter_errors(made)]
    assert errors == []
    return made


def samples() -> dict[str, dict[str, Any]]:
    """Return every golden view by its name."""
    lived = steps(evening())
    return {
        name: json.loads(json.dumps(next(s for s in lived if when(s)).turn.view(place)))
        for name, (place, when) in MOMENTS.items()
    }


def carried(step: Step) -> list[tuple[Place, dict[str, Any]]]:
    """Return the views that ride in the messages of one entry, with their rooms."""
    return [
        (effect.place, dict(effect.view))
        for effect in step.effects
        if isinstance(effect, Say | Revise) and effect.view is not None
    ]


def text_of(view: dict[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False, indent=1) + "\n"


def _between() -> dict[str, list[e.BodyEvent]]:
    """Return what happens between two meetings, for each golden view of it."""
    asked, after = CirculationId("U1"), CirculationId("U2")
    voters = tuple(seat.id for seat in SEATS if seat.votes)
    at = datetime(2026, 12, 7, 18, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    moved = e.CirculationMoved(
        circulation=asked,
        by=voters[0],
        group="",
        title="Notstrom für das Wasserwerk",
        text="Ein Notstromgerät wird für 8.000 Euro gemietet.",
        reason="Hochwasser",
        public=True,
        needed=0,
        norm="§ 36a Abs. 2 ThürKO",
    )
    opened = e.CirculationOpened(
        circulation=asked,
        by=voters[0],
        opened=at,
        until=at + timedelta(days=8),
        announced="Schaukasten am 7.12.",
        voters=voters,
        agreement=7,
        rule="simple",
        majority=Majority(share=Fraction(1, 2), base=Base.YES_VS_NO),
        majority_norm="§ 39 Abs. 1 ThürKO",
        casting=None,
        tie_norm="",
        abstention=True,
        statutory=9,
        norm="§ 36a Abs. 2 ThürKO",
    )
    other = replace(
        moved,
        circulation=after,
        by=voters[4],
        title="Streusalz",
        text="Salz wird gekauft.",
        needed=3,
    )
    answers = [
        e.CirculationAnswered(
            circulation=asked,
            reply=Reply(seat=seat, agrees=True, choice=Choice.NO if n == 4 else Choice.YES),
        )
        for n, seat in enumerate(voters)
    ]
    running: list[e.BodyEvent] = [moved, opened, other, *answers[3:5]]
    return {"running": running, "decided": [moved, opened, *answers]}


def between_samples() -> dict[str, dict[str, Any]]:
    """Return every golden view of decisions between meetings by its name."""
    made = {}
    for name, happened in _between().items():
        body = Body(seats={seat.id: seat for seat in SEATS})
        for event in happened:
            body = evolve(body, event)
        for due in circulation.due(body, datetime(2027, 1, 1, tzinfo=UTC)):
            if name == "decided":
                (closed,) = circulation.decide_circulation(body, due)
                body = evolve(body, closed)
        view = circulations(body, seq=len(happened), head="0" * 64, shown=lambda _one: True)
        made[name] = json.loads(json.dumps(view))
    return made


def released_samples() -> dict[str, dict[str, Any]]:
    """Return every golden view of a released resolution by its name."""
    ground = replace(
        EARLIER, resolved_in=None, reason="Der Vertrag ist beurkundet.", own_words=False
    )
    return {
        name: json.loads(json.dumps(released(one)))
        for name, one in {"resolved": EARLIER, "ground_gone": ground}.items()
    }


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    made = {GOLDEN: samples(), BETWEEN: between_samples(), RELEASED: released_samples()}
    for folder, known in made.items():
        folder.mkdir(parents=True, exist_ok=True)
        for name, view in known.items():
            (folder / f"{name}.json").write_text(text_of(view), encoding="utf-8")
