# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the description of a municipality from TOML, and refuses with file, line and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from typing import Any

from bot.homeserver.description import (
    Conference,
    Database,
    Federation,
    Media,
    Municipality,
    OldSigningKey,
    Passwords,
    Retention,
    Rooms,
    Server,
    check_of,
)
from bot.tomlfile import Step, TomlFile, dotted

_SECTIONS: Mapping[str, type[Any]] = {
    "server": Server,
    "federation": Federation,
    "rooms": Rooms,
    "retention": Retention,
    "media": Media,
    "passwords": Passwords,
    "conference": Conference,
    "database": Database,
}


def load(path: Path) -> Municipality:
    """Read the description in `path`.

    Raises:
        bot.tomlfile.FileRefused: it is missing, unreadable, broken, or says something impossible.
    """
    advice = "Copy synapse-config/municipality.example.toml there and fill it in."
    return _Reader(TomlFile.load(path, advice)).municipality()


def parse(text: str, *, source: str) -> Municipality:
    """Read the description from `text`; `source` names it in errors.

    Raises:
        bot.tomlfile.FileRefused: as `load`.
    """
    return _Reader(TomlFile.parse(text, source)).municipality()


@dataclass(frozen=True, slots=True)
class _Reader:
    """One pass over one file."""

    file: TomlFile

    def municipality(self) -> Municipality:
        """The whole description."""
        table = self.file.table
        self.file.known_only(table, _names(Municipality))
        sections = {
            name: self._section(kind, table[name], (name,))
            for name, kind in _SECTIONS.items()
            if name in table
        }
        if "server" not in sections:
            sentence = "the section [server] with the key name is missing."
            raise self.file.refusal((), sentence)
        description = Municipality(
            name=self._value(_field(Municipality, "name"), table, ()),
            old_signing_keys=self._old_keys(table.get("old_signing_keys", [])),
            **sections,
        )
        self._no_contradiction(description)
        return description

    def _section(self, kind: type[Any], table: Any, path: tuple[Step, ...]) -> Any:
        if not isinstance(table, dict):
            sentence = f"{dotted(path)} must be a section: [{dotted(path)}]."
            raise self.file.refusal(path, sentence)
        self.file.known_only(table, _names(kind), path)
        needed = [spec for spec in fields(kind) if spec.name in table or spec.default is MISSING]
        return kind(**{spec.name: self._value(spec, table, path) for spec in needed})

    def _old_keys(self, tables: Any) -> tuple[OldSigningKey, ...]:
        if not isinstance(tables, list):
            sentence = "old_signing_keys must be written [[old_signing_keys]]."
            raise self.file.refusal(("old_signing_keys",), sentence)
        return tuple(
            self._section(OldSigningKey, table, ("old_signing_keys", number))
            for number, table in enumerate(tables)
        )

    def _value(self, spec: Field[Any], table: Mapping[str, Any], path: tuple[Step, ...]) -> Any:
        here = (*path, spec.name)
        if spec.name not in table:
            raise self.file.refusal(path, f"the key {dotted(here)} is missing.")
        try:
            return check_of(spec)(table[spec.name])
        except ValueError as error:
            raise self.file.refusal(here, f"{dotted(here)} {error}.") from None

    def _no_contradiction(self, description: Municipality) -> None:
        if description.server.name in description.federation.allow:
            raise self.file.refusal(
                ("federation", "allow"),
                f"federation.allow names {description.server.name}, which is this server itself. "
                "Name only the others.",
            )


def _names(kind: type[Any]) -> list[str]:
    return [spec.name for spec in fields(kind)]


def _field(kind: type[Any], name: str) -> Field[Any]:
    return next(spec for spec in fields(kind) if spec.name == name)
