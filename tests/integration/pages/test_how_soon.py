# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How soon the office's panel shows what somebody says in the hall, and what is pressed in it.

Measured from the word, before it is sealed and sent, to its being drawn: homeserver, bot, the
browser's sync and its cryptography lie between.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from browser import Browser
from council_bot import COUNCIL
from hall import VISITORS, Hall
from own_page import CLERK, hall_with_pages, seated
from page_screen import EACH, FIND, Screen
from real_synapse import Homeserver

from bot.domain.ids import SeatId

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="module")]

COMMITTEE = COUNCIL + VISITORS + CLERK
TIMES = 12
SECOND = 1.0
"""What an act is shown within. The quickest quarter is held to it: what else a machine does delays
some, a wait of ours would delay all."""
PAUSE = 1.5
"""Seconds between two acts: nobody is to wait for the one before."""
NEVER = 30_000
DRAWN = """
new Promise((done) => {
  const begun = performance.now();
  const look = () => {
    const waiting = EACH(".waiting .who").map((one) => one.textContent);
    const there = waiting.includes(NAME);
    if (there === WANTED) requestAnimationFrame(() => done(Date.now()));
    else if (performance.now() - begun > NEVER) done(null);
    else setTimeout(look, 10);
  };
  look();
})
""".replace("EACH", EACH).replace("NEVER", str(NEVER))
"""When somebody stands on the speakers' list of the page, or does so no longer."""


@dataclass
class Office:
    """The hall, and two who follow it in the office."""

    hall: Hall
    clerk: Screen
    chair: Screen

    async def shown(self, there: bool, act: Callable[[], Awaitable[object]]) -> list[float]:
        """Return the seconds from an act to its being drawn for clerk and chair."""
        name = json.dumps(self.hall.meeting.seats[SeatId("3")].name)
        look = DRAWN.replace("NAME", name).replace("WANTED", json.dumps(there))
        looks = [asyncio.create_task(page.tab.ask(look)) for page in (self.clerk, self.chair)]
        await asyncio.sleep(PAUSE)
        begun = time.time()
        await act()
        seen = await asyncio.gather(*looks)
        assert None not in seen, f"never shown, {there}"
        return [at / 1000 - begun for at in seen]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(
    synapse: Homeserver, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    folder = tmp_path_factory.mktemp("hall")
    async with hall_with_pages(synapse, folder, council=COMMITTEE, absent=("1",)) as hall:
        clerk = (await seated(hall, "P", chromium)).page
        chair = (await seated(hall, "1", chromium)).page
        await clerk.press("Stand abfragen")
        for page in (clerk, chair):
            await page.until("Spielplatz")
            await page.press("Büro")
            await page.until("Spielplatz")
        yield Office(hall, clerk, chair)


async def test_the_office_shows_within_a_second_what_is_said_in_the_hall(office: Office) -> None:
    took = list[float]()
    for _ in range(TIMES // 2):
        took += await office.shown(True, lambda: office.hall.say("3", "!meldung"))
        took += await office.shown(False, lambda: office.hall.say("3", "!meldung zurück"))
    assert told("said in the hall, drawn in the office", took) < SECOND


async def test_the_office_shows_within_a_second_what_is_pressed_in_it(office: Office) -> None:
    took = list[float]()
    press = f"{FIND}('button', 'Wort erteilen', 'Carl Ohm').click()"
    for _ in range(TIMES // 2):
        await office.shown(True, lambda: office.hall.say("3", "!meldung"))
        took += await office.shown(False, lambda: office.chair.ask(press))
        back = await office.hall.say("3", "!wort zurück")
        await office.hall.handled(back)
    assert told("pressed in the office, drawn there", took) < SECOND


def told(what: str, took: list[float]) -> float:
    """Print the figures, and return what the quickest quarter took at most."""
    ranked = sorted(took)
    print(
        f"{what}: median {statistics.median(ranked):.2f} s, nine of ten within "
        f"{ranked[len(ranked) * 9 // 10]:.2f} s, the slowest {ranked[-1]:.2f} s (of {len(ranked)})"
    )
    return ranked[len(ranked) // 4 - 1]
