# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Period of notice (Ladungsfrist): full calendar days between receipt and meeting.

§ 35 (2) ThürKO: neither the day of receipt nor the day of the meeting counts; days are calendar
days in the body's time zone, so daylight saving and holidays change nothing.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.rules import NoticeRule
from bot.domain.values import Notice


def full_days(received: datetime, starts: datetime, zone: ZoneInfo) -> int:
    """Return the full calendar days between receipt and meeting; negative if it has passed."""
    return (starts.astimezone(zone).date() - received.astimezone(zone).date()).days - 1


def latest_receipt(starts: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the last minute at which an invitation still keeps ``days`` full days."""
    day = starts.astimezone(zone).date() - timedelta(days=days + 1)
    return datetime.combine(day, time(23, 59), tzinfo=zone)


def assess(received: datetime, starts: datetime, rule: NoticeRule, time_zone: str) -> Notice:
    """Return how an invitation received at ``received`` stands against ``rule``."""
    zone = ZoneInfo(time_zone)
    days = full_days(received, starts, zone)
    return Notice(
        received=received,
        full_days=days,
        needed=rule.full_days,
        urgent=days < rule.full_days,
        latest=latest_receipt(starts, rule.full_days, zone),
    )


def latest_urgent(starts: datetime, rule: NoticeRule, time_zone: str) -> datetime:
    """Return the last minute for the urgent path: on the n-th day before, never after the start."""
    return min(latest_receipt(starts, rule.urgent_days_before - 1, ZoneInfo(time_zone)), starts)


def latest_publication(starts: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the last minute to publish time, place and agenda: on the n-th day before."""
    return latest_receipt(starts, days - 1, zone)
