# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One of our pages in a browser, used as a person does: read, fill in, press."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from browser import Tab
from js_peer import PeerError

PATIENCE = 90.0
SHOTS = os.environ.get("GREMIUM_SHOTS", "")
"""A folder for pictures of what a person sees."""
LOOK = """
(() => {
  const texts = [];
  const walk = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) walk(node.shadowRoot);
    }
    texts.push(root.textContent ?? "");
  };
  walk(document.body);
  return texts.join("\\n").replace(/\\s+/g, " ");
})()
"""
EACH = """
((selector) => {
  const found = [];
  const walk = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) walk(node.shadowRoot);
      if (node.matches(selector)) found.push(node);
    }
  };
  walk(document);
  return found;
})
"""
"""A function that finds all elements of the page like this, through all shadow roots."""
FIND = """
((selector, text, about) => {
  const said = (node) => node.textContent.trim();
  const concerns = (node) => !about || (node.getAttribute("aria-label") ?? "").includes(about);
  const all = EACH(selector).filter((node) => said(node).includes(text) && concerns(node));
  const seen = all.filter((node) => node.checkVisibility());
  const found = seen.length > 0 ? seen : all;
  return found.find((node) => said(node) === text) ?? found[0];
})
""".replace("EACH", EACH)
"""A function that finds an element of the page: one that is seen rather than folded away, best one
that says just this. `about` is what its name tells besides to who does not see where it stands."""
FOLDED = """
((summary, button, about, fields) => {
  const sheet = FIND("summary", summary, about)?.closest("details");
  const send = sheet && [...sheet.querySelectorAll("button")].find(
    (one) => one.textContent.trim() === button);
  if (!send || send.disabled) return false;
  sheet.open = true;
  for (const [name, value] of Object.entries(fields))
    sheet.querySelector(`[name=${name}]`).value = value;
  send.click();
  return true;
})
""".replace("FIND", FIND)
"""A function that unfolds a form, fills it in and sends it."""


class Screen:
    """A page as a person uses it: reads, fills in, presses."""

    def __init__(self, tab: Tab, frame: str = "") -> None:
        """`frame` is part of the address of the frame the page is in, if it is in one."""
        self.tab = tab
        self.frame = frame

    async def ask(self, expression: str) -> Any:
        """Ask the page; None while it or its frame is not there yet or loads anew."""
        try:
            return await self.tab.ask(expression, frame=self.frame)
        except PeerError as error:
            if not self.frame and "context was destroyed" not in str(error):
                raise
            return None

    async def text(self) -> str:
        return str(await self.ask(LOOK))

    async def until(self, *words: str) -> str:
        """Wait until all these words stand there."""
        end = time.monotonic() + PATIENCE
        while True:
            seen = await self.text()
            if all(word in seen for word in words):
                return seen
            if time.monotonic() > end:
                raise await self._failed(f"{words} never stood there")
            await asyncio.sleep(0.2)

    async def each(self, selector: str, what: str) -> list[Any]:
        """Ask all elements like this, such as `one.value`."""
        told = await self.ask(f"{EACH}({json.dumps(selector)}).map((one) => {what})")
        return list(told or [])

    async def until_each(
        self, selector: str, what: str, holds: Callable[[list[Any]], object]
    ) -> list[Any]:
        """Wait until what all elements like this answer holds, and return it."""
        end = time.monotonic() + PATIENCE
        while not holds(told := await self.each(selector, what)):
            if time.monotonic() > end:
                raise await self._failed(f"{selector}, {what}: {told}")
            await asyncio.sleep(0.2)
        return told

    async def press(self, label: str, about: str = "") -> None:
        """Press a button once it may be pressed."""
        button = f"{FIND}('button', {json.dumps(label)}, {json.dumps(about)})"
        await self._done(f"((b) => !!b && !b.disabled && (b.click(), true))({button})", label)

    async def send_sheet(self, summary: str, button: str, about: str = "", **fields: str) -> None:
        """Unfold a form, fill it in, and send it by this button once that may be pressed."""
        told = ", ".join(json.dumps(one) for one in (summary, button, about, fields))
        await self._done(f"{FOLDED}({told})", f"{summary}: {button}")

    async def begin(self, text: str) -> None:
        """Write below the room's conversation without sending it."""
        box = f"{FIND}('form.write textarea', '')"
        typed = "b.dispatchEvent(new Event('input', {bubbles: true}))"
        fill = f"((b) => !!b && (b.value = {json.dumps(text)}, {typed}, true))({box})"
        await self._done(fill, text)

    async def begun(self) -> str:
        """Return what stands in the box below the room's conversation."""
        return str(await self.ask(f"{FIND}('form.write textarea', '')?.value ?? ''"))

    async def write(self, text: str) -> None:
        """Write a message below the room's conversation."""
        await self.begin(text)
        await self.press("Senden")

    async def sign_in(self, user: str, password: str, server: str) -> None:
        """Sign in for the first time: this browser's device makes the person's identity."""
        await self.until("Anmelden zur Sitzung")
        await self.fill(user=user, password=password, server=server)
        await self.press("Anmelden")
        await self.until("Ihr Schlüssel zur Wiederherstellung")
        await self.press("Ich habe ihn notiert")

    async def _done(self, what: str, called: str) -> None:
        end = time.monotonic() + PATIENCE
        while not await self.ask(what):
            if time.monotonic() > end:
                raise await self._failed(f"{called} cannot be pressed")
            await asyncio.sleep(0.1)

    async def _failed(self, what: str) -> AssertionError:
        """Tell what stands on the page instead, and what it complained of on its console."""
        await self.shot("failed")
        complaints = await self.ask("window.complaints?.() ?? []")
        seen = await self.text()
        # Answers and notices stand above, what was said last below.
        told = seen if len(seen) < 4000 else f"{seen[:2000]} […] {seen[-2000:]}"
        return AssertionError(f"{what}, but: {told}; {complaints}")

    async def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            field = f"{FIND}('[name={name}]', '')"
            typed = "f.dispatchEvent(new Event('input', {bubbles: true}))"
            await self.ask(f"((f) => (f.value = {json.dumps(value)}, {typed}))({field})")

    async def shot(self, name: str) -> None:
        if SHOTS:
            await self.tab.picture(Path(SHOTS) / f"{name}.png")
