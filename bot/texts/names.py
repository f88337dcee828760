# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names of people: cleaned of what cannot be seen, and compared for what looks alike.

Two names that look alike are told to the clerk, never refused: Anna Meyer and Anna Meyer may both
sit in a council. The comparison follows Unicode TR39 (skeletons of confusable characters) with
the data of the library ``confusable_homoglyphs``. Limit: it compares shapes of characters; it
does not know that "Meier" and "Mayer" sound alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from confusable_homoglyphs import confusables  # type: ignore[import-untyped]  # ships no types

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean_name(name: str) -> str:
    """Return ``name`` in NFC, without hidden or directional characters, single-spaced."""
    spaced = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFC", name))
    seen = "".join(char for char in spaced if unicodedata.category(char) not in _HIDDEN)
    return " ".join(seen.split())


def homoglyphs(name: str, others: Iterable[str]) -> tuple[str, ...]:
    """Return those of ``others`` that a reader could take for ``name``, equal ones included."""
    looks = _looks(name)
    return tuple(other for other in others if looks & _looks(other))


def look_alikes(names: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return the pairs of places in ``names`` a reader could mix up, the first one of each look."""
    first: dict[str, int] = {}
    pairs: list[tuple[int, int]] = []
    for place, name in enumerate(names):
        looks = _looks(name)
        before = min((first[look] for look in looks if look in first), default=None)
        if before is not None:
            pairs.append((before, place))
        for look in looks:
            first.setdefault(look, place)
    return tuple(pairs)


def _looks(name: str) -> frozenset[str]:
    clean = clean_name(name)
    return frozenset({_skeleton(clean), _skeleton(clean.casefold())})


def _skeleton(name: str) -> str:
    shapes = _shapes()
    drawn = "".join(shapes.get(char, char) for char in unicodedata.normalize("NFKD", name))
    return unicodedata.normalize("NFD", drawn)


@cache
def _shapes() -> Mapping[str, str]:
    """Return for each character the one shape that stands for all that look like it.

    Looking alike is followed through: what looks like the same third thing looks alike. The
    longest shape leads (``rn`` for ``m``), so that drawing a name never depends on where a
    sequence of characters begins.
    """
    leader: dict[str, str] = {}

    def lead(text: str) -> str:
        while (above := leader.get(text, text)) != text:
            text = above
        return text

    for char, alike in confusables.confusables_data.items():
        for other in alike:
            pair = sorted((lead(_bare(char)), lead(_bare(other["c"]))), key=_rank)
            leader[pair[1]] = pair[0]
    drawn = {text: lead(text) for text in leader if len(text) == 1}
    return {char: "".join(drawn.get(part, part) for part in shape) for char, shape in drawn.items()}


def _bare(text: str) -> str:
    """Drop the directional marks the data puts around right-to-left characters."""
    return text.strip("\u200e")


def _rank(text: str) -> tuple[int, str]:
    return (-len(text), text)
