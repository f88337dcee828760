# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The right to an item on the agenda, § 35 (4) ThürKO: who asks, who signs, when it is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from council import AYSE, BEFORE, BODY, CLERK, MAYOR, PLANNED, RULES, UWE
from scenario import Given

from bot.domain import commands as c
from bot.domain import refusals as r
from bot.domain.ids import ItemRequestId, MeetingId, SeatId
from bot.domain.itemrequests import brought_by, due_on, need_taken_up, needed, waiting
from bot.domain.meeting import Meeting
from bot.domain.refusals import Refused
from bot.domain.rules import Layer, Rules, Source, Verified
from bot.domain.values import Base, Majority, RequestEnd, RequestRefusal

B1 = ItemRequestId("B1")
QUARTER = Majority(share=Fraction(1, 4), base=Base.MEMBERS, or_equal=True)
SOURCE = Source(norm="§ 35 Abs. 4", source="", as_of="", verified=Verified.FOUND, layer=Layer.LAW)
LAW = replace(
    RULES,
    shares={**RULES.shares, "agenda.right": QUARTER},
    values={**RULES.values, "agenda.right.group": True, "motion.deadline": 3},
    sources={**RULES.sources, "agenda.right": SOURCE, "agenda.right.group": SOURCE},
)
ASK = c.RequestItem(
    by=AYSE, at=BEFORE, title=" Radweg ", text="", public=True, for_group=False, rules=LAW
)
BODY_NOW = Given(*BODY).body
GROUPED = next(seat for seat in BODY_NOW.seats.values() if seat.group)
ALONE = next(seat for seat in BODY_NOW.seats.values() if not seat.group and seat.votes)
NEEDED = needed(BODY_NOW, LAW)
SIGNERS = [s.id for s in BODY_NOW.seats.values() if s.votes and s.id != AYSE][: NEEDED - 1]
ASKED = Given(*BODY).when(ASK).accepted()


def signed(by: SeatId) -> c.SupportItemRequest:
    return c.SupportItemRequest(by=by, at=BEFORE + timedelta(hours=1), request=B1)


def test_one_member_alone_has_asked_and_has_no_right_yet() -> None:
    known = ASKED.body.item_requests[B1]
    assert (known.title, known.needed, known.entitled) == ("Radweg", NEEDED, False)
    assert NEEDED > 2


def test_it_is_a_right_with_the_signature_that_makes_it_a_quarter() -> None:
    after = ASKED.when(*map(signed, SIGNERS)).accepted()
    known = after.body.item_requests[B1]
    assert known.since == BEFORE + timedelta(hours=1)
    assert len(known.signed) == NEEDED
    more = after.when(replace(signed(MAYOR), at=BEFORE + timedelta(days=1))).accepted()
    assert more.body.item_requests[B1].since == known.since


def test_a_signature_counts_once() -> None:
    ASKED.when(signed(AYSE)).then()


def test_a_group_has_the_right_at_once() -> None:
    after = Given(*BODY).when(replace(ASK, by=GROUPED.id, for_group=True)).accepted()
    known = after.body.item_requests[B1]
    assert (known.group, known.since) == (GROUPED.group, BEFORE)
    assert brought_by(after.body, known) == GROUPED.group


def test_who_is_in_no_group_asks_in_nobodys_name() -> None:
    Given(*BODY).when(replace(ASK, by=ALONE.id, for_group=True)).refused(r.NoGroup())


def test_where_the_law_gives_groups_no_right_their_name_is_refused() -> None:
    no_right = replace(LAW, values={})
    Given(*BODY).when(replace(ASK, by=GROUPED.id, for_group=True, rules=no_right)).refused(
        r.GroupHasNoRight(land=LAW.land, norm="§ 35 Abs. 4")
    )


def test_without_a_rule_everybody_would_have_to_sign() -> None:
    assert needed(BODY_NOW, replace(LAW, shares={})) == sum(
        seat.votes for seat in BODY_NOW.seats.values()
    )
    of_present = replace(QUARTER, base=Base.PRESENT)
    assert needed(BODY_NOW, replace(LAW, shares={"agenda.right": of_present})) >= 1


def test_a_title_is_needed_and_a_text_has_an_end() -> None:
    Given(*BODY).when(replace(ASK, title=" ")).refused(r.TextMissing())
    long = "x" * 20_001
    Given(*BODY).when(replace(ASK, text=long)).refused(r.TooLong(length=20_001, limit=20_000))


def test_only_who_asked_takes_it_back() -> None:
    back = c.WithdrawItemRequest(by=AYSE, at=BEFORE, request=B1)
    ASKED.when(replace(back, by=UWE)).refused(r.RequestIsOthers(seat=AYSE))
    after = ASKED.when(back).accepted()
    assert after.body.item_requests[B1].end is RequestEnd.WITHDRAWN
    after.when(signed(UWE)).refused(r.RequestOver(request=B1))


def test_an_unknown_request_is_answered_with_those_there_are() -> None:
    other = ItemRequestId("B9")
    ASKED.when(replace(signed(UWE), request=other)).refused(
        r.RequestUnknown(request=other, open=(B1,))
    )


def test_the_office_refuses_with_ground_and_rule() -> None:
    no = c.RefuseItemRequest(
        by=CLERK, at=BEFORE, request=B1, ground=RequestRefusal.UNSUPPORTED, reason="Allein"
    )
    after = ASKED.when(no).accepted()
    assert after.body.item_requests[B1].end is RequestEnd.REFUSED
    ASKED.when(replace(no, reason=" ")).refused(r.ReasonMissing())
    right = ASKED.when(*map(signed, SIGNERS)).accepted()
    right.when(no).refused(r.RequestIsSupported(request=B1, norm="§ 35 Abs. 4"))
    right.when(replace(no, ground=RequestRefusal.UNCLEAR)).accepted()


def test_taken_up_it_is_over() -> None:
    take = c.TakeUpItemRequest(by=CLERK, at=BEFORE, request=B1, meeting=MeetingId("2026-03"))
    after = ASKED.when(take).accepted()
    assert not waiting(after.body)
    after.when(take).refused(r.RequestOver(request=B1))


# The deadline of the Geschäftsordnung.


def law_of(rules: Rules) -> Meeting:
    return replace(Given(*PLANNED).meeting, rules=rules)


@pytest.mark.parametrize(("days", "due"), [(5, True), (4, True), (3, False), (1, False)])
def test_a_right_that_came_after_the_deadline_waits_for_the_next_meeting(
    days: int, due: bool
) -> None:
    meeting = law_of(LAW)
    assert meeting.starts is not None
    asked = replace(ASK, by=GROUPED.id, for_group=True, at=meeting.starts - timedelta(days=days))
    body = Given(*BODY).when(asked).accepted().body
    assert bool(due_on(body, meeting)) is due
    if due:
        with pytest.raises(Refused) as refusal:
            need_taken_up(body, meeting)
        assert isinstance(refusal.value.reason, r.RequestsOpen)
    else:
        need_taken_up(body, meeting)


def test_without_a_deadline_it_is_due_to_the_last_and_without_a_right_never() -> None:
    free = law_of(replace(LAW, values={"agenda.right.group": True}))
    body = Given(*BODY).when(replace(ASK, by=GROUPED.id, for_group=True)).accepted().body
    assert due_on(body, free)
    assert not due_on(ASKED.body, free)
    assert not due_on(body, Meeting())
