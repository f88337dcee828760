# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is answered to who enters votes for others: whose they were.

The room's running count says only how many there are, unless the vote is by name.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.meeting import Meeting
from bot.domain.values import Channel, Choice
from bot.effects import Line, Style


def whose(command: c.Command, meeting: Meeting | None) -> tuple[Line, ...]:
    """Return whose votes were entered by ``command``; nothing where the count shows the names."""
    votes: Sequence[tuple[SeatId, Choice]] = ()
    if isinstance(command, c.EnterCount):
        votes = command.votes
    elif isinstance(command, c.CastVote) and command.channel is Channel.CLERK:
        votes = ((command.seat, command.choice),)
    ballot = meeting.open_ballot() if meeting else None
    if meeting is None or ballot is None or ballot.names_shown or not votes:
        return ()
    lines = [Line("reply.votes_entered", {"ballot": ballot.id})]
    for choice in Choice:
        names = tuple(meeting.seats[seat].name for seat, chosen in votes if chosen is choice)
        if names:
            facts = {"choice": choice, "n": len(names), "names": names}
            lines.append(Line("say.votes_of", facts, Style.ITEM))
    return tuple(lines)
