# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Members at home, on the page in the browser: network and machine fail, and browsers differ.

Whatever happens, the page shows the true state, or says that it does not know.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from browser import Browser, browser
from hall import Hall, hall_in_session
from own_page import Seated, seated, second_device
from page_screen import Screen
from proxy import Exchange, Proxy, Rule, cut
from real_synapse import Homeserver

from bot.domain.values import Choice, VoteMode
from bot.municipality import free_port
from bot.pagesfile import PagesSettings

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="module")]

SEND = r"/send/m\.room\.encrypted/"

PRESS_ALL = """
(() => {
  const { shadowRoot } = document.querySelector("gremium-member");
  const panel = shadowRoot.querySelector("gremium-panel").shadowRoot;
  return [...panel.querySelectorAll(".choices button")].map((one) => (one.click(), one.disabled));
})()
"""
"""Press every answer; tells which of them could not be pressed."""


@dataclass
class Member:
    """Seat 3 at home, on a line that may fail."""

    hall: Hall
    seated: Seated
    line: Proxy

    @property
    def page(self) -> Screen:
        return self.seated.page


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(
    synapse: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Hall]:
    port, folder = free_port(0), tmp_path_factory.mktemp("hall")
    pages = PagesSettings(public_url=f"http://127.0.0.1:{port}", port=port)
    async with (
        Proxy.before(synapse.url) as proxy,
        hall_in_session(synapse, proxy, folder, absent=("3", "4"), pages=pages) as hall,
    ):
        yield hall


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def carl(hall: Hall, synapse: Homeserver, chromium: Browser) -> AsyncIterator[Member]:
    async with Proxy.before(synapse.url) as line:
        member = await seated(hall, "3", chromium, server=line.url)
        await shows_the_session(member.page)
        yield Member(hall, member, line)


async def shows_the_session(page: Screen) -> None:
    await page.press("Stand abfragen")
    await page.until("TOP 1 Spielplatz", "Sie sind als anwesend eingetragen")


async def test_a_page_loaded_again_shows_what_was_counted(carl: Member) -> None:
    async with carl.hall.ballot(VoteMode.RECORDED) as vote:
        await carl.page.until(f"Abstimmung {vote.id}")
        await carl.page.press("Nein")
        await vote.has("3", Choice.NO)
        await carl.page.until("Ihre Stimme ist gezählt: Nein")
        await carl.page.tab.reload()
        await carl.page.until(f"Abstimmung {vote.id}", "Ihre Stimme ist gezählt: Nein")
        assert len(vote.votes) == 1


async def test_offline_it_says_so_and_back_it_shows_the_vote_it_missed(carl: Member) -> None:
    await carl.page.tab.offline()
    await carl.page.until("Keine Verbindung")
    async with carl.hall.ballot(VoteMode.OPEN) as vote:
        await carl.page.tab.offline(False)
        await carl.page.until(f"Abstimmung {vote.id}")
        await carl.page.press("Ja")
        await vote.has("3", Choice.YES)
        await carl.page.until("Ihre Stimme ist gezählt: Ja")
    assert "Keine Verbindung" not in await carl.page.text()


async def test_a_machine_that_slept_through_a_vote_wakes_to_its_result(carl: Member) -> None:
    await carl.page.tab.asleep()
    vote = await carl.hall.open_ballot(VoteMode.OPEN)
    for seat in ("1", "2"):
        await carl.hall.say(seat, "ja")
    await carl.hall.until(lambda: len(vote.votes) == 2)
    await vote.close()
    await carl.page.tab.asleep(False)
    await carl.page.until(f"Ergebnis der Abstimmung {vote.id}", "angenommen")


async def test_a_vote_whose_answer_is_lost_is_never_shown_as_cast_and_never_sent_twice(
    carl: Member,
) -> None:
    hall, page = carl.hall, carl.page
    held = asyncio.Event()
    sent: list[str] = []

    async def hold(exchange: Exchange) -> None:
        sent.append(exchange.path)
        await held.wait()

    async with hall.ballot(VoteMode.OPEN) as vote:
        await page.until(f"Abstimmung {vote.id}")
        holding = carl.line.add(Rule(SEND, before=hold, method="PUT"))
        losing = carl.line.add(Rule(SEND, after=cut, method="PUT", times=1))
        await page.press("Nein")
        seen = await page.until("„Nein“ ist unterwegs")
        assert "Ihre Stimme ist gezählt" not in seen
        assert vote.votes == {}
        # Pressed again and again: it is one word.
        assert await page.ask(PRESS_ALL) == [True, True, True]
        held.set()
        await vote.has("3", Choice.NO)
        await page.until("Ihre Stimme ist gezählt: Nein")
        carl.line.remove(holding)
        carl.line.remove(losing)
        # What was sent again after the lost answer is the same request, which the server knows.
        assert len(set(sent)) == 1


async def test_another_device_of_the_same_person_votes_and_the_page_does_not_guess(
    carl: Member, chromium: Browser
) -> None:
    phone = await second_device(carl.hall, carl.seated, chromium)
    async with carl.hall.ballot(VoteMode.OPEN) as vote:
        for page in (carl.page, phone):
            await page.until(f"Abstimmung {vote.id}")
        await carl.page.press("Ja")
        await carl.page.until("Ihre Stimme ist gezählt: Ja")
        await phone.until("Ihre Stimme ist gezählt.")
        await phone.press("Nein")
        await vote.has("3", Choice.NO)
        await phone.until("Ihre Stimme ist gezählt: Nein")
        seen = await carl.page.until("Ihre Stimme ist gezählt.")
        assert "Ihre Stimme ist gezählt: Ja" not in seen  # neither shown nor read out


async def test_in_firefox_a_member_signs_in_votes_and_reads_the_receipt(hall: Hall) -> None:
    async with browser("firefox") as firefox:
        page = (await seated(hall, "4", firefox)).page
        await shows_the_session(page)
        async with hall.ballot(VoteMode.OPEN) as vote:
            await page.until(f"Abstimmung {vote.id}", "Wir lüften.")
            await page.press("Enthaltung")
            await vote.has("4", Choice.ABSTAIN)
            await page.until("Ihre Stimme ist gezählt: Enthaltung")
            await page.tab.reload()
            await page.until(f"Abstimmung {vote.id}", "Ihre Stimme ist gezählt")
            await page.press("Ja")
            await vote.has("4", Choice.YES)
            await page.until("Ihre Stimme ist gezählt: Ja")
            await page.shot("firefox")
            await vote.close()
            await page.until(f"Ergebnis der Abstimmung {vote.id}")
