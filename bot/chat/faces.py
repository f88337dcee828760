# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a message reads the same in plain text and as HTML.

Clients show the HTML (``formatted_body``), the bot reads the plain text (``body``). A program that
writes "nein" into the one and "ja" into the other would let the hall see another vote than counts.
"""

from __future__ import annotations

from html.parser import HTMLParser

from bot.chat.grammar import fold, without_reply

QUOTED = "mx-reply"
"""The element in which older clients repeat what they reply to."""


def two_faced(body: str, formatted: str | None) -> bool:
    """Tell whether the HTML shows other letters or digits than the plain text has."""
    if formatted is None:
        return False
    reader = _Letters()
    reader.feed(formatted)
    reader.close()
    return _letters("".join(reader.said)) != _letters(without_reply(body))


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


class _Letters(HTMLParser):
    """Collects what is shown, without the quotation before a reply."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._quoted += tag == QUOTED

    def handle_endtag(self, tag: str) -> None:
        self._quoted -= tag == QUOTED and self._quoted > 0

    def handle_data(self, data: str) -> None:
        if not self._quoted:
            self.said.append(data)
