# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A vote as the room sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_journal import (
    ABSTAIN,
    DIETZ,
    HORN,
    KAYA,
    LAND,
    LANGE,
    MAYOR,
    NO,
    RULES,
    WEBER,
    YES,
    Journal,
    check,
    count,
    evening,
    planned,
)
from turns import Step, keys, last, lines, messages, steps

from bot.domain import events as e
from bot.domain.ids import BallotId, ItemId, MotionId
from bot.domain.rules import Rules
from bot.domain.values import (
    AgendaItem,
    Channel,
    Choice,
    Mode,
    Subject,
    SubjectKind,
    Undecided,
    VoteMode,
)
from bot.effects import EndPoll, Place, Revise, Say, StartPoll
from bot.reactions.voting import answer_id

SIX = (MAYOR, WEBER, KAYA, LANGE, HORN, DIETZ)


def meeting(rules: Rules = RULES) -> Journal:
    journal = planned()
    first = journal.records[0]
    assert isinstance(first.event, e.MeetingPlanned)
    journal.records[0] = replace(first, event=replace(first.event, rules=rules))
    journal.at("19:00").add(e.MeetingOpened(by=MAYOR, chair=MAYOR), e.RollCallStarted(by=MAYOR))
    for seat in SIX:
        journal.add(e.MemberArrived(seat=seat, mode=Mode.HALL, channel=Channel.TEXT, late=False))
    return journal


def opened(
    subject: Subject, mode: VoteMode = VoteMode.OPEN, journal: Journal | None = None
) -> Step:
    made = journal or meeting()
    made.open(None, subject, 6, mode)
    return last(made.records)


PROCEDURE = Subject(kind=SubjectKind.PROCEDURE, text="Schluss der Debatte")


def test_first_the_question_then_the_poll_then_the_count() -> None:
    kinds = [type(effect) for effect in opened(PROCEDURE).effects]
    assert kinds == [Say, StartPoll, Say]


def test_at_the_end_the_result_comes_first_as_everybody_waits_for_it() -> None:
    for step in steps(evening()):
        if step.kind == "BallotClosed":
            assert [type(effect) for effect in step.effects] == [Say, Revise, EndPoll]


def test_a_poll_shows_counts_only_in_a_vote_by_name() -> None:
    for mode in (VoteMode.OPEN, VoteMode.RECORDED):
        poll = opened(PROCEDURE, mode).effects[1]
        assert isinstance(poll, StartPoll)
        assert poll.disclosed is (mode is VoteMode.RECORDED)


def test_where_the_running_result_is_hidden_the_room_sees_who_is_counted_after_the_close_only() -> (
    None
):
    """A vote by name, hidden: no counts in the poll, no names in the message, all at the close."""
    journal = meeting()
    ballot = journal.open(None, PROCEDURE, 6, VoteMode.RECORDED, hidden=True)
    asked = last(journal.records)
    poll = next(effect for effect in asked.effects if isinstance(effect, StartPoll))
    assert not poll.disclosed
    assert "say.vote_hidden" in keys(asked.effects)
    vote = e.VoteCast(ballot=ballot, seat=WEBER, choice=NO, channel=Channel.POLL)
    cast = last(journal.add(vote).records)
    (edit,) = cast.effects
    assert isinstance(edit, Revise)
    assert [line.key for line in edit.lines] == ["say.tally"]
    assert edit.view is not None
    assert edit.view["ballot"]["hidden"]
    assert "votes" not in edit.view["ballot"]
    closed = last(journal.add(e.BallotClosed(ballot=ballot, result=count({WEBER: NO}, 6))).records)
    assert keys(closed.effects).count("say.votes_of") == 2  # result and last count


def test_the_question_and_the_view_say_whose_vote_rests() -> None:
    journal = meeting()
    opened = e.BallotOpened(
        ballot=BallotId("V1"),
        item=None,
        subject=PROCEDURE,
        mode=VoteMode.OPEN,
        rule="simple",
        check=check(6),
        hidden=False,
        rests=MAYOR,
    )
    asked = last(journal.add(opened).records)
    assert "say.vote_rests" in keys(asked.effects)
    assert asked.turn.view(Place.SESSION)["ballot"]["without"] == MAYOR


def test_the_question_says_where_a_vote_ends_by_itself() -> None:
    for until_all in (True, False):
        journal = meeting()
        journal.open(None, PROCEDURE, 6, VoteMode.RECORDED, until_all=until_all)
        asked = last(journal.records)
        assert ("say.vote_until_all" in keys(asked.effects)) is until_all
        shown = asked.turn.view(Place.SESSION)["ballot"]
        assert shown.get("until_all", False) is until_all


def test_a_hidden_vote_that_is_broken_off_stays_hidden() -> None:
    for hidden in (True, False):
        journal = meeting()
        ballot = journal.open(None, PROCEDURE, 6, VoteMode.RECORDED, hidden=hidden)
        vote = e.VoteCast(ballot=ballot, seat=WEBER, choice=NO, channel=Channel.POLL)
        broken = e.BallotBrokenOff(ballot=ballot, reason=Undecided.CHAIR)
        step = last(journal.add(vote, broken).records)
        shown = step.turn.view(Place.SESSION)["last_result"]
        assert (shown["votes"] is None) is hidden


def test_an_answer_names_its_choice_and_what_nobody_could_know_before() -> None:
    step = opened(PROCEDURE)
    poll = step.effects[1]
    assert isinstance(poll, StartPoll)
    assert poll.answers == tuple((answer_id(c, step.turn.hash), c) for c in Choice)
    assert all(step.turn.hash[:16] in answer for answer, _ in poll.answers)


def test_where_abstaining_is_forbidden_nobody_is_asked_to() -> None:
    journal = meeting(replace(RULES, abstention_allowed=False))
    step = opened(PROCEDURE, journal=journal)
    poll = step.effects[1]
    assert isinstance(poll, StartPoll)
    assert Choice.ABSTAIN not in [choice for _, choice in poll.answers]
    assert "say.vote_how_no_abstention" in keys(step.effects)


def test_a_majority_says_whether_it_must_be_reached_or_passed() -> None:
    journal = meeting()
    assert "say.vote_rule_more" in keys(opened(PROCEDURE, journal=journal).effects)
    last_record = journal.records[-1]
    assert isinstance(last_record.event, e.BallotOpened)
    strict = replace(last_record.event, rule="two_thirds_members")
    journal.records[-1] = replace(last_record, event=strict)
    assert "say.vote_rule_at_least" in keys(last(journal.records).effects)


@pytest.mark.parametrize("kind", [SubjectKind.ADD_ITEM, SubjectKind.REMOVE_ITEM])
def test_a_question_on_the_agenda_names_a_non_public_item_by_its_number(kind: SubjectKind) -> None:
    step = opened(Subject(kind=kind, ref=LAND, text="Grundstückskauf"))
    question = lines(step.effects)[1]
    assert question.key == f"say.question_{kind}_concealed"
    assert question.facts["number"] == "N1"
    assert "say.quote" not in keys(step.effects)


def test_in_the_closed_room_the_question_names_it() -> None:
    journal = meeting()
    journal.add(e.PublicExcluded(by=MAYOR))
    step = opened(Subject(kind=SubjectKind.REMOVE_ITEM, ref=LAND, text="Kauf"), journal=journal)
    assert lines(step.effects)[1].key == "say.question_remove_item"
    assert {message.place for message in messages(step.effects) if isinstance(message, Say)} == {
        Place.CLOSED
    }


def test_the_member_voted_on_is_named_and_not_counted() -> None:
    subject = Subject(kind=SubjectKind.RECUSAL, ref=LANGE)
    step = opened(subject)
    assert lines(step.effects)[1].facts["name"] == "Sabine Lange-Großkopf"
    count = next(line for line in lines(step.effects) if line.key == "say.tally")
    assert (count.facts["received"], count.facts["entitled"]) == (0, 5)


def test_an_open_vote_counts_answers_and_a_vote_by_name_shows_them() -> None:
    for mode, shown in ((VoteMode.OPEN, []), (VoteMode.RECORDED, ["Jörg Weber"])):
        journal = meeting()
        ballot = journal.open(None, PROCEDURE, 6, mode)
        vote = e.VoteCast(ballot=ballot, seat=WEBER, choice=NO, channel=Channel.POLL)
        cast = last(journal.add(vote).records)
        (edit,) = cast.effects
        assert isinstance(edit, Revise)
        names = [
            n for line in edit.lines if line.key == "say.votes_of" for n in line.facts["names"]
        ]
        assert names == shown
        assert edit.lines[0].facts["received"] == 1


def votes_of(step: Step) -> dict[object, tuple[str, ...]]:
    said = step.effects[0]
    assert isinstance(said, Say)
    return {
        line.facts["choice"]: line.facts["names"]
        for line in said.lines
        if line.key == "say.votes_of"
    }


def test_a_result_by_name_names_everybody_and_an_open_one_nobody() -> None:
    votes = dict.fromkeys((MAYOR, WEBER), YES) | {KAYA: NO, HORN: ABSTAIN}
    by_name, open_ = meeting(), meeting()
    by_name.ballot(None, PROCEDURE, votes, entitled=6, mode=VoteMode.RECORDED)
    open_.ballot(None, PROCEDURE, votes, entitled=6)
    named = votes_of(last(by_name.records))
    assert named[Choice.YES] == ("Dr. Martina Albrecht", "Jörg Weber")
    assert set(named) == {Choice.YES, Choice.NO, Choice.ABSTAIN}
    assert votes_of(last(open_.records)) == {}


def test_a_result_tells_numbers_base_and_rule() -> None:
    journal = meeting()
    journal.ballot(None, PROCEDURE, {MAYOR: YES, WEBER: NO, KAYA: ABSTAIN}, entitled=6)
    said = {line.key: line.facts for line in lines(last(journal.records).effects)}
    assert said["say.counts"] == {"yes": 1, "no": 1, "abstain": 1, "not_voted": 3}
    assert said["say.measured_more"]["base"] == 2
    assert said["say.measured_more"]["norm"] == "§ 39 Abs. 1 ThürKO"
    assert "say.rejected" in said


def test_a_result_names_what_its_question_does_not() -> None:
    journal = meeting()
    journal.ballot(None, PROCEDURE, {MAYOR: YES}, entitled=6)
    said = [line for line in lines(last(journal.records).effects) if line.key == "say.quote"]
    assert [line.facts["text"] for line in said] == [PROCEDURE.text]


def test_a_meeting_without_urgency_is_told_what_to_do() -> None:
    journal = meeting()
    journal.ballot(None, Subject(kind=SubjectKind.URGENCY), {MAYOR: NO}, entitled=6)
    assert keys(last(journal.records).effects[:1])[-1] == "say.urgency_denied"


def test_an_adopted_amendment_shows_the_wording_or_asks_for_it() -> None:
    """Given one that replaces words, and one that only adds, the first works itself in."""
    adopted = [
        keys(step.effects[:1])[-2:]
        for step in steps(evening())
        if step.kind == "BallotClosed" and "say.adopted" in keys(step.effects)
    ]
    assert any("say.consolidate_next" in said for said in adopted)
    item, main, change = ItemId("x"), MotionId("A1"), MotionId("A2")
    journal = meeting()
    journal.add(
        e.AgendaItemAdded(item=AgendaItem(id=item, title="Weg"), position=0),
        e.ItemCalled(item=item),
        e.MotionMoved(motion=main, item=item, by=MAYOR, text="Der Weg wird 1 m breit."),
        e.AmendmentMoved(motion=change, amends=main, by=WEBER, text="2 m", replaces="1 m"),
    )
    subject = Subject(kind=SubjectKind.AMENDMENT, ref=change)
    journal.ballot(item, subject, dict.fromkeys(SIX, YES), entitled=6)
    said = lines(last(journal.records).effects[:1])
    assert [line.key for line in said][-2:] == ["say.consolidated", "say.quote"]
    assert said[-1].facts["text"] == "Der Weg wird 2 m breit."


def test_a_ballot_broken_off_says_why_in_the_room_and_to_the_office() -> None:
    journal = meeting()
    ballot = journal.open(None, PROCEDURE, 6, VoteMode.OPEN)
    broken = last(journal.add(e.BallotBrokenOff(ballot=ballot, reason=Undecided.GAP)).records)
    assert [type(effect) for effect in broken.effects] == [EndPoll, Say, Say]
    assert {line.facts["reason"] for line in lines(broken.effects)} == {Undecided.GAP}


def test_ballots_have_slots_of_their_own() -> None:
    journal = meeting()
    journal.ballot(None, PROCEDURE, {MAYOR: YES}, entitled=6)
    journal.ballot(None, PROCEDURE, {MAYOR: YES}, entitled=6)
    slots = [
        effect.slot
        for step in steps(journal.records)
        for effect in step.effects
        if isinstance(effect, Say) and effect.slot.startswith("tally/")
    ]
    assert len(slots) == len(set(slots)) == 2
    assert BallotId("V2") in slots[-1]
