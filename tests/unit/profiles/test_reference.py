# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The reference pages of the law, read off the profiles."""

from __future__ import annotations

import runpy
import sys
from datetime import date
from pathlib import Path

import pytest

from bot import profiles
from bot.domain.values import BodyKind
from bot.profiles import reference


def test_each_profile_has_its_page_and_no_page_is_left_over() -> None:
    written = {path.name for path in reference.FOLDER.glob("rules-*.md")}
    assert written == set(reference.pages())
    assert len(written) == len(profiles.lands())


def test_the_pages_are_current() -> None:
    """Renew them with ``python -m bot.profiles.reference``."""
    for name, content in reference.pages().items():
        assert (reference.FOLDER / name).read_text(encoding="utf-8") == content


def test_each_rule_stands_with_its_norm_its_source_and_how_sure_we_are() -> None:
    page = reference.page("th.toml")
    rules = profiles.law_of("TH", BodyKind.COUNCIL).on(date(2026, 11, 26))
    for key, source in rules.sources.items():
        entry = page.partition(f"### `{key}`\n")[2].partition("\n#")[0]
        assert f"- Norm: {source.norm}\n" in entry
        assert source.source in entry
        assert f"(`{source.verified}`)" in entry


def test_figures_are_said_in_words() -> None:
    page = reference.page("th.toml")
    assert "Value: 4 full days" in page
    assert "Value: at least 2/3 of the statutory number of members" in page
    assert "| `add_item` | `two_thirds_members` |" in page


def test_a_reservation_noted_above_a_rule_is_not_lost() -> None:
    entry = reference.page("th.toml").partition("### `quorum.second`\n")[2].partition("- Value")[0]
    assert "Called a second time" in entry


def test_the_pages_write_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    written: dict[str, str] = {}

    def write(path: Path, text: str, **_: object) -> None:
        written[path.name] = text

    monkeypatch.setattr(Path, "write_text", write)
    monkeypatch.delitem(sys.modules, "bot.profiles.reference")
    runpy.run_module("bot.profiles.reference", run_name="__main__")
    assert written == reference.pages()
