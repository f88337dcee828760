# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may enter the rooms of the body, and what the office hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from golden import samples
from sample_journal import CLERK, GUEST, HORN, KAYA, MAYOR, SEATS

from bot.domain import events as e
from bot.domain.ids import BallotId, DeviceId, Key, MeetingId, SeatId, UserId
from bot.domain.roster import Body, Enrolment, evolve
from bot.domain.values import AdmittedDevice, How, Reach, Role, Seat
from bot.effects import Admit, Effect, Exclude, Place, Say, Style, Tell
from bot.reactions import BodyTurn, body_effects

AYSE = UserId("@ayse:rat.example")
BODY = Body(seats={seat.id: seat for seat in SEATS})
ENROLLED = replace(BODY, enrolments={KAYA: Enrolment(user=AYSE, master=Key("k"), how=How.SAS)})
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def effects(event: e.BodyEvent, before: Body = BODY) -> list[Effect]:
    turn = BodyTurn(
        before=before, after=evolve(before, event), event=event, seq=1, hash="0" * 64, at=NOON
    )
    return body_effects(turn)


def moved(done: list[Effect], kind: type[Admit] | type[Exclude]) -> list[Place]:
    return [effect.place for effect in done if isinstance(effect, kind)]


def enrolled(seat: SeatId, how: How = How.SAS) -> e.MemberEnrolled:
    return e.MemberEnrolled(seat=seat, user=AYSE, master=Key("k"), how=how)


def device(seat: SeatId = KAYA, user: UserId = AYSE) -> AdmittedDevice:
    made: e.DeviceAdmitted = samples(e.DeviceAdmitted)[0]
    return replace(made.device, user=user, device=DeviceId("PHONE"))


def of_role(seat: SeatId, role: Role) -> Seat:
    return replace(BODY.seats[seat], role=role)


@pytest.mark.parametrize(
    ("seat", "places"),
    [
        (MAYOR, [Place.SESSION, Place.CLOSED, Place.OFFICE]),
        (CLERK, [Place.SESSION, Place.CLOSED, Place.OFFICE]),
        (KAYA, [Place.SESSION, Place.CLOSED]),
        (GUEST, [Place.SESSION]),
    ],
)
def test_enrolment_opens_the_rooms_of_the_function(seat: SeatId, places: list[Place]) -> None:
    done = effects(enrolled(seat))
    assert moved(done, Admit) == places
    assert [effect.user for effect in done if isinstance(effect, Tell)] == [AYSE]


def test_an_unverified_enrolment_is_an_alarm() -> None:
    for how in How:
        said = effects(enrolled(KAYA, how))[-1]
        assert isinstance(said, Say)
        assert (said.lines[0].style is Style.WARNING) is (how is How.FIRST_USE)


def test_a_vacated_seat_and_a_revoked_enrolment_close_every_room() -> None:
    for event in (e.SeatVacated(seat=KAYA, reason=""), e.EnrolmentRevoked(seat=KAYA, reason="")):
        done = effects(event, ENROLLED)
        assert moved(done, Exclude) == list(Place)
        assert {x.user for x in done if isinstance(x, Exclude | Tell)} == {AYSE}


def test_a_vacated_seat_takes_a_single_device_out_too() -> None:
    single = replace(BODY, devices={KAYA: (device(),)})
    assert moved(effects(e.SeatVacated(seat=KAYA, reason=""), single), Exclude) == list(Place)


def test_a_seat_nobody_spoke_for_moves_nobody() -> None:
    assert moved(effects(e.SeatVacated(seat=HORN, reason="")), Exclude) == []


def test_a_suspended_enrolment_alarms_the_office_and_tells_the_person() -> None:
    suspended = next(iter(samples(e.EnrolmentSuspended)))
    done = effects(replace(suspended, seat=KAYA, user=AYSE), ENROLLED)
    assert [type(effect) for effect in done] == [Say, Tell]


def test_a_single_device_lets_a_member_in_once() -> None:
    event = e.DeviceAdmitted(seat=KAYA, device=device())
    assert moved(effects(event), Admit) == [Place.SESSION, Place.CLOSED]
    assert moved(effects(event, ENROLLED), Admit) == []
    again = replace(BODY, devices={KAYA: (device(),)})
    second = e.DeviceAdmitted(seat=KAYA, device=replace(device(), device=DeviceId("TABLET")))
    assert moved(effects(second, again), Admit) == []


def test_a_change_of_function_is_followed_into_the_rooms() -> None:
    promoted = effects(e.SeatFilled(seat=of_role(KAYA, Role.CLERK)), ENROLLED)
    assert (moved(promoted, Admit), moved(promoted, Exclude)) == ([Place.OFFICE], [])
    lowered = effects(e.SeatFilled(seat=of_role(KAYA, Role.GUEST)), ENROLLED)
    assert (moved(lowered, Admit), moved(lowered, Exclude)) == ([], [Place.CLOSED])
    assert isinstance(lowered[-1], Tell)


def test_a_new_seat_or_one_without_account_is_not_announced() -> None:
    assert effects(e.SeatFilled(seat=of_role(HORN, Role.CLERK))) == []
    new = Seat(id=SeatId("99"), name="Neu", role=Role.MEMBER)
    assert effects(e.SeatFilled(seat=new), ENROLLED) == []


def test_an_incident_is_told_with_the_name_or_the_account() -> None:
    event = e.IncidentRecorded(kind="plaintext", user=AYSE, seat=KAYA, meeting=None)
    (said,) = effects(event)
    assert isinstance(said, Say)
    assert (said.place, said.lines[0].facts["name"]) == (Place.OFFICE, "Ayşe Kaya")
    (stranger,) = effects(replace(event, seat=None))
    assert isinstance(stranger, Say)
    assert stranger.lines[0].facts["name"] == AYSE
    (unknown,) = effects(replace(event, seat=SeatId("77")))
    assert isinstance(unknown, Say)
    assert unknown.lines[0].facts["name"] == "77"


def test_the_office_hears_of_devices_and_what_the_body_allows() -> None:
    with_device = replace(ENROLLED, devices={KAYA: (device(),)})
    revoked = effects(e.DeviceRevoked(seat=KAYA, device=DeviceId("PHONE")), with_device)
    assert [effect.place for effect in revoked if isinstance(effect, Say)] == [Place.OFFICE]
    said = {
        effect.lines[0].key
        for allowed in (True, False)
        for effect in effects(e.DeviceAdmissionSet(allowed=allowed))
        if isinstance(effect, Say)
    }
    assert said == {"say.device_admission_allowed", "say.device_admission_forbidden"}


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (e.BotIdentityChangeAnnounced, "say.bot_identity_announced"),
        (e.BotIdentityChanged, "say.bot_identity_changed"),
    ],
)
def test_every_room_is_warned_of_another_identity_of_the_bot(
    kind: type[e.BotIdentityChangeAnnounced] | type[e.BotIdentityChanged], key: str
) -> None:
    said = effects(kind(old=Key("A" * 8), new=Key("ABCDEFGHIJ")))
    assert [effect.place for effect in said if isinstance(effect, Say)] == list(Place)
    for effect in said:
        assert isinstance(effect, Say)
        assert (effect.lines[0].key, effect.lines[0].style) == (key, Style.WARNING)
        assert effect.lines[0].facts["key"] == "ABCD EFGH IJ"


@pytest.mark.parametrize("kind", [e.LanguageChosen, e.CodeIssued, e.CharterChanged])
def test_what_concerns_nobody_else_is_not_announced(kind: type[e.BodyEvent]) -> None:
    assert effects(samples(kind)[0]) == []


def test_the_office_hears_who_compared_a_rule_with_the_law() -> None:
    confirmed: e.RuleConfirmed = samples(e.RuleConfirmed)[0]
    (said,) = effects(confirmed)
    assert isinstance(said, Say)
    assert (said.place, said.lines[0].key) == (Place.OFFICE, "say.rule_confirmed")
    assert said.lines[0].facts["text"] == confirmed.confirmation.text


@pytest.mark.parametrize("reach", list(Reach))
def test_office_and_room_hear_of_a_partner_only_in_a_meeting_the_room(reach: Reach) -> None:
    event = e.ReachChanged(server="dorf.example", reach=reach, seats=(KAYA,))
    (office,) = effects(event)
    assert isinstance(office, Say)
    assert (office.place, office.lines[0].key) == (Place.OFFICE, f"reach.{reach}")
    assert office.lines[0].facts == {"server": "dorf.example", "names": ["Ayşe Kaya"]}
    said = effects(replace(event, meeting=MeetingId("m")))
    assert [s.place for s in said if isinstance(s, Say)] == [Place.OFFICE, Place.SESSION]


def test_the_office_alone_hears_whose_votes_are_missing() -> None:
    """Who has not answered in an open vote is not the room's business."""
    event = e.ReachChanged(
        server="dorf.example",
        reach=Reach.SILENT,
        seats=(KAYA,),
        meeting=MeetingId("m"),
        ballot=BallotId("B1"),
    )
    (said,) = effects(event)
    assert isinstance(said, Say)
    assert (said.place, said.lines[0].key) == (Place.OFFICE, "reach.missing_silent")
    assert said.lines[0].facts["ballot"] == "B1"


def test_the_office_hears_what_was_erased_and_why_not_the_words() -> None:
    gone = e.ErasedField(seq=7, kind="absence_recorded", field="reason")
    order = e.EntriesErased(stream="rat/2026-03", fields=(gone,), ground="Art. 17 DSGVO")
    [told] = effects(order)
    assert isinstance(told, Say)
    assert told.place is Place.OFFICE
    facts = {"stream": "rat/2026-03", "fields": 1, "ground": "Art. 17 DSGVO"}
    assert [(line.key, dict(line.facts)) for line in told.lines] == [("say.entries_erased", facts)]
