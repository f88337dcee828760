# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The panel inside a client: matrix-js-sdk, its widget host, a real homeserver, and liars."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from browser import Browser, Tab
from hall import Hall
from own_page import hall_with_pages, pages_here
from page_screen import Screen
from proxy import Exchange, Proxy, Rule
from real_synapse import Homeserver

from bot.domain import commands as c
from bot.domain.ids import Key, SeatId, UserId
from bot.domain.values import Choice, How, VoteMode

pytestmark = pytest.mark.asyncio(loop_scope="module")

PANEL = "gremium-panel"
FIVE = SeatId("5")
MARKUP = '<img src=x onerror="top.struck=1"><script>top.struck=1</script>'
Json = dict[str, Any]


@dataclass
class Client:
    """A member's client in a browser, behind a server that may lie to it."""

    hall: Hall
    tab: Tab
    server: Proxy
    panel: Screen

    async def do(self, call: str, *arguments: Any) -> Any:
        told = ",".join(json.dumps(one) for one in arguments)
        return await self.tab.ask(f"member.{call}({told})")

    async def show(self, *refuse: str) -> None:
        """Show the panel the bot has put into the session room."""
        await self.do("widget", {"room": self.hall.session, "id": PANEL, "refuse": refuse})

    async def view(self) -> Json:
        """Return the newest content of the bot that carries a view."""
        bot = self.hall.council.app.gateway.user_id
        return dict(await self.do("newestView", self.hall.session, bot))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def emil(
    synapse: Homeserver, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Client]:
    """Seat 5 in a client of its own, in a meeting where one motion is markup."""
    await chromium.bundle("member.mjs")
    folder, pages = tmp_path_factory.mktemp("hall"), pages_here()
    async with (
        Proxy.before(synapse.url) as server,
        hall_with_pages(synapse, folder, pages=pages) as hall,
    ):
        account = await synapse.register(f"emil-{secrets.token_hex(3)}")
        tab = await chromium.tab("emil", "/member.html")
        client = Client(hall, tab, server, Screen(tab, f":{pages.port}/panel/"))
        entering = {"homeserver": server.url, "user": account.user_id}
        await client.do("enter", {**entering, "password": account.password})
        await hall.act(
            c.EnrolMember(
                by=c.OPERATOR,
                at=hall.now(),
                seat=FIVE,
                user=UserId(account.user_id),
                master=Key(await client.do("master")),
                how=How.CODE,
            )
        )
        await client.do("join", hall.session)
        await hall.act(
            c.MoveMotion(by=SeatId("2"), at=hall.now(), seat=SeatId("2"), text=f"Wir {MARKUP}")
        )
        yield client


async def test_the_panel_asks_for_two_things_and_a_member_votes(emil: Client) -> None:
    await emil.show()
    await emil.panel.until("TOP 1 Spielplatz")
    assert sorted(await emil.do("requested")) == [
        "org.matrix.msc2762.receive.event:m.room.message",
        "org.matrix.msc2762.send.event:org.gremium.command",
    ]
    await emil.panel.press("Ich bin hier")
    await emil.panel.until("Sie sind als anwesend eingetragen")
    await emil.panel.press("Wort melden")
    await emil.panel.until("Sie stehen auf der Rednerliste")
    await emil.panel.press("Wortmeldung zurückziehen")
    await emil.panel.until("Wort melden")

    async with emil.hall.ballot(VoteMode.RECORDED) as vote:
        await emil.panel.until(f"Abstimmung {vote.id}")
        await emil.panel.press("Nein")
        await vote.has("5", Choice.NO)
        await emil.panel.until("Ihre Stimme ist gezählt: Nein")

        await emil.do("reload")
        await emil.panel.until(f"Abstimmung {vote.id}", "Ihre Stimme ist gezählt: Nein")
        assert len(vote.votes) == 1


async def test_what_people_write_is_text_and_never_a_page(emil: Client) -> None:
    await emil.show()
    await emil.panel.until(f"Wir {MARKUP}")
    assert await emil.tab.ask("window.struck === undefined")


async def test_a_view_of_somebody_else_is_not_shown_and_the_attempt_is_told(emil: Client) -> None:
    """Given a look-alike by a member, signed by nobody, larger than any the bot sends."""
    await emil.show()
    await emil.panel.until("TOP 1 Spielplatz")
    forged = await emil.view()
    view = forged["org.gremium.view"]
    view["meeting"]["title"] = "Gefälschte Sitzung" + "!" * 30_000
    view["journal"]["seq"] += 1000
    await emil.do("send", emil.hall.session, "m.room.message", forged)
    seen = await emil.panel.until("gab sich als Auskunft des Sitzungsdienstes aus")
    assert "Gefälschte Sitzung" not in seen
    assert "TOP 1 Spielplatz" in seen


async def test_a_clear_view_in_the_bots_name_is_not_shown(emil: Client) -> None:
    """Given a server that writes a message of the bot itself: clients hand it on like any other."""
    await emil.show()
    await emil.panel.until("TOP 1 Spielplatz")
    content = await emil.view()
    content["org.gremium.view"]["meeting"]["title"] = "Gefälschte Sitzung"
    content["org.gremium.view"]["journal"]["seq"] += 1000
    forged = {
        "type": "m.room.message",
        "sender": emil.hall.council.app.gateway.user_id,
        "event_id": f"${secrets.token_urlsafe(32)}",
        "origin_server_ts": 1_800_000_000_000,
        "content": {**content, "msgtype": "m.notice", "body": "Gefälscht"},
    }

    def slip_in(exchange: Exchange) -> None:
        rooms = (exchange.answer or {}).get("rooms", {}).get("join", {})
        if emil.hall.session in rooms:
            rooms[emil.hall.session]["timeline"]["events"].append(forged)

    slipped = emil.server.add(Rule("/sync$", after=slip_in))
    await emil.hall.say("2", "Guten Abend.")
    seen = await emil.panel.until("gab sich als Auskunft des Sitzungsdienstes aus")
    emil.server.remove(slipped)
    assert "Gefälschte Sitzung" not in seen
    assert "TOP 1 Spielplatz" in seen


async def test_a_panel_that_may_not_send_still_shows_and_says_so(emil: Client) -> None:
    await emil.show("send.event")
    await emil.panel.until("TOP 1 Spielplatz", "lässt die Seite nichts senden")
    assert await emil.tab.ask(BUTTONS, frame=emil.panel.frame) == [True]


async def test_a_panel_that_may_not_read_says_where_to_look_instead(emil: Client) -> None:
    await emil.show("receive.event")
    seen = await emil.panel.until("lässt die Seite nicht mitlesen")
    assert "Spielplatz" not in seen


BUTTONS = """
(() => {
  const { shadowRoot } = document.querySelector("gremium-panel");
  const sending = [...shadowRoot.querySelectorAll("button:not(.foot *)")];
  return [...new Set(sending.map((one) => one.disabled))];
})()
"""
"""Whether the buttons that send are out of use; both, if some are and some are not."""
