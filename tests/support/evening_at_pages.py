# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A council of seven on one evening, each by the way they like best.

Chair, clerk and one member sit before the page of their own, one before the panel in a client, one
in Element Call and its client's chat, two have nothing but a chat; one is ill.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from browser import Tab
from council_bot import COUNCIL, CouncilBot
from council_call import ELEMENT_CALL, CouncilCall, informed, opened
from page_screen import FIND, PATIENCE, Screen
from sealed_call import until

from bot.domain.ids import BallotId
from bot.domain.meeting import Meeting
from bot.domain.values import Choice
from bot.effects import Place

SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots" / "evening"
"""Where pictures of the evening are kept."""
SEVEN = COUNCIL.replace("statutory_members = 5", "statutory_members = 7").replace(
    '[[seat]]\nnumber = "S"',
    """\
[[seat]]
number = 6
name = "Gerd Fuchs"
group = "Blau"

[[seat]]
number = 7
name = "Hanna Igel"
group = "Blau"

[[seat]]
number = "S\"""",
)
CONFIRM = r"Zum Ausführen binnen fünf Minuten: (!bestätigen [A-Z0-9_-]+)"
LABELS = {Choice.YES: "Ja", Choice.NO: "Nein", Choice.ABSTAIN: "Enthaltung"}
DAYS_AHEAD = timedelta(days=9)
TOWN = ZoneInfo("Europe/Berlin")
FETCH = """
(async (button) => {
  const real = URL.createObjectURL;
  const got = new Promise((resolve) => {
    URL.createObjectURL = (blob) => (resolve(blob), real.call(URL, blob));
  });
  button.click();
  const bytes = new Uint8Array(await (await got).arrayBuffer());
  URL.createObjectURL = real;
  return btoa(bytes.reduce((all, one) => all + String.fromCharCode(one), ""));
})
"""
"""A function that presses a file's button and returns what was opened, in base64."""


@dataclass
class Evening:
    """The council and its people."""

    call: CouncilCall
    berta: Screen
    frieda: Screen
    carl: Screen
    dora: Screen
    gerd: Tab
    taken: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def council(self) -> CouncilBot:
        return self.call.council

    @property
    def meeting(self) -> Meeting:
        return list(self.council.chamber.desk.meetings.values())[-1]

    async def types(self, seat: str, text: str, place: Place = Place.SESSION) -> None:
        """Say something in a chat: Gerd in his client, the others in theirs."""
        if seat != "6":
            await self.council.say(seat, text, place)
            return
        told = ", ".join(json.dumps(one) for one in (self.council.room(place), text))
        await self.gerd.ask(f"member.say({told})")

    async def unmutes(self) -> None:
        """Switch microphone and camera off and on in Element Call.

        It shows them as on while one may not send, and does not try again by itself.
        """
        for switch in ("incall_mute", "incall_videomute"):
            button = f"document.querySelector('[data-testid={switch}]')"
            for wanted in ("false", "true"):
                is_so = f"{button}.ariaChecked === '{wanted}'"
                await self.gerd.ask(f"{is_so} || {button}.click()", frame=ELEMENT_CALL)
                await until(self.gerd, is_so, bool, frame=ELEMENT_CALL)

    async def pages_show(self, *words: str) -> None:
        """Wait until everybody who has a page reads these words."""
        for page in (self.berta, self.frieda, self.carl, self.dora):
            await page.until(*words)

    async def vote(
        self, ballot: str, votes: Mapping[str, Choice], place: Place = Place.SESSION
    ) -> None:
        """Let everybody vote their way; who has a page waits for the receipt."""
        pages = {"1": self.berta, "3": self.carl, "4": self.dora}
        for seat, choice in votes.items():
            if page := pages.get(seat):
                await page.until(f"Abstimmung {ballot}")
                await page.press(LABELS[choice])
            else:
                await self.types(seat, LABELS[choice].lower(), place)
        for seat, choice in votes.items():
            if page := pages.get(seat):
                await page.until(f"Ihre Stimme ist gezählt: {LABELS[choice]}")
        await self.council.until(lambda: self.votes(ballot) == dict(votes), PATIENCE)

    def votes(self, ballot: str) -> dict[str, Choice]:
        """What is counted now, by seat."""
        found = self.meeting.ballots.get(BallotId(ballot))
        return {} if found is None else {str(seat): v.choice for seat, v in found.votes.items()}

    async def shot(self, page: Screen | Tab, name: str) -> None:
        """Keep a picture of what a person sees."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.taken += 1
        tab = page if isinstance(page, Tab) else page.tab
        await tab.picture(SHOTS / f"{self.taken:02}-{name}.webp")


async def confirmed(page: Screen, text: str) -> None:
    """Write a command that asks back, and confirm it in writing."""
    before = set(re.findall(CONFIRM, await page.text()))
    await page.write(text)
    end = time.monotonic() + PATIENCE
    while not (words := set(re.findall(CONFIRM, await page.text())) - before):
        assert time.monotonic() < end, f"{text} was not asked back: {await page.text()}"
        await asyncio.sleep(0.2)
    await page.write(words.pop())


async def opens_file(page: Screen, name: str) -> bytes:
    """Open a file of the room's conversation; return what is in it."""
    await page.until(f"Datei öffnen: {name}")
    button = f"{FIND}('button', {json.dumps(f'Datei öffnen: {name}')})"
    return base64.b64decode(str(await page.ask(f"{FETCH}({button})")))


Step = Callable[[Evening], Awaitable[None]]


async def goes_through(folder: Path, *steps: Step) -> None:
    """Gather the council and take these steps; say on the console how long each took."""
    async with AsyncExitStack() as stack:
        evening = await gathered(stack, folder)
        print(f"gathered after {time.monotonic() - evening.began:.0f} s")
        for step in steps:
            began = time.monotonic()
            await step(evening)
            print(f"{step.__name__}: {time.monotonic() - began:.1f} s")


async def gathered(stack: AsyncExitStack, folder: Path) -> Evening:
    """Invite nine days ago, and let everybody be enrolled on the evening."""
    began = time.monotonic()
    call = await opened(stack, folder, SEVEN)
    council = call.council
    council.clock.ahead = -DAYS_AHEAD
    frieda = await call.at_the_page("S")
    await _invited(frieda, council)
    council.clock.ahead = timedelta()
    await council.enrol_by_code("2", "ayse")
    await council.enrol_by_code("5", "emil")
    berta = await call.at_the_page("1")
    carl = await call.at_the_page("3")
    dora = await call.widget(await call.in_a_client("4"), "panel")
    gerd = await call.in_a_client("6")
    for page in (frieda, berta, carl, dora):
        await informed(page, "3. Sitzung", "Spielplatz")
    return Evening(call, berta, frieda, carl, dora, gerd, began=began)


async def _invited(clerk: Screen, council: CouncilBot) -> None:
    """Plan the meeting and send the invitation, in the office."""
    await clerk.press("Büro")
    starts = (council.clock() + DAYS_AHEAD).astimezone(TOWN)
    await clerk.write(f'!sitzung planen {starts:%d.%m.%Y %H:%M} "Ratssaal" "3. Sitzung"')
    await clerk.until("Geplant")
    for title in ('"Spielplatz am Anger"', '"Winterdienst"', '"Kauf am Bach" nichtöffentlich'):
        await clerk.write(f"!tagesordnung neu {title}")
        await clerk.until(title.split('"')[1])
    await confirmed(clerk, "!einladen")
    await clerk.press("Sitzungsraum")
    await clerk.until("Ladungsfrist gewahrt")
