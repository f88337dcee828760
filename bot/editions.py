# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes into what papers follow from with which templates they are made."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import events as e
from bot.paper.edition import edition

PAPERS_FOLLOW = (
    *(e.InvitationSent, e.MinutesDrafted, e.MinutesCirculated, e.MinutesApproved),
    *(e.ExtractIssued, e.UrgentExtractIssued, e.CirculationExtractIssued),
)
"""From these papers follow; each names the templates they were made with."""


def stamped(event: e.Event) -> e.Event:
    """Return the event as it is written down here and now."""
    return replace(event, templates=edition()) if isinstance(event, PAPERS_FOLLOW) else event
