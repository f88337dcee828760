# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is asked of the bot itself."""

from __future__ import annotations

from datetime import datetime

import pytest
from talking import A1, AYSE, BERLIN, CLERK, HANS, V1, ask, context, problem

from bot.chat import requests as r
from bot.chat.context import Place
from bot.domain.ids import DeviceId, SeatId, UserId
from bot.domain.values import Format, How

SEAL = ("abend", "blume", "dach", "feder", "gaerten", "hafen")
ANNA = UserId("@anna:rat.example")
FIVE = SeatId("5")


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("!hilfe", r.ShowHelp()),
        ("!help !vote open", r.ShowHelp(topic="vote open")),
        ("Gremium:", r.ShowHelp()),
        ("!status", r.ShowStatus()),
        ("!tagesordnung", r.ShowAgenda()),
        ("!attendance", r.ShowAttendance()),
        ("!sitze", r.ShowRoster()),
        ("!anträge", r.ShowMotion()),
        ("!antrag zeigen A1", r.ShowMotion(motion=A1)),
        ("!abstimmung zeigen", r.ShowBallot()),
        ("!ergebnisse", r.ShowResults()),
        ("!result v1", r.ShowResults(ballot=V1)),
        ("!siegel", r.ShowHead()),
        (
            "!siegel vergleichen 42 Abend Blume Dach Feder Gärten hafen",
            r.CompareHead(words=SEAL, seq=42),
        ),
        (
            "!vergleich Eintrag 42: abend-blume-dach-feder-gärten-hafen",
            r.CompareHead(words=SEAL, seq=42),
        ),
        ("!compare abend, blume, dach, feder, gärten, hafen", r.CompareHead(words=SEAL)),
        ("!regeln", r.ShowRule()),
        ("!regel ladungsfrist", r.ShowRule(key="notice")),
        ("!regel einfache", r.ShowRule(key="vote.simple")),
        ("!rule quorum", r.ShowRule(key="quorum")),
        (
            "!regel bestätigen ladungsfrist § 35 ThürKO, GVBl. 3",
            r.ConfirmRuleRequest(key="notice", text="§ 35 ThürKO, GVBl. 3"),
        ),
        ("!niederschrift", r.ShowMinutes()),
        ("!export", r.ExportRequest()),
        ("!sitzungen", r.SelectMeeting()),
        ("!meeting select 2026-04", r.SelectMeeting(meeting="2026-04")),
        ("!bestätigen", r.Confirm()),
        ("!confirm k7", r.Confirm(token="K7")),
        ("!verwerfen", r.Cancel()),
        ("!cancel K7", r.Cancel(token="K7")),
        ("!prüfen", r.StartVerification()),
        ("!verify @anna:rat.example", r.StartVerification(user=ANNA)),
    ],
)
def test_a_line_becomes_its_request(text: str, request_: r.Request) -> None:
    assert ask(text) == request_


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("!aufnehmen @anna:rat.example sitz 5", r.Enrol(user=ANNA, seat=FIVE, how=How.SAS)),
        (
            "!enrol @anna:rat.example as seat 5 with code",
            r.Enrol(user=ANNA, seat=FIVE, how=How.CODE),
        ),
        (
            "!aufnehmen @anna:rat.example Ayşe ungeprüft",
            r.Enrol(user=ANNA, seat=AYSE, how=How.FIRST_USE),
        ),
        (
            "!gerät zulassen 5 @anna:rat.example ABC",
            r.AdmitDeviceRequest(seat=FIVE, device=DeviceId("ABC"), user=ANNA),
        ),
        ("!device admit 5 ABC", r.AdmitDeviceRequest(seat=FIVE, device=DeviceId("ABC"))),
        ("!geräte 5", r.ListDevices(seat=FIVE)),
        ("!devices", r.ListDevices(seat=CLERK)),
        ("!zeichen gleich", r.ConfirmVerification()),
        ("!emoji match 5", r.ConfirmVerification(seat=FIVE)),
        ("!zeichen ungleich", r.CancelVerification()),
    ],
)
def test_the_clerk_in_the_office(text: str, request_: r.Request) -> None:
    assert ask(text, context(by=CLERK, place=Place.OFFICE)) == request_


def test_planning_names_day_hour_place_title_and_format() -> None:
    planned = r.PlanRequest(
        starts=datetime(2026, 11, 26, 19, tzinfo=BERLIN),
        place="Ratssaal",
        title="3. Sitzung",
        format=Format.PRESENCE,
    )
    line = '!sitzung planen 26.11.2026 19:00 "Ratssaal" "3. Sitzung"'
    assert ask(line) == planned
    hybrid = ask(f"{line} hybrid")
    assert isinstance(hybrid, r.PlanRequest)
    assert hybrid.format is Format.HYBRID


def test_a_stranger_presents_a_code_in_private_only() -> None:
    stranger = context(by=None, place=Place.DIRECT)
    assert ask("!code 4711-08 15", stranger) == r.PresentCode(code="47110815")
    assert problem("!code 4711", context(by=None)).key == "problem.wrong_place"


def test_members_list_their_own_devices_only() -> None:
    mine = context(by=HANS, place=Place.DIRECT)
    assert ask("!geräte", mine) == r.ListDevices(seat=HANS)
    assert problem("!geräte 7", mine).key == "problem.too_many"
