# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Journal → minutes: one pass over the entries, then the notes are closed into a value.

What is known of the meeting at each entry comes from `bot.domain.evolve`; the three note-takers
add what only minutes need: times, order, and to which of the two documents something belongs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.delivery import delivery_of
from bot.domain.evolve import evolve
from bot.domain.meeting import Meeting
from bot.domain.minutes.attendance import Roll
from bot.domain.minutes.course import Course, agenda_line
from bot.domain.minutes.proceedings import Proceedings
from bot.domain.minutes.values import Convocation, Minutes
from bot.domain.records import Recorded
from bot.domain.values import Delivery


def minutes(records: Sequence[Recorded]) -> Minutes:
    """Return the minutes that follow from ``records``, the entries of one meeting in order.

    Any beginning of a lawful stream has minutes, even an empty one. The same entries always give
    the same value. The time taken grows with the number of entries.
    """
    state = Meeting()
    roll = Roll()
    course, proceedings = Course(roll), Proceedings(roll)
    for record in records:
        before, state = state, evolve(state, record.event)
        roll.note(record, state)
        course.note(record, before, state)
        proceedings.note(record, before, state)
    last = records[-1] if records else None
    return Minutes(
        meeting=state.id,
        body_name=state.body_name,
        municipality=state.municipality,
        kind=state.kind,
        statutory_members=state.statutory_members,
        title=state.title,
        place=state.place,
        starts=state.starts,
        format=state.format,
        language=state.language,
        time_zone=state.time_zone,
        rules=state.rules,
        agenda=tuple(agenda_line(state, item) for item in state.agenda),
        convocation=_with_proof(course.convocation, state),
        published=state.published,
        opening=tuple(course.opening),
        objections=tuple(course.objections),
        emergency=course.emergency,
        opened=course.opened,
        closed=course.closed,
        cancelled=course.cancelled,
        interruptions=tuple(course.interruptions),
        disturbances=tuple(course.disturbances.values()),
        non_public_spans=tuple(course.non_public),
        alone=tuple(course.alone),
        chairs=tuple(course.chairs),
        clerks=roll.clerks(),
        quorum=tuple(course.quorum),
        roll=roll.lines(),
        substitutions=roll.substitutions(),
        records=proceedings.finish(state),
        removed=tuple(course.removed),
        left_open=tuple(course.left_open),
        version=course.version,
        drafted=course.drafted,
        signatures=tuple(course.signatures),
        approval=course.approval,
        text=state.paperwork.texts.get(None, ""),
        minutes_objections=tuple(course.minutes_objections),
        corrections=tuple(course.corrections),
        extracts=state.paperwork.extracts,
        contests=state.paperwork.contests,
        supervision=state.paperwork.supervision,
        attached=state.paperwork.attached,
        announced=tuple(course.announced),
        released=tuple(course.released),
        last_seq=last.seq if last else 0,
        last_at=last.at if last else None,
    )


def _with_proof(known: Convocation | None, state: Meeting) -> Convocation | None:
    """Return how the body was convened, and from how many it is known that they were told."""
    if known is None:
        return None
    proven = [seat for seat in state.invited if seat in state.paperwork.receipts]
    cured = [seat for seat in state.invited if delivery_of(state, seat) is Delivery.CURED]
    appeared = len(set(cured) - set(proven))
    return replace(known, proven=len(proven), appeared=appeared)
