# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The collected evenings go through everything a rehearsal can: no mechanic is without one."""

from __future__ import annotations

from typing import get_args

from mechanics import EVENINGS, PAGE, made, page

from bot.domain import events as e

COLLECTION = sorted(EVENINGS.glob("*.txt"))
ELSEWHERE = {
    # devices, keys and their trust
    e.CodeIssued,
    e.EnrolmentSuspended,
    e.EnrolmentRevoked,
    e.DeviceAdmitted,
    e.DeviceRevoked,
    e.DeviceAdmissionSet,
    e.BotIdentityChangeAnnounced,
    e.BotIdentityChanged,
    # servers, mail, files and the conference
    e.IncidentRecorded,
    e.InvitationMailed,
    e.PaperAttached,
    e.ReachChanged,
    e.ConferenceLed,
    e.ConferenceLinked,
    # the council file of the operator, and what is erased in the journal itself
    e.CharterChanged,
    e.EntriesErased,
}


def test_every_kind_of_entry_is_made_in_an_evening_or_needs_a_real_device_or_server() -> None:
    assert set(get_args(e.Event)) - set(made(COLLECTION)) == ELSEWHERE


def test_the_page_of_evenings_says_what_they_go_through() -> None:
    again = "write it anew: .venv/bin/python -m tests.support.mechanics"
    assert PAGE.read_text(encoding="utf-8") == page(COLLECTION), again


def test_every_land_has_at_least_two_evenings() -> None:
    lands = [path.stem.split("-")[0] for path in COLLECTION]
    few = {land for land in set(lands) if lands.count(land) < 2}
    assert not few
    assert len(set(lands)) == len(list((EVENINGS.parents[1] / "bot/profiles").glob("*.toml")))
