# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""TOML that people write: read with care, refused with file, line and a sentence."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

Step = str | int
T = TypeVar("T")

LIMIT = 5_000_000
"""Bytes; a council file of this size holds more seats than any council has."""
LONGEST = 1_000
"""Characters of a refusal."""


class FileRefused(Exception):
    """A file cannot be used; ``str()`` is ``file, line n: sentence``."""

    def __init__(self, source: str, line: int | None, sentence: str) -> None:
        place = source if line is None else f"{source}, line {line}"
        super().__init__(seen(f"{place}: {sentence}"))
        self.source, self.line, self.sentence = source, line, sentence


def seen(sentence: str) -> str:
    """Return a sentence that quotes a file, fit for a terminal: what cannot be seen is written out.

    A file could else move the cursor, or turn the direction of what is read. A passage nobody wants
    to read whole is cut.
    """
    if len(sentence) > LONGEST:
        sentence = f"{sentence[: LONGEST // 2]} … {sentence[-LONGEST // 4 :]}"
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in sentence)


def read_bytes(path: Path, advice: str = "") -> bytes:
    """Return what the file holds. Raises `FileRefused` if it cannot be read or is too large."""
    try:
        with path.open("rb") as file:
            raw = file.read(LIMIT + 1)
    except OSError as error:
        sentence = f"cannot be read ({error.strerror}). {advice}".rstrip()
        raise FileRefused(str(path), None, sentence) from None
    if len(raw) > LIMIT:
        sentence = f"is larger than {LIMIT // 1_000_000} MB. Is it the right file?"
        raise FileRefused(str(path), None, sentence)
    return raw


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed file that remembers its text, so that a refusal can name the line."""

    text: str
    source: str
    table: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path, advice: str = "") -> TomlFile:
        """Read and parse a file. Raises `FileRefused`; ``advice`` says what to do without it."""
        raw = read_bytes(path, advice)
        try:
            text = raw.decode("utf-8-sig")  # editors on Windows put a byte order mark in front
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            sentence = "has a character that is not UTF-8. Save the file as UTF-8."
            raise FileRefused(str(path), line, sentence) from None
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, source: str) -> TomlFile:
        text = text.replace("\r\n", "\n")
        try:
            return cls(text, source, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise FileRefused(source, *_place_of(error, text)) from None
        except RecursionError:
            raise FileRefused(source, None, "is nested too deeply.") from None
        except ValueError:  # Python reads no number of more than 4300 digits
            raise FileRefused(source, None, "holds a number nobody could mean.") from None

    def refusal(self, path: tuple[Step, ...], sentence: str) -> FileRefused:
        """Return the refusal that names the line of the key at ``path``."""
        return FileRefused(self.source, line_of(self.text, path), sentence)

    def known_only(
        self, table: Mapping[str, Any], known: Collection[str], path: tuple[Step, ...] = ()
    ) -> None:
        """Refuse a key nobody reads, so that a slip of the pen never passes unseen."""
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                advice = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
                here = (*path, key)
                raise self.refusal(here, f"the key {dotted(here)} is unknown. {advice}")

    def take(
        self, table: Mapping[str, Any], path: tuple[Step, ...], kind: type[T], default: T | None
    ) -> T:
        """Return the value at the last step of ``path``, of ``kind``; required without default."""
        key = path[-1]
        if key not in table:
            if default is None:
                raise self.refusal(path[:-1], f"the key {dotted(path)} is missing.")
            return default
        value = table[str(key)]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.refusal(path, f"{dotted(path)} must be {_KINDS[kind]}.")
        return value


_KINDS: Mapping[type[Any], str] = {
    str: 'a text in quotation marks, like "this"',
    int: "a whole number",
    bool: "true or false",
    list: "a list in square brackets",
    dict: "a section of its own",
}


def dotted(path: tuple[Step, ...]) -> str:
    words = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(words).lstrip(".")


def line_of(text: str, path: tuple[Step, ...]) -> int | None:
    """Return the line (from 1) on which the key at ``path`` begins, or the nearest above it.

    ``text`` must be valid TOML. Found by parsing beginnings of it, which needs no second grammar
    of TOML: the key begins after the last beginning that is valid without it.
    """
    while path and not _has(tomllib.loads(text), path):
        path = path[:-1]
    if not path:
        return None
    lines = text.split("\n")
    without, having = 0, len(lines)
    while having - without > 1:
        probe, found = _parsed_from(lines, (without + having) // 2, having)
        if found is not None and not _has(found, path):
            without = probe
        else:
            having = (without + having) // 2
    return without + 1


def _parsed_from(lines: list[str], count: int, end: int) -> tuple[int, dict[str, Any] | None]:
    """Return the first beginning of at least ``count`` and less than ``end`` lines that parses."""
    for probe in range(count, end):
        try:
            return probe, tomllib.loads("\n".join(lines[:probe]))
        except tomllib.TOMLDecodeError:
            continue
    return end, None


def _has(value: Any, path: tuple[Step, ...]) -> bool:
    for step in path:
        present = isinstance(value, dict) and step in value
        if isinstance(value, list) and isinstance(step, int):
            present = step < len(value)
        if not present:
            return False
        value = value[step]
    return True


def _place_of(error: tomllib.TOMLDecodeError, text: str) -> tuple[int | None, str]:
    message = str(error)
    found = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if found is None:  # "at end of document"
        line = text.rstrip().count("\n") + 1
        message = message.removesuffix(" (at end of document)")
        return line, f"is not valid TOML: {message}."
    message = message[: found.start()]
    return int(found[1]), f"is not valid TOML (column {found[2]}): {message}."
