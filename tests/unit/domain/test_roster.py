# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whose devices are believed, and what is remembered of a body."""

from __future__ import annotations

import pytest
from council import AYSE, BODY, CLERK, GUEST, KEY, MAYOR, NOW, SEATS, UWE
from scenario import Given

from bot.domain import events as e
from bot.domain.ids import DeviceId, Key, SeatId, UserId
from bot.domain.roster import Body, Distrust
from bot.domain.values import AdmittedDevice, How, Language, Mark, Role

AYSE_ID, UWE_ID = UserId("@ayse:ilmtal.example"), UserId("@uwe:ilmtal.example")
OTHER, FINGERPRINT = Key("o" * 43), Key("f" * 43)
PHONE = DeviceId("PHONE")
ENROLLED = e.MemberEnrolled(seat=AYSE, user=AYSE_ID, master=KEY, how=How.SAS)
SUSPENDED = e.EnrolmentSuspended(seat=AYSE, user=AYSE_ID, shown=OTHER)
ADMITTED = e.DeviceAdmitted(
    seat=AYSE, device=AdmittedDevice(user=AYSE_ID, device=PHONE, ed25519=FINGERPRINT)
)
FORBIDDEN = e.DeviceAdmissionSet(allowed=False)


@pytest.mark.parametrize(
    ("happened", "master", "verdict"),
    [
        ((), KEY, Distrust.STRANGER),
        ((), None, Distrust.STRANGER),
        ((ENROLLED,), KEY, AYSE),
        ((ENROLLED,), OTHER, Distrust.IDENTITY_CHANGED),
        ((ENROLLED,), None, Distrust.UNSIGNED),
        ((ENROLLED, SUSPENDED), KEY, Distrust.SUSPENDED),
        ((ENROLLED, ADMITTED), None, AYSE),
        ((ENROLLED, ADMITTED), OTHER, Distrust.IDENTITY_CHANGED),
        ((ENROLLED, ADMITTED, SUSPENDED), None, Distrust.SUSPENDED),
        ((ENROLLED, ADMITTED, FORBIDDEN), None, Distrust.NOT_ADMITTED),
        ((ADMITTED,), None, AYSE),
        ((ADMITTED, FORBIDDEN), None, Distrust.NOT_ADMITTED),
        ((ADMITTED, e.DeviceRevoked(seat=AYSE, device=PHONE)), None, Distrust.STRANGER),
        ((ENROLLED, e.EnrolmentRevoked(seat=AYSE, reason="")), KEY, Distrust.STRANGER),
    ],
)
def test_for_which_seat_a_device_speaks(
    happened: tuple[e.BodyEvent, ...], master: Key | None, verdict: SeatId | Distrust
) -> None:
    assert Given(*BODY, *happened).body.judge(AYSE_ID, PHONE, FINGERPRINT, master) == verdict


@pytest.mark.parametrize(
    ("user", "device", "key"),
    [
        (UWE_ID, PHONE, FINGERPRINT),
        (AYSE_ID, DeviceId("OTHER"), FINGERPRINT),
        (AYSE_ID, PHONE, OTHER),  # the same device id with another key is another device
    ],
)
def test_an_admitted_device_is_user_id_and_key_together(
    user: UserId, device: DeviceId, key: Key
) -> None:
    assert Given(*BODY, ADMITTED).body.judge(user, device, key, None) is Distrust.STRANGER


@pytest.mark.parametrize(
    ("happened", "mark"),
    [
        ((), Mark.NOT_ENROLLED),
        ((ENROLLED,), Mark.VERIFIED),
        ((e.MemberEnrolled(seat=AYSE, user=AYSE_ID, master=KEY, how=How.CODE),), Mark.VERIFIED),
        (
            (e.MemberEnrolled(seat=AYSE, user=AYSE_ID, master=KEY, how=How.FIRST_USE),),
            Mark.FIRST_USE,
        ),
        ((ENROLLED, ADMITTED), Mark.ADMITTED_DEVICE),
        ((ADMITTED,), Mark.ADMITTED_DEVICE),
        ((ENROLLED, ADMITTED, SUSPENDED), Mark.SUSPENDED),
    ],
)
def test_what_stands_beside_a_name_at_roll_call(
    happened: tuple[e.BodyEvent, ...], mark: Mark
) -> None:
    body = Given(*BODY, *happened).body
    assert body.mark_of(AYSE) is mark
    assert dict(body.marks())[AYSE] is mark


def test_a_second_device_stays_when_the_first_is_revoked() -> None:
    second = AdmittedDevice(user=AYSE_ID, device=DeviceId("TABLET"), ed25519=OTHER)
    body = Given(
        *BODY,
        ADMITTED,
        e.DeviceAdmitted(seat=AYSE, device=second),
        e.DeviceRevoked(seat=AYSE, device=PHONE),
    ).body
    assert body.devices == {AYSE: (second,)}


def test_everybody_reads_the_bodys_language_until_they_choose() -> None:
    body = Given(*BODY, e.LanguageChosen(seat=GUEST, language=Language.EN)).body
    assert [body.language_of(seat) for seat in (GUEST, AYSE, None)] == ["en", "de", "de"]


def test_the_charter_changes_and_the_roster_stays() -> None:
    changed = e.CharterChanged(
        name="Stadtrat", municipality="Ilmstadt", statutory_members=11, language=Language.EN
    )
    body = Given(*BODY, changed).body
    assert (body.name, body.municipality, body.statutory_members) == ("Stadtrat", "Ilmstadt", 11)
    assert tuple(body.seats.values()) == SEATS


def test_who_speaks_for_a_seat_is_one_person() -> None:
    assert Given(*BODY, ENROLLED, ADMITTED).body.users_of(AYSE) == {AYSE_ID}
    assert Given(*BODY).body.users_of(UWE) == frozenset()


def test_seats_are_found_by_role() -> None:
    assert Given(*BODY).body.with_role(Role.CHAIR, Role.CLERK) == (MAYOR, CLERK)


def test_a_body_is_empty_before_it_is_established() -> None:
    assert not Body().established
    assert Given(*BODY).body.established


def test_the_bots_identity_is_the_one_stated_last() -> None:
    announced = e.BotIdentityChangeAnnounced(old=Key("A"), new=Key("B"))
    before = Given(*BODY, announced).body
    assert (before.bot_master, before.bot_master_next) == ("", "B")
    after = Given(*BODY, announced, e.BotIdentityChanged(old=Key("A"), new=Key("B"))).body
    assert (after.bot_master, after.bot_master_next) == ("B", "")


def test_a_vacated_seat_and_an_incident_leave_nothing_behind() -> None:
    incident = e.IncidentRecorded(kind="forged", user=UWE_ID)
    chosen = e.LanguageChosen(seat=AYSE, language=Language.EN)
    code = e.CodeIssued(seat=AYSE, user=AYSE_ID, digest="d", expires=NOW)
    body = Given(*BODY, code, ENROLLED, chosen, incident, e.SeatVacated(seat=AYSE, reason="")).body
    assert AYSE not in {*body.seats, *body.enrolments, *body.codes, *body.languages}


def test_a_person_is_known_by_enrolment_or_by_one_admitted_device() -> None:
    assert Given(*BODY, ENROLLED).body.seat_for(AYSE_ID) == AYSE
    assert Given(*BODY, ADMITTED).body.seat_for(AYSE_ID) == AYSE
    assert Given(*BODY, ENROLLED, ADMITTED).body.seat_for(UWE_ID) is None


def test_a_seat_is_spoken_for_by_who_is_enrolled_or_else_by_an_admitted_device() -> None:
    assert Given(*BODY, ENROLLED).body.user_of(AYSE) == AYSE_ID
    assert Given(*BODY, ADMITTED).body.user_of(AYSE) == AYSE_ID
    assert Given(*BODY).body.user_of(AYSE) is None
