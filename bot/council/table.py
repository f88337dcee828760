# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A roster as CSV, the way German and English spreadsheets save it, as rows of raw cells.

Read: semicolon, comma or tab; UTF-8 with or without byte order mark, UTF-16 with one, else
Windows-1252; quoted cells; Excel's ``sep=;`` line and ``="001"``; empty lines. Everything else is
refused.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from bot.council.words import COLUMN_NAMES, COLUMNS, fold
from bot.tomlfile import FileRefused, read_bytes

SAVE_AS = "In Excel: Save as, type “CSV UTF-8”; in LibreOffice: type “Text CSV”."
_BINARY: Mapping[bytes, str] = {
    b"PK\x03\x04": "is a workbook or another zip archive, not CSV",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook, not CSV",
    b"%PDF": "is a PDF, not CSV",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a roster, not yet judged."""

    cells: Mapping[str, str]
    """By key: number, name, group, role, vote, weight, matrix; a missing one is empty."""
    source: str
    line: Callable[[], int | None]
    """Found only when it is asked for: finding it in TOML takes a while."""

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")

    def refusal(self, sentence: str) -> FileRefused:
        return FileRefused(self.source, self.line(), sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    rows: tuple[Row, ...]
    guessed: bool = False
    """The characters were taken for Windows-1252; nothing in the file says so."""


def read_table(path: Path) -> Table:
    """Return the rows of a CSV file. Raises `bot.tomlfile.FileRefused`."""
    text, guessed = _decoded(read_bytes(path), str(path))
    lines = _without_sep_line(text)
    records = _records(lines, str(path), _delimiter(lines))
    first = next(records, None)
    if first is None:
        raise FileRefused(str(path), None, "is empty. " + _head_advice())
    keys = _head(first[1], str(path), first[0])
    rows = tuple(_row(keys, cells, str(path), line) for line, cells in records)
    return Table(rows=rows, guessed=guessed)


def _decoded(raw: bytes, source: str) -> tuple[str, bool]:
    for magic, what in _BINARY.items():
        if raw.startswith(magic):
            raise FileRefused(source, None, f"{what}. {SAVE_AS}")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _try(raw, "utf-16", source), False
    if b"\0" in raw:
        raise FileRefused(source, None, f"is not a text file. {SAVE_AS}")
    try:
        return raw.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return _try(raw, "cp1252", source), True


def _try(raw: bytes, encoding: str, source: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        sentence = f"has characters in an unknown encoding. {SAVE_AS}"
        raise FileRefused(source, line, sentence) from None


def _without_sep_line(text: str) -> list[str]:
    """Return the lines; Excel's ``sep=;`` becomes an empty one, so that the count stays right."""
    lines = list(StringIO(text, newline=""))  # splits at line ends only, not at U+2028 in a cell
    if lines and lines[0].strip().casefold() in ("sep=;", "sep=,", "sep="):
        lines[0] = "\n"
    return lines


def _delimiter(lines: list[str]) -> str:
    head = next((line for line in lines if line.strip()), "")
    return max(";,\t", key=head.count)


def _records(lines: list[str], source: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not empty, with the line it begins on."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            sentence = f"is not valid CSV ({error}). Look for a single quotation mark. {SAVE_AS}"
            raise FileRefused(source, line, sentence) from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _head(cells: list[str], source: str, line: int) -> tuple[str, ...]:
    """Return the key of each column; refuse unknown, doubled and missing ones."""
    keys: list[str] = []
    for cell in _trimmed(cells):
        key = COLUMNS.get(fold(cell))
        if key is None:
            near = difflib.get_close_matches(fold(cell), COLUMNS, n=1, cutoff=0.7)
            advice = f"Did you mean {near[0]}?" if near else _head_advice()
            raise FileRefused(source, line, f"the column {cell.strip()!r} is unknown. {advice}")
        if key in keys:
            raise FileRefused(source, line, f"the column {cell.strip()!r} stands there twice.")
        keys.append(key)
    for key, name in (("number", "Sitz"), ("name", "Name")):
        if key not in keys:
            raise FileRefused(source, line, f"the column {name} is missing. {_head_advice()}")
    return tuple(keys)


def _head_advice() -> str:
    return f"The first line must name the columns: {';'.join(COLUMN_NAMES)}"


def _row(keys: tuple[str, ...], cells: list[str], source: str, line: int) -> Row:
    filled = _trimmed(cells)
    if len(filled) > len(keys):
        raise FileRefused(
            source,
            line,
            f"has {len(filled)} cells, but there are {len(keys)} columns. "
            "A cell that holds the separator must stand in quotation marks.",
        )
    named = dict(zip(keys, map(_plain, filled), strict=False))
    return Row(cells=named, source=source, line=lambda: line)


def _plain(cell: str) -> str:
    """Return ``001`` for ``="001"``, by which people keep Excel from dropping the zeros."""
    bare = cell.strip()
    return bare[2:-1] if bare.startswith('="') and bare.endswith('"') and len(bare) > 2 else cell  # noqa: PLR2004 - the marks themselves


def _trimmed(cells: list[str]) -> list[str]:
    """Return the cells without the empty ones at the end, which spreadsheets add."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
