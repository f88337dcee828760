# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What servers say about rooms, keys and the bot itself, compared with what the journal knows.

None of it changes who may read or vote; that stands in the journal. But people must hear of it: a
member whom a server has taken out of the room does not see the question that is put.
"""

from __future__ import annotations

from bot.chambers import Chambers
from bot.desk import Desk
from bot.domain.ids import SeatId, UserId
from bot.effects import Place
from bot.incidents import Incidents
from bot.matrix.events import IdentityChanged, KeyUndelivered, MembershipSeen, Suspicious
from bot.reactions.body import places_of
from bot.replies import Heard

INSIDE = frozenset({"join", "invite"})


def may_be_in(desk: Desk, place: Place, seat: SeatId) -> bool:
    """Tell whether a seat belongs into a room, whatever the server says of who is in it."""
    known = desk.body.seats.get(seat)
    if known is None:
        return False
    secret = [m for m in desk.meetings.values() if m.running and m.non_public]
    if place is Place.CLOSED and not all(meeting.may_follow(seat) for meeting in secret):
        return False
    return place in places_of(known.role)


class Rumours:
    """Listens for one body."""

    def __init__(
        self, *, desk: Desk, chambers: Chambers, incidents: Incidents, own_user: str
    ) -> None:
        self._desk = desk
        self._chambers = chambers
        self._incidents = incidents
        self._own_user = own_user

    async def membership(self, item: MembershipSeen) -> None:
        """Report who is in a room without belonging there, or out though present."""
        place = self._chambers.place(item.room)
        if place is None:
            return
        inside = item.membership in INSIDE
        if item.user == self._own_user:
            if not inside:
                await self._report("bot_removed", item.room, item.user, str(place))
            return
        seat = self._desk.body.seat_of(UserId(item.user))
        if inside and (seat is None or self._shut_out(place, seat)):
            await self._report("stranger_inside", item.room, item.user, str(place))
        elif not inside and not item.expected and seat and self._missed(place, seat):
            await self._report("member_gone", item.room, item.user, str(place))

    async def undelivered(self, item: KeyUndelivered) -> None:
        """Report a member who cannot read a room, as the server hands out no key for a device."""
        if self._chambers.place(item.room) is not None:
            await self._report("key_undelivered", item.room, item.user)

    async def letter(self, item: Suspicious) -> None:
        """Report a message to our device that is not as its sender's device would have sent it.

        Whose it is, only the server says. A stranger's is not put on record: anybody can send it.
        """
        if self._desk.body.seat_of(UserId(item.sender)) is not None:
            await self._report(item.kind, self._chambers.room(Place.OFFICE), item.sender)

    async def identity(self, item: IdentityChanged) -> None:
        """Report that the server shows another identity for the bot itself."""
        if item.user == self._own_user:
            await self._report("own_identity", self._chambers.room(Place.OFFICE), item.user)

    def _shut_out(self, place: Place, seat: SeatId) -> bool:
        role = self._desk.body.seats[seat].role
        meeting = self._desk.current()
        recused = (
            meeting is not None and meeting.non_public and meeting.is_recused(seat, meeting.item)
        )
        return place not in places_of(role) or (place is Place.CLOSED and recused)

    def _missed(self, place: Place, seat: SeatId) -> bool:
        """Tell whether somebody present should be in the room for what goes on in it now."""
        meeting = self._desk.current()
        if meeting is None or not meeting.running or not meeting.is_present(seat):
            return False
        if place is Place.CLOSED and any(seat == recused for recused, _ in meeting.recusals):
            # We lead them out and in again ourselves; news of the one may come after the other.
            return False
        busy = place is not Place.CLOSED or meeting.non_public
        return busy and may_be_in(self._desk, place, seat)

    async def _report(self, kind: str, room: str, user: str, detail: str = "") -> None:
        seat = self._desk.body.seat_of(UserId(user))
        heard = Heard(
            event_id=f"rumour-{room}",
            room=room,
            user=user,
            seat=seat,
            at=self._desk.now(),
            language=self._desk.body.language,
        )
        await self._incidents.report(kind, heard, detail)
