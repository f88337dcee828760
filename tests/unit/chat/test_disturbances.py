# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a disturbance is reported, with its beginning."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from talking import MEETING, act, context

from bot.domain import commands as c

HERE = context(meeting=MEETING)


def test_a_report_may_say_since_when() -> None:
    began = (HERE.at - timedelta(minutes=20)).astimezone(HERE.zone)
    told = act(f"!störung seit {began:%H:%M} Kein Ton", HERE)
    assert isinstance(told, c.ReportDisturbance)
    assert (told.since, told.what) == (began.replace(second=0, microsecond=0), "Kein Ton")


def test_an_hour_that_is_still_to_come_was_yesterdays() -> None:
    later = (HERE.at + timedelta(minutes=20)).astimezone(HERE.zone)
    told = act(f"!disturbance since {later:%H:%M} no sound", replace(HERE))
    assert isinstance(told, c.ReportDisturbance)
    assert told.since is not None
    assert told.since < HERE.at
