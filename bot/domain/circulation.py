# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decisions in text between meetings (Umlaufverfahren), § 36a (2) ThürKO and its kin.

Moved by the chair or who leads, a group or a share of the members; opened by who leads, with a
period; answered by every member alone, by name. Where the law asks for consent (``circulation``),
that is counted apart from the votes: whoever votes agrees to the procedure unless they have
objected to it, and who has objected may still vote. Where it asks that nobody objects, one
objection ends it.
Elections and secret votes need a meeting; nothing here counts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import assert_never

from bot.domain import circulating, releasing
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.circulated import CirculationEnd, Objection, Outcome, Reply, VoteByName
from bot.domain.circulating import Circulation
from bot.domain.counts import can_tie, measured
from bot.domain.ids import CirculationId, ItemId, SeatId
from bot.domain.permissions import check_for
from bot.domain.preparation import (
    TEXT_LIMIT,
    TITLE_LIMIT,
    need_majority,
    need_reason,
    need_text,
)
from bot.domain.refusals import Refused
from bot.domain.released import Released
from bot.domain.roster import Body
from bot.domain.rulebook import Agreement, Circulating, Tie
from bot.domain.rules import Rules
from bot.domain.values import AgendaItem, Base, Choice, Language, Result, Role, at_least

REMINDED_BEFORE = timedelta(days=1)
MADE_KNOWN: Mapping[Language, str] = {
    Language.DE: "Bekanntgabe des Umlaufbeschlusses {number}: {title}",
    Language.EN: "Decision {number} made between meetings: {title}",
}
"""Title of the item under which the next meeting is told of it."""


def decide_circulation(body: Body, command: c.CirculationCommand) -> list[e.BodyEvent]:
    """Return what follows from ``command``. Raises Refused."""
    if isinstance(command, c.MoveCirculation):
        return [_move(body, command)]
    known = _need(body, command.circulation)
    match command:
        case c.SupportCirculation():
            return _support(known, command)
        case c.OpenCirculation():
            return _open(body, known, command)
        case c.AnswerCirculation():
            return _answer(body, known, command)
        case c.RecuseFromCirculation():
            return _recuse(body, known, command)
        case c.RemindOfCirculation():
            return _remind(body, known, command.at)
        case c.EndCirculation():
            return _over(body, known, command.at)
        case c.WithdrawCirculation():
            return _withdraw(body, known, command)
        case c.WordCirculationRelease():
            return [releasing.word_circulation(known, command)]
        case c.ReleaseCirculation():
            return [releasing.release_circulation(known, command)]
        case c.IssueCirculationExtract():
            return [_extract(known, command)]
        case _:
            assert_never(command)


# ── moved and opened ────────────────────────────────────────────────────────────────────
def _move(body: Body, command: c.MoveCirculation) -> e.CirculationMoved:
    rules = _lawful(command.rules, body)
    norm = rules.norm("circulation.when")
    if rules.word("circulation.when") == Circulating.EMERGENCY and not command.reason.strip():
        raise Refused(r.CirculationNeedsReason(norm=norm))
    group, needed = _right(body, command, rules)
    return e.CirculationMoved(
        circulation=CirculationId(f"U{len(body.circulations) + 1}"),
        by=command.by,
        group=group,
        title=need_text(command.title, TITLE_LIMIT),
        text=need_text(command.text, TEXT_LIMIT),
        reason=need_reason(command.reason) if command.reason.strip() else "",
        public=command.public,
        needed=needed,
        norm=norm,
    )


def _lawful(rules: Rules | None, body: Body) -> Rules:
    """Return the rules; refuse where none of them lets the body decide without a meeting."""
    if rules is None or not rules.word("circulation.when"):
        raise Refused(r.CirculationForbidden(land=rules.land if rules else body.land))
    return rules


def _right(body: Body, command: c.MoveCirculation, rules: Rules) -> tuple[str, int]:
    """Return in which group's name it is moved, and how many members it takes otherwise."""
    seat = body.seats[command.by]
    if command.for_group and not seat.group:
        raise Refused(r.NoGroup())
    if command.for_group and rules.flag("circulation.right.group"):
        return seat.group, 0
    share = rules.shares.get("circulation.right")
    # Where the chair alone may, a chair who is prevented leaves it to the deputy, and only they
    # know; where a deputy may ask for support like a member, they do.
    alone = (Role.CHAIR, Role.DEPUTY) if share is None else (Role.CHAIR,)
    if not command.for_group and (command.leads or seat.role in alone):
        return "", 0
    if share is None or command.for_group:
        raise Refused(r.CirculationNotYours(norm=rules.norm("circulation.when")))
    voting = sum(seat.votes for seat in body.seats.values())
    base = body.statutory_members if share.base is Base.MEMBERS else voting
    return "", max(1, at_least(share.share * base, or_equal=share.or_equal))


def _support(known: Circulation, command: c.SupportCirculation) -> list[e.BodyEvent]:
    if known.end is not None:
        raise Refused(r.CirculationOver(circulation=known.id))
    if command.by in known.signed:
        return []
    return [e.CirculationSupported(circulation=known.id, by=command.by)]


def _open(body: Body, known: Circulation, command: c.OpenCirculation) -> list[e.BodyEvent]:
    rules = _lawful(command.rules, body)
    if known.end is not None:
        raise Refused(r.CirculationOver(circulation=known.id))
    if known.asked is not None:
        raise Refused(r.CirculationRuns(circulation=known.id))
    if not known.supported:
        signed, needed = len(known.signed), known.moved.needed
        norm = rules.norm("circulation.right")
        raise Refused(
            r.CirculationUnsupported(circulation=known.id, signed=signed, needed=needed, norm=norm)
        )
    if command.until <= command.at:
        raise Refused(r.CirculationPeriodPast(until=command.until))
    if rules.flag("circulation.announced") and not command.announced.strip():
        raise Refused(r.CirculationNotAnnounced(norm=rules.norm("circulation.announced")))
    rule = need_majority(rules, command.rule or rules.majority_key("motion"))
    return [
        e.CirculationOpened(
            circulation=known.id,
            by=command.by,
            opened=command.at,
            until=command.until,
            announced=command.announced.strip(),
            voters=tuple(seat.id for seat in body.seats.values() if seat.votes),
            agreement=_agreement(body, rules),
            rule=rule,
            majority=rules.majorities[rule],
            majority_norm=rules.norm(f"vote.{rule}"),
            casting=_casting(body, rules),
            tie_norm=rules.norm("vote.tie"),
            abstention=rules.abstention_allowed,
            statutory=_statutory_votes(body, rules),
            norm=rules.norm("circulation") or rules.norm("circulation.when"),
        )
    ]


def _statutory_votes(body: Body, rules: Rules) -> int:
    """Return the statutory number of votes: of members, unless a statute gives them several."""
    weighted = any(seat.weight != 1 for seat in body.seats.values())
    return (weighted and rules.number("vote.total")) or body.statutory_members


def _casting(body: Body, rules: Rules) -> SeatId | None:
    """Return whose Yes decides a tie, if the chair's does."""
    chair = body.with_role(Role.CHAIR) if rules.word("vote.tie") == Tie.CASTING_VOTE else ()
    return chair[0] if chair else None


def _agreement(body: Body, rules: Rules) -> int:
    """Return how many must agree to the procedure; all members where no share says fewer."""
    if rules.word("circulation.by") == Agreement.NO_OBJECTION:
        return 0
    share = rules.shares.get("circulation")
    if share is None:
        return body.statutory_members
    return max(1, at_least(share.share * body.statutory_members, or_equal=share.or_equal))


# ── answered ────────────────────────────────────────────────────────────────────────────
def _answer(body: Body, known: Circulation, command: c.AnswerCirculation) -> list[e.BodyEvent]:
    asked = _need_open(known, command.at)
    _need_asked(body, known, asked, command.seat, command.by)
    if command.seat in known.recused:
        raise Refused(r.CirculationExcluded(circulation=known.id, seat=command.seat))
    before = known.replies.get(command.seat)
    others = command.by != command.seat
    if before and others and before.entered_by is None:
        raise Refused(r.VotedThemselves(seat=command.seat))
    if command.choice is Choice.ABSTAIN and not asked.abstention:
        raise Refused(r.AbstentionForbidden(norm=asked.norm))
    agrees = command.agrees
    if agrees is None:
        agrees = before.agrees if before else True
    reason = before.reason if before and not before.agrees else ""
    if command.agrees is False:
        reason = need_reason(command.reason)
    choice = command.choice or (before.choice if before else None)
    if not asked.agreement and command.choice is Choice.NO:
        agrees = False  # where nobody may object, a No is an objection, with or without a reason
    reply = Reply(
        seat=command.seat,
        agrees=agrees,
        choice=choice,
        reason="" if agrees else reason,
        entered_by=command.by if others else None,
        proof=need_text(command.proof, TITLE_LIMIT) if others else "",
    )
    if reply == before:
        return []
    answered = e.CirculationAnswered(circulation=known.id, reply=reply)
    return _with_end(body, known, asked, answered, command.at)


def _recuse(body: Body, known: Circulation, command: c.RecuseFromCirculation) -> list[e.BodyEvent]:
    asked = _need_open(known, command.at)
    _need_asked(body, known, asked, command.seat, command.by)
    if command.seat in known.recused:
        return []
    recused = e.CirculationRecused(
        circulation=known.id,
        seat=command.seat,
        by=command.by,
        reason=need_reason(command.reason),
    )
    return _with_end(body, known, asked, recused, command.at)


def _with_end(
    body: Body,
    known: Circulation,
    asked: e.CirculationOpened,
    event: e.CirculationStep,
    at: datetime,
) -> list[e.BodyEvent]:
    """Return the answer, and the end if nothing more can come or the procedure has failed."""
    now = circulating.after(known, event)
    voters = voting(body, now)
    complete = all(seat in now.replies and now.replies[seat].choice for seat in voters)
    if complete or _failed(now, asked.agreement, voters):
        return [event, _closed(body, now, asked, at)]
    return [event]


def _failed(known: Circulation, agreement: int, voters: tuple[SeatId, ...]) -> bool:
    """Tell whether the members' agreement cannot be reached any more."""
    against = sum(not known.replies[seat].agrees for seat in voters if seat in known.replies)
    return against > 0 if not agreement else len(voters) - against < agreement


# ── ended ───────────────────────────────────────────────────────────────────────────────
def due(body: Body, at: datetime) -> list[c.EndCirculation | c.RemindOfCirculation]:
    """Return what the clock alone ends, or reminds of."""
    acts = list[c.EndCirculation | c.RemindOfCirculation]()
    for known in body.circulations.values():
        if known.asked is None or known.end is not None:
            continue
        if known.asked.until <= at:
            acts.append(c.EndCirculation(by=c.OPERATOR, at=at, circulation=known.id))
        elif _remind(body, known, at):
            acts.append(c.RemindOfCirculation(by=c.OPERATOR, at=at, circulation=known.id))
    return acts


def _remind(body: Body, known: Circulation, at: datetime) -> list[e.BodyEvent]:
    """Remind who has not voted, once, a day before the end; in the last quarter of a short one."""
    asked = known.asked
    if asked is None or known.end is not None or known.reminded:
        return []
    before = min(REMINDED_BEFORE, (asked.until - asked.opened) / 4)
    if not asked.until - before <= at < asked.until:
        return []
    voted = {reply.seat for reply in known.replies.values() if reply.choice}
    silent = tuple(seat for seat in voting(body, known) if seat not in voted)
    if not silent:
        return []
    return [e.CirculationReminded(circulation=known.id, seats=silent, until=asked.until)]


def _over(body: Body, known: Circulation, at: datetime) -> list[e.BodyEvent]:
    asked = known.asked
    if asked is None or known.end is not None or at < asked.until:
        return []
    return [_closed(body, known, asked, at)]


def _withdraw(body: Body, known: Circulation, command: c.WithdrawCirculation) -> list[e.BodyEvent]:
    """Who has moved it takes it back; who leads breaks it off."""
    if known.end is not None:
        raise Refused(r.CirculationOver(circulation=known.id))
    check_for(known.moved.by, command.by, body.seats[command.by].role)
    reason = need_reason(command.reason)
    return [e.CirculationWithdrawn(circulation=known.id, by=command.by, reason=reason)]


def _extract(known: Circulation, command: c.IssueCirculationExtract) -> e.CirculationExtractIssued:
    if known.outcome is None or not known.outcome.decided:
        raise Refused(r.CirculationUndecided(circulation=known.id))
    return e.CirculationExtractIssued(circulation=known.id, number=command.number, by=command.by)


def voting(body: Body, known: Circulation) -> tuple[SeatId, ...]:
    """Return whose answers count: asked, still on the roster with a vote, and not recused."""
    asked = known.asked.voters if known.asked else ()
    return tuple(
        seat
        for seat in asked
        if seat in body.seats and body.seats[seat].votes and seat not in known.recused
    )


def _closed(
    body: Body, known: Circulation, asked: e.CirculationOpened, at: datetime
) -> e.CirculationClosed:
    moved = known.moved
    voters = voting(body, known)
    replies = [known.replies[seat] for seat in voters if seat in known.replies]
    agreed = sum(reply.agrees for reply in replies)
    objections = tuple(
        Objection(name=body.seats[reply.seat].name, reason=reply.reason)
        for reply in replies
        if not reply.agrees
    )
    result = None
    if asked.agreement and agreed < asked.agreement:
        end = CirculationEnd.NOT_AGREED
    elif not asked.agreement and objections:
        end = CirculationEnd.OBJECTED
    else:
        result = _count(body, asked, replies, sum(body.seats[seat].weight for seat in voters))
        end = CirculationEnd.ADOPTED if result.adopted else CirculationEnd.REJECTED
    outcome = Outcome(
        circulation=known.id,
        title=moved.title,
        text=moved.text,
        public=moved.public,
        opened=asked.opened,
        ended=at,
        end=end,
        agreed=agreed,
        agreement=asked.agreement,
        result=result,
        votes=tuple(
            VoteByName(name=body.seats[reply.seat].name, choice=reply.choice)
            for reply in replies
            if reply.choice
        ),
        objections=objections,
        recused=tuple(body.seats[seat].name for seat in known.recused if seat in body.seats),
        silent=tuple(body.seats[seat].name for seat in voters if seat not in known.replies),
        norm=asked.norm,
    )
    return e.CirculationClosed(outcome=outcome)


def _count(body: Body, asked: e.CirculationOpened, replies: list[Reply], entitled: int) -> Result:
    """Count; where it is enough that nobody objects, whoever does not abstain is for it."""
    tally = Counter[Choice | None]()
    for reply in replies:
        tally[reply.choice] += body.seats[reply.seat].weight
    yes, no, abstain = tally[Choice.YES], tally[Choice.NO], tally[Choice.ABSTAIN]
    if not asked.agreement:
        yes = entitled - abstain
    base, needed = measured(
        asked.majority,
        yes=yes,
        no=no,
        abstain=abstain,
        entitled=entitled,
        statutory=asked.statutory,
    )
    norm = asked.majority_norm
    if not asked.agreement:  # nobody has objected: that is all it takes
        base, needed, norm = entitled, 0, asked.norm
    elif yes == no and can_tie(asked.majority) and _chair_votes_yes(asked, replies):
        needed, norm = yes, asked.tie_norm
    return Result(
        yes=yes,
        no=no,
        abstain=abstain,
        not_voted=entitled - yes - no - abstain,
        entitled=entitled,
        statutory=asked.statutory,
        base=base,
        needed=needed,
        adopted=yes >= needed,
        rule=asked.rule,
        norm=norm,
    )


def _chair_votes_yes(asked: e.CirculationOpened, replies: list[Reply]) -> bool:
    return any(reply.seat == asked.casting and reply.choice is Choice.YES for reply in replies)


# ── known ───────────────────────────────────────────────────────────────────────────────
def _need(body: Body, circulation: CirculationId) -> Circulation:
    known = body.circulations.get(circulation)
    if known is None:
        raise Refused(r.CirculationUnknown(circulation=circulation, known=tuple(body.circulations)))
    return known


def _need_open(known: Circulation, at: datetime) -> e.CirculationOpened:
    """Return what is asked. The period ends to the second, whenever the clock is looked at."""
    if known.end is not None:
        raise Refused(r.CirculationOver(circulation=known.id))
    if known.asked is None:
        raise Refused(r.CirculationNotOpen(circulation=known.id))
    if at >= known.asked.until:
        raise Refused(r.CirculationOver(circulation=known.id))
    return known.asked


def _need_asked(
    body: Body, known: Circulation, asked: e.CirculationOpened, seat: SeatId, by: SeatId
) -> None:
    check_for(seat, by, body.seats[by].role)
    if seat not in asked.voters or seat not in body.seats or not body.seats[seat].votes:
        raise Refused(r.CirculationNotAsked(circulation=known.id, seat=seat))


def decided_between(body: Body) -> tuple[Outcome, ...]:
    """Return what the body has decided between its meetings, the oldest first."""
    ended = (known.outcome for known in body.circulations.values())
    return tuple(outcome for outcome in ended if outcome and outcome.decided)


def released_between(body: Body) -> Mapping[CirculationId, Released]:
    """Return what was made known of those decided without the public."""
    known = body.circulations.values()
    return {one.id: one.released for one in known if one.released}


def to_make_known(outcome: Outcome, language: Language) -> AgendaItem:
    """Return the item under which the next meeting is told of it."""
    title = MADE_KNOWN[language].format(number=outcome.circulation, title=outcome.title)
    return AgendaItem(id=ItemId(""), title=title, public=outcome.public, duty=outcome.circulation)
