# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decisions between meetings, § 36a (2) ThürKO: who moves, who agrees, the end, the count."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from council import (
    ADVISER,
    AYSE,
    BEFORE,
    BODY,
    CLERK,
    DEPUTY,
    DIETZ,
    HORN,
    LANGE,
    MAYOR,
    PLANNED,
    ROTH,
    RULES,
    UWE,
    VOGT,
    VOTERS,
)
from hypothesis import given
from hypothesis import strategies as st
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.circulated import CirculationEnd, Outcome
from bot.domain.circulation import decided_between, due, to_make_known
from bot.domain.ids import CirculationId, SeatId
from bot.domain.refusals import Refused
from bot.domain.rules import Layer, Rules, Source, Verified
from bot.domain.values import Base, Choice, Language, Majority

U1 = CirculationId("U1")
SOURCE = Source(norm="§ 36a", source="", as_of="", verified=Verified.FOUND, layer=Layer.LAW)
MEMBERS_SHARE = {
    "circulation": Majority(share=Fraction(3, 4), base=Base.MEMBERS, or_equal=True),
    "circulation.right": Majority(share=Fraction(1, 4), base=Base.MEMBERS, or_equal=True),
}
EMERGENCY = replace(
    RULES,
    shares={**RULES.shares, **MEMBERS_SHARE},
    values={
        **RULES.values,
        "circulation.when": "emergency",
        "circulation.by": "consent",
        "circulation.right.group": True,
        "circulation.announced": True,
    },
    sources={**RULES.sources, "circulation": SOURCE, "circulation.when": SOURCE},
)
SILENCE = replace(
    RULES, values={"circulation.when": "simple", "circulation.by": "no_objection"}, shares={}
)
MOVE = c.MoveCirculation(
    by=MAYOR,
    at=BEFORE,
    title=" Notstrom ",
    text="Ein Gerät wird gemietet.",
    reason="Hochwasser",
    public=True,
    for_group=False,
    rules=EMERGENCY,
)
UNTIL = BEFORE + timedelta(days=3)
OPEN = c.OpenCirculation(
    by=CLERK, at=BEFORE, circulation=U1, until=UNTIL, announced="Schaukasten", rules=EMERGENCY
)
NOTED = Given(*BODY)
MOVED = NOTED.when(MOVE).accepted()
RUNNING = MOVED.when(OPEN).accepted()
GROUPED = next(s.id for s in NOTED.body.seats.values() if s.group and s.id not in (MAYOR, DEPUTY))


def opened(rules: Rules) -> Given:
    return NOTED.when(replace(MOVE, rules=rules), replace(OPEN, rules=rules)).accepted()


def vote(seat: SeatId, choice: Choice = Choice.YES) -> c.AnswerCirculation:
    at = BEFORE + timedelta(hours=1)
    return c.AnswerCirculation(by=seat, at=at, circulation=U1, seat=seat, choice=choice)


def objection(seat: SeatId) -> c.AnswerCirculation:
    return replace(vote(seat), choice=None, agrees=False, reason="Das gehört in eine Sitzung.")


def outcome(after: Given) -> Outcome:
    found = after.body.circulations[U1].outcome
    assert found
    return found


def test_an_extract_is_made_of_what_was_decided_and_of_nothing_else() -> None:
    issue = c.IssueCirculationExtract(by=CLERK, at=BEFORE, circulation=U1, number="1/2026")
    RUNNING.when(issue).refused(r.CirculationUndecided(circulation=U1))
    ended = RUNNING.when(*map(vote, VOTERS)).accepted()
    issued = ended.when(issue).accepted()
    assert issued.body.circulations[U1].extract == "1/2026"
    RUNNING.when(
        c.WithdrawCirculation(by=MAYOR, at=BEFORE, circulation=U1, reason="x")
    ).accepted().when(issue).refused(r.CirculationUndecided(circulation=U1))


# ── moved ───────────────────────────────────────────────────────────────────────────────
def test_the_chair_moves_it_with_the_reason_the_law_asks_for() -> None:
    known = MOVED.body.circulations[U1]
    assert (known.moved.title, known.moved.needed, known.supported) == ("Notstrom", 0, True)
    no_reason = replace(MOVE, reason=" ")
    NOTED.when(no_reason).refused(r.CirculationNeedsReason(norm="§ 36a"))


@pytest.mark.parametrize("rules", [None, RULES])
def test_where_no_rule_allows_it_nobody_begins(rules: Rules | None) -> None:
    NOTED.when(replace(MOVE, rules=rules)).refused(r.CirculationForbidden(land="TH"))
    MOVED.when(replace(OPEN, rules=rules)).refused(r.CirculationForbidden(land="TH"))


def test_a_quarter_of_the_members_moves_it_together() -> None:
    alone = NOTED.when(replace(MOVE, by=AYSE)).accepted()
    refusal = r.CirculationUnsupported(circulation=U1, signed=1, needed=3, norm="")
    alone.when(OPEN).refused(refusal)
    sign = c.SupportCirculation(by=UWE, at=BEFORE, circulation=U1)
    alone.when(sign, sign).then()
    three = alone.when(sign, replace(sign, by=LANGE)).accepted()
    assert three.body.circulations[U1].supported
    assert three.when(OPEN).accepted().body.circulations[U1].asked


def test_a_deputy_moves_it_alone_only_while_leading_a_meeting() -> None:
    by_deputy = replace(MOVE, by=DEPUTY)
    aside = NOTED.when(by_deputy).accepted()
    assert (aside.body.circulations[U1].moved.needed, aside.body.circulations[U1].supported) == (
        3,
        False,
    )
    for leading in (DEPUTY, AYSE):
        led = NOTED.when(replace(MOVE, by=leading, leads=True)).accepted()
        assert led.body.circulations[U1].moved.needed == 0


def test_where_the_chair_alone_may_move_it_the_deputy_does_so_for_them() -> None:
    moved = NOTED.when(replace(MOVE, by=DEPUTY, rules=SILENCE)).accepted()
    assert moved.body.circulations[U1].supported
    NOTED.when(replace(MOVE, by=AYSE, rules=SILENCE)).refused(r.CirculationNotYours(norm=""))


def test_a_group_moves_it_in_its_name_where_it_may() -> None:
    in_name = replace(MOVE, by=GROUPED, for_group=True)
    assert NOTED.when(in_name).accepted().body.circulations[U1].moved.group
    NOTED.when(replace(in_name, rules=SILENCE)).refused(r.CirculationNotYours(norm=""))
    NOTED.when(replace(in_name, by=GROUPED, for_group=False, rules=SILENCE)).refused(
        r.CirculationNotYours(norm="")
    )
    groupless = next(s.id for s in NOTED.body.seats.values() if not s.group and s.votes)
    NOTED.when(replace(in_name, by=groupless)).refused(r.NoGroup())


def test_a_quarter_of_those_seated_where_the_law_counts_them() -> None:
    share = Majority(share=Fraction(1, 4), base=Base.PRESENT, or_equal=True)
    rules = replace(EMERGENCY, shares={"circulation.right": share})
    moved = NOTED.when(replace(MOVE, by=AYSE, rules=rules)).accepted()
    assert moved.body.circulations[U1].moved.needed == 3


# ── opened ──────────────────────────────────────────────────────────────────────────────
def test_who_is_asked_and_how_many_must_agree_is_fixed_when_it_opens() -> None:
    asked = RUNNING.body.circulations[U1].asked
    assert asked
    assert (asked.voters, asked.agreement, asked.rule) == (VOTERS, 7, "simple")
    own = replace(EMERGENCY, shares={}, values={"circulation.when": "always"})
    assert (everybody := opened(own).body.circulations[U1].asked)
    assert everybody.agreement == 9


def test_it_opens_once_with_a_period_to_come_and_after_it_was_made_public() -> None:
    MOVED.when(replace(OPEN, until=BEFORE)).refused(r.CirculationPeriodPast(until=BEFORE))
    MOVED.when(replace(OPEN, announced="")).refused(r.CirculationNotAnnounced(norm=""))
    known = tuple(sorted(RULES.majorities))
    MOVED.when(replace(OPEN, rule="most")).refused(r.RuleUnknown(rule="most", known=known))
    RUNNING.when(OPEN).refused(r.CirculationRuns(circulation=U1))
    MOVED.when(replace(OPEN, circulation=CirculationId("U9"))).refused(
        r.CirculationUnknown(circulation=CirculationId("U9"), known=(U1,))
    )


# ── answered ────────────────────────────────────────────────────────────────────────────
def test_a_vote_agrees_to_the_procedure_unless_its_giver_has_objected() -> None:
    after = RUNNING.when(vote(AYSE), objection(UWE), vote(UWE, Choice.NO)).accepted()
    replies = after.body.circulations[U1].replies
    assert (replies[AYSE].agrees, replies[AYSE].choice) == (True, Choice.YES)
    assert (replies[UWE].agrees, replies[UWE].choice) == (False, Choice.NO)
    assert replies[UWE].reason
    back = after.when(replace(vote(UWE), choice=None, agrees=True)).accepted()
    reply = back.body.circulations[U1].replies[UWE]
    assert (reply.agrees, reply.choice, reply.reason) == (True, Choice.NO, "")


def test_the_same_answer_again_says_nothing_new() -> None:
    RUNNING.when(vote(AYSE), vote(AYSE)).then()


def test_an_objection_has_a_reason() -> None:
    RUNNING.when(replace(objection(UWE), reason=" ")).refused(r.ReasonMissing())


def test_nobody_answers_before_it_opens_or_when_the_period_is_over() -> None:
    MOVED.when(vote(AYSE)).refused(r.CirculationNotOpen(circulation=U1))
    RUNNING.when(replace(vote(AYSE), at=UNTIL)).refused(r.CirculationOver(circulation=U1))


def test_who_has_no_vote_or_came_later_is_not_asked() -> None:
    office = replace(vote(ADVISER), by=CLERK, proof="Brief")
    RUNNING.when(office).refused(r.CirculationNotAsked(circulation=U1, seat=ADVISER))
    gone = RUNNING.when(c.VacateSeat(by=CLERK, at=BEFORE, seat=UWE, reason="weggezogen")).accepted()
    gone.when(replace(vote(UWE), by=CLERK, proof="Brief")).refused(
        r.CirculationNotAsked(circulation=U1, seat=UWE)
    )


def test_the_office_enters_a_letter_but_never_over_a_members_own_answer() -> None:
    letter = replace(vote(UWE), by=CLERK, proof="Brief vom 3.12.")
    entered = RUNNING.when(letter).accepted()
    reply = entered.body.circulations[U1].replies[UWE]
    assert (reply.entered_by, reply.proof) == (CLERK, "Brief vom 3.12.")
    RUNNING.when(replace(letter, proof="")).refused(r.TextMissing())
    RUNNING.when(vote(UWE), letter).refused(r.VotedThemselves(seat=UWE))
    RUNNING.when(replace(letter, by=AYSE)).refused(r.NotEntered(seat=UWE))
    own = entered.when(vote(UWE, Choice.NO)).accepted().body.circulations[U1].replies[UWE]
    assert (own.choice, own.entered_by) == (Choice.NO, None)


def test_who_may_not_abstain_in_a_meeting_may_not_here() -> None:
    strict = opened(replace(EMERGENCY, abstention_allowed=False))
    strict.when(vote(AYSE, Choice.ABSTAIN)).refused(r.AbstentionForbidden(norm="§ 36a"))


def test_a_recused_member_leaves_no_answer_behind() -> None:
    biased = c.RecuseFromCirculation(
        by=UWE, at=BEFORE, circulation=U1, seat=UWE, reason="Mein Gerät."
    )
    after = RUNNING.when(vote(UWE), biased).accepted()
    assert after.body.circulations[U1].replies == {}
    after.when(biased).then()
    after.when(vote(UWE)).refused(r.CirculationExcluded(circulation=U1, seat=UWE))


# ── ended ───────────────────────────────────────────────────────────────────────────────
def test_it_ends_when_all_have_voted() -> None:
    after = RUNNING.when(
        *(vote(seat) for seat in VOTERS[:6]), *(vote(seat, Choice.NO) for seat in VOTERS[6:])
    ).accepted()
    found = outcome(after)
    assert found.end is CirculationEnd.ADOPTED
    assert found.result
    assert (found.result.yes, found.result.no, found.agreed, found.agreement) == (6, 3, 9, 7)
    after.when(vote(UWE)).refused(r.CirculationOver(circulation=U1))
    assert decided_between(after.body) == (found,)


def test_too_many_objections_end_it_at_once() -> None:
    two = RUNNING.when(objection(UWE), objection(LANGE)).accepted()
    assert two.body.circulations[U1].end is None
    found = outcome(two.when(objection(HORN)).accepted())
    assert (found.end, found.result, len(found.objections)) == (
        CirculationEnd.NOT_AGREED,
        None,
        3,
    )
    assert not found.decided


def test_the_period_ends_it_and_silence_is_no_agreement() -> None:
    six = RUNNING.when(*(vote(seat) for seat in VOTERS[:6])).accepted()
    assert due(six.body, UNTIL - timedelta(days=1, seconds=1)) == []
    (end,) = due(six.body, UNTIL)
    six.when(replace(end, at=BEFORE)).then()
    found = outcome(six.when(end).accepted())
    assert (found.end, found.agreed) == (CirculationEnd.NOT_AGREED, 6)
    assert len(found.silent) == 3
    assert due(six.when(end).accepted().body, UNTIL) == []
    MOVED.when(end).then()


def test_who_has_not_voted_is_reminded_once_before_the_end() -> None:
    """Also who has only agreed to the procedure: their vote is missing all the same."""
    agreed = replace(vote(AYSE), choice=None, agrees=True)
    some = RUNNING.when(agreed, vote(MAYOR), objection(UWE)).accepted()
    assert due(some.body, UNTIL - timedelta(hours=18, seconds=1)) == []
    (remind,) = due(some.body, UNTIL - timedelta(hours=18))
    assert isinstance(remind, c.RemindOfCirculation)
    silent = tuple(seat for seat in VOTERS if seat != MAYOR)
    reminded = some.when(remind).then(
        e.CirculationReminded(circulation=U1, seats=silent, until=UNTIL)
    )
    reminded.when(remind).then()
    assert due(reminded.body, UNTIL - timedelta(hours=1)) == []
    some.when(replace(remind, at=BEFORE)).then()
    some.when(replace(remind, at=UNTIL)).then()
    MOVED.when(remind).then()


def test_of_a_long_period_the_last_day_is_left_when_it_is_reminded_of() -> None:
    until = BEFORE + timedelta(days=14)
    long = MOVED.when(replace(OPEN, until=until)).accepted()
    assert due(long.body, until - timedelta(days=1, seconds=1)) == []
    assert due(long.body, until - timedelta(days=1))


def test_of_a_short_period_the_last_quarter_is_left_when_it_is_reminded_of() -> None:
    until = BEFORE + timedelta(hours=8)
    short = MOVED.when(replace(OPEN, until=until)).accepted()
    assert due(short.body, BEFORE + timedelta(hours=5, minutes=59)) == []
    assert due(short.body, BEFORE + timedelta(hours=6))
    left = MOVED.when(c.WithdrawCirculation(by=MAYOR, at=BEFORE, circulation=U1, reason="x"))
    assert due(left.accepted().body, BEFORE + timedelta(hours=6)) == []


def test_nobody_is_reminded_where_nothing_is_missing() -> None:
    """Who is recused, or has left the roster, owes no vote."""
    recuse = c.RecuseFromCirculation(
        by=AYSE, at=BEFORE, circulation=U1, seat=AYSE, reason="Schwager"
    )
    others = tuple(seat for seat in VOTERS if seat not in (AYSE, UWE))
    given = RUNNING.when(recuse, *(vote(seat) for seat in others)).accepted()
    vacated = given.when(c.VacateSeat(by=CLERK, at=BEFORE, seat=UWE, reason="x")).accepted()
    assert due(vacated.body, UNTIL - timedelta(hours=1)) == []
    assert due(given.body, UNTIL - timedelta(hours=1))


def test_more_noes_reject_it() -> None:
    after = RUNNING.when(*(vote(seat, Choice.NO) for seat in VOTERS)).accepted()
    assert outcome(after).end is CirculationEnd.REJECTED


def test_the_chairs_yes_decides_a_tie_where_it_does_in_a_meeting() -> None:
    casting = replace(EMERGENCY, values={**EMERGENCY.values, "vote.tie": "casting_vote"})
    half = (MAYOR, DEPUTY, AYSE, UWE)
    against = (LANGE, HORN, VOGT, DIETZ)
    tie = [
        *(vote(seat) for seat in half),
        *(vote(seat, Choice.NO) for seat in against),
        vote(ROTH, Choice.ABSTAIN),
    ]
    assert outcome(opened(casting).when(*tie).accepted()).end is CirculationEnd.ADOPTED
    assert outcome(RUNNING.when(*tie).accepted()).end is CirculationEnd.REJECTED
    swapped = [vote(MAYOR, Choice.NO), *tie[1:4], vote(LANGE), *tie[5:]]
    assert outcome(opened(casting).when(*swapped).accepted()).end is CirculationEnd.REJECTED


def test_where_silence_is_enough_one_no_or_objection_ends_it() -> None:
    silent = opened(SILENCE)
    (end,) = due(silent.when(vote(AYSE, Choice.ABSTAIN)).accepted().body, UNTIL)
    calm = outcome(silent.when(vote(AYSE, Choice.ABSTAIN), end).accepted())
    assert calm.end is CirculationEnd.ADOPTED
    assert calm.result
    assert (calm.result.yes, calm.result.abstain, calm.result.needed) == (8, 1, 0)
    for answer in (vote(UWE, Choice.NO), objection(UWE)):
        stopped = outcome(silent.when(answer).accepted())
        assert (stopped.end, stopped.result) == (CirculationEnd.OBJECTED, None)


def test_who_moved_it_or_leads_takes_it_back() -> None:
    withdraw = c.WithdrawCirculation(by=CLERK, at=BEFORE, circulation=U1, reason="Sitzung.")
    after = RUNNING.when(withdraw).accepted()
    assert after.body.circulations[U1].end is CirculationEnd.WITHDRAWN
    assert decided_between(after.body) == ()
    over = r.CirculationOver(circulation=U1)
    after.when(withdraw).refused(over)
    after.when(OPEN).refused(over)
    after.when(vote(AYSE)).refused(over)
    after.when(c.SupportCirculation(by=UWE, at=BEFORE, circulation=U1)).refused(over)
    after.when(c.EndCirculation(by=c.OPERATOR, at=UNTIL, circulation=U1)).then()
    RUNNING.when(replace(withdraw, by=UWE)).refused(r.NotEntered(seat=MAYOR))


@given(
    st.lists(
        st.one_of(
            st.builds(vote, st.sampled_from(VOTERS), st.sampled_from(Choice)),
            st.builds(objection, st.sampled_from(VOTERS)),
            st.builds(
                lambda seat: c.RecuseFromCirculation(
                    by=seat, at=BEFORE, circulation=U1, seat=seat, reason="befangen"
                ),
                st.sampled_from(VOTERS),
            ),
        ),
        max_size=25,
    )
)
def test_whatever_is_answered_counts_stay_within_who_may_vote(
    answers: list[c.AnswerCirculation | c.RecuseFromCirculation],
) -> None:
    now = RUNNING
    for answer in answers:
        try:
            now = now.when(answer).accepted()
        except Refused:
            continue
    for end in due(now.body, UNTIL):
        now = now.when(end).accepted()
    found = outcome(now)
    assert {one.name for one in found.votes}.isdisjoint(found.recused)
    assert found.agreed + len(found.objections) + len(found.recused) + len(found.silent) == 9
    if found.result:
        assert found.agreed >= found.agreement
        assert found.result.yes + found.result.no + found.result.abstain <= found.result.entitled


# ── made known ──────────────────────────────────────────────────────────────────────────
def test_the_next_meeting_is_told_once_and_cannot_take_it_off() -> None:
    known = outcome(RUNNING.when(*(vote(seat) for seat in VOTERS)).accepted())
    item = to_make_known(known, Language.DE)
    tell = c.MakeKnown(by=c.OPERATOR, at=BEFORE, item=item, outcome=known)
    told = Given(*PLANNED).when(tell).accepted()
    (stands,) = told.meeting.agenda
    assert (stands.duty, stands.public, stands.late) == (U1, True, False)
    assert told.meeting.made_known == {stands.id: known}
    told.when(tell).then()
    removal = c.RemoveAgendaItem(by=CLERK, at=BEFORE, item=stands.id, reason="")
    told.when(removal).refused(r.ItemIsDuty(item=stands.id, norm="§ 36a"))
    assert isinstance(told.happened[-1], e.CirculationMadeKnown)


def test_where_a_statute_gives_members_several_votes_those_are_counted() -> None:
    heavy = replace(NOTED.body.seats[MAYOR], weight=4)
    body = Given(*BODY, e.SeatFilled(seat=heavy))
    rules = replace(EMERGENCY, values={**EMERGENCY.values, "vote.total": 12})
    asked = body.when(replace(MOVE, rules=rules), replace(OPEN, rules=rules)).accepted()
    voters = [seat.id for seat in NOTED.body.seats.values() if seat.votes]
    said = [vote(s, Choice.YES if s == MAYOR else Choice.NO) for s in voters]
    result = outcome(asked.when(*said).accepted()).result
    assert result is not None
    assert (result.yes, result.no, result.entitled, result.statutory) == (4, 8, 12, 12)
