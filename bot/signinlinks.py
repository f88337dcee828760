# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One-time links with which a member signs in on the page in the browser (docs/adr/0024).

A member whose device counts asks for one in the direct room, and consents there by a reaction; with
that consent the homeserver, which can read it, hands out a token. The link goes sealed to the
devices the member's identity vouches for, and to nobody else. It opens the account, not the
council: what it makes is an unverified device, which reads nothing and counts for nothing. For
some minutes the bot looks whether more devices appear than links were given out.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlencode

from bot import qr
from bot.chambers import Chambers
from bot.desk import Desk
from bot.domain.ids import SeatId, UserId
from bot.effects import Line, Style
from bot.incidents import Incidents
from bot.matrix import signin
from bot.matrix.foreign import server_of
from bot.matrix.gateway import Gateway
from bot.matrix.http import MatrixError, Unreachable
from bot.matrix.media import TooLarge
from bot.matrix.signin import NoToken, SignInToken
from bot.replies import Heard, Replies

log = logging.getLogger(__name__)

CONSENT_WITHIN = timedelta(minutes=2)
"""From the bot's question to the reaction."""
OFTEN, WITHIN = 3, timedelta(minutes=10)
"""So many questions of one member within so long are answered."""
WATCHED = timedelta(minutes=2)
"""A device publishes its keys a little after it has signed in."""
TICK_SECONDS = 2.0
LINK_DOUBLED = "link_doubled"
"""Kind of the incident that more devices appeared than links were given out."""
PICTURE = "qr.png"
ASKS = "org.gremium.sign_in"
"""Field of the message that asks, by which the page offers a button for the reaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    user: UserId
    seat: SeatId
    at: datetime


@dataclass(slots=True, kw_only=True)
class _Watch:
    """The devices of one member since a link was given out."""

    heard: Heard
    known: frozenset[str]
    until: datetime
    links: int = 1
    seen: list[str] = field(default_factory=list)


class Reacted(Protocol):
    """A reaction: whose, to what, and which. A rumour, as any server could have written it."""

    @property
    def sender(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def key(self) -> str: ...


class SignInLinks:
    """Gives out links for one body."""

    def __init__(
        self,
        *,
        desk: Desk,
        gateway: Gateway,
        chambers: Chambers,
        replies: Replies,
        incidents: Incidents,
        page: str | None,
    ) -> None:
        """`page` is the address of the page in the browser, if there is one."""
        self._desk = desk
        self._gateway = gateway
        self._chambers = chambers
        self._replies = replies
        self._incidents = incidents
        self._page = page
        self._recent: dict[UserId, deque[datetime]] = {}
        self._questions: dict[tuple[str, str], _Question] = {}
        """By room and the message that asks."""
        self._watched: dict[UserId, _Watch] = {}

    async def ask(self, heard: Heard) -> None:
        """Ask for the member's consent, or say why there is no link."""
        reason = await self._reason_against(heard)
        if reason is not None:
            await self._replies.lines(heard, Line(reason))
            return
        line = Line("reply.link_consent", {"key": signin.KEY, "minutes": _minutes(CONSENT_WITHIN)})
        asked = await self._replies.lines(heard, line, more={ASKS: {"key": signin.KEY}})
        if asked is not None and heard.seat is not None:
            question = _Question(user=UserId(heard.user), seat=heard.seat, at=heard.at)
            self._questions[heard.room, asked] = question

    async def _reason_against(self, heard: Heard) -> str | None:
        """Return the sentence that says why `heard` gets no link, None if nothing speaks against.

        Only a pinned identity can vouch for the new device afterwards; without one the link would
        lead nowhere.
        """
        user = UserId(heard.user)
        if self._page is None:
            return "reply.no_page"
        if heard.seat is None or self._desk.body.seat_of(user) != heard.seat:
            return "reply.link_unpinned"
        if self._chambers.direct_partner(heard.room) != user:
            return "reply.link_not_here"
        if self._too_often(user, heard.at):
            return "reply.link_often"
        if server_of(heard.user) != server_of(self._gateway.user_id):
            return "reply.link_elsewhere"
        try:
            offered = await signin.offered(self._gateway.http)
        except Unreachable:
            offered = False
        return None if offered else "reply.link_not_offered"

    def _too_often(self, user: UserId, at: datetime) -> bool:
        recent = self._recent.setdefault(user, deque(maxlen=OFTEN))
        if len(recent) == OFTEN and at - recent[0] < WITHIN:
            return True
        recent.append(at)
        return False

    async def consented(self, item: Reacted, heard: Heard) -> bool:
        """Give out the link a reaction consents to. Returns whether it answers a question of ours.

        The reaction itself is a rumour, and proves nothing here: the question was put after a
        sealed word of the member, is answered once, and the homeserver, whose account it is, looks
        for the reaction in its own records.
        """
        question = self._questions.get((heard.room, item.about))
        if question is None or question.user != item.sender or not signin.consents(item.key):
            return False
        del self._questions[heard.room, item.about]
        if heard.at - question.at > CONSENT_WITHIN:
            await self._say(heard, Line("reply.link_too_late"))
            return True
        try:
            await self._give(question, heard)
        except NoToken as refused:
            key = "reply.link_often" if refused.often else "reply.link_refused"
            await self._say(heard, Line(key))
        except (MatrixError, Unreachable) as error:
            log.warning("a sign-in link could not be given out: %s", type(error).__name__)
            await self._say(heard, Line("reply.link_refused"))
        return True

    async def _give(self, question: _Question, heard: Heard) -> None:
        user = heard.user
        before = (await self._gateway.identities([user], fresh=True))[user]
        pinned = self._desk.body.enrolments.get(question.seat)
        if (
            pinned is None
            or pinned.suspended
            or (pinned.user, pinned.master)
            != (
                user,
                before.master,
            )
        ):
            # To somebody who is not enrolled (any more) the bot writes whatever device they have.
            raise NoToken
        token = await signin.token_for(self._gateway.http, heard.event_id)
        if token.user != user:
            raise NoToken
        known = frozenset(device.device_id for device in before.devices)
        self._watch(heard, known, heard.at + token.valid + WATCHED)
        address = self._address(token, heard)
        facts = {"address": address, "minutes": _minutes(token.valid)}
        await self._say(heard, Line("reply.link", facts))
        try:
            await self._replies.file(heard, qr.picture(address), mime=qr.MIME, name=PICTURE)
        except (MatrixError, Unreachable, TooLarge) as error:
            log.warning("the picture of a link could not be sent: %s", type(error).__name__)

    def _address(self, token: SignInToken, heard: Heard) -> str:
        """Return the link. All it says stands behind the ``#``, which browsers keep to themselves.

        ``until`` lets the page say that a link is too old without asking the homeserver.
        """
        said = {
            "lang": heard.language,
            "user": token.user,
            "until": int((heard.at + token.valid).timestamp()),
            "token": token.token,
        }
        return f"{self._page}&{urlencode(said)}"

    def _watch(self, heard: Heard, known: frozenset[str], until: datetime) -> None:
        user = UserId(heard.user)
        watched = self._watched.get(user)
        if watched is None:
            self._watched[user] = _Watch(heard=heard, known=known, until=until)
            return
        watched.heard, watched.until, watched.links = heard, until, watched.links + 1

    async def run(self) -> None:
        """Look at the devices of who got a link, until cancelled."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            await self.look(self._desk.now())

    async def look(self, now: datetime) -> None:
        """Tell members, and the office if need be, of devices that appeared since their links."""
        for room_and_message, question in list(self._questions.items()):
            if now - question.at > 2 * CONSENT_WITHIN:
                del self._questions[room_and_message]
        for user, watched in list(self._watched.items()):
            try:
                await self._look_at(user, watched)
            except (MatrixError, Unreachable) as error:
                log.warning("devices could not be looked at: %s", type(error).__name__)
            if now > watched.until:
                del self._watched[user]

    async def _look_at(self, user: UserId, watched: _Watch) -> None:
        identity = (await self._gateway.identities([user]))[user]
        appeared = [
            device.device_id
            for device in identity.devices
            if device.device_id not in watched.known and device.device_id not in watched.seen
        ]
        for device in appeared:
            watched.seen.append(device)
            await self._appeared(watched, device)

    async def _appeared(self, watched: _Watch, device: str) -> None:
        line = Line("reply.link_used", {"device": device}, Style.WARNING)
        await self._replies.privately(
            watched.heard.room, watched.heard, line, kind=f"used{len(watched.seen)}"
        )
        if len(watched.seen) > watched.links:
            await self._incidents.report(LINK_DOUBLED, watched.heard, device)

    async def _say(self, heard: Heard, line: Line) -> None:
        await self._replies.privately(heard.room, heard, line, kind="link")


def _minutes(span: timedelta) -> int:
    return int(span / timedelta(minutes=1))
