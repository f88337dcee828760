# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""OParl 1.1: required properties, lists, filters, tombstones, and nothing that is not public."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sample_journal import (
    FOR_THE_PUBLIC,
    KAYA,
    LAND,
    ROAD,
    SEATS,
    aftermath,
    cancelled,
    evening,
    planned,
    released,
)

from bot.agendafile import read_agenda
from bot.domain import events as e
from bot.domain.ids import BodyId, ItemId, SeatId
from bot.domain.minutes import minutes
from bot.domain.records import Recorded
from bot.domain.roster import Body
from bot.oparl import (
    PAGE,
    SCHEMA,
    Asked,
    Held,
    QueryRefused,
    Site,
    Term,
    held,
    objects,
    read_query,
    terms,
)

BODY_STATE = Body(
    id=BodyId("rat"),
    name="Gemeinderat",
    municipality="Ilmtal",
    seats={seat.id: seat for seat in SEATS},
)
BASE = "https://rat.example/oparl"
HELD = [one for records in (aftermath(), cancelled()) if (one := held(records))]
MADE = objects(BASE, BODY_STATE, HELD[:1])
SITE = Site(BASE, BODY_STATE, HELD[:1])
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d\Z")
REQUIRED = {
    "System": {"id", "type", "oparlVersion", "body"},
    "Body": {
        "id", "type", "name", "organization", "person", "meeting", "paper", "legislativeTerm",
        "agendaItem", "consultation", "file", "locationList", "legislativeTermList", "membership",
    },
    "Organization": {"id", "type"},
    "Person": {"id", "type"},
    "Membership": {"id", "type"},
    "Meeting": {"id", "type"},
    "AgendaItem": {"id", "type", "order"},
    "Location": {"id", "type"},
    "Paper": {"id", "type"},
    "Consultation": {"id", "type"},
    "File": {"id", "type", "accessUrl"},
}  # fmt: skip


def every(value: Any) -> Iterator[dict[str, Any]]:
    """Return every object, embedded ones too."""
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for inner in value.values():
            yield from every(inner)
    if isinstance(value, list):
        for inner in value:
            yield from every(inner)


ALL = list(every(list(MADE.values())))


def test_every_object_has_what_the_schema_requires() -> None:
    for one in ALL:
        kind = one["type"].removeprefix(SCHEMA)
        assert REQUIRED[kind] <= set(one), one["id"]


def test_op_01_moments_have_an_offset_and_no_field_is_empty() -> None:
    for one in ALL:
        for name, value in one.items():
            if name in ("created", "modified", "start", "end"):
                assert MOMENT.match(value), (one["id"], name)
            assert value not in (None, ""), (one["id"], name)
            assert value != [] or name == "legislativeTerm"
    assert not json.dumps(MADE, ensure_ascii=False).encode().startswith(b"\xef\xbb\xbf")


def test_op_02_every_object_lies_at_its_one_address_and_every_address_leads_to_one() -> None:
    paths = {f"{BASE}/{path}.json" for path in MADE}
    for path, one in MADE.items():
        if "type" in one:
            assert one["id"] == f"{BASE}/{path}.json"
    named = set(re.findall(rf"{BASE}/[^\"?]+", json.dumps(MADE)))
    assert named <= paths | {f"{BASE}/{path}" for path in SITE.contents}
    assert objects(f"{BASE}/", BODY_STATE, HELD[:1]) == MADE


def test_op_03_lists_are_paged_with_next_on_all_but_the_last() -> None:
    seats = {**BODY_STATE.seats}
    first = next(iter(seats.values()))
    many = {SeatId(f"x{n}"): replace(first, id=SeatId(f"x{n}")) for n in range(PAGE + 1)}
    body = replace(BODY_STATE, seats=many)
    made = objects(BASE, body, [])
    one, two = made["persons"], made["persons/page/2"]
    assert one["links"]["next"] == f"{BASE}/persons/page/2.json"
    assert "next" not in two["links"]
    assert (len(one["data"]), len(two["data"])) == (PAGE, 1)
    assert one["pagination"]["totalElements"] == PAGE + 1


def test_op_07_created_and_modified_stand_on_every_object() -> None:
    assert [one["id"] for one in ALL if not {"created", "modified"} <= set(one)] == []


def test_op_10_votes_stand_in_fields_of_our_own_and_names_in_votes_by_name_only() -> None:
    items = [one for one in ALL if one["type"].endswith("/AgendaItem")]
    votes = [vote for item in items for vote in item.get("gremium:vote", [])]
    assert votes
    public = minutes(aftermath())
    modes = {
        ballot.id: bool(ballot.votes) for record in public.records for ballot in record.ballots
    }
    assert all(("gremium:rollCall" in vote) is modes[vote["id"]] for vote in votes)


@pytest.mark.parametrize("secret", ["Sommer", "Personalsache", "N1", "48.000", "@"])
def test_op_11_nothing_that_is_not_public_is_there(secret: str) -> None:
    assert secret not in json.dumps(MADE, ensure_ascii=False)
    orders = [one["order"] for one in MADE["meetings"]["data"][0]["agendaItem"]]
    assert orders == list(range(len(orders)))


def test_op_11_a_released_resolution_is_a_paper_with_its_count_and_nothing_of_its_item() -> None:
    known = held(released())
    assert known
    made = objects(BASE, BODY_STATE, [known])
    told = json.dumps(made, ensure_ascii=False)
    papers = [p for p in made["papers"]["data"] if p["paperType"].startswith("Bekannt")]
    paper, office, worded, between = papers
    assert (paper["name"], paper["reference"]) == ("Grundstück", "4/2026")
    assert paper["mainFile"]["text"] == FOR_THE_PUBLIC
    (vote,) = paper["gremium:vote"]
    assert (vote["yes"], vote["no"], vote["adopted"]) == (6, 0, True)
    assert "consultation" not in paper
    assert paper["created"] == paper["mainFile"]["created"] > made["meetings"]["data"][0]["created"]
    assert f"/item/{LAND}" not in told
    assert [secret for secret in ("Sommer", "48.000", "Personalsache") if secret in told] == []
    assert "gremium:rollCall" not in vote  # it was taken by name; that was not released
    assert office["mainFile"]["text"] == "Leitung des Ordnungsamts: Quirin Quitte"
    assert worded["mainFile"]["text"] == "Eine Stelle wird besetzt."
    assert [("gremium:vote" in one) for one in (office, worded, between)] == [False, False, True]
    assert len({one["id"] for one in papers}) == len(papers)


def entitled(titles: list[str]) -> list[Recorded]:
    """Return the meeting up to its invitation, its public items in order, under other titles."""
    left, changed = iter(titles), []
    for record in planned().records:
        event: Any = record.event
        if isinstance(event, e.AgendaItemAdded) and event.item.public:
            event = replace(event, item=replace(event.item, title=next(left)))
        if not isinstance(event, e.AgendaItemMoved):
            changed.append(replace(record, event=event))
    return changed


def exported(records: list[Recorded]) -> dict[str, Any]:
    known = held(records)
    assert isinstance(known, Held)
    (meeting,) = objects(BASE, BODY_STATE, [known])["meetings"]["data"]
    assert isinstance(meeting, dict)
    return meeting


PUBLIC_ITEMS = sum(
    isinstance(one.event, e.AgendaItemAdded) and one.event.item.public for one in planned().records
)
LINE = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), max_size=60)
TITLES = LINE.map(lambda text: " ".join(text.split())).filter(bool)


@settings(max_examples=100, deadline=None)
@given(st.lists(TITLES, min_size=PUBLIC_ITEMS, max_size=PUBLIC_ITEMS))
@example(
    ["'=1+1 stand da", "=1+1", "'n Apfel", "0"]
)  # as a spreadsheet would take it for a formula
def test_an_agenda_taken_over_from_the_record_makes_the_same_record_again(
    titles: list[str],
) -> None:
    """Exported, taken over elsewhere, exported again: nothing is lost or put in."""
    first = exported(entitled(titles))
    taken = read_agenda("sitzung.json", json.dumps(first).encode())
    assert [(item.title, item.public) for item in taken] == [(title, True) for title in titles]
    again = exported(entitled([item.title for item in taken]))
    assert again == first


def test_a_meeting_nobody_was_invited_to_is_not_known_outside() -> None:
    assert held(planned().records[:-1]) is None
    invited = held(planned().records)
    assert isinstance(invited, Held)
    (meeting,) = objects(BASE, BODY_STATE, [invited])["meetings"]["data"]
    assert (meeting["meetingState"], meeting["cancelled"]) == ("eingeladen", False)
    assert "participant" not in meeting


def test_a_cancelled_meeting_says_so_and_a_held_one_who_was_there() -> None:
    gone, done = objects(BASE, BODY_STATE, HELD)["meetings"]["data"][::-1]
    assert gone["cancelled"] is True
    assert done["meetingState"] == "durchgeführt"
    assert done["participant"]
    assert evening()


def test_papers_files_and_consultations_lead_to_each_other() -> None:
    papers = [one for one in ALL if one["type"].endswith("/Paper")]
    assert {one["paperType"] for one in papers} == {"Beschlussvorlage", "Antrag", "Änderungsantrag"}
    for one in papers:
        (consultation,) = one["consultation"]
        assert consultation["paper"] == one["id"]
        item = MADE[consultation["agendaItem"].removeprefix(f"{BASE}/").removesuffix(".json")]
        assert item["meeting"] == consultation["meeting"]
        text = SITE.contents[one["mainFile"]["accessUrl"].removeprefix(f"{BASE}/")].text
        assert text == one["mainFile"]["text"]
        assert len(text.encode()) == one["mainFile"]["size"]
    changed = [one for one in papers if "relatedPaper" in one]
    assert {one["relatedPaper"][0] for one in changed} <= {one["id"] for one in papers}


def test_a_paper_handed_in_is_public_only_where_the_body_says_so() -> None:
    assert "Lageplan.pdf" not in json.dumps(MADE)
    early = Site(BASE, BODY_STATE, HELD[:1], early=True).files()
    assert "Lageplan.pdf" in json.dumps(early)
    assert "Sommer" not in json.dumps(early)


def test_before_the_meeting_a_draft_is_public_only_where_the_body_says_so() -> None:
    invited = held(planned().records)
    assert invited is not None
    assert not objects(BASE, BODY_STATE, [invited])["papers"]["data"]
    assert Site(BASE, BODY_STATE, [invited], early=True).files()["papers"]["data"]


def test_approved_minutes_are_a_file_and_minutes_being_corrected_are_not() -> None:
    done = held(evening())
    assert done is not None
    (meeting,) = objects(BASE, BODY_STATE, [done])["meetings"]["data"]
    assert meeting["resultsProtocol"]["mimeType"] == "application/pdf"
    assert "resultsProtocol" not in MADE["meetings"]["data"][0]


def withdrawn(*more: e.MeetingEvent) -> Held:
    records = planned().add(*more).records
    found = held(records)
    assert found is not None
    return found


def test_op_05_06_what_was_public_once_leaves_a_tombstone_for_who_compares() -> None:
    gone = withdrawn(e.ItemReclassified(item=ROAD, public=False))
    site = Site(BASE, BODY_STATE, [gone])
    path = f"meeting/2026-07/item/{ROAD}"
    tombstone = site.known[path]
    assert set(tombstone) == {"id", "type", "created", "modified", "deleted"}
    listed = site.page("agenda-items", Asked())["data"]
    compared = site.page("agenda-items", read_query([("modified_since", "2020-01-01T00:00:00Z")]))
    assert tombstone not in listed
    assert tombstone in compared["data"]
    assert tombstone not in site.files()["agenda-items"]["data"]
    back = withdrawn(
        e.ItemReclassified(item=ROAD, public=False), e.ItemReclassified(item=ROAD, public=True)
    )
    assert not back.gone
    taken_off = withdrawn(e.AgendaItemRemoved(item=ROAD, reason="Vorlage fehlt"))
    assert ROAD in taken_off.gone
    assert LAND not in taken_off.gone


def test_op_04_filters_hold_in_every_list_and_survive_in_the_links() -> None:
    asked = read_query(
        [("created_since", "2026-11-01T00:00:00 01:00"), ("limit", "2"), ("utm", "x")]
    )
    page = SITE.page("papers", asked)
    assert len(page["data"]) == 2
    assert page["links"]["next"] == (
        f"{BASE}/papers.json?created_since=2026-11-01T00%3A00%3A00+01%3A00&limit=2&page=2"
    )
    second = SITE.page("papers", read_query([("limit", "2"), ("page", "2")]))
    assert second["links"]["prev"] == f"{BASE}/papers.json?limit=2"
    none = read_query([("created_until", "1999-01-01T00:00:00Z")])
    assert SITE.page("papers", none)["data"] == []
    bare = SITE.page("meetings", read_query([("omit_internal", "true")]))["data"][0]
    assert "agendaItem" not in bare
    assert "participant" in bare


@pytest.mark.parametrize(
    "query",
    [
        [("created_since", "gestern")],
        [("created_since", "2026-01-01T00:00:00")],
        [("limit", "0")],
        [("limit", "-1")],
        [("page", "1e3")],
        [("page", "²")],
        [("page", "99999999999999999999")],
        [("omit_internal", "vielleicht")],
        [("page", "1"), ("page", "2")],
        [("page", "500")],
    ],
)
def test_a_query_that_cannot_be_answered_is_refused(query: list[tuple[str, str]]) -> None:
    with pytest.raises(QueryRefused):
        SITE.page("papers", read_query(query))


def test_who_has_left_the_roster_stays_with_the_days_of_the_term() -> None:
    first, last = evening()[0].at, evening()[-1].at
    seat = replace(SEATS[1], id=SeatId("99"), name="Erika Ehemals")
    ever = terms(
        [
            (first, e.SeatFilled(seat=seat)),
            (first, e.SeatFilled(seat=replace(seat, group="CDU"))),
            (first, e.LanguageChosen(seat=KAYA, language=BODY_STATE.language)),
            (last, e.SeatVacated(seat=SeatId("99"), reason="Wegzug")),
            (last, e.SeatVacated(seat=SeatId("98"), reason="nie da")),
        ]
    )
    assert ever == (Term(seat=replace(seat, group="CDU"), since=first, until=last),)
    person = Site(BASE, BODY_STATE, [], ever).known["person/99"]
    assert person["membership"][0]["endDate"] == last.date().isoformat()
    assert Site(BASE, replace(BODY_STATE, seats={}), HELD[:1]).known["person/1"]["name"]


ITEMS = tuple(
    dict.fromkeys(r.event.item.id for r in aftermath() if isinstance(r.event, e.AgendaItemAdded))
)


def marked(records: list[Recorded], hidden: frozenset[ItemId]) -> list[Recorded]:
    """Write into everything that belongs to a hidden item a word that must not be seen."""
    changed, of_motion = [], dict[str, ItemId]()
    for record in records:
        event: Any = record.event
        match event:
            case e.AgendaItemAdded(item=item) if item.id in hidden:
                secret = replace(item, public=False, title="GEHEIM", text="GEHEIM", by="GEHEIM")
                event = replace(event, item=secret)
            case e.ItemReclassified(item=item) if item in hidden:
                event = replace(event, public=False)
            case e.PaperAttached(item=item) if item in hidden:
                event = replace(event, name="GEHEIM.pdf")
            case e.MotionMoved(item=item) if item in hidden:
                of_motion[event.motion] = item
                event = replace(event, text="GEHEIM")
            case e.AmendmentMoved(motion=motion) if of_motion.get(event.amends) in hidden:
                of_motion[motion] = of_motion[event.amends]
                event = replace(event, text="GEHEIM", replaces="")
            case e.ItemClosed(item=item) if item in hidden:
                event = replace(event, note="GEHEIM")
            case e.MinutesTextSet(item=item) if item in hidden:
                event = replace(event, text="GEHEIM")
            case _:
                pass
        changed.append(replace(record, event=event))
    return changed


@settings(max_examples=25, deadline=None)
@given(st.frozensets(st.sampled_from(ITEMS)), st.integers(20, len(aftermath())), st.booleans())
def test_at_no_moment_anything_of_a_non_public_item_is_public(
    hidden: frozenset[ItemId], until: int, early: bool
) -> None:
    one = held(marked(aftermath()[:until], hidden))
    site = Site(BASE, BODY_STATE, [one] if one else [], early=early)
    told = json.dumps([site.files(), [str(c) for c in site.contents.values()]], ensure_ascii=False)
    assert "GEHEIM" not in told
    assert not any(f"/item/{item}." in told for item in hidden)
