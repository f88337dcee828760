# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The law in the books of a body: what people are shown of it, and who has read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from council import ESTABLISH, MAYOR, PLAN
from talking import context

from bot.answering import carry_command, confirm_command, selected, shown
from bot.body import rules_of
from bot.books import Books
from bot.chat import requests as q
from bot.chat.context import Place
from bot.council import load_council
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.ids import BodyId, ItemId, MeetingId, SeatId
from bot.domain.refusals import (
    ClosedRoomTaken,
    LawUnknown,
    Refused,
    RuleNotOpen,
    VotesBeyondTotal,
    WasQuorate,
    WrongPhase,
)
from bot.domain.rules import Layer, Rules, Verified
from bot.domain.values import BodyKind, Format, Language, Phase, QuorumCheck
from bot.effects import Line, Style
from bot.entries import Decided, Kept
from bot.explained import rule_lines
from bot.profiles import law_of
from bot.texts import Key

SAMPLE = Path(__file__).parents[2] / "bot" / "play" / "sample" / "council.toml"
COUNCIL = load_council(SAMPLE)
DAY = date(2026, 11, 26)
TH = law_of("TH", BodyKind.COUNCIL).on(DAY)
CLERK = SeatId("s1")
RULES_FOR = partial(rules_of, COUNCIL)
AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
AUTUMN = replace(
    PLAN, meeting=MeetingId("2026-09"), starts=PLAN.starts + timedelta(days=90), rules=TH
)
CHECK = QuorumCheck(present=4, needed=5, statutory=9, quorate=False, norm="")


def keys(lines: list[Line]) -> list[str]:
    return [line.key for line in lines]


def books() -> Books:
    """Return a body with one meeting planned under the law of Thüringen."""
    made = Books(BodyId("rat"))
    made.rules_for = RULES_FOR
    keep(made, made.judge(ESTABLISH, None))
    keep(made, made.judge(replace(PLAN, rules=TH), None))
    return made


def keep(made: Books, decided: list[Decided]) -> None:
    for one in decided:
        seq = made.head(one.meeting) + 1
        made.keep(Kept(meeting=one.meeting, event=one.event, seq=seq, hash="0" * 64, at=AT))


# !regel


def test_one_rule_is_explained_with_value_norm_and_days() -> None:
    line, value, origin = rule_lines(TH, "quorum")
    assert (line.key, line.style) == ("show.rule_recalled", Style.WARNING)
    assert line.facts["norm"] == "§ 36 Abs. 1 ThürKO"
    assert value.key == "show.rule_value_more"
    assert origin.key == "show.rule_by_law"
    assert origin.facts == {"since": date(2026, 1, 1), "until": Key("show.further_notice")}
    assert str(line.facts["source"]).startswith("from memory")
    german = rule_lines(TH, "quorum", Language.DE)[0]
    assert str(german.facts["source"]).startswith("aus dem Gedächtnis")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("notice", "show.rule_value"),
        ("vote.abstention", "show.rule_value"),
        ("formats.digital", "show.rule_value"),
        ("circulation", "show.rule_value_at_least"),
        ("approval.sureties", "show.rule_value"),
    ],
)
def test_every_form_of_value_is_said(key: str, value: str) -> None:
    assert keys(rule_lines(TH, key))[1] == value


def test_a_rule_without_a_value_is_its_paragraph() -> None:
    assert keys(rule_lines(TH, "minutes")) == ["show.rule_found", "show.rule_by_law"]


def test_of_a_rule_nobody_has_set_it_is_said_that_the_body_may_set_it() -> None:
    (line,) = rule_lines(TH, "vote.until_all")
    assert (line.key, line.facts["key"]) == ("show.rule_unset", "vote.until_all")


def test_all_rules_are_a_list_and_an_unknown_one_names_those_there_are() -> None:
    assert len(rule_lines(TH, "")) == len(TH.sources)
    (line,) = rule_lines(TH, "qorum")
    assert line.key == "show.rule_unknown"


def test_without_a_meeting_the_law_of_today_is_shown() -> None:
    empty = Books(BodyId("rat"))
    lines = shown(empty, RULES_FOR, q.ShowRule(key="notice"), context(CLERK, Place.OFFICE, None))
    assert lines[0].facts["norm"] == "§ 1 Abs. 2 der Geschäftsordnung"


def test_a_meeting_that_was_cancelled_does_not_show_its_law_any_longer() -> None:
    made = books()
    cancelled = c.CancelMeeting(by=MAYOR, at=AT, reason="Versehen")
    keep(made, made.judge(cancelled, None))
    confirmation = confirm_command(
        made, RULES_FOR, q.ConfirmRuleRequest(key="quorum", text="§ 36"), CLERK, AT
    )
    assert isinstance(confirmation, c.ConfirmRule)
    keep(made, made.judge(confirmation, None))
    asked = q.ShowRule(key="quorum")
    lines = shown(made, RULES_FOR, asked, context(CLERK, Place.OFFICE, made.current()))
    assert lines[0].style is not Style.WARNING


def test_a_day_before_the_law_on_file_is_refused_and_not_guessed() -> None:
    with pytest.raises(Refused) as refused:
        RULES_FOR(Books(BodyId("rat")).body, date(2025, 1, 1))
    assert refused.value.reason == LawUnknown(day=date(2025, 1, 1), since=date(2026, 1, 1))


# !regel bestätigen


def test_a_confirmation_reaches_the_meeting_that_is_planned_already() -> None:
    made = books()
    request = q.ConfirmRuleRequest(key="quorum", text="GVBl. 2024")
    command = confirm_command(made, RULES_FOR, request, CLERK, AT)
    assert isinstance(command, c.ConfirmRule)
    assert (command.value, command.norm) == ("more than 1/2 of members", "§ 36 Abs. 1 ThürKO")
    keep(made, made.judge(command, None))
    (meeting,) = made.meetings.values()
    assert meeting.law().sources["quorum"].verified is Verified.CONFIRMED
    assert RULES_FOR(made.body, DAY).sources["quorum"].verified is Verified.CONFIRMED


def test_what_was_read_needs_no_confirmation_and_what_is_unknown_gets_none() -> None:
    made = books()
    known = q.ConfirmRuleRequest(key="notice", text="x")
    with pytest.raises(Refused) as refused:
        confirm_command(made, RULES_FOR, known, CLERK, AT)
    assert refused.value.reason == RuleNotOpen(key="notice")
    unknown = q.ConfirmRuleRequest(key="qorum", text="x")
    line = confirm_command(made, RULES_FOR, unknown, CLERK, AT)
    assert isinstance(line, Line)
    assert line.key == "show.rule_unknown"


# The law of the day.


def test_a_meeting_that_is_moved_follows_the_law_of_its_new_day() -> None:
    made = books()
    moved = PLAN.starts + timedelta(days=7)
    move = c.RescheduleMeeting(by=PLAN.by, at=AT, starts=moved, place="Aula")
    keep(made, made.judge(move, None))
    (meeting,) = made.meetings.values()
    assert meeting.law().day == "2026-12-03"


def test_a_meeting_in_books_that_know_no_law_keeps_its_rules() -> None:
    made = books()
    made.rules_for = None
    moved = PLAN.starts + timedelta(days=7)
    keep(made, made.judge(c.RescheduleMeeting(by=PLAN.by, at=AT, starts=moved, place="A"), None))
    (meeting,) = made.meetings.values()
    assert meeting.law() == TH


# A body of several municipalities carries its own law, C-24.

HEAD = """
[body]
id = "verband"
name = "Verbandsversammlung"
municipality = "Ilmtal"
kind = "joint_committee"
{law}
statutory_members = 2

[[seat]]
number = 1
name = "Anna Beispiel"
role = "chair"
"""


def joint(tmp_path: Path, law: str = 'law = "verband-law.toml"') -> Rules:
    profile = SAMPLE.parents[2] / "profiles" / "th.toml"
    text = profile.read_text("utf-8").replace('land = "TH"', 'land = "Verband"')
    text = text.replace("full_days = 4", "full_days = 9")
    (tmp_path / "verband-law.toml").write_text(text, "utf-8")
    (tmp_path / "council.toml").write_text(HEAD.format(law=law), "utf-8")
    return load_council(tmp_path / "council.toml").law.on(DAY)


def test_a_joint_committee_carries_its_own_law(tmp_path: Path) -> None:
    rules = joint(tmp_path)
    assert (rules.land, rules.notice.full_days) == ("Verband", 9)
    assert rules.sources["notice"].layer is Layer.LAW


@pytest.mark.parametrize(
    ("law", "sentence"),
    [
        ('law = "verband-law.toml"\nland = "TH"', "either land or law"),
        ('law = "no.toml"', "there is no file"),
    ],
)
def test_a_law_of_its_own_stands_alone_and_exists(tmp_path: Path, law: str, sentence: str) -> None:
    with pytest.raises(Exception, match=sentence):
        joint(tmp_path, law)


def test_a_law_of_its_own_governs_the_body(tmp_path: Path) -> None:
    joint(tmp_path)
    text = (tmp_path / "council.toml").read_text("utf-8")
    (tmp_path / "council.toml").write_text(text.replace("joint_committee", "association"), "utf-8")
    with pytest.raises(Exception, match=r"does not govern .*association"):
        load_council(tmp_path / "council.toml")


# What one meeting owes the next.


def digital(made: Books, meeting: str, days: int) -> None:
    """Plan a digital meeting some days after the usual one, with a basis in the Hauptsatzung."""
    basis = replace(TH.sources["notice"], layer=Layer.OWN)
    rules = replace(TH, sources={**TH.sources, "basis.digital": basis})
    keep(
        made,
        made.judge(
            replace(
                PLAN,
                rules=rules,
                meeting=MeetingId(meeting),
                format=Format.DIGITAL,
                starts=PLAN.starts + timedelta(days=days),
            ),
            None,
        ),
    )


def declare(made: Books, meeting: str) -> None:
    command = c.DeclareEmergency(by=PLAN.by, at=AT, trigger="Flut", evidence="Erlass")
    keep(made, made.judge(command, MeetingId(meeting)))


def duties(made: Books) -> dict[str, list[str]]:
    return {
        name: [item.duty for item in meeting.agenda if item.duty]
        for name, meeting in made.meetings.items()
    }


def test_the_continuation_of_an_emergency_stands_on_the_agenda_planned_next() -> None:
    made = Books(BodyId("rat"))
    keep(made, made.judge(ESTABLISH, None))
    digital(made, "2026-01", 0)
    declare(made, "2026-01")
    assert duties(made) == {"2026-01": []}
    keep(
        made,
        made.judge(
            replace(PLAN, meeting=MeetingId("2026-02"), starts=PLAN.starts + timedelta(days=30)),
            None,
        ),
    )
    assert duties(made) == {"2026-01": [], "2026-02": ["2026-01"]}
    keep(
        made,
        made.judge(
            replace(PLAN, meeting=MeetingId("2026-03"), starts=PLAN.starts + timedelta(days=60)),
            None,
        ),
    )
    assert duties(made)["2026-03"] == []


def test_or_on_the_next_one_that_is_planned_already() -> None:
    made = Books(BodyId("rat"))
    keep(made, made.judge(ESTABLISH, None))
    digital(made, "2026-01", 0)
    digital(made, "2026-02", 7)
    digital(made, "2026-03", 14)
    declare(made, "2026-01")
    assert duties(made) == {"2026-01": [], "2026-02": ["2026-01"], "2026-03": []}


def test_what_a_closed_meeting_left_is_taken_over_once() -> None:
    made = books()
    first = PLAN.meeting
    add = c.AddAgendaItem(by=PLAN.by, at=AT, title="Wege")
    keep(made, made.judge(add, first))
    meeting = made.meetings[first]
    made.meetings[first] = replace(meeting, phase=Phase.CLOSED)
    keep(
        made,
        made.judge(AUTUMN, None),
    )
    command = carry_command(made, PLAN.by, AT)
    assert [item.carried_from for item in command.items] == [f"{first}/T1"]
    keep(made, made.judge(command, None))
    assert [item.title for item in made.meetings[MeetingId("2026-09")].agenda] == ["Wege"]
    assert carry_command(made, PLAN.by, AT).items == ()


def test_a_second_call_follows_upon_a_meeting_without_a_quorum() -> None:
    made = books()
    first = PLAN.meeting
    keep(
        made,
        made.judge(AUTUMN, None),
    )
    state = c.StateSecondCall(by=PLAN.by, at=AT, first=first)
    second = MeetingId("2026-09")
    one = ItemId("T1")
    dealt_with = replace(made.meetings[first], inquorate=frozenset({one}), done=(one,))
    for known in (replace(made.meetings[first], inquorate=frozenset()), dealt_with):
        made.meetings[first] = known
        with pytest.raises(Refused) as refused:
            made.judge(state, second)
        assert refused.value.reason == WasQuorate(meeting=first)
    put_off = frozenset({ItemId("T1"), ItemId("T3")})
    made.meetings[first] = replace(made.meetings[first], inquorate=put_off)
    keep(made, made.judge(state, second))
    assert made.meetings[second].second_call == first
    assert made.meetings[second].called_again == (f"{first}/T3",)
    assert list(made.judge(state, second)) == []
    with pytest.raises(Refused):
        made.judge(replace(state, first=MeetingId("1999-01")), second)


def test_nobody_gives_the_seats_more_votes_than_the_statute_has() -> None:
    """Given twelve votes in all, a thirteenth is refused; the council file is judged as a whole."""
    made = books()
    total = replace(TH, values={**TH.values, "vote.total": 12})
    made.rules_for = lambda _body, _day: total
    made.body = replace(made.body, kind=BodyKind.JOINT_COMMITTEE)
    seat = next(seat for seat in made.body.seats.values() if seat.votes)
    spare = 12 - sum(one.votes for one in made.body.seats.values())
    fill = c.FillSeat(by=PLAN.by, at=AT, seat=replace(seat, weight=spare + 1))
    assert made.judge(fill, None)[0].event == e.SeatFilled(seat=fill.seat)
    more = replace(fill, seat=replace(seat, weight=spare + 2))
    with pytest.raises(Refused) as refused:
        made.judge(more, None)
    assert refused.value.reason == VotesBeyondTotal(votes=13, total=12)
    assert made.judge(replace(more, by=c.OPERATOR), None)
    made.rules_for = None
    with pytest.raises(Refused):
        made.judge(fill, None)


def with_agenda(made: Books) -> None:
    item = c.AddAgendaItem(by=CLERK, at=AT, title="Haushalt", text="", public=True, position=None)
    keep(made, made.judge(item, None))


def test_a_cancelled_meeting_hands_its_agenda_to_the_next() -> None:
    made = books()
    with_agenda(made)
    keep(made, made.judge(c.CancelMeeting(by=CLERK, at=AT, reason="Saal gesperrt"), None))
    keep(made, made.judge(AUTUMN, None))
    carried = carry_command(made, CLERK, AT).items
    assert [(item.title, item.carried_from) for item in carried] == [
        ("Haushalt", f"{PLAN.meeting}/T1")
    ]
    keep(made, made.judge(carry_command(made, CLERK, AT), None))
    assert carry_command(made, CLERK, AT).items == ()


def test_what_was_cancelled_before_the_last_meeting_that_was_held_stays_where_it_is() -> None:
    made = books()
    with_agenda(made)
    keep(made, made.judge(c.CancelMeeting(by=CLERK, at=AT, reason="Saal gesperrt"), None))
    keep(made, made.judge(AUTUMN, None))
    closed = Decided(event=e.MeetingClosed(by=MAYOR, open_items=()), meeting=AUTUMN.meeting)
    keep(made, [closed])
    later = replace(AUTUMN, meeting=MeetingId("2026-10"), starts=AUTUMN.starts + timedelta(days=30))
    keep(made, made.judge(later, None))
    assert carry_command(made, CLERK, AT).items == ()


# The next meeting, prepared while one is held.


def held_and_next(made: Books, *, non_public: bool) -> MeetingId:
    """Plan the next meeting with one item of each kind, while the first one is held."""
    held = made.meetings[PLAN.meeting]
    made.meetings[PLAN.meeting] = replace(held, phase=Phase.OPEN, non_public=non_public)
    keep(made, made.judge(AUTUMN, None))
    for public in (True, False):
        add = c.AddAgendaItem(by=CLERK, at=AT, title="Weg", public=public, text="")
        keep(made, made.judge(add, AUTUMN.meeting))
    return AUTUMN.meeting


def paper(item: str) -> c.AttachPaper:
    return c.AttachPaper(
        by=CLERK, at=AT, item=ItemId(item), name="a.pdf", digest="0" * 64, size=1, mime="x/y"
    )


def test_what_is_named_is_judged_and_what_is_not_means_the_meeting_held() -> None:
    made = books()
    coming = held_and_next(made, non_public=False)
    add = c.AddAgendaItem(by=CLERK, at=AT, title="Brücke", public=True, text="")
    assert [one.meeting for one in made.judge(add, coming)] == [coming]
    assert [one.meeting for one in made.judge(add, None)] == [PLAN.meeting]
    invite = c.SendInvitation(by=CLERK, at=AT)
    assert made.refusal(invite, coming) is None
    assert isinstance(made.refusal(invite), WrongPhase)


def test_nobody_is_called_into_the_closed_room_while_others_deliberate_there() -> None:
    made = books()
    coming = held_and_next(made, non_public=True)
    reason = made.refusal(c.SendInvitation(by=CLERK, at=AT), coming)
    assert isinstance(reason, ClosedRoomTaken)
    assert reason.meeting == PLAN.meeting
    assert made.refusal(paper("T2"), coming) is None  # it goes out with the invitation
    made.meetings[coming] = replace(made.meetings[coming], phase=Phase.INVITED, invited=(MAYOR,))
    assert isinstance(made.refusal(paper("T2"), coming), ClosedRoomTaken)
    assert made.refusal(paper("T1"), coming) is None


def test_an_invitation_without_anything_secret_goes_out_at_any_time() -> None:
    made = books()
    coming = held_and_next(made, non_public=True)
    known = made.meetings[coming]
    made.meetings[coming] = replace(known, agenda=known.agenda[:1])
    assert made.refusal(c.SendInvitation(by=CLERK, at=AT), coming) is None


def test_who_selects_a_meeting_to_come_is_told_how_to_prepare_it_now() -> None:
    made = books()
    coming = held_and_next(made, non_public=False)
    assert keys(selected(made, coming)) == ["reply.selected_later", "reply.selected_ahead"]
    made.meetings[coming] = replace(made.meetings[coming], phase=Phase.CLOSED)
    assert keys(selected(made, coming)) == ["reply.selected_later"]
