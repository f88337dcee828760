# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may ask for what."""

from __future__ import annotations

from typing import get_args

import pytest
from council import MAYOR, NOW, UWE

from bot.domain import commands as c
from bot.domain.permissions import ALLOWED, LEAD, OPERATOR_MAY, check, check_for
from bot.domain.refusals import NotAllowed, NotEntered, Refused
from bot.domain.values import Role

ALL = (*get_args(c.BodyCommand), *get_args(c.MeetingCommand))


def test_every_command_has_its_line() -> None:
    assert set(ALLOWED) == set(ALL)
    assert set(ALL) >= OPERATOR_MAY


def test_everything_can_be_asked_by_somebody() -> None:
    assert [kind for kind in ALL if not ALLOWED[kind] and kind not in OPERATOR_MAY] == []


def test_the_person_at_the_machine_never_leads_a_meeting() -> None:
    # Set-up and the bot's own acts; votes, items and the chair belong to the body.
    assert OPERATOR_MAY & set(get_args(c.MeetingCommand)) == {
        c.TakeRoster,
        c.TakeRules,
        c.TakeOverItems,
        c.MakeKnown,
        c.ReportLink,
        c.RecordMail,
        c.ReleaseResolution,  # once the body has resolved it
        c.ReleaseElection,
        c.DecideContest,  # once the body has voted again
        c.VoidContestDecision,
        c.Remind,
        c.NoteTimeUp,
        c.NoteRecessOver,
        c.NoteQuestionTimeUp,
        c.BreakOffBallot,
        c.CloseBallot,  # once everybody has answered
        c.ApproveMinutes,
    }


@pytest.mark.parametrize("role", [None, *Role])
def test_a_role_may_what_the_table_says(role: Role | None) -> None:
    command = c.CloseMeeting(by=UWE, at=NOW)
    if role in LEAD:
        check(command, role)
        return
    with pytest.raises(Refused) as refusal:
        check(command, role)
    assert refusal.value.reason == NotAllowed(roles=("chair", "clerk", "deputy"))


def test_the_operator_may_only_what_is_listed() -> None:
    check(c.SetDeviceAdmission(by=c.OPERATOR, at=NOW, allowed=True), None)
    with pytest.raises(Refused):
        check(c.CloseMeeting(by=c.OPERATOR, at=NOW), None)


@pytest.mark.parametrize("role", list(Role))
def test_only_the_lead_enters_for_others(role: Role) -> None:
    check_for(UWE, UWE, role)
    if role in LEAD:
        check_for(UWE, MAYOR, role)
        return
    with pytest.raises(Refused) as refusal:
        check_for(UWE, MAYOR, role)
    assert refusal.value.reason == NotEntered(seat=UWE)
