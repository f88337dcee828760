# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Golden views: what widgets are tested against, and ``python -m view_samples --write`` keeps.

A change of a golden file is a change of what every widget reads: see docs/reference/view.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from sample_journal import evening
from turns import Step, steps

from bot.domain.values import VoteMode
from bot.effects import Place, Revise, Say

GOLDEN = Path(__file__).parents[1] / "golden" / "views"
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


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name, view in samples().items():
        (GOLDEN / f"{name}.json").write_text(text_of(view), encoding="utf-8")
