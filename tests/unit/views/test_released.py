# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What pages are shown of a released resolution: what was released, and no more."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator
from sample_journal import EARLIER, released
from turns import steps
from view_samples import RELEASED as GOLDEN
from view_samples import SCHEMA, released_samples, text_of

from bot.domain import events as e
from bot.effects import Say
from bot.views import LIMIT, View, size
from bot.views.released import released as shown

VALIDATOR = Draft202012Validator(
    json.loads(SCHEMA.with_name("released.schema.json").read_text(encoding="utf-8")),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)


def described(view: View) -> View:
    """Return a view as it stands in a message; fails on what the schema does not describe."""
    made = dict(json.loads(json.dumps(view)))
    assert [error.message for error in VALIDATOR.iter_errors(made)] == []
    return made


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(VALIDATOR.schema)


@pytest.mark.parametrize("name", sorted(released_samples()))
def test_the_golden_releases_stand(name: str) -> None:
    made = described(released_samples()[name])
    assert (GOLDEN / f"{name}.json").read_text(encoding="utf-8") == text_of(made)


def test_it_rides_in_the_message_that_tells_of_it_and_in_no_other() -> None:
    said = [
        effect
        for step in steps(released())
        if isinstance(step.turn.event, e.ResolutionReleased)
        for effect in step.effects
        if isinstance(effect, Say)
    ]
    session, office = said
    assert session.released is not None
    assert (session.view, office.released) == (None, None)
    assert described(dict(session.released))["own_words"] is False


def test_the_longest_wording_is_cut_until_it_fits() -> None:
    made = described(shown(replace(EARLIER, text="ä" * 40_000, title="ö" * 400)))
    assert made["cut"]
    assert size(made) <= LIMIT
