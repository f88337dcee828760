# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files of the homeserver that were edited, removed, or are older than their description."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.homeserver import loader
from bot.homeserver.findings import Finding, Weight
from bot.homeserver.layout import Layout
from bot.homeserver.render import Flavour, render
from bot.homeserver.rendered import rendered

DESCRIPTION = 'name = "Kleinstadt"\n[server]\nname = "kleinstadt.example"\nport = 8123\n'


@pytest.fixture
def description(tmp_path: Path) -> Path:
    path = tmp_path / "town.toml"
    path.write_text(DESCRIPTION, encoding="utf-8")
    return path


@pytest.fixture
def layout(description: Path, tmp_path: Path) -> Layout:
    return render(loader.load(description), Flavour.EMBEDDED, tmp_path / "hs").layout


def troubles(layout: Layout, description: Path) -> list[Finding]:
    found = [f for f in rendered(layout, description) if f.weight is not Weight.FINE]
    assert all(finding.remedy for finding in found)
    return found


def test_what_was_just_rendered_is_fine(layout: Layout, description: Path) -> None:
    assert troubles(layout, description) == []


def test_a_file_edited_by_hand_is_found(layout: Layout, description: Path) -> None:
    layout.config.write_text(layout.config.read_text() + "\n# mine\n")
    [finding] = troubles(layout, description)
    assert "homeserver.yaml was edited by hand" in finding.sentence
    assert "local.yaml" in finding.remedy


def test_a_file_that_is_gone_is_an_error(layout: Layout, description: Path) -> None:
    name = next(
        p.name
        for p in layout.root.iterdir()
        if p.suffix in (".yaml", ".config") and p not in (layout.config, layout.local)
    )
    (layout.root / name).unlink()
    [finding] = troubles(layout, description)
    assert finding.weight is Weight.ERROR
    assert f"{name} is missing" in finding.sentence


def test_a_description_changed_since_is_found(layout: Layout, description: Path) -> None:
    description.write_text(DESCRIPTION.replace("8123", "8124"), encoding="utf-8")
    found = troubles(layout, description)
    assert any("homeserver.yaml is not what town.toml says now" in f.sentence for f in found)


def test_a_description_nobody_can_read_is_an_error(layout: Layout, description: Path) -> None:
    description.write_text("name = \n", encoding="utf-8")
    assert Weight.ERROR in {finding.weight for finding in troubles(layout, description)}


def test_a_folder_that_was_never_rendered_is_an_error(tmp_path: Path, description: Path) -> None:
    [finding] = troubles(Layout.at(tmp_path / "none"), description)
    assert finding.weight is Weight.ERROR
