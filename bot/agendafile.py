# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Agendas as files: CSV as spreadsheets save it, and OParl 1.1 meetings. Reads and writes, no I/O.

CSV columns: number, title, public (ja/nein), by, text; only the title must be there. OParl has no
field for a draft resolution before it is adopted, so only CSV carries one in.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from math import inf, isnan
from typing import Any

from bot.domain.ids import ItemId
from bot.domain.meeting import Meeting
from bot.domain.preparation import TEXT_LIMIT, TITLE_LIMIT
from bot.domain.values import AgendaItem

MOST = 200
"""Items a file may bring; more is no agenda."""
LARGEST_BYTES = 10_000_000
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("nummer", "top", "number"),
    "title": ("titel", "betreff", "bezeichnung", "title", "name"),
    "public": ("öffentlich", "oeffentlich", "public"),
    "by": ("von", "einbringer", "by"),
    "text": ("beschlussvorlage", "beschlussvorschlag", "text", "draft"),
}
HEADER = ("Nummer", "Titel", "öffentlich", "von", "Beschlussvorlage")
_HIDDEN = frozenset(
    {"nichtöffentlich", "nicht öffentlich", "nicht-öffentlich", "nö", "non-public", "nonpublic"}
)
_NO = frozenset({"nein", "no", "n", "false", "falsch", "0"}) | _HIDDEN
_YES = frozenset({"", "ja", "yes", "j", "y", "true", "wahr", "1", "x", "öffentlich", "ö"})
_OF_PUBLIC = ("öffentlich", "oeffentlich", "public", "vertraulich")
"""What the name of a column holds that says which items are public."""
_HIDDEN_NUMBER = re.compile(r"n(ö|oe)?[\s.]*\d", re.IGNORECASE)
_SEPARATOR = ("sep=;", "sep=,", "sep=\t")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class AgendaUnreadable(Exception):
    """A file that cannot be taken as an agenda; ``reason`` names a sentence, ``line`` the place."""

    def __init__(self, reason: str, *, line: int = 0, what: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.what = what


def read_agenda(name: str, data: bytes) -> tuple[AgendaItem, ...]:
    """Return the items of a file, as its name says CSV or OParl JSON. Raises AgendaUnreadable."""
    if len(data) > LARGEST_BYTES:
        raise AgendaUnreadable("too_large", what=str(LARGEST_BYTES // 1_000_000))
    text = _text(data)
    items = _oparl(text) if name.casefold().endswith(".json") else _csv(text)
    if not items:
        raise AgendaUnreadable("empty")
    if len(items) > MOST:
        raise AgendaUnreadable("too_many", what=str(MOST))
    return items


def write_csv(meeting: Meeting, *, public: bool) -> bytes:
    """Return the agenda as CSV; without titles of non-public items if it is for the public."""
    out = StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(HEADER)
    for item in meeting.agenda:
        hidden = public and not item.public
        cells = ("", "", "") if hidden else (item.title, item.by, item.text)
        title, by, text = map(safe, cells)
        said = "ja" if item.public else "nein"
        table.writerow((meeting.number_of(item.id), title, said, by, text))
    return out.getvalue().encode("utf-8-sig")


def safe(cell: str) -> str:
    """Return a cell no spreadsheet takes for a formula; `_unsafe` reads it back."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def _unsafe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell


def _text(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # what Excel calls “Unicode text”
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding).lstrip("\ufeff")  # some programs write their mark twice
        except UnicodeDecodeError:
            continue
    raise AgendaUnreadable("encoding")


def _csv(text: str) -> tuple[AgendaItem, ...]:
    skipped = 0
    if text.casefold().startswith(_SEPARATOR):  # Excel's own line
        text, skipped = text.partition("\n")[2], 1
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        return _items(_lines(rows, skipped))
    except csv.Error:
        raise AgendaUnreadable("not_csv", line=rows.line_num + skipped) from None


def _lines(rows: Any, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that says anything with the line it begins on: a cell may hold several."""
    begins = skipped + 1
    for row in rows:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield begins, cells
        begins = skipped + 1 + rows.line_num


def _items(rows: Iterator[tuple[int, list[str]]]) -> tuple[AgendaItem, ...]:
    first, head = next(rows, (0, []))
    if not head:
        return ()
    columns = _columns(first, head)
    table = []
    for line, row in rows:
        if any(row[len(head) :]):  # a separator within a title moves all that follows
            raise AgendaUnreadable("not_csv", line=line)
        unread = {name: row[at] for at, name in enumerate(head[: len(row)]) if at not in columns}
        for name, cell in unread.items():
            if cell.casefold() in _HIDDEN:
                raise AgendaUnreadable("public_column", line=line, what=name)
        table.append(
            (line, {key: _unsafe(row[at]) for at, key in columns.items() if at < len(row)})
        )
    crossed = any(cells.get("public", "").casefold() == "x" for _, cells in table)
    return tuple(_item(line, _sure(line, cells, crossed)) for line, cells in table)


def _columns(line: int, head: Sequence[str]) -> dict[int, str]:
    """Return which column holds what. Raises if it may not be seen there what is public."""
    names = [cell.casefold() for cell in head]
    found = {
        key: next((names.index(word) for word in words if word in names), None)
        for key, words in COLUMNS.items()
    }
    if found["title"] is None:
        raise AgendaUnreadable("no_title_column", line=line)
    for at, name in enumerate(names):
        if at != found["public"] and any(word in name for word in _OF_PUBLIC):
            raise AgendaUnreadable("public_column", line=line, what=head[at])
    return {at: key for key, at in found.items() if at is not None}


def _sure(line: int, cells: Mapping[str, str], crossed: bool) -> Mapping[str, str]:
    """Return the cells, unless nothing is said of an item that may well be non-public.

    Where public items are ticked with an x, an empty cell is no yes; and N 1 or NÖ 1 is how
    council systems number what is non-public.
    """
    silent = not cells.get("public")
    if silent and (crossed or _HIDDEN_NUMBER.match(cells.get("number", ""))):
        raise AgendaUnreadable("public_missing", line=line, what=cells.get("title", ""))
    return cells


def _item(line: int, cells: Mapping[str, str]) -> AgendaItem:
    said = cells.get("public", "").casefold()
    if said not in _NO | _YES:
        raise AgendaUnreadable("public_unclear", line=line, what=said)
    title, text = _one_line(cells.get("title", "")), _plain(cells.get("text", ""))
    if not title:
        raise AgendaUnreadable("no_title", line=line)
    if len(title) > TITLE_LIMIT or len(text) > TEXT_LIMIT:
        raise AgendaUnreadable("too_long", line=line)
    by = _one_line(cells.get("by", ""))[:TITLE_LIMIT]
    public = said not in _NO
    return AgendaItem(id=ItemId(""), title=title, public=public, text=text, by=by)


def _plain(cell: str) -> str:
    """Return a cell without control signs: no paper can be written with those."""
    return "".join(c for c in cell if c in "\r\n\t" or unicodedata.category(c) != "Cc")


def _one_line(cell: str) -> str:
    return " ".join(_plain(cell).split())


def _oparl(text: str) -> tuple[AgendaItem, ...]:
    try:
        known = json.loads(text)
    except (ValueError, RecursionError):
        raise AgendaUnreadable("not_json") from None
    if not isinstance(known, dict) or not str(known.get("type", "")).endswith("/Meeting"):
        raise AgendaUnreadable("not_a_meeting")
    items = known.get("agendaItem", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise AgendaUnreadable("not_a_meeting")
    ordered = sorted(items, key=_order)
    return tuple(
        _item(number, _cells(item))
        for number, item in enumerate(ordered, start=1)
        if not _deleted(number, item)
    )


def _order(item: Mapping[str, Any]) -> float:
    """Return the place of an item, also of one that says it in letters or not at all."""
    try:
        order = float(str(item.get("order")))
    except ValueError:
        order = inf
    return inf if isnan(order) else order


def _deleted(number: int, item: Mapping[str, Any]) -> bool:
    """Tell whether an item is only a trace of one. Raises where that is not clear.

    Some systems write truth values as words, and every word is true to a program.
    """
    deleted = item.get("deleted", False)
    said = "" if deleted is None else str(deleted).strip().casefold()
    if said not in _NO | _YES:
        raise AgendaUnreadable("deleted_unclear", line=number, what=str(deleted))
    return said in _YES - {""}


def _cells(item: Mapping[str, Any]) -> dict[str, str]:
    name, public = item.get("name"), item.get("public")
    return {
        "title": name.strip() if isinstance(name, str) else "",
        "public": "" if public is None else str(public) or "?",
    }
