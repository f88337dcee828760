# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""An election as the room sees it: candidates, papers, count, run-off, lot, acceptance."""

from __future__ import annotations

from typing import assert_never

from bot.domain import events as e
from bot.domain.electing import Contest, Election, Outcome, standing, wanted
from bot.domain.elections import resting, shut_out
from bot.domain.papersout import COUNTING
from bot.effects import Effect, Line, Say, Style
from bot.reactions.afterwards import told
from bot.reactions.turn import Turn
from bot.texts import Key
from bot.views import concealed


def electing(turn: Turn, event: e.ElectionEvent) -> list[Effect]:
    """Say it where business is done; after the meeting (by post) where its matter may be read."""
    election = turn.after.elections[event.election]
    secret = election.non_public or concealed(turn.after, election.item)
    return told(turn, [line for one in _electing(turn, event) for line in one.lines], secret=secret)


def _electing(  # noqa: C901 - a table of contents
    turn: Turn, event: e.ElectionEvent
) -> list[Say]:
    election = turn.after.elections[event.election]
    facts = {"election": election.id, "office": election.office}
    match event:
        case e.ElectionOpened(seats=seats) if seats is not None:
            method = Key(f"method.{seats.method}")
            told = {**facts, "seats": seats.number, "method": method}
            key = "say.list_election_clause" if seats.majority else "say.list_election"
            title = Line(key, told, Style.TITLE)
            return [turn.say(title, Line("say.list_election_next"))]
        case e.ElectionOpened():
            return [turn.say(Line("say.election", facts, Style.TITLE), Line("say.election_next"))]
        case e.CandidateNominated(candidate=name, by=seat):
            told = {**facts, "candidate": name, "name": turn.name(seat), "people": event.people}
            return [turn.say(Line("say.list_nominated" if event.people else "say.nominated", told))]
        case e.CandidateWithdrawn(candidate=name):
            return [turn.say(Line("say.candidate_withdrawn", {**facts, "candidate": name}))]
        case e.RoundOpened():
            return [turn.say(*_papers_out(turn, election, event))]
        case e.RoundCounted():
            return [turn.say(*_counted(election, event))]
        case e.LotDrawn(drawn=name):
            lines = [Line("say.lot_drawn", {**facts, "candidate": name}, Style.TITLE)]
            return [turn.say(*lines, *_next(election))]
        case e.RoundVoided():
            return [turn.say(*_void(turn, election, event))]
        case e.ElectionBrokenOff():
            return [turn.say(*_broken_off(facts, event))]
        case e.TieSettled():
            told = {"reason": event.reason, "name": turn.name(event.by)}
            return [turn.say(Line("say.tie_settled", told), *_next(election))]
        case e.LotPrepared() | e.LotCommitted() | e.LotSealed() | e.LotRevealed() | e.LotVoided():
            return [turn.say(*_public_lot(turn, election, event))]
        case e.OpenElectionAgreed():
            return [turn.say(Line("say.open_election_agreed", facts))]
        case e.SecretElectionDemanded(seat=seat):
            told = {**facts, "name": turn.name(seat)}
            return [turn.say(Line("say.secret_election_demanded", told))]
        case e.ElectionAnswered(elected=name, accepted=accepted):
            key = "say.election_accepted" if accepted else "say.election_declined"
            return [turn.say(Line(key, {**facts, "candidate": name}, Style.TITLE))]
        case _:
            assert_never(event)


def _papers_out(turn: Turn, election: Election, event: e.RoundOpened) -> list[Line]:
    facts = {
        "election": election.id,
        "office": election.office,
        "number": event.number,
        "candidates": event.candidates,
        "entitled": event.entitled,
    }
    key = "say.run_off_opened" if event.contest is Contest.RUN_OFF else "say.round_opened"
    how = Line("say.round_how_open" if event.openly else "say.round_how", facts)
    if event.postal:
        until, norm = event.postal.until, turn.norm(event.postal.norm)
        how = Line("say.round_postal", {**facts, "until": until, "norm": norm})
    stand = Line("say.standing" if event.candidates else "say.standing_nobody", facts)
    lines = [Line(key, facts, Style.TITLE), stand]
    if event.anyone:
        norm = turn.norm(turn.after.law().norm("election.candidates"))
        lines.append(Line("say.round_anyone", {"norm": norm}))
    lines.append(how)
    if event.majority:
        least = event.majority.or_equal
        rule = "say.round_rule_at_least" if least else "say.round_rule_more"
        lines.append(Line(rule, {"share": event.majority.share, "of": event.majority.base}))
    if out := shut_out(turn.after, election):
        norm = turn.norm(turn.after.law().norm("recusal.elections"))
        lines.append(Line("say.recused_elect_not", {"names": turn.names(out), "norm": norm}))
    if (seat := resting(turn.after)) is not None:
        norm = turn.norm(turn.after.law().norm("election.chair"))
        lines.append(Line("say.chair_rests", {"name": turn.name(seat), "norm": norm}))
    if event.tellers:
        lines.append(Line("say.tellers", {"names": turn.names(event.tellers)}))
    return lines


def _void(turn: Turn, election: Election, event: e.RoundVoided) -> list[Line]:
    facts = {"election": election.id, "office": election.office}
    void = {**facts, "number": str(event.number), "reason": event.reason}
    if turn.after.phase not in COUNTING:
        return [Line("say.round_void", void, Style.WARNING)]
    told = Line("say.round_void_postal", void, Style.WARNING)
    return [told, Line("say.round_void_names")] if election.anew else [told]


def _broken_off(facts: dict[str, str], event: e.ElectionBrokenOff) -> list[Line]:
    told = {**facts, "reason": event.reason, "number": str(event.number)}
    lines = [Line("say.election_broken_off", told, Style.WARNING)]
    return [*lines, Line("say.papers_uncounted", told)] if event.number else lines


def _counted(election: Election, event: e.RoundCounted) -> list[Line]:
    done, count = election.rounds[-1], event.count
    facts = {"election": election.id, "number": done.number, "needed": done.needed}
    figures = {
        "issued": count.issued,
        "found": count.found,
        "against": count.against,
        "abstain": count.abstain,
        "invalid": count.invalid,
    }
    votes = [
        Line("say.candidate_votes", {"candidate": each.candidate}, Style.ITEM, n=each.papers)
        for each in count.votes
    ]
    key = "say.papers_against" if len(done.candidates) == 1 else "say.papers"
    by_majority = done.contest is Contest.MAJORITY and done.needed
    needed = [Line("say.election_needed", facts, Style.SMALL)] if by_majority else []
    title = Line("say.round_counted", facts, Style.TITLE)
    return [title, *votes, Line(key, figures), *needed, *_next(election)]


def _next(election: Election) -> list[Line]:
    """Say what the round has come to, and what is to be done now."""
    last = election.rounds[-1]
    facts = {"election": election.id, "office": election.office}
    if election.elected and election.seats:
        shared = {**facts, "shared": election.elected}
        return [Line("say.seats_shared", shared, Style.TITLE)]
    if election.elected:
        return [Line("say.elected", {**facts, "candidate": election.elected}, Style.TITLE)]
    if election.tied and election.seats:
        left = wanted(last) - len(last.drawn)
        told = {"candidates": election.tied, "seats": left}
        return [Line("say.lot_seats", told, Style.WARNING)]
    if election.tied:
        office = last.outcome is Outcome.LOT_FOR_OFFICE
        key = "say.lot_office" if office else "say.lot_run_off"
        return [Line(key, {"candidates": election.tied}, Style.WARNING)]
    match last.outcome:
        case Outcome.NOBODY:
            return [Line("say.nobody_elected", facts, Style.WARNING)]
        case Outcome.AGAIN:
            return [Line("say.round_again", facts, Style.WARNING)]
        case Outcome.REPEAT:
            return [Line("say.round_repeat", facts, Style.WARNING)]
        case Outcome.THREE_WAY:
            return [Line("say.three_way", {"candidates": standing(last)[1]}, Style.WARNING)]
        case _:
            return [Line("say.run_off_next", {"candidates": election.next_candidates})]


LotEvent = e.LotPrepared | e.LotCommitted | e.LotSealed | e.LotRevealed | e.LotVoided


def _public_lot(turn: Turn, election: Election, event: LotEvent) -> list[Line]:
    lot = election.rounds[-1].lots[-1]
    facts = {"election": election.id, "number": len(election.rounds)}
    match event:
        case e.LotPrepared(among=among):
            told = {**facts, "candidates": among}
            return [Line("say.lot_prepared", told, Style.TITLE), Line("say.lot_how", told)]
        case e.LotCommitted(seat=seat, digest=digest):
            told = {"name": turn.name(seat), "digest": digest, "count": len(lot.commitments)}
            return [Line("say.lot_committed", told)]
        case e.LotSealed():
            sums = [
                Line("say.lot_digest", {"name": turn.name(seat), "digest": digest}, Style.ITEM)
                for seat, digest in lot.commitments.items()
            ]
            return [Line("say.lot_sealed", facts, Style.TITLE), *sums, Line("say.lot_reveal")]
        case e.LotRevealed(seat=seat, words=words):
            told = {"name": turn.name(seat), "words": words}
            return [Line("say.lot_revealed", {**told, "waiting": turn.names(lot.waiting)})]
        case e.LotVoided(reason=reason):
            return [Line("say.lot_voided", {**facts, "reason": reason}, Style.WARNING)]
        case _:
            assert_never(event)
