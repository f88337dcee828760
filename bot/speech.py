# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lines become messages: readable text for any client, HTML for those that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from bot.effects import Line, Style
from bot.texts import Texts
from bot.views import TYPE

PART_LIMIT = 12_000
"""UTF-8 bytes of text in one message; body, HTML and view together stay below 64 KiB sealed."""
VIEW_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message, ready to be sent."""

    body: str
    html: str

    def content(self, view: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the event content of an ``m.notice``, with the view for widgets."""
        content: dict[str, Any] = {
            "msgtype": "m.notice",
            "body": self.body,
            "format": "org.matrix.custom.html",
            "formatted_body": self.html,
        }
        if view is not None:
            content[TYPE] = dict(view)
        return content


def speak(texts: Texts, language: str, lines: Iterable[Line]) -> list[Spoken]:
    """Say ``lines`` in ``language``; a long message becomes several."""
    said = [piece for line in lines for piece in _pieces(_say(texts, language, line), line.style)]
    return [_spoken(part) for part in _parts(said)]


def one(texts: Texts, language: str, line: Line) -> str:
    """Say a single line as plain text."""
    return _say(texts, language, line)


def _say(texts: Texts, language: str, line: Line) -> str:
    if line.n is not None:
        return texts.count(language, line.key, line.n, **line.facts)
    return texts.say(language, line.key, **line.facts)


def _pieces(text: str, style: Style) -> Iterator[tuple[str, Style]]:
    """Cut a text that alone would fill a message."""
    while len(text.encode()) > PART_LIMIT:
        cut = text.encode()[:PART_LIMIT].decode(errors="ignore")
        yield cut, style
        text = text[len(cut) :]
    yield text, style


def _parts(said: Sequence[tuple[str, Style]]) -> Iterator[list[tuple[str, Style]]]:
    part: list[tuple[str, Style]] = []
    size = 0
    for text, style in said:
        weight = len(text.encode())
        if part and size + weight > PART_LIMIT:
            yield part
            part, size = [], 0
        part.append((text, style))
        size += weight
    yield part


def _spoken(part: Sequence[tuple[str, Style]]) -> Spoken:
    return Spoken(
        body="\n".join(_plain(text, style) for text, style in part),
        html="".join(_html(text, style) for text, style in part),
    )


def _plain(text: str, style: Style) -> str:
    match style:
        case Style.ITEM:
            return f"• {text}"
        case Style.QUOTE:
            return "\n".join(f"  {line}" for line in text.splitlines())
        case Style.WARNING:
            return f"⚠ {text}"
        case _:
            return text


def _html(text: str, style: Style) -> str:
    safe = escape(text, quote=False).replace("\n", "<br>")
    match style:
        case Style.TITLE:
            return f"<p><strong>{safe}</strong></p>"
        case Style.ITEM:
            return f"<ul><li>{safe}</li></ul>"
        case Style.QUOTE:
            return f"<blockquote>{safe}</blockquote>"
        case Style.WARNING:
            return f"<p>⚠ <strong>{safe}</strong></p>"
        case Style.SMALL:
            return f"<p><em>{safe}</em></p>"
        case Style.TEXT:
            return f"<p>{safe}</p>"
