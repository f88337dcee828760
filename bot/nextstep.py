# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What comes next, asked by who leads: the opening in the order of its rules, then the usual."""

from __future__ import annotations

from bot.books import Books
from bot.chat import COMMANDS
from bot.chat.context import Context
from bot.chat.nextsteps import STEPS, opening_step, usual
from bot.chat.reader import allowed
from bot.domain.convoked import OpeningStep
from bot.domain.ids import MeetingId
from bot.domain.meeting import Meeting
from bot.domain.opening import remaining
from bot.domain.values import Phase
from bot.effects import Line, Style
from bot.texts import Key

_TYPED = {command.name: command for command in COMMANDS}


def next_lines(books: Books, context: Context) -> list[Line]:
    """Say the next step, how it is made, and what the rules of procedure have after it."""
    meeting = books.current()
    waiting = minutes_to_approve(books, meeting)
    step = opening_step(meeting, minutes_wait=bool(waiting)) if meeting else None
    if meeting is None or step is None:
        return _usual(meeting, context)
    facts = {"step": step, "command": _typed(step, waiting, context)}
    left = [
        other
        for other in remaining(meeting)
        if other is not step and (waiting or other is not OpeningStep.MINUTES)
    ]
    lines = [Line("show.opening_next", facts)]
    if left:
        lines.append(Line("show.opening_after", {"steps": tuple(left)}, Style.SMALL))
    return lines


def minutes_to_approve(books: Books, meeting: Meeting | None) -> tuple[MeetingId, ...]:
    """Return the earlier meetings whose minutes wait to be approved in this one."""
    return tuple(
        known.id
        for known in books.meetings.values()
        if known.phase is Phase.DRAFTED and meeting is not None and known.id != meeting.id
    )


def _typed(step: OpeningStep, waiting: tuple[MeetingId, ...], context: Context) -> str:
    language = str(context.language)
    typed = _TYPED[STEPS[step]].typed(language)
    if step is not OpeningStep.MINUTES:
        return typed
    return f"{typed} {'niederschrift' if language == 'de' else 'minutes'} {waiting[0]}"


def _usual(meeting: Meeting | None, context: Context) -> list[Line]:
    known = {command.name: command for command in allowed(context)}
    following = [known[name] for name in usual(meeting) if name in known]
    lines = [
        Line(
            "show.next_usual",
            {"command": one.pattern(str(context.language)), "summary": Key(one.summary)},
            Style.ITEM,
        )
        for one in following
    ]
    return lines or [Line("show.next_nothing")]
