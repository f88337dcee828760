# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A program that writes three entries, unless they stand, and erases one of their fields.

Usage: python erasing_writer.py ADDRESS. Run by tests that kill it on the way.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from sample_events import SIGNER

from bot.domain import events as e
from bot.domain.ids import SeatId
from bot.store import OPERATOR, Codec, Journal, NewEntry

CODEC = Codec[e.Event](e.Event)
WORD = "Bandscheibenvorfall"
AT = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)
STORY: list[NewEntry[e.Event]] = [
    NewEntry(stream="rat/1", event=event, at=AT, origin=OPERATOR)
    for event in (
        e.MemberLeft(seat=SeatId("1"), reason=""),
        e.AbsenceRecorded(seat=SeatId("2"), reason=WORD, excused=True),
        e.MemberLeft(seat=SeatId("3"), reason=""),
    )
]


def ordered(number: int, field: str) -> NewEntry[e.Event]:
    """The order to erase a field of one of these entries."""
    gone = e.ErasedField(seq=number, kind="absence_recorded", field=field)
    event = e.EntriesErased(stream="rat/1", fields=(gone,), ground="Art. 17 DSGVO")
    return NewEntry(stream="rat", event=event, at=AT, origin=OPERATOR)


async def main(address: str) -> None:
    async with await Journal.open(address, codec=CODEC, signer=SIGNER) as journal:
        if await journal.head("rat/1") is None:
            await journal.append(STORY)
        if await journal.head("rat") is None:
            await journal.erase(ordered(2, "reason"))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
