# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Putting a question to the vote: on what, how, by which majority, and whether it may be now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import assert_never

from bot.domain import commands as c
from bot.domain import (
    conduct,
    disturbances,
    dividing,
    enbloc,
    formats,
    openelections,
    order,
    procedural,
    quorum,
    recalling,
)
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.attendance import (
    need_roll_call,
    need_seat,
    need_unbiased_chair,
    presiding_voter,
)
from bot.domain.concerned import concerned
from bot.domain.debating import ProceduralKind
from bot.domain.ids import BallotId, ItemId, MeasureId, MotionId, ProceduralId, SeatId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.motions import need_ready
from bot.domain.opening import need_convocation
from bot.domain.papersout import COUNTING, need_postal, sent_before
from bot.domain.preparation import (
    late_item,
    need_item,
    need_majority,
    need_no_vote,
    need_phase,
    need_text,
    wrong_phase,
)
from bot.domain.refusals import Refused
from bot.domain.rulebook import Demand, Remote
from bot.domain.values import AgendaItem, Phase, Subject, SubjectKind, VoteMode
from bot.domain.voiding import OF_MOTIONS


def open_ballot(meeting: Meeting, command: c.OpenBallot) -> list[e.MeetingEvent]:
    if command.postal and meeting.phase in COUNTING:
        return [_sent_on(meeting, command, command.postal)]
    _need_quiet(meeting)
    subject, item = _subject(meeting, command.subject)
    return [_opened(meeting, command, subject, item)]


def open_block(meeting: Meeting, command: c.OpenBlock) -> list[e.MeetingEvent]:
    """Put several items to one vote; what was only drafted on them is moved with it."""
    _need_quiet(meeting)
    if command.postal:
        need_postal(meeting, command.postal, 0, command.at)
        raise Refused(r.PostalEnBloc(norm=meeting.law().norm("vote.block")))
    procedural.need_none_first(meeting)
    drafts = enbloc.need_block(meeting, command.items)
    subject = enbloc.subject_of(meeting, command.items)
    return [*drafts, _opened(meeting, command, subject, None)]


def _need_quiet(meeting: Meeting) -> None:
    """Refuse to open a vote while something else goes on."""
    need_phase(meeting, Phase.OPEN)
    need_no_vote(meeting)
    need_roll_call(meeting)
    need_convocation(meeting)
    disturbances.need_none(meeting)


def _opened(
    meeting: Meeting, command: c.OpenBallot | c.OpenBlock, subject: Subject, item: ItemId | None
) -> e.BallotOpened:
    until = command.postal if isinstance(command, c.OpenBallot) else None
    if until and subject.kind not in OF_MOTIONS:
        # What the course of the meeting hangs on cannot wait for the post.
        raise Refused(r.PostalForMotions(norm=meeting.law().norm("vote.postal")))
    mode = _mode(meeting, subject, item, command.mode, by_post=until is not None)
    rule = _rule(meeting, command, subject)
    about = concerned(meeting, subject, item)
    need_unbiased_chair(meeting, about)
    if meeting.chair and left_out(subject) == meeting.chair:
        raise Refused(r.ChairRecused(seat=meeting.chair))
    check = quorum.need(meeting, about, left_out(subject))
    rests = _resting(meeting) if command.without_chair else None
    papers = meeting.weighed(meeting.entitled(about, rests)) if until else 0
    postal = need_postal(meeting, until, papers, command.at) if until else None
    counted_openly, law = mode in _COUNTED_OPENLY, meeting.law()
    return e.BallotOpened(
        ballot=BallotId(f"V{len(meeting.ballots) + 1}"),
        item=item,
        subject=subject,
        mode=mode,
        rule=rule,
        check=check,
        hidden=counted_openly and (command.hidden or law.flag("vote.hidden")),
        postal=postal,
        until_all=counted_openly and (command.until_all or law.flag("vote.until_all")),
        rests=rests,
    )


def _resting(meeting: Meeting) -> SeatId:
    """Return whose vote rests by the office they hold."""
    seat = presiding_voter(meeting)
    if seat is None:
        raise Refused(r.NobodyRests())
    return seat


def _sent_on(meeting: Meeting, command: c.OpenBallot, until: date) -> e.BallotOpened:
    """Send the next papers on a matter home after the meeting, to whom the first ones went."""
    subject, item = _subject(meeting, command.subject)
    before = sent_before(meeting, subject)
    if before is None or before.postal is None:
        raise wrong_phase(meeting, Phase.OPEN)
    if command.without_chair and before.rests is None:
        raise Refused(r.SentToChair(ballot=before.id))
    return e.BallotOpened(
        ballot=BallotId(f"V{len(meeting.ballots) + 1}"),
        item=item,
        subject=subject,
        mode=_mode(meeting, subject, item, command.mode, by_post=True),
        rule=_rule(meeting, command, subject),
        check=before.check,
        hidden=False,
        postal=need_postal(meeting, until, before.postal.issued, command.at),
        rests=before.rests,
    )


def _rule(meeting: Meeting, command: c.OpenBallot | c.OpenBlock, subject: Subject) -> str:
    """Return the majority that is asked for, else the one its subject needs."""
    return need_majority(meeting.law(), command.rule or _majority(meeting, subject))


_COUNTED_OPENLY = (VoteMode.OPEN, VoteMode.RECORDED)
"""Ways of voting whose answers come one by one; papers and silence have no running result."""


_OF_WHOLE_MOTIONS = (SubjectKind.PART, SubjectKind.BLOCK)
"""Subjects that take the majority of the motions they are about."""


def _majority(meeting: Meeting, subject: Subject) -> str:
    motion = meeting.procedural.get(ProceduralId(subject.ref))
    if motion and subject.kind is SubjectKind.PROCEDURE:
        return procedural.majority_key(meeting, motion)
    kind = SubjectKind.MOTION if subject.kind in _OF_WHOLE_MOTIONS else subject.kind
    return meeting.law().majority_key(kind)


def _mode(
    meeting: Meeting, subject: Subject, item: ItemId | None, wanted: VoteMode, *, by_post: bool
) -> VoteMode:
    """Return how it is voted: as the body has resolved for the matter, else as the chair asks."""
    on_matter = subject.kind in (*OF_MOTIONS, SubjectKind.RECALL)
    bound = meeting.vote_modes.get(item) if item and on_matter else None
    if bound and wanted not in (VoteMode.OPEN, bound):
        raise Refused(r.VoteModeBound(mode=bound))
    mode = bound or (VoteMode.SECRET if by_post else wanted)
    law = meeting.law()
    if mode is VoteMode.UNOPPOSED and not law.flag("vote.acclamation"):
        raise Refused(r.VoteModeForbidden(mode=mode, norm=law.norm("vote.acclamation")))
    if mode is not VoteMode.SECRET:
        return mode
    if law.word("vote.secret") == Demand.NEVER:
        raise Refused(r.VoteModeForbidden(mode=mode, norm=law.norm("vote.secret")))
    if bound is None:
        raise Refused(r.SecretUnresolved(norm=law.norm("vote.secret")))
    if by_post or law.word("remote.secret") == Remote.EXCLUDED:
        return mode
    if away := meeting.remote_voting():
        raise Refused(r.RemoteExcluded(seats=away, norm=law.norm("remote.secret")))
    return mode


def left_out(subject: Subject) -> SeatId | None:
    """Return the member whose recusal is decided on: they have no vote in that."""
    return SeatId(subject.ref) if subject.kind is SubjectKind.RECUSAL else None


def without(ballot: Ballot) -> SeatId | None:
    """Return who is there, not recused, and has no vote in this ballot alone."""
    return ballot.rests or left_out(ballot.subject)


def _subject(  # noqa: C901 - a table of contents
    meeting: Meeting, subject: Subject
) -> tuple[Subject, ItemId | None]:
    """Check what is voted on; return it with its wording, and the item it belongs to."""
    match subject.kind:
        case SubjectKind.MOTION | SubjectKind.AMENDMENT | SubjectKind.PART:
            return _motion_subject(meeting, subject)
        case SubjectKind.BLOCK:
            raise Refused(r.BlockTooSmall())
        case SubjectKind.URGENCY:
            if not conduct.urgency_open(meeting):
                raise Refused(r.NothingToChange())
            return subject, None
        case SubjectKind.ADD_ITEM:
            item = late_item(meeting, ItemId(subject.ref))
            return Subject(kind=subject.kind, ref=item.id, text=item.title), None
        case SubjectKind.REMOVE_ITEM | SubjectKind.EXCLUDE_PUBLIC:
            item = need_item(meeting, ItemId(subject.ref))
            if item.id in meeting.done:
                raise Refused(r.ItemDone(item=item.id))
            _need_changeable(meeting, subject.kind, item)
            return Subject(kind=subject.kind, ref=item.id, text=item.title), None
        case SubjectKind.RECUSAL:
            need_seat(meeting, SeatId(subject.ref))
            if meeting.item is None:
                raise Refused(r.NoItemOpen())
            return subject, meeting.item
        case SubjectKind.EXPULSION:
            order.need_member(meeting, SeatId(subject.ref))
            return replace(subject, text=need_text(subject.text)), meeting.item
        case SubjectKind.MEASURE:
            measure = order.need_objection(meeting, MeasureId(subject.ref))
            return replace(subject, text=measure.reason), meeting.item
        case SubjectKind.MINUTES | SubjectKind.RELEASE | SubjectKind.CONTEST:
            if not subject.ref:
                raise Refused(r.SubjectMissing(kind=subject.kind))
            return subject, meeting.item
        case SubjectKind.PROCEDURE:
            return _procedural_subject(meeting, subject), meeting.item
        case SubjectKind.OPEN_ELECTION:
            return openelections.subject_of(meeting, subject), meeting.item
        case SubjectKind.RECALL:
            return recalling.subject_of(meeting, subject), meeting.item
        case _:
            assert_never(subject.kind)


def _procedural_subject(meeting: Meeting, subject: Subject) -> Subject:
    """Return the procedural motion that is due, or what the chair puts in words of their own."""
    if subject.ref not in meeting.procedural:
        return Subject(kind=subject.kind, text=need_text(subject.text))
    motion = procedural.due(meeting, ProceduralId(subject.ref))
    if motion.kind is ProceduralKind.EXCLUDE_PUBLIC and not meeting.non_public:
        # § 40 (1) s. 2 ThürKO: debated and decided without the public.
        raise Refused(r.PublicPart(item=motion.item or ItemId("")))
    return Subject(kind=subject.kind, ref=motion.id, text=procedural.wording(meeting, motion))


def _motion_subject(meeting: Meeting, subject: Subject) -> tuple[Subject, ItemId | None]:
    procedural.need_none_first(meeting)
    if subject.kind is SubjectKind.PART:
        asked, motion = dividing.subject_of(meeting, subject)
    else:
        motion = need_ready(meeting, MotionId(subject.ref))
        asked = (
            Subject(kind=SubjectKind.AMENDMENT, ref=motion.id, text=motion.text)
            if motion.amends
            else dividing.whole(motion)
        )
    item = need_item(meeting, motion.item)
    if item.public and meeting.non_public:
        # Only whether to exclude the public is decided without it; the matter itself is not.
        raise Refused(r.NonPublicPart(item=item.id))
    return asked, motion.item


def _need_changeable(meeting: Meeting, kind: SubjectKind, item: AgendaItem) -> None:
    """Refuse to take the item under debate off the agenda, or to exclude the public twice."""
    if kind is SubjectKind.REMOVE_ITEM:
        if meeting.item == item.id:
            raise Refused(r.ItemOpen(item=item.id))
        formats.need_no_duty(meeting, item)
        return
    if not item.public:
        raise Refused(r.NothingToChange())
    if not meeting.non_public:
        # § 40 (1) s. 2 ThürKO: debated and decided without the public.
        raise Refused(r.PublicPart(item=item.id))
