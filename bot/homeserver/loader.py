# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the description of a municipality from TOML, and refuses with file, line and a sentence.

A joint committee (Zweckverband) writes one file for all its servers: what is common at the top, and
each municipality in a table `[[municipality]]` of the same keys. Every server so gets the same
rules, and all others of the file on its allow-list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, replace
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
    SignIn,
    check_of,
)
from bot.tomlfile import FileRefused, Step, TomlFile, dotted

_SECTIONS: Mapping[str, type[Any]] = {
    "server": Server,
    "federation": Federation,
    "rooms": Rooms,
    "retention": Retention,
    "media": Media,
    "passwords": Passwords,
    "sign_in": SignIn,
    "conference": Conference,
    "database": Database,
}


ASSOCIATION = "municipality"
"""The table `[[municipality]]` of a description that several municipalities share."""
_ADVICE = "Copy synapse-config/municipality.example.toml there and fill it in."


def load(path: Path, server: str | None = None) -> Municipality:
    """Read the description in `path`; of an association's, the part of `server` (its name).

    Raises:
        bot.tomlfile.FileRefused: it is missing, unreadable, broken, or says something impossible.
    """
    return _chosen(TomlFile.load(path, _ADVICE), server)


def parse(text: str, *, source: str, server: str | None = None) -> Municipality:
    """Read the description from `text`; `source` names it in errors.

    Raises:
        bot.tomlfile.FileRefused: as `load`.
    """
    return _chosen(TomlFile.parse(text, source), server)


def _chosen(file: TomlFile, server: str | None) -> Municipality:
    """The description of one server: the file's only one, or the one named."""
    if ASSOCIATION in file.table:
        return _of_association(file, server)
    alone = _Reader(file, file.table).municipality()
    if server not in (None, alone.server.name):
        sentence = f"describes {alone.server.name} only, not {server}."
        raise file.refusal(("server", "name"), sentence)
    return alone


def _of_association(file: TomlFile, server: str | None) -> Municipality:
    """Every municipality of the file is read, so that each side finds the same mistakes."""
    entries = file.table[ASSOCIATION]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise file.refusal((ASSOCIATION,), f"{ASSOCIATION} must be written [[{ASSOCIATION}]].")
    common = {key: value for key, value in file.table.items() if key != ASSOCIATION}
    found = [
        _Reader(file, _merged(common, entry), number).municipality()
        for number, entry in enumerate(entries)
    ]
    names = [one.server.name for one in found]
    for number, name in enumerate(names):
        if name in names[:number]:
            sentence = f"{name} stands there twice; each server is one municipality's."
            raise file.refusal((ASSOCIATION, number, "server", "name"), sentence)
    if server not in names:
        what = "several servers" if server is None else f"other servers than {server}"
        sentence = f"describes {what}. Say which with --for: one of {', '.join(names)}."
        raise file.refusal((ASSOCIATION,), sentence)
    own = found[names.index(server)]
    others = [name for name in (*own.federation.allow, *names) if name != own.server.name]
    allow = tuple(dict.fromkeys(others))
    return replace(own, federation=replace(own.federation, allow=allow))


def _merged(common: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """What all share, and over it what one says itself; sections are merged key by key."""
    merged = dict(common)
    for key, value in entry.items():
        shared = merged.get(key)
        sections = isinstance(value, dict) and isinstance(shared, dict)
        merged[key] = shared | value if sections else value
    return merged


@dataclass(frozen=True, slots=True)
class _Reader:
    """One pass over one municipality of a file."""

    file: TomlFile
    table: Mapping[str, Any]
    entry: int | None = None
    """Which `[[municipality]]` of the file this is; None: the file has one only."""

    def municipality(self) -> Municipality:
        """The whole description."""
        table = self.table
        self._known_only(table, _names(Municipality), ())
        sections = {
            name: self._section(kind, table[name], (name,))
            for name, kind in _SECTIONS.items()
            if name in table
        }
        if "server" not in sections:
            sentence = "the section [server] with the key name is missing."
            raise self._refusal((), sentence)
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
            raise self._refusal(path, sentence)
        self._known_only(table, _names(kind), path)
        needed = [spec for spec in fields(kind) if spec.name in table or spec.default is MISSING]
        return kind(**{spec.name: self._value(spec, table, path) for spec in needed})

    def _old_keys(self, tables: Any) -> tuple[OldSigningKey, ...]:
        if not isinstance(tables, list):
            sentence = "old_signing_keys must be written [[old_signing_keys]]."
            raise self._refusal(("old_signing_keys",), sentence)
        return tuple(
            self._section(OldSigningKey, table, ("old_signing_keys", number))
            for number, table in enumerate(tables)
        )

    def _value(self, spec: Field[Any], table: Mapping[str, Any], path: tuple[Step, ...]) -> Any:
        here = (*path, spec.name)
        if spec.name not in table:
            raise self._refusal(path, f"the key {dotted(here)} is missing.")
        try:
            return check_of(spec)(table[spec.name])
        except ValueError as error:
            raise self._refusal(here, f"{dotted(here)} {error}.") from None

    def _no_contradiction(self, description: Municipality) -> None:
        federation = description.federation
        if description.server.name in federation.allow:
            raise self._refusal(
                ("federation", "allow"),
                f"federation.allow names {description.server.name}, which is this server itself. "
                "Name only the others.",
            )
        together = (federation.listen, federation.certificate, federation.private_key)
        if any(together) and not all(together):
            raise self._refusal(
                ("federation",),
                "federation.listen, federation.certificate and federation.private_key belong "
                "together: give all three, or none if a reverse proxy stands in front.",
            )

    def _known_only(
        self, table: Mapping[str, Any], known: list[str], path: tuple[Step, ...]
    ) -> None:
        for key in table:
            if key not in known:
                self.file.known_only({key: None}, known, self._place((*path, key))[:-1])

    def _refusal(self, path: tuple[Step, ...], sentence: str) -> FileRefused:
        return self.file.refusal(self._place(path), sentence)

    def _place(self, path: tuple[Step, ...]) -> tuple[Step, ...]:
        """Where in the file the key at `path` stands: in one municipality or in the common part."""
        if self.entry is None:
            return path
        place: Any = self.file.table[ASSOCIATION][self.entry]
        for step in path:
            try:
                place = place[step]
            except (KeyError, IndexError, TypeError):
                return path if _stands(self.file.table, path) else (ASSOCIATION, self.entry, *path)
        return (ASSOCIATION, self.entry, *path)


def _stands(table: Any, path: tuple[Step, ...]) -> bool:
    for step in path:
        try:
            table = table[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _names(kind: type[Any]) -> list[str]:
    return [spec.name for spec in fields(kind)]


def _field(kind: type[Any], name: str) -> Field[Any]:
    return next(spec for spec in fields(kind) if spec.name == name)
