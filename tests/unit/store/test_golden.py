# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The stored format is frozen: a change here would make journals unreadable that exist."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import golden
import pytest
from sample_events import CODEC, Colour, Everything

from bot.domain.events import Event
from bot.store import UPCASTS, Codec

DOMAIN = Codec[Event](Event, UPCASTS)
FILES = dict(golden.stored())
HELP = "Add an upcast to bot/store/upcasts.py, then: python -m tests.support.golden --write"


@pytest.mark.parametrize("kind", sorted(DOMAIN.kinds))
def test_the_stored_format_of_an_event_did_not_change(kind: str) -> None:
    path = golden.path_of(DOMAIN, kind)
    assert path.exists(), f"{path.name} is missing: python -m tests.support.golden --write"
    assert golden.text_of(golden.document(DOMAIN, kind)) == path.read_text("utf-8"), HELP


@pytest.mark.parametrize("path", sorted(FILES), ids=lambda path: path.stem)
def test_everything_ever_stored_can_be_read(path: Path) -> None:
    contents = FILES[path]
    for sample in contents["samples"]:
        event = DOMAIN.decode(contents["kind"], sample, contents["version"])
        assert type(event) is DOMAIN.kinds[contents["kind"]]


def test_samples_show_every_choice() -> None:
    samples: list[Everything] = golden.samples(Everything)
    assert {sample.colour for sample in samples} == set(Colour)
    assert {type(sample.target).__name__ for sample in samples} == {"Motion", "Amendment"}
    assert {type(sample.key) for sample in samples} == {str, int, type(None)}


def test_files_are_added_but_never_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(golden, "GOLDEN", tmp_path)
    assert {path.name for path in golden.write(CODEC, set())} == {"everything.json", "said.json"}
    (tmp_path / "said.json").write_text("{}")
    assert golden.write(CODEC, set()) == []
    assert (tmp_path / "said.json").read_text() == "{}"
    golden.write(CODEC, {"said"})
    said: dict[str, Any] = json.loads((tmp_path / "said.json").read_text("utf-8"))
    assert said == {"kind": "said", "version": 1, "samples": [{"text": "text"}]}
