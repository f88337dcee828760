# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A joint committee's evening across two servers, when all goes well."""

from __future__ import annotations

import aiohttp
import pytest
from campaign import Case
from hall import convene

from bot.domain import commands as c
from bot.domain.ids import SeatId, UserId
from bot.domain.values import Choice, Phase
from bot.effects import Place

from .conftest import Committee

pytestmark = pytest.mark.asyncio(loop_scope="package")
SOON = 60.0
"""Seconds; what comes from the partner's server may be long under way on a loaded machine."""


async def test_a_member_of_the_partner_is_enrolled_by_code_and_answers_the_roll_call(
    committee: Committee,
) -> None:
    hall = committee.hall
    hall.council.synapse = committee.partner.synapse
    try:
        emil = await hall.council.enrol_by_code("5", "emil")
    finally:
        hall.council.synapse = committee.home.synapse

    assert emil.user_id.endswith(committee.partner.synapse.server_name)
    enrolled = hall.council.chamber.desk.body.enrolments[SeatId("5")]
    assert (enrolled.user, enrolled.master) == (UserId(emil.user_id), emil.master)
    await hall.say("5", "!anwesend")
    await hall.until(lambda: SeatId("5") in hall.meeting.present())
    await hall.hears("1", "Emil Quast", "ist da")


async def test_votes_of_both_servers_count_whatever_the_partners_clock_shows(
    committee: Committee,
) -> None:
    hall = committee.hall
    async with hall.ballot() as vote:
        poll, yes = await vote.poll(), vote.answer(Choice.YES)
        await hall.say("1", "ja")
        # Whoever answers before the question has reached their server has answered something else.
        await hall.members["3"].wait_for(lambda i: getattr(i, "event_id", None) == poll)
        await hall.say("3", "nein")
        await hall.members["4"].wait_for(lambda i: getattr(i, "event_id", None) == poll)
        await hall.members["4"].answer(hall.session, poll, yes)
        await vote.has("1", Choice.YES)
        await vote.has("3", Choice.NO)
        await vote.has("4", Choice.YES)

        ballot = await vote.close()

    assert ballot.result is not None
    assert (ballot.result.yes, ballot.result.no) == (2, 1)
    await hall.hears("3", f"Abstimmung {vote.id}")


async def test_who_is_at_home_elsewhere_is_told_to_sign_in_there(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server gives out links into its own accounts only."""
    hall = committee.hall
    page = "https://seiten.stadt.example/member/#/?bot=x"
    monkeypatch.setattr(hall.council.chamber.links, "_page", page)
    room = await hall.direct("3")
    said = await hall.members["3"].say(room, "!anmelden")
    await hall.hears("3", "auf einem anderen Server", "Passwort", "!seite", reply_to=said)


async def test_a_recused_member_of_the_partner_is_out_of_the_closed_room_and_comes_back(
    committee: Committee,
) -> None:
    hall, closed = committee.hall, committee.hall.council.room(Place.CLOSED)
    carl = hall.members["3"]
    await hall.act(c.CloseItem(by=SeatId("1"), at=hall.now()))
    await hall.act(c.ExcludePublic(by=SeatId("1"), at=hall.now()))
    try:
        for seat in ("1", "2", "3", "4"):
            await hall.members[seat].accept(closed)
        secret = hall.next_item(public=False)
        recuse = c.DeclareRecusal(by=SeatId("3"), at=hall.now(), seat=SeatId("3"), item=secret)
        await hall.act(recuse)
        await hall.act(c.CallItem(by=SeatId("1"), at=hall.now(), item=secret))
        await carl.put_out(closed)
        spoken = c.RecordStatement(by=SeatId("2"), at=hall.now(), seat=SeatId("2"), text="Geheim.")
        await hall.act(spoken)
        await hall.hears("4", "Geheim.")
        await carl.sync(wait=1)
        assert not any("Geheim." in getattr(item, "body", "") for item in carl.seen)

        await hall.act(c.CloseItem(by=SeatId("1"), at=hall.now()))
        await carl.accept(closed)
        later = c.RecordStatement(by=SeatId("2"), at=hall.now(), seat=SeatId("2"), text="Danach.")
        await hall.act(later)
        await hall.hears("3", "Danach.")
    finally:
        await hall.act(c.RestorePublic(by=SeatId("1"), at=hall.now()))
        await hall.act(c.CallItem(by=SeatId("1"), at=hall.now(), item=hall.next_item(public=True)))


async def test_closed_part_and_minutes_of_both_servers_and_the_next_meeting_approves_them(
    committee: Committee, case: Case
) -> None:
    """Votes behind closed doors, draft, signatures, and papers that come through two servers."""
    hall, closed = committee.hall, committee.hall.council.room(Place.CLOSED)
    meeting = hall.meeting.id
    await hall.say("1", "!top schließen")
    await hall.until(lambda: hall.meeting.item is None)
    await hall.say("1", "!nichtöffentlich")
    await hall.until(lambda: hall.meeting.non_public)
    for seat in ("S", "1", "2", "3", "4"):
        await hall.members[seat].accept(closed)
    number = hall.meeting.number_of(hall.next_item(public=False))
    await hall.say("1", f"!top {number}", Place.CLOSED)
    await hall.until(lambda: hall.meeting.item is not None)
    vote = await hall.open_ballot()
    question = await vote.question()
    for seat, word in {"1": "ja", "3": "nein", "4": "ja"}.items():
        await hall.members[seat].wait_for(lambda i: getattr(i, "event_id", None) == question, SOON)
        await hall.say(seat, word, Place.CLOSED)
    await hall.until(lambda: len(vote.votes) == 3, SOON)
    ballot = await vote.close(place=Place.CLOSED)
    assert ballot.result is not None
    assert (ballot.result.yes, ballot.result.no) == (2, 1)
    await hall.say("1", "!top schließen", Place.CLOSED)
    await hall.until(lambda: hall.meeting.item is None)
    await hall.say("1", "!öffentlich", Place.CLOSED)
    await hall.until(lambda: not hall.meeting.non_public)

    council = hall.council
    await council.confirmed("1", "!sitzung schließen")
    await hall.until(lambda: hall.meeting.phase is Phase.CLOSED)
    for item in hall.meeting.agenda:  # what other tests called without an end needs one in words
        number = hall.meeting.number_of(item.id)
        noted = await hall.say("S", f"!niederschrift text {number} Ohne Ergebnis.", Place.OFFICE)
        await hall.handled(noted)
    await hall.say("S", "!niederschrift entwerfen", Place.OFFICE)
    await hall.hears("S", "Entwurf 1 der Niederschrift", within=SOON)
    for seat in ("1", "S"):
        await council.confirmed(seat, "!unterschreiben", Place.OFFICE)
    told = await hall.hears("S", "Beide Unterschriften", within=SOON)
    await convene(hall)
    approve = f"!niederschrift genehmigen {hall.meeting.id}"
    await council.confirmed("S", approve, Place.OFFICE)
    await hall.until(lambda: council.chamber.desk.meetings[meeting].phase is Phase.APPROVED, SOON)
    for seat in ("2", "3", "4"):
        paper = await council.hears_file(seat, "niederschrift-2", within=SOON)
        assert paper.startswith(b"%PDF")
    case("closed part and minutes across two servers", "voted, signed, read on both", told.body)


async def test_both_sides_allow_each_other_and_nobody_else(committee: Committee) -> None:
    for own, other in (
        (committee.home, committee.partner),
        (committee.partner, committee.home),
    ):
        member = await own.synapse.register("asks-for-the-list")
        where = f"{own.synapse.url}/_synapse/client/v1/config/federation_whitelist"
        async with (
            aiohttp.ClientSession(headers=member.headers) as http,
            http.get(where) as answer,
        ):
            allowed = (await answer.json())["whitelist"]
        assert allowed == [other.synapse.server_name]
