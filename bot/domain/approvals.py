# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which resolutions need the approval of the supervisory authority (Genehmigungsvorbehalt).

The law names matters, not titles. Rules ``approval.<name>`` say by which words such a matter is
known; what matches is proposed to the office with the paragraph, and the office decides: it knows
whether the amount is within what is free of approval.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.followup import is_resolution
from bot.domain.ids import BallotId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.rulebook import APPROVAL, TERM_END


def reasons(meeting: Meeting, ballot: Ballot) -> tuple[str, ...]:
    """Return the keys of the rules whose words stand in the item's title or the wording."""
    item = meeting.item_named(ballot.item) if ballot.item else None
    motion = meeting.motion_decided_by(ballot)
    text = _plain(f"{item.title if item else ''} {motion.text if motion else ballot.subject.text}")
    law = meeting.law()
    return tuple(
        key
        for key in law.values
        if key.startswith(APPROVAL)
        and any(_plain(term) in text for term in law.word(key).split(TERM_END))
    )


def to_examine(meeting: Meeting) -> Iterator[BallotId]:
    """Yield the adopted resolutions that need approval by their words, and nobody has noted it."""
    for ballot in meeting.ballots.values():
        paperwork = meeting.paperwork
        adopted = is_resolution(ballot) and ballot.result is not None and ballot.result.adopted
        if not adopted or not paperwork.stands(ballot.id) or ballot.id in paperwork.supervision:
            continue
        if reasons(meeting, ballot):
            yield ballot.id


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
