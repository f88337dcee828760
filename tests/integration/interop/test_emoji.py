# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our table of emoji is the specification's, as its authors publish it on npm."""

from __future__ import annotations

import json

from js_peer import PEER_DIR

from bot.matrix.emoji import EMOJI


def test_emoji_and_both_languages_are_the_published_ones() -> None:
    table = PEER_DIR / "node_modules" / "@matrix-org" / "spec" / "sas-emoji.json"
    published = json.loads(table.read_text(encoding="utf-8"))
    assert [entry["number"] for entry in published] == list(range(64))
    assert list(EMOJI) == [
        (entry["emoji"], entry["description"], entry["translated_descriptions"]["de"])
        for entry in published
    ]
