# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Electing openly: with everybody's consent, unless one objects, or not at all."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from council import (
    ADVISER,
    AYSE,
    CLERK,
    DIETZ,
    MAYOR,
    NOW,
    ON_ITEM,
    RULES,
    T1,
    VOTERS,
    cast,
    planned,
    subject,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.electing import Votes
from bot.domain.ids import ElectionId
from bot.domain.minutes import minutes
from bot.domain.records import Recorded
from bot.domain.rules import Rules
from bot.domain.values import Base, Channel, Choice, Majority, Mode, SubjectKind

W1 = ElectionId("W1")
ANNA = "Anna Alt"
OPENLY = c.OpenRound(by=MAYOR, at=NOW, openly=True)
OBJECT = c.DemandSecretElection(by=AYSE, at=NOW, seat=AYSE)
ASK = c.OpenBallot(by=MAYOR, at=NOW, subject=subject(SubjectKind.OPEN_ELECTION))
CLOSE = c.CloseBallot(by=MAYOR, at=NOW)


def under(ballot: str) -> Rules:
    return replace(
        RULES,
        values={**RULES.values, "election.ballot": ballot},
        majorities={
            **RULES.majorities,
            "unanimous": Majority(share=Fraction(1), base=Base.PRESENT, or_equal=True),
        },
        majority_for={**RULES.majority_for, SubjectKind.OPEN_ELECTION: "unanimous"},
    )


def electing(ballot: str) -> tuple[e.MeetingEvent, ...]:
    return (
        *planned(under(ballot)),
        *ON_ITEM[2:],
        e.ElectionOpened(election=W1, item=T1, office="Beigeordnete"),
        e.CandidateNominated(election=W1, candidate=ANNA, by=AYSE),
    )


ALL = electing("secret_unless_all")


def voted(*no: Choice) -> Given:
    asked = Given(*ALL).when(ASK).accepted()
    choices = (*no, *(Choice.YES,) * (len(VOTERS) - len(no)))
    casts = tuple(cast(seat, choice) for seat, choice in zip(VOTERS, choices, strict=True))
    return Given(*asked.happened, *casts).when(CLOSE).accepted()


def test_where_everybody_has_to_agree_a_vote_without_a_no_opens_the_election() -> None:
    Given(*ALL).when(OPENLY).refused(r.OpenElectionUnagreed(election=W1, norm=""))
    agreed = voted()
    assert agreed.meeting.elections[W1].agreed_open
    agreed.when(ASK).refused(r.NothingToChange())
    held = agreed.when(OPENLY).accepted()
    assert held.meeting.elections[W1].rounds[-1].openly


def test_one_no_and_one_abstention_are_each_too_many() -> None:
    for choice in (Choice.NO, Choice.ABSTAIN):
        known = voted(choice)
        assert not known.meeting.elections[W1].agreed_open
        known.when(OPENLY).refused(r.OpenElectionUnagreed(election=W1, norm=""))
        known.when(replace(OPENLY, openly=False)).accepted()


def test_where_the_law_wants_papers_nobody_can_agree_to_less() -> None:
    secret = r.ElectionSecret(norm="")
    for ballot in ("secret", ""):
        Given(*electing(ballot)).when(OPENLY).refused(secret)
        Given(*electing(ballot)).when(ASK).refused(secret)
    Given(*electing("secret")).when(OBJECT).refused(secret)
    Given(*ALL).when(OBJECT).refused(secret)


def test_where_one_voice_is_enough_it_is_elected_openly_until_somebody_objects() -> None:
    for ballot in ("open_unless_objection", "secret_on_demand"):
        known = Given(*electing(ballot))
        known.when(OPENLY).accepted()
        known.when(ASK).refused(r.NothingToChange())
        demanded = known.when(OBJECT).then(e.SecretElectionDemanded(election=W1, seat=AYSE))
        demanded.when(OBJECT).then()
        refused = r.SecretElectionDemanded(seat=AYSE, norm="")
        demanded.when(OPENLY).refused(refused)
        demanded.when(ASK).refused(refused)
        demanded.when(replace(OPENLY, openly=False)).accepted()


def test_only_who_is_there_with_a_vote_objects_and_only_for_themselves() -> None:
    known = Given(*electing("open_unless_objection"))
    known.when(replace(OBJECT, by=DIETZ)).refused(r.NotEntered(seat=AYSE))
    known.when(replace(OBJECT, by=CLERK)).accepted()
    known.when(replace(OBJECT, by=CLERK, seat=ADVISER)).refused(r.NotPresent(seat=ADVISER))
    there = Given(
        *electing("open_unless_objection"),
        e.MemberArrived(seat=ADVISER, mode=Mode.HALL, channel=Channel.TEXT, late=True),
    )
    there.when(replace(OBJECT, by=CLERK, seat=ADVISER)).refused(r.NotVoting(seat=ADVISER))


def test_hands_are_no_more_than_there_are_and_never_invalid() -> None:
    held = voted().when(OPENLY).accepted()
    count = c.CountRound(by=CLERK, at=NOW, votes=(Votes(candidate=ANNA, papers=7),), against=2)
    won = held.when(count).accepted()
    assert won.meeting.elections[W1].elected == ANNA
    held.when(replace(count, against=3)).refused(r.HandsExceed(found=10, free=9))
    held.when(replace(count, against=1, invalid=1)).refused(r.HandsExceed(found=9, free=9))


def test_the_minutes_name_who_objected() -> None:
    happened = (*electing("secret_on_demand"), e.SecretElectionDemanded(election=W1, seat=AYSE))
    noted = minutes([Recorded(seq=n, at=NOW, event=one) for n, one in enumerate(happened, 1)])
    (election,) = (one for record in noted.records for one in record.elections)
    assert election.demanded
    assert election.demanded.seat == AYSE
