# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What pages are shown of decisions between meetings, and what only after the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from circulation_samples import MOVED, OPENED, SIGNED, U1
from council import AYSE, BODY, CLERK, MAYOR, UWE, VOTERS
from jsonschema import Draft202012Validator
from scenario import Given
from view_samples import BETWEEN, SCHEMA, between_samples, text_of

from bot.domain import events as e
from bot.domain.circulated import CirculationEnd, Reply
from bot.domain.circulating import Circulation
from bot.domain.circulation import due
from bot.domain.ids import CirculationId, SeatId
from bot.domain.values import Choice
from bot.signed import LIMIT_BESIDE, carrying_circulations, digest
from bot.views import LIMIT, View, circulations, size
from bot.views.between import ENDED, RUNNING

VALIDATOR = Draft202012Validator(
    json.loads(SCHEMA.with_name("circulations.schema.json").read_text(encoding="utf-8")),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)
RUNNING_NOW = (MOVED, SIGNED, OPENED)


def says(seat: SeatId, choice: Choice = Choice.YES, circulation: CirculationId = U1) -> e.BodyEvent:
    reply = Reply(seat=seat, agrees=True, choice=choice)
    return e.CirculationAnswered(circulation=circulation, reply=reply)


def shown(
    *happened: e.BodyEvent, of: Callable[[Circulation], bool] = lambda _one: True
) -> list[View]:
    """Return the procedures a view carries, held to the schema."""
    made = circulations(Given(*BODY, *happened).body, seq=7, head="0" * 64, shown=of)
    errors = [error.message for error in VALIDATOR.iter_errors(json.loads(json.dumps(made)))]
    assert errors == []
    return list(made["circulations"])


def ended(*answers: e.BodyEvent) -> tuple[e.BodyEvent, ...]:
    known = Given(*BODY, *RUNNING_NOW, *answers)
    (command,) = due(known.body, OPENED.until)
    return (*RUNNING_NOW, *answers, known.when(command).accepted().happened[-1])  # type: ignore[arg-type]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(VALIDATOR.schema)


@pytest.mark.parametrize("name", sorted(between_samples()))
def test_golden_views_stand(name: str) -> None:
    """Change on purpose with ``python -m view_samples --write``; see docs/reference/view.md."""
    made = between_samples()[name]
    assert list(VALIDATOR.iter_errors(made)) == []
    assert (BETWEEN / f"{name}.json").read_text(encoding="utf-8") == text_of(made)


def test_a_procedure_is_moved_supported_opened_and_withdrawn() -> None:
    gone = e.CirculationWithdrawn(circulation=U1, by=CLERK, reason="Doch eine Sitzung")
    steps = ((MOVED,), (MOVED, SIGNED), RUNNING_NOW, (*RUNNING_NOW, gone))
    states = [shown(*happened)[0]["state"] for happened in steps]
    assert states == ["moved", "ready", "open", "withdrawn"]
    assert shown(MOVED)[0]["until"] is None
    assert shown(MOVED)[0]["signed"] == [AYSE]


def test_while_it_runs_it_is_shown_who_has_answered_but_not_what() -> None:
    recused = e.CirculationRecused(circulation=U1, seat=UWE, by=UWE, reason="Meins")
    (one,) = shown(*RUNNING_NOW, says(AYSE, Choice.NO), recused)
    assert (one["answered"], one["recused"], one["votes"]) == ([AYSE], [UWE], None)
    assert UWE not in one["asked"]
    assert "Meins" not in str(one)
    assert one["until"] == OPENED.until.isoformat()


def test_in_the_end_everybody_sees_how_everybody_has_voted() -> None:
    agrees = e.CirculationAnswered(circulation=U1, reply=Reply(seat=UWE, agrees=True))
    voters = [says(seat) for seat in VOTERS if seat not in (UWE, MAYOR)]
    (one,) = shown(*ended(*voters, says(MAYOR, Choice.NO), agrees))
    assert (one["state"], one["result"]["no"]) == (CirculationEnd.ADOPTED, 1)
    assert one["votes"][MAYOR] == "no"
    assert UWE not in one["votes"]


def test_what_nobody_agreed_to_has_votes_but_no_result() -> None:
    (one,) = shown(*ended(says(AYSE)))
    assert (one["state"], one["result"], one["votes"]) == ("not_agreed", None, {AYSE: "yes"})


def test_only_what_may_be_seen_is_shown() -> None:
    hidden = replace(MOVED, circulation=CirculationId("U2"), public=False)
    made = shown(MOVED, hidden, of=lambda one: one.moved.public)
    assert [one["id"] for one in made] == ["U1"]


def named(number: int) -> CirculationId:
    return CirculationId(f"U{number}")


def test_of_many_the_newest_are_shown_and_all_fit() -> None:
    """Given texts as long as they may be."""
    many = [
        replace(MOVED, circulation=named(n), title="ü" * 250, text="€" * 6_000)
        for n in range(1, RUNNING + ENDED + 5)
    ]
    over = [
        e.CirculationWithdrawn(circulation=named(n), by=CLERK, reason="x")
        for n in range(1, ENDED + 3)
    ]
    made = circulations(Given(*BODY, *many, *over).body, seq=1, head="", shown=lambda _one: True)
    known = [one["id"] for one in made["circulations"]]
    assert known == [*map(named, range(8, 14)), *map(named, range(3, 6))]
    assert size(made) <= LIMIT
    assert made["circulations"][0]["cut"]


def test_a_page_recognises_its_own_answer_by_a_digest() -> None:
    body = Given(*BODY, *RUNNING_NOW, says(AYSE)).body
    view = circulations(body, seq=1, head="", shown=lambda _one: True)
    content = carrying_circulations(view, body, {U1: {AYSE: "$event"}, named(9): {UWE: "$x"}})
    assert content["org.gremium.circulations"] is view
    assert content["org.gremium.for"]["answers"] == {"U1": {AYSE: digest("$event")}}


@pytest.mark.parametrize("seats", [300, 1_000])
def test_receipts_of_older_ones_give_way_and_a_view_that_bursts_a_message_is_left_out(
    seats: int,
) -> None:
    body = Given(*BODY, MOVED, replace(MOVED, circulation=named(2))).body
    view = circulations(body, seq=1, head="", shown=lambda _one: True)
    few, many = {AYSE: "$a"}, {SeatId(f"{n}"): f"${n}" for n in range(seats)}
    content = carrying_circulations(view, body, {U1: many, named(2): few})
    assert list(content["org.gremium.for"]["answers"]) == ["U2"]
    assert size(content["org.gremium.for"]) <= LIMIT_BESIDE
    burst = {**view, "people": {str(n): "x" * 30 for n in range(seats * 5)}}
    assert carrying_circulations(burst, body, {}) == {}
