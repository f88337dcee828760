# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Electing openly (offene Wahl) where the law lets the body: who has to agree, who may object."""

from __future__ import annotations

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.attendance import need_present
from bot.domain.elections import UNLESS_DEMANDED, ballot_rule, need_election, need_idle, need_open
from bot.domain.ids import ElectionId
from bot.domain.meeting import Meeting
from bot.domain.permissions import check_for
from bot.domain.preparation import need_phase
from bot.domain.refusals import Refused
from bot.domain.rulebook import ElectionBallot
from bot.domain.values import Phase, Subject, SubjectKind


def demand_secret(meeting: Meeting, command: c.DemandSecretElection) -> list[e.MeetingEvent]:
    """Object to an open election, where one voice is enough for papers."""
    need_phase(meeting, Phase.OPEN)
    election = need_idle(meeting, need_election(meeting, command.election))
    check_for(command.seat, command.by, meeting.role_of(command.by))
    need_present(meeting, command.seat)
    if not meeting.has_vote(command.seat):
        raise Refused(r.NotVoting(seat=command.seat))
    law, key = meeting.law(), ballot_rule(meeting, election)
    if law.word(key) not in UNLESS_DEMANDED:
        raise Refused(r.ElectionSecret(norm=law.norm(key)))
    if election.demanded is not None:
        return []
    return [e.SecretElectionDemanded(election=election.id, seat=command.seat)]


def subject_of(meeting: Meeting, subject: Subject) -> Subject:
    """Return the question whether an election is held openly, where everybody has to agree."""
    wanted = ElectionId(subject.ref) if subject.ref else None
    election = need_idle(meeting, need_election(meeting, wanted))
    if meeting.law().word(ballot_rule(meeting, election)) != ElectionBallot.SECRET_UNLESS_ALL:
        need_open(meeting, election)
        raise Refused(r.NothingToChange())
    if election.agreed_open:
        raise Refused(r.NothingToChange())
    return Subject(kind=SubjectKind.OPEN_ELECTION, ref=election.id, text=election.office)
