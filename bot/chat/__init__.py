# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bot's language, pure: text in, command out.

`COMMANDS` is the whole table. To add a command: describe it in the file of its topic, write its
summary ``command.<name>`` into both catalogues, and run ``python -m bot.chat.reference``.
"""

from __future__ import annotations

from bot.chat import (
    agenda,
    ahead,
    attendance,
    circulation,
    conference,
    disturbances,
    elections,
    general,
    itemrequests,
    meeting,
    minutes,
    motions,
    opening,
    order,
    postal,
    procedural,
    residents,
    resolutions,
    roster,
    speeches,
    trust,
    urgent,
    votes,
)
from bot.chat.command import ChatCommand

COMMANDS: tuple[ChatCommand, ...] = (
    *general.COMMANDS,
    *meeting.COMMANDS,
    *ahead.COMMANDS,
    *agenda.COMMANDS,
    *itemrequests.COMMANDS,
    *circulation.COMMANDS,
    *urgent.COMMANDS,
    *opening.COMMANDS,
    *attendance.COMMANDS,
    *conference.COMMANDS,
    *disturbances.COMMANDS,
    *speeches.COMMANDS,
    *order.COMMANDS,
    *residents.COMMANDS,
    *motions.COMMANDS,
    *procedural.COMMANDS,
    *votes.COMMANDS,
    *postal.COMMANDS,
    *elections.COMMANDS,
    *minutes.COMMANDS,
    *resolutions.COMMANDS,
    *roster.COMMANDS,
    *trust.COMMANDS,
)
