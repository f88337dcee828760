# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The gate of formats, C-01: Land, kind of body, day, local basis and emergency decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from council import (
    BEFORE,
    CALLED,
    CLERK,
    DEPUTY,
    MAYOR,
    NOW,
    PLAN,
    PLANNED,
    REGULAR,
    RULES,
    VOTERS,
    planned,
)
from scenario import Given

from bot import profiles
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.formats import CONTINUATION, continuation
from bot.domain.ids import ItemId, SeatId
from bot.domain.rulebook import Permission
from bot.domain.rules import Layer, Rules, Source, Verified
from bot.domain.values import (
    AgendaItem,
    BodyKind,
    Channel,
    Format,
    Mode,
    Phase,
    Subject,
    SubjectKind,
)

DAY = date(2026, 11, 26)
HYBRID, DIGITAL = Format.HYBRID, Format.DIGITAL


def law(land: str, kind: BodyKind = BodyKind.COUNCIL, *, basis: bool = True) -> Rules:
    """Return the law of a Land, with or without the body's own basis for other formats."""
    rules = profiles.law_of(land, kind).on(DAY)
    own = Source(
        norm="§ 7a Hauptsatzung", source="", as_of="", verified=Verified.FOUND, layer=Layer.OWN
    )
    bases = {f"basis.{format}": own for format in (HYBRID, DIGITAL)} if basis else {}
    return replace(rules, sources={**rules.sources, **bases})


def plan(rules: Rules, format: Format, kind: BodyKind = BodyKind.COUNCIL) -> c.PlanMeeting:
    return replace(PLAN, rules=rules, format=format, kind=kind)


@pytest.mark.parametrize("land", profiles.lands())
@pytest.mark.parametrize("kind", list(BodyKind))
def test_a_meeting_in_the_hall_is_lawful_everywhere(land: str, kind: BodyKind) -> None:
    Given().when(plan(law(land, kind, basis=False), Format.PRESENCE, kind)).accepted()


COUNCIL, COMMITTEE, GROUP = BodyKind.COUNCIL, BodyKind.COMMITTEE, BodyKind.ASSOCIATION
LAWFUL = [
    # Land, kind of body, hybrid, digital: law.md part 4.
    ("BB", COUNCIL, "local_basis", "emergency"),
    ("BW", COUNCIL, "local_basis", "emergency"),
    ("BY", COUNCIL, "local_basis", "never"),
    ("HE", COUNCIL, "local_basis", "never"),
    ("MV", COUNCIL, "local_basis", "emergency"),
    ("NI", COUNCIL, "local_basis", "emergency"),
    ("NW", COUNCIL, "emergency", "emergency"),
    ("NW", COMMITTEE, "local_basis", "emergency"),
    ("RP", COUNCIL, "local_basis", "emergency"),
    ("SH", COUNCIL, "local_basis", "emergency"),
    ("SL", COUNCIL, "never", "emergency"),
    ("SL", COMMITTEE, "local_basis", "emergency"),
    ("SN", COUNCIL, "never", "emergency"),
    ("ST", COUNCIL, "local_basis", "emergency"),
    ("TH", COUNCIL, "emergency", "emergency"),
    ("TH", COMMITTEE, "emergency", "emergency"),
    ("TH", GROUP, "always", "always"),
    ("neutral", COUNCIL, "never", "never"),
]
MATRIX = [
    (land, kind, format, Permission(word))
    for land, kind, hybrid, digital in LAWFUL
    for format, word in ((HYBRID, hybrid), (DIGITAL, digital))
]


@pytest.mark.parametrize(("land", "kind", "format", "when"), MATRIX)
def test_what_may_be_planned_follows_from_land_kind_and_format(
    land: str, kind: BodyKind, format: Format, when: Permission
) -> None:
    asked = Given().when(plan(law(land, kind), format, kind))
    if when is not Permission.NEVER:
        asked.accepted()
        return
    norm = law(land, kind).norm(f"formats.{format}")
    asked.refused(r.FormatForbidden(format=format, land=land, norm=norm))


NEED_BASIS = [
    (land, kind, format)
    for land, kind, format, when in MATRIX
    if when in (Permission.LOCAL_BASIS, Permission.EMERGENCY)
    and land != "SN"  # § 36a SächsGemO asks for none
]


@pytest.mark.parametrize(("land", "kind", "format"), NEED_BASIS)
def test_without_a_basis_of_its_own_a_body_meets_in_the_hall(
    land: str, kind: BodyKind, format: Format
) -> None:
    rules = law(land, kind, basis=False)
    Given().when(plan(rules, format, kind)).refused(
        r.FormatBasisMissing(
            format=format,
            basis=rules.word("formats.basis"),
            norm=rules.norm(f"formats.{format}"),
            key=f"basis.{format}",
        )
    )


# The emergency, § 36a ThürKO.

TH = law("TH")
NORM = "§ 36a Abs. 1 ThürKO"
DIGITAL_PLANNED = (
    *planned(TH, format=DIGITAL),
    e.AgendaItemAdded(item=AgendaItem(id=ItemId("T1"), title="Deich"), position=0),
)
INVITE = c.SendInvitation(by=MAYOR, at=BEFORE)
DECLARE = c.DeclareEmergency(
    by=MAYOR, at=BEFORE, trigger="Hochwasser", evidence="Allgemeinverfügung vom 15.11."
)
DECLARED = e.EmergencyDeclared(
    by=MAYOR, trigger="Hochwasser", evidence="Allgemeinverfügung vom 15.11.", norm=NORM
)


def test_without_a_declared_emergency_nobody_is_invited_to_a_digital_meeting() -> None:
    Given(*DIGITAL_PLANNED).when(INVITE).refused(r.EmergencyNotDeclared(format=DIGITAL, norm=NORM))


def test_with_it_the_body_is_convened_and_opened() -> None:
    invited = Given(*DIGITAL_PLANNED).when(DECLARE).then(DECLARED).when(INVITE).accepted()
    opened = invited.when(c.OpenMeeting(by=MAYOR, at=NOW)).accepted()
    assert opened.meeting.phase is Phase.OPEN


def test_a_meeting_the_law_of_its_day_forbids_is_not_opened() -> None:
    invited = (
        *DIGITAL_PLANNED,
        e.InvitationSent(notice=REGULAR, seats=VOTERS, urgency_reason=""),
    )
    Given(*invited).when(c.OpenMeeting(by=MAYOR, at=NOW)).refused(
        r.EmergencyNotDeclared(format=DIGITAL, norm=NORM)
    )
    forbidden = (*invited, DECLARED, e.RulesTaken(rules=law("HE")))
    Given(*forbidden).when(c.OpenMeeting(by=MAYOR, at=NOW)).refused(
        r.FormatForbidden(format=DIGITAL, land="HE", norm="§ 52a HGO")
    )


def test_an_emergency_is_declared_once_with_trigger_and_evidence_by_who_leads() -> None:
    given = Given(*DIGITAL_PLANNED)
    given.when(replace(DECLARE, by=CLERK)).refused(r.NotAllowed(roles=("chair", "deputy")))
    given.when(replace(DECLARE, trigger=" ")).refused(r.TextMissing())
    given.when(replace(DECLARE, evidence="")).refused(r.TextMissing())
    Given(*DIGITAL_PLANNED, DECLARED).when(DECLARE).then()


def test_where_no_emergency_is_needed_none_is_declared() -> None:
    Given(*PLANNED).when(DECLARE).refused(r.EmergencyNotNeeded(format=Format.PRESENCE))


# Its continuation stands on the next agenda.


def test_the_law_puts_the_continuation_on_the_agenda_and_nobody_takes_it_off() -> None:
    emergency = Given(*DIGITAL_PLANNED, DECLARED).meeting
    take = c.TakeOverItems(by=c.OPERATOR, at=BEFORE, items=(continuation(emergency),))
    item = AgendaItem(id=ItemId("T1"), title=CONTINUATION[emergency.language], duty=emergency.id)
    after = Given(*PLANNED).when(take).then(e.AgendaItemAdded(item=item, position=0))
    after.when(take).then()
    duty = r.ItemIsDuty(item=item.id, norm="")
    after.when(c.RemoveAgendaItem(by=CLERK, at=BEFORE, item=item.id, reason="")).refused(duty)
    removal = Subject(kind=SubjectKind.REMOVE_ITEM, ref=item.id)
    open_ballot = c.OpenBallot(by=MAYOR, at=NOW, subject=removal)
    added = e.AgendaItemAdded(item=replace(item, id=ItemId("T9")), position=3)
    Given(*CALLED, added).when(replace(open_ballot, subject=replace(removal, ref="T9"))).refused(
        replace(duty, item=ItemId("T9"))
    )


def test_what_is_taken_over_after_the_invitation_is_late() -> None:
    left = AgendaItem(id=ItemId("T7"), title="Wege", public=False, carried_from="2026-02/T7")
    take = c.TakeOverItems(by=CLERK, at=NOW, items=(left,))
    taken = replace(left, id=ItemId("T4"), late=True)
    Given(*CALLED).when(take).then(e.AgendaItemAdded(item=taken, position=3))


# The chair sits in the hall.

HALL = replace(RULES, values={"formats.chair": "hall"}, formats={COUNCIL: (HYBRID,)})
HYBRID_CALLED = (*planned(HALL, format=HYBRID), *CALLED[2:])


def arrive(seat: SeatId, mode: Mode) -> c.ReportPresent:
    return c.ReportPresent(by=seat, at=NOW, seat=seat, mode=mode, channel=Channel.TEXT)


def test_the_chair_of_a_hybrid_meeting_is_in_the_hall_where_the_law_says_so() -> None:
    Given(*HYBRID_CALLED).when(arrive(MAYOR, Mode.REMOTE)).refused(
        r.ChairNotInHall(seat=MAYOR, norm="")
    )
    away = Given(*HYBRID_CALLED).when(arrive(DEPUTY, Mode.REMOTE)).accepted()
    away.when(c.TakeChair(by=DEPUTY, at=NOW, seat=DEPUTY)).refused(
        r.ChairNotInHall(seat=DEPUTY, norm="")
    )


def test_elsewhere_the_chair_may_lead_from_anywhere() -> None:
    anywhere = planned(replace(HALL, values={"formats.chair": "anywhere"}), format=HYBRID)
    Given(*anywhere, *CALLED[2:]).when(arrive(MAYOR, Mode.REMOTE)).accepted()
