# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One-time links into the page in the browser: who gets one, and what it opens."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from browser import Browser
from campaign import Case
from hall import Hall
from hostile import reaction
from own_page import hall_with_pages, in_session_room, seated
from page_screen import Screen
from proxy import Exchange, Rule
from real_synapse import Homeserver
from sign_in import devices

from bot import qr
from bot.domain.ids import UserId
from bot.matrix import signin

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="module")]

NO_CONSENT = "ORG.GREMIUM.NO_CONSENT"
BOT = "gremium"
"""Whom the homeserver's configuration, as it is rendered, lets ask for links."""
LATER = timedelta(minutes=11)
"""Members may ask for links again."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session_hall(
    synapse: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Hall]:
    account = await synapse.register(BOT)
    folder, bot = tmp_path_factory.mktemp("hall"), (account.user_id, account.password)
    async with hall_with_pages(synapse, folder, absent=("4", "A"), account=bot) as hall:
        yield hall


@pytest_asyncio.fixture(loop_scope="module")
async def hall(session_hall: Hall) -> AsyncIterator[Hall]:
    session_hall.council.clock.ahead += LATER
    await session_hall.fresh()
    yield session_hall
    session_hall.relent()


async def asked(hall: Hall, seat: str) -> tuple[str, str]:
    """Let a member ask for a link; return the direct room and the question."""
    room = await hall.direct(seat)
    said = await hall.members[seat].say(room, "!anmelden")
    return room, (await hall.hears(seat, "Reaktion", signin.KEY, reply_to=said)).event_id


async def link_for(hall: Hall, seat: str) -> str:
    """Let a member ask for a link, consent, and read it."""
    room, question = await asked(hall, seat)
    await hall.members[seat].react(room, question, signin.KEY)
    return address_in((await hall.hears(seat, "Ihr Link zum Anmelden")).body)


def address_in(body: str) -> str:
    return next(word for word in body.split() if word.startswith("http"))


async def halls_of(page: Screen) -> int:
    return int(await page.ask("document.querySelector('gremium-member').halls.length"))


async def test_a_link_from_the_direct_room_opens_the_account_once_and_no_more(
    hall: Hall, chromium: Browser, case: Case
) -> None:
    ayse, synapse = hall.members["2"], hall.council.synapse
    link = await link_for(hall, "2")
    assert await hall.council.hears_file("2", "qr.png") == qr.picture(link)
    before = await devices(synapse, ayse.account)

    page = Screen(await chromium.tab("ayse", link))
    await page.until("Ihr Link öffnet den Zugang", ayse.user_id)
    assert "token" not in await page.ask(
        "location.href + JSON.stringify([localStorage, sessionStorage])"
    )
    assert await devices(synapse, ayse.account) == before, "nobody is signed in by opening a link"
    await page.press("Anmelden")
    await page.until("Dieses Gerät bestätigen", "was es sagt, zählt nicht")

    (new,) = (await devices(synapse, ayse.account)).items() - before.items()
    assert new[1] is False, "no identity vouches for the new device"
    await hall.hears("2", "ein Gerät angemeldet", new[0])
    async with hall.ballot():
        assert await halls_of(page) == 0, "an unverified device is shown nothing to vote on"

    # Another origin keeps what it keeps apart, as another browser would.
    thief = Screen(await chromium.tab("thief", link.replace("127.0.0.1", "localhost", 1)))
    await thief.until("Ihr Link öffnet den Zugang")
    await thief.press("Anmelden")
    await thief.until("Der Link gilt nicht mehr", "sagen Sie es der Schriftführung")
    case("a sign-in link used a second time", "refused, told", hall.heard)


async def test_links_that_are_old_invented_or_somebody_elses_open_nothing(
    hall: Hall, chromium: Browser
) -> None:
    berta, synapse = hall.members["1"], hall.council.synapse
    link = (await link_for(hall, "1")).replace("127.0.0.1", "localhost", 1)
    invented = re.sub("token=[^&]+", f"token=syl_{secrets.token_hex(10)}", link)
    old = re.sub("until=[^&]+", "until=1700000000", invented)
    elsewhere = re.sub("user=[^&]+", "user=%40berta%3Aelsewhere.test", link)
    another = re.sub("user=[^&]+", "user=%40frieda%3Acouncil.test", link)
    before = await devices(synapse, berta.account)

    page = Screen(await chromium.tab("berta", elsewhere))
    await page.until("Das ist kein Link zum Anmelden")
    for false, told in (
        (invented, "Der Link gilt nicht mehr"),
        (old, "Der Link ist zu alt"),
        (another, "nicht den Zugang geöffnet, den der Link nennt"),
    ):
        # In the page that is open: a person pastes one address after the other.
        await page.ask(f"location.href = {false!r}; null")
        await page.until("Ihr Link öffnet den Zugang")
        assert "token" not in await page.ask("location.href")
        await page.press("Anmelden")
        await page.until(told)
    assert await devices(synapse, berta.account) == before
    assert await page.ask("localStorage.getItem('gremium.session')") is None


async def test_on_the_page_a_member_consents_sees_the_picture_and_a_telephone_comes_in_by_it(
    hall: Hall, chromium: Browser
) -> None:
    member = await seated(hall, "4", chromium)
    page, user = member.page, member.account.user_id
    await hall.council.chamber.rooms.direct(UserId(user))
    await page.press("Mit dem Sitzungsdienst")
    await page.write("!anmelden")
    await page.press("🔑 Zustimmen")
    await page.press("Bild zeigen")
    (picture,) = await page.until_each("img.picture", "one.naturalWidth && one.src", any)
    texts = await page.each("ol.talk p.said", "one.textContent")
    link = address_in(next(text for text in texts if "Ihr Link zum Anmelden" in text))
    assert base64.b64decode(picture.removeprefix("data:image/png;base64,")) == qr.picture(link)

    # What the telephone's camera sees.
    phone = Screen(await chromium.tab("phone", link.replace("127.0.0.1", "localhost", 1)))
    await phone.until("Ihr Link öffnet den Zugang", user)
    await phone.press("Anmelden")
    await phone.until("Dieses Gerät bestätigen")
    await phone.fill(key=member.recovery)
    await phone.press("Mit dem Schlüssel bestätigen")
    await in_session_room(phone)


async def told_by(http: aiohttp.ClientSession, consent: str) -> tuple[int, dict[str, Any]]:
    async with http.post(signin.PATH, json={"consent": consent}) as answer:
        return answer.status, await answer.json()


async def test_the_homeserver_gives_a_token_to_nobody_but_the_bot_and_for_one_consent_one(
    hall: Hall, case: Case
) -> None:
    """The bot may be as corrupt as can be: these are its own requests."""
    carl, url = hall.members["3"], hall.council.synapse.url
    room = await hall.direct("3")
    said = await carl.say(room, "!status")
    answer = (await hall.hears("3", "3. Sitzung", reply_to=said)).event_id
    own = await carl.react(room, said, signin.KEY)
    clapped = await carl.react(room, answer, "👍")
    taken_back = await carl.react(room, answer, signin.KEY)
    await carl.redact(room, taken_back)
    said = await carl.say(hall.session, "!status")
    public = (await hall.hears("3", "3. Sitzung", reply_to=said)).event_id
    before_all = await carl.react(hall.session, public, signin.KEY)
    given = await carl.react(room, answer, signin.KEY)

    bot = {"Authorization": f"Bearer {hall.council.app.gateway.http.token}"}
    async with aiohttp.ClientSession(url, headers=bot) as http:
        for consent in ("$invented", said, answer, own, clapped, taken_back, before_all):
            status, told = await told_by(http, consent)
            assert (status, told.get("errcode")) == (403, NO_CONSENT), consent
        async with http.post(signin.PATH, json={"user": carl.user_id}) as refused:
            assert refused.status == 403
        assert (await told_by(http, given))[1]["user"] == carl.user_id
        status, told = await told_by(http, given)
        assert (status, told["errcode"]) == (403, NO_CONSENT)
    async with aiohttp.ClientSession(url, headers=carl.account.headers) as http:
        status, told = await told_by(http, given)
        assert (status, told["errcode"]) == (403, "M_FORBIDDEN")
    case("a corrupt bot asks for a sign-in token", "refused", told["error"])


async def test_a_consent_the_server_invents_brings_no_link(hall: Hall, case: Case) -> None:
    room, question = await asked(hall, "3")
    carl = hall.members["3"].user_id
    await hall.inject(room, reaction(question, sender=carl, key=signin.KEY))
    await hall.hears("3", "Der Server hat keinen Link ausgestellt")
    case("a consent to a sign-in link is invented", "no link, told", hall.heard)


async def test_more_devices_than_links_are_told_to_the_office(hall: Hall, case: Case) -> None:
    """What a server does that plays a sign-in again, or a thief who was quicker."""
    await link_for(hall, "3")
    first = await hall.device("3", signed=False)
    await hall.hears("3", "ein Gerät angemeldet", first.account.device_id)
    assert await hall.incidents() == []
    second = await hall.device("3", signed=False)
    await hall.on_record("link_doubled", first.user_id)
    await hall.hears("S", "mehr Geräte erschienen", second.account.device_id)
    case("two devices appear for one sign-in link", "told, the office, too", hall.heard)
    for device in (first, second):
        await device.log_out()


async def test_who_does_not_count_gets_no_link(hall: Hall) -> None:
    phone = await hall.device("3", signed=False)
    await phone.say(await hall.direct(phone), "!anmelden")
    await hall.on_record("unsigned", phone.user_id)
    await hall.hears(phone, "nicht durch Ihre Identität bestätigt")
    await phone.log_out()

    hans = await hall.admit_guest("G", "hans")
    said = await hans.say(await hall.direct(hans), "!anmelden")
    await hall.hears(hans, "nur für Aufgenommene", reply_to=said)

    said = await hall.say("2", "!anmelden")
    await hall.hears("2", "hier nicht", "!anmelden", reply_to=said)


async def test_who_asks_again_and_again_is_asked_to_wait(hall: Hall) -> None:
    for _ in range(3):
        await asked(hall, "S")
    room = await hall.direct("S")
    said = await hall.members["S"].say(room, "!anmelden")
    await hall.hears("S", "mehrere Links", "!seite", reply_to=said)


async def test_a_consent_that_comes_late_brings_no_link(hall: Hall) -> None:
    room, question = await asked(hall, "2")
    hall.council.clock.ahead += timedelta(minutes=3)
    await hall.members["2"].react(room, question, signin.KEY)
    await hall.hears("2", "kam zu spät", "!anmelden")


async def test_where_the_server_has_no_links_the_bot_says_what_to_do(hall: Hall) -> None:
    def unknown(exchange: Exchange) -> None:
        exchange.reply(404, {"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"})

    hall.proxy.add(Rule(f"{signin.PATH}$", before=unknown))
    room = await hall.direct("2")
    said = await hall.members["2"].say(room, "!anmelden")
    await hall.hears("2", "gibt keine Links aus", "Passwort", "!seite", reply_to=said)
