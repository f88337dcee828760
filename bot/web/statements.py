# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of text alone, with what this installation has to say in them.

Such a page holds two wordings, ``<!--with-->…<!--without-->…<!--end-->``: one for who has named an
address, one for who has not. Whatever was named is shown as text, never as markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORDINGS = re.compile("<!--with-->(.*?)<!--without-->(.*?)<!--end-->", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """Where one body explains what it processes data for (Art. 13 DSGVO)."""

    body: str
    address: str


def accessibility(text: str, feedback: str) -> str:
    """Return the accessibility statement with whom to write to (BITV 2.0, § 7)."""
    link, shown = html.escape(feedback), html.escape(feedback.removeprefix("mailto:"))
    text = _worded(text, named=bool(feedback))
    return text.replace("__FEEDBACK__", link).replace("__CONTACT__", shown)


def privacy(text: str, notices: Sequence[Privacy]) -> str:
    """Return the page on data protection with the address of each body that has named one."""
    named = [one for one in notices if one.address]
    items = (
        f'<li>{html.escape(one.body)}: <a href="{html.escape(one.address)}" '
        f'rel="noopener noreferrer">{html.escape(one.address)}</a></li>'
        for one in named
    )
    return _worded(text, named=bool(named)).replace("__BODIES__", "\n".join(items))


def _worded(text: str, *, named: bool) -> str:
    return _WORDINGS.sub(r"\1" if named else r"\2", text)
