# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A browser for each file of tests, and the gallery of all states of the pages, built once."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from browser import Browser, browser

ROOT = Path(__file__).resolve().parents[3]
GALLERY = ROOT / "widgets" / "dist-gallery"
SOURCES = ("widgets/src", "widgets/gallery", "tests/golden/views", "tests/golden/circulations")
ALONE = ("widgets/gallery.config.ts", "widgets/package-lock.json")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as started:
        yield started


@pytest.fixture(scope="session")
def gallery_folder() -> Path:
    """Return where it is; built now, unless what it is made from is older."""
    inside = [path for name in SOURCES for path in (ROOT / name).rglob("*") if path.is_file()]
    newest = max(path.stat().st_mtime for path in [*inside, *(ROOT / name for name in ALONE)])
    made = GALLERY / "live.html"
    if not made.is_file() or made.stat().st_mtime < newest:
        told = subprocess.run(
            [ROOT / ".ci" / "widgets", "gallery"], capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stdout + told.stderr
    return GALLERY
