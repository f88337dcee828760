# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Strangers' files cost the session nothing, whatever they cost the process that opens them."""

from __future__ import annotations

import asyncio
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from papers_of_strangers import HONEST, TRAPS, repacked

from bot.paper.incoming import examine
from bot.paper.minutesdoc import MinutesUnreadable
from bot.paper.refused import PaperRefused
from bot.workroom import Workroom


def deep(megabytes: int) -> bytes:
    """Return a document of so many megabytes of tiny paragraphs, in a few hundred kilobytes."""
    body = b"<w:p/>" * (megabytes * 1_000_000 // 6)
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = b'<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (space, body)

    def swell(parts: dict[str, bytes]) -> None:
        parts["word/document.xml"] = xml

    return repacked(swell)


async def test_what_the_process_finds_is_what_the_file_is() -> None:
    room, data = Workroom(), HONEST["plan.pdf"]()
    assert await room.paper("plan.pdf", data) == examine("plan.pdf", data)
    trap = TRAPS["a PDF of 5,001 pages"]
    with pytest.raises(PaperRefused) as refused:
        await room.paper(trap.name, trap.make())
    assert (refused.value.reason, refused.value.most) == ("too_many_pages", 5_000)


async def test_a_document_that_would_take_all_memory_takes_a_little_of_another_process() -> None:
    """And the loop that counts votes turns on meanwhile."""
    turns, data = 0, deep(90)
    assert len(data) < 1_000_000

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.01)

    counting = asyncio.create_task(count())
    with pytest.raises(MinutesUnreadable) as refused:
        await Workroom(seconds=10, memory=400_000_000).minutes(data)
    counting.cancel()
    assert refused.value.reason in ("too_large", "not_docx")  # as lxml puts it
    assert turns > 5


async def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(PaperRefused) as refused:
        await Workroom(seconds=0).paper("plan.pdf", HONEST["plan.pdf"]())
    assert refused.value.reason == "bomb"


async def test_a_document_with_foreign_entities_brings_none_of_them() -> None:
    trap = TRAPS["external entities"]
    with pytest.raises(MinutesUnreadable) as refused:
        await Workroom().minutes(trap.make())
    assert refused.value.reason == "not_docx"


async def test_the_next_file_is_opened_after_one_that_failed() -> None:
    room = Workroom()
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as made:
        made.writestr("x", "y")
    with pytest.raises(MinutesUnreadable):
        await room.minutes(packed.getvalue())
    assert (await room.paper("foto.png", HONEST["foto.png"]())).suffix == "png"
