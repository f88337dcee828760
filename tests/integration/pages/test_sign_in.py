# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ways into the page in the browser beside the password: elsewhere, and by another session."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from browser import Browser
from js_peer import JsPeer, js_peer
from openid_provider import openid_provider, settings_for
from page_screen import PATIENCE, Screen
from real_synapse import Account, Homeserver, running_synapse
from sign_in import KEPT, SESSION, devices, end_session

from bot.matrix.emoji import EMOJI
from bot.pagesfile import LOOPBACK
from bot.web.pages import pages_application, pages_folder
from bot.web.server import listening

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="module")]

GERMAN = {english.lower(): german for _, english, german in EMOJI}
WAITS = "Sobald die Schriftführung Sie aufgenommen hat"
"""What stands there for a device that is vouched for while the bot does not know the person."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pages() -> AsyncIterator[str]:
    """Where the pages are served as the bot does, without a bot: nobody is let in here."""
    folder = pages_folder()
    assert folder is not None, "make widgets"
    async with listening(pages_application(folder, (), LOOPBACK), "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"


def invitation(pages: str, homeserver: str) -> str:
    """The address a bot tells its members."""
    told = {
        "bot": "@gremium:council.test",
        "key": "A" * 43,
        "session": "!saal:council.test",
        "server": homeserver,
        "lang": "de",
    }
    return f"{pages}/member/#/?{urlencode(told)}"


async def test_who_signs_in_elsewhere_comes_back_to_an_identity_and_leaves_nothing(
    chromium: Browser, pages: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    name = f"frieda-{secrets.token_hex(3)}"
    with (
        openid_provider() as elsewhere,
        running_synapse(tmp_path_factory.mktemp("sso"), **settings_for(elsewhere)) as homeserver,
    ):
        page = Screen(await chromium.tab("frieda", invitation(pages, homeserver.url)))
        await page.until("Anmelden zur Sitzung")
        await page.press("Über die Anmeldung des Servers")
        await page.until("Authorize Client")
        assert "bot=" not in await page.ask("decodeURIComponent(location.href)")
        await page.fill(sub=name)
        await page.press("Authorize")
        await page.until("Continue")  # Synapse asks before it hands the sign-in to a page
        await page.ask("document.querySelector('a.primary-button').click()")

        await page.until("Ihr Schlüssel zur Wiederherstellung")
        assert "loginToken" not in await page.ask("location.href")
        await page.press("Ich habe ihn notiert")
        await page.until(WAITS)
        token = (await page.ask(SESSION))["token"]
        account = Account(
            user_id=f"@{name}:{homeserver.server_name}",
            password="",
            access_token=token,
            device_id="",
        )
        assert list((await devices(homeserver, account)).values()) == [True]

        await page.tab.reload()
        await page.until(WAITS)
        await page.press("Abmelden und alles löschen")
        await page.until("Anmelden zur Sitzung")
        nothing: dict[str, list[str]] = {"local": [], "session": [], "databases": [], "caches": []}
        assert await page.ask(KEPT) == nothing


async def test_a_server_without_a_sign_in_of_its_own_is_said_to_have_none(
    chromium: Browser, pages: str, synapse: Homeserver
) -> None:
    page = Screen(await chromium.tab("plain", invitation(pages, synapse.url)))
    await page.until("Anmelden zur Sitzung")
    await page.press("Über die Anmeldung des Servers")
    await page.until("Dieser Server hat keine eigene Anmeldung.")
    assert (await page.ask(KEPT))["session"] == []


async def asked(phone: JsPeer, page: Screen, since: int) -> str:
    """Let the page ask the other session, which accepts; return the transaction."""
    await page.press("Mit einem anderen Gerät vergleichen")
    await page.until("Bitte nehmen Sie die Anfrage auf dem anderen Gerät an.")
    request = await phone.seen("verification", since=since, phase="requested", within=PATIENCE)
    transaction: str = request["transaction"]
    return transaction


async def test_an_older_session_vouches_once_both_show_the_same_pictures(
    chromium: Browser, pages: str, synapse: Homeserver
) -> None:
    account = await synapse.register(f"hanna-{secrets.token_hex(3)}")
    async with js_peer() as phone:
        await phone.enter(synapse.url, account.user_id, account.password)
        before = await devices(synapse, account)
        page = Screen(await chromium.tab("hanna", invitation(pages, synapse.url)))
        await page.until("Anmelden zur Sitzung")
        await page.fill(user=account.user_id, password=account.password)
        await page.press("Anmelden")
        await page.until("Dieses Gerät bestätigen")

        # Asked by mistake, and taken back: nobody waits ten minutes for a phone left at home.
        await asked(phone, page, 0)
        await page.press("Abbrechen")
        await page.until("Der Vergleich wurde abgebrochen")

        # Other pictures: whoever sits between the two is not let in.
        since = len(phone.reports)
        transaction = await asked(phone, page, since)
        await phone.call("verify_accept", transaction=transaction)
        await page.until("Zeigt das andere Gerät dieselben Bilder?")
        await page.press("Nein")
        await page.until("Der Vergleich wurde abgebrochen oder die Bilder waren verschieden")
        assert sum((await devices(synapse, account)).values()) == sum(before.values())

        # Now the phone asks, as clients do that notice a new sign-in.
        since = len(phone.reports)
        device = (await page.ask(SESSION))["device"]
        transaction = (await phone.call("verify_session", device=device))["transaction"]
        shown = await phone.seen("sas", since=since, transaction=transaction, within=PATIENCE)
        seen = await page.until("Zeigt das andere Gerät dieselben Bilder?")
        names = [GERMAN[english.lower()] for _, english in shown["emoji"]]
        told = "".join(
            f"{picture}{name}" for (picture, _), name in zip(shown["emoji"], names, strict=True)
        )
        # Some names have two words, such as "Daumen Hoch".
        assert told.replace(" ", "") in seen.replace(" ", "")
        await phone.call("verify_confirm", transaction=transaction)
        await page.press("Ja, dieselben")
        await page.until(WAITS)
        assert sum((await devices(synapse, account)).values()) == sum(before.values()) + 1

        await page.tab.reload()
        await page.until(WAITS)
        await end_session(synapse, (await page.ask(SESSION))["token"])
        await page.until("Diese Anmeldung gilt nicht mehr.")
        assert (await page.ask(KEPT))["local"] == []
