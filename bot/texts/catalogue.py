# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The message catalogues, read from their ``.po`` files; nothing compiled is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from bot.texts.facts import FactFormatter, Said

DOMAIN = "gremium"
_UTC = ZoneInfo("UTC")


class UnknownText(KeyError):
    """A sentence that no catalogue has: a mistake in the code, found by a test."""


@cache
def catalogues() -> Mapping[str, Catalog]:
    """Return every catalogue by language code, as Babel reads it."""
    return {folder.name: _read(folder) for folder in _folders()}


def _folders() -> list[Traversable]:
    locales = files("bot.texts") / "locale"
    return sorted((folder for folder in locales.iterdir() if folder.is_dir()), key=str)


def _read(folder: Traversable) -> Catalog:
    with (folder / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as lines:
        return read_po(lines, locale=folder.name, domain=DOMAIN, abort_invalid=True)


@cache
def translations(language: str) -> Translations:
    """Return gettext's view of one catalogue, also what Jinja2's i18n extension installs.

    Raises:
        UnknownText: There is no catalogue for ``language``.
    """
    catalogue = catalogues().get(language)
    if catalogue is None:
        raise UnknownText(f"no catalogue for language {language!r}")
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


@cache
def locale_of(language: str) -> Locale:
    """Return the locale a catalogue is written for: its header line ``Language``."""
    header = translations(language).info().get("language") or language
    return Locale.parse(header.replace("-", "_"))


@dataclass(frozen=True, slots=True)
class Texts:
    """Finds sentences and puts facts into them."""

    zone: tzinfo = _UTC
    """Time zone moments are shown in: the council's."""
    _formatters: dict[str, FactFormatter] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(cls, zone: tzinfo | str = _UTC) -> Texts:
        """Read all catalogues (once per process) and show moments in ``zone``.

        Raises:
            zoneinfo.ZoneInfoNotFoundError: ``zone`` names no time zone.
        """
        for language in catalogues():
            translations(language)
        return cls(zone=ZoneInfo(zone) if isinstance(zone, str) else zone)

    def in_zone(self, zone: tzinfo | str) -> Texts:
        """Return the same sentences with moments shown in another time zone."""
        return replace(self, zone=ZoneInfo(zone) if isinstance(zone, str) else zone, _formatters={})

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages there are sentences in."""
        return tuple(catalogues())

    def has(self, language: str, key: str) -> bool:
        """Tell whether there is a sentence ``key``."""
        return key in catalogues()[language]

    def say(self, language: str, key: str, /, **facts: object) -> Said:
        """Return sentence ``key`` with ``facts`` put into their places.

        Raises:
            UnknownText: There is no such sentence or language.
            KeyError: A placeholder of the sentence is not among the facts.
        """
        return self._filled(language, self._template(language, key), facts)

    def count(self, language: str, key: str, n: int, /, **facts: object) -> Said:
        """Return sentence ``key`` in its form for ``n`` things; ``{n}`` is among the facts.

        Raises:
            UnknownText: There is no such sentence or language.
            KeyError: A placeholder of the sentence is not among the facts.
        """
        template = translations(language).ungettext(key, key, n)
        if template == key:
            raise UnknownText(f"{language}: {key}")
        return self._filled(language, template, {"n": n, **facts})

    def _template(self, language: str, key: str) -> str:
        template = translations(language).ugettext(key)
        if template == key:
            raise UnknownText(f"{language}: {key}")
        return template

    def _filled(self, language: str, template: str, facts: Mapping[str, Any]) -> Said:
        formatter = self._formatters.get(language)
        if formatter is None:
            formatter = self._formatters[language] = FactFormatter(
                locale_of(language),
                self.zone,
                lambda key: self._template(language, key),
                translations(language).plural,
            )
        return Said(formatter.vformat(template, (), facts))
