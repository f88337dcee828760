# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A meeting in whose non-public part everything is said that people say there: SECRET is in it all.

What the public gets of it must never hold the word.
"""

from __future__ import annotations

from datetime import date

from sample_journal import (
    CLERK,
    DIETZ,
    GUEST,
    HORN,
    KAYA,
    LAND,
    MAYOR,
    PRESENT,
    ROTH,
    STEIN,
    VOGT,
    WEBER,
    Journal,
    check,
    planned,
)

from bot.domain import events as e
from bot.domain.ids import DisturbanceId, ItemId, MeetingId
from bot.domain.values import AgendaItem, Channel, Mode, Sphere

SECRET = "Sommerfeld"
ADVISER = "Dipl.-Ing. Tom Ney"
"""Came for the non-public part alone."""
SEEN, MIXED, HIDDEN = map(DisturbanceId, ("S1", "S2", "S3"))


def behind_closed_doors() -> Journal:
    """Return the meeting up to minutes that were objected to and taken up again."""
    journal = planned().at("19:00").add(e.MeetingOpened(by=MAYOR, chair=MAYOR))
    for seat in PRESENT:
        if seat != GUEST:
            journal.add(came(seat, late=False))
    for seat in (STEIN, ROTH):
        journal.add(e.AbsenceRecorded(seat=seat, reason="Urlaub", excused=True))
    journal.add(e.RollCallClosed(check=check(7)))
    journal.at("19:10").add(
        e.DisturbanceReported(disturbance=SEEN, seat=KAYA, what="Ton weg", second_channel=False),
        e.DisturbanceJudged(disturbance=SEEN, sphere=Sphere.MEMBER, reason="WLAN zu Hause"),
        e.DisturbanceReported(disturbance=MIXED, seat=KAYA, what="Bild weg", second_channel=False),
    )
    journal.at("19:15").add(e.ChairTaken(chair=WEBER))
    journal.at("19:20").add(e.ChairTaken(chair=MAYOR), e.PublicExcluded(by=MAYOR))
    journal.at("19:25").add(
        e.ItemCalled(item=LAND),
        came(GUEST, late=True),
        e.ChairTaken(chair=WEBER),
        e.QuorumStated(check=check(6)),
        e.DisturbanceJudged(disturbance=MIXED, sphere=Sphere.MEMBER, reason=f"{SECRET} sprach"),
        e.DisturbanceReported(
            disturbance=HIDDEN, seat=KAYA, what=f"{SECRET} war nicht zu hören", second_channel=False
        ),
    )
    journal.at("19:30").add(e.MeetingInterrupted(reason=f"Anruf bei {SECRET}"))
    journal.at("19:40").add(e.MeetingResumed(by=MAYOR))
    journal.at("19:45").add(
        e.MemberLeft(seat=VOGT, reason=f"ist mit {SECRET} verwandt"),
        e.MemberLeft(seat=GUEST, reason=""),
        e.ItemClosed(item=LAND, note=f"An {SECRET}."),
    )
    return journal


def came(seat: str, *, late: bool) -> e.MemberArrived:
    return e.MemberArrived(seat=seat, mode=Mode.HALL, channel=Channel.TEXT, late=late)  # type: ignore[arg-type]


def ended(journal: Journal, *, led_by_deputy: bool = False) -> Journal:
    """Restore the public, close, and have the minutes objected to and corrected."""
    if not led_by_deputy:
        journal.at("19:50").add(e.ChairTaken(chair=MAYOR))
    journal.at("20:00").add(e.PublicRestored(by=MAYOR))
    journal.at("20:05").add(e.MeetingClosed(by=MAYOR, open_items=()))
    journal.at("09:00", date(2026, 12, 2)).add(
        e.MinutesDrafted(by=CLERK, version=1),
        e.MinutesObjected(seat=HORN, number=1, text=f"{SECRET} ist falsch geschrieben."),
        e.MinutesObjected(seat=DIETZ, number=2, text=f"{SECRET} fehlt."),
        e.MinutesObjected(seat=KAYA, number=3, text=f"{SECRET} kam später."),
        e.MinutesObjectionSettled(number=1, upheld=True, note=f"Nun {SECRET}.", by=MAYOR),
        e.MinutesObjectionSettled(number=2, upheld=False, note=f"{SECRET} steht da.", by=MAYOR),
        e.MinutesApproved(meeting=MeetingId("2026-08"), ballot=None, version=1),
        e.MinutesReopened(by=CLERK, reason=f"{SECRET} mit d."),
    )
    return journal


def entered_in_the_wrong_block() -> Journal:
    """Return a meeting with an item that was public for a moment, before anybody was invited."""
    journal, sent = Journal(), planned().records
    wrong = ItemId("i77")
    for record in sent:
        if isinstance(record.event, e.InvitationSent):
            item = AgendaItem(id=wrong, title=f"Verkauf an {SECRET}")
            journal.add(
                e.AgendaItemAdded(item=item, position=0),
                e.AgendaItemRemoved(item=wrong, reason=f"{SECRET} gehört in die andere Hälfte"),
            )
        journal.now = record.at
        journal.add(record.event)
    return journal
