# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A body's desk, journal and rooms without a homeserver: its words land in `written.Written`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sample_events import SIGNER
from talking import BODY, NOON
from written import Written

from bot.chambers import SPACE, Chambers
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.ids import BodyId, Key
from bot.domain.values import BodyKind, Language
from bot.effects import Place
from bot.matrix.gateway import Gateway
from bot.replies import Replies
from bot.store import OPERATOR, Codec, Journal
from bot.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyAtWork:
    """The desk with the way out of its words; rooms are called ``!session`` and so on."""

    desk: Desk
    way: Written
    chambers: Chambers
    replies: Replies


@asynccontextmanager
async def body_at_work(folder: Path) -> AsyncIterator[BodyAtWork]:
    """The council of `talking`, established, nobody enrolled."""
    async with await Journal.open(
        str(folder / "journal.db"), codec=Codec[e.Event](e.Event), signer=SIGNER
    ) as journal:
        desk = Desk(journal, BodyId("rat"), lambda: NOON)
        await desk.submit(
            c.EstablishBody(
                by=c.OPERATOR,
                at=NOON,
                body=BodyId("rat"),
                name="Gemeinderat",
                municipality="Kleinstadt",
                kind=BodyKind.COUNCIL,
                land="TH",
                statutory_members=5,
                language=Language.DE,
                time_zone="Europe/Berlin",
                journal_key=Key("00" * 32),
                seats=tuple(BODY.seats.values()),
            ),
            OPERATOR,
        )
        await journal.set("rooms/rat", {str(p): f"!{p}" for p in (SPACE, *Place)})
        way = Written()
        texts = Texts.load()
        chambers = Chambers(cast(Gateway, way), journal, lambda: desk.body)
        await chambers.open(texts)
        yield BodyAtWork(desk=desk, way=way, chambers=chambers, replies=Replies(way, texts))
