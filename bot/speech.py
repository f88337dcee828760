# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lines become messages: readable text for any client, HTML for those that show it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from markdown_it import MarkdownIt

from bot.effects import Line, Style
from bot.texts import Texts

PART_LIMIT = 9_000
"""Bytes of plain text and HTML together, as they stand in a message's JSON.

An edit carries both twice, a view (`bot.views.LIMIT`) and what stands beside it
(`bot.signed.LIMIT_BESIDE`) once: 46.5 kB, of the 47.6 kB that fit into a sealed event of 64 KiB.
"""

_MARKDOWN = MarkdownIt("zero", {"breaks": True}).enable(
    ["backticks", "emphasis", "list", "newline"]
)
"""No links, pictures or HTML: a page may repeat what somebody asked for."""

Piece = tuple[str, Style]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message, ready to be sent."""

    body: str
    html: str

    def content(self) -> dict[str, Any]:
        """Return the event content of an ``m.notice``.

        It mentions nobody (specification, "User and room mentions"), whatever words it quotes.
        """
        return {
            "msgtype": "m.notice",
            "body": self.body,
            "format": "org.matrix.custom.html",
            "formatted_body": self.html,
            "m.mentions": {},
        }


def speak(texts: Texts, language: str, lines: Iterable[Line]) -> list[Spoken]:
    """Say ``lines`` in ``language``; a long message becomes several."""
    said = [piece for line in lines for piece in _pieces((one(texts, language, line), line.style))]
    return [_spoken(part) for part in _parts(said)]


def page(text: str) -> tuple[Line, ...]:
    """Return a help page in Markdown as lines, a block each; as text alone it is its source."""
    return tuple(
        Line("say.quote", {"text": block}, Style.MARKED) for block in text.strip().split("\n\n")
    )


def brief(texts: Texts, language: str, lines: Iterable[Line]) -> Spoken:
    """Say ``lines`` in a single message, for an edit; what does not fit is left out with a "…"."""
    first, *more = speak(texts, language, lines)
    if not more:
        return first
    return Spoken(body=f"{first.body}\n…", html=f"{first.html}<p>…</p>")


def one(texts: Texts, language: str, line: Line) -> str:
    """Say a single line as plain text."""
    if line.n is not None:
        return texts.count(language, line.key, line.n, **line.facts)
    return texts.say(language, line.key, **line.facts)


def _pieces(piece: Piece) -> Iterator[Piece]:
    """Halve a text that alone would fill a message: between lines, or else between words."""
    if _weight(piece) <= PART_LIMIT:
        yield piece
        return
    text, style = piece
    middle = len(text) // 2
    gaps = (text.rfind("\n", 0, middle), text.rfind(" ", 0, middle))
    gap = next((one for one in gaps if one > middle // 2), None)
    cut = middle if gap is None else gap + 1
    yield from _pieces((text[:cut], style))
    yield from _pieces((text[cut:], style))


def _weight(piece: Piece) -> int:
    both = (_plain(*piece), _html(*piece))
    return sum(len(json.dumps(text, ensure_ascii=False).encode()) for text in both)


def _parts(said: Sequence[Piece]) -> Iterator[list[Piece]]:
    part: list[Piece] = []
    size = 0
    for piece in said:
        weight = _weight(piece)
        if part and size + weight > PART_LIMIT:
            yield part
            part, size = [], 0
        part.append(piece)
        size += weight
    yield part


def _spoken(part: Sequence[Piece]) -> Spoken:
    """Put lines together; neighbouring list items become one list."""
    html = []
    for style, group in groupby(part, key=lambda piece: piece[1]):
        run = "".join(_html(text, style) for text, _ in group)
        html.append(f"<ul>{run}</ul>" if style is Style.ITEM else run)
    body = "\n".join(_plain(text, style) for text, style in part)
    return Spoken(body=body.removesuffix("\n"), html="".join(html))


def _plain(text: str, style: Style) -> str:
    match style:
        case Style.ITEM:
            return f"• {text}"
        case Style.QUOTE:
            return "\n".join(f"  {line}" for line in text.splitlines())
        case Style.WARNING:
            return f"⚠ {text}"
        case Style.MARKED:
            return f"{text}\n"
        case _:
            return text


def _html(text: str, style: Style) -> str:
    safe = escape(text, quote=False).replace("\n", "<br>")
    match style:
        case Style.TITLE:
            return f"<p><strong>{safe}</strong></p>"
        case Style.ITEM:
            return f"<li>{safe}</li>"
        case Style.QUOTE:
            return f"<blockquote>{safe}</blockquote>"
        case Style.WARNING:
            return f"<p>⚠ <strong>{safe}</strong></p>"
        case Style.SMALL:
            return f"<p><em>{safe}</em></p>"
        case Style.MARKED:
            return str(_MARKDOWN.render(text))
        case Style.TEXT:
            return f"<p>{safe}</p>"
