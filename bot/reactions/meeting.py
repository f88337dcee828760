# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The table of contents: every event of a meeting and what follows from it."""

from __future__ import annotations

from typing import assert_never

from bot.domain import events as e
from bot.effects import Effect
from bot.reactions import (
    agenda,
    business,
    closed_room,
    conference,
    disturbances,
    elections,
    opening,
    order,
    papers,
    paperwork,
    presence,
    procedure,
    residents,
    speeches,
    tally,
    voting,
)
from bot.reactions.turn import Turn


def meeting_effects(turn: Turn) -> list[Effect]:
    """Return the effects of one entry, in the order they are to be performed."""
    return closed_room.moves(turn, [*_announced(turn), *presence.relieved(turn)])


def edited(turn: Turn) -> str:
    """Return the slot of the one message that is edited, if that is all that follows; else "".

    So it is with votes and answers to the roll call. Of many that come together only the last
    count need be shown.
    """
    match turn.event:
        case e.VoteCast(ballot=ballot):
            return tally.slot(turn, turn.after.ballots[ballot])
        case e.MemberArrived(late=False) if not (turn.after.non_public or turn.before.substitutes):
            return presence.roll_call_slot(turn)
        case _:
            return ""


def _announced(turn: Turn) -> list[Effect]:  # noqa: C901 - a table of contents
    if isinstance(turn.event, e.PaperEvent):
        return paperwork.paperwork(turn, turn.event)
    if isinstance(turn.event, e.OpeningEvent):
        return opening.opening(turn, turn.event)
    if isinstance(turn.event, e.QuestionEvent):
        return residents.questions(turn, turn.event)
    match turn.event:
        case e.MeetingPlanned() | e.MeetingRescheduled() | e.MeetingCancelled():
            return agenda.planning(turn, turn.event)
        case e.RosterTaken():
            return presence.roster(turn)
        case e.EmergencyDeclared():
            return agenda.emergency(turn, turn.event)
        case e.SecondCallStated():
            return agenda.second_call(turn, turn.event)
        case e.RulesTaken() | e.RuleResolved():
            return agenda.rules(turn, turn.event)
        case e.AgendaItemAdded() | e.AgendaItemMoved() | e.AgendaItemRemoved():
            return agenda.changed(turn, turn.event)
        case e.CirculationMadeKnown() | e.UrgentDecisionMadeKnown():
            return []  # that the item stands on the agenda was said already
        case e.ItemReclassified() | e.LateItemTakenUp():
            return agenda.resolved(turn, turn.event)
        case e.InvitationSent():
            return agenda.invitation(turn, turn.event)
        case e.NoticeObjected() | e.NoticeObjectionWithdrawn() | e.UrgencyEstablished():
            return agenda.notice(turn, turn.event)
        case e.OrderMeasureTaken() | e.OrderMeasureObjected() | e.OrderMeasureLifted():
            return order.kept(turn, turn.event)
        case e.MeetingOpened():
            return [*business.course(turn, turn.event), *opening.at_opening(turn)]
        case e.ChairTaken() | e.MeetingInterrupted() | e.RecessOver() | e.MeetingResumed():
            return business.course(turn, turn.event)
        case e.MeetingClosed():
            return business.closed(turn, turn.event)
        case e.RollCallStarted():
            return presence.roll_call(turn)
        case e.MemberArrived():
            return [
                *presence.arrived(turn, turn.event),
                *business.joined_from_elsewhere(turn, turn.event),
            ]
        case e.MemberLeft() | e.AbsenceRecorded():
            return presence.gone(turn, turn.event)
        case e.RollCallClosed():
            return [*presence.roll_call_closed(turn, turn.event), *opening.after_roll_call(turn)]
        case e.QuorumStated():
            return presence.stated(turn, turn.event)
        case e.ItemCalled() | e.ItemClosed():
            return [*business.item(turn, turn.event), *opening.before_first_item(turn)]
        case e.SubstituteSeated() | e.SubstituteStoodDown():
            return presence.substitute(turn, turn.event)
        case e.RecusalDeclared() | e.RecusalWithdrawn():
            return presence.recusal(turn, turn.event)
        case e.MotionMoved() | e.AmendmentMoved() | e.AmendmentsOrdered():
            return business.motion(turn, turn.event)
        case e.CounterMotionMoved() | e.MotionsOrdered():
            return business.countered(turn, turn.event)
        case e.MotionJoined() | e.MoverWithdrew():
            return business.joined(turn, turn.event)
        case e.MotionWithdrawn() | e.AmendmentsSettled() | e.MotionConsolidated():
            return business.wording(turn, turn.event)
        case e.BallotOpened():
            return voting.opened(turn, turn.event)
        case e.VoteCast() | e.SumsEntered() | e.VoteRetracted():
            return voting.recounted(turn)
        case e.BallotClosed():
            return voting.closed(turn, turn.event)
        case e.BallotBrokenOff():
            return voting.broken_off(turn, turn.event)
        case e.BallotVoided():
            return voting.voided(turn, turn.event)
        case e.BlockResolved():
            return voting.block_resolved(turn, turn.event)
        case e.MotionDivided():
            return voting.divided(turn, turn.event)
        case (
            e.ProceduralRaised()
            | e.ProceduralSpoken()
            | e.ProceduralSupported()
            | e.ProceduralEnded()
        ):
            return procedure.motion(turn, turn.event)
        case e.SpeakersListClosed() | e.DebateClosed() | e.VoteModeResolved() | e.ItemsPostponed():
            return procedure.resolved(turn, turn.event)
        case (
            e.ElectionOpened()
            | e.CandidateNominated()
            | e.CandidateWithdrawn()
            | e.RoundOpened()
            | e.RoundCounted()
            | e.LotDrawn()
            | e.LotPrepared()
            | e.LotCommitted()
            | e.LotSealed()
            | e.LotRevealed()
            | e.LotVoided()
            | e.RoundVoided()
            | e.ElectionBrokenOff()
            | e.TieSettled()
            | e.OpenElectionAgreed()
            | e.SecretElectionDemanded()
            | e.ElectionAnswered()
        ):
            return elections.electing(turn, turn.event)
        case e.PublicExcluded() | e.PublicRestored():
            return business.public(turn, turn.event)
        case e.StatementRecorded() | e.AloneConfirmed():
            return business.statement(turn, turn.event)
        case e.FloorGiven() | e.FloorTaken():
            return conference.floor(turn, turn.event)
        case (
            e.FloorRequested()
            | e.FloorRequestDropped()
            | e.SpeechBegan()
            | e.SpeechExtended()
            | e.SpeechEnded()
            | e.SpeechTimeUp()
        ):
            return speeches.spoken(turn, turn.event)
        case e.ConferenceLed():
            return conference.led(turn, turn.event)
        case e.ConferenceLinked():
            return conference.linked(turn, turn.event)
        case e.DisturbanceReported() | e.DisturbanceJudged() | e.DisturbanceEnded():
            return disturbances.disturbed(turn, turn.event)
        case e.MinutesDrafted() | e.MinutesSigned() | e.MinutesApproved():
            return papers.minutes(turn, turn.event)
        case _:
            assert_never(turn.event)
