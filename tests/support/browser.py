# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Real browsers in a conference: livekit-client in Debian's Chromium or Firefox.

    async with browser() as chromium:
        ayse = await chromium.caller("ayse")
        await ayse.enter(place.url, place.token("ayse"))
        await ayse.show(RED)

The pages are in tests/peers/browser; `Tab.ask` reaches whatever they offer.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from js_peer import JsPeer, js_peer

FOLDER = Path(__file__).resolve().parents[1] / "peers" / "browser"
PASSPHRASE = "what the council agreed on"
PATIENCE = 90.0
"""Seconds; a browser's encoders share two cores with all the others."""
Colour = tuple[int, int, int]
State = dict[str, Any]


class Tab:
    """One page in a profile of its own."""

    def __init__(self, peer: JsPeer, name: str) -> None:
        self._peer = peer
        self.name = name

    async def ask(self, expression: str, *, frame: str = "") -> Any:
        """Evaluate JavaScript in the page, and wait for what it promises."""
        return await self._peer.call("ask", page=self.name, expression=expression, frame=frame)

    async def reload(self) -> None:
        """Load the page anew, as F5 does."""
        await self._peer.call("reload", page=self.name)

    async def picture(self, path: Path, *, whole: bool = False) -> None:
        """Keep a picture of what it shows, or of the whole page."""
        await self._peer.call("picture", page=self.name, path=str(path), whole=whole)

    async def window(self, **kind: float | bool) -> None:
        """Change the window: `width`, `height`, `zoom`; `still`, `forced` colours; `slow` (CPU)."""
        await self._peer.call("window", page=self.name, **kind)

    async def offline(self, off: bool = True) -> None:
        """Pull the cable out, or put it back."""
        await self._peer.call("offline", page=self.name, off=off)

    async def asleep(self, sleeps: bool = True) -> None:
        """Shut the laptop, or open it: nothing of the page runs meanwhile. Chromium only."""
        await self._peer.call("asleep", page=self.name, sleeps=sleeps)

    async def keys(self, *keys: str) -> None:
        """Press keys of the keyboard, by the names of the UI Events specification."""
        await self._peer.call("keys", page=self.name, keys=keys)

    async def spoken(self) -> Any:
        """Return what a screen reader is given, as a tree of roles and names."""
        return await self._peer.call("spoken", page=self.name)

    async def close(self) -> None:
        """Close the tab, as a member does who is fed up."""
        await self._peer.call("close", page=self.name)


class WebCaller(Tab):
    """A participant with livekit-client; its calls are those of pages/caller.mjs."""

    async def do(self, call: str, *arguments: Any) -> Any:
        """Make one call of the page's table."""
        told = ",".join(json.dumps(one) for one in arguments)
        return await self.ask(f"caller.{call}({told})")

    async def enter(
        self, url: str, token: str, *, passphrase: str | None = PASSPHRASE, **options: Any
    ) -> None:
        """Connect; `options` are livekit-client's RoomOptions."""
        wanted = {"url": url, "token": token, "passphrase": passphrase, "options": options}
        await self.do("enter", wanted)

    async def show(self, colour: Colour, **options: Any) -> None:
        """Publish a camera that shows one colour."""
        await self.do("show", colour, options)

    async def sing(self, tone: float) -> None:
        """Publish a microphone that carries one tone."""
        await self.do("sing", tone)

    async def state(self) -> State:
        """Everything this participant sees, hears and was told."""
        told: State = await self.do("state")
        return told

    async def until(self, holds: Callable[[State], object], patience: float = PATIENCE) -> State:
        """Wait until the state fulfils `holds`, and return it."""
        end = time.monotonic() + patience
        while True:
            state = await self.state()
            if holds(state):
                return state
            if time.monotonic() > end:
                raise AssertionError(f"{self.name} never came to {holds}, but has {state}")
            await asyncio.sleep(0.2)


class Browser:
    """A running browser."""

    def __init__(self, peer: JsPeer, origin: str, other: str) -> None:
        self._peer = peer
        self.origin = origin
        self.other = other
        """A second origin with the same files, for what is embedded."""

    async def caller(self, name: str) -> WebCaller:
        """Open the page of one participant."""
        await self._peer.call("open", page=name, path="/caller.html")
        return WebCaller(self._peer, name)

    async def tab(self, name: str, path: str) -> Tab:
        """Open any page; `arriving()` in it and its frames tells what its connections receive."""
        await self._peer.call("open", page=name, path=path, watched=True)
        return Tab(self._peer, name)

    async def bundle(self, entry: str) -> None:
        """Put a module of the pages together with what it imports."""
        await self._peer.call("bundle", entry=entry)


@asynccontextmanager
async def browser(kind: str = "chromium", *, before: Sequence[str] = ()) -> AsyncIterator[Browser]:
    """Start one; it ends with the block. `before` are words in front of the command."""
    async with js_peer(FOLDER / "browser.mjs", before=before) as peer:
        made = await peer.call("launch", kind=kind)
        yield Browser(peer, made["origin"], made["other"])


def sees(
    who: str, colour: Colour, *, source: str = "camera", off: int = 45
) -> Callable[[State], bool]:
    """The last picture of `who` has this colour."""

    def holds(state: State) -> bool:
        seen = state["seen"].get(f"{who}/camera", {})
        got = seen.get("colour", (-99, -99, -99))
        return all(abs(a - b) <= off for a, b in zip(got, colour, strict=True))

    return holds


def hears(who: str, tone: float) -> Callable[[State], bool]:
    """The sound of `who` is this tone."""

    def holds(state: State) -> bool:
        seen = state["seen"].get(f"{who}/microphone", {})
        return bool(seen.get("loudness", 0) > 0.02 and abs(seen["tone"] - tone) < 15)

    return holds


def tile(
    who: str, holds: Callable[[State], object], source: str = "camera"
) -> Callable[[State], bool]:
    """A condition on one tile: what of `who` is received from this source."""

    def condition(state: State) -> bool:
        seen = state["seen"].get(f"{who}/{source}")
        return bool(seen and seen["here"] and holds(seen))

    return condition


def both(*conditions: Callable[[State], object]) -> Callable[[State], bool]:
    """All of them at once."""
    return lambda state: all(condition(state) for condition in conditions)
