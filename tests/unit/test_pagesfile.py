# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""pages.toml: where the pages are served, and every way to get it wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import municipality
from bot.pagesfile import USUAL_PORT, PagesSettings, load_pages
from bot.tomlfile import FileRefused


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "pages.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_address_is_enough(tmp_path: Path) -> None:
    path = written(tmp_path, '[pages]\npublic_url = "https://seiten.stadt.example/"\n')

    assert load_pages(path) == PagesSettings(public_url="https://seiten.stadt.example")


def test_everything_can_be_said(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[pages]\npublic_url = "http://127.0.0.1:8111"\nhost = "::1"\nport = 8111\n'
        'clients = ["https://element.stadt.example"]\n'
        'feedback = "mailto:rat@stadt.example"\nguests = true\n',
    )

    read = load_pages(path)

    assert (read.host, read.port) == ("::1", 8111)
    assert read.clients == ("https://element.stadt.example",)
    assert read.feedback == "mailto:rat@stadt.example"
    assert read.guests


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('public_url = "seiten"', "must be an address"),
        ('public_url = "https://a.example/?x=1"', "must be an address"),
        ('public_url = "http://seiten.stadt.example"', "must begin with https"),
        ('public_url = "https://a.example"\nhost = "saal"', "must be an IP address"),
        ('public_url = "https://a.example"\nport = 0', "from 1 to 65535"),
        ('public_url = "https://a.example"\nclients = ["*; script-src *"]', "clients must be"),
        ('public_url = "https://a.example"\nclients = [1]', "clients must be"),
        ('public_url = "https://a.example"\nporte = 1', "porte"),
        ('public_url = "https://a.example"\nguests = "ja"', "guests"),
        ('public_url = "https://a.example"\nfeedback = "rat"', "feedback must begin"),
        ('public_url = "https://a.example"\nfeedback = "javascript:x@y"', "feedback must begin"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(FileRefused) as refused:
        load_pages(written(tmp_path, f"[pages]\n{line}\n"))

    assert sentence in str(refused.value)
    assert "pages.toml" in str(refused.value)


def test_pages_and_homeserver_do_not_choose_the_same_port_at_a_first_start() -> None:
    """Both look for a free port before either listens."""
    chosen = {municipality.free_port(), municipality.free_port(USUAL_PORT)}

    assert len(chosen) == 2
