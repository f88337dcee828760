# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A meeting as a calendar entry: read back by the standard, silent on what is not public."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar
from papers import invited
from sample_journal import cancelled

from bot.domain.minutes import minutes
from bot.paper.calendar import calendar_of

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
VALUE = invited()


def entry(made: bytes) -> Any:
    """Return the calendar; which type a property has only its name tells."""
    return Calendar.from_ical(made)


def test_an_entry_has_day_place_agenda_and_its_time_zone() -> None:
    calendar = entry(calendar_of(VALUE, AT))
    (event,) = calendar.walk("VEVENT")
    assert event["DTSTART"].dt == VALUE.starts
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert str(event["LOCATION"]) == VALUE.place
    assert "TOP 1" in str(event["DESCRIPTION"])
    assert str(event["STATUS"]) == "CONFIRMED"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


def test_titles_of_non_public_items_stay_out() -> None:
    secret = [line.item.title for line in VALUE.agenda if not line.item.public]
    assert secret
    made = calendar_of(VALUE, AT).replace(b"\r\n ", b"").decode()
    assert [title for title in secret if title in made] == []
    public = replace(VALUE, agenda=tuple(line for line in VALUE.agenda if line.item.public))
    assert "nichtöffentlich" in made
    assert "nichtöffentlich" not in calendar_of(public, AT).replace(b"\r\n ", b"").decode()


def test_a_cancelled_meeting_takes_its_entry_back_under_the_same_name() -> None:
    gone = entry(calendar_of(minutes(cancelled()), AT))
    (event,) = gone.walk("VEVENT")
    (before,) = entry(calendar_of(VALUE, AT)).walk("VEVENT")
    assert (str(gone["METHOD"]), str(event["STATUS"])) == ("CANCEL", "CANCELLED")
    assert event["UID"] == before["UID"]
    assert int(event["SEQUENCE"]) > int(before["SEQUENCE"])


def test_a_meeting_without_a_day_has_no_entry() -> None:
    with pytest.raises(ValueError, match="no day"):
        calendar_of(replace(VALUE, starts=None), AT)
