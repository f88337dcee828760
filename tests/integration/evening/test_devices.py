# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whose device speaks for a member: unsigned ones, admitted ones, new ones, changed identities."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hall import Hall
from member import Member, cross_sign

from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.values import Choice, Mark
from bot.effects import Place
from bot.matrix.events import Suspicious
from bot.matrix.signing import SigningKey

pytestmark = pytest.mark.asyncio(loop_scope="package")


@asynccontextmanager
async def another_device(hall: Hall, seat: str, *, signed: bool) -> AsyncIterator[Member]:
    device = await hall.device(seat, signed=signed)
    try:
        yield device
    finally:
        await device.log_out()


async def test_a_vote_from_a_device_its_owner_did_not_sign_does_not_count(hall: Hall) -> None:
    async with another_device(hall, "3", signed=False) as phone, hall.ballot() as vote:
        await hall.direct(phone)
        said = await phone.say(hall.session, "ja")
        await hall.on_record("unsigned", phone.user_id)
        await hall.hears(phone, "nicht durch Ihre Identität bestätigt")
        await hall.handled(said)
        assert vote.votes == {}


async def test_an_unsigned_device_reads_the_warning_and_nothing_else(hall: Hall) -> None:
    """What the bot tells a member in private is not for a device a server may have slipped in."""
    carl = hall.members["3"]
    async with another_device(hall, "3", signed=False) as ghost, hall.ballot():
        direct = await hall.direct(ghost)
        await ghost.say(hall.session, "ja")
        await hall.hears(ghost, "nicht durch Ihre Identität bestätigt")
        await carl.accept(direct)
        asked = await carl.say(direct, "!status")
        answer = await hall.hears(carl, "3. Sitzung", reply_to=asked)
        found = await ghost.wait_for(lambda i: getattr(i, "event_id", None) == answer.event_id)
        assert isinstance(found, Suspicious)


async def test_a_poll_answer_from_an_unsigned_device_does_not_count(hall: Hall) -> None:
    async with another_device(hall, "3", signed=False) as phone, hall.ballot() as vote:
        said = await phone.answer(hall.session, await vote.poll(), vote.answer(Choice.YES))
        await hall.on_record("unsigned", phone.user_id)
        await hall.handled(said)
        assert vote.votes == {}


async def test_the_clerk_admits_a_device_and_the_roll_call_shows_it(hall: Hall) -> None:
    async with another_device(hall, "3", signed=False) as phone, hall.ballot() as vote:
        await hall.say("S", f"!gerät zulassen 3 {phone.account.device_id}", Place.OFFICE)
        await hall.hears("S", "Zugelassen", phone.account.device_id)
        await phone.say(hall.session, "ja")
        await vote.has("3", Choice.YES)
        assert hall.meeting.marks[SeatId("3")] is Mark.ADMITTED_DEVICE
        await hall.say("S", "!sitze", Place.OFFICE)
        await hall.hears("S", "Carl Ohm", "einzeln zugelassenes Gerät")
        await hall.say("S", f"!gerät sperren 3 {phone.account.device_id}", Place.OFFICE)
        await hall.hears("S", "nicht mehr zugelassen")
        refused = await phone.say(hall.session, "nein")
        await hall.on_record("unsigned", phone.user_id)
        await hall.handled(refused)
        assert vote.votes == {"3": Choice.YES}


async def test_what_the_body_forbids_the_clerk_cannot_admit(hall: Hall) -> None:
    async with another_device(hall, "3", signed=False) as phone, hall.ballot() as vote:
        await hall.say("S", "!gerätezulassung verbieten", Place.OFFICE)
        await hall.hears("S", "nicht mehr zugelassen")
        try:
            asked = await hall.say(
                "S", f"!gerät zulassen 3 {phone.account.device_id}", Place.OFFICE
            )
            await hall.hears("S", "lässt keine Geräte zu", reply_to=asked)
            await hall.handled(await phone.say(hall.session, "ja"))
            assert vote.votes == {}
        finally:
            await hall.say("S", "!gerätezulassung erlauben", Place.OFFICE)
            await hall.until(lambda: hall.council.chamber.desk.body.device_admission)


async def test_an_admitted_device_no_longer_counts_once_the_body_forbids_it(hall: Hall) -> None:
    async with another_device(hall, "3", signed=False) as phone, hall.ballot() as vote:
        await hall.say("S", f"!gerät zulassen 3 {phone.account.device_id}", Place.OFFICE)
        await hall.hears("S", "Zugelassen", phone.account.device_id)
        await hall.act(c.SetDeviceAdmission(by=SeatId("S"), at=hall.now(), allowed=False))
        try:
            await hall.handled(await phone.say(hall.session, "ja"))
            await hall.on_record("not_admitted", phone.user_id)
            assert vote.votes == {}
        finally:
            await hall.act(c.SetDeviceAdmission(by=SeatId("S"), at=hall.now(), allowed=True))
            await hall.say("S", f"!gerät sperren 3 {phone.account.device_id}", Place.OFFICE)
            await hall.hears("S", "von Carl Ohm ist nicht mehr zugelassen")


async def test_a_member_cannot_admit_a_device(hall: Hall) -> None:
    admitted = hall.council.chamber.desk.body.devices
    async with another_device(hall, "3", signed=False) as phone:
        room = await hall.direct("3")
        asked = await hall.members["3"].say(room, f"!gerät zulassen 3 {phone.account.device_id}")
        await hall.hears("3", "andere Rolle", reply_to=asked)
        assert hall.council.chamber.desk.body.devices == admitted


async def test_a_new_signed_device_reads_and_votes_after_the_roll_call(hall: Hall) -> None:
    async with another_device(hall, "3", signed=True) as tablet, hall.ballot() as vote:
        await hall.hears(tablet, "Wir lüften.")
        await tablet.say(hall.session, "nein")
        await vote.has("3", Choice.NO)


async def test_of_two_devices_of_one_member_the_last_word_counts(hall: Hall) -> None:
    async with another_device(hall, "3", signed=True) as tablet, hall.ballot() as vote:
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        await tablet.say(hall.session, "nein")
        await vote.has("3", Choice.NO)
        result = (await vote.close()).result
        assert result is not None
        assert (result.yes, result.no, result.not_voted) == (0, 1, 3)


async def test_a_changed_identity_counts_for_nothing_until_enrolled_anew(hall: Hall) -> None:
    """Dora's new keys may be Dora's, or somebody's who runs her server."""
    dora, body = hall.members["4"], hall.council.chamber.desk
    direct = await hall.direct("4")  # the test's client reads nothing said before it came in
    async with hall.ballot() as vote:
        await hall.say("4", "ja")
        await vote.has("4", Choice.YES)
        hall.signing["4"] = SigningKey.generate()
        dora.master = await cross_sign(
            dora.gateway, dora.account.password, self_signing=hall.signing["4"]
        )
        await hall.handled(await hall.say("4", "nein"))
        await hall.hears("S", "Schlüssel von Dora Pfau", "hat sich geändert")
        await hall.hears("4", "Schlüssel Ihres Kontos")
        await hall.on_record("suspended", dora.user_id)
        assert vote.votes == {"4": Choice.YES}
        assert body.body.enrolments[SeatId("4")].suspended

        await hall.say("S", f"!aufnehmen {dora.user_id} sitz 4 code", Place.OFFICE)
        told = await hall.hears("S", f"Code für {dora.user_id}")
        code = told.body.splitlines()[0].rsplit(" ", 1)[1]
        await dora.say(direct, f"!ausweis {code}")
        await hall.until(lambda: not body.body.enrolments[SeatId("4")].suspended)
        await hall.say("4", "nein")
        await vote.has("4", Choice.NO)
