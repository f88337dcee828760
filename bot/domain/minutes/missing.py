# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What minutes still lack of that which § 42 ThürKO asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.minutes.values import ItemRecord, Minutes


class Gap(StrEnum):
    """What is not filled."""

    DAY = "day"
    """No day: the meeting was never opened, so nothing says when it was held."""
    PLACE = "place"
    END = "end"
    """The meeting is not closed."""
    CHAIR = "chair"
    CLERK = "clerk"
    """Nobody on the roster keeps the minutes."""
    PRESENT = "present"
    """No name of anybody present."""
    QUORUM = "quorum"
    """The quorum was never stated."""
    ABSENCE = "absence"
    """A member did not come, and nothing is noted about it."""
    REASON = "reason"
    """A member's absence is noted without a reason."""
    OUTCOME = "outcome"
    """An item was called and ended without a ballot, a counted round, and a note."""
    BALLOT = "ballot"
    """A ballot has neither a result nor been broken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One gap and what it concerns."""

    gap: Gap
    what: str = ""
    """Name of the member, number of the item, id of the ballot; empty for the meeting."""


def missing(minutes: Minutes) -> tuple[Missing, ...]:
    """Return what § 42 (1) ThürKO names and ``minutes`` do not hold, for the clerk to fill."""
    return (*_of_meeting(minutes), *_of_roll(minutes), *_of_items(minutes))


def unsigned(minutes: Minutes) -> tuple[str, ...]:
    """Return which of ``chair`` and ``clerk`` have still to sign this version, § 42 (2) ThürKO."""
    signed = {signature.role for signature in minutes.signatures}
    return tuple(role for role in ("chair", "clerk") if role not in signed)


def _of_meeting(minutes: Minutes) -> Iterator[Missing]:
    filled = {
        Gap.DAY: minutes.opened,
        Gap.PLACE: minutes.place.strip(),
        Gap.END: minutes.closed,
        Gap.CHAIR: minutes.chairs,
        Gap.CLERK: minutes.clerks,
        Gap.PRESENT: [line for line in minutes.roll if line.came],
        Gap.QUORUM: minutes.quorum,
    }
    return (Missing(gap=gap) for gap, value in filled.items() if not value)


def _of_roll(minutes: Minutes) -> Iterator[Missing]:
    for line in minutes.roll:
        if line.came or not line.votes:
            continue
        if line.absence is None:
            yield Missing(gap=Gap.ABSENCE, what=line.person.name)
        elif not line.absence.reason.strip():
            yield Missing(gap=Gap.REASON, what=line.person.name)


def _of_items(minutes: Minutes) -> Iterator[Missing]:
    for record in minutes.records:
        for ballot in record.ballots:
            if ballot.result is None and ballot.broken_off is None:
                yield Missing(gap=Gap.BALLOT, what=ballot.id)
        yield from (
            Missing(gap=Gap.BALLOT, what=known.election.id)
            for known in record.elections
            if known.election.running
        )
    decided = {record.item.id for record in minutes.records if record.item and _has_outcome(record)}
    decided |= {off.item.id for off in minutes.removed}  # that is what came of it
    for record in minutes.records:
        if record.item and record.calls and record.item.id not in decided:
            yield Missing(gap=Gap.OUTCOME, what=record.number or record.item.title)


def _has_outcome(record: ItemRecord) -> bool:
    voted = any(b.result and not b.voided for b in record.ballots)
    held = any(
        known.election.broken_off or any(each.round.count for each in known.rounds)
        for known in record.elections
    )
    return bool(record.notes or record.text) or voted or held
