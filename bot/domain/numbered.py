# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The numbered parts of a motion (Ziffern): what can be voted on apart.

Numbers are taken for such only if they count from 1 without a gap, at the beginning of lines or,
where the text has no lines, after the end of a sentence: ``am 2. Mai`` numbers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A text with at least two numbered parts; ``parts`` are without their numbers."""

    opening: str
    """What stands before the first number; empty if nothing does."""
    parts: tuple[str, ...]

    def keeping(self, numbers: Collection[int]) -> str:
        """Return the text with these parts alone, under the numbers they have always had."""
        kept = [f"{n}. {text}" for n, text in enumerate(self.parts, 1) if n in numbers]
        return "\n".join([self.opening, *kept] if self.opening else kept)


_ON_LINES = re.compile(r"^[ \t]*(\d{1,2})[.)][ \t]+(?=\S)", re.MULTILINE)
_IN_SENTENCES = re.compile(r"(?:^|(?<=[.;:!?])\s+)(\d{1,2})[.)]\s+(?=\S)")


def numbered(text: str) -> Numbered | None:
    """Return the numbered parts of a text; None if there are not at least two."""
    for pattern in (_ON_LINES, _IN_SENTENCES):
        marks = list[re.Match[str]]()
        for found in pattern.finditer(text):
            if int(found[1]) == len(marks) + 1:
                marks.append(found)
        if len(marks) > 1:
            ends = [mark.start() for mark in marks[1:]] + [len(text)]
            return Numbered(
                opening=text[: marks[0].start()].strip(),
                parts=tuple(
                    text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)
                ),
            )
    return None
