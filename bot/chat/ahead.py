# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A meeting to come, named before what prepares it.

While a meeting is held, whatever is said is about that one. Its clerk may have to prepare the next
all the same: the number of that meeting in front makes one call about it, and that call alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.arguments import Arguments
from bot.chat.command import BACK, Ahead, ChatCommand
from bot.chat.context import Context
from bot.chat.misunderstood import Misunderstood
from bot.domain.ids import MeetingId
from bot.domain.meeting import TO_COME, Meeting, start_of
from bot.domain.permissions import LEAD
from bot.texts import Key


def _ahead(arguments: Arguments, context: Context) -> Ahead:
    typed = arguments.take("meeting").bare
    meeting = context.meetings.get(MeetingId(typed))
    to_come = _names(m for m in context.meetings.values() if m.phase in TO_COME)
    if meeting is None:
        raise Misunderstood("problem.ahead_unknown", typed=typed, meetings=to_come)
    if meeting.phase not in TO_COME:
        facts = {"meeting": meeting.id, "title": meeting.title, "phase": meeting.phase}
        raise Misunderstood("problem.ahead_over", **facts, meetings=to_come)
    if not arguments.left():
        raise Misunderstood("problem.missing", part=Key("part.command"))
    return Ahead(meeting=meeting, call=arguments.rest_of_call())


def _names(meetings: Iterable[Meeting]) -> tuple[str, ...]:
    return tuple(meeting.id for meeting in sorted(meetings, key=start_of))


COMMANDS = (
    ChatCommand(
        name="meeting.ahead",
        words={"de": ("für",), "en": ("for",)},
        usage={"de": "<Sitzung>: <Befehl>", "en": "<meeting>: <command>"},
        example={
            "de": '2026-04: tagesordnung neu "Haushalt"',
            "en": '2026-04: agenda add "Budget"',
        },
        roles=LEAD,
        places=BACK,
        make=_ahead,
    ),
)
