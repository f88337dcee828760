# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proof that a meeting was made public (Bekanntmachungsnachweis), against period and medium.

The rule ``public.notice`` says how many days before; a shortened notice has its own
(``notice.urgent``). Where the body publishes is its own provision, ``public.notice.medium``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.convoked import NoticeFlaw, Publication
from bot.domain.meeting import Meeting
from bot.domain.notice import latest_publication
from bot.domain.preparation import TITLE_LIMIT, need_phase, need_text
from bot.domain.refusals import Refused
from bot.domain.values import Phase

PROVABLE = (Phase.INVITED, Phase.OPEN, Phase.INTERRUPTED, Phase.CLOSED, Phase.DRAFTED)


def prove(meeting: Meeting, command: c.ProvePublication) -> list[e.MeetingEvent]:
    """Keep the proof; the same place again says when it was taken off."""
    need_phase(meeting, *PROVABLE)
    if command.since > command.at:
        raise Refused(r.PublicationInFuture(since=command.since))
    if command.until and command.until > command.at:
        raise Refused(r.PublicationInFuture(since=command.until))
    if command.until and command.until < command.since:
        raise Refused(r.PublicationEndsBefore(since=command.since, until=command.until))
    seat = meeting.seats.get(command.by)
    latest, norm = deadline(meeting)
    found = Publication(
        medium=command.medium,
        where=need_text(command.where, TITLE_LIMIT),
        since=command.since,
        until=command.until,
        by=need_text(command.whom or (seat.name if seat else ""), TITLE_LIMIT),
        latest=latest,
        norm=norm,
        flaws=tuple(_flaws(meeting, command, latest)),
    )
    if found in meeting.published:
        return []
    return [e.PublicationProven(publication=found, by=command.by)]


def deadline(meeting: Meeting) -> tuple[datetime | None, str]:
    """Return until when the notice has to be out, and by which paragraph; None: no period."""
    urgent = meeting.notice is not None and meeting.notice.urgent
    law, key = meeting.law(), "notice.urgent" if urgent else "public.notice"
    days = law.notice.urgent_days_before if urgent else law.number(key)
    if days is None or meeting.starts is None:
        return None, law.norm("public.notice")
    return latest_publication(meeting.starts, days, ZoneInfo(meeting.time_zone)), law.norm(key)


def _flaws(
    meeting: Meeting, command: c.ProvePublication, latest: datetime | None
) -> Iterator[NoticeFlaw]:
    if latest and command.since > latest:
        yield NoticeFlaw.LATE
    wanted = meeting.law().word("public.notice.medium")
    if wanted and command.medium != wanted:
        yield NoticeFlaw.MEDIUM
    if command.until and meeting.starts and command.until < meeting.starts:
        yield NoticeFlaw.REMOVED_EARLY


def published(before: tuple[Publication, ...], publication: Publication) -> tuple[Publication, ...]:
    """Return the proofs with one more; of the same place only the last counts."""
    place = (publication.medium, publication.where)
    return (*(one for one in before if (one.medium, one.where) != place), publication)
