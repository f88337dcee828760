# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Quorum (Beschlussfähigkeit): how many must be there, by which rule, and when it is presumed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.domain.ids import ItemId, SeatId
from bot.domain.refusals import NoQuorum, Refused
from bot.domain.rulebook import RecusedFrom
from bot.domain.values import Base, QuorumCheck, at_least

if TYPE_CHECKING:
    from bot.domain.meeting import Meeting


def check(meeting: Meeting, item: ItemId | None, but: SeatId | None) -> QuorumCheck:
    """Count those entitled to vote on ``item``, ``but`` one; whatever may be presumed.

    Where members have several votes each, it is one of votes (satzungsmäßige Stimmenzahl).
    """
    needed, key = _needed(meeting, item)
    present = meeting.weighed(meeting.entitled(item, but))
    return QuorumCheck(
        present=present,
        needed=needed,
        statutory=meeting.statutory_votes,
        quorate=present >= needed,
        norm=meeting.law().norm(key),
    )


def is_presumed(meeting: Meeting, item: ItemId | None, found: QuorumCheck) -> bool:
    """Tell whether the body counts as quorate though too few are there: nobody has doubted it.

    § 53 (1) HGO, § 65 (1) NKomVG, § 49 (1) GO NRW, § 38 (1) GO SH: stated at the beginning, it
    lasts until its want is stated. In SH the chair states that unasked below a third.
    """
    law, last = meeting.law(), meeting.last_check
    if not law.flag("quorum.presumed") or last is None:
        return False
    doubted = item in meeting.inquorate if item else not last.quorate
    least = law.shares.get("quorum.presumed.least")
    enough = (
        at_least(least.share * meeting.statutory_votes, or_equal=least.or_equal) if least else 1
    )
    return not doubted and found.present >= enough


def may_decide(meeting: Meeting, item: ItemId | None, but: SeatId | None = None) -> bool:
    """Tell whether there is a quorum, or one is presumed."""
    found = check(meeting, item, but)
    return found.quorate or is_presumed(meeting, item, found)


def need(meeting: Meeting, item: ItemId | None, but: SeatId | None = None) -> QuorumCheck:
    """Return how many are there. Raises Refused where that is neither a quorum nor presumed one."""
    found = check(meeting, item, but)
    if not (found.quorate or is_presumed(meeting, item, found)):
        raise Refused(
            NoQuorum(present=found.present, needed=found.needed, statutory=found.statutory)
        )
    return found


def _needed(meeting: Meeting, item: ItemId | None) -> tuple[int, str]:
    """Return how many must be present, and by which rule.

    A second call on the same item needs fewer (§ 36 (2) ThürKO), and so does an item of which
    half the members or more are excluded for personal interest (§ 36 (3)), more than half (§ 53
    (3) HGO), or any (§ 39 (2) GemO RLP). In some Länder each of them lowers the number it is a
    share of (§ 38 (2) GO SH).
    """
    law, rule = meeting.law(), meeting.law().quorum
    recused = meeting.weighed(s for s in meeting.voting_members() if meeting.is_recused(s, item))
    voting = meeting.weighed(meeting.voting_members())
    base = meeting.statutory_votes if rule.base is Base.MEMBERS else voting
    lowered = recused if law.flag("quorum.recusal.lowers") else 0
    usual = at_least(rule.share * (base - lowered), or_equal=rule.or_equal)
    known = [(usual, "quorum.recusal.lowers" if lowered else "quorum")]
    second = law.number("quorum.second")
    if _is_called_again(meeting, item) and second is not None:
        known.append((second, "quorum.second"))
    if _so_many_recused(meeting, recused):
        known += _after_recusals(meeting, usual)
    return min(known, key=lambda rule: rule[0])


def _after_recusals(meeting: Meeting, usual: int) -> Iterator[tuple[int, str]]:
    law = meeting.law()
    few, count = law.shares.get("quorum.recusal"), law.number("quorum.recusal.members")
    if few:
        least = at_least(few.share * meeting.statutory_votes, or_equal=few.or_equal)
        yield least, "quorum.recusal"
    elif count is not None:
        yield min(count, usual), "quorum.recusal.members"


def _is_called_again(meeting: Meeting, item: ItemId | None) -> bool:
    """Tell whether the second call is about ``item``; without one, about anything at all."""
    if not meeting.second_call:
        return False
    known = meeting.item_named(item) if item else None
    if known is None:
        return True
    if meeting.called_again is None:
        return known.carried_from.startswith(f"{meeting.second_call}/")
    return known.carried_from in meeting.called_again


def _so_many_recused(meeting: Meeting, recused: int) -> bool:
    """Tell whether so many ``recused`` votes are enough for the smaller quorum of the Land."""
    match meeting.law().word("quorum.recusal.from"):
        case RecusedFrom.ANY:
            return recused > 0
        case RecusedFrom.MORE_THAN_HALF:
            return 2 * recused > meeting.statutory_votes
        case RecusedFrom.MORE_THAN_HALF_IN_OFFICE:
            return 2 * recused > meeting.weighed(meeting.voting_members())
        case _:
            return 2 * recused >= meeting.statutory_votes
