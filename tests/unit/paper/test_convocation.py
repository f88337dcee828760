# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the minutes say of the invitation: when receipt is reckoned, and from whom it is proven."""

from __future__ import annotations

from council import AYSE, INVITED, NOW, UWE, VOTERS, roll_call

from bot.domain import events as e
from bot.domain.ids import SeatId
from bot.domain.minutes import Part, minutes
from bot.domain.records import Recorded
from bot.paper.document import Letterhead
from bot.paper.render import minutes_html


def has_it(seat: SeatId) -> e.InvitationReceived:
    return e.InvitationReceived(seat=seat, by=seat, received=NOW, full_days=8, kept=True)


def told(*happened: e.Event) -> str:
    events = [one for one in happened if isinstance(one, e.MeetingEvent)]
    records = [Recorded(seq=n, at=NOW, event=one) for n, one in enumerate(events, 1)]
    return minutes_html(minutes(records), Part.PUBLIC, Letterhead())


def test_the_reckoned_day_is_no_proof_of_receipt() -> None:
    text = told(*INVITED)
    assert "ging an 9 Personen hinaus; ihr Zugang ist spätestens" in text
    assert "Der Zugang ist bei 0 von 9 belegt." in text


def test_who_has_said_so_proves_it_and_who_came_without_objecting_cures_the_want() -> None:
    came = roll_call(*VOTERS[:-1])
    text = told(*INVITED, has_it(AYSE), has_it(VOTERS[-1]), *came)
    assert "bei 2 von 9 belegt; von den übrigen sind 7 ohne Rüge erschienen." in text
    one = told(*INVITED, *(has_it(seat) for seat in VOTERS if seat != UWE), *came)
    assert "bei 8 von 9 belegt; von den übrigen ist eine Person ohne Rüge erschienen." in one


def test_where_everybody_has_said_so_all_of_it_is_proven() -> None:
    assert "Der Zugang ist bei allen belegt." in told(*INVITED, *map(has_it, VOTERS))
