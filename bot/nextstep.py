# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What comes next, asked by who leads: the opening in the order of its rules, then the usual."""

from __future__ import annotations

from bot.books import Books
from bot.chat import COMMANDS
from bot.chat.context import Context
from bot.chat.nextsteps import (
    STEPS,
    approving,
    minutes_to_approve,
    minutes_vote,
    opening_step,
    usual,
)
from bot.chat.reader import allowed
from bot.domain.convoked import OpeningStep
from bot.domain.ids import MeetingId
from bot.domain.meeting import Meeting
from bot.domain.opening import remaining
from bot.effects import Line, Style
from bot.texts import Key

_TYPED = {command.name: command for command in COMMANDS}


def next_lines(books: Books, context: Context) -> list[Line]:
    """Say the next step, how it is made, and what the rules of procedure have after it."""
    meeting = books.current()
    waiting = minutes_to_approve(books.meetings, meeting)
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


def _typed(step: OpeningStep, waiting: tuple[MeetingId, ...], context: Context) -> str:
    if step is OpeningStep.MINUTES:
        return approving(waiting[0], context.language)
    return _TYPED[STEPS[step]].typed(str(context.language))


def _usual(meeting: Meeting | None, context: Context) -> list[Line]:
    known = {command.name: command for command in allowed(context)}
    following = [known[name] for name in usual(meeting) if name in known]
    lines = []
    if (typed := minutes_vote(context)) and "votes.open" in known:
        facts = {"command": typed, "summary": Key("help.approve_minutes")}
        lines.append(Line("show.next_usual", facts, Style.ITEM))
    lines += [
        Line(
            "show.next_usual",
            {"command": one.pattern(str(context.language)), "summary": Key(one.summary)},
            Style.ITEM,
        )
        for one in following
    ]
    return lines or [Line("show.next_nothing")]
