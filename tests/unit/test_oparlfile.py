# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""oparl.toml: where the public record is served, and the ways to get it wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.oparlfile import USUAL_PORT, OParlSettings, load_oparl
from bot.tomlfile import FileRefused


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "oparl.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_the_file_nothing_is_served(tmp_path: Path) -> None:
    assert load_oparl(tmp_path / "oparl.toml") is None


def test_an_address_is_enough(tmp_path: Path) -> None:
    read = load_oparl(written(tmp_path, '[oparl]\npublic_url = "https://rat.example/oparl/"\n'))

    assert read == OParlSettings(public_url="https://rat.example/oparl", port=USUAL_PORT)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('public_url = "rat"', "must be an address"),
        ('public_url = "http://rat.example"', "must begin with https"),
        ('public_url = "https://rat.example"\nport = 70000', "from 1 to 65535"),
        ('public_url = "https://rat.example"\npapers_early = "ja"', "papers_early"),
        ('public_url = "https://rat.example"\npaper = true', "paper"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(FileRefused) as refused:
        load_oparl(written(tmp_path, f"[oparl]\n{line}\n"))

    assert sentence in str(refused.value)
