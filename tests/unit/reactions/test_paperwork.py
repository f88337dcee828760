# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is told of receipts, minutes on their way, and what becomes of resolutions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sample_journal import CLERK, KAYA, LAND, MAYOR, PLAYGROUND, ROAD, Journal, evening, planned
from turns import Step, keys, last, lines, messages, papers, steps

from bot.domain import events as e
from bot.domain.ids import BallotId, ItemId, MeetingId
from bot.domain.values import ContestOutcome, Reminder, Supervision
from bot.effects import HandOut, Paper, Place, Say, Tell
from bot.reactions import meeting_effects


def after(event: e.MeetingEvent, journal: Journal | None = None) -> Step:
    """Return what follows from one more event after the sample evening."""
    made = journal or Journal(records=evening())
    return last(made.add(event).records)


def told(step: Step) -> list[Place | str]:
    """Return where something is said; a word to one person is that person's seat."""
    return [
        message.place if isinstance(message, Say) else str(message.seat)
        for message in messages(step.effects)
        if isinstance(message, Say | Tell)
    ]


BALLOTS = {
    record.event.ballot: record.event.item
    for record in evening()
    if isinstance(record.event, e.BallotOpened)
}
PUBLIC = next(ballot for ballot, item in BALLOTS.items() if item == ROAD)
HIDDEN = next(ballot for ballot, item in BALLOTS.items() if item == LAND)
RECEIVED = e.InvitationReceived(
    seat=KAYA, by=KAYA, received=evening()[0].at, full_days=4, kept=True
)


@pytest.mark.parametrize(
    ("event", "places"),
    [
        (RECEIVED, [KAYA]),
        (replace(RECEIVED, kept=False), [KAYA, Place.OFFICE]),
        (replace(RECEIVED, by=CLERK), [Place.OFFICE]),
        (replace(RECEIVED, by=CLERK, kept=False), [Place.OFFICE]),
    ],
)
def test_a_receipt_is_noted_to_the_member_and_a_late_one_to_the_office(
    event: e.InvitationReceived, places: list[str]
) -> None:
    assert told(after(event, planned())) == places


@pytest.mark.parametrize(
    ("sent", "final", "said"),
    [
        (True, True, []),
        (False, False, ["say.mail_waits"]),
        (False, True, ["say.mail_refused"]),
    ],
)
def test_a_letter_that_did_not_go_out_is_told_to_the_office(
    sent: bool, final: bool, said: list[str]
) -> None:
    step = after(e.InvitationMailed(seat=KAYA, sent=sent, detail="x", final=final), planned())
    assert keys(step.effects) == said
    assert set(told(step)) <= {Place.OFFICE}


def attached(item: ItemId) -> e.PaperAttached:
    return e.PaperAttached(item=item, name="x", digest="d", size=1, mime="a/b", by=CLERK)


def files(step: Step) -> list[Place]:
    return [effect.place for effect in step.effects if isinstance(effect, HandOut)]


def test_papers_go_out_with_the_invitation_each_where_its_item_may_be_read() -> None:
    records = planned().records
    before = Journal(records=records[:-1]).add(attached(ROAD), attached(LAND))
    assert (told(last(before.records)), files(last(before.records))) == ([Place.OFFICE], [])
    sent = last(before.add(records[-1].event).records)
    assert files(sent) == [Place.SESSION, Place.CLOSED]


@pytest.mark.parametrize(("item", "place"), [(ROAD, Place.SESSION), (LAND, Place.CLOSED)])
def test_a_paper_handed_in_later_is_announced_and_handed_out_at_once(
    item: ItemId, place: Place
) -> None:
    step = after(attached(item), planned())
    assert (told(step), files(step)) == ([Place.OFFICE, place], [place])


def test_a_joint_debate_is_announced_and_said_when_an_item_is_called() -> None:
    joined = e.ItemsJoined(items=(ROAD, PLAYGROUND), by=MAYOR)
    step = after(joined, planned())
    assert told(step) == [Place.OFFICE, Place.SESSION]
    uninvited = Journal(records=planned().records[:-1])
    assert told(after(joined, uninvited)) == [Place.OFFICE]
    journal = planned().add(joined)
    called = last(journal.add(e.ItemCalled(item=ROAD)).records)
    (line,) = [one for one in lines(called.effects) if one.key == "say.debated_with"]
    assert line.facts == {"numbers": (called.turn.number(PLAYGROUND),)}


def test_non_public_items_are_joined_behind_closed_doors() -> None:
    secret = [item.id for item in last(planned().records).turn.after.agenda if not item.public]
    joined = e.ItemsJoined(items=tuple(secret), by=MAYOR)
    assert told(after(joined, planned())) == [Place.OFFICE]


def test_the_clerks_texts_are_the_offices_business() -> None:
    for item, key in ((ROAD, "say.minutes_text"), (None, "say.minutes_text_general")):
        step = after(e.MinutesTextSet(item=item, text="x", by=CLERK))
        assert (keys(step.effects), told(step)) == ([key], [Place.OFFICE])


def test_circulated_minutes_go_to_all_in_their_public_version() -> None:
    until = evening()[-1].at
    for end, key in ((until, "say.minutes_circulated_until"), (None, "say.minutes_circulated")):
        step = after(e.MinutesCirculated(by=CLERK, version=1, until=end))
        assert keys(step.effects) == [key]
        (paper,) = papers(step.effects)
        assert (paper.paper, paper.place, paper.public) == (Paper.DRAFT, Place.SESSION, True)


OBJECTED = e.MinutesObjected(seat=KAYA, number=1, text="x")


@pytest.mark.parametrize("upheld", [True, False])
def test_who_objects_hears_that_it_is_noted_and_how_it_ended(upheld: bool) -> None:
    assert told(after(OBJECTED)) == [Place.OFFICE, KAYA]
    settled = e.MinutesObjectionSettled(number=1, upheld=upheld, note="y", by=MAYOR)
    journal = Journal(records=evening()).add(OBJECTED)
    step = after(settled, journal)
    word = "upheld" if upheld else "dismissed"
    assert keys(step.effects) == [f"say.minutes_objection_{word}"] * 2
    assert told(step) == [Place.OFFICE, KAYA]


def test_a_correction_of_approved_minutes_is_told_to_the_office() -> None:
    assert told(after(e.MinutesReopened(by=CLERK, reason="x"))) == [Place.OFFICE]


@pytest.mark.parametrize(("ballot", "public"), [(PUBLIC, True), (HIDDEN, False)])
def test_an_extract_is_made_for_the_office(ballot: BallotId, public: bool) -> None:
    step = after(e.ExtractIssued(ballot=ballot, number="1/2026", by=CLERK))
    (paper,) = papers(step.effects)
    assert (paper.place, paper.ballot, paper.public) == (Place.OFFICE, ballot, public)


@pytest.mark.parametrize("outcome", list(ContestOutcome))
@pytest.mark.parametrize(
    ("ballot", "places"), [(PUBLIC, [Place.OFFICE, Place.SESSION]), (HIDDEN, [Place.OFFICE])]
)
def test_what_becomes_of_a_resolution_is_told_to_all_unless_it_was_not_public(
    ballot: BallotId, places: list[Place], outcome: ContestOutcome
) -> None:
    contested = e.ResolutionContested(ballot=ballot, by=MAYOR, reason="x", norm="")
    assert told(after(contested)) == places
    settled = e.ContestSettled(ballot=ballot, outcome=outcome, note="y", by=MAYOR)
    step = after(settled, Journal(records=evening()).add(contested))
    assert (told(step), keys(step.effects)[0]) == (places, f"say.contest_{outcome}")


@pytest.mark.parametrize(
    ("ballot", "places"), [(PUBLIC, [Place.OFFICE, Place.SESSION]), (HIDDEN, [Place.OFFICE])]
)
def test_how_the_body_decides_again_is_told_like_the_resolution_itself(
    ballot: BallotId, places: list[Place]
) -> None:
    """Given a contested resolution, when it is kept to, the office hears what is left to do."""
    contested = e.ResolutionContested(ballot=ballot, by=MAYOR, reason="x", norm="")
    decided = last(evening()).turn.after.ballots[PUBLIC].result
    assert decided is not None
    again = e.ContestDecided(
        ballot=ballot,
        meeting=MeetingId("2026-08"),
        vote=BallotId("V7"),
        number="4/2026",
        decided=evening()[-1].at,
        result=replace(decided, adopted=True),
    )
    before = Journal(records=evening()).add(contested)
    step = after(again, before)
    assert told(step) == [*places, Place.OFFICE]
    assert keys(step.effects)[0] == "say.contest_kept"
    assert keys(step.effects)[-1] == "say.contest_kept_then"
    repealed = replace(again, result=replace(decided, adopted=False))
    step = after(repealed, Journal(records=evening()).add(contested))
    assert (told(step), keys(step.effects)[0]) == (places, "say.contest_given_up")
    void = e.ContestDecisionVoided(
        ballot=ballot, meeting=again.meeting, vote=again.vote, number="4/2026"
    )
    step = after(void, Journal(records=evening()).add(contested, repealed))
    assert (told(step), keys(step.effects)[0]) == (places, "say.contest_undecided")


def test_a_resolution_is_told_by_its_number_in_the_register() -> None:
    task = e.TaskAssigned(ballot=PUBLIC, office="Bauamt", due=date(2027, 1, 1), by=CLERK)
    turn = replace(after(task).turn, registered={PUBLIC: "7/2026"}.__getitem__)
    (said,) = lines(meeting_effects(turn))
    assert (said.facts["number"], said.facts["ballot"]) == ("7/2026", PUBLIC)


@pytest.mark.parametrize(("done", "key"), [(True, "say.task_done"), (False, "say.task_reported")])
def test_a_task_is_the_offices_business_and_its_report_everybodys(done: bool, key: str) -> None:
    task = e.TaskAssigned(ballot=PUBLIC, office="Bauamt", due=date(2027, 1, 1), by=CLERK)
    assert told(after(task)) == [Place.OFFICE]
    report = e.TaskReported(ballot=PUBLIC, text="x", done=done, by=CLERK)
    step = after(report, Journal(records=evening()).add(task))
    assert keys(step.effects) == [key, key]


def test_reminders_name_what_they_are_about() -> None:
    journal = planned()
    starts = last(journal.records).turn.after.starts
    assert starts is not None
    task = e.TaskAssigned(ballot=PUBLIC, office="Bauamt", due=date(2027, 1, 1), by=CLERK)
    said = {
        Reminder.INVITE_SOON: starts.isoformat(),
        Reminder.INVITE_NOW: starts.isoformat(),
        Reminder.RECEIPTS: "",
        Reminder.OBJECTIONS: "1",
        Reminder.TASK: f"{PUBLIC}/2027-01-01",
        Reminder.APPROVAL: HIDDEN,
    }
    for reminder, ref in said.items():
        made = Journal(records=evening()).add(task)
        step = after(e.Reminded(reminder=reminder, ref=ref), made)
        (line,) = lines(step.effects)
        assert (line.key, told(step)) == (f"reminder.{reminder}", [Place.OFFICE])


def test_nothing_of_the_paperwork_is_said_twice() -> None:
    assert len(steps(evening())) == len(evening())


@pytest.mark.parametrize("state", list(Supervision))
def test_what_the_authority_decides_is_told_like_the_resolution_itself(state: Supervision) -> None:
    noted = e.SupervisionNoted(ballot=PUBLIC, state=state, note="x", by=CLERK)
    assert told(after(noted)) == [Place.OFFICE, Place.SESSION]
    assert keys(after(noted).effects)[0] == f"say.supervision_{state}"
    assert told(after(replace(noted, ballot=HIDDEN))) == [Place.OFFICE]
