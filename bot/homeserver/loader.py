# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the description of a municipality from TOML, and refuses with file, line and a sentence."""

from __future__ import annotations

import difflib
import re
import tomllib
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

Step = str | int

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


class DescriptionError(Exception):
    """The description cannot be used; `str()` is `file, line n: sentence`."""

    def __init__(self, source: str, line: int | None, sentence: str) -> None:
        place = source if line is None else f"{source}, line {line}"
        super().__init__(f"{place}: {sentence}")
        self.source, self.line, self.sentence = source, line, sentence


def load(path: Path) -> Municipality:
    """Read the description in `path`.

    Raises:
        DescriptionError: the file is missing, unreadable, broken, or says something impossible.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DescriptionError(
            str(path),
            None,
            f"cannot be read ({error.strerror}). Copy synapse-config/municipality.example.toml "
            "there and fill it in.",
        ) from None
    try:
        text = raw.decode("utf-8-sig")  # editors on Windows put a byte order mark in front
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DescriptionError(
            str(path), line, "has a character that is not UTF-8. Save the file as UTF-8."
        ) from None
    return parse(text, source=str(path))


def parse(text: str, *, source: str) -> Municipality:
    """Read the description from `text`; `source` names it in errors.

    Raises:
        DescriptionError: as `load`.
    """
    text = text.replace("\r\n", "\n")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DescriptionError(source, *_place_of(error, text)) from None
    return _Reader(text, source).municipality(table)


def _place_of(error: tomllib.TOMLDecodeError, text: str) -> tuple[int | None, str]:
    message = str(error)
    found = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if found is None:  # "at end of document"
        line, column = text.rstrip().count("\n") + 1, None
        message = message.removesuffix(" (at end of document)")
    else:
        line, column = int(found[1]), found[2]
        message = message[: found.start()]
    where = "" if column is None else f" (column {column})"
    return line, f"is not valid TOML{where}: {message}."


def line_of(text: str, path: tuple[Step, ...]) -> int | None:
    """The line (from 1) on which the key at `path` begins; None when the text lacks it.

    `text` must be valid TOML. Found by parsing ever longer beginnings, which needs no second
    grammar of TOML: the key begins after the last beginning that was valid without it.
    """
    lines = text.split("\n")
    valid = 0
    for count in range(1, len(lines) + 1):
        try:
            table = tomllib.loads("\n".join(lines[:count]))
        except tomllib.TOMLDecodeError:
            continue
        if _has(table, path):
            return valid + 1
        valid = count
    return None


def _has(value: Any, path: tuple[Step, ...]) -> bool:
    for step in path:
        present = isinstance(value, dict) and step in value
        if isinstance(value, list) and isinstance(step, int):
            present = step < len(value)
        if not present:
            return False
        value = value[step]
    return True


@dataclass(frozen=True, slots=True)
class _Reader:
    """One pass over one file."""

    text: str
    source: str

    def municipality(self, table: Mapping[str, Any]) -> Municipality:
        """The whole description."""
        self._no_unknown_keys(table, Municipality, ())
        sections = {
            name: self._section(kind, table[name], (name,))
            for name, kind in _SECTIONS.items()
            if name in table
        }
        if "server" not in sections:
            raise self._refusal((), "the section [server] with the key name is missing.")
        keys = self._old_keys(table.get("old_signing_keys", []))
        description = Municipality(
            name=self._value(_field(Municipality, "name"), table, ()),
            old_signing_keys=keys,
            **sections,
        )
        self._no_contradiction(description)
        return description

    def _section(self, kind: type[Any], table: Any, path: tuple[Step, ...]) -> Any:
        if not isinstance(table, dict):
            raise self._refusal(path, f"{_dotted(path)} must be a section: [{_dotted(path)}].")
        self._no_unknown_keys(table, kind, path)
        required = {spec.name for spec in fields(kind) if spec.default is MISSING}
        names = [spec for spec in fields(kind) if spec.name in table or spec.name in required]
        return kind(**{spec.name: self._value(spec, table, path) for spec in names})

    def _old_keys(self, tables: Any) -> tuple[OldSigningKey, ...]:
        if not isinstance(tables, list):
            raise self._refusal(
                ("old_signing_keys",), "old_signing_keys must be written [[old_signing_keys]]."
            )
        return tuple(
            self._section(OldSigningKey, table, ("old_signing_keys", number))
            for number, table in enumerate(tables)
        )

    def _value(self, spec: Field[Any], table: Mapping[str, Any], path: tuple[Step, ...]) -> Any:
        here = (*path, spec.name)
        if spec.name not in table:
            raise self._refusal(path, f"the key {_dotted(here)} is missing.")
        try:
            return check_of(spec)(table[spec.name])
        except ValueError as error:
            raise self._refusal(here, f"{_dotted(here)} {error}.") from None

    def _no_unknown_keys(
        self, table: Mapping[str, Any], kind: type[Any], path: tuple[Step, ...]
    ) -> None:
        known = [spec.name for spec in fields(kind)]
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                advice = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
                here = (*path, key)
                raise self._refusal(here, f"the key {_dotted(here)} is unknown. {advice}")

    def _no_contradiction(self, description: Municipality) -> None:
        if description.server.name in description.federation.allow:
            raise self._refusal(
                ("federation", "allow"),
                f"federation.allow names {description.server.name}, which is this server itself. "
                "Name only the others.",
            )

    def _refusal(self, path: tuple[Step, ...], sentence: str) -> DescriptionError:
        line = line_of(self.text, path) if path else 1
        return DescriptionError(self.source, line, sentence)


def _field(kind: type[Any], name: str) -> Field[Any]:
    return next(spec for spec in fields(kind) if spec.name == name)


def _dotted(path: tuple[Step, ...]) -> str:
    words = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(words).lstrip(".")
