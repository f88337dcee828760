# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A newcomer's first evening on the page in the browser: a phone's width, and nothing but keys.

From the sign-in to a vote, the speakers' list, points of order and the residents' questions of a
real meeting, in German and in English. At each stop all of the page is looked over: nothing is
wider than the window, nothing is cut off, and whatever has the focus is before one's eyes.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from browser import Browser
from hall import Hall
from own_page import hall_with_pages, in_session_room, page_of, takes_seat
from page_screen import EACH, Screen
from real_synapse import Homeserver

from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.speeches import speakers_list
from bot.domain.values import Choice, VoteMode

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="module")]

CARL, DORA = SeatId("3"), SeatId("4")
PHONE = {"width": 320, "height": 640}
FARTHEST = 80
"""Presses of the tabulator key nobody should need more of."""
FOCUSED = """
(() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return { called: "", seen: true };
  const field = at.labels?.[0]?.textContent.trim();
  const box = at.getBoundingClientRect();
  const [x, y] = [box.left + Math.min(box.width, innerWidth) / 2, box.top + box.height / 2];
  let top = document.elementFromPoint(x, y);
  while (top?.shadowRoot?.elementFromPoint(x, y) && top.shadowRoot.elementFromPoint(x, y) !== top)
    top = top.shadowRoot.elementFromPoint(x, y);
  const style = getComputedStyle(at);
  const ringed = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 1;
  const inside = box.left >= 0 && box.right <= innerWidth + 1 && y >= 0 && y <= innerHeight;
  const uncovered = top === at || at.contains(top) || (at.labels?.[0]?.contains(top) ?? false);
  return {
    called: (at.getAttribute("aria-label") ?? field ?? at.textContent).trim().replace(/\\s+/g, " "),
    seen: inside && uncovered && ringed,
    why: JSON.stringify({ inside, ringed, box, over: top?.outerHTML.slice(0, 80) }),
  };
})()
"""
"""What has the focus, as one would call it, and whether it is before one's eyes with a ring."""
CUT = """
(() => {
  const found = [];
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.push(`the page is ${wide} wide`);
  for (const node of EACH("*")) {
    if (!node.checkVisibility()) continue;
    const { left, right, width, height } = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    const aside = style.clipPath !== "none" || style.clip !== "auto" || width <= 1;
    const text = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
    const beside = right > innerWidth + 1 || left < -1;
    if (width && !aside && beside && (text || node.matches("button")))
      found.push(`beside the window: ${node.outerHTML.slice(0, 120)}`);
    if (text && !aside && style.overflowX !== "visible" && node.scrollWidth > node.clientWidth + 1)
      found.push(`cut: ${node.outerHTML.slice(0, 120)}`);
    const told = text && !aside && !node.matches("code") ? [...node.childNodes] : [];
    for (const one of told.filter((part) => part.nodeType === 3)) {
      for (const { 0: word, index } of one.data.matchAll(/[^\\s\\-–/.:]+/g)) {
        const range = new Range();
        range.setStart(one, index);
        range.setEnd(one, index + word.length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1) found.push(`broken: ${word}`);
      }
    }
    if (text && !aside && Number.parseFloat(style.fontSize) < 12)
      found.push(`small letters: ${node.outerHTML.slice(0, 120)}`);
    if (node.matches("button, summary, input, select, textarea, a[href]") && width && height < 24)
      found.push(`hard to hit: ${node.outerHTML.slice(0, 120)}`);
  }
  return found;
})()
""".replace("EACH", EACH)


class Newcomer:
    """Somebody at a phone-size page with a keyboard, who looks at each stop."""

    def __init__(self, page: Screen) -> None:
        self.page = page
        self.stops = 0
        self.walked: list[str] = []

    async def looks(self, *words: str) -> None:
        """Read until these words stand there, and find nothing out of sight."""
        await self.page.until(*words)
        assert await self.page.ask(CUT) == []
        self.stops += 1
        await self.page.shot(f"newcomer-{self.stops}")

    async def reaches(self, label: str) -> None:
        """Go to a control by the tabulator key, and see it there."""
        passed = list[str]()
        for _ in range(FARTHEST):
            await self.page.tab.keys("Tab")
            at = await self.page.ask(FOCUSED)
            if at["called"].startswith(label):
                assert at["seen"], f"{label} has the focus out of sight: {at['why']}"
                self.walked.append(f"{label}: {len(passed) + 1}")
                return
            passed.append(at["called"])
        pytest.fail(f"the keyboard never came to {label}, but to {passed}")

    async def presses(self, label: str, *keys: str) -> None:
        await self.reaches(label)
        await self.page.tab.keys(*(keys or ("Enter",)))

    async def types(self, label: str, text: str) -> None:
        await self.reaches(label)
        await self.page.tab.keys(*text)


SAID = {
    "welcome": ("Anmelden zur Sitzung", "Sign in to the meeting"),
    "user": ("Name oder Matrix-Adresse", "Name or Matrix address"),
    "password": ("Passwort", "Password"),
    "key": ("Ihr Schlüssel zur Wiederherstellung", "Your recovery key"),
    "noted": ("Ich habe ihn notiert", "I have written it down"),
    "ask": ("Stand abfragen", "Ask for the state"),
    "item": ("TOP", "Item"),
    "here": ("Sie sind als anwesend eingetragen", "You are recorded as present"),
    "vote": ("Abstimmung", "Vote"),
    "yes": ("Ja", "Yes"),
    "counted": ("Ihre Stimme ist gezählt: Ja", "Your vote was counted: Yes"),
    "abstain": ("Enthaltung", "Abstain"),
    "result": ("Ergebnis der Abstimmung", "Result of vote"),
    "floor": ("Wort melden", "Ask for the floor"),
    "back": ("Wortmeldung zurückziehen", "Withdraw my request"),
    "order": ("Antrag zur Geschäftsordnung", "Procedural motion"),
    "close": ("Schluss der Debatte", "Close the debate"),
    "support": ("Unterstützen", "Support"),
}
"""What the page calls things, in German and English."""
ASKED = {
    "de": "Wann wird die Brücke über die Große Oberunterniederhausener Ach wieder befahrbar?",
    "en": "Warum ist der Radweg an der Großen Oberunterniederhausener Ach noch gesperrt?",
}
"""Residents ask in German, however a member reads the page; nobody asks the same twice."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(
    synapse: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Hall]:
    folder = tmp_path_factory.mktemp("hall")
    async with hall_with_pages(synapse, folder, absent=(CARL, DORA)) as hall:
        yield hall


@pytest.mark.parametrize(
    ("style", "fault"),
    [
        ("min-width: 30rem", "the page is"),
        ("overflow: hidden; white-space: nowrap; width: 3rem", "cut:"),
        ("width: 4rem; overflow-wrap: anywhere", "broken: Anmelden"),
        ("font-size: 0.5rem", "small letters:"),
        ("padding: 0; height: 1rem; min-height: 0", "hard to hit:"),
    ],
)
async def test_what_is_out_of_sight_is_seen_by_who_looks(
    hall: Hall, chromium: Browser, style: str, fault: str
) -> None:
    """A fault is planted into the page at its first stop."""
    page = Screen(await chromium.tab(f"faulty-{secrets.token_hex(3)}", await page_of(hall)))
    await page.tab.window(**PHONE)
    await Newcomer(page).looks("Anmelden zur Sitzung")
    await page.each("button.primary", f"(one.style.cssText = {json.dumps(style)}, null)")
    assert any(one.startswith(fault) for one in await page.ask(CUT))


@pytest.mark.parametrize(("language", "seat"), [("de", CARL), ("en", DORA)])
async def test_a_newcomer_comes_from_sign_in_to_questions_by_keys_on_a_phone(
    hall: Hall, chromium: Browser, language: str, seat: SeatId
) -> None:
    word = {name: said[language == "en"] for name, said in SAID.items()}
    number = await is_debating(hall)
    synapse = hall.council.synapse
    account = await synapse.register(f"new-{secrets.token_hex(3)}")
    page = Screen(await chromium.tab(f"newcomer-{secrets.token_hex(3)}", "about:blank"))
    await page.tab.window(**PHONE)
    address = (await page_of(hall)).replace("lang=de", f"lang={language}")
    await page.ask(f"void (location.href = {json.dumps(address)})")
    newcomer = Newcomer(page)

    await newcomer.looks(word["welcome"])
    await newcomer.types(word["user"], account.user_id)
    await newcomer.types(word["password"], account.password)
    await page.tab.keys("Enter")
    await newcomer.looks(word["key"])
    await newcomer.presses(word["noted"])
    await takes_seat(hall, seat, account)
    await in_session_room(page)
    await newcomer.presses(word["ask"])
    await newcomer.looks(f"{word['item']} {number}", word["here"])

    async with hall.ballot(VoteMode.OPEN) as vote:
        await newcomer.looks(f"{word['vote']} {vote.id}")
        await newcomer.presses(word["yes"])
        await vote.has(seat, Choice.YES)
        await newcomer.looks(word["counted"])
        await newcomer.presses(word["abstain"], "Space")
        await vote.has(seat, Choice.ABSTAIN)
        await vote.close()
    await newcomer.looks(f"{word['result']} {vote.id}")

    await newcomer.presses(word["floor"])
    await hall.until(lambda: any(one.seat == seat for one in speakers_list(hall.meeting)))
    await newcomer.looks(word["back"])
    await newcomer.presses(word["back"])
    await hall.until(lambda: all(one.seat != seat for one in speakers_list(hall.meeting)))
    await has_points_of_order(newcomer, hall, seat, word)

    one = SeatId("1")
    await hall.act(c.CloseItem(by=one, at=hall.now()))
    text = ASKED[language]
    await hall.act(c.RegisterQuestion(by=one, at=hall.now(), name="Rosa Linde", text=text))
    await hall.act(c.OpenQuestionTime(by=one, at=hall.now()))
    await hall.act(c.CallQuestion(by=one, at=hall.now()))
    await newcomer.looks("Rosa Linde", text)
    print("\n".join(newcomer.walked))


async def is_debating(hall: Hall) -> str:
    """Let the council be at an item, whatever was before; return its number."""
    one = SeatId("1")
    if hall.meeting.residents.running:
        await hall.act(c.CloseQuestionTime(by=one, at=hall.now()))
    if hall.meeting.item is None:
        item = hall.next_item(public=True)
        await hall.act(c.CallItem(by=one, at=hall.now(), item=item))
    assert hall.meeting.item is not None
    return hall.meeting.number_of(hall.meeting.item)


async def has_points_of_order(
    newcomer: Newcomer, hall: Hall, seat: SeatId, word: dict[str, str]
) -> None:
    """Somebody else's is supported, and an own one is made."""
    two = SeatId("2")
    await hall.handled(await hall.say(two, "!go vertagung"))
    (motion,) = hall.meeting.pending_procedural()
    await newcomer.looks(motion.id)
    await newcomer.presses(f"{word['support']}: {motion.id}")
    await hall.until(lambda: seat in hall.meeting.procedural[motion.id].supporters)
    await newcomer.presses(word["order"])
    await newcomer.presses(word["close"])
    await hall.until(lambda: len(hall.meeting.pending_procedural()) == 2)
    own = hall.meeting.pending_procedural()[-1]
    assert own.by == seat
    await newcomer.looks(f"{own.id} {word['close']}")
