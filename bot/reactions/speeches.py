# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The speakers' list as the room sees it: one message, edited; and the time that is left."""

from __future__ import annotations

from typing import assert_never

from bot.domain import events as e
from bot.domain.debating import SpeechKind
from bot.domain.speeches import KINDS, MINUTE, group_left, item_left, speakers_list
from bot.effects import Effect, Line, Style
from bot.reactions.turn import Turn


def spoken(turn: Turn, event: e.SpeechEvent) -> list[Effect]:
    match event:
        case e.FloorRequested() | e.FloorRequestDropped():
            if turn.before.debate.waiting:
                return [turn.revise(_slot(turn), *listed(turn))]
            return [turn.say(*listed(turn), slot=_slot(turn))]
        case e.SpeechBegan():
            lines = _time(turn, event)
            told: list[Effect] = [turn.say(*lines)] if lines else []
            if turn.before.debate.waiting == turn.after.debate.waiting:
                return told
            return [*told, turn.revise(_slot(turn), *listed(turn))]
        case e.SpeechExtended(seat=seat, seconds=seconds):
            ends = turn.after.debate.speaking[seat].ends
            facts = {"name": turn.name(seat), "ends": ends, **_clock(seconds)}
            return [turn.say(Line("say.speech_extended", facts))]
        case e.SpeechEnded():
            return []  # who has the floor now is told by the floor
        case e.SpeechTimeUp(seat=seat):
            line = Line("say.speech_time_up", {"name": turn.name(seat)}, Style.WARNING)
            return [turn.say(line), turn.office(line)]
        case _:
            assert_never(event)


def _slot(turn: Turn) -> str:
    return f"speakers/{turn.after.id}/{turn.after.item}"


def listed(turn: Turn) -> list[Line]:
    """Return the list in the order in which they speak."""
    waiting = speakers_list(turn.after)
    if not waiting:
        return [Line("say.speakers_none")]
    return [
        Line("say.speakers", style=Style.TITLE),
        *(
            Line(
                "say.speaker" if one.kind is SpeechKind.DEBATE else "say.speaker_as",
                {"name": turn.name(one.seat), "kind": one.kind},
                Style.ITEM,
            )
            for one in waiting
        ),
    ]


def _time(turn: Turn, event: e.SpeechBegan) -> list[Line]:
    """Say how long the speech may be, and what group and debate have left."""
    lines = []
    if event.seconds:
        ends = turn.after.debate.speaking[event.seat].ends
        facts = {"name": turn.name(event.seat), "ends": ends, **_clock(event.seconds)}
        lines.append(Line("say.speech_limit", facts, Style.SMALL))
    if not KINDS[event.kind].counted:
        return lines
    group, debate = group_left(turn.after, event.seat), item_left(turn.after)
    if group is not None:
        lines.append(Line("say.group_left", _clock(group), Style.SMALL))
    if debate is not None:
        lines.append(Line("say.debate_left", _clock(debate), Style.SMALL))
    return lines


def _clock(seconds: int) -> dict[str, object]:
    return {"minutes": seconds // MINUTE, "seconds": f"{seconds % MINUTE:02d}"}
