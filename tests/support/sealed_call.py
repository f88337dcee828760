# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Members of the council in a sealed call through our bridge, in real browsers.

What is counted is what each browser could decode, whatever its page shows.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import ssl
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bridge_process import KEY, SECRET, Bridge
from browser import Browser, Tab
from council_bot import CouncilBot
from js_peer import PeerError
from real_synapse import Homeserver

from bot.conference import Server
from bot.conferencefile import ConferenceSettings
from bot.domain.ids import SeatId, UserId

PATIENCE = 120.0
"""Seconds; three browsers encode on two cores."""
Streams = list[dict[str, Any]]


def conference_at(sfu: Bridge, port: int, folder: Path | None = None) -> ConferenceSettings:
    """The bot's door at `port` before a bridge; `folder` holds an authority to trust."""
    url = sfu.url.replace("http", "ws", 1)
    return ConferenceSettings(
        provider="bridge",
        server=Server(url=sfu.url, public_url=url, key=KEY, secret=SECRET),
        port=port,
        private_servers=True,
        tls=ssl.create_default_context(cafile=folder / "authority.pem") if folder else None,
    )


async def seated(council: CouncilBot, chromium: Browser, seat: str, home: Homeserver) -> Tab:
    """A member's client, signed in at its homeserver, enrolled by code and in the session room."""
    account = await home.register(f"seat{seat}-{secrets.token_hex(2)}")
    tab = await chromium.tab(f"seat {seat}", "/member.html")
    login = {"homeserver": home.url, "user": account.user_id, "password": account.password}
    await tab.ask(f"member.enter({json.dumps(login)})")
    user = UserId(account.user_id)
    code = await council.chamber.welcome_code(SeatId(seat), user, council.clock())
    direct = await council.chamber.rooms.direct(user)
    await tab.ask(f"member.join({json.dumps(direct)})")
    await tab.ask(f"member.say({json.dumps(direct)}, {json.dumps(f'!ausweis {code}')})")
    await council.until(lambda: SeatId(seat) in council.chamber.desk.body.enrolments, within=60)
    await tab.ask(f"member.join({json.dumps(council.room())})")
    return tab


async def receives(tab: Tab, others: int, *, frame: str = "") -> None:
    """Pictures and sound of so many others are decoded, and go on being decoded."""

    def alive(streams: Streams, kind: str, measure: str) -> dict[str, float]:
        return {one["mid"]: one[measure] for one in streams if one["kind"] == kind}

    before: Streams = await first_told(tab, "arriving()", frame)

    def grows(streams: Streams) -> bool:
        for kind, measure, least in (("video", "frames", 10), ("audio", "energy", 1e-6)):
            old = alive(before, kind, measure)
            new = alive(streams, kind, measure)
            if sum(new[mid] > old.get(mid, 0) + least for mid in new) < others:
                return False
        return True

    await until(tab, "arriving()", grows, frame=frame)


async def first_told(tab: Tab, expression: str, frame: str) -> Any:
    """Ask a frame that was put there a moment ago: it has no address until its page has come."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return await tab.ask(expression, frame=frame)
        except PeerError:
            if time.monotonic() > end:
                raise
        await asyncio.sleep(0.2)


async def until(
    tab: Tab, expression: str, holds: Callable[[Any], bool], *, frame: str = ""
) -> None:
    """Wait until what a page answers holds."""
    await until_told(f"{tab.name}: {expression}", lambda: tab.ask(expression, frame=frame), holds)


async def until_told(
    what: str, ask: Callable[[], Awaitable[Any]], holds: Callable[[Any], object]
) -> Any:
    """Wait until what is answered holds, and return it."""
    end = time.monotonic() + PATIENCE
    while not holds(told := await ask()):
        if time.monotonic() > end:
            raise AssertionError(f"{what} stayed {told}")
        await asyncio.sleep(0.3)
    return told
