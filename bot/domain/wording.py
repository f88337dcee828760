# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How two versions of a text differ, word by word, in plain characters."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|[^\s]+")


def difference(old: str, new: str) -> str:
    """Return ``new`` with what was struck as ``[-…-]`` and what was put in as ``{+…+}``.

    >>> difference("Saniert wird 2027.", "Saniert wird 2026.")
    'Saniert wird [-2027.-]{+2026.+}'
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    parts = list[str]()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal":
            parts.append(come)
            continue
        parts += [f"[-{gone}-]"] if gone else []
        parts += [f"{{+{come}+}}"] if come else []
    return "".join(parts)
