# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The council's conference with everything real: homeserver, bot, bridge, and members at pages.

async with AsyncExitStack() as stack:
    call = await opened(stack, tmp_path, COUNCIL)
    carl = await call.at_the_page("3")
"""

from __future__ import annotations

import json
import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bridge_process import Bridge, bridge
from browser import Browser, Tab, browser
from council_bot import CouncilBot, council_bot
from livekit import api
from page_screen import PATIENCE, Screen
from real_synapse import Homeserver, free_port, running_synapse
from sealed_call import conference_at, seated

from bot.conference import room_name
from bot.domain import commands as c
from bot.domain.ids import SeatId, UserId
from bot.effects import Place
from bot.pagesfile import PagesSettings
from bot.store import TIMER

ELEMENT_CALL = "element-call"
"""Part of the address of Element Call's frame."""


@dataclass
class CouncilCall:
    """A council with a conference, and how its members come to it."""

    council: CouncilBot
    sfu: Bridge
    chromium: Browser
    home: Homeserver

    async def at_the_page(self, seat: str, *, server: str = "") -> Screen:
        """Sign in on the page of one's own, and be enrolled by a code typed there.

        `server` leads the page to its homeserver by another way, such as a proxy.
        """
        account = await self.home.register(f"seat{seat}-{secrets.token_hex(2)}")
        page = Screen(await self.chromium.tab(f"page {seat}", self.address()))
        await page.sign_in(account.user_id, account.password, server or self.home.url)
        user = UserId(account.user_id)
        code = await self.council.chamber.welcome_code(SeatId(seat), user, self.council.clock())
        await page.write(f"!ausweis {code}")
        await self.council.until(
            lambda: SeatId(seat) in self.council.chamber.desk.body.enrolments, PATIENCE
        )
        await page.press("Sitzungsraum")
        return page

    def address(self) -> str:
        """Where the bot says that members find their page."""
        told = self.council.chamber.reception._hearing._answering._page
        assert told is not None
        return f"{told}&lang=de"

    async def in_a_client(self, seat: str) -> Tab:
        """Sit before a client of one's own, enrolled by a code typed there."""
        return await seated(self.council, self.chromium, seat, self.home)

    async def widget(self, tab: Tab, name: str, place: Place = Place.SESSION) -> Screen:
        """Show one of the bot's widgets of a room in a client, in place of any other."""
        what = {"room": self.council.room(place), "id": f"gremium-{name}", "refuse": []}
        await tab.ask(f"member.widget({json.dumps(what)})")
        return Screen(tab, f"/{name}/")

    async def element_call(self, tab: Tab, place: Place = Place.SESSION) -> None:
        """Join by Element Call in a client."""
        asked = {"room": self.council.room(place), "base": self.chromium.other}
        await tab.ask(f"member.call({json.dumps(asked)})")

    async def floor(self, seat: str) -> None:
        """The chair gives the floor."""
        given = c.GiveFloor(by=SeatId("1"), at=self.council.clock(), seat=SeatId(seat))
        await self.council.chamber.desk.submit(given, TIMER)
        await self.council.settle()

    def user(self, seat: str) -> str:
        """Whose devices have names at the bridge that begin so."""
        return str(self.council.chamber.desk.body.enrolments[SeatId(seat)].user)

    async def present(self, place: Place = Place.SESSION) -> list[api.ParticipantInfo]:
        """Who the bridge says is there."""
        async with self.sfu.api() as lk:
            asked = api.ListParticipantsRequest(room=room_name(self.council.room(place)))
            return list((await lk.room.list_participants(asked)).participants)


async def informed(page: Screen, *words: str) -> None:
    """Ask for the state of the meeting, unless the bot has told it already."""
    await page.until_each("gremium-panel", "one.model.view !== null", bool)
    if not all(await page.each("gremium-panel", "one.model.view !== null")):
        await page.press("Stand abfragen")
    await page.until(*words)


async def joins(page: Screen) -> None:
    """Join the conference that is before one's eyes."""
    await page.until("Mit Kamera beitreten")
    await page.press("Der Konferenz beitreten")
    await page.until("Konferenz verlassen")


async def leaves(page: Screen) -> None:
    """Leave it, for where one looks at oneself."""
    await page.press("Konferenz verlassen")
    await page.until("Der Konferenz beitreten")


async def opened(stack: AsyncExitStack, folder: Path, council: str) -> CouncilCall:
    """Run homeserver, bridge, bot with pages, and a browser, until the stack ends."""
    port, pages_port = free_port(), free_port()
    web = f"http://127.0.0.1:{port}"
    home = stack.enter_context(running_synapse(folder / "homeserver", conference=web))
    hook = f'[webhooks]\nurls = ["{web}/webhook"]\n'
    sfu = await stack.enter_async_context(bridge(folder, more=hook))
    made = await stack.enter_async_context(
        council_bot(
            home,
            folder / "bot",
            council,
            conference=conference_at(sfu, port),
            pages=PagesSettings(public_url=f"http://127.0.0.1:{pages_port}", port=pages_port),
        )
    )
    chromium = await stack.enter_async_context(browser())
    await chromium.bundle("member.mjs")
    return CouncilCall(made, sfu, chromium, home)
