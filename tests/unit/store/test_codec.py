# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events go to JSON and back unchanged; everything that does not fit is named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import golden
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sample_events import CODEC, START, Colour, Everything, Motion, Said, SampleEvent, SeatId

from bot.store import Codec, CodecError
from bot.store.canonical import canonical
from bot.store.shapes import kind_of

FULL: Everything = golden.samples(Everything)[0]
PAYLOAD = CODEC.encode(FULL).payload

WORDS = st.text(st.characters(max_codepoint=0xD7FF))
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
TIMES = st.datetimes(datetime(1900, 1, 2), datetime(2999, 1, 1), timezones=ZONES)  # noqa: DTZ001
EVENTS = st.builds(
    Everything,
    text=WORDS,
    number=NUMBERS,
    pair=st.tuples(WORDS.map(SeatId), NUMBERS),
    at=TIMES,
    by_number=st.dictionaries(NUMBERS, st.tuples(st.builds(Motion, text=WORDS))),
    key=st.none() | NUMBERS | WORDS.map(SeatId),
)
PLACES = st.one_of(*(st.just(name) for name in PAYLOAD))


@given(EVENTS)
def test_every_event_comes_back_as_it_went(event: Everything) -> None:
    encoded = CODEC.encode(event)
    assert CODEC.decode(encoded.kind, encoded.payload, encoded.version) == event


@given(st.permutations(list(Colour)), st.permutations(["a", "b", "ä", "z"]))
def test_sets_and_mappings_have_one_form(colours: list[Colour], texts: list[str]) -> None:
    event = replace(
        FULL,
        colours=frozenset(colours),
        motions=frozenset(Motion(text=text) for text in texts),
        by_colour={colour: FULL.share for colour in colours},
    )
    payload = CODEC.encode(event).payload
    assert [motion["text"] for motion in payload["motions"]] == ["a", "b", "z", "ä"]
    assert payload["colours"] == ["green", "red"]
    assert b'"by_colour":{"green":"2/3","red":"2/3"}' in canonical(payload)


def test_the_same_instant_is_stored_in_utc() -> None:
    berlin = START.astimezone(timezone(timedelta(hours=1)))
    assert CODEC.encode(replace(FULL, at=berlin)).payload["at"] == "2026-03-12T18:00:00.000000Z"


@example("number", 2**53)
@example("at", 2**53)
@given(PLACES, st.none() | st.integers() | st.booleans() | st.text() | st.just([1]) | st.just({}))
def test_a_field_of_another_type_is_refused_or_reads_as_itself(name: str, value: Any) -> None:
    told = None
    try:
        event = CODEC.decode("everything", {**PAYLOAD, name: value})
    except CodecError as error:
        told = error
    if told is not None:
        assert told.field.partition(".")[0].partition("[")[0] == name
        return
    stored = CODEC.encode(event).payload
    assert stored[name] == value
    assert type(stored[name]) is type(value)


@pytest.mark.parametrize("name", list(PAYLOAD))
def test_a_missing_field_is_named(name: str) -> None:
    rest = {key: value for key, value in PAYLOAD.items() if key != name}
    with pytest.raises(CodecError, match=f"everything.*{name}"):
        CODEC.decode("everything", rest)


def test_a_missing_field_with_a_default_is_named_too() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Late:
        text: str = ""

    with pytest.raises(CodecError, match=r"late.*text"):
        Codec[Late](Late).decode("late", {})


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(CodecError, match=r"said.*colour"):
        CODEC.decode("said", {"text": "x", "colour": "red"})


def test_an_unknown_field_inside_is_named_with_its_place() -> None:
    with pytest.raises(CodecError, match=r"motion.*nonsense"):
        CODEC.decode("everything", {**PAYLOAD, "motion": {"text": "x", "nonsense": 1}})


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(CodecError, match=r"'sung'.*unknown"):
        CODEC.decode("sung", {})


@pytest.mark.parametrize("version", [0, 2, 99])
def test_an_unknown_version_is_named(version: int) -> None:
    with pytest.raises(CodecError, match=f"version {version} is unknown"):
        CODEC.decode("said", {"text": "x"}, version)


def test_a_class_outside_the_union_is_refused() -> None:
    with pytest.raises(CodecError, match="Motion"):
        CODEC.encode(Motion(text="x"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "event",
    [
        replace(FULL, number="7"),  # type: ignore[arg-type]
        replace(FULL, number=0.5),  # type: ignore[arg-type]
        replace(FULL, number=2**60),
        replace(FULL, flag=1),  # type: ignore[arg-type]
        replace(FULL, text="\ud800"),
        replace(FULL, seats=["a"]),  # type: ignore[arg-type]
        replace(FULL, seats="ab"),  # type: ignore[arg-type]
        replace(FULL, at=START.replace(tzinfo=None)),
        replace(FULL, colour="blue"),  # type: ignore[arg-type]
        replace(FULL, target=Said(text="x")),  # type: ignore[arg-type]
        replace(FULL, by_number={True: ()}),
    ],
)
def test_what_cannot_be_read_back_is_not_written(event: SampleEvent) -> None:
    with pytest.raises(CodecError, match="everything"):
        CODEC.encode(event)


def test_errors_do_not_repeat_the_value() -> None:
    with pytest.raises(CodecError) as caught:
        CODEC.decode(
            "everything", {**PAYLOAD, "colour": "secret-choice", "number": "secret-number"}
        )
    assert "secret" not in str(caught.value)


def test_old_versions_are_lifted_step_by_step() -> None:
    codec = Codec[SampleEvent](
        SampleEvent,
        {
            ("said", 1): lambda old: {"words": old["word"]},
            ("said", 2): lambda old: {"text": old["words"].upper()},
        },
    )
    assert codec.version("said") == 3
    assert codec.decode("said", {"word": "aye"}, 1) == Said(text="AYE")
    assert codec.decode("said", {"words": "aye"}, 2) == Said(text="AYE")
    assert codec.encode(Said(text="aye")).version == 3


def test_upcasts_must_not_leave_a_gap() -> None:
    with pytest.raises(TypeError, match="without gaps"):
        Codec[SampleEvent](SampleEvent, {("said", 2): lambda old: old})


def test_two_classes_must_not_share_a_kind() -> None:
    other: Any = dataclass(frozen=True)(type("Said", (), {}))
    with pytest.raises(TypeError, match="taken"):
        Codec[Any](Said | other)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("VoteCast", "vote_cast"), ("ABCDone", "abc_done"), ("Item2Called", "item2_called")],
)
def test_kinds_are_class_names_in_snake_case(name: str, kind: str) -> None:
    assert kind_of(type(name, (), {})) == kind
