# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures of every state of every page, ``make shots``: to be looked at, and for the docs.

They go to ``var/shots/<language>/``, those of `SHOWN` to ``docs/images`` as well. The gallery's
clock stands still, so the same pages give the same pictures.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from aiohttp import web
from browser import Tab, browser

from bot.web.server import listening

ROOT = Path(__file__).resolve().parents[2]
GALLERY = ROOT / "widgets" / "dist-gallery"
KEPT = ROOT / "var" / "shots"
DOCS = ROOT / "docs" / "images"
WIDE, WALL, PHONE = (1000, 700), (1280, 720), (390, 780)
TALL, LONG = (1000, 1150), (390, 1250)
SHOWN = {
    "ballot": PHONE,
    "ballot-counted": PHONE,
    "debate-chair": WIDE,
    "roll-call-clerk": TALL,
    "opening-clerk": TALL,
    "parts": LONG,
    "unsent-alone": LONG,
    "result-recorded": WIDE,
    "consent": PHONE,
    "order": LONG,
    "residents-clerk": WIDE,
    "circulation-counted": PHONE,
    "screen-speaker": WALL,
    "screen-residents": WALL,
    "screen-result": WALL,
    "call-floor": WIDE,
    "sign-in": PHONE,
}
"""States the docs show, and how large the window is."""
LANGUAGES = ("de", "en")


async def take(gallery: Tab, name: str, language: str, window: tuple[int, int], to: Path) -> None:
    """Keep a picture of what stands in the window."""
    width, height = window
    await gallery.window(width=width, height=height, still=True)
    await gallery.ask(f"gallery.show({json.dumps(name)}, {json.dumps(language)})")
    to.parent.mkdir(parents=True, exist_ok=True)
    await gallery.picture(to)


async def main() -> None:
    app = web.Application()
    app.router.add_static("/", GALLERY)
    async with listening(app, "127.0.0.1", 0) as port, browser() as chromium:
        gallery = await chromium.tab("gallery", f"http://127.0.0.1:{port}/index.html")
        for name in await gallery.ask("gallery.names"):
            usual = WALL if name.startswith("screen") else WIDE
            for language in LANGUAGES:
                kept = KEPT / language / f"{name}.webp"
                await take(gallery, name, language, SHOWN.get(name, usual), kept)
    for name in SHOWN:
        DOCS.mkdir(exist_ok=True)
        (DOCS / f"{name}.webp").write_bytes((KEPT / "de" / f"{name}.webp").read_bytes())
    size = sum(one.stat().st_size for one in DOCS.glob("*.webp")) / 1000
    print(f"{KEPT.relative_to(ROOT)}: every state; docs/images: {len(SHOWN)}, {size:.0f} kB")


if __name__ == "__main__":
    if not GALLERY.is_dir():
        sys.exit("The gallery is not built: make shots.")
    asyncio.run(main())
