# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How heavy and how quick the pages are: ``make widgets-report``.

Sizes are of what a page loads before it shows anything, compressed by gzip. Times are of Debian's
Chromium on this machine, the processor slowed down fourfold where it says so. Whatever is over its
budget ends the report with 1; times mean something on a quiet machine only.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import statistics
import sys
from pathlib import Path

from aiohttp import web
from browser import Tab, browser

from bot.web.pages import pages_application, pages_folder
from bot.web.server import listening

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "widgets" / "dist-gallery"
BUDGETS = {
    "panel": 120,
    "screen": 120,
    "ballot": 120,
    "member": 600,
    "conference": 600,
    "accessibility": 30,
    "privacy": 30,
    "guest": 30,
}
"""Kilobytes; member and conference are whole Matrix clients, without their cryptography."""
LOADED = re.compile(r'(?:src|href)="\.\./(assets/[^"]+)"')
ADDRESS = (
    "?widgetId=w&parentUrl=http%3A%2F%2F127.0.0.1"
    f"#/?room=!saal:x&user=@a:x&bot=@bot:x&lang=de&key={'A' * 43}"
)
PAINT = """
new Promise((done) => new PerformanceObserver((list) => {
  const words = list.getEntriesByName("first-contentful-paint")[0];
  if (words) done(words.startTime);
}).observe({ type: "paint", buffered: true }))
"""
PAINTED = 1000
"""Milliseconds until the first words stand there."""
ROUNDS = 5
BURSTS = 5
SLOW = 4
FRAME = 100
"""Milliseconds a frame may take while votes come in."""


def sizes(folder: Path) -> bool:
    """Print what each page loads; tell whether all keep to their budgets."""
    kept = True
    for page, budget in BUDGETS.items():
        index = folder / page / "index.html"
        parts = {index, *(folder / name for name in LOADED.findall(index.read_text()))}
        size = sum(len(gzip.compress(part.read_bytes(), 9)) for part in parts) / 1000
        kept = kept and size <= budget
        print(f"{page:14} {size:7.1f} kB of {budget} ({size / budget:.2f})")
    return kept


async def paint(tab: Tab) -> float:
    """Return the median time to the first words, from a warm cache."""
    times = []
    for _ in range(ROUNDS + 1):
        await tab.reload()
        times.append(float(await tab.ask(PAINT)))
    return statistics.median(times[1:])


async def times(folder: Path) -> bool:
    """Print how quick the pages are; tell whether they keep to their budgets."""
    app, gallery = pages_application(folder, ()), web.Application()
    gallery.router.add_static("/", GALLERY)
    async with (
        listening(app, "127.0.0.1", 0) as port,
        listening(gallery, "127.0.0.1", 0) as shown,
        browser() as chromium,
    ):
        panel = await chromium.tab("panel", f"http://127.0.0.1:{port}/panel/{ADDRESS}")
        await panel.window(slow=SLOW)
        first = await paint(panel)
        kept = first <= PAINTED
        print(f"first words of the panel, {SLOW}× slowed: {first:.0f} ms of {PAINTED}")
        await panel.close()  # a slowed page keeps a processor busy also while nothing happens in it
        votes = await chromium.tab("votes", f"http://127.0.0.1:{shown}/index.html")
        for slow in (1, SLOW):
            await votes.window(slow=slow)
            # The first is the browser's, which compiles what it runs often.
            bursts = [await votes.ask("gallery.burst(60, 2000)") for _ in range(BURSTS + 1)][1:]
            longest = sorted(round(one["longest"]) for one in bursts)
            busy = max(round(one["busy"]) for one in bursts)
            kept = kept and longest[-1] <= FRAME
            print(
                f"60 votes in 2 s, {slow}× slowed: longest frame {longest[-1]} ms of {FRAME} "
                f"(each of {BURSTS} times: {', '.join(map(str, longest))}; page itself {busy})"
            )
    return kept


if __name__ == "__main__":
    built = pages_folder()
    if built is None:
        sys.exit("The pages are not built: make widgets.")
    good = sizes(built)
    quick = asyncio.run(times(built))
    sys.exit(0 if good and quick else 1)
