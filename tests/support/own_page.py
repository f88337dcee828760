# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Members of a hall on the page in the browser, each in a real browser of their own."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from browser import Browser
from hall import Hall, hall_in_session
from page_screen import PATIENCE, Screen
from proxy import Proxy
from real_synapse import Account, Homeserver

from bot.domain import commands as c
from bot.domain.ids import Key, SeatId, UserId
from bot.domain.values import How
from bot.municipality import free_port
from bot.pagesfile import PagesSettings

CLERK = """
[[seat]]
number = "P"
name = "Paula Protokoll"
role = "clerk"
vote = false
"""
"""A clerk for the page: the bot and its hall speak with the other one in a chat."""
LABELS = {
    "de": ("Anmelden zur Sitzung", "Anmelden", "Ich habe ihn notiert"),
    "en": ("Sign in to the meeting", "Sign in", "I have written it down"),
}
RECOVERY = "document.querySelector('gremium-member').shadowRoot.querySelector('code')?.textContent"


def pages_here(*, guests: bool = False) -> PagesSettings:
    """Let the bot serve the pages at a port of its own, and perhaps the guests' form."""
    port = free_port(0)
    return PagesSettings(public_url=f"http://127.0.0.1:{port}", port=port, guests=guests)


@asynccontextmanager
async def hall_with_pages(
    synapse: Homeserver, folder: Path, *, pages: PagesSettings | None = None, **options: object
) -> AsyncIterator[Hall]:
    """Run an opened meeting whose bot serves the pages; more `options` are `hall_in_session`'s."""
    async with (
        Proxy.before(synapse.url) as proxy,
        hall_in_session(synapse, proxy, folder, pages=pages or pages_here(), **options) as hall,  # type: ignore[arg-type]
    ):
        yield hall


@dataclass(frozen=True)
class Seated:
    """A member on the page, and what they have noted."""

    page: Screen
    account: Account
    address: str
    recovery: str


async def page_of(hall: Hall) -> str:
    """Ask the bot for the address of the page, as a member does."""
    asked = await hall.say("S", "!seite")
    told = await hall.hears("S", "/member/", reply_to=asked)
    return next(word for word in told.body.split() if word.startswith("http"))


async def takes_seat(hall: Hall, seat: str, account: Account) -> None:
    """Let whoever has signed in take a seat, as with a code."""
    await hall.act(
        c.EnrolMember(
            by=c.OPERATOR,
            at=hall.now(),
            seat=SeatId(seat),
            user=UserId(account.user_id),
            master=await master_key(hall.council.synapse, account),
            how=How.CODE,
        )
    )


async def seated(
    hall: Hall, seat: str, chromium: Browser, *, language: str = "de", server: str | None = None
) -> Seated:
    """Let a new person sign in on the page, take a seat, and come into the session room.

    `server` leads the page to the homeserver by another way, such as a proxy.
    """
    synapse = hall.council.synapse
    account = await synapse.register(f"seat{seat}-{secrets.token_hex(3)}")
    address = (await page_of(hall)).replace("lang=de", f"lang={language}")
    page = Screen(await chromium.tab(f"{seat}-{secrets.token_hex(3)}", address))
    welcome, enter, noted = LABELS[language]
    await page.until(welcome)
    fields = {"user": account.user_id, "password": account.password}
    await page.fill(**fields, **({"server": server} if server else {}))
    await page.press(enter)
    await page.until(noted)
    recovery = str(await page.ask(RECOVERY))
    await page.press(noted)
    await takes_seat(hall, seat, account)
    await in_session_room(page)
    return Seated(page, account, address, recovery)


async def second_device(hall: Hall, member: Seated, chromium: Browser) -> Screen:
    """Let a member sign in a second time, elsewhere, and vouch by the recovery key."""
    # Another origin keeps what it keeps apart, as another machine would.
    elsewhere = member.address.replace("127.0.0.1", "localhost", 1)
    page = Screen(await chromium.tab(f"second-{secrets.token_hex(3)}", elsewhere))
    await page.until("Anmelden zur Sitzung")
    account = member.account
    url = hall.council.synapse.url
    await page.fill(user=account.user_id, password=account.password, server=url)
    await page.press("Anmelden")
    await page.until("Dieses Gerät bestätigen")
    await page.fill(key=member.recovery)
    await page.press("Mit dem Schlüssel bestätigen")
    await in_session_room(page)
    return page


async def in_session_room(page: Screen) -> None:
    """Wait until the page is in the session room, which it shows before all others."""
    there = (
        """document.querySelector("gremium-member").halls.some((one) => one.place === "session")"""
    )
    async with asyncio.timeout(PATIENCE):
        while not await page.ask(there):  # noqa: ASYNC110 -- the fact is in another process
            await asyncio.sleep(0.2)


async def master_key(synapse: Homeserver, account: Account) -> Key:
    """Return the public half of the identity the page has made, which a clerk pins."""
    async with (
        aiohttp.ClientSession(synapse.url, headers=account.headers) as http,
        http.post(
            "/_matrix/client/v3/keys/query", json={"device_keys": {account.user_id: []}}
        ) as a,
    ):
        known = await a.json()
    (key,) = known["master_keys"][account.user_id]["keys"].values()
    return Key(key)


async def unfold(page: Screen, summary: str, button: str, **fields: str) -> None:
    """Open what is folded away, fill it in, and press one of its buttons, as a person does."""
    told = json.dumps([summary, button, fields])
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while not await page.ask(f"({FOLD})({told})"):
        assert loop.time() < end, f"{summary}: {button} cannot be pressed: {await page.text()}"
        await asyncio.sleep(0.2)


FOLD = """
([summary, button, fields]) => {
  const all = [];
  const walk = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) walk(node.shadowRoot);
      all.push(node);
    }
  };
  walk(document);
  const called = (node) => node?.getAttribute("aria-label") ?? node?.textContent.trim();
  const sheet = all.find(
    (node) => node.matches("details") && called(node.querySelector("summary")) === summary,
  );
  const press = sheet && [...sheet.querySelectorAll("button")].find(
    (node) => (node.textContent.trim() === button || called(node) === button) && !node.disabled,
  );
  if (!press) return false;
  sheet.open = true;
  for (const [name, value] of Object.entries(fields)) {
    const field = sheet.querySelector(`[name=${name}]`);
    field.value = value;
    if (field.value !== value) throw new Error(`${name} cannot be ${value}`);
  }
  press.click();
  return true;
}
"""
