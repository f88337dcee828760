# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Votes: who may, what counts, and when a majority is reached."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from council import (
    A1,
    A2,
    ABSTAIN,
    ADVISER,
    AGENDA,
    AYSE,
    CALLED,
    CLERK,
    DEPUTY,
    DIETZ,
    HORN,
    INVITATION,
    INVITED,
    LANGE,
    MAYOR,
    MOVED,
    NO,
    NOBODY,
    NOW,
    ON_ITEM,
    OPENED,
    ROTH,
    RULES,
    SEATS,
    T1,
    T2,
    T3,
    T4,
    URGENT,
    UWE,
    V1,
    V2,
    VOGT,
    VOTERS,
    VOTING,
    WITH_AGENDA,
    YES,
    cast,
    check,
    item,
    left,
    opened_ballot,
    planned,
    recused,
    roll_call,
    subject,
    vote,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import quorum
from bot.domain import refusals as r
from bot.domain.balloting import without
from bot.domain.decide import decide_meeting
from bot.domain.evolve import evolve
from bot.domain.ids import BallotId, MotionId, SeatId
from bot.domain.rules import Rules
from bot.domain.values import (
    Base,
    Channel,
    Choice,
    Majority,
    Mode,
    Result,
    Role,
    Seat,
    Subject,
    SubjectKind,
    Sums,
    Undecided,
    VoteMode,
)
from bot.domain.votes import all_in, electorate


def open_on(
    kind: SubjectKind, ref: str = "", text: str = "", rule: str | None = None
) -> c.OpenBallot:
    return c.OpenBallot(by=MAYOR, at=NOW, subject=subject(kind, ref, text), rule=rule)


CLOSE = c.CloseBallot(by=MAYOR, at=NOW)
OPEN_MOTION = open_on(SubjectKind.MOTION, A1)


# Opening.


@pytest.mark.parametrize(
    ("asked", "own_rule", "mode", "hidden"),
    [
        (True, False, VoteMode.OPEN, True),
        (True, False, VoteMode.RECORDED, True),
        (False, True, VoteMode.RECORDED, True),
        (False, False, VoteMode.RECORDED, False),
        # Nobody's silence is counted before the close, so there is nothing to hide.
        (True, True, VoteMode.UNOPPOSED, False),
    ],
)
def test_a_running_result_is_hidden_where_the_chair_or_the_bodys_rule_asks(
    asked: bool, own_rule: bool, mode: VoteMode, hidden: bool
) -> None:
    values = {**RULES.values, "vote.hidden": own_rule, "vote.acclamation": True}
    law = replace(RULES, values=values)
    given = Given(*planned(law), *MOVED[2:]).when(replace(OPEN_MOTION, mode=mode, hidden=asked))
    ballot = given.accepted().meeting.ballots[V1]
    assert ballot.hidden is hidden
    assert ballot.names_shown is (mode is VoteMode.RECORDED and not hidden)


@pytest.mark.parametrize(
    ("asked", "own_rule", "mode", "by_itself"),
    [
        (True, False, VoteMode.OPEN, True),
        (True, False, VoteMode.RECORDED, True),
        (False, True, VoteMode.RECORDED, True),
        (False, False, VoteMode.RECORDED, False),
        # Silence is waited for.
        (True, True, VoteMode.UNOPPOSED, False),
    ],
)
def test_a_vote_ends_by_itself_where_the_chair_or_the_bodys_rule_asks(
    asked: bool, own_rule: bool, mode: VoteMode, by_itself: bool
) -> None:
    values = {**RULES.values, "vote.until_all": own_rule, "vote.acclamation": True}
    law = replace(RULES, values=values)
    given = Given(*planned(law), *MOVED[2:]).when(replace(OPEN_MOTION, mode=mode, until_all=asked))
    assert given.accepted().meeting.ballots[V1].until_all is by_itself


WITHOUT_MAYOR = replace(OPEN_MOTION, mode=VoteMode.RECORDED, until_all=True, without_chair=True)


def test_the_vote_of_who_presides_by_office_rests_where_the_chair_says_so() -> None:
    opened = Given(*MOVED).when(WITHOUT_MAYOR).accepted()
    ballot = opened.meeting.ballots[V1]
    assert (ballot.rests, without(ballot)) == (MAYOR, MAYOR)
    assert electorate(opened.meeting, ballot) == set(VOTERS) - {MAYOR}
    opened.when(vote(MAYOR)).refused(r.VoteRests(seat=MAYOR, ballot=V1))
    answered = Given(*opened.happened, *(cast(seat) for seat in VOTERS if seat != MAYOR))
    assert all_in(answered.meeting, answered.meeting.ballots[V1])
    closed = answered.when(CLOSE).accepted().meeting.ballots[V1].result
    assert closed is not None
    assert (closed.entitled, closed.not_voted) == (len(VOTERS) - 1, 0)


def test_nobodys_vote_rests_where_nobody_presides_by_office() -> None:
    led = (*MOVED, e.ChairTaken(chair=AYSE), *left(MAYOR))
    Given(*led).when(replace(WITHOUT_MAYOR, by=AYSE)).refused(r.NobodyRests())


UNTIL_ALL = (*MOVED, opened_ballot(until_all=True))
ALL_BUT_ROTH = tuple(cast(seat) for seat in VOTERS if seat != ROTH)


def ends_now(*happened: e.MeetingEvent) -> bool:
    meeting = Given(*happened).meeting
    return all_in(meeting, meeting.ballots[V1])


def test_a_vote_until_all_ends_with_the_last_answer() -> None:
    assert not ends_now(*UNTIL_ALL)
    assert not ends_now(*UNTIL_ALL, *ALL_BUT_ROTH)
    assert ends_now(*UNTIL_ALL, *ALL_BUT_ROTH, cast(ROTH, NO))
    assert not ends_now(*VOTING, *ALL_BUT_ROTH, cast(ROTH, NO))  # nobody asked for it


def test_a_vote_until_all_ends_when_the_last_who_was_missing_leaves() -> None:
    assert ends_now(*UNTIL_ALL, *ALL_BUT_ROTH, *left(ROTH))
    assert not ends_now(*UNTIL_ALL, *ALL_BUT_ROTH, *left(AYSE))


def test_a_vote_until_all_waits_again_for_an_answer_that_was_taken_back() -> None:
    retracted = e.VoteRetracted(ballot=V1, seat=AYSE)
    assert not ends_now(*UNTIL_ALL, *ALL_BUT_ROTH, retracted, cast(ROTH))


def test_a_vote_until_all_ends_with_the_hands_that_were_counted() -> None:
    def hands(yes: int) -> e.SumsEntered:
        return e.SumsEntered(ballot=V1, sums=Sums(yes=yes, no=1, abstain=0), by=CLERK)

    assert not ends_now(*UNTIL_ALL, cast(AYSE), hands(6))
    assert ends_now(*UNTIL_ALL, cast(AYSE), hands(7))


def test_a_vote_until_all_is_left_to_the_chair_where_too_few_are_there() -> None:
    """Nine by law, five are the quorum: of the four who stay everybody has answered."""
    four = (AYSE, UWE, LANGE, HORN)
    gone = [seat for seat in VOTERS if seat not in four]
    assert not ends_now(*UNTIL_ALL, *(cast(seat) for seat in four), *left(*gone))
    assert not ends_now(*UNTIL_ALL, *left(*VOTERS))


def test_the_bot_closes_only_what_ends_by_itself() -> None:
    by_itself = replace(CLOSE, by=c.OPERATOR)
    Given(*UNTIL_ALL, *ALL_BUT_ROTH).when(by_itself).then()
    Given(*VOTING, *ALL_BUT_ROTH, cast(ROTH)).when(by_itself).then()
    ended = Given(*UNTIL_ALL, *ALL_BUT_ROTH, cast(ROTH)).when(by_itself).accepted()
    result = ended.meeting.ballots[V1].result
    assert result is not None
    assert (result.yes, result.not_voted) == (9, 0)


def test_a_vote_until_all_that_is_over_does_not_end_again() -> None:
    over = e.BallotBrokenOff(ballot=V1, reason=Undecided.CHAIR)
    assert not ends_now(*UNTIL_ALL, *ALL_BUT_ROTH, cast(ROTH), over)


def test_a_ballot_opens_with_the_wording_as_it_stands() -> None:
    Given(*MOVED).when(OPEN_MOTION).then(opened_ballot())


def test_a_vote_by_name_is_opened_as_such() -> None:
    Given(*MOVED).when(replace(OPEN_MOTION, mode=VoteMode.RECORDED)).then(
        opened_ballot(mode=VoteMode.RECORDED)
    )


def test_there_is_one_ballot_at_a_time() -> None:
    Given(*VOTING).when(OPEN_MOTION).refused(r.BallotOpen(ballot=V1))


def test_an_unknown_majority_is_refused_with_those_there_are() -> None:
    Given(*MOVED).when(replace(OPEN_MOTION, rule="whatever")).refused(
        r.RuleUnknown(rule="whatever", known=tuple(sorted(RULES.majorities)))
    )


def test_nothing_is_voted_on_before_the_roll_call() -> None:
    Given(*OPENED).when(open_on(SubjectKind.PROCEDURE, text="Pause")).refused(r.NoRollCall())


def test_nothing_is_voted_on_without_a_quorum() -> None:
    # Five of nine must be there and entitled (§ 36 (1) ThürKO).
    Given(*MOVED, *left(DEPUTY, UWE, LANGE, HORN, VOGT)).when(OPEN_MOTION).refused(
        r.NoQuorum(present=4, needed=5, statutory=9)
    )


def test_the_recused_do_not_count_for_the_quorum() -> None:
    Given(*MOVED, *left(DEPUTY, UWE, LANGE, HORN), recused(VOGT)).when(OPEN_MOTION).refused(
        r.NoQuorum(present=4, needed=5, statutory=9)
    )


PRESUMED = replace(RULES, values={**RULES.values, "quorum.presumed": True})
THIRD = Majority(share=Fraction(1, 3), base=Base.MEMBERS, or_equal=True)
FOUR_LEFT = left(DEPUTY, UWE, LANGE, HORN, VOGT)


def presumed(rules: Rules, *more: e.MeetingEvent) -> Given:
    """Nine were there when the quorum was stated; ``more`` has happened since."""
    return Given(*planned(rules), *MOVED[2:], *more)


def test_stated_once_a_quorum_lasts_where_the_law_presumes_it_until_somebody_doubts_it() -> None:
    """§ 53 (1) HGO, § 65 (1) NKomVG: four of nine decide, unless somebody says there are four."""
    given = presumed(PRESUMED, *FOUR_LEFT)
    [opened] = decide_meeting(given.meeting, OPEN_MOTION)
    assert isinstance(opened, e.BallotOpened)
    assert (opened.check.present, opened.check.quorate) == (4, False)
    [closed] = decide_meeting(evolve(given.meeting, opened), CLOSE)
    assert isinstance(closed, e.BallotClosed)
    doubted = presumed(PRESUMED, *FOUR_LEFT, e.QuorumStated(check=given.meeting.quorum(T1)))
    doubted.when(OPEN_MOTION).refused(r.NoQuorum(present=4, needed=5, statutory=9))


def test_doubt_on_one_item_does_not_end_what_is_presumed_for_the_body() -> None:
    meeting = presumed(PRESUMED, *FOUR_LEFT).meeting
    assert quorum.may_decide(meeting, None)
    inquorate = replace(meeting, last_check=meeting.quorum(None))
    assert not quorum.may_decide(inquorate, None)
    assert not quorum.may_decide(replace(meeting, last_check=None), T1)


@pytest.mark.parametrize(("gone", "decides"), [((), True), ((AYSE,), True), ((AYSE, DIETZ), False)])
def test_below_a_third_nothing_is_presumed_in_schleswig_holstein(
    gone: tuple[SeatId, ...], decides: bool
) -> None:
    rules = replace(PRESUMED, shares={"quorum.presumed.least": THIRD})
    meeting = presumed(rules, *FOUR_LEFT, *left(*gone)).meeting
    assert quorum.may_decide(meeting, T1) is decides


def test_a_biased_chair_does_not_lead_the_vote() -> None:
    Given(*MOVED, recused(MAYOR)).when(OPEN_MOTION).refused(r.ChairRecused(seat=MAYOR))


def test_the_chair_does_not_lead_the_vote_on_their_own_bias() -> None:
    Given(*ON_ITEM).when(open_on(SubjectKind.RECUSAL, MAYOR)).refused(r.ChairRecused(seat=MAYOR))


def test_a_biased_chair_hands_over_before_an_open_vote_is_closed() -> None:
    given = Given(*VOTING, cast(AYSE), recused(MAYOR))
    given.when(CLOSE).refused(r.ChairRecused(seat=MAYOR))
    given.when(c.TakeChair(by=DEPUTY, at=NOW, seat=DEPUTY), replace(CLOSE, by=DEPUTY)).accepted()


def test_an_unknown_motion_is_not_voted_on() -> None:
    Given(*ON_ITEM).when(OPEN_MOTION).refused(r.MotionUnknown(motion=A1))


def test_the_wording_decides_whether_it_is_an_amendment() -> None:
    amendment = e.AmendmentMoved(motion=A2, amends=A1, by=UWE, text="bald", replaces="")
    after = Given(*MOVED, amendment).when(open_on(SubjectKind.MOTION, A2)).accepted()
    ballot = after.meeting.ballots[V1]
    assert ballot.subject == Subject(kind=SubjectKind.AMENDMENT, ref=A2, text="bald")


def test_a_public_matter_is_not_decided_while_the_public_is_out() -> None:
    Given(*MOVED, e.PublicExcluded(by=MAYOR)).when(OPEN_MOTION).refused(r.NonPublicPart(item=T1))


# Other subjects.


@pytest.mark.parametrize(
    ("invitation", "more"), [(INVITATION, ()), (URGENT, (e.UrgencyEstablished(),))]
)
def test_urgency_is_put_to_the_vote_only_where_it_is_needed(
    invitation: e.InvitationSent, more: tuple[e.MeetingEvent, ...]
) -> None:
    Given(*WITH_AGENDA, invitation, *roll_call(*VOTERS), *more).when(
        open_on(SubjectKind.URGENCY)
    ).refused(r.NothingToChange())


def test_without_an_invitation_there_is_no_urgency_to_establish() -> None:
    Given(*WITH_AGENDA, *roll_call(*VOTERS)).when(open_on(SubjectKind.URGENCY)).refused(
        r.NothingToChange()
    )


def decided(*happened: e.MeetingEvent, on: c.OpenBallot, yes: int, no: int = 0) -> list[e.Event]:
    """Return what follows from the close of a ballot with so many votes."""
    given = Given(*happened).when(on).accepted()
    ballot = given.meeting.ballot
    assert ballot
    entitled = given.meeting.entitled(given.meeting.ballots[ballot].item)
    choices = [YES] * yes + [NO] * no
    for seat, choice in zip(entitled, choices, strict=False):
        given = given.when(vote(seat, choice)).accepted()
    return list(given.when(CLOSE).accepted().happened[len(given.happened) + 1 :])


def test_the_body_establishes_urgency() -> None:
    base = (*WITH_AGENDA, URGENT, *roll_call(*VOTERS))
    assert decided(*base, on=open_on(SubjectKind.URGENCY), yes=5, no=4) == [e.UrgencyEstablished()]
    assert decided(*base, on=open_on(SubjectKind.URGENCY), yes=4, no=5) == []


LATE = (*CALLED, e.AgendaItemAdded(item=item(T4, "Rohrbruch", late=True), position=2))


def test_a_late_item_needs_the_larger_majority_of_the_profile() -> None:
    # Two thirds of nine members are six.
    late = open_on(SubjectKind.ADD_ITEM, T4)
    assert decided(*LATE, on=late, yes=6, no=3) == [e.LateItemTakenUp(item=T4)]
    assert decided(*LATE, on=late, yes=5, no=0) == []


def test_an_item_of_the_invitation_needs_no_vote_to_be_taken_up() -> None:
    Given(*CALLED).when(open_on(SubjectKind.ADD_ITEM, T1)).refused(r.NotLate(item=T1))


def test_the_body_takes_an_item_off_the_agenda() -> None:
    assert decided(*CALLED, on=open_on(SubjectKind.REMOVE_ITEM, T2), yes=9) == [
        e.AgendaItemRemoved(item=T2, reason="resolved")
    ]


def test_the_item_under_debate_is_not_taken_off_the_agenda() -> None:
    Given(*ON_ITEM).when(open_on(SubjectKind.REMOVE_ITEM, T1)).refused(r.ItemOpen(item=T1))


def test_a_treated_item_is_not_taken_off_the_agenda() -> None:
    Given(*ON_ITEM, e.ItemClosed(item=T1, note="")).when(
        open_on(SubjectKind.REMOVE_ITEM, T1)
    ).refused(r.ItemDone(item=T1))


def test_the_public_is_excluded_by_a_vote_without_the_public() -> None:
    # § 40 (1) s. 2 ThürKO.
    on = open_on(SubjectKind.EXCLUDE_PUBLIC, T1)
    Given(*ON_ITEM).when(on).refused(r.PublicPart(item=T1))
    assert decided(*ON_ITEM, e.PublicExcluded(by=MAYOR), on=on, yes=9) == [
        e.ItemReclassified(item=T1, public=False)
    ]


def test_a_non_public_item_is_not_excluded_again() -> None:
    Given(*CALLED, e.PublicExcluded(by=MAYOR)).when(
        open_on(SubjectKind.EXCLUDE_PUBLIC, T3)
    ).refused(r.NothingToChange())


def test_a_member_whose_bias_is_decided_on_has_no_vote_in_it() -> None:
    on = open_on(SubjectKind.RECUSAL, AYSE)
    given = Given(*ON_ITEM).when(on).accepted()
    given.when(vote(AYSE, NO)).refused(r.Recused(seat=AYSE, item=T1))
    assert decided(*ON_ITEM, on=on, yes=2) == [
        e.RecusalDeclared(seat=AYSE, item=T1, reason="resolved")
    ]
    assert decided(*ON_ITEM, recused(AYSE), on=on, yes=2) == []


def test_bias_is_decided_on_an_item() -> None:
    Given(*CALLED).when(open_on(SubjectKind.RECUSAL, AYSE)).refused(r.NoItemOpen())


def test_bias_is_decided_of_somebody_on_the_roster() -> None:
    Given(*ON_ITEM).when(open_on(SubjectKind.RECUSAL, NOBODY)).refused(r.SeatUnknown(seat=NOBODY))


def test_minutes_are_approved_of_a_meeting_that_is_named() -> None:
    Given(*ON_ITEM).when(open_on(SubjectKind.MINUTES)).refused(
        r.SubjectMissing(kind=SubjectKind.MINUTES)
    )
    assert decided(*ON_ITEM, on=open_on(SubjectKind.MINUTES, "2026-02"), yes=9) == []


def test_a_motion_on_procedure_needs_words() -> None:
    Given(*CALLED).when(open_on(SubjectKind.PROCEDURE, text="  ")).refused(r.TextMissing())
    Given(*CALLED).when(open_on(SubjectKind.PROCEDURE, text=" Pause ")).then(
        e.BallotOpened(
            ballot=V1,
            item=None,
            subject=subject(SubjectKind.PROCEDURE, text="Pause"),
            mode=VoteMode.OPEN,
            rule="simple",
            check=check(),
            hidden=False,
        )
    )


def test_each_ballot_has_a_number_of_its_own() -> None:
    over = e.BallotBrokenOff(ballot=V1, reason=Undecided.CHAIR)
    after = Given(*VOTING, over).when(OPEN_MOTION).accepted()
    assert after.meeting.ballot == V2


# Casting.


def test_a_member_votes() -> None:
    Given(*VOTING).when(vote(AYSE)).then(cast(AYSE))


def test_the_last_answer_before_the_close_counts() -> None:
    after = Given(*VOTING, cast(AYSE, YES)).when(vote(AYSE, NO)).then(cast(AYSE, NO))
    assert after.meeting.ballots[V1].votes[AYSE].choice is NO


def test_the_same_answer_again_says_nothing_new() -> None:
    Given(*VOTING, cast(AYSE)).when(vote(AYSE)).then()


def test_a_recused_member_may_not_vote() -> None:
    Given(*VOTING, recused(AYSE)).when(vote(AYSE)).refused(r.Recused(seat=AYSE, item=T1))


def test_a_member_recused_during_the_vote_loses_the_vote_already_cast() -> None:
    after = Given(*VOTING, cast(AYSE), cast(UWE)).when(c.DeclareRecusal(by=AYSE, at=NOW, seat=AYSE))
    assert tuple(after.accepted().meeting.ballots[V1].votes) == (UWE,)


@pytest.mark.parametrize(
    ("seat", "reason"),
    [
        (DIETZ, r.NotPresent(seat=DIETZ)),  # has left
        (CLERK, r.NotVoting(seat=CLERK)),  # keeps the minutes, has no seat in the council
        (NOBODY, r.SeatUnknown(seat=NOBODY)),  # not a member at all (C-24)
    ],
)
def test_who_has_no_vote_does_not_get_one(seat: SeatId, reason: r.Reason) -> None:
    there = e.MemberArrived(seat=CLERK, mode=Mode.HALL, channel=Channel.TEXT, late=True)
    Given(*VOTING, *left(DIETZ), there).when(vote(seat, by=CLERK)).refused(reason)


def test_an_adviser_is_told_who_may_vote() -> None:
    Given(*VOTING).when(vote(ADVISER)).refused(
        r.NotAllowed(roles=("chair", "clerk", "deputy", "member"))
    )


def test_a_mayor_without_a_vote_leads_and_does_not_vote() -> None:
    # Some laws and committees know a chair without a vote.
    mute = Seat(id=MAYOR, name="Dr. Martina Albrecht", role=Role.CHAIR, votes=False)
    roster = e.RosterTaken(seats=(mute, *SEATS[1:]), marks=())
    given = Given(*MOVED, roster).when(OPEN_MOTION).accepted()
    given.when(vote(MAYOR)).refused(r.NotVoting(seat=MAYOR))
    assert given.meeting.ballots[V1].check.present == 8


def test_nobody_votes_for_somebody_else() -> None:
    Given(*VOTING).when(vote(AYSE, by=UWE)).refused(r.NotEntered(seat=AYSE))


def test_the_clerk_enters_a_vote_for_a_person_in_the_hall() -> None:
    Given(*VOTING).when(vote(AYSE, by=CLERK)).then(
        cast(AYSE, channel=Channel.CLERK, entered_by=CLERK)
    )


def test_the_clerk_does_not_overrule_a_members_own_vote() -> None:
    Given(*VOTING, cast(AYSE, NO)).when(vote(AYSE, YES, by=CLERK)).refused(
        r.VotedThemselves(seat=AYSE)
    )


def test_a_member_corrects_what_the_clerk_entered() -> None:
    entered = cast(AYSE, YES, Channel.CLERK, CLERK)
    Given(*VOTING, entered).when(vote(AYSE, NO)).then(cast(AYSE, NO))


def test_a_member_confirms_what_the_clerk_entered_and_it_stays() -> None:
    entered = cast(AYSE, YES, Channel.CLERK, CLERK)
    Given(*VOTING, entered).when(vote(AYSE, YES)).then(cast(AYSE, YES)).when(
        vote(AYSE, NO, by=CLERK)
    ).refused(r.VotedThemselves(seat=AYSE))


def test_the_clerk_corrects_an_entry_and_repeats_none() -> None:
    entered = cast(AYSE, YES, Channel.CLERK, CLERK)
    given = Given(*VOTING, entered)
    given.when(vote(AYSE, YES, by=CLERK)).then()
    given.when(vote(AYSE, NO, by=CLERK)).then(cast(AYSE, NO, Channel.CLERK, CLERK))


def test_where_the_law_knows_no_abstention_it_is_refused() -> None:
    strict = planned(replace(RULES, abstention_allowed=False))
    happened = (*strict, *AGENDA, INVITATION, *VOTING[len(INVITED) :])
    Given(*happened).when(vote(AYSE, ABSTAIN)).refused(
        r.AbstentionForbidden(norm="§ vote.abstention")
    )
    Given(*VOTING).when(vote(AYSE, ABSTAIN)).then(cast(AYSE, ABSTAIN))


@pytest.mark.parametrize(
    ("happened", "wanted", "reason"),
    [
        (MOVED, None, r.NoBallotOpen()),
        (MOVED, V1, r.NoBallotOpen()),
        (VOTING, BallotId("V9"), r.NoBallotOpen()),
        (
            (*VOTING, e.BallotBrokenOff(ballot=V1, reason=Undecided.CHAIR)),
            V1,
            r.BallotOver(ballot=V1),
        ),
    ],
)
def test_a_vote_needs_the_ballot_it_names_to_be_open(
    happened: tuple[e.MeetingEvent, ...], wanted: BallotId | None, reason: r.Reason
) -> None:
    Given(*happened).when(replace(vote(AYSE), ballot=wanted)).refused(reason)


def test_a_vote_names_the_open_ballot() -> None:
    Given(*VOTING).when(replace(vote(AYSE), ballot=V1)).then(cast(AYSE))


# A show of hands.


def test_a_show_of_hands_is_entered_at_once() -> None:
    count = c.EnterCount(by=CLERK, at=NOW, votes=((AYSE, YES), (UWE, NO)))
    Given(*VOTING).when(count).then(
        cast(AYSE, YES, Channel.CLERK, CLERK), cast(UWE, NO, Channel.CLERK, CLERK)
    )


def test_one_wrong_entry_refuses_the_whole_show_of_hands() -> None:
    count = c.EnterCount(by=CLERK, at=NOW, votes=((AYSE, YES), (NOBODY, NO)))
    Given(*VOTING).when(count).refused(r.SeatUnknown(seat=NOBODY))


# Closing.


def closed(result: Result) -> e.BallotClosed:
    return e.BallotClosed(ballot=V1, result=result)


TABLE = [
    # rule, yes, no, abstentions → base, needed, adopted
    ("simple", 5, 4, 0, 9, 5, True),
    ("simple", 4, 4, 1, 8, 5, False),  # a tie is a no
    ("simple", 1, 0, 8, 1, 1, True),  # abstentions do not count
    ("simple", 2, 1, 0, 3, 2, True),  # nor do those who say nothing
    ("simple", 0, 0, 9, 0, 1, False),  # nobody in favour: nothing adopted
    ("simple", 0, 0, 0, 0, 1, False),
    ("half_cast", 4, 3, 2, 9, 5, False),  # here abstentions weigh like a no
    ("half_cast", 5, 3, 1, 9, 5, True),
    ("members", 4, 0, 0, 9, 5, False),  # more than half of nine by law, present or not
    ("members", 5, 4, 0, 9, 5, True),
    ("two_thirds", 5, 0, 0, 9, 6, False),  # of those present
    ("two_thirds", 6, 3, 0, 9, 6, True),  # exactly two thirds suffice
    ("two_thirds_members", 6, 0, 0, 9, 6, True),
    ("two_thirds_members", 5, 0, 4, 9, 6, False),
]


@pytest.mark.parametrize(("rule", "yes", "no", "abstain", "base", "needed", "adopted"), TABLE)
def test_majorities(
    rule: str, yes: int, no: int, abstain: int, base: int, needed: int, adopted: bool
) -> None:
    choices: list[Choice] = [YES] * yes + [NO] * no + [ABSTAIN] * abstain
    votes = [cast(seat, choice) for seat, choice in zip(VOTERS, choices, strict=False)]
    Given(*MOVED, opened_ballot(rule), *votes).when(CLOSE).then(
        closed(
            Result(
                yes=yes,
                no=no,
                abstain=abstain,
                not_voted=9 - len(votes),
                entitled=9,
                statutory=9,
                base=base,
                needed=needed,
                adopted=adopted,
                rule=rule,
                norm="§ vote.simple" if rule == "simple" else "",
            )
        )
    )


def test_who_voted_and_left_still_counts() -> None:
    given = Given(*VOTING, cast(AYSE), *left(AYSE, UWE)).when(CLOSE).accepted()
    result = given.meeting.ballots[V1].result
    assert result
    assert (result.yes, result.entitled, result.not_voted) == (1, 8, 7)


def test_a_ballot_whose_quorum_is_lost_has_no_result() -> None:
    Given(*VOTING, cast(AYSE), *left(DEPUTY, UWE, LANGE, HORN, VOGT)).when(CLOSE).then(
        e.BallotBrokenOff(ballot=V1, reason=Undecided.NO_QUORUM)
    )


def test_who_comes_during_the_vote_may_vote() -> None:
    happened = (*INVITED, *roll_call(*VOTERS[:6]), *VOTING[len(CALLED) :])
    come = c.ReportPresent(by=ROTH, at=NOW, seat=ROTH, mode=Mode.HALL, channel=Channel.TEXT)
    after = Given(*happened).when(come, vote(ROTH), CLOSE).accepted()
    result = after.meeting.ballots[V1].result
    assert result
    assert (result.yes, result.entitled) == (1, 7)


def test_a_ballot_is_broken_off_by_the_chair_and_by_the_bot() -> None:
    for by, reason in ((MAYOR, Undecided.CHAIR), (c.OPERATOR, Undecided.GAP)):
        Given(*VOTING).when(c.BreakOffBallot(by=by, at=NOW, reason=reason)).then(
            e.BallotBrokenOff(ballot=V1, reason=reason)
        )


def test_a_ballot_can_be_closed_by_its_number_once() -> None:
    given = Given(*VOTING).when(replace(CLOSE, ballot=V1)).accepted()
    given.when(replace(CLOSE, ballot=V1)).refused(r.BallotOver(ballot=V1))


def test_a_motion_on_a_closed_item_is_not_voted_on() -> None:
    Given(*MOVED, e.ItemClosed(item=T1, note="")).when(OPEN_MOTION).refused(r.NoItemOpen())


def test_a_motion_that_was_never_moved_has_no_number() -> None:
    Given(*MOVED).when(open_on(SubjectKind.MOTION, MotionId(""))).refused(
        r.MotionUnknown(motion=MotionId(""))
    )
