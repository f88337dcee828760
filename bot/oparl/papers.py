# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Papers and files of a meeting the public may read: drafts, motions, papers, approved minutes.

A draft or motion is public once its item was called before the public (or with the invitation, if
the body says so); a file somebody has handed in only if the body says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.ids import ItemId, SeatId
from bot.domain.minutes import AgendaLine, AmendmentRecord, MotionRecord
from bot.domain.paperwork import Attached
from bot.domain.released import Released
from bot.domain.values import Result
from bot.oparl.held import Content, Held, Kind

PLAIN = "text/plain; charset=utf-8"
DRAFT, MOTION, AMENDMENT = "Beschlussvorlage", "Antrag", "Änderungsantrag"
RELEASED = "Bekannt gegebener Beschluss"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFile:
    """One file of a meeting, under its path below ``content/``."""

    held: Held
    path: str
    name: str
    content: Content
    size: int | None = None
    sha512: str = ""
    since: datetime | None = None
    """Since when the public may read it, if that is not since the meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a decision is asked for with, or was brought in beside it."""

    held: Held
    item: ItemId | None
    """None where the item itself is not public."""
    path: str
    name: str
    type: str
    reference: str
    day: datetime
    files: tuple[PublicFile, ...]
    worded: bool
    """Whether the first of the files is its wording."""
    decided: bool = False
    movers: tuple[SeatId, ...] = ()
    amends: str = ""
    """Path of the paper it changes."""
    result: Result | None = None
    """How a resolution was voted on whose ballot is not public."""
    since: datetime | None = None
    """Since when the public may read it, if that is not since the meeting."""


def papers(one: Held, *, early: bool) -> Iterator[Paper]:
    """Return the papers of a meeting that are public, in the order of the agenda."""
    for line in one.value.agenda:
        if line.item.public and (early or one.treated(line.item.id)):
            yield from _draft(one, line, early=early)
            record = one.record(line.item.id)
            for motion in record.motions if record else ():
                yield from _moved(one, line, motion)
    for made in one.value.released:
        yield _released(one, made.what, made.released, made.at)
    for known in one.value.announced:
        if known.circulation:  # no meeting it could be looked for in but the one that was told
            yield _released(one, known.circulation, known, None)


def approved(one: Held) -> PublicFile:
    """Return the approved minutes of the public part, which anybody may read."""
    meeting, approval = one.value.meeting, one.value.approval
    name = f"niederschrift-{meeting}.pdf"
    content = Content(kind=Kind.MINUTES, meeting=meeting, mime="application/pdf", name=name)
    version = approval.version if approval else 0
    path = f"{meeting}/niederschrift-{version}.pdf"
    return PublicFile(held=one, path=path, name=one.value.title, content=content)


def _draft(one: Held, line: AgendaLine, *, early: bool) -> Iterator[Paper]:
    """The draft resolution with what was handed in on the item."""
    path = f"{one.value.meeting}-{line.item.id}"
    record = one.record(line.item.id)
    text = line.item.text
    attached = [known for known in one.value.attached if known.item == line.item.id]
    worded = [_wording(one, str(line.item.id), DRAFT, text)] if text else []
    handed_in = [_attached(one, known) for known in attached] if early else []
    if worded or handed_in:
        yield Paper(
            held=one,
            item=line.item.id,
            path=path,
            name=line.item.title,
            type=DRAFT,
            reference=f"{one.value.meeting}/{line.item.id}",
            day=one.created,
            files=(*worded, *handed_in),
            worded=bool(worded),
            decided=any(ballot.result for ballot in record.ballots) if record else False,
        )


def _moved(one: Held, line: AgendaLine, motion: MotionRecord) -> Iterator[Paper]:
    yield _paper_of(one, line, motion, MOTION, "")
    for amendment in motion.amendments:
        yield _paper_of(one, line, amendment, AMENDMENT, f"{one.value.meeting}-{motion.id}")


def _paper_of(
    one: Held, line: AgendaLine, moved: MotionRecord | AmendmentRecord, type: str, amends: str
) -> Paper:
    return Paper(
        held=one,
        item=line.item.id,
        path=f"{one.value.meeting}-{moved.id}",
        name=f"{type} {moved.id}: {line.item.title}",
        type=type,
        reference=f"{one.value.meeting}/{moved.id}",
        day=moved.at,
        files=(_wording(one, str(moved.id), type, moved.text),),
        worded=True,
        decided=moved.adopted is not None,
        movers=_movers(moved),
        amends=amends,
    )


def _released(one: Held, what: str, known: Released, since: datetime | None) -> Paper:
    """What was decided without the public and made known: of the release, nothing of the item."""
    return Paper(
        held=one,
        item=None,
        path=f"{one.value.meeting}-{what}",
        name=known.title,
        type=RELEASED,
        reference=known.number,
        day=known.decided,
        files=(replace(_wording(one, what, RELEASED, _told(known)), since=since),),
        worded=True,
        decided=True,
        result=known.result,
        since=since,
    )


def _told(known: Released) -> str:
    """Return what everybody may read: the wording, or office and name of who was elected."""
    elected = known.elected
    return f"{elected.office}: {elected.elected}" if elected else known.text


def _movers(moved: MotionRecord | AmendmentRecord) -> tuple[SeatId, ...]:
    return tuple(person.seat for person in (moved.mover, *moved.joined))


def _wording(one: Held, ref: str, type: str, text: str) -> PublicFile:
    data = text.encode()
    meeting = one.value.meeting
    return PublicFile(
        held=one,
        path=f"{meeting}/{ref}.txt",
        name=f"{type} {ref}",
        content=Content(
            kind=Kind.TEXT, meeting=meeting, mime=PLAIN, name=f"{meeting}-{ref}.txt", text=text
        ),
        size=len(data),
        sha512=hashlib.sha512(data).hexdigest(),
    )


def _attached(one: Held, known: Attached) -> PublicFile:
    meeting = one.value.meeting
    return PublicFile(
        held=one,
        path=f"{meeting}/{known.item}-{known.digest[:16]}",
        name=known.name,
        content=Content(
            kind=Kind.PAPER,
            meeting=meeting,
            mime=known.mime,
            name=known.name,
            digest=known.digest,
        ),
        size=known.size,
    )
