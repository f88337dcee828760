# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may ask for what. The chat shows people only what this table lets them do.

`EVERYBODY` are all on the roster; a handler still checks what depends on the moment (is the
member present, is it their own motion). `OPERATOR` is the person at the machine, or the bot.
"""

from __future__ import annotations

from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.refusals import NotAllowed, NotEntered, Refused
from bot.domain.values import Role

LEAD = frozenset({Role.CHAIR, Role.DEPUTY, Role.CLERK})
CHAIRS = frozenset({Role.CHAIR, Role.DEPUTY})
OFFICE = frozenset({Role.CHAIR, Role.CLERK})
SPEAKERS = frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.ADVISORY, Role.CLERK})
VOTERS = frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.CLERK})
COUNCILLORS = frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER})
EVERYBODY = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()

ALLOWED: dict[type[c.Command], frozenset[Role]] = {
    c.EstablishBody: NOBODY,
    c.ChangeCharter: NOBODY,
    c.FillSeat: OFFICE,
    c.VacateSeat: OFFICE,
    c.IssueCode: OFFICE,
    c.RedeemCode: NOBODY,
    c.EnrolMember: OFFICE,
    c.ReportIdentity: NOBODY,
    c.RevokeEnrolment: OFFICE,
    c.AdmitDevice: OFFICE,
    c.RevokeDevice: OFFICE,
    c.SetDeviceAdmission: OFFICE,
    c.AnnounceBotIdentity: NOBODY,
    c.ChangeBotIdentity: NOBODY,
    c.ChooseLanguage: EVERYBODY,
    c.RecordIncident: NOBODY,
    c.ConfirmRule: OFFICE,
    c.RecordReach: NOBODY,
    c.RequestItem: COUNCILLORS,
    c.SupportItemRequest: COUNCILLORS,
    c.WithdrawItemRequest: COUNCILLORS,
    c.TakeUpItemRequest: LEAD,
    c.RefuseItemRequest: LEAD,
    c.MoveCirculation: COUNCILLORS,
    c.SupportCirculation: COUNCILLORS,
    c.OpenCirculation: LEAD,
    c.AnswerCirculation: VOTERS,
    c.EnterAnswer: LEAD,
    c.RecuseFromCirculation: VOTERS,
    c.RemindOfCirculation: NOBODY,
    c.EndCirculation: NOBODY,
    c.WithdrawCirculation: VOTERS,
    c.TakeUrgentDecision: LEAD,
    c.IssueUrgentExtract: OFFICE,
    c.WordCirculationRelease: OFFICE,
    c.ReleaseCirculation: LEAD,
    c.PlanMeeting: LEAD,
    c.RescheduleMeeting: LEAD,
    c.CancelMeeting: LEAD,
    c.TakeRoster: NOBODY,
    c.TakeRules: NOBODY,
    c.DeclareEmergency: CHAIRS,
    c.StateSecondCall: LEAD,
    c.TakeOverItems: LEAD,
    c.ResolveRule: LEAD,
    c.AddAgendaItem: LEAD,
    c.MakeKnown: NOBODY,
    c.RemoveAgendaItem: LEAD,
    c.MoveAgendaItem: LEAD,
    c.SendInvitation: LEAD,
    c.ObjectToNotice: VOTERS,
    c.StartRollCall: LEAD,
    c.ReportPresent: EVERYBODY,
    c.RecordAbsence: EVERYBODY,
    c.ReportLeft: EVERYBODY,
    c.CloseRollCall: LEAD,
    c.OpenMeeting: LEAD,
    c.TakeChair: LEAD,
    c.ProvePublication: LEAD,
    c.StateConvocation: CHAIRS,
    c.SettleAgenda: LEAD,
    c.SkipOpeningStep: CHAIRS,
    c.StateQuorum: VOTERS,
    c.CallItem: LEAD,
    c.CloseItem: LEAD,
    c.DeclareRecusal: SPEAKERS,
    c.WithdrawRecusal: LEAD,
    c.SeatSubstitute: LEAD | {Role.SUBSTITUTE},
    c.EndSubstitution: LEAD,
    c.MoveMotion: VOTERS,
    c.MoveAmendment: VOTERS,
    c.MoveCounterMotion: VOTERS,
    c.OrderMotions: LEAD,
    c.OrderAmendments: LEAD,
    c.WithdrawMotion: VOTERS,
    c.JoinMotion: VOTERS,
    c.ConsolidateMotion: LEAD,
    c.OpenBallot: LEAD,
    c.OpenBlock: LEAD,
    c.DivideMotion: LEAD,
    c.CastVote: VOTERS,
    c.EnterCount: LEAD,
    c.EnterSums: LEAD,
    c.CountPostal: LEAD,
    c.ObjectToConsent: VOTERS,
    c.RetractVote: VOTERS,
    c.CloseBallot: LEAD,
    c.BreakOffBallot: LEAD,
    c.RaiseProcedural: VOTERS,
    c.SpeakToProcedural: VOTERS,
    c.SupportProcedural: VOTERS,
    c.WithdrawProcedural: VOTERS,
    c.RuleOutProcedural: LEAD,
    c.CarryProcedural: LEAD,
    c.RepeatBallot: LEAD,
    c.OpenElection: LEAD,
    c.Nominate: VOTERS,
    c.WithdrawCandidate: VOTERS,
    c.OpenRound: LEAD,
    c.CountRound: LEAD,
    c.DrawLot: LEAD,
    c.PrepareLot: LEAD,
    c.CommitLot: VOTERS,
    c.SealLot: LEAD,
    c.RevealLot: VOTERS,
    c.VoidLot: LEAD,
    c.SettleTie: CHAIRS,
    c.AnswerElection: LEAD,
    c.ExcludePublic: LEAD,
    c.RestorePublic: LEAD,
    c.RecordStatement: SPEAKERS,
    c.ConfirmAlone: SPEAKERS,
    c.GiveFloor: LEAD,
    c.RequestFloor: SPEAKERS,
    c.DropFloorRequest: SPEAKERS,
    c.CallSpeaker: LEAD,
    c.ExtendSpeech: LEAD,
    c.NoteTimeUp: NOBODY,
    c.NoteRecessOver: NOBODY,
    c.TakeFloor: SPEAKERS | {Role.GUEST},
    c.LeadConference: LEAD,
    c.ReportLink: NOBODY,
    c.ReportDisturbance: SPEAKERS,
    c.JudgeDisturbance: LEAD,
    c.EndDisturbance: LEAD,
    c.TakeOrderMeasure: LEAD,
    c.ObjectToMeasure: SPEAKERS | {Role.GUEST},
    c.RegisterQuestion: LEAD,
    c.OpenQuestionTime: LEAD,
    c.CallQuestion: LEAD,
    c.AnswerQuestion: LEAD,
    c.DeferAnswer: LEAD,
    c.NoteQuestionTimeUp: NOBODY,
    c.CloseQuestionTime: LEAD,
    c.InterruptMeeting: LEAD,
    c.ResumeMeeting: LEAD,
    c.CloseMeeting: LEAD,
    c.DraftMinutes: LEAD,
    c.SignMinutes: LEAD,
    c.ApproveMinutes: LEAD,
    c.ReportReceipt: VOTERS | {Role.ADVISORY},
    c.RecordMail: NOBODY,
    c.AttachPaper: LEAD,
    c.ImportItems: LEAD,
    c.JoinItems: LEAD,
    c.SetMinutesText: OFFICE,
    c.CirculateMinutes: LEAD,
    c.ObjectToMinutes: VOTERS,
    c.SettleMinutesObjection: LEAD,
    c.ReopenMinutes: LEAD,
    c.IssueExtract: OFFICE,
    c.ContestResolution: CHAIRS,
    c.SettleContest: LEAD,
    c.AssignTask: LEAD,
    c.ReportTask: LEAD,
    c.WordRelease: OFFICE,
    c.ReleaseResolution: LEAD,
    c.WordElectionRelease: OFFICE,
    c.ReleaseElection: LEAD,
    c.Remind: NOBODY,
}

OPERATOR_MAY: frozenset[type[c.Command]] = frozenset(
    {
        c.EstablishBody,
        c.ChangeCharter,
        c.FillSeat,
        c.VacateSeat,
        c.IssueCode,
        c.RedeemCode,
        c.EnrolMember,
        c.ReportIdentity,
        c.RevokeEnrolment,
        c.RevokeDevice,
        c.SetDeviceAdmission,
        c.AnnounceBotIdentity,
        c.ChangeBotIdentity,
        c.RecordIncident,
        c.RecordReach,
        c.TakeRoster,
        c.TakeRules,
        c.TakeOverItems,
        c.RemindOfCirculation,
        c.EndCirculation,
        c.MakeKnown,
        c.ReportLink,
        c.RecordMail,
        c.ReleaseResolution,
        c.ReleaseElection,
        c.ReleaseCirculation,
        c.Remind,
        c.NoteTimeUp,
        c.NoteRecessOver,
        c.NoteQuestionTimeUp,
        c.BreakOffBallot,
        c.ApproveMinutes,
    }
)


def check(command: c.Command, role: Role | None) -> None:
    """Refuse a command the asker's role does not allow. ``role`` is None for the operator."""
    kind = type(command)
    if command.by == c.OPERATOR and kind in OPERATOR_MAY:
        return
    if role is not None and role in ALLOWED[kind]:
        return
    raise Refused(NotAllowed(roles=tuple(sorted(ALLOWED[kind]))))


def check_for(seat: SeatId, by: SeatId, role: Role | None) -> None:
    """Refuse to enter something for somebody else, unless it is the chair, deputy or clerk."""
    if seat != by and role not in LEAD:
        raise Refused(NotEntered(seat=seat))
