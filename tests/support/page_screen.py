# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One of our pages in a browser, used as a person does: read, fill in, press."""

from __future__ import annotations

import asyncio
import json
import os
import time
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
FIND = """
((selector, text) => {
  const found = [];
  const walk = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) walk(node.shadowRoot);
      if (node.matches(selector) && node.textContent.trim().includes(text)) found.push(node);
    }
  };
  walk(document);
  return found[0];
})
"""
"""A function that finds an element of the page, through all shadow roots."""


class Screen:
    """A page as a person uses it: reads, fills in, presses."""

    def __init__(self, tab: Tab, frame: str = "") -> None:
        """`frame` is part of the address of the frame the page is in, if it is in one."""
        self.tab = tab
        self.frame = frame

    async def ask(self, expression: str) -> Any:
        """Ask the page; None while its frame is not there yet or loads anew."""
        try:
            return await self.tab.ask(expression, frame=self.frame)
        except PeerError:
            if not self.frame:
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
                await self.shot("failed")
                raise AssertionError(f"{words} never stood there, but: {seen[-2000:]}")
            await asyncio.sleep(0.2)

    async def press(self, label: str) -> None:
        """Press a button once it may be pressed."""
        end = time.monotonic() + PATIENCE
        button = f"{FIND}('button', {json.dumps(label)})"
        what = f"((b) => !!b && !b.disabled && (b.click(), true))({button})"
        while not await self.ask(what):
            assert time.monotonic() < end, f"{label} cannot be pressed: {await self.text()}"
            await asyncio.sleep(0.2)

    async def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            field = f"{FIND}('[name={name}]', '')"
            await self.ask(f"{field}.value = {json.dumps(value)}")

    async def shot(self, name: str) -> None:
        if SHOTS:
            await self.tab.picture(Path(SHOTS) / f"{name}.png")
