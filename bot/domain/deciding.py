# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking an urgent decision down (Eilentscheidung), by the law of the day."""

from __future__ import annotations

from typing import assert_never

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import UrgentId
from bot.domain.preparation import TEXT_LIMIT, TITLE_LIMIT, need_reason, need_text
from bot.domain.refusals import Refused
from bot.domain.roster import Body
from bot.domain.rulebook import AskedFirst
from bot.domain.urgent import Afterwards, UrgentDecision
from bot.domain.values import Role


def decide_urgent(body: Body, command: c.UrgentCommand) -> list[e.BodyEvent]:
    """Return what follows from an act on urgent decisions."""
    match command:
        case c.TakeUrgentDecision():
            return decide_urgently(body, command)
        case c.IssueUrgentExtract():
            return _issue_extract(body, command)
        case _:
            assert_never(command)


def _issue_extract(body: Body, command: c.IssueUrgentExtract) -> list[e.BodyEvent]:
    known = body.urgent.get(command.decision)
    if known is None:
        last = next(reversed(list(body.urgent.values())), None)
        named = last.number(body.time_zone) if last else "–"
        raise Refused(r.UrgentDecisionUnknown(number=command.decision, last=named))
    number = known.number(body.time_zone)
    return [e.UrgentExtractIssued(decision=known.id, number=number, by=command.by)]


def decide_urgently(body: Body, command: c.TakeUrgentDecision) -> list[e.BodyEvent]:
    """Keep what was decided in the body's stead; never without why it could not wait."""
    rules = command.rules
    if rules is None or not rules.word("urgent_decision"):
        raise Refused(r.UrgentDecisionForbidden(land=rules.land if rules else body.land))
    asked = rules.word("urgent_decision.with") or AskedFirst.NOBODY
    if asked != AskedFirst.NOBODY and not command.agreed.strip():
        norm = rules.norm("urgent_decision.with")
        raise Refused(r.UrgentDecisionAlone(norm=norm))
    if command.decided > command.at:
        raise Refused(r.UrgentDecisionToCome(decided=command.decided))
    if not command.taken_by.strip() and body.seats[command.by].role is Role.CLERK:
        raise Refused(r.UrgentDecisionWhose(norm=rules.norm("urgent_decision")))
    decision = UrgentDecision(
        id=UrgentId(f"D{len(body.urgent) + 1}"),
        title=need_text(command.title, TITLE_LIMIT),
        text=need_text(command.text, TEXT_LIMIT),
        reason=need_reason(command.reason),
        by=need_text(command.taken_by or body.seats[command.by].name, TITLE_LIMIT),
        agreed=command.agreed.strip()[:TITLE_LIMIT],
        public=command.public,
        decided=command.decided,
        afterwards=Afterwards(rules.word("urgent_decision.after") or Afterwards.REPORT),
        norm=rules.norm("urgent_decision"),
    )
    return [e.UrgentDecisionTaken(decision=decision, entered_by=command.by)]
