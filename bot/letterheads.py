# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letterheads papers were made with, kept beside them.

Name, address and arms come from the council file, not from the journal. Whoever makes an old paper
again, to see that it follows from the journal, needs the letterhead of that day.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

from bot.domain.values import Language
from bot.paper.document import Letterhead


class LetterheadDamaged(Exception):
    """A kept letterhead cannot be read; the sentence names the file."""


def folder_of(data: Path, body: str) -> Path:
    """Return where the letterheads of a body lie, in a data folder as in an export."""
    return data / "letterheads" / body


def remember(data: Path, body: str, letterhead: Letterhead) -> None:
    """Keep a letterhead under its digest; one that is kept already is left alone."""
    text = _text(letterhead)
    path = folder_of(data, body) / f"{sha256(text.encode()).hexdigest()}.json"
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_text(text, encoding="utf-8")
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(path)


def known(data: Path, body: str) -> list[Letterhead]:
    """Return every letterhead ever used, the newest first. Raises LetterheadDamaged."""
    paths = sorted(folder_of(data, body).glob("*.json"))
    return [_read(path) for path in sorted(paths, key=lambda p: p.stat().st_mtime, reverse=True)]


def _text(letterhead: Letterhead) -> str:
    told = {
        "municipality": letterhead.municipality,
        "address": list(letterhead.address),
        "arms": b64encode(letterhead.arms).decode() if letterhead.arms else None,
        "language": letterhead.language,
    }
    if letterhead.privacy:  # else as it was kept before there was such an address
        told["privacy"] = letterhead.privacy
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _read(path: Path) -> Letterhead:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Letterhead(
            municipality=told["municipality"],
            address=tuple(told["address"]),
            arms=b64decode(told["arms"]) if told["arms"] else None,
            language=Language(told["language"]) if told["language"] else None,
            privacy=told.get("privacy", ""),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LetterheadDamaged(
            f"The letterhead {path} cannot be read ({error}). Restore it from the backup: without "
            "it no paper can be compared with the journal."
        ) from error
