# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our tables of emoji are the specification's, as its authors publish it on npm."""

from __future__ import annotations

import json
import re
from pathlib import Path

from js_peer import PEER_DIR

from bot.matrix.emoji import EMOJI

PAGES = Path(__file__).resolve().parents[3] / "widgets" / "src" / "words" / "emoji.ts"


def test_emoji_and_both_languages_are_the_published_ones() -> None:
    table = PEER_DIR / "node_modules" / "@matrix-org" / "spec" / "sas-emoji.json"
    published = json.loads(table.read_text(encoding="utf-8"))
    assert [entry["number"] for entry in published] == list(range(64))
    assert list(EMOJI) == [
        (entry["emoji"], entry["description"], entry["translated_descriptions"]["de"])
        for entry in published
    ]


def test_the_pages_say_the_same_german_words() -> None:
    said = re.findall(r'^  "?([a-z ]+)"?: "(.+)",$', PAGES.read_text(encoding="utf-8"), re.M)
    assert said == [(english.lower(), german) for _, english, german in EMOJI]
