# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Views: what the schema promises, what is concealed, what fits into a message."""

from __future__ import annotations

import json
from dataclasses import replace
from enum import StrEnum

import pytest
from jsonschema import Draft202012Validator
from sample_journal import (
    LAND,
    LANGE,
    MAYOR,
    ROAD,
    SEATS,
    SECRET_PAPER,
    aftermath,
    cancelled,
    elected,
    evening,
    planned,
)
from turns import last, steps
from view_samples import GOLDEN, SCHEMA, VALIDATOR, carried, samples, text_of

from bot.domain import events as e
from bot.domain.debating import ProceduralKind
from bot.domain.evolve import replay
from bot.domain.ids import ItemId, MotionId, SeatId
from bot.domain.meeting import Meeting, Motion
from bot.domain.values import (
    AgendaItem,
    Mark,
    Phase,
    Role,
    Seat,
    Subject,
    SubjectKind,
    Undecided,
    VoteMode,
)
from bot.effects import Place
from bot.views import AGENDA_LIMIT, LIMIT, size, view

HEAD = "0" * 64
SECRETS = ("Familie Sommer", "Personalsache", "48.000")


def shown(meeting: Meeting, place: Place = Place.SESSION) -> dict[str, object]:
    made = view(meeting, seq=1, head=HEAD, public=place is not Place.CLOSED)
    return dict(json.loads(json.dumps(made)))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(VALIDATOR.schema)


@pytest.mark.parametrize(
    "journal", [evening(), cancelled(), elected()], ids=["evening", "cancelled", "elected"]
)
def test_every_view_of_a_journal_is_what_the_schema_says(journal: list[object]) -> None:
    for step in steps(journal):  # type: ignore[arg-type]
        for place in (Place.SESSION, Place.CLOSED):
            made = json.loads(json.dumps(step.turn.view(place)))
            errors = [error.message for error in VALIDATOR.iter_errors(made)]
            assert errors == [], (step.record.seq, step.kind)


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (VoteMode, ("mode",)),
        (SubjectKind, ("subject",)),
        (Undecided, ("last_result", "properties", "undecided")),
        (ProceduralKind, ("procedural", "properties", "kind")),
        (Phase, ("meeting", "properties", "phase")),
    ],
)
def test_the_schema_knows_every_word_the_bot_has(
    words: type[StrEnum], where: tuple[str, ...]
) -> None:
    found = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    for step in where:
        found = found[step]
    assert {*found["enum"], None} == {*words, None}


def test_the_schema_refuses_what_it_does_not_know() -> None:
    made = shown(steps(evening())[40].turn.after)
    assert VALIDATOR.is_valid(made)
    assert not VALIDATOR.is_valid({**made, "more": 1})
    assert not VALIDATOR.is_valid({**made, "v": 2})


@pytest.mark.parametrize("name", sorted(samples()))
def test_golden_views_stand(name: str) -> None:
    """Change on purpose with ``python -m view_samples --write``; see docs/reference/view.md."""
    assert (GOLDEN / f"{name}.json").read_text(encoding="utf-8") == text_of(samples()[name])


def test_there_is_no_golden_view_without_its_moment() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(samples())


def test_the_session_room_reads_nothing_of_the_non_public_part() -> None:
    """Given the whole evening, no view outside the closed room holds title, motion or votes."""
    for step in steps(evening()):
        for place, made in carried(step):
            if place is not Place.CLOSED:
                text = json.dumps(made, ensure_ascii=False)
                assert not [s for s in SECRETS if s in text], step.record.seq
                assert made["public"] is True


def test_the_closed_room_reads_all_of_it() -> None:
    read = {
        secret
        for step in steps(evening())
        for place, made in carried(step)
        for secret in SECRETS
        if place is Place.CLOSED and secret in json.dumps(made, ensure_ascii=False)
    }
    assert {"Familie Sommer", "48.000"} <= read


def test_papers_are_named_to_whom_the_item_is() -> None:
    """Given a paper on a public and one on a non-public item, the hall's wall names the first."""
    attached = last(aftermath()).turn
    outside = {i["id"]: i["papers"] for i in attached.view(Place.SESSION)["agenda"]}
    inside = {i["id"]: i["papers"] for i in attached.view(Place.CLOSED)["agenda"]}
    assert (outside[ROAD], outside[LAND]) == (["Lageplan.pdf"], [])
    assert (inside[ROAD], inside[LAND]) == (["Lageplan.pdf"], [SECRET_PAPER])


def test_the_last_result_outside_is_the_last_public_one() -> None:
    closing = next(step for step in steps(evening()) if step.kind == "MeetingClosed")
    outside = closing.turn.view(Place.SESSION)["last_result"]
    inside = closing.turn.view(Place.CLOSED)["last_result"]
    assert (outside["subject"], outside["votes"]) == ("procedure", None)
    assert inside["ref"] == "A6"
    assert inside["votes"][MAYOR] == "yes"


def test_a_ballot_on_the_agenda_does_not_name_a_non_public_item_outside() -> None:
    journal = planned()
    journal.add(e.MeetingOpened(by=MAYOR, chair=MAYOR))
    subject = Subject(
        kind=SubjectKind.REMOVE_ITEM, ref=LAND, text="Grundstückskauf, Familie Sommer"
    )
    journal.open(None, subject, 7, VoteMode.OPEN)
    after = last(journal.records).turn.after
    outside, inside = shown(after)["ballot"], shown(after, Place.CLOSED)["ballot"]
    assert isinstance(outside, dict)
    assert isinstance(inside, dict)
    assert (outside["ref"], outside["text"]) == (LAND, "")
    assert "Sommer" in inside["text"]


def test_who_is_voted_on_is_not_counted_as_entitled() -> None:
    """Given a vote on whether a member is biased, the member is not among those entitled."""
    journal = next(s for s in steps(evening()) if s.kind == "ItemCalled")
    before = journal.turn.after
    entitled = len(before.entitled(before.item))
    subject = Subject(kind=SubjectKind.RECUSAL, ref=LANGE)
    records = [s.record for s in steps(evening()) if s.record.seq <= journal.record.seq]
    opened = e.BallotOpened(
        ballot=next(iter(before.ballots)),
        item=before.item,
        subject=subject,
        mode=VoteMode.OPEN,
        rule="simple",
        check=before.quorum(before.item, LANGE),
        hidden=False,
    )
    records.append(replace(records[-1], seq=records[-1].seq + 1, event=opened))
    made = shown(last(records).turn.after)["ballot"]
    assert isinstance(made, dict)
    assert made["entitled"] == entitled - 1


def big_council(seats: int, items: int, letter: str) -> Meeting:
    """Return a running meeting where every text is as long as the rules allow."""
    base = last(planned().records).turn.after
    people = {
        SeatId(str(n)): Seat(
            id=SeatId(str(n)), name=letter * 120, role=Role.MEMBER, group=letter * 120
        )
        for n in range(seats)
    }
    agenda = tuple(
        AgendaItem(id=ItemId(f"i{n}"), title=letter * 500, public=n % 3 > 0) for n in range(items)
    )
    motion = Motion(
        id=MotionId("A1"), item=agenda[0].id, by=SeatId("1"), text=letter * 20_000, original="…"
    )
    return replace(
        base,
        title=letter * 500,
        place=letter * 500,
        seats=people,
        marks=dict.fromkeys(people, Mark.ADMITTED_DEVICE),
        agenda=agenda,
        item=agenda[0].id,
        motions={motion.id: motion},
    )


@pytest.mark.parametrize("letter", ["a", "ü", "€", "𝕬", '"', "\\"])
def test_the_view_of_the_largest_council_fits(letter: str) -> None:
    made = view(big_council(80, 61, letter), seq=1, head=HEAD, public=False)
    assert size(made) <= LIMIT
    assert made["agenda_cut"]
    assert len(made["agenda"]) == AGENDA_LIMIT
    assert made["motions"][0]["cut"]
    assert len(made["attendance"]) == 80


def test_an_ordinary_council_is_shown_in_full() -> None:
    """Given 40 seats and 20 items with usual names, nothing is cut."""
    ordinary = big_council(40, 20, "x")
    people = {
        s: replace(seat, name="Karl-Heinz Böttger", group="Linke")
        for s, seat in ordinary.seats.items()
    }
    agenda = tuple(
        replace(item, title="Änderung der Hauptsatzung " * 3) for item in ordinary.agenda
    )
    made = view(
        replace(ordinary, seats=people, agenda=agenda, motions={}),
        seq=1,
        head=HEAD,
        public=False,
    )
    assert not [item for item in made["agenda"] if item["cut"]]
    assert {person["name"] for person in made["attendance"]} == {"Karl-Heinz Böttger"}


def test_a_body_without_number_gets_the_shortest_view_there_is() -> None:
    made = view(big_council(400, 60, "ü"), seq=1, head=HEAD, public=False)
    assert size(made) > LIMIT
    assert {len(person["name"]) for person in made["attendance"]} == {5}


def test_every_seat_of_the_roster_is_shown() -> None:
    made = shown(last(planned().records).turn.after)
    people = made["attendance"]
    assert isinstance(people, list)
    assert [person["seat"] for person in people] == [seat.id for seat in SEATS]
    assert {person["presence"] for person in people} == {None}
    assert made["quorum"] is None


def test_a_quorum_that_is_presumed_is_shown_as_such_until_it_is_doubted() -> None:
    """§ 65 (1) NKomVG: who looks at the panel must not read that nothing can be decided."""
    opened = replay(record.event for record in evening()[:40])
    assert opened.last_check is not None
    assert opened.last_check.quorate
    law = replace(opened.law(), values={**opened.law().values, "quorum.presumed": True})
    left = dict(list(opened.attendance.items())[:2])
    few = replace(opened, rules=law, item=None, attendance=left)
    quorum = shown(few)["quorum"]
    assert isinstance(quorum, dict)
    assert (quorum["quorate"], quorum["presumed"]) == (False, True)
    VALIDATOR.validate(shown(few))
    doubted = shown(replace(few, last_check=few.quorum(None)))["quorum"]
    assert isinstance(doubted, dict)
    assert "presumed" not in doubted
