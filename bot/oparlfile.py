# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``oparl.toml``: where the bot answers for the public record of its bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.listeningfile import host, port, public_url
from bot.tomlfile import TomlFile

USUAL_PORT = 8093
ADVICE = "See docs/howto/operator/oparl.md."


@dataclass(frozen=True, slots=True, kw_only=True)
class OParlSettings:
    """The public record of one installation."""

    public_url: str
    """Address it is reached at for good, without a slash at the end: every object is called so."""
    host: str = "127.0.0.1"
    port: int = USUAL_PORT
    papers_early: bool = False
    """Whether drafts and papers on public items are public with the invitation."""


def load_oparl(path: Path) -> OParlSettings | None:
    """Read the file, None if there is none. Raises `FileRefused` with file, line and a sentence."""
    if not path.exists():
        return None
    file = TomlFile.load(path, ADVICE)
    file.known_only(file.table, ("oparl",))
    section: Mapping[str, Any] = file.take(file.table, ("oparl",), dict, None)
    file.known_only(section, ("public_url", "host", "port", "papers_early"), ("oparl",))
    return OParlSettings(
        public_url=public_url(file, section, "oparl"),
        host=host(file, section, "oparl"),
        port=port(file, section, "oparl", USUAL_PORT),
        papers_early=file.take(section, ("oparl", "papers_early"), bool, False),
    )
