# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The reference page of all refusals: ``docs/reference/refusals.md``.

Write it with ``python -m bot.texts.reference``. A test compares the page with the catalogues and
fails while it is stale.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from bot.domain import refusals
from bot.domain.refusals import Reason
from bot.texts.catalogue import catalogues
from bot.texts.reasons import reason_key

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "refusals.md"

_FORMS = re.compile(r"\{(\w+):[^{}]*\|([^{}|]*)\}")
"""A fact with the forms it takes, the last of them for many."""
_HEAD = """\
<!-- SPDX-FileCopyrightText: 2026 The Gremium contributors -->
<!-- SPDX-License-Identifier: EUPL-1.2 -->
<!-- Generated from the catalogues: python -m bot.texts.reference -->

# Refusals

Every reason for which the rules say no, by topic, as in `bot/domain/refusals`, with the
sentences people read. Words in braces are put in when the sentence is said. A refused command
changes nothing and leaves no entry in the journal; that the message came is noted, so it never
counts later.
"""


def page() -> str:
    """Return the page as MyST Markdown."""
    return "\n".join([_HEAD, *(_entry(kind) for kind in reasons())])


def reasons() -> list[type[Reason]]:
    """Return every kind of refusal, topic by topic, in the order of its file."""
    return [
        kind
        for kind in vars(refusals).values()
        if inspect.isclass(kind) and issubclass(kind, Reason) and kind is not Reason
    ]


def _entry(kind: type[Reason]) -> str:
    lines = [f"## `{reason_key(kind)}`", ""]
    for language, catalogue in catalogues().items():
        message = catalogue.get(reason_key(kind))
        said = str(message.string) if message else ""
        lines.append(f"- {language}: {_plain(said)}")
    return "\n".join([*lines, ""])


def _plain(text: str) -> str:
    """Show the form for many, and keep Markdown from reading ``<Text>`` as a tag."""
    several = _FORMS.sub(lambda found: found[2].replace("#", f"{{{found[1]}}}"), text)
    return " ".join(several.split()).replace("<", r"\<").replace("*", r"\*")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
