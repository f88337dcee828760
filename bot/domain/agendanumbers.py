# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What becomes of the numbers of an agenda that has gone out (rule ``agenda.numbers``).

Councils differ: with some what follows an item that is taken off moves up, with others every item
keeps the number it was invited under, the number taken off stays empty, and what is added gets one
of its own behind them. Numbers of a draft nobody was invited to always move up.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.ids import ItemId
from bot.domain.meeting import NON_PUBLIC, Meeting
from bot.domain.rulebook import AgendaNumbers


def fixed(meeting: Meeting) -> Meeting:
    """Return the meeting once its invitation is out: from now on its numbers may stay."""
    if meeting.law().word("agenda.numbers") != AgendaNumbers.KEEP:
        return meeting
    numbers = {known.id: (meeting.number_of(known.id),) for known in meeting.agenda}
    return replace(meeting, numbers=numbers)


def numbered(meeting: Meeting, item: ItemId) -> Meeting:
    """Return the meeting with a number for what came later, where the others keep theirs."""
    known = meeting.item_named(item)
    if not meeting.numbers or known is None:
        return meeting
    given = [number for had in meeting.numbers.values() for number in had]
    part = [number for number in given if number.startswith(NON_PUBLIC) is not known.public]
    last = max((int(number.removeprefix(NON_PUBLIC)) for number in part), default=0)
    new = f"{'' if known.public else NON_PUBLIC}{last + 1}"
    had = meeting.numbers.get(item, ())
    return replace(meeting, numbers={**meeting.numbers, item: (*had, new)})
