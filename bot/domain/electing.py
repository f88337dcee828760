# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an election (Wahl) is made of, and how a round (Wahlgang) comes out.

Elections are held on paper, tellers (Stimmzähler) count, and the count is entered. Nobody's vote
is known to the machine, so none can be told. What a round takes, and what follows it, differs from
Land to Land: `ElectionRule` has it from the profile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from bot.domain.apportionment import Apportionment, Method, apportion
from bot.domain.ids import ElectionId, ItemId, SeatId
from bot.domain.lots import PublicLot
from bot.domain.values import Base, Majority, Postal, QuorumCheck, at_least

PAIR = 2
"""So many go into a run-off (Stichwahl)."""


HALF_OF_THE_PRESENT = Majority(share=Fraction(1, 2), base=Base.PRESENT)


class Contest(StrEnum):
    """What decides a round."""

    MAJORITY = "majority"
    RUN_OFF = "run_off"
    """The two strongest alone; who has more votes is elected."""
    MOST_VOTES = "most_votes"
    """All who stand; who has most votes is elected."""


class Second(StrEnum):
    """What follows a first round that elects nobody."""

    RUN_OFF = "run_off"
    REPEAT = "repeat"
    """The same once more, then the run-off (§ 40 (3) GemO RP)."""
    PLURALITY = "plurality"
    """A round in which most votes suffice (§ 67 NKomVG)."""
    NONE = "none"
    """Nothing but the lot."""


_AFTER: Mapping[Second, tuple[Contest, ...]] = {
    Second.RUN_OFF: (Contest.RUN_OFF,),
    Second.REPEAT: (Contest.MAJORITY, Contest.RUN_OFF),
    Second.PLURALITY: (Contest.MOST_VOTES,),
    Second.NONE: (),
}


class ThreeWayTie(StrEnum):
    """What is done when more than two share the highest number of votes."""

    LOT = "lot"
    """The lot sends two of them into the run-off."""
    REPEAT = "repeat"
    """The round is held again (Art. 51 (3) BayGO)."""
    DISPUTED = "disputed"
    """The law does not say; who leads decides, with a reason (Landtag TH DS 6/7732)."""


class ChairsPaper(StrEnum):
    """Whether who holds the chair's office (Bürgermeister, Landrat) elects with the others."""

    ELECTS = "elects"
    RESTS = "rests"
    """Their vote rests in elections (§ 36 (3) s. 2 GemO RP); not that of an elected councillor, for
    whom the body says ``elects``."""


class RecusedElect(StrEnum):
    """Whether who is recused from the item elects."""

    ELECTS = "elects"
    EXCLUDED = "excluded"
    """They do not: they are recused in elections to a paid office alone, as nobody is in others
    (§ 18 (3) s. 2 GemO BW)."""


class Candidates(StrEnum):
    """Whose name makes a paper valid."""

    NOMINATED = "nominated"
    """Of who was put forward before the round."""
    ANYONE = "anyone"
    """Of whoever is eligible; nominations bind nobody (practice under Art. 51 (3) BayGO)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionRule:
    """How the body elects."""

    first: Majority | None = HALF_OF_THE_PRESENT
    """What the first round takes; None: most votes suffice at once. Base `PRESENT`: of the entitled
    who are present (§ 39 (2) s. 2 ThürKO); `VOTES_CAST`: of all papers that are valid, abstentions
    among them; `YES_VS_NO`: of the valid papers without abstentions."""
    second: Second = Second.RUN_OFF
    alone_by_more_yes: bool = False
    """Whether a single candidate is elected in the second round by more Yes than No."""
    three_way: ThreeWayTie = ThreeWayTie.LOT
    no_is_invalid: bool = False
    """Whether noes and blank papers count as invalid, and the round is held again once half of the
    papers are (Art. 51 (3) BayGO)."""

    @property
    def contests(self) -> tuple[Contest, ...]:
        """What decides the rounds, one after the other."""
        first = Contest.MAJORITY if self.first else Contest.MOST_VOTES
        return (first, *_AFTER[self.second])


ON_PAPER = ElectionRule()
"""More than half of the present in the first round, then the run-off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """What an election by lists (Verhältniswahl) fills, and how the papers share it out."""

    number: int
    method: Method
    majority: bool = False
    """With `Method.HARE`: more than half of the votes is more than half of the seats."""


class Outcome(StrEnum):
    """How a round came out."""

    ELECTED = "elected"
    RUN_OFF = "run_off"
    """Nobody reached the majority; the two strongest meet in the next round."""
    AGAIN = "again"
    """Nobody is elected; all who stand go into the next round."""
    REPEAT = "repeat"
    """The same round is held once more."""
    LOT_FOR_OFFICE = "lot_for_office"
    """A tie that ends the election."""
    LOT_FOR_RUN_OFF = "lot_for_run_off"
    """A tie for a place in the run-off."""
    THREE_WAY = "three_way"
    """More than two share the highest number of votes, and the law does not say what follows."""
    NOBODY = "nobody"
    """The only candidate was not elected, or nobody got a vote."""


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
    """Of all who stood and, where papers may name anyone, of those they name beside them."""
    against: int = 0
    abstain: int = 0
    """Blank papers."""
    invalid: int = 0

    @property
    def found(self) -> int:
        """All papers in the box."""
        return self.named + self.against + self.abstain + self.invalid

    @property
    def named(self) -> int:
        """Papers that name a candidate."""
        return sum(each.papers for each in self.votes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round. ``count`` and ``outcome`` are None until the tellers are done."""

    number: int
    candidates: tuple[str, ...]
    tellers: tuple[SeatId, ...]
    entitled: int
    """Present with a vote in it when the round began: so many papers at most."""
    check: QuorumCheck
    contest: Contest = Contest.MAJORITY
    step: int = 0
    """Its place among `ElectionRule.contests`."""
    postal: Postal | None = None
    """The papers were sent home and are counted after the meeting."""
    openly: bool = False
    """By show of hands: no papers."""
    anyone: bool = False
    """Papers may name who does not stand."""
    majority: Majority | None = None
    """What the round takes instead of what the body's elections do; without it nobody is elected
    and all begins anew (§ 28 (4) SächsGemO: two thirds of the present without the mayor)."""
    seats: Seats | None = None
    """The papers name lists, which share these seats; the candidates are the lists."""
    count: PaperCount | None = None
    outcome: Outcome | None = None
    needed: int = 0
    drawn: tuple[str, ...] = ()
    """Whom the lot (Los) has fallen on."""
    lots: tuple[PublicLot, ...] = ()
    """Draws by words handed in, those that came to nothing included."""
    tie: tuple[str, SeatId] | None = None
    """Why who led decided what follows a tie of more than two, and who that was."""

    @property
    def lot(self) -> PublicLot | None:
        """The draw that is under way."""
        return self.lots[-1] if self.lots and not self.lots[-1].over else None

    @property
    def run_off(self) -> bool:
        return self.contest is Contest.RUN_OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidRound:
    """A round that does not count, why, and who said so."""

    round: Round
    reason: str
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """An office to be filled. ``elected`` is empty until somebody is."""

    id: ElectionId
    item: ItemId | None
    office: str
    candidates: tuple[str, ...] = ()
    nominated_by: Mapping[str, SeatId] = field(default_factory=dict)
    """Who has put each candidate forward."""
    rounds: tuple[Round, ...] = ()
    elected: str = ""
    accepted: bool | None = None
    """Whether the elected has taken the office on; None until asked."""
    non_public: bool = False
    void: tuple[VoidRound, ...] = ()
    """Rounds that do not count; their places among ``rounds`` are free again."""
    agreed_open: bool = False
    """Everybody has consented to elect openly."""
    demanded: SeatId | None = None
    """Who has objected to an open election."""
    seats: Seats | None = None
    """What lists share, instead of one person being elected; ``elected`` then says which list has
    how many, and who that is."""
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Who is on each list, in its order; a list may name nobody yet."""
    broken_off: str = ""
    """Why it ended without anybody elected (Abbruch der Wahl); empty: it did not."""

    @property
    def last(self) -> Round | None:
        return self.rounds[-1] if self.rounds else None

    @property
    def latest(self) -> Round | None:
        """The round begun last, be it one that does not count."""
        void = self.void[-1].round if self.void else None
        return void if void and void.number > len(self.rounds) else self.last

    @property
    def running(self) -> Round | None:
        """The round whose papers are being filled in or counted."""
        return self.last if self.last and self.last.count is None else None

    @property
    def unanswered(self) -> bool:
        """Whether somebody is elected who has not said whether they take the office on."""
        return bool(self.elected) and self.accepted is None and self.seats is None

    @property
    def filled(self) -> bool:
        """Whether the office is taken on, or the seats are shared out."""
        return self.accepted is True or (self.seats is not None and bool(self.elected))

    @property
    def over(self) -> bool:
        """Whether it was broken off, or who is elected has answered or need not."""
        return bool(self.broken_off or (self.elected and not self.unanswered))

    @property
    def anew(self) -> bool:
        """Whether the next round begins all anew, with whoever is nominated by then."""
        last = self.last
        return last is None or self.accepted is False or last.outcome is Outcome.NOBODY

    @property
    def tied(self) -> tuple[str, ...]:
        """Candidates the lot still has to decide among."""
        last = self.last
        if last is None or last.count is None or self.broken_off:
            return ()
        _, tied = standing(last)
        left = tuple(name for name in tied if name not in last.drawn)
        return left if wanted(last) > len(last.drawn) else ()

    @property
    def next_step(self) -> int:
        """The place of the next round among the contests; 0 if all begins anew."""
        last = self.last
        if last is None or self.anew:
            return 0
        return last.step if last.outcome is Outcome.REPEAT else last.step + 1

    @property
    def next_candidates(self) -> tuple[str, ...]:
        """Who stands in the next round: all nominated, or who goes into the run-off."""
        last = self.last
        if last is None or self.anew:
            return self.candidates
        match last.outcome:
            case Outcome.AGAIN:
                return self.candidates
            case Outcome.REPEAT:
                return self.candidates if last.anyone else last.candidates
            case Outcome.RUN_OFF | Outcome.LOT_FOR_RUN_OFF:
                ahead, _ = standing(last)
                return (*ahead, *last.drawn)
            case _:
                return ()


def shares(done: Round) -> Mapping[str, int]:
    """Return the seats of each list of a counted round, those by lot included."""
    shared = _shared(done).seats
    return {name: seats + done.drawn.count(name) for name, seats in shared.items()}


def told(election: Election, done: Round) -> str:
    """Say which list has how many seats and who takes them: ``Union: 2 (A, B); Grüne: 1``."""
    parts = list[str]()
    for name, seats in shares(done).items():
        people = ", ".join(election.people.get(name, ())[:seats])
        if seats:
            parts.append(f"{name}: {seats} ({people})" if people else f"{name}: {seats}")
    return "; ".join(parts)


def _shared(done: Round) -> Apportionment:
    if done.seats is None or done.count is None:
        raise ValueError("no lists were counted")
    strength = {each.candidate: each.papers for each in done.count.votes}
    return apportion(done.seats.method, done.seats.number, strength, majority=done.seats.majority)


def standing(done: Round) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who is ahead beyond doubt, and who is tied for what is left.

    There is one place where the office is decided on; else two, those in the run-off. Among lists
    those are tied who may each get one of the seats that are left.
    """
    if done.seats and done.outcome is Outcome.LOT_FOR_OFFICE:
        return (), tuple(dict.fromkeys(_shared(done).tied))
    return _standing(done, 1 if done.outcome is Outcome.LOT_FOR_OFFICE else PAIR)


def _standing(done: Round, places: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
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
    if done.outcome is Outcome.LOT_FOR_OFFICE:
        return _shared(done).by_lot if done.seats else 1
    if done.outcome is not Outcome.LOT_FOR_RUN_OFF:
        return 0
    ahead, _ = standing(done)
    return PAIR - len(ahead)


def judge(done: Round, rule: ElectionRule) -> tuple[Outcome, str, int]:
    """Return how a counted round came out, who is elected (or ""), and how many votes it took.

    Of lists, whose seats `told` names, it says "" and 0.
    """
    count = done.count
    if count is None:
        raise ValueError("the round is not counted")
    if done.seats:
        return _by_lists(done, count), "", 0
    if rule.no_is_invalid and 2 * count.named <= count.found:
        return Outcome.REPEAT, "", 0
    after = rule.contests[done.step + 1 :]
    ranked = _ranked(count.votes)
    needed = _needed(done, count, rule)
    _, tied = _standing(done, 1)
    if not ranked:
        return Outcome.NOBODY, "", needed
    if done.majority:
        if ranked[0].papers >= needed and not tied:
            return Outcome.ELECTED, ranked[0].candidate, needed
        return Outcome.NOBODY, "", needed
    if len(ranked) == 1:
        return _alone(done, count, rule)
    if done.contest is Contest.MAJORITY:
        if ranked[0].papers >= needed:
            return Outcome.ELECTED, ranked[0].candidate, needed
        return _undecided(done, rule, after), "", needed
    if not tied:
        return Outcome.ELECTED, ranked[0].candidate, ranked[1].papers + 1
    if done.contest is Contest.MOST_VOTES and not ranked[0].papers:
        return Outcome.NOBODY, "", 1
    return (Outcome.AGAIN if after else Outcome.LOT_FOR_OFFICE), "", ranked[0].papers


def _by_lists(done: Round, count: PaperCount) -> Outcome:
    """Lists have their seats, unless the lot decides on the last, or no paper names a list."""
    if not count.named:
        return Outcome.NOBODY
    return Outcome.LOT_FOR_OFFICE if _shared(done).by_lot else Outcome.ELECTED


def _alone(done: Round, count: PaperCount, rule: ElectionRule) -> tuple[Outcome, str, int]:
    """A single candidate needs the majority or, where that is enough, more Yes than No."""
    by_majority = done.contest is Contest.MAJORITY
    needed = _needed(done, count, rule) if by_majority else count.against + 1
    if count.named >= needed:
        return Outcome.ELECTED, count.votes[0].candidate, needed
    after = rule.contests[done.step + 1 :]
    goes_on = bool(after) and (after[0] is not Contest.RUN_OFF or rule.alone_by_more_yes)
    return (Outcome.AGAIN if goes_on else Outcome.NOBODY), "", needed


def _undecided(done: Round, rule: ElectionRule, after: Sequence[Contest]) -> Outcome:
    """Return what follows a round in which nobody of several reached the majority."""
    if after[0] is not Contest.RUN_OFF:
        return Outcome.AGAIN
    ahead, tied = _standing(done, PAIR)
    if not ahead and len(tied) > PAIR:
        return {
            ThreeWayTie.LOT: Outcome.LOT_FOR_RUN_OFF,
            ThreeWayTie.REPEAT: Outcome.REPEAT,
            ThreeWayTie.DISPUTED: Outcome.THREE_WAY,
        }[rule.three_way]
    return Outcome.LOT_FOR_RUN_OFF if tied else Outcome.RUN_OFF


def _needed(done: Round, count: PaperCount, rule: ElectionRule) -> int:
    majority = done.majority or rule.first or HALF_OF_THE_PRESENT
    valid = count.named + (0 if rule.no_is_invalid else count.against)
    base = {
        Base.PRESENT: done.entitled,
        Base.MEMBERS: done.check.statutory,
        Base.VOTES_CAST: valid + count.abstain,
        Base.YES_VS_NO: valid,
    }[majority.base]
    return max(at_least(majority.share * base, or_equal=majority.or_equal), 1)


def _ranked(votes: Sequence[Votes]) -> list[Votes]:
    return sorted(votes, key=lambda each: -each.papers)
