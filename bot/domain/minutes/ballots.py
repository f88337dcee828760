# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notes on ballots. Names are kept for recorded ballots with a result and for no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain import events as e
from bot.domain.balloting import without
from bot.domain.concerned import concerned_by
from bot.domain.ids import BallotId, ItemId, MotionId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.minutes.attendance import Roll
from bot.domain.minutes.decisions import BallotRecord, NamedVote
from bot.domain.minutes.persons import Part
from bot.domain.records import Recorded
from bot.domain.values import AgendaItem, SubjectKind, VoteMode

_ABOUT_ITEMS = (SubjectKind.ADD_ITEM, SubjectKind.REMOVE_ITEM, SubjectKind.EXCLUDE_PUBLIC)
_ABOUT_MOTIONS = (SubjectKind.MOTION, SubjectKind.AMENDMENT)


class Ballots:
    """What has been noted so far, by ballot."""

    def __init__(self, roll: Roll) -> None:
        self._roll = roll
        self._records: dict[BallotId, BallotRecord] = {}
        self._secret: set[BallotId] = set()
        """Ballots whose question tells of a non-public item."""

    def note(self, record: Recorded, before: Meeting, after: Meeting) -> None:
        """Take one entry down."""
        match record.event:
            case e.BallotOpened() as opened:
                self._opened(record, opened, after)
            case e.BallotClosed(ballot=ballot, result=result):
                votes = self._names(before, before.ballots[ballot])
                self._records[ballot] = replace(
                    self._records[ballot],
                    closed=record.at,
                    result=result,
                    norm=result.norm or self._records[ballot].norm,
                    votes=votes,
                    sums=before.ballots[ballot].sums,
                    tellers=tuple(map(self._roll.person, before.ballots[ballot].tellers)),
                )
            case e.BallotVoided(ballot=ballot, reason=reason):
                for known in (ballot, *left_by(after, ballot)):
                    self._records[known] = replace(self._records[known], voided=reason)
            case e.BlockResolved(block=block, parts=parts):
                for part in parts:
                    own = after.ballots[part.ballot]
                    self._records[part.ballot] = replace(
                        self._records[block],
                        id=part.ballot,
                        subject=own.subject,
                        question=own.subject.text,
                        en_bloc=block,
                    )
            case e.BallotBrokenOff(ballot=ballot, reason=reason):
                self._records[ballot] = replace(
                    self._records[ballot], closed=record.at, broken_off=reason
                )
            case _:
                pass

    def opened(self, ballot: BallotId) -> datetime:
        """Return when a ballot was opened."""
        return self._records[ballot].opened

    def of(self, ballot: BallotId, part: Part) -> BallotRecord:
        """Return one ballot as the readers of ``part`` may see it."""
        record = self._records[ballot]
        if part is Part.NON_PUBLIC or ballot not in self._secret:
            return record
        return replace(record, question="", subject=replace(record.subject, text=""))

    def _opened(self, record: Recorded, opened: e.BallotOpened, state: Meeting) -> None:
        subject, rules = opened.subject, state.law()
        item = _item_of(state, opened)
        if item and not item.public:
            self._secret.add(opened.ballot)
        self._records[opened.ballot] = BallotRecord(
            id=opened.ballot,
            subject=subject,
            about=state.number_of(item.id) if item else "",
            question=subject.text or _wording(state, opened, item),
            mode=opened.mode,
            rule=opened.rule,
            majority=rules.majorities.get(opened.rule),
            norm=rules.vote_norm(opened.rule, subject.kind),
            opened=record.at,
            closed=None,
            check=opened.check,
            result=None,
            broken_off=None,
            votes=(),
            hidden=opened.hidden,
            postal=opened.postal,
            rests=self._roll.person(opened.rests) if opened.rests else None,
        )

    def _names(self, state: Meeting, ballot: Ballot) -> tuple[NamedVote, ...]:
        if ballot.mode is not VoteMode.RECORDED:
            return ()
        entitled = state.entitled(concerned_by(state, ballot), without(ballot))
        # One who voted and left before the close is named too: the result counts the vote.
        voters = (seat for seat in state.seats if seat in entitled or seat in ballot.votes)
        return tuple(
            NamedVote(
                person=self._roll.person(seat),
                choice=ballot.votes[seat].choice if seat in ballot.votes else None,
                weight=state.vote_weight(ballot, seat),
            )
            for seat in voters
        )


def left_by(state: Meeting, block: BallotId) -> tuple[BallotId, ...]:
    """Return the results a vote on several items has left."""
    return tuple(known.id for known in state.ballots.values() if known.en_bloc == block)


def _item_of(state: Meeting, opened: e.BallotOpened) -> AgendaItem | None:
    if opened.subject.kind in _ABOUT_ITEMS and opened.subject.ref:
        return state.item_named(ItemId(opened.subject.ref))
    return None


def _wording(state: Meeting, opened: e.BallotOpened, item: AgendaItem | None) -> str:
    if opened.subject.kind in _ABOUT_MOTIONS:
        motion = state.motions.get(MotionId(opened.subject.ref))
        return motion.text if motion else ""
    return item.title if item else ""
