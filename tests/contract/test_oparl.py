# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""OParl 1.1, as far as files can keep it (OP-01, 02, 03, 07, 10, 11); the rest is a server's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sample_journal import SEATS, aftermath, cancelled, evening, planned

from bot.domain.ids import BodyId, SeatId
from bot.domain.minutes import minutes
from bot.domain.roster import Body
from bot.oparl import PAGE, SCHEMA, Held, held, objects

BODY_STATE = Body(
    id=BodyId("rat"),
    name="Gemeinderat",
    municipality="Ilmtal",
    seats={seat.id: seat for seat in SEATS},
)
BASE = "https://rat.example/oparl"
HELD = [one for records in (aftermath(), cancelled()) if (one := held(records))]
MADE = objects(BASE, BODY_STATE, HELD[:1])
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
    named = set(re.findall(rf"{BASE}/[^\"]+", json.dumps(MADE)))
    assert named <= paths
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
