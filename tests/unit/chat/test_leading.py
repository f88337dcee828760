# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody may do who leads a meeting without the chair's office or the deputy's."""

from __future__ import annotations

from dataclasses import replace

from talking import AYSE, CHAIR, MEETING, NOON, context, reading

from bot.chat.reader import NeedsConfirmation, Problem
from bot.domain import commands as c
from bot.domain.values import Phase, Role

LED = replace(MEETING, phase=Phase.OPEN, chair=AYSE)


def test_who_leads_ends_the_meeting_although_a_plain_member() -> None:
    leading = context(AYSE, meeting=LED)
    closing = reading("!sitzung schließen", leading)
    assert isinstance(closing, NeedsConfirmation)
    assert closing.command == c.CloseMeeting(by=AYSE, at=NOON)


def test_who_does_not_lead_is_refused() -> None:
    for meeting in (replace(LED, chair=CHAIR), replace(LED, phase=Phase.CLOSED)):
        closing = reading("!sitzung schließen", context(AYSE, meeting=meeting))
        assert isinstance(closing, Problem)
        assert closing.key == "refusal.not_allowed"


def test_nobody_holds_the_office_by_leading() -> None:
    assert context(AYSE, meeting=LED).role is Role.DEPUTY
    assert context(CHAIR, meeting=replace(LED, chair=CHAIR)).role is Role.CHAIR
    for known in (LED, replace(LED, chair=None)):
        assert context(None, meeting=known).role is None
