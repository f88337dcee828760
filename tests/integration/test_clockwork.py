# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What falls due by the clock is journalled once, and what somebody else has done is let be."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from itertools import takewhile
from pathlib import Path

from debate_journal import spoken
from sample_events import SIGNER
from sample_journal import KAYA

from bot.clockwork import Clockwork
from bot.desk import Desk
from bot.domain import events as e
from bot.domain.ids import BodyId
from bot.store import TIMER, Codec, Journal
from bot.store.entries import NewEntry

TALK = [*takewhile(lambda one: not isinstance(one.event, e.SpeechTimeUp), spoken())]
"""Until the speech goes on after the question, with a minute left."""


async def test_a_speech_whose_time_is_up_is_noted_once(tmp_path: Path) -> None:
    now = TALK[-1].at + timedelta(seconds=59)
    async with await Journal.open(
        str(tmp_path / "journal.db"), codec=Codec[e.Event](e.Event), signer=SIGNER
    ) as journal:
        await journal.append(
            [
                NewEntry(stream="rat/2026-07", event=one.event, at=one.at, origin=TIMER)
                for one in TALK
            ]
        )
        desk = Desk(journal, BodyId("rat"), lambda: now)
        await desk.open()
        reminders = Clockwork(desk, look=0.001)
        await reminders.once()
        assert desk.head(next(iter(desk.meetings))) == len(TALK)
        now += timedelta(seconds=1)
        running = asyncio.ensure_future(reminders.run())
        async with asyncio.timeout(30):
            while desk.head(next(iter(desk.meetings))) == len(TALK):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        (meeting,) = desk.meetings.values()
        assert meeting.debate.told == {KAYA}
        assert desk.head(meeting.id) == len(TALK) + 1
