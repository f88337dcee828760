# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Agendas as files: CSV as spreadsheets save it, and OParl 1.1 meetings. Reads and writes, no I/O.

CSV columns: number, title, public (ja/nein), by, text; only the title must be there. OParl has no
field for a draft resolution before it is adopted, so only CSV carries one in.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
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
_NO = frozenset({"nein", "no", "n", "false", "0", "nichtöffentlich", "nö"})
_YES = frozenset({"", "ja", "yes", "j", "y", "true", "1", "x", "öffentlich", "ö"})
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
    """Return a cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _text(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # what Excel calls “Unicode text”
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AgendaUnreadable("encoding")


def _csv(text: str) -> tuple[AgendaItem, ...]:
    if text.casefold().startswith(_SEPARATOR):  # Excel's own line
        text = text.partition("\n")[2]
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        return _items(rows)
    except csv.Error:
        raise AgendaUnreadable("not_csv", line=rows.line_num) from None


def _items(rows: Iterator[list[str]]) -> tuple[AgendaItem, ...]:
    head = next(rows, None)
    if head is None:
        return ()
    columns = _columns(head)
    found = []
    for number, row in enumerate(rows, start=2):
        cells = {key: row[at].strip() if at < len(row) else "" for key, at in columns.items()}
        if any(cells.values()):
            found.append(_item(number, cells))
    return tuple(found)


def _columns(head: Sequence[str]) -> dict[str, int]:
    names = [cell.strip().casefold() for cell in head]
    found = {
        key: names.index(word)
        for key, words in COLUMNS.items()
        for word in reversed(words)
        if word in names
    }
    if "title" not in found:
        raise AgendaUnreadable("no_title_column", line=1)
    return found


def _item(line: int, cells: Mapping[str, str]) -> AgendaItem:
    said = cells.get("public", "").casefold()
    if said not in _NO | _YES:
        raise AgendaUnreadable("public_unclear", line=line, what=said)
    title, text = cells["title"].removeprefix("'"), cells.get("text", "").removeprefix("'")
    if not title:
        raise AgendaUnreadable("no_title", line=line)
    if len(title) > TITLE_LIMIT or len(text) > TEXT_LIMIT:
        raise AgendaUnreadable("too_long", line=line)
    by = cells.get("by", "").removeprefix("'")[:TITLE_LIMIT]
    public = said not in _NO
    return AgendaItem(id=ItemId(""), title=title, public=public, text=text, by=by)


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
        if not item.get("deleted")
    )


def _order(item: Mapping[str, Any]) -> int:
    order = item.get("order")
    return order if isinstance(order, int) else MOST


def _cells(item: Mapping[str, Any]) -> dict[str, str]:
    public = item.get("public", True)
    return {
        "title": str(item.get("name") or "").strip(),
        "public": "ja" if public is not False else "nein",
    }
