# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A meeting as a calendar entry (iCalendar, RFC 5545): the one home of icalendar.

Only what the public notice says stands in it, because calendars are copied to servers.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bot.domain.minutes import Minutes
from bot.paper.words import Words

PRODUCT = "-//Gremium//Gremium//DE"
MIME = "text/calendar"


def calendar_of(minutes: Minutes, at: datetime) -> bytes:
    """Return the entry; made again later it replaces the earlier one.

    Raises ValueError for a meeting without a day.
    """
    if minutes.starts is None:
        raise ValueError("the meeting has no day")
    zone = ZoneInfo(minutes.time_zone)
    words = Words(minutes.language, minutes.time_zone)
    event = Event()
    event.add("uid", f"{minutes.meeting}-{_slug(minutes)}@gremium")
    event.add("dtstamp", at)
    event.add("sequence", minutes.last_seq)
    event.add("dtstart", minutes.starts.astimezone(zone))
    event.add("summary", f"{minutes.title} ({minutes.body_name})")
    event.add("location", minutes.place)
    event.add("description", "\n".join(_agenda(minutes, words)))
    event.add("status", "CANCELLED" if minutes.cancelled else "CONFIRMED")
    event.add("class", "PUBLIC")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if minutes.cancelled else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    made: bytes = calendar.to_ical()
    return made


def _agenda(minutes: Minutes, words: Words) -> list[str]:
    public = [line for line in minutes.agenda if line.item.public]
    hidden = len(minutes.agenda) - len(public)
    lines = [f"{words.t('item', number=line.number)}: {line.item.title}" for line in public]
    return [*lines, words.n("calendar.hidden", hidden)] if hidden else lines


def _slug(minutes: Minutes) -> str:
    return "".join(c if c.isalnum() else "-" for c in minutes.municipality.casefold()) or "body"
