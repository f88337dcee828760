# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The notice calculator: calendar days in the body's zone, nothing else (C-02)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notice import assess, full_days, latest_receipt, latest_urgent
from bot.domain.rules import NoticeRule

BERLIN = ZoneInfo("Europe/Berlin")
RULE = NoticeRule(full_days=4, urgent_days_before=2)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


TABLE = [
    # received, starts → full days between, urgent; § 35 (2) ThürKO: neither end counts
    ("2026-11-21 00:00", "2026-11-26 18:00", 4, False),  # first moment of the last regular day
    ("2026-11-21 23:59", "2026-11-26 00:00", 4, False),  # hours do not matter, days do
    ("2026-11-22 00:00", "2026-11-26 18:00", 3, True),
    ("2026-11-24 23:59", "2026-11-26 18:00", 1, True),  # last moment of the urgent path
    ("2026-11-26 08:00", "2026-11-26 18:00", -1, True),  # the day itself
    ("2026-03-24 20:00", "2026-03-29 18:00", 4, False),  # clocks go forward on 29 March
    ("2026-03-28 20:00", "2026-04-02 18:00", 4, False),  # … within the period
    ("2026-10-21 20:00", "2026-10-26 18:00", 4, False),  # clocks go back on 25 October
    ("2026-12-22 12:00", "2026-12-27 18:00", 4, False),  # Christmas days are calendar days
    ("2026-04-02 12:00", "2026-04-07 18:00", 4, False),  # so are Good Friday to Easter Monday
    ("2026-12-29 12:00", "2027-01-03 18:00", 4, False),  # over the turn of the year
    ("2028-02-26 12:00", "2028-03-02 18:00", 4, False),  # over a leap day
]


@pytest.mark.parametrize(("received", "starts", "days", "urgent"), TABLE)
def test_full_days_between_receipt_and_meeting(
    received: str, starts: str, days: int, *, urgent: bool
) -> None:
    notice = assess(berlin(received), berlin(starts), RULE, "Europe/Berlin")
    assert (notice.full_days, notice.urgent, notice.needed) == (days, urgent, 4)


def test_the_server_may_stand_in_another_zone() -> None:
    # 23:30 UTC is the next day in Berlin already: one full day less.
    received = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert full_days(received, berlin("2026-11-26 18:00"), BERLIN) == 3
    tokyo = received.astimezone(ZoneInfo("Asia/Tokyo"))
    assert full_days(tokyo, berlin("2026-11-26 18:00"), BERLIN) == 3


def test_the_latest_moments_are_named() -> None:
    starts = berlin("2026-11-26 18:00")
    assert latest_receipt(starts, 4, BERLIN) == berlin("2026-11-21 23:59")
    assert assess(starts, starts, RULE, "Europe/Berlin").latest == berlin("2026-11-21 23:59")
    assert latest_urgent(starts, RULE, "Europe/Berlin") == berlin("2026-11-24 23:59")


def test_an_urgent_invitation_arrives_before_the_meeting_begins_at_the_latest() -> None:
    same_day = NoticeRule(full_days=4, urgent_days_before=0)  # § 34 (3) GemO RP
    starts = berlin("2026-11-26 18:00")
    assert latest_urgent(starts, same_day, "Europe/Berlin") == starts


@given(
    starts=st.datetimes(
        min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(2040, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        timezones=st.just(BERLIN),
    ),
    days=st.integers(0, 60),
)
def test_the_latest_moment_keeps_the_period_and_the_next_minute_does_not(
    starts: datetime, days: int
) -> None:
    latest = latest_receipt(starts, days, BERLIN)
    assert full_days(latest, starts, BERLIN) == days
    assert full_days(latest + timedelta(minutes=1), starts, BERLIN) == days - 1
