# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The course of the meeting: items, motions, the public, statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from bot.domain import events as e
from bot.domain.conduct import urgency_open
from bot.domain.furthest import Why, figures
from bot.domain.ids import MotionId, SeatId
from bot.domain.papersout import sent_before
from bot.domain.urgent import UrgentDecision
from bot.domain.values import Subject, SubjectKind
from bot.effects import Effect, Line, Place, Style
from bot.reactions import closed_room
from bot.reactions.afterwards import told
from bot.reactions.circulation import outcome_lines
from bot.reactions.paperwork import together
from bot.reactions.turn import Turn
from bot.reactions.urgent import decision_lines
from bot.views import concealed

CLOSED = {
    (False, False): "say.item_closed",
    (False, True): "say.item_closed_note",
    (True, False): "say.item_postponed",
    (True, True): "say.item_postponed_note",
}
"""How the end of an item is said, by whether it is postponed and whether there is a note."""

Course = e.MeetingOpened | e.ChairTaken | e.MeetingInterrupted | e.RecessOver | e.MeetingResumed


def course(turn: Turn, event: Course) -> list[Effect]:
    match event:
        case e.MeetingOpened(chair=chair):
            facts = {"title": turn.after.title, "name": turn.name(chair), "at": turn.at}
            lines = [Line("say.opened", facts, Style.TITLE)]
            if urgency_open(turn.after):
                lines.append(Line("say.urgency_needed", style=Style.WARNING))
            return [turn.say(*lines)]
        case e.ChairTaken(chair=chair):
            return [turn.say(Line("say.chair_taken", {"name": turn.name(chair), "at": turn.at}))]
        case e.MeetingInterrupted():
            return [_interrupted(turn, event)]
        case e.RecessOver():
            return [
                turn.say(Line("say.recess_over", {"at": turn.at})),
                turn.office(Line("say.recess_over_next")),
            ]
        case e.MeetingResumed():
            return [turn.say(Line("say.resumed", {"at": turn.at}))]
        case _:
            assert_never(event)


def _interrupted(turn: Turn, event: e.MeetingInterrupted) -> Effect:
    facts = {"reason": event.reason, "at": turn.at, "until": event.until}
    if event.until is None:
        return turn.say(Line("say.interrupted", facts))
    if not event.other_day:
        return turn.say(Line("say.interrupted_until", facts))
    notice = {"norm": turn.norm(turn.after.law().norm("notice"))}
    return turn.say(
        Line("say.broken_off_until", facts, Style.WARNING),
        Line("say.broken_off_notice", notice, Style.SMALL),
    )


def closed(turn: Turn, event: e.MeetingClosed) -> list[Effect]:
    lines = [Line("say.closed", {"title": turn.after.title, "at": turn.at}, Style.TITLE)]
    if event.open_items:
        numbers = tuple(turn.number(item) for item in event.open_items)
        lines.append(Line("say.items_left", {"numbers": numbers}))
    lines.append(Line("say.closed_head", {"seq": turn.seq, "head": turn.hash[:16]}, Style.SMALL))
    told: list[Effect] = [turn.say(*lines), turn.office(Line("say.closed_next"))]
    if not turn.after.non_public_held:
        return told
    ending = closed_room.end() if turn.before.non_public else []
    return [*told, *ending, *closed_room.gather(turn)]


def item(turn: Turn, event: e.ItemCalled | e.ItemClosed) -> list[Effect]:
    facts = {"number": turn.number(event.item), "title": turn.title(event.item)}
    if isinstance(event, e.ItemClosed):
        key = CLOSED[event.postponed, bool(event.note)]
        return turn.with_quorum(Line(key, {**facts, "note": event.note}))
    lines = [Line("say.item_called", facts, Style.TITLE)]
    known = turn.after.made_known.get(event.item)
    if isinstance(known, UrgentDecision):
        lines += decision_lines(known)
    elif known is not None:
        lines += outcome_lines(known, names=False)
    recused = [s for s in turn.after.present() if turn.after.is_recused(s, event.item)]
    if recused:
        lines.append(Line("say.recused_now", {"names": turn.names(recused)}))
    return turn.with_quorum(*lines, *together(turn, event.item))


def motion(
    turn: Turn, event: e.MotionMoved | e.AmendmentMoved | e.AmendmentsOrdered
) -> list[Effect]:
    match event:
        case e.MotionMoved():
            facts = {"motion": event.motion, "name": turn.name(event.by)}
            return [turn.say(Line("say.motion", facts, Style.TITLE), quote(event.text))]
        case e.AmendmentMoved(replaces=""):
            return [turn.say(_amendment(turn, event), quote(event.text), *proposed(turn, event))]
        case e.AmendmentMoved():
            return [
                turn.say(
                    _amendment(turn, event),
                    Line("say.replaces", style=Style.SMALL),
                    quote(event.replaces),
                    Line("say.replaced_by", style=Style.SMALL),
                    quote(event.text or "–"),
                    *proposed(turn, event),
                )
            ]
        case e.AmendmentsOrdered():
            return [turn.say(*_ordered("say.amendments_ordered", event))]
        case _:
            assert_never(event)


def proposed(turn: Turn, event: e.AmendmentMoved) -> list[Line]:
    """Propose the order of votes as soon as there are two: the most far-reaching first, and why."""
    order = turn.after.proposed_order(event.amends)
    if len(order) < 2 or turn.after.motions[event.amends].order:  # noqa: PLR2004 - one has no order
        return []
    return _proposal(turn, order)


def _proposal(turn: Turn, order: tuple[tuple[MotionId, Why], ...]) -> list[Line]:
    return [
        Line("say.order_proposed", style=Style.SMALL),
        *(_place(turn, motion, why) for motion, why in order),
    ]


def countered(turn: Turn, event: e.CounterMotionMoved | e.MotionsOrdered) -> list[Effect]:
    """Show a counter-motion with the order of votes it leads to, or the order the chair has set."""
    if isinstance(event, e.MotionsOrdered):
        return [turn.say(*_ordered("say.motions_ordered", event))]
    facts = {"motion": event.motion, "against": event.against, "name": turn.name(event.by)}
    set_before = turn.after.motions[event.against].competing
    order = [] if set_before else _proposal(turn, turn.after.proposed_competing(event.motion))
    return [turn.say(Line("say.counter_motion", facts, Style.TITLE), quote(event.text), *order)]


def _ordered(key: str, event: e.MotionsOrdered | e.AmendmentsOrdered) -> list[Line]:
    lines = [Line(key, {"motion": event.motion, "order": event.order})]
    if event.reason:
        lines.append(Line("say.order_reason", {"reason": event.reason}, Style.SMALL))
    return lines


def _place(turn: Turn, motion: MotionId, why: Why) -> Line:
    """Say what puts it there, with the numbers: two that change figures differ in these."""
    change = turn.after.change_of(turn.after.motions[motion])
    key, facts = f"say.order_{why}", dict[str, object](motion=motion)
    if why is Why.FIGURE:
        before, after, percent = figures(change)
        facts |= {"before": before, "after": after, "percent": percent}
        key = key if percent else f"{key}_near"  # a year put off by one is hardly away
    elif why is Why.PASSAGE:
        facts["letters"] = len(change.replaces)
    return Line(key, facts, Style.ITEM)


def joined(turn: Turn, event: e.MotionJoined | e.MoverWithdrew) -> list[Effect]:
    facts: dict[str, object] = {"motion": event.motion, "name": turn.name(event.seat)}
    if isinstance(event, e.MotionJoined):
        return [turn.say(Line("say.motion_joined", facts))]
    motion = turn.after.motions[event.motion]
    facts["names"] = turn.names((motion.by, *motion.joined))
    return [turn.say(Line("say.mover_withdrew", facts))]


def wording(
    turn: Turn, event: e.MotionWithdrawn | e.AmendmentsSettled | e.MotionConsolidated
) -> list[Effect]:
    if isinstance(event, e.AmendmentsSettled):
        return [turn.say(Line("say.amendments_settled", {"motions": event.amendments}))]
    if isinstance(event, e.MotionConsolidated):
        title = Line("say.consolidated", {"motion": event.motion}, Style.TITLE)
        return _on_motion(turn, event.motion, [title, quote(event.text)])
    lines = [Line("say.motion_withdrawn", {"motion": event.motion, "name": turn.name(event.by)})]
    fallen = turn.before.pending_amendments(event.motion)
    if fallen:
        lines.append(Line("say.amendments_fall", {"motions": fallen}))
    return _on_motion(turn, event.motion, lines)


def _on_motion(turn: Turn, motion: MotionId, lines: list[Line]) -> list[Effect]:
    sent = sent_before(turn.after, Subject(kind=SubjectKind.MOTION, ref=motion))
    unheard = sent is not None and sent.non_public
    item = turn.after.motions[motion].item
    return told(turn, lines, secret=unheard or concealed(turn.after, item))


def public(turn: Turn, event: e.PublicExcluded | e.PublicRestored) -> list[Effect]:
    """Move business between the rooms; who is not in the closed room cannot read on."""
    if isinstance(event, e.PublicRestored):
        line = Line("say.public_restored", {"at": turn.at}, Style.TITLE)
        where = Line("say.public_restored_where")
        return [
            turn.say(line, where, place=Place.CLOSED),
            turn.say(line, place=Place.SESSION),
            *closed_room.end(),
        ]
    line = Line("say.public_excluded", {"at": turn.at}, Style.TITLE)
    return [
        turn.say(line, Line("say.public_excluded_where"), place=Place.SESSION),
        *closed_room.begin(turn),
        turn.say(line, *_nobody_listens(turn), place=Place.CLOSED),
    ]


def _nobody_listens(turn: Turn) -> list[Line]:
    remote = [seat for seat in turn.after.remote() if turn.after.may_follow(seat)]
    return _reminded(turn, remote) if remote else []


def _alone(turn: Turn, event: e.AloneConfirmed) -> list[Effect]:
    """Say who has confirmed, and who has not yet."""
    meeting = turn.after
    left = [s for s in meeting.remote() if meeting.may_follow(s) and s not in meeting.alone]
    lines = [Line("say.alone", {"name": turn.name(event.seat)})]
    if left and meeting.law().flag("public.alone"):
        lines.append(Line("say.alone_missing", {"names": turn.names(left)}, Style.SMALL))
    return [turn.say(*lines)]


def joined_from_elsewhere(turn: Turn, event: e.MemberArrived) -> list[Effect]:
    """Remind who comes into the non-public part from elsewhere."""
    here = turn.after.non_public and event.seat in turn.after.remote()
    if not here:
        return []
    return [turn.say(*_reminded(turn, [event.seat]), place=Place.CLOSED)]


def _reminded(turn: Turn, seats: Iterable[SeatId]) -> list[Line]:
    """Remind who takes part from elsewhere that nobody may listen in there (§ 3 (3) DigiSiVO)."""
    law = turn.after.law()
    facts = {"names": turn.names(seats), "norm": turn.norm(law.norm("public.alone"))}
    asked = [Line("say.listen_alone_confirm")] if law.flag("public.alone") else []
    return [Line("say.listen_alone", facts, Style.WARNING), *asked]


def statement(turn: Turn, event: e.StatementRecorded | e.AloneConfirmed) -> list[Effect]:
    """Say what somebody has had taken down."""
    if isinstance(event, e.AloneConfirmed):
        return _alone(turn, event)
    return [turn.say(Line("say.statement", {"name": turn.name(event.seat)}), quote(event.text))]


def quote(text: str) -> Line:
    """Return a person's own words as a line."""
    return Line("say.quote", {"text": text}, Style.QUOTE)


def _amendment(turn: Turn, event: e.AmendmentMoved) -> Line:
    facts = {"motion": event.motion, "amends": event.amends, "name": turn.name(event.by)}
    return Line("say.amendment", facts, Style.TITLE)
