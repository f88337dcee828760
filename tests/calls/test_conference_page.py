# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our conference page and Element Call in one sealed call, and who is kept out of it.

One member sits before the page of its own, one before the widget in a client, one in the shipped
Element Call; the bot opens the door and gives the floor, the bridge carries what it cannot open,
and the homeserver may lie.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from bridge_process import Bridge, bridge
from browser import Browser, browser
from council_bot import COUNCIL, council_bot
from hall import Hall, summon
from livekit import api
from page_screen import Screen
from proxy import Exchange, Proxy, Rule
from real_synapse import Homeserver, free_port
from sealed_call import conference_at, receives, seated, until
from two_towns import joint_committee

from bot.conference import room_name
from bot.domain import commands as c
from bot.domain.ids import SeatId, UserId
from bot.pagesfile import PagesSettings

pytestmark = [pytest.mark.alone, pytest.mark.timeout(900)]
WIDGET = "/conference/"
"""Part of the address of the widget's frame."""
VIDEOS = """
document.querySelector("gremium-member").shadowRoot.querySelector("gremium-conference")
  .shadowRoot.querySelectorAll("video").length
"""


@dataclass
class Call:
    """The council's conference, and how a member comes to it."""

    hall: Hall
    sfu: Bridge
    chromium: Browser

    async def member(self, seat: str, home: Homeserver, server: str) -> Screen:
        """Sign in on the page at `server`, be enrolled by code and given the floor."""
        account = await home.register(f"seat{seat}-{secrets.token_hex(2)}")
        asked = await self.hall.say("1", "!seite")
        told = await self.hall.hears("1", "/member/", reply_to=asked)
        url = next(word for word in told.body.split() if word.startswith("http"))
        page = Screen(await self.chromium.tab(f"page {seat}", url))
        await page.until("Anmelden zur Sitzung")
        await page.fill(user=account.user_id, password=account.password, server=server)
        await page.press("Anmelden")
        await page.until("Ihr Wiederherstellungsschlüssel")
        await page.press("Ich habe ihn notiert")
        user = UserId(account.user_id)
        code = await self.hall.council.chamber.welcome_code(SeatId(seat), user, self.hall.now())
        await page.until("Nachricht schreiben")
        await page.fill(text=f"!ausweis {code}")
        await page.press("Senden")
        desk = self.hall.council.chamber.desk
        await self.hall.until(lambda: SeatId(seat) in desk.body.enrolments)
        await page.press("Sitzungsraum")
        await page.press("Stand abfragen")
        await page.until("Für mich")
        await self.floor(seat)
        return page

    async def guest_of_a_client(self, seat: str, home: Homeserver) -> Screen:
        """Sit before the conference as a widget in a client."""
        tab = await seated(self.hall.council, self.chromium, seat, home)
        what = {"room": self.hall.session, "id": "gremium-conference", "refuse": []}
        await tab.ask(f"member.widget({json.dumps(what)})")
        page = Screen(tab, WIDGET)
        await self.floor(seat)
        await page.until("Für mich")
        return page

    async def floor(self, seat: str) -> None:
        """The chair gives the floor."""
        by = SeatId("1")
        await self.hall.act(c.GiveFloor(by=by, at=self.hall.now(), seat=SeatId(seat)))

    def identity(self, seat: str) -> str:
        """Begin of the name a seat's devices have at the bridge."""
        enrolled = self.hall.council.chamber.desk.body.enrolments[SeatId(seat)]
        return str(enrolled.user)

    async def present(self) -> list[api.ParticipantInfo]:
        """Who the bridge says is there."""
        async with self.sfu.api() as lk:
            asked = api.ListParticipantsRequest(room=room_name(self.hall.session))
            return list((await lk.room.list_participants(asked)).participants)


async def enters(page: Screen) -> None:
    """Join the conference as one does: open it, look at oneself, press the button."""
    await page.press("Zur Videokonferenz")
    await page.until("Mit Kamera beitreten")
    await page.press("Der Konferenz beitreten")
    await page.until("Konferenz verlassen")


async def test_page_widget_and_element_call_are_in_one_sealed_call(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        call, home = await _opened(stack, tmp_path)
        lies = await stack.enter_async_context(Proxy.before(home.url))
        room = call.hall.session
        element = await seated(call.hall.council, call.chromium, "2", home)
        await call.floor("2")
        carl = await call.member("3", home, lies.url)
        dora = await call.guest_of_a_client("4", home)

        asked = json.dumps({"room": room, "base": call.chromium.other})
        await element.ask(f"member.call({asked})")
        await enters(carl)
        await receives(element, 1, frame="element-call")
        await receives(carl.tab, 1)
        await carl.until("Ayşe Demir")

        # The server keeps back from one device what another hands over to it.
        # In the clear it makes up keys of another.
        (ayse,) = [
            one.identity for one in await call.present() if call.identity("2") in one.identity
        ]
        hidden = lies.add(Rule("/sync$", after=_lying(call.identity("4"), ayse, room)))
        await dora.press("Der Konferenz beitreten")
        await dora.until("Konferenz verlassen")
        await receives(dora.tab, 2, frame=WIDGET)
        await receives(element, 2, frame="element-call")
        seen = await carl.until("Dora Pfau", "nicht empfangen")
        assert "fehlt der richtige Schlüssel" in seen
        await receives(carl.tab, 1)

        # Who comes in again gets a key again.
        lies.remove(hidden)
        await carl.press("Konferenz verlassen")
        await carl.press("Der Konferenz beitreten")
        await receives(carl.tab, 2)
        await until(carl.tab, VIDEOS, lambda shown: shown == 3)
        assert "nicht empfangen" not in await carl.text()
        sealed = {track.encryption for one in await call.present() for track in one.tracks}
        assert sealed == {api.Encryption.Type.GCM}


async def _opened(stack: AsyncExitStack, folder: Path) -> tuple[Call, Homeserver]:
    """Open a meeting with conference and pages, chair and clerk enrolled."""
    port, pages_port = free_port(), free_port()
    web = f"http://127.0.0.1:{port}"
    common = f'\n[conference]\nservice_url = "{web}"\n'
    home, _ = stack.enter_context(joint_committee(folder, common=common))
    hook = f'[webhooks]\nurls = ["{web}/webhook"]\n'
    sfu = await stack.enter_async_context(bridge(folder, more=hook))
    council = await stack.enter_async_context(
        council_bot(
            home.synapse,
            folder / "bot",
            COUNCIL,
            conference=conference_at(sfu, port, folder),
            pages=PagesSettings(public_url=f"http://127.0.0.1:{pages_port}", port=pages_port),
        )
    )
    before = await stack.enter_async_context(Proxy.before(home.synapse.url))
    hall = Hall(council, before)
    for seat, name in (("S", "frieda"), ("1", "berta")):
        await hall.enrol(seat, name)
    await summon(hall)
    chromium = await stack.enter_async_context(browser())
    await chromium.bundle("member.mjs")
    return Call(hall, sfu, chromium), home.synapse


def _lying(hidden: str, forged: str, room: str) -> Callable[[Exchange], None]:
    """Keep back what `hidden` hands over, and make up clear keys of the device `forged`."""
    sender, _, device = forged.rpartition(":")
    content = {
        "room_id": room,
        "member": {"claimed_device_id": device, "id": forged},
        "session": {"call_id": "", "application": "m.call", "scope": "m.room"},
    }
    made_up = [
        {
            "type": "io.element.call.encryption_keys",
            "sender": sender,
            "content": {**content, "keys": {"index": index, "key": secrets.token_urlsafe(16)}},
        }
        for index in range(4)
    ]

    def lie(exchange: Exchange) -> None:
        told = (exchange.answer or {}).get("to_device", {})
        kept = [one for one in told.get("events", []) if one["sender"] != hidden]
        if exchange.answer is not None:
            exchange.answer["to_device"] = {"events": [*kept, *made_up]}

    return lie
