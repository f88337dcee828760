# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which fields of which kinds of event may some day be erased (Löschung, Art. 17 DSGVO).

Only free text about people stands here, and only what no handler, count, deadline or order reads:
votes, sums, rounds, attendance, quorum and wordings that were voted on are in no row, and
`bot.store.verify` refuses an entry that withholds anything else. These fields are committed to one
by one (see `chain`), so that one can go while all others stay proved.

The table only grows: what was written down in the form it tells stays readable for decades.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.store.entries import Entry

ORDER = "entries_erased"
"""Kind of the entry that orders erasures; it stands in the stream of the body."""
ERASED = "[gelöscht / deleted]"
"""What is read in the place of an erased field."""

ERASABLE: Mapping[str, tuple[str, ...]] = {
    "absence_recorded": ("reason",),
    "circulation_recused": ("reason",),
    "enrolment_revoked": ("reason",),
    "invitation_mailed": ("detail",),
    "member_left": ("reason",),
    "minutes_objected": ("text",),
    "minutes_text_set": ("text",),
    "notice_objected": ("reason",),
    "order_measure_taken": ("reason",),
    "question_answered": ("text",),
    "question_registered": ("name", "text"),
    "recusal_declared": ("reason",),
    "seat_vacated": ("reason",),
    "statement_recorded": ("text",),
}
"""Kind of event to the names of its fields, all of them text."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One field of one entry."""

    stream: str
    seq: int
    field: str


def erased_in(entry: Entry) -> tuple[Place, ...]:
    """Return the fields of the entry that were erased."""
    if entry.body is None:
        return ()
    gone = entry.body.withheld.keys() - entry.body.blinds.keys()
    return tuple(Place(entry.stream, entry.seq, name) for name in sorted(gone))


def ordered_by(entry: Entry) -> tuple[Place, ...]:
    """Return what an order of erasures names; nothing if the entry is none.

    Raises ValueError if it is one and cannot be read.
    """
    if entry.body is None or entry.body.kind != ORDER:
        return ()
    try:
        stream, fields = entry.body.payload["stream"], entry.body.payload["fields"]
        return tuple(Place(str(stream), int(one["seq"]), str(one["field"])) for one in fields)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"an order of erasures that cannot be read ({error!r})") from error
