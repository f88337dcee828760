# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which of the two documents something belongs to."""

from __future__ import annotations

from typing import TypeAlias

from bot.domain.ids import ItemId
from bot.domain.meeting import Meeting
from bot.domain.minutes.persons import Part

Key: TypeAlias = tuple[Part, ItemId | None]
"""A record: what happened in one part on one item, or outside any."""


def part_of(state: Meeting, item: ItemId | None) -> Part:
    """Return which document something that happens now on ``item`` belongs to."""
    known = state.item_named(item) if item else None
    if state.non_public or (known and not known.public):
        return Part.NON_PUBLIC
    return Part.PUBLIC
