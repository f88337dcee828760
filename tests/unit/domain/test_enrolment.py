# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The roster and its trust: who sits where, and whose identity is pinned."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from council import (
    AYSE,
    BEFORE,
    BODY,
    CLERK,
    DEPUTY,
    ESTABLISH,
    GUEST,
    KEY,
    MAYOR,
    NOBODY,
    NOW,
    SEATS,
    UWE,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import BallotId, DeviceId, Key, MeetingId, SeatId, UserId
from bot.domain.roster import server_of
from bot.domain.values import AdmittedDevice, BodyKind, How, Language, Reach, Role, Seat

AYSE_ID, UWE_ID = UserId("@ayse:ilmtal.example"), UserId("@uwe:ilmtal.example")
OTHER = Key("o" * 43)
ENROLLED = e.MemberEnrolled(seat=AYSE, user=AYSE_ID, master=KEY, how=How.SAS)
SUSPENDED = e.EnrolmentSuspended(seat=AYSE, user=AYSE_ID, shown=OTHER)
PHONE = AdmittedDevice(user=AYSE_ID, device=DeviceId("PHONE"), ed25519=KEY)
ADMITTED = e.DeviceAdmitted(seat=AYSE, device=PHONE)
CODE = e.CodeIssued(seat=AYSE, user=AYSE_ID, digest="d1", expires=NOW)
SEAT = next(seat for seat in SEATS if seat.id == AYSE)
NEW = Seat(id=SeatId("10"), name="Neu", role=Role.MEMBER, votes=False)


# The body and its roster.


def test_a_body_is_established_once_with_its_roster() -> None:
    Given().when(ESTABLISH).then(*BODY).when(ESTABLISH).refused(r.BodyExists())


@pytest.mark.parametrize(
    ("seats", "statutory", "reason"),
    [
        ((*SEATS, SEATS[3]), 9, r.SeatTwice(seat=UWE)),
        (SEATS[1:], 9, r.NoChair()),
        (SEATS, 8, r.StatutoryTooSmall(statutory=8, voting=9)),
        ((*SEATS, replace(NEW, name="  ")), 9, r.BadSeat(seat=NEW.id)),
        ((*SEATS, replace(NEW, name="x" * 121)), 9, r.BadSeat(seat=NEW.id)),
        ((*SEATS, replace(NEW, name="Anna\u202e")), 9, r.BadSeat(seat=NEW.id)),  # turned round
        ((*SEATS, replace(NEW, id=SeatId(""))), 9, r.BadSeat(seat=SeatId(""))),
        ((*SEATS, replace(NEW, id=c.OPERATOR)), 9, r.BadSeat(seat=c.OPERATOR)),
        (
            (*SEATS, replace(NEW, role=Role.GUEST, votes=True)),
            10,
            r.RoleWithoutVote(seat=NEW.id, role=Role.GUEST),
        ),
    ],
)
def test_a_roster_nobody_could_meet_with_is_refused(
    seats: tuple[Seat, ...], statutory: int, reason: r.Reason
) -> None:
    Given().when(replace(ESTABLISH, seats=seats, statutory_members=statutory)).refused(reason)


def test_members_do_not_found_bodies() -> None:
    Given(*BODY).when(replace(ESTABLISH, by=MAYOR)).refused(r.NotAllowed(roles=()))


CHARTER = c.ChangeCharter(
    by=c.OPERATOR,
    at=NOW,
    name="Gemeinderat",
    municipality="Ilmtal",
    statutory_members=9,
    language=Language.DE,
)


def test_the_charter_follows_the_council_file() -> None:
    Given(*BODY).when(CHARTER).then()
    larger = replace(CHARTER, statutory_members=11)
    Given(*BODY).when(larger).then(
        e.CharterChanged(
            name="Gemeinderat",
            municipality="Ilmtal",
            statutory_members=11,
            language=Language.DE,
        )
    )
    Given(*BODY).when(replace(CHARTER, statutory_members=8)).refused(
        r.StatutoryTooSmall(statutory=8, voting=9)
    )


def fill(seat: Seat) -> c.FillSeat:
    return c.FillSeat(by=CLERK, at=NOW, seat=seat)


@pytest.mark.parametrize(
    ("kind", "changed", "reason"),
    [
        (BodyKind.JOINT_COMMITTEE, {"weight": 3}, None),
        (BodyKind.COUNCIL, {"weight": 3}, r.OneVoteEach(seat=AYSE)),
        (BodyKind.ASSOCIATION, {"weight": 0}, r.BadWeight(seat=AYSE, weight=0, most=1000)),
        (BodyKind.ASSOCIATION, {"weight": 1001}, r.BadWeight(seat=AYSE, weight=1001, most=1000)),
        (
            BodyKind.ASSOCIATION,
            {"weight": 2, "votes": False},
            r.BadWeight(seat=AYSE, weight=2, most=1000),
        ),
    ],
)
def test_only_the_statute_of_a_joint_body_gives_a_seat_several_votes(
    kind: BodyKind, changed: dict[str, int], reason: r.Reason | None
) -> None:
    seat = replace(SEAT, **changed)  # type: ignore[arg-type]
    given = Given(*_of(kind)).when(fill(seat))
    if reason is None:
        given.then(e.SeatFilled(seat=seat))
        return
    given.refused(reason)


def _of(kind: BodyKind) -> list[e.BodyEvent]:
    return [replace(one, kind=kind) if isinstance(one, e.BodyEstablished) else one for one in BODY]


def test_a_seat_is_filled_once() -> None:
    Given(*BODY).when(fill(NEW)).then(e.SeatFilled(seat=NEW)).when(fill(NEW)).then()


def test_no_more_votes_are_given_than_the_law_knows_seats() -> None:
    Given(*BODY).when(fill(replace(NEW, votes=True))).refused(
        r.StatutoryTooSmall(statutory=9, voting=10)
    )


@pytest.mark.parametrize("trust", [ENROLLED, ADMITTED, CODE])
def test_nothing_of_the_one_before_speaks_for_the_successor(trust: e.BodyEvent) -> None:
    heir = replace(SEAT, name="Nora Nachrücker")
    after = (
        Given(*BODY, trust)
        .when(fill(heir))
        .then(e.SeatFilled(seat=heir), e.EnrolmentRevoked(seat=AYSE, reason="successor"))
    )
    body = after.body
    assert not {*body.enrolments, *body.devices, *body.codes}


def test_who_changes_the_group_keeps_the_identity() -> None:
    moved = replace(SEAT, group="Dorf")
    Given(*BODY, ENROLLED).when(fill(moved)).then(e.SeatFilled(seat=moved))
    Given(*BODY).when(fill(replace(SEAT, name="Nora"))).then(
        e.SeatFilled(seat=replace(SEAT, name="Nora"))
    )


def test_a_seat_falls_vacant_but_not_the_chairs() -> None:
    vacate = c.VacateSeat(by=CLERK, at=NOW, seat=AYSE, reason="Umzug")
    after = Given(*BODY, ENROLLED).when(vacate).then(e.SeatVacated(seat=AYSE, reason="Umzug"))
    assert after.body.seat_of(AYSE_ID) is None
    after.when(vacate).refused(r.SeatUnknown(seat=AYSE))
    Given(*BODY).when(replace(vacate, seat=MAYOR)).refused(r.NoChair())


# Codes.

ISSUE = c.IssueCode(by=CLERK, at=BEFORE, seat=AYSE, user=AYSE_ID, digest="d1", expires=NOW)
REDEEM = c.RedeemCode(by=c.OPERATOR, at=NOW, user=AYSE_ID, master=KEY, digest="d1")
BY_CODE = e.MemberEnrolled(seat=AYSE, user=AYSE_ID, master=KEY, how=How.CODE)


def test_a_code_enrols_once() -> None:
    issued = Given(*BODY).when(ISSUE).then(CODE)
    issued.when(REDEEM).then(BY_CODE).when(REDEEM).refused(r.CodeWrong())


def test_a_code_is_used_up_even_if_it_changes_nothing() -> None:
    after = Given(*BODY, BY_CODE, CODE).when(REDEEM).then(BY_CODE)
    after.when(replace(REDEEM, master=OTHER)).refused(r.CodeWrong())


@pytest.mark.parametrize(
    "wrong",
    [
        replace(REDEEM, digest="d2"),
        replace(REDEEM, user=UWE_ID),
        replace(REDEEM, at=NOW + timedelta(seconds=1)),
    ],
)
def test_a_wrong_foreign_or_late_code_does_not_enrol(wrong: c.RedeemCode) -> None:
    Given(*BODY, CODE).when(wrong).refused(r.CodeWrong())


def test_a_code_for_a_taken_seat_is_not_handed_out() -> None:
    Given(*BODY, ENROLLED).when(replace(ISSUE, user=UWE_ID)).refused(
        r.SeatTaken(seat=AYSE, user=AYSE_ID)
    )
    Given(*BODY).when(replace(ISSUE, seat=NOBODY)).refused(r.SeatUnknown(seat=NOBODY))


# Identities.


def enrol(
    how: How, master: Key = KEY, seat: SeatId = AYSE, user: UserId = AYSE_ID
) -> c.EnrolMember:
    return c.EnrolMember(by=CLERK, at=NOW, seat=seat, user=user, master=master, how=how)


def test_an_identity_is_pinned_once() -> None:
    Given(*BODY).when(enrol(How.SAS)).then(ENROLLED).when(enrol(How.SAS)).then()


def test_a_verified_identity_does_not_fall_back_to_first_use() -> None:
    Given(*BODY, ENROLLED).when(enrol(How.FIRST_USE)).then()


def test_first_use_may_be_verified_later() -> None:
    seen = replace(ENROLLED, how=How.FIRST_USE)
    Given(*BODY, seen).when(enrol(How.SAS)).then(ENROLLED)


@pytest.mark.parametrize("before", [(ENROLLED,), (ENROLLED, SUSPENDED)])
def test_a_changed_identity_is_never_taken_on_first_use(before: tuple[e.BodyEvent, ...]) -> None:
    given = Given(*BODY, *before)
    given.when(enrol(How.FIRST_USE, OTHER)).refused(r.IdentityPinned(seat=AYSE, user=AYSE_ID))
    given.when(enrol(How.SAS, OTHER)).then(replace(ENROLLED, master=OTHER))


def test_a_suspended_identity_comes_back_by_comparing_again() -> None:
    after = Given(*BODY, ENROLLED, SUSPENDED).when(enrol(How.SAS)).then(ENROLLED)
    assert not after.body.enrolments[AYSE].suspended


def test_one_person_one_seat() -> None:
    given = Given(*BODY, ENROLLED)
    given.when(enrol(How.SAS, user=UWE_ID)).refused(r.SeatTaken(seat=AYSE, user=AYSE_ID))
    given.when(enrol(How.SAS, seat=UWE)).refused(r.UserTaken(user=AYSE_ID, seat=AYSE))
    given.when(enrol(How.SAS, seat=NOBODY)).refused(r.SeatUnknown(seat=NOBODY))


def test_an_admitted_device_takes_the_seat_like_an_identity() -> None:
    given = Given(*BODY, ADMITTED)
    given.when(enrol(How.SAS, user=UWE_ID)).refused(r.SeatTaken(seat=AYSE, user=AYSE_ID))
    given.when(enrol(How.SAS, seat=UWE)).refused(r.UserTaken(user=AYSE_ID, seat=AYSE))


def report(shown: Key, user: UserId = AYSE_ID) -> c.ReportIdentity:
    return c.ReportIdentity(by=c.OPERATOR, at=NOW, user=user, shown=shown)


def test_a_changed_identity_is_suspended_once() -> None:
    Given(*BODY, ENROLLED).when(report(OTHER)).then(SUSPENDED).when(report(OTHER)).then()


def test_the_pinned_identity_and_strangers_suspend_nothing() -> None:
    Given(*BODY, ENROLLED).when(report(KEY)).then()
    Given(*BODY).when(report(OTHER)).then()
    # The pinned key shown again does not undo a suspension: somebody has to look.
    Given(*BODY, ENROLLED, SUSPENDED).when(report(KEY)).then()


def test_an_enrolment_is_revoked() -> None:
    revoke = c.RevokeEnrolment(by=CLERK, at=NOW, seat=AYSE, reason="verloren")
    gone = e.EnrolmentRevoked(seat=AYSE, reason="verloren")
    Given(*BODY, ENROLLED).when(revoke).then(gone).when(revoke).refused(r.NotEnrolled(seat=AYSE))
    Given(*BODY, ADMITTED).when(revoke).then(gone)
    Given(*BODY).when(replace(revoke, seat=NOBODY)).refused(r.SeatUnknown(seat=NOBODY))


# Devices that cannot cross-sign.

ADMIT = c.AdmitDevice(by=CLERK, at=NOW, seat=AYSE, device=PHONE)
REVOKE = c.RevokeDevice(by=CLERK, at=NOW, seat=AYSE, device=PHONE.device)


def test_a_device_is_admitted_once_and_revoked() -> None:
    admitted = Given(*BODY).when(ADMIT).then(ADMITTED)
    admitted.when(ADMIT).then()
    revoked = admitted.when(REVOKE).then(e.DeviceRevoked(seat=AYSE, device=PHONE.device))
    revoked.when(REVOKE).refused(r.DeviceUnknown(device=PHONE.device))


def test_a_device_of_somebody_else_is_not_admitted() -> None:
    strange = replace(PHONE, user=UWE_ID)
    Given(*BODY, ENROLLED).when(replace(ADMIT, device=strange)).refused(
        r.DeviceOfStranger(device=PHONE.device, user=UWE_ID)
    )
    Given(*BODY, ADMITTED).when(replace(ADMIT, device=strange)).refused(
        r.SeatTaken(seat=AYSE, user=AYSE_ID)
    )


def test_the_body_may_forbid_such_devices() -> None:
    forbid = c.SetDeviceAdmission(by=MAYOR, at=NOW, allowed=False)
    forbidden = Given(*BODY).when(forbid).then(e.DeviceAdmissionSet(allowed=False))
    forbidden.when(forbid).then()
    forbidden.when(ADMIT).refused(r.DeviceAdmissionForbidden())


@pytest.mark.parametrize("command", [replace(ADMIT, seat=NOBODY), replace(REVOKE, seat=NOBODY)])
def test_a_device_needs_a_seat(command: c.BodyCommand) -> None:
    Given(*BODY).when(command).refused(r.SeatUnknown(seat=NOBODY))


# The bot's own identity.


def test_a_new_identity_of_the_bot_is_announced_and_then_stated_once_each() -> None:
    old, new = Key("OLDMASTER"), Key("NEWMASTER")
    announce = c.AnnounceBotIdentity(by=c.OPERATOR, at=NOW, old=old, new=new)
    change = c.ChangeBotIdentity(by=c.OPERATOR, at=NOW, old=old, new=new)
    announced = Given(*BODY).when(announce).then(e.BotIdentityChangeAnnounced(old=old, new=new))
    announced.when(announce).then()
    changed = announced.when(change).then(e.BotIdentityChanged(old=old, new=new))
    changed.when(change).then()
    changed.when(announce).then()


@pytest.mark.parametrize("kind", [c.AnnounceBotIdentity, c.ChangeBotIdentity])
def test_nobody_in_a_room_replaces_the_bots_identity(
    kind: type[c.AnnounceBotIdentity] | type[c.ChangeBotIdentity],
) -> None:
    command = kind(by=MAYOR, at=NOW, old=Key("A"), new=Key("B"))
    Given(*BODY).when(command).refused(r.NotAllowed(roles=()))


# The rest.


def test_a_language_is_chosen_once() -> None:
    choose = c.ChooseLanguage(by=GUEST, at=NOW, language=Language.EN)
    Given(*BODY).when(choose).then(e.LanguageChosen(seat=GUEST, language=Language.EN)).when(
        choose
    ).then()


def test_an_incident_is_recorded_with_the_seat_it_concerns() -> None:
    incident = c.RecordIncident(
        by=c.OPERATOR, at=NOW, kind="plaintext", user=AYSE_ID, meeting=MeetingId("m")
    )
    Given(*BODY, ENROLLED).when(incident).then(
        e.IncidentRecorded(kind="plaintext", user=AYSE_ID, seat=AYSE, meeting=MeetingId("m"))
    )
    assert Given(*BODY).when(incident).accepted().body == Given(*BODY).body


def test_members_do_not_enrol_members() -> None:
    Given(*BODY).when(replace(enrol(How.SAS), by=DEPUTY)).refused(
        r.NotAllowed(roles=("chair", "clerk"))
    )


def test_a_partner_that_falls_silent_and_comes_back_is_on_record_once_each() -> None:
    server = server_of(AYSE_ID)
    lost = c.RecordReach(by=c.OPERATOR, at=NOW, server=server, reach=Reach.SILENT)
    gone = e.ReachChanged(server=server, reach=Reach.SILENT, seats=(AYSE,))
    Given(*BODY, ENROLLED).when(lost).then(gone)
    Given(*BODY, ENROLLED, gone).when(lost).then()
    back = replace(lost, reach=Reach.BACK)
    Given(*BODY, ENROLLED).when(back).then()
    Given(*BODY, ENROLLED, gone).when(back).then(replace(gone, reach=Reach.BACK))
    body = Given(*BODY, ENROLLED, gone).body
    assert (body.reach_of(server), body.reach_of("other.example")) == (Reach.SILENT, Reach.BACK)
    assert (body.servers(), body.seats_at("other.example")) == (frozenset({server}), ())
    assert Given(*BODY, ENROLLED, gone).when(back).accepted().body.reach == {}


def test_votes_missing_at_the_close_are_on_record_though_the_server_was_known_to_be_silent() -> (
    None
):
    server = server_of(AYSE_ID)
    gone = e.ReachChanged(server=server, reach=Reach.SILENT, seats=(AYSE,))
    missing = c.RecordReach(
        by=c.OPERATOR,
        at=NOW,
        server=server,
        reach=Reach.SILENT,
        meeting=MeetingId("m"),
        ballot=BallotId("B1"),
        seats=(AYSE,),
    )
    Given(*BODY, ENROLLED, gone).when(missing).then(
        replace(gone, meeting=MeetingId("m"), ballot=BallotId("B1"))
    )
