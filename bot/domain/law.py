# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The law a body meets by, as it is confirmed, followed and set for one meeting."""

from __future__ import annotations

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import formats
from bot.domain import refusals as r
from bot.domain.meeting import Meeting
from bot.domain.preparation import TITLE_LIMIT, need_phase, need_reason, need_text
from bot.domain.refusals import Refused
from bot.domain.roster import Body
from bot.domain.rulebook import RULEBOOK, Permission
from bot.domain.rules import Confirmation, Layer
from bot.domain.values import Phase

LIVE = (Phase.PLANNED, Phase.INVITED, Phase.OPEN, Phase.INTERRUPTED)
BY_RESOLUTION = tuple(key for key, kind in RULEBOOK.items() if kind.by_resolution)


def confirm_rule(body: Body, command: c.ConfirmRule) -> list[e.BodyEvent]:
    """Write down that a person has compared a value with the official text."""
    confirmation = Confirmation(
        by=body.seats[command.by].name,
        on=command.at.date().isoformat(),
        text=need_text(command.text, TITLE_LIMIT),
        value=command.value,
        norm=command.norm,
    )
    known = body.confirmations.get(command.key)
    if known and (known.value, known.norm, known.text) == (
        confirmation.value,
        confirmation.norm,
        confirmation.text,
    ):
        return []
    return [e.RuleConfirmed(key=command.key, confirmation=confirmation, by=command.by)]


def take_rules(meeting: Meeting, command: c.TakeRules) -> list[e.MeetingEvent]:
    need_phase(meeting, *LIVE)
    if command.rules == meeting.rules:
        return []
    return [e.RulesTaken(rules=command.rules)]


def declare_emergency(meeting: Meeting, command: c.DeclareEmergency) -> list[e.MeetingEvent]:
    """The chair declares why members cannot come, and on what evidence, before convening."""
    need_phase(meeting, Phase.PLANNED)
    permission = formats.need_lawful(meeting.law(), meeting.kind, meeting.format)
    if permission is not Permission.EMERGENCY:
        raise Refused(r.EmergencyNotNeeded(format=meeting.format))
    declared = e.EmergencyDeclared(
        by=command.by,
        trigger=need_text(command.trigger, TITLE_LIMIT),
        evidence=need_text(command.evidence, TITLE_LIMIT),
        norm=meeting.law().norm(f"formats.{meeting.format}"),
    )
    same = meeting.emergency == (declared.trigger, declared.evidence)
    return [] if same else [declared]


def state_second_call(meeting: Meeting, command: c.StateSecondCall) -> list[e.MeetingEvent]:
    """State before the invitation that this is the second call, so that the invitation says it."""
    need_phase(meeting, Phase.PLANNED)
    if meeting.law().number("quorum.second") is None:
        raise Refused(r.SecondCallUnknown(norm=meeting.law().norm("quorum")))
    if (meeting.second_call, meeting.called_again) == (command.first, command.items):
        return []
    norm = meeting.law().norm("quorum.second")
    return [e.SecondCallStated(by=command.by, first=command.first, norm=norm, items=command.items)]


def resolve_rule(meeting: Meeting, command: c.ResolveRule) -> list[e.MeetingEvent]:
    """Set what the body may decide anew for each meeting, such as the time to speak."""
    need_phase(meeting, *LIVE)
    kind = RULEBOOK.get(command.key)
    if kind is None or not kind.by_resolution:
        norm = meeting.law().norm(command.key)
        raise Refused(r.RuleNotOurs(key=command.key, norm=norm, possible=BY_RESOLUTION))
    if not 0 <= command.value <= kind.most:
        raise Refused(r.NumberOutOfRange(number=command.value, most=kind.most))
    norm, known = need_reason(command.basis), meeting.law().effective(command.key)
    same = known and (known.value, known.source.norm) == (command.value, norm)
    if same and known and known.source.layer is Layer.RESOLUTION:
        return []
    return [e.RuleResolved(key=command.key, value=command.value, norm=norm, by=command.by)]
