# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A member without a client: signs in on the page in a real Chromium, is enrolled, and votes."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from browser import Browser
from hall import Hall
from own_page import hall_with_pages, page_of, seated
from page_screen import PATIENCE, Screen
from proxy import Exchange, Proxy, Rule
from real_synapse import Homeserver
from sign_in import KEPT, devices

from bot.domain.ids import SeatId, UserId
from bot.domain.values import Choice, VoteMode

HELP = "Was Sie hier tun können"

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(
    synapse: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Hall]:
    """An opened meeting whose bot serves the pages."""
    folder = tmp_path_factory.mktemp("hall")
    async with hall_with_pages(synapse, folder, absent=("4",)) as hall:
        yield hall


@pytest_asyncio.fixture(loop_scope="module")
async def slow(synapse: Homeserver, hall: Hall) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Give a way to the homeserver that keeps the bot's devices back until the event is set."""
    bot = hall.council.app.gateway.user_id
    told = asyncio.Event()

    async def wait(exchange: Exchange) -> None:
        if bot in (exchange.request or {}).get("device_keys", {}):
            await told.wait()

    async with Proxy.before(synapse.url) as proxy:
        proxy.add(Rule("/keys/query$", before=wait, method="POST"))
        yield proxy.url, told
        told.set()


async def test_a_member_without_a_client_signs_in_is_enrolled_and_votes(
    hall: Hall, chromium: Browser, slow: tuple[str, asyncio.Event]
) -> None:
    server, devices_told = slow
    account = await hall.council.synapse.register(f"emil-{secrets.token_hex(3)}")
    emil = Screen(await chromium.tab("emil", await page_of(hall)))

    await emil.until("Anmelden zur Sitzung")
    await emil.shot("sign-in")
    await emil.fill(user=account.user_id, password=account.password, server=server)
    await emil.press("Anmelden")
    await emil.until("Ihr Schlüssel zur Wiederherstellung")
    await emil.shot("recovery-key")
    await emil.press("Ich habe ihn notiert")
    await emil.until("Sobald die Schriftführung Sie aufgenommen hat")

    code = await hall.council.chamber.welcome_code(SeatId("5"), UserId(account.user_id), hall.now())
    # The bot's first message comes before anybody has told whose device wrote it.
    await emil.until("lässt sich noch nicht öffnen")
    devices_told.set()
    await emil.until("!ausweis")
    await emil.fill(text=f"!ausweis {code}")
    await emil.press("Senden")
    body = hall.council.chamber.desk
    await hall.until(lambda: SeatId("5") in body.body.enrolments, PATIENCE)
    await emil.press("Sitzungsraum")
    await emil.press("Stand abfragen")
    await emil.until("TOP 1 Spielplatz", "Ich bin hier")
    await emil.shot("enrolled")

    await emil.press("Ich bin hier")
    await hall.until(lambda: hall.meeting.is_present(SeatId("5")), PATIENCE)
    await emil.until("Sie sind als anwesend eingetragen")

    async with hall.ballot(VoteMode.OPEN) as vote:
        await emil.until(f"Abstimmung {vote.id}", "offene Abstimmung", "Wir lüften.")
        await emil.shot("ballot")
        await emil.press("Nein")
        await vote.has("5", Choice.NO)
        await emil.until("Ihre Stimme ist gezählt: Nein")
        await emil.press("Ja")
        await vote.has("5", Choice.YES)
        await emil.until("Ihre Stimme ist gezählt: Ja")
        await emil.shot("counted")
        await hall.say("1", "ja")
        await vote.has("1", Choice.YES)
        await vote.close()
        await emil.until(f"Ergebnis der Abstimmung {vote.id}", "angenommen")
        await emil.shot("result")


async def test_the_recovery_key_vouches_for_another_browser_and_leaving_wipes_it(
    synapse: Homeserver, hall: Hall, chromium: Browser
) -> None:
    account = await synapse.register(f"gerd-{secrets.token_hex(3)}")
    url = await page_of(hall)
    elsewhere = url.replace("127.0.0.1", "localhost")  # another origin keeps what it keeps apart
    home = Screen(await chromium.tab("home", url))
    library = Screen(await chromium.tab("library", elsewhere))
    for page in (home, library):
        await page.until("Anmelden zur Sitzung")
        await page.fill(user=account.user_id, password=account.password, server=synapse.url)
        await page.press("Anmelden")
        if page is home:
            await page.until("Ihr Schlüssel zur Wiederherstellung")
            code = "document.querySelector('gremium-member').shadowRoot.querySelector('code')"
            recovery = str(await page.ask(f"{code}.textContent"))
            await page.press("Ich habe ihn notiert")
    await library.until("Dieses Gerät bestätigen")
    before = await devices(synapse, account)
    assert sorted(before.values()) == [False, False, True]  # registered, library; home

    wrong = recovery[:-1] + ("3" if recovery.endswith("2") else "2")
    await library.fill(key=wrong)
    await library.press("Mit dem Schlüssel bestätigen")
    await library.until("Dieser Schlüssel passt nicht zu Ihrer Identität")
    assert await devices(synapse, account) == before
    await library.fill(key=recovery)
    await library.press("Mit dem Schlüssel bestätigen")
    await library.until("Sobald die Schriftführung Sie aufgenommen hat")
    vouched = await devices(synapse, account)
    assert sorted(vouched.values()) == [False, True, True]

    kept = await library.ask(KEPT)
    assert kept["local"]
    assert kept["databases"]
    await library.press("Abmelden und alles löschen")
    await library.until("Anmelden zur Sitzung")
    assert await library.ask(KEPT) == {"local": [], "session": [], "databases": [], "caches": []}
    after = await devices(synapse, account)
    assert sorted(after.values()) == [False, True]
    assert after.items() <= vouched.items()
    assert (await home.ask(KEPT))["databases"]  # the other browser keeps its own


async def test_the_newest_message_is_in_sight_and_what_stays_closed_buries_nothing(
    hall: Hall, chromium: Browser
) -> None:
    """Given talk that is longer than its frame.

    Then its end is seen, unless one reads older ones; the bot's marks are drawn; and a browser
    that was confirmed later is told in one line of all that it cannot open.
    """
    emil = await seated(hall, "4", chromium)
    page, answers = emil.page, ".talk strong"

    async def answered(times: int) -> list[float]:
        """Wait for so many answers of the bot; return how far above the end one reads then."""
        await page.until_each(
            answers, "one.textContent", lambda all_: "".join(all_).count(HELP) == times
        )
        return await page.each(".talk", "one.scrollHeight - one.scrollTop - one.clientHeight")

    await page.write("!hilfe")
    [below] = await answered(1)
    assert below < 5
    await page.shot("talk-end")
    await page.each(".talk", "one.scrollTop = 0")
    await hall.say("S", "!hilfe")
    [below] = await answered(2)
    assert below > 100
    assert await page.each(".talk", "one.scrollTop") == [0]
    await page.write("!hilfe")
    [below] = await answered(3)
    assert below < 5
    assert "!namensaufruf" in await page.each(".talk code", "one.textContent")

    later = Screen(await chromium.tab("later", emil.address.replace("127.0.0.1", "localhost")))
    await later.until("Anmelden zur Sitzung")
    account = emil.account
    await later.fill(
        user=account.user_id, password=account.password, server=hall.council.synapse.url
    )
    await later.press("Anmelden")
    await later.until("Dieses Gerät bestätigen")
    await later.fill(key=emil.recovery)
    await later.press("Mit dem Schlüssel bestätigen")
    await later.press("Sitzungsraum")
    await later.until("Nachrichten lassen sich hier nicht oder noch nicht öffnen")
    await later.shot("talk-closed")
