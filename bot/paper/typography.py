# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fine typography: what belongs together does not part at the end of a line.

Only spaces are exchanged for non-breaking ones; the wording of a resolution is never touched.
"""

from __future__ import annotations

import re

NBSP = "\u00a0"
_MONTH = (
    "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    "|January|February|March|May|June|July|October|December"
)
_UNIT = "Uhr|€|EUR|Euro|%|m²|m|km|ha|kg|t|h|min"
_TOGETHER = re.compile(
    r"(§{1,2}|\b(?:Abs|Art|Nr|Buchst|Anl|S)\.|\bTOP) (?=N?\d)"  # § 39 Abs. 1
    rf"|(\d) (?=(?:{_UNIT})(?!\w))"  # 19.30 Uhr
    rf"|(\d\.?) (?=(?:{_MONTH})\b)"  # 26. November
    r"|(\bz\.) (?=B\.)|(\bd\.) (?=h\.)|(\bu\.) (?=a\.)|(\bi\.) (?=V\.)"
    r"|(\b(?:Dr|Hr|Fr|Prof)\.) (?=\w)"
)


def typeset(text: str) -> str:
    """Return ``text`` with non-breaking spaces where a line must not break."""
    return _TOGETHER.sub(lambda found: f"{found.group().rstrip(' ')}{NBSP}", text)
