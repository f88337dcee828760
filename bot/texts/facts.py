# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Facts become words: dates, lists, numbers, choices, and strings that strangers wrote.

What a person typed may carry characters that turn the sentence around it (right-to-left text and
directional controls). Such a string is cleaned and isolated, Unicode UAX #9, section 2.7, so that
it can never re-order the bot's own words, numbers or names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from enum import Enum
from fractions import Fraction
from string import Formatter
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

FSI, PDI = "\u2068", "\u2069"  # first strong isolate … pop directional isolate
_ENDS = (".", "!", "?", "…")
"""Marks a sentence ends with; another full stop after them would be one too many."""

_DIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_TURNING = re.compile(f"[{_DIRECTIONAL}]")
_PLAIN = re.compile(r"[\t\n\x20-\x7e\xa0-\xac\xae-\u036f]*\Z")
"""Nothing in here turns a line or hides: Latin letters, digits, marks."""


class Said(str):
    """A finished piece of text of our own, put into another sentence as it stands."""

    __slots__ = ()


def isolate(text: str) -> str:
    """Return ``text`` without control characters, isolated if it reads from right to left.

    Line breaks and tabs stay. A string without such characters comes back unchanged.
    """
    if _PLAIN.match(text):
        return text
    turned = _TURNING.search(text) is not None
    clean = "".join(map(_cleaned, text))
    if turned or any(unicodedata.bidirectional(char) in {"R", "AL", "AN"} for char in clean):
        return f"{FSI}{clean}{PDI}"
    return clean


def _cleaned(char: str) -> str:
    if char in "\n\t\u200c\u200d":  # the last two join and part letters in Persian or Hindi names
        return char
    category = unicodedata.category(char)
    if category in {"Zl", "Zp"}:
        return "\n"
    return "" if category in {"Cc", "Cf", "Cs", "Co", "Cn"} else char


def snake(name: str) -> str:
    """Return ``NotPresent`` as ``not_present``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Key(str):
    """The name of a word in the catalogues, looked up when a sentence is filled."""

    __slots__ = ()


class FactFormatter(Formatter):
    """Fills ``{name}`` and ``{name:spec}`` in a sentence of one language.

    Specs: ``{when:date}``, ``{when:day}`` (with weekday), ``{when:time}``; ``{things:or}`` joins
    with "or" instead of "and"; ``{n:# vote|# votes}`` holds the forms of a sentence's piece, in the
    order of the catalogue's ``Plural-Forms``, and ``#`` is the number. ``word`` looks a word up,
    such as ``choice.yes`` or ``pattern.date``; ``form`` tells which form a number takes. Moments
    are shown in ``zone``. Where a fact ends as a sentence does, the full stop after it is left out.
    """

    def __init__(
        self, locale: Locale, zone: tzinfo, word: Callable[[str], str], form: Callable[[int], int]
    ) -> None:
        self._locale = locale
        self._zone = zone
        self._word = word
        self._form = form

    def vformat(self, format_string: str, args: Any, kwargs: Mapping[str, Any]) -> str:
        """Fill a sentence; it ends once, whatever its facts end with."""
        said = ""
        ended = False
        for literal, name, spec, _ in self.parse(format_string):
            said += literal[1:] if ended and literal.startswith(".") else literal
            word = "" if name is None else self.format_field(kwargs[name], spec or "")
            said += word
            ended = word.removesuffix(PDI).endswith(_ENDS)
        return said

    def format_field(self, value: Any, format_spec: str) -> str:
        """Turn one fact into words."""
        if "|" in format_spec:
            return self._counted(value, format_spec.split("|"))
        match value:
            case Said():
                return str(value)
            case Key():
                return self._word(str(value))
            case Enum():
                return self._word(f"{snake(type(value).__name__)}.{value.value}")
            case bool():
                return self._word(f"flag.{'yes' if value else 'no'}")
            case datetime() | date() | time():
                return self._moment(value, format_spec)
            case Fraction():
                return f"{value.numerator}/{value.denominator}"
            case int() | float():
                return format_decimal(value, locale=self._locale)
            case tuple() | list() | frozenset() | set():
                return self._list(value, format_spec)
            case None:
                return "–"
            case _:
                return isolate(str(value))

    def _counted(self, value: Any, forms: Sequence[str]) -> str:
        form = forms[self._form(value)] if isinstance(value, int) else forms[-1]
        return form.replace("#", self.format_field(value, ""))

    def _list(self, values: Any, spec: str) -> str:
        parts = [self.format_field(value, "") for value in values]
        if not parts:
            return "–"
        return format_list(parts, "or" if spec == "or" else "standard", self._locale)

    def _moment(self, value: datetime | date | time, spec: str) -> str:
        if isinstance(value, time):
            return format_time(value, self._word("pattern.time"), locale=self._locale)
        if not isinstance(value, datetime):
            return format_date(value, self._word(f"pattern.{spec or 'date'}"), self._locale)
        pattern = self._word(f"pattern.{spec or 'datetime'}")
        return format_datetime(value, pattern, tzinfo=self._zone, locale=self._locale)
