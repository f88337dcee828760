# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a command is judged: the table of contents of the rules.

``decide(state, command)`` returns the events that now have happened, an empty list if the command
says nothing new, or raises `Refused` with the reason. It changes nothing.
"""

from __future__ import annotations

from typing import assert_never

from bot.domain import (
    attendance,
    balloting,
    circulation,
    conduct,
    conference,
    countermotions,
    deciding,
    disturbances,
    dividing,
    drawing,
    elections,
    enrolment,
    itemrequests,
    law,
    motions,
    openelections,
    opening,
    order,
    papering,
    postal,
    preparation,
    procedural,
    residents,
    roundagain,
    speeches,
    substitution,
    votes,
)
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.meeting import Meeting
from bot.domain.permissions import LEADING, check
from bot.domain.refusals import Refused
from bot.domain.roster import Body
from bot.domain.values import Role


def decide_body(body: Body, command: c.BodyCommand) -> list[e.BodyEvent]:  # noqa: C901 - a table of contents
    """Return what follows from ``command`` for the body. Raises `Refused`."""
    seat = body.seats.get(command.by)
    check(command, seat.role if seat else None)
    if isinstance(command, c.CirculationCommand):
        return circulation.decide_circulation(body, command)
    if isinstance(command, c.UrgentCommand):
        return deciding.decide_urgent(body, command)
    match command:
        case c.EstablishBody():
            return enrolment.establish(body, command)
        case c.ChangeCharter():
            return enrolment.change_charter(body, command)
        case c.FillSeat():
            return enrolment.fill_seat(body, command)
        case c.VacateSeat():
            return enrolment.vacate_seat(body, command)
        case c.IssueCode():
            return enrolment.issue_code(body, command)
        case c.RedeemCode():
            return enrolment.redeem_code(body, command)
        case c.EnrolMember():
            return enrolment.enrol(body, command)
        case c.ReportIdentity():
            return enrolment.report_identity(body, command)
        case c.RevokeEnrolment():
            return enrolment.revoke(body, command)
        case c.AdmitDevice():
            return enrolment.admit_device(body, command)
        case c.RevokeDevice():
            return enrolment.revoke_device(body, command)
        case c.SetDeviceAdmission():
            return enrolment.set_device_admission(body, command)
        case c.AnnounceBotIdentity():
            return enrolment.announce_bot_identity(body, command)
        case c.ChangeBotIdentity():
            return enrolment.change_bot_identity(body, command)
        case c.ChooseLanguage():
            return enrolment.choose_language(body, command)
        case c.RecordIncident():
            return enrolment.record_incident(body, command)
        case c.ConfirmRule():
            return law.confirm_rule(body, command)
        case c.RequestItem():
            return itemrequests.request_item(body, command)
        case c.SupportItemRequest():
            return itemrequests.support(body, command)
        case c.WithdrawItemRequest():
            return itemrequests.withdraw(body, command)
        case c.TakeUpItemRequest():
            return itemrequests.take_up(body, command)
        case c.RefuseItemRequest():
            return itemrequests.refuse(body, command)
        case c.RecordReach():
            return enrolment.record_reach(body, command)
        case _:
            assert_never(command)


def decide_meeting(meeting: Meeting, command: c.MeetingCommand) -> list[e.MeetingEvent]:
    """Return what follows from ``command`` for the meeting. Raises `Refused`."""
    if not meeting.planned and not isinstance(command, c.PlanMeeting):
        raise Refused(r.NoMeeting())
    check(command, _role(meeting, command))
    if meeting.running and type(command) in LEADING:
        attendance.need_leading(meeting, command.by)
    events = _judge(meeting, command)
    lapsed = disturbances.goes_on(meeting, command.by, events)
    return [*events, *lapsed, *speeches.endings(meeting, events, command.at)]


def _judge(  # noqa: C901, PLR0915 - a table of contents
    meeting: Meeting, command: c.MeetingCommand
) -> list[e.MeetingEvent]:
    if isinstance(command, c.OpeningCommand):
        return opening.decide_opening(meeting, command)
    if isinstance(command, c.QuestionCommand):
        return residents.decide_residents(meeting, command)
    if isinstance(command, c.PaperCommand):
        return papering.decide_paper(meeting, command)
    match command:
        case c.PlanMeeting():
            return preparation.plan(meeting, command)
        case c.RescheduleMeeting():
            return preparation.reschedule(meeting, command)
        case c.CancelMeeting():
            return preparation.cancel(meeting, command)
        case c.TakeRoster():
            return preparation.take_roster(meeting, command)
        case c.TakeRules():
            return law.take_rules(meeting, command)
        case c.DeclareEmergency():
            return law.declare_emergency(meeting, command)
        case c.StateSecondCall():
            return law.state_second_call(meeting, command)
        case c.TakeOverItems():
            return preparation.take_over(meeting, command)
        case c.ResolveRule():
            return law.resolve_rule(meeting, command)
        case c.AddAgendaItem():
            return preparation.add_item(meeting, command)
        case c.MakeKnown():
            return preparation.make_known(meeting, command)
        case c.RemoveAgendaItem():
            return preparation.remove_item(meeting, command)
        case c.MoveAgendaItem():
            return preparation.move_item(meeting, command)
        case c.SendInvitation():
            return preparation.invite(meeting, command)
        case c.ObjectToNotice():
            return preparation.object_to_notice(meeting, command)
        case c.WithdrawNoticeObjection():
            return preparation.withdraw_objection(meeting, command)
        case c.StartRollCall():
            return attendance.start_roll_call(meeting, command)
        case c.ReportPresent():
            return attendance.report_present(meeting, command)
        case c.RecordAbsence():
            return attendance.record_absence(meeting, command)
        case c.ReportLeft():
            return attendance.report_left(meeting, command)
        case c.CloseRollCall():
            return _roll_call_closed(meeting, command)
        case c.OpenMeeting():
            return conduct.open_meeting(meeting, command)
        case c.TakeChair():
            return attendance.take_chair(meeting, command)
        case c.StateQuorum():
            return attendance.state_quorum(meeting, command)
        case c.CallItem():
            return conduct.call_item(meeting, command)
        case c.CloseItem():
            return conduct.close_item(meeting, command)
        case c.DeclareRecusal():
            return attendance.declare_recusal(meeting, command)
        case c.WithdrawRecusal():
            return attendance.withdraw_recusal(meeting, command)
        case c.SeatSubstitute():
            return substitution.seat_substitute(meeting, command)
        case c.EndSubstitution():
            return substitution.end_substitution(meeting, command)
        case c.MoveMotion():
            return motions.move_motion(meeting, command)
        case c.MoveAmendment():
            return motions.move_amendment(meeting, command)
        case c.MoveCounterMotion():
            return countermotions.move(meeting, command)
        case c.OrderMotions():
            return countermotions.order(meeting, command)
        case c.OrderAmendments():
            return motions.order_amendments(meeting, command)
        case c.WithdrawMotion():
            return motions.withdraw_motion(meeting, command)
        case c.JoinMotion():
            return motions.join(meeting, command)
        case c.ConsolidateMotion():
            return motions.consolidate(meeting, command)
        case c.OpenBallot():
            return balloting.open_ballot(meeting, command)
        case c.OpenBlock():
            return balloting.open_block(meeting, command)
        case c.DivideMotion():
            return dividing.divide(meeting, command)
        case c.CastVote():
            return votes.cast_vote(meeting, command)
        case c.EnterCount():
            return votes.enter_count(meeting, command)
        case c.CloseBallot():
            return votes.close_ballot(meeting, command)
        case c.BreakOffBallot():
            return votes.break_off(meeting, command)
        case c.CountPostal():
            return postal.count_postal(meeting, command)
        case c.EnterSums():
            return votes.enter_sums(meeting, command)
        case c.ObjectToConsent():
            return votes.object_to_consent(meeting, command)
        case c.RetractVote():
            return votes.retract(meeting, command)
        case c.RaiseProcedural():
            return procedural.raise_motion(meeting, command)
        case c.SpeakToProcedural():
            return procedural.speak(meeting, command)
        case c.SupportProcedural():
            return procedural.support(meeting, command)
        case c.WithdrawProcedural():
            return procedural.withdraw(meeting, command)
        case c.RuleOutProcedural():
            return procedural.rule_out(meeting, command)
        case c.CarryProcedural():
            return procedural.carry(meeting, command)
        case c.RepeatBallot():
            return votes.repeat(meeting, command)
        case c.OpenElection():
            return elections.open_election(meeting, command)
        case c.Nominate():
            return elections.nominate(meeting, command)
        case c.WithdrawCandidate():
            return elections.withdraw(meeting, command)
        case c.OpenRound():
            return elections.open_round(meeting, command)
        case c.CountRound():
            return elections.count_round(meeting, command)
        case c.DrawLot():
            return drawing.draw_lot(meeting, command)
        case c.PrepareLot():
            return drawing.prepare_lot(meeting, command)
        case c.CommitLot():
            return drawing.commit_lot(meeting, command)
        case c.SealLot():
            return drawing.seal_lot(meeting, command)
        case c.RevealLot():
            return drawing.reveal_lot(meeting, command)
        case c.VoidLot():
            return drawing.void_lot(meeting, command)
        case c.VoidRound():
            return roundagain.void_round(meeting, command)
        case c.BreakOffElection():
            return roundagain.break_off(meeting, command)
        case c.SettleTie():
            return elections.settle_tie(meeting, command)
        case c.DemandSecretElection():
            return openelections.demand_secret(meeting, command)
        case c.AnswerElection():
            return elections.answer(meeting, command)
        case c.ExcludePublic():
            return conduct.exclude_public(meeting, command)
        case c.RestorePublic():
            return conduct.restore_public(meeting, command)
        case c.ConfirmAlone():
            return conduct.confirm_alone(meeting, command)
        case c.RecordStatement():
            return conduct.record_statement(meeting, command)
        case c.GiveFloor():
            return conference.give_floor(meeting, command)
        case c.RequestFloor():
            return speeches.request(meeting, command)
        case c.DropFloorRequest():
            return speeches.drop(meeting, command)
        case c.CallSpeaker():
            return speeches.call_next(meeting, command)
        case c.ExtendSpeech():
            return speeches.extend(meeting, command)
        case c.NoteTimeUp():
            return speeches.note_time_up(meeting, command)
        case c.TakeFloor():
            return conference.take_floor(meeting, command)
        case c.LeadConference():
            return conference.lead(meeting, command)
        case c.ReportLink():
            return conference.report_link(meeting, command)
        case c.ReportDisturbance():
            return disturbances.report(meeting, command)
        case c.JudgeDisturbance():
            return disturbances.judge(meeting, command)
        case c.EndDisturbance():
            return disturbances.end(meeting, command)
        case c.TakeOrderMeasure():
            return order.take(meeting, command)
        case c.ObjectToMeasure():
            return order.object_to(meeting, command)
        case c.NoteRecessOver():
            return conduct.note_recess_over(meeting, command)
        case c.InterruptMeeting():
            return conduct.interrupt(meeting, command)
        case c.ResumeMeeting():
            return conduct.resume(meeting, command)
        case c.CloseMeeting():
            return conduct.close_meeting(meeting, command)
        case c.DraftMinutes():
            return conduct.draft_minutes(meeting, command)
        case c.SignMinutes():
            return conduct.sign_minutes(meeting, command)
        case c.ApproveMinutes():
            return conduct.approve_minutes(meeting, command)
        case _:
            assert_never(command)


def _role(meeting: Meeting, command: c.MeetingCommand) -> Role | None:
    """Return the asker's role, by the roster that comes with the plan where there is none yet."""
    if isinstance(command, c.PlanMeeting):
        return next((seat.role for seat in command.seats if seat.id == command.by), None)
    return meeting.role_of(command.by)


def _roll_call_closed(meeting: Meeting, command: c.CloseRollCall) -> list[e.MeetingEvent]:
    closed = attendance.close_roll_call(meeting, command)
    return [*closed, *opening.stated_by_itself(meeting, command)]
