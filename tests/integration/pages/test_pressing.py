# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is pressed is sent, or the button shows that it cannot be pressed: no press is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from browser import Browser, Tab

from bot.web.server import listening

pytestmark = pytest.mark.asyncio(loop_scope="module")

PRESS_TWO = """(async () => {
  const panel = document.querySelector("gremium-panel");
  panel.press = (act) => {
    panel.model = { ...panel.model, sending: { state: "sending", act, ballot: null } };
  };
  if (%s) panel.model = { ...panel.model };
  for (let n = 0; n < 5; n += 1) await null;
  const open = (one) => !one.disabled && one.type === "button";
  const [first, second] = [...panel.shadowRoot.querySelectorAll("button")].filter(open);
  const before = second.disabled;
  first.click();
  for (let n = 0; n < 50; n += 1) await null;  // all that follows at once; no frame is drawn
  return [before, second.disabled];
})()"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def gallery(gallery_folder: Path, chromium: Browser) -> AsyncIterator[Tab]:
    app = web.Application()
    app.router.add_static("/", gallery_folder)
    async with listening(app, "127.0.0.1", 0) as port:
        yield await chromium.tab("gallery", f"http://127.0.0.1:{port}/index.html")


@pytest.mark.parametrize("news", ["false", "true"], ids=["alone", "with news to be drawn"])
async def test_who_has_pressed_one_button_cannot_press_another_before_that_is_on_its_way(
    gallery: Tab, news: str
) -> None:
    """Both were open until the next frame, and the second press was lost in silence."""
    await gallery.ask("gallery.show('debate-chair', 'de', 'light')")
    assert await gallery.ask(PRESS_TWO % news) == [False, True]
