# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Templates → HTML. Whatever a person typed is cleaned, escaped and set by itself."""

from __future__ import annotations

from base64 import b64encode
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.paper.typography import typeset
from bot.paper.words import Words
from bot.texts import Said, isolate

_MAX_RUNNING = 70
"""A running head is one line long."""


def _finish(value: object) -> object:
    """Prepare one value for the page; Jinja2 escapes it afterwards."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return typeset(value if isinstance(value, Said) else isolate(value))


def _short(text: str) -> str:
    line = " ".join(isolate(text).split())
    return line if len(line) <= _MAX_RUNNING else f"{line[: _MAX_RUNNING - 1]}…"


def _css_string(text: str) -> Markup:
    """Return ``text`` as a CSS string; everything but letters and digits is escaped."""
    safe = "".join(c if c.isalnum() else f"\\{ord(c):06x}" for c in text)
    return Markup(f'"{safe}"')  # noqa: S704 - nothing but letters, digits and escapes


def _page_label(words: Words) -> Markup:
    """Return "Page x of y" as the value of the CSS property ``content``."""
    marks = {"page": "\ue000", "pages": "\ue001"}
    template = words.t("page", **{name: Said(mark) for name, mark in marks.items()})
    before, rest = template.split(marks["page"])
    between, after = rest.split(marks["pages"])
    return Markup("{} counter(page) {} counter(pages) {}").format(
        *map(_css_string, (before, between, after))
    )


def _watermark(words: Words) -> Markup:
    """Return the word across the pages of a draft, as the address of a picture."""
    picture = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 300">'
        '<text x="150" y="165" font-family="Carlito, Liberation Sans, DejaVu Sans" font-size="58"'
        ' font-weight="bold" text-anchor="middle" fill="#f0eded"'
        ' transform="rotate(-45 150 150)">{}</text></svg>'
    ).format(words.t("status.draft"))
    encoded = b64encode(picture.encode()).decode()
    return Markup("data:image/svg+xml;base64,") + encoded


def fill(template: str, words: Words, **facts: object) -> str:
    """Return ``template`` filled in the language of ``words``."""
    return _ENVIRONMENT.get_template(template).render(
        w=words,
        t=words.t,
        css=Markup(_CSS),  # noqa: S704 - our own style sheet
        page_label=_page_label(words),
        watermark=_watermark(words),
        **facts,
    )


_CSS = (files("bot.paper") / "templates" / "sheet.css").read_text(encoding="utf-8")
_ENVIRONMENT = Environment(
    loader=PackageLoader("bot.paper"),
    autoescape=True,
    finalize=_finish,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters["short"] = _short
