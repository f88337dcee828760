# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The reference page of refusals, read off the catalogues."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from bot.texts import reason_key, reference


def test_the_page_is_current() -> None:
    """Renew it with ``python -m bot.texts.reference``."""
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page()


def test_each_refusal_stands_there_in_each_language() -> None:
    page = reference.page()
    for kind in reference.reasons():
        entry = page.partition(f"## `{reason_key(kind)}`\n")[2].partition("\n##")[0]
        said = [line.partition(": ") for line in entry.strip().splitlines()]
        assert [language for language, _, _ in said] == ["- de", "- en"]
        assert all(sentence for _, _, sentence in said)


def test_the_page_writes_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(Path, "write_text", lambda _self, text, **_: written.append(text))
    monkeypatch.delitem(sys.modules, "bot.texts.reference")
    runpy.run_module("bot.texts.reference", run_name="__main__")
    assert written == [reference.page()]
