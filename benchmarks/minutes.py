# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long minutes take: ``PYTHONPATH=.:tests/support python benchmarks/minutes.py``.

Folds evenings of growing length. Time per entry must stay about the same; the last line says by
which factor it grew. Then renders the sample evening.
"""

from __future__ import annotations

from time import perf_counter

from papers import HEAD, JOURNAL, LETTERHEAD, sample
from sample_journal import DAY, ROAD, SEATS, YES, Journal, planned

from bot.domain import events as e
from bot.domain.minutes import Part, minutes
from bot.domain.values import Channel, Mode, Subject, SubjectKind, VoteMode
from bot.paper.render import render

MEMBERS = SEATS[:9]


def evening_of(ballots: int) -> Journal:
    """Return an evening with so many recorded ballots."""
    journal = planned().at("19:00", DAY)
    journal.add(e.MeetingOpened(by=MEMBERS[0].id, chair=MEMBERS[0].id))
    for seat in MEMBERS:
        arrived = e.MemberArrived(seat=seat.id, mode=Mode.HALL, channel=Channel.TEXT, late=False)
        journal.add(arrived)
    journal.add(e.ItemCalled(item=ROAD))
    votes = dict.fromkeys((seat.id for seat in MEMBERS), YES)
    for number in range(ballots):
        subject = Subject(kind=SubjectKind.PROCEDURE, text=f"Frage {number}")
        journal.ballot(ROAD, subject, votes, entitled=9, mode=VoteMode.RECORDED)
    return journal


def main() -> None:
    """Print the figures."""
    per_entry = []
    for ballots in (25, 50, 100, 200, 400):
        records = evening_of(ballots).records
        start = perf_counter()
        minutes(records)
        seconds = perf_counter() - start
        per_entry.append(seconds / len(records))
        print(
            f"fold {len(records):5} entries: {seconds * 1e3:7.1f} ms, "
            f"{per_entry[-1] * 1e6:5.1f} µs each"
        )
    print(f"per entry, longest to shortest evening: × {per_entry[-1] / per_entry[0]:.2f}")
    whole = sample()
    for part in Part:
        start = perf_counter()
        paper = render(whole, part, LETTERHEAD, journal=JOURNAL, head=HEAD)
        print(
            f"render {part.value}: {perf_counter() - start:.2f} s, {paper.pages} pages, "
            f"{len(paper.pdf) // 1024} KiB"
        )


if __name__ == "__main__":
    main()
