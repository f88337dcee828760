# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One body of a running bot: its desk, rooms, stage and reception, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from bot.answering import Answering
from bot.archive import Archive
from bot.chambers import Chambers, DirectRooms
from bot.chat.grammar import Addressee
from bot.comparisons import Comparisons
from bot.council import Council
from bot.counting import Counting
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.events import Event
from bot.domain.ids import DeviceId, Key, SeatId, UserId
from bot.domain.refusals import LawUnknown, Refused
from bot.domain.roster import Body, Distrust
from bot.domain.rules import Rules, confirmed
from bot.effects import Line
from bot.filework import FileWork
from bot.guests import Guests
from bot.hearing import Hearing
from bot.incidents import Incidents
from bot.matrix.events import DeviceFacts
from bot.matrix.gateway import Gateway
from bot.pacing import Pacing
from bot.paper.document import Letterhead
from bot.partners import Partners
from bot.polling import Polling
from bot.postbox import Postbox
from bot.profiles import NoLawOnDay
from bot.reception import Reception
from bot.registry import Registry
from bot.reminding import Reminding
from bot.replies import Heard, Replies
from bot.rumours import Rumours, may_be_in
from bot.seals import Seals
from bot.signed import signing
from bot.signinlinks import SignInLinks
from bot.stage import Stage
from bot.store import OPERATOR, Journal
from bot.texts import Texts
from bot.uploads import Uploads

PageOf = Callable[[Chambers], str | None]
UNENROLLED = (Distrust.STRANGER, Distrust.SUSPENDED)
"""Nobody of the body: told how to be enrolled (anew), by a device of whatever standing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chamber:
    """A body at work."""

    council: Council
    desk: Desk
    rooms: Chambers
    stage: Stage
    reception: Reception
    replies: Replies
    registry: Registry
    comparisons: Comparisons
    archive: Archive
    partners: Partners
    links: SignInLinks
    guests: Guests
    page: str | None
    """Where members sign in in the browser; None if no pages are served."""
    reminding: Reminding
    postbox: Postbox

    def user(self, user: str) -> UserId:
        return UserId(user)

    async def introduce(self, room: str) -> None:
        """Say in a direct room for which body it is."""
        body = self.desk.body
        await self.replies.announce(room, body.language, Line("say.room_of", {"body": body.name}))

    def knows(self, user: str) -> bool:
        """Tell whether ``user`` is enrolled, holds an open code or stands in the council file."""
        body, wanted = self.desk.body, UserId(user)
        return (
            body.seat_of(wanted) is not None
            or any(code.user == wanted for code in body.codes.values())
            or any(d.user == wanted for known in body.devices.values() for d in known)
            or wanted in self.council.users.values()
        )

    def may_receive(self, room: str, user: str, device: DeviceFacts) -> bool:
        """Tell whether a device may have the keys of one of this body's rooms.

        In the body's rooms only devices that speak for a seat. In a direct room also those of a
        person not enrolled yet, or suspended: nothing confidential is said to them. Any other
        device reads a warning about itself, and nothing else.
        """
        partner = self.rooms.direct_partner(room)
        judged = self.desk.body.judge(
            UserId(device.user),
            DeviceId(device.device_id),
            Key(device.ed25519),
            Key(device.master) if device.master else None,
        )
        if partner is not None:
            open_to = not isinstance(judged, Distrust) or judged in UNENROLLED
            return partner == user and (open_to or self.rooms.warns(user))
        place = self.rooms.place(room)
        if place is None or isinstance(judged, Distrust):
            return False
        return may_be_in(self.desk, place, judged)

    def belongs(self, room: str) -> list[str]:
        """Return who is entitled to read a room of this body, by the journal alone.

        A server that says a member has left cannot keep the member from reading.
        """
        place, body = self.rooms.place(room), self.desk.body
        if place is None:
            return []
        return [
            user
            for seat in body.seats
            if may_be_in(self.desk, place, seat)
            for user in body.users_of(seat)
        ]

    async def welcome_code(self, seat: SeatId, user: UserId, at: datetime) -> str:
        """Issue an enrolment code in the operator's name, for the first clerk or chair."""
        heard = Heard(
            event_id="operator",
            room="operator",
            user=user,
            seat=None,
            at=at,
            language=self.desk.body.language,
        )
        code = await self.registry.issue_code(user, seat, heard, c.OPERATOR)
        await self.registry.invite_to_talk(user)
        return code


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all bodies of one bot have in common."""

    gateway: Gateway
    journal: Journal[Event]
    texts: Texts
    data: Path
    journal_key: str
    page: PageOf
    """Where the members of a body find their page, if pages are served."""
    room_version: str | None
    now: Callable[[], datetime]
    direct: DirectRooms = field(default_factory=DirectRooms)


async def open_chamber(council: Council, house: House) -> Chamber:
    """Fold a body's journal, bring it in line with the council file, and open its rooms."""
    gateway, journal = house.gateway, house.journal
    desk = Desk(journal, council.body, house.now)
    desk.rules_for = partial(rules_of, council)
    await desk.open()
    await _follow_file(desk, council, house.journal_key)
    texts = house.texts.in_zone(council.time_zone)
    rooms = Chambers(gateway, journal, lambda: desk.body, house.direct)
    await rooms.open(texts, version=house.room_version)
    letterhead = Letterhead(
        municipality=council.municipality,
        arms=council.arms,
        address=council.address,
        privacy=council.privacy,
    )
    archive = Archive(
        journal=journal, body=council.body, folder=house.data, letterhead=lambda: letterhead
    )
    sign = signing(journal.vouch)
    replies = Replies(gateway, texts, sign)
    incidents = Incidents(desk, replies, rooms)
    comparisons = Comparisons(desk=desk, gateway=gateway, chambers=rooms, replies=replies)
    registry = Registry(
        desk=desk, gateway=gateway, chambers=rooms, replies=replies, comparisons=comparisons
    )
    page = house.page(rooms)
    links = SignInLinks(
        desk=desk,
        gateway=gateway,
        chambers=rooms,
        replies=replies,
        incidents=incidents,
        page=page,
    )
    guests = Guests(desk=desk, chambers=rooms, replies=replies, registry=registry, now=house.now)
    answering = Answering(
        desk=desk,
        replies=replies,
        registry=registry,
        comparisons=comparisons,
        archive=archive,
        files=FileWork(
            desk=desk,
            replies=replies,
            archive=archive,
            uploads=Uploads(gateway.download_encrypted),
        ),
        seals=Seals(desk, replies, incidents),
        rules_for=partial(rules_of, council),
        links=links,
        guests=guests,
        page=page,
    )
    polling = Polling(desk, rooms)
    partners = Partners(desk=desk, gateway=gateway, chambers=rooms)
    pacing = Pacing()
    counting = Counting(
        desk=desk,
        gateway=gateway,
        replies=replies,
        incidents=incidents,
        polling=polling,
        partners=partners,
        pacing=pacing,
    )
    hearing = Hearing(
        desk=desk,
        replies=replies,
        incidents=incidents,
        answering=answering,
        counting=counting,
        polling=polling,
        addressee=Addressee(user=gateway.user_id),
    )
    reception = Reception(
        desk=desk,
        chambers=rooms,
        replies=replies,
        incidents=incidents,
        registry=registry,
        rumours=Rumours(desk=desk, chambers=rooms, incidents=incidents, own_user=gateway.user_id),
        comparisons=comparisons,
        hearing=hearing,
        polling=polling,
        links=links,
    )
    stage = Stage(
        desk=desk,
        gateway=gateway,
        chambers=rooms,
        texts=texts,
        make_paper=archive.make,
        pacing=pacing,
        sign=sign,
    )
    stage.attachment = archive.attachment
    await stage.invitations.open()
    return Chamber(
        council=council,
        desk=desk,
        rooms=rooms,
        stage=stage,
        reception=reception,
        replies=replies,
        registry=registry,
        comparisons=comparisons,
        archive=archive,
        partners=partners,
        links=links,
        guests=guests,
        page=page,
        reminding=Reminding(desk),
        postbox=Postbox(desk=desk, archive=archive, texts=texts, settings=council.mail),
    )


def rules_of(council: Council, body: Body, day: date) -> Rules:
    """Return what holds for the body on ``day``, with what its office has confirmed.

    Raises `bot.domain.refusals.Refused` for a day before the profile begins.
    """
    try:
        law = council.law.on(day)
    except NoLawOnDay as error:
        raise Refused(LawUnknown(day=error.day, since=error.since)) from None
    rules = replace(law, device_admission_allowed=body.device_admission)
    return confirmed(rules, body.confirmations)


async def _follow_file(desk: Desk, council: Council, journal_key: str) -> None:
    """Establish the body, or take changes of the council file over into the journal."""
    at = desk.now()
    if not desk.body.established:
        establish = c.EstablishBody(
            by=c.OPERATOR,
            at=at,
            body=council.body,
            name=council.name,
            municipality=council.municipality,
            kind=council.kind,
            land=council.land,
            statutory_members=council.statutory_members,
            language=council.language,
            time_zone=council.time_zone,
            journal_key=Key(journal_key),
            seats=council.seats,
        )
        await desk.submit(establish, OPERATOR)
    else:
        charter = c.ChangeCharter(
            by=c.OPERATOR,
            at=at,
            name=council.name,
            municipality=council.municipality,
            statutory_members=council.statutory_members,
            language=council.language,
        )
        await desk.submit(charter, OPERATOR)
        for seat in council.seats:
            await desk.submit(c.FillSeat(by=c.OPERATOR, at=at, seat=seat), OPERATOR)
    admission = c.SetDeviceAdmission(by=c.OPERATOR, at=at, allowed=council.device_admission)
    await desk.submit(admission, OPERATOR)
