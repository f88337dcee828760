# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an election (Wahl) is made of, and how a round (Wahlgang) comes out.

Elections are secret (§ 39 (2) ThürKO): they are held on paper, tellers (Stimmzähler) count, and the
count is entered. Nobody's vote is known to the machine, so none can be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bot.domain.ids import ElectionId, ItemId, SeatId
from bot.domain.values import Base, Majority, QuorumCheck, at_least

PAIR = 2
"""So many go into a run-off (Stichwahl)."""


HALF_OF_THE_PRESENT = Majority(share=Fraction(1, 2), base=Base.PRESENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionRule:
    """How the body elects. After an undecided first round the two strongest meet in a run-off."""

    first: Majority = HALF_OF_THE_PRESENT
    """What the first round takes. Base `PRESENT`: of the entitled who are present (§ 39 (2) s. 2
    ThürKO); `VOTES_CAST`: of all papers that are valid, abstentions among them; `YES_VS_NO`: of the
    valid papers without abstentions."""
    remote: bool = False
    """Whether it may be held while members with a vote take part from elsewhere."""


ON_PAPER = ElectionRule()
"""More than half of the present in the first round; nobody takes part from elsewhere."""


class Outcome(StrEnum):
    """How a round came out."""

    ELECTED = "elected"
    RUN_OFF = "run_off"
    """Nobody reached the majority; the two strongest meet in the next round."""
    LOT_FOR_OFFICE = "lot_for_office"
    """A tie in the run-off."""
    LOT_FOR_RUN_OFF = "lot_for_run_off"
    """A tie for a place in the run-off."""
    NOBODY = "nobody"
    """The only candidate was not elected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """How many papers (Stimmzettel) name a candidate."""

    candidate: str
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCount:
    """What the tellers found. ``against`` counts the noes where there is one candidate only."""

    issued: int
    """Papers handed out."""
    votes: tuple[Votes, ...]
    against: int = 0
    abstain: int = 0
    """Blank papers."""
    invalid: int = 0

    @property
    def found(self) -> int:
        """All papers in the box."""
        named = sum(each.papers for each in self.votes)
        return named + self.against + self.abstain + self.invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round. ``count`` and ``outcome`` are None until the tellers are done."""

    number: int
    candidates: tuple[str, ...]
    tellers: tuple[SeatId, ...]
    entitled: int
    """Present with a vote when the round began: so many papers at most."""
    check: QuorumCheck
    run_off: bool = False
    count: PaperCount | None = None
    outcome: Outcome | None = None
    needed: int = 0
    drawn: tuple[str, ...] = ()
    """Whom the lot (Los) has fallen on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """An office to be filled. ``elected`` is empty until somebody is."""

    id: ElectionId
    item: ItemId | None
    office: str
    candidates: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()
    elected: str = ""
    accepted: bool | None = None
    """Whether the elected has taken the office on; None until asked."""
    non_public: bool = False

    @property
    def running(self) -> Round | None:
        """The round whose papers are being filled in or counted."""
        last = self.rounds[-1] if self.rounds else None
        return last if last and last.count is None else None

    @property
    def over(self) -> bool:
        return bool(self.elected) and self.accepted is not None

    @property
    def tied(self) -> tuple[str, ...]:
        """Candidates the lot still has to decide among."""
        last = self.rounds[-1] if self.rounds else None
        if last is None or last.count is None:
            return ()
        _, tied = standing(last)
        left = tuple(name for name in tied if name not in last.drawn)
        return left if wanted(last) > len(last.drawn) else ()

    @property
    def next_candidates(self) -> tuple[str, ...]:
        """Who stands in the next round: all nominated, or who goes into the run-off."""
        last = self.rounds[-1] if self.rounds else None
        if last is None or last.outcome is Outcome.NOBODY or self.accepted is False:
            return self.candidates
        if last.outcome in (Outcome.RUN_OFF, Outcome.LOT_FOR_RUN_OFF):
            ahead, _ = standing(last)
            return (*ahead, *last.drawn)
        return ()


def standing(done: Round) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who is ahead beyond doubt, and who is tied for what is left.

    In a run-off there is one place, the office; else two, those in the run-off.
    """
    places = _places(done)
    ranked = _ranked(done.count.votes if done.count else ())
    if len(ranked) <= places:
        return tuple(each.candidate for each in ranked), ()
    line = ranked[places - 1].papers
    if ranked[places].papers < line:
        return tuple(each.candidate for each in ranked[:places]), ()
    ahead = tuple(each.candidate for each in ranked if each.papers > line)
    return ahead, tuple(each.candidate for each in ranked if each.papers == line)


def wanted(done: Round) -> int:
    """Return how many the lot has to be drawn for."""
    if done.outcome not in (Outcome.LOT_FOR_OFFICE, Outcome.LOT_FOR_RUN_OFF):
        return 0
    ahead, _ = standing(done)
    return _places(done) - len(ahead)


def judge(done: Round, rule: ElectionRule) -> tuple[Outcome, str, int]:
    """Return how a counted round came out, who is elected (or ""), and how many votes it took."""
    count = done.count
    if count is None:
        raise ValueError("the round is not counted")
    ranked = _ranked(count.votes)
    if done.run_off:
        _, tied = standing(done)
        if tied:
            return Outcome.LOT_FOR_OFFICE, "", ranked[0].papers
        return Outcome.ELECTED, ranked[0].candidate, ranked[1].papers + 1
    needed = _needed(done, count, rule.first)
    if ranked[0].papers >= needed:
        return Outcome.ELECTED, ranked[0].candidate, needed
    if len(ranked) < PAIR:
        return Outcome.NOBODY, "", needed
    _, tied = standing(done)
    return (Outcome.LOT_FOR_RUN_OFF if tied else Outcome.RUN_OFF), "", needed


def _needed(done: Round, count: PaperCount, majority: Majority) -> int:
    named = count.found - count.abstain - count.invalid
    base = {
        Base.PRESENT: done.entitled,
        Base.MEMBERS: done.check.statutory,
        Base.VOTES_CAST: named + count.abstain,
        Base.YES_VS_NO: named,
    }[majority.base]
    return max(at_least(majority.share * base, or_equal=majority.or_equal), 1)


def _places(done: Round) -> int:
    return 1 if done.run_off else PAIR


def _ranked(votes: Sequence[Votes]) -> list[Votes]:
    return sorted(votes, key=lambda each: -each.papers)
