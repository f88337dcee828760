# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses and frames of strangers: our pages run nothing of theirs, and show in no frame."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from urllib.parse import quote

import pytest
import pytest_asyncio
from browser import Browser, Tab
from js_peer import PeerError
from page_screen import Screen

from bot.web.pages import pages_application, pages_folder
from bot.web.server import listening

pytestmark = pytest.mark.asyncio(loop_scope="module")

MARKUP = "<img src=x onerror=window.struck=1><script>window.struck=1</script>"
KEY = "A" * 43
GOOD = f"room=!saal:x&user=@a:x&bot=@bot:x&key={KEY}"
HOSTS = "widgetId=w&parentUrl=https%3A%2F%2Felement.example"
REFUSED = "This page needs what the"
"""In English, the browser's language: what language the address names is not believed either."""
HERE = 'document.documentElement.outerHTML.includes("<img") || !!window.struck'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pages() -> AsyncIterator[str]:
    """The built pages, as a bot serves them that one client may frame."""
    folder = pages_folder()
    assert folder is not None, "run make widgets"
    app = pages_application(folder, ("https://element.example",))
    async with listening(app, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    "address",
    [
        "",
        f"?{HOSTS}#/?{GOOD.replace('!saal:x', quote(MARKUP))}",
        f"?{HOSTS}#/?{GOOD.replace('@bot:x', quote(MARKUP))}",
        f"?{HOSTS}#/?{GOOD.replace(KEY, quote(MARKUP))}",
        f"?widgetId=w&parentUrl=javascript%3Awindow.struck%3D1#/?{GOOD}",
        f"?widgetId=w&parentUrl=data%3Atext%2Fhtml%2C{quote(MARKUP)}#/?{GOOD}",
        f"?{HOSTS}#/?{GOOD.replace('!saal:x', '!' + 'x' * 5000)}",
        f"?{HOSTS}#/?{'room=!saal:x&' * 2000}",
        f"?{HOSTS}&__proto__[bot]=@eve:x&constructor=x#/?room=!saal:x&user=@a:x&key={KEY}",
    ],
)
async def test_a_malicious_address_is_refused_and_runs_nothing(
    chromium: Browser, pages: str, address: str
) -> None:
    tab = await chromium.tab("stranger", f"{pages}/panel/{address}")
    shown = await Screen(tab).until(REFUSED)
    assert "element.example" not in shown
    assert await tab.ask(HERE) is False
    await tab.close()


@pytest.mark.parametrize(
    "more",
    [
        f"&lang={quote(MARKUP)}&theme={quote(MARKUP)}",
        "&lang=../../en&theme=cpd-theme-dark%20x",
        "&lang=__proto__&theme=constructor",
    ],
)
async def test_language_and_theme_are_names_and_nothing_else(
    chromium: Browser, pages: str, more: str
) -> None:
    tab = await chromium.tab("stranger", f"{pages}/panel/?{HOSTS}#/?{GOOD}{more}")
    await Screen(tab).until("Warte auf die erste Nachricht")
    assert await tab.ask(HERE) is False
    assert await tab.ask("document.documentElement.className") in ("", "cpd-theme-dark")
    await tab.close()


async def test_the_member_page_believes_no_address_without_bot_and_key(
    chromium: Browser, pages: str
) -> None:
    for fragment in ("", f"#/?bot={quote(MARKUP)}&key={KEY}&session=!s:x", f"#/?{GOOD}"):
        tab = await chromium.tab("stranger", f"{pages}/member/{fragment}")
        await Screen(tab).until(REFUSED)
        assert await tab.ask(HERE) is False
        await tab.close()


@pytest.mark.parametrize("page", ["panel", "screen", "member"])
async def test_a_strangers_page_shows_none_of_ours_in_a_frame(
    chromium: Browser, pages: str, page: str
) -> None:
    """Given a page that lays ours under its own buttons, the browser shows it nothing."""
    tab = await chromium.tab("stranger", "/caller.html")
    load = f"""new Promise((done) => {{
      const frame = document.createElement("iframe");
      frame.onload = () => done();
      frame.src = "{pages}/{page}/?{HOSTS}#/?{GOOD}";
      document.body.append(frame);
    }})"""
    await tab.ask(load)
    await refused(tab)
    with pytest.raises(PeerError, match="no frame"):
        await tab.ask("1", frame=f"/{page}/")
    await tab.close()


async def refused(tab: Tab) -> None:
    """Wait until the browser shows its own page of refusal; the frame has "loaded" before that."""
    async with asyncio.timeout(60):
        while True:
            with suppress(PeerError):
                assert await tab.ask("1", frame="chrome-error://") == 1
                return
            await asyncio.sleep(0.1)
