# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a view shows what is counted by hand, and who has said that nobody listens in.

Whose papers have come back is known to nobody (`bot.domain.papersout`); a page names how many went
out and by when they are due. Who sits alone is told in the closed room only.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.meeting import Ballot, Meeting
from bot.domain.papersout import ballots_out
from bot.views.base import View

OUT = 6
"""How many votes by post a view carries, the oldest; the reminders name all of them."""


def postal(
    meeting: Meeting, wording: Callable[[Ballot], str], shows: Callable[[Ballot], bool]
) -> list[View]:
    """Return the votes whose papers are out (Briefabstimmung), as far as they are shown here."""
    out = [one for one in ballots_out(meeting) if shows(one)]
    return [
        {
            "id": one.id,
            "subject": one.subject.kind,
            "ref": one.subject.ref,
            "text": wording(one),
            "until": one.postal.until.isoformat(),
            "issued": one.postal.issued,
        }
        for one in out[:OUT]
        if one.postal is not None
    ]


def alone(meeting: Meeting, *, public: bool) -> View | None:
    """Return who takes part from elsewhere and has confirmed, or not, that nobody listens in.

    None in a public view, in the public part, and where the law asks nobody for it.
    """
    if public or not meeting.non_public or not meeting.law().flag("public.alone"):
        return None
    asked = [seat for seat in meeting.remote() if meeting.may_follow(seat)]
    return {
        "confirmed": [seat for seat in asked if seat in meeting.alone],
        "missing": [seat for seat in asked if seat not in meeting.alone],
    }


def tellers(meeting: Meeting) -> int:
    """Return how many tellers (Stimmzähler) have to vouch for a count."""
    return (meeting.rules.number("vote.tellers") or 0) if meeting.rules else 0


def by_post(meeting: Meeting) -> bool:
    """Tell whether papers may be sent home after the meeting."""
    return meeting.rules is not None and meeting.rules.flag("vote.postal")
