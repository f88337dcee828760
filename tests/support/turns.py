# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Journals as the bot lives through them: every entry with the states around it and its effects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from bot.domain.evolve import evolve
from bot.domain.meeting import Meeting
from bot.domain.records import Recorded
from bot.effects import Effect, Line, Publish, Revise, Say, Tell
from bot.reactions import Turn, meeting_effects


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One entry, what it changed, and what follows from it."""

    record: Recorded
    turn: Turn
    effects: tuple[Effect, ...]

    @property
    def kind(self) -> str:
        return type(self.record.event).__name__


def turns(records: Iterable[Recorded]) -> list[Turn]:
    """Return the turn of every entry; the hashes are those of the entries' numbers."""
    meeting, made = Meeting(), []
    for record in records:
        before, meeting = meeting, evolve(meeting, record.event)
        digest = sha256(str(record.seq).encode()).hexdigest()
        turn = Turn(
            before=before,
            after=meeting,
            event=record.event,
            seq=record.seq,
            hash=digest,
            at=record.at,
        )
        made.append(turn)
    return made


def steps(records: Iterable[Recorded]) -> list[Step]:
    """Return every entry with its effects."""
    known = list(records)
    return [
        Step(record=record, turn=turn, effects=tuple(meeting_effects(turn)))
        for record, turn in zip(known, turns(known), strict=True)
    ]


def last(records: Iterable[Recorded]) -> Step:
    """Return the last entry with its effects."""
    return steps(records)[-1]


def messages(effects: Iterable[Effect]) -> list[Say | Revise | Tell]:
    """Return the effects that say something, in order."""
    return [effect for effect in effects if isinstance(effect, Say | Revise | Tell)]


def lines(effects: Iterable[Effect]) -> list[Line]:
    """Return everything that is said."""
    return [line for message in messages(effects) for line in message.lines]


def keys(effects: Iterable[Effect]) -> list[str]:
    """Return the names of the sentences that are said."""
    return [line.key for line in lines(effects)]


def papers(effects: Iterable[Effect]) -> list[Publish]:
    return [effect for effect in effects if isinstance(effect, Publish)]
