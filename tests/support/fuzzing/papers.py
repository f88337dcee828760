# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files members and clerks hand in: papers, agendas, edited minutes."""

from __future__ import annotations

from contextlib import suppress

from bot.agendafile import AgendaUnreadable, read_agenda
from bot.paper.incoming import examine, file_name
from bot.paper.minutesdoc import MinutesUnreadable, unpack
from bot.paper.refused import PaperRefused
from fuzzing.target import Target


def paper(data: bytes) -> None:
    """A paper on an item; its first line serves as its name, too."""
    name = data[:80].decode("latin-1")
    with suppress(PaperRefused):
        called = file_name(name, examine(name, data).suffix)
        assert "/" not in called


def agenda(data: bytes) -> None:
    """An agenda, as table and as OParl."""
    for name in ("agenda.csv", "agenda.json"):
        with suppress(AgendaUnreadable):
            assert all(item.title for item in read_agenda(name, data))


def minutes(data: bytes) -> None:
    """Minutes edited in a word processor."""
    with suppress(MinutesUnreadable):
        unpack(data)


TARGETS = (
    Target(
        name="paper",
        run=paper,
        tokens=(
            b"PK\x01\x02", b"PK\x05\x06", b"%PDF-1.7\n", b"/Type /Page", b"/Kids [1 0 R]",
            b"/Filter /FlateDecode", b"endobj\n", b"<<", b">>", b"\xff\xd8\xff",
            b"\x89PNG\r\n\x1a\n",
        ),
    ),
    Target(
        name="agenda",
        run=agenda,
        tokens=(b";", b"\t", b'"', b"\r", b"\0", b"sep=;\r\n", b"Titel;", b'{"type":"/Meeting"',
                b'"agendaItem":[', b"\xff\xfe", b"9" * 5000),
    ),
    Target(
        name="edited_minutes",
        run=minutes,
        tokens=(b"PK\x01\x02", b"PK\x05\x06", b"word/document.xml", b"<w:tbl/>", b"<!DOCTYPE d>"),
    ),
)  # fmt: skip
