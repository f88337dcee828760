# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Days and hours as people write them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from talking import BERLIN, ask, context, problem

from bot.chat.context import Place
from bot.chat.requests import PlanRequest

OFFICE = context(place=Place.OFFICE)


def starts(typed: str) -> datetime:
    request = ask(f"!sitzung planen {typed} Saal Titel", OFFICE)
    assert isinstance(request, PlanRequest)
    return request.starts


@pytest.mark.parametrize(
    "typed",
    [
        "26.11.2026 19:30",
        "26.11.26 19.30",
        "26.11. 19:30",
        "26.11 19h30",
        "26. 11. 2026 19 Uhr 30",
        "2026-11-26 19:30 Uhr",
        "26. November 2026 19:30",
        "26 Nov. 7:30 pm",
        "am 26. November um 19.30 Uhr",
    ],
)
def test_the_same_evening_in_many_spellings(typed: str) -> None:
    assert starts(typed) == datetime(2026, 11, 26, 19, 30, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("heute 19 Uhr", (2026, 11, 22, 19)),
        ("tomorrow 7 pm", (2026, 11, 23, 19)),
        ("übermorgen 12 am", (2026, 11, 24, 0)),
        ("3. März 12 pm", (2027, 3, 3, 12)),
        ("21.11. 19:00", (2027, 11, 21, 19)),
        ("22.11. 19:00", (2026, 11, 22, 19)),
        ("1 may 2027 9h", (2027, 5, 1, 9)),
    ],
)
def test_a_day_without_a_year_is_the_next_one(typed: str, moment: tuple[int, ...]) -> None:
    year, month, day, hour = moment
    assert starts(typed) == datetime(year, month, day, hour, tzinfo=BERLIN)


def test_an_hour_the_clocks_skip_is_none_and_one_there_is_twice_is_the_first() -> None:
    assert problem("!sitzung planen 28.3.2027 2:30 a b", OFFICE).key == "problem.skipped_hour"
    assert starts("28.3.2027 3:00").utcoffset() == timedelta(hours=2)
    assert starts("28.3.2027 1:59").utcoffset() == timedelta(hours=1)
    assert starts("31.10.2027 2:30").utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("31.2.2026 19:00 a b", "problem.date"),
        ("29.2. 19:00 a b", "problem.date"),
        ("2026-13-01 19:00 a b", "problem.date"),
        ("26. Foober 19:00 a b", "problem.date"),
        ("bald 19:00 a b", "problem.date"),
        ("", "problem.missing"),
        ("26.11.2026", "problem.missing"),
        ("26.11.2026 abends a b", "problem.time"),
        ("26.11.2026 25:00 a b", "problem.time"),
        ("26.11.2026 13 pm a b", "problem.time"),
        ("26.11.2026 19 a b", "problem.time"),
        ("26.11.2026 19:30", "problem.missing"),
        ("26.11.2026 19:30 Saal", "problem.missing"),
        ("٢٦.١١.٢٠٢٦ 19:00 a b", "problem.date"),
    ],
)
def test_what_is_no_day_or_hour_is_named(typed: str, key: str) -> None:
    assert problem(f"!sitzung planen {typed}", OFFICE).key == key
