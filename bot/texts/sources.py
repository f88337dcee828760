# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a rule value was read, in the language of who asks: the profiles name it in English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bot.domain.values import Language


def source_in(language: Language, source: str) -> str:
    """Return what a source is called; as it stands where it has no other name, as a body's own."""
    return german_sources().get(source, source) if language is Language.DE else source


@cache
def german_sources() -> Mapping[str, str]:
    """Return the German name of each source that is not named alike in both languages."""
    return tomllib.loads(files("bot.texts").joinpath("sources.de.toml").read_text(encoding="utf-8"))
