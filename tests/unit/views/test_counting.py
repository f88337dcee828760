# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a view shows votes by post, tellers, and who has said that nobody listens in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from council import (
    A1,
    AYSE,
    CALLED,
    MAYOR,
    MOVED,
    NOW,
    RULES,
    T1,
    UWE,
    V1,
    opened_ballot,
    planned,
    subject,
)
from scenario import Given
from view_samples import described

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.ids import BallotId
from bot.domain.meeting import Meeting
from bot.domain.rules import Rules
from bot.domain.values import Channel, Mode, Postal, SubjectKind, Sums, VoteMode
from bot.views import View, view
from bot.views.counting import OUT, by_post, tellers

LAW = replace(RULES, values={**RULES.values, "vote.postal": True, "vote.tellers": 2})
SENT = replace(
    opened_ballot(mode=VoteMode.SECRET),
    postal=Postal(until=date(2026, 12, 4), issued=9, norm=""),
)
OVER = e.MeetingClosed(by=MAYOR, open_items=())


def shown(*happened: e.MeetingEvent, rules: Rules = LAW, public: bool = True) -> View:
    """Return the view after what happened, held to the schema."""
    meeting = Given(*planned(rules), *happened[2:]).meeting
    return of(meeting, public=public)


def of(meeting: Meeting, *, public: bool = True) -> View:
    return described(view(meeting, seq=1, head="0" * 64, public=public))


# ── by post ─────────────────────────────────────────────────────────────────────────────
def test_a_vote_whose_papers_are_out_is_shown_until_it_is_counted() -> None:
    (out,) = shown(*MOVED, SENT, OVER)["postal"]
    assert (out["id"], out["until"], out["issued"]) == (V1, "2026-12-04", 9)
    assert out["ref"] == A1
    summed = e.SumsEntered(ballot=V1, sums=Sums(yes=9, no=0, abstain=0), by=AYSE, tellers=(AYSE,))
    meeting = Given(*planned(LAW), *MOVED[2:], SENT, OVER).meeting
    counted = c.CountPostal(by=MAYOR, at=NOW, sums=summed.sums, tellers=(AYSE, UWE))
    after = Given(*planned(LAW), *MOVED[2:], SENT, OVER).when(counted).accepted().meeting
    assert of(after)["postal"] == []
    assert len(of(meeting)["postal"]) == 1


def test_the_public_reads_nothing_of_a_vote_by_post_behind_closed_doors() -> None:
    hidden = (*MOVED, e.PublicExcluded(by=MAYOR), SENT)
    assert shown(*hidden)["postal"] == []
    assert len(shown(*hidden, public=False)["postal"]) == 1


def test_of_many_votes_by_post_the_oldest_are_shown() -> None:
    many = [replace(SENT, ballot=BallotId(f"V{n + 1}")) for n in range(OUT + 2)]
    shows = [one["id"] for one in shown(*MOVED, *many)["postal"]]
    assert shows == [f"V{n + 1}" for n in range(OUT)]


def test_the_wording_of_a_vote_by_post_is_that_of_the_ballot() -> None:
    words = subject(SubjectKind.PROCEDURE, text="Vertagung")
    (out,) = shown(*MOVED, replace(SENT, subject=words))["postal"]
    assert out["text"] == "Vertagung"


def test_a_page_knows_whether_papers_may_be_sent_home_and_how_many_have_to_count() -> None:
    meeting = shown(*MOVED)["meeting"]
    assert (meeting["by_post"], meeting["tellers"]) == (True, 2)
    usual = shown(*MOVED, rules=RULES)["meeting"]
    assert (usual["by_post"], usual["tellers"]) == (False, 0)
    assert (by_post(Meeting()), tellers(Meeting())) == (False, 0)


# ── nobody listens in ───────────────────────────────────────────────────────────────────
ASKED = replace(RULES, values={**RULES.values, "public.alone": True})
REMOTE = tuple(
    e.MemberArrived(seat=seat, mode=Mode.REMOTE, channel=Channel.TEXT, late=False)
    for seat in (AYSE, UWE)
)
PRIVATE = (*CALLED, *REMOTE, e.PublicExcluded(by=MAYOR))


def test_in_the_closed_room_it_is_shown_who_has_confirmed_to_be_alone() -> None:
    said = e.AloneConfirmed(seat=AYSE, by=AYSE)
    known = shown(*PRIVATE, said, rules=ASKED, public=False)["alone"]
    assert known == {"confirmed": [AYSE], "missing": [UWE]}


def test_who_is_kept_from_the_item_is_not_asked() -> None:
    recused = e.RecusalDeclared(seat=UWE, item=T1, reason="")
    item = e.ItemCalled(item=T1)
    known = shown(*CALLED, *REMOTE, item, recused, PRIVATE[-1], rules=ASKED, public=False)["alone"]
    assert known == {"confirmed": [], "missing": [AYSE]}


def test_nobody_is_asked_in_public_without_a_rule_or_in_the_public_part() -> None:
    assert shown(*PRIVATE, rules=ASKED)["alone"] is None
    assert shown(*PRIVATE, rules=RULES, public=False)["alone"] is None
    assert shown(*CALLED, *REMOTE, rules=ASKED, public=False)["alone"] is None
