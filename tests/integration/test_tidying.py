# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Old room keys are forgotten, and nothing that was said with them counts ever again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import vodozemac
from sample_events import SIGNER

from bot.domain import events as e
from bot.matrix.gateway import Gateway
from bot.matrix.login import Login
from bot.matrix.machine import MEGOLM, CannotOpen
from bot.matrix.ports import MemoryTokens
from bot.positions import Positions
from bot.store import Codec, Intake, Journal, Replayed
from bot.tidying import CONVERSATIONS, KEPT, Tidying

ROOM = "!session:council.example"
MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
LOGIN = Login(
    homeserver="http://127.0.0.1:1", user_id="@bot:council.example", device_id="B", token="t"
)


@dataclass
class Bot:
    """Journal, positions and keys of a bot that speaks with no server."""

    journal: Journal[e.Event]
    positions: Positions
    gateway: Gateway
    today: datetime = MORNING

    def tidying(self) -> Tidying:
        return Tidying(
            journal=self.journal,
            positions=self.positions,
            gateway=self.gateway,
            now=lambda: self.today,
        )

    def given(self) -> vodozemac.GroupSession:
        """A member gives the bot the key of a new session."""
        session = vodozemac.GroupSession()
        self.give(session)
        return session

    def give(self, session: vodozemac.GroupSession) -> None:
        key = session.session_key.to_base64()
        self.gateway._machine._olm.create_group_session(
            "curve", "ed", ROOM, session.session_id, key
        )

    def opens(self, session: vodozemac.GroupSession, sealed: str) -> int:
        content = {"algorithm": MEGOLM, "session_id": session.session_id, "ciphertext": sealed}
        return self.gateway._machine.open(ROOM, content).message_index

    async def heard(self, session: vodozemac.GroupSession, at: datetime) -> str:
        """Take in something said with the session; return it sealed."""
        sealed = session.encrypt(
            b'{"type":"m.room.message","content":{},"room_id":"' + ROOM.encode() + b'"}'
        ).to_base64()
        index = self.opens(session, sealed)
        event_id = f"${session.session_id[:8]}-{index}"
        await self.journal.append([], intake=self.intake(session, index, event_id, at))
        self.positions.record(session.session_id, index, event_id)
        return sealed

    def intake(
        self, session: vodozemac.GroupSession, index: int, event_id: str, at: datetime
    ) -> Intake:
        return Intake(
            event_id=event_id,
            room=ROOM,
            at=at,
            session_id=session.session_id,
            message_index=index,
        )


@asynccontextmanager
async def bot_at(folder: Path) -> AsyncIterator[Bot]:
    async with await Journal.open(
        str(folder / "journal.db"), codec=Codec[e.Event](e.Event), signer=SIGNER
    ) as journal:
        positions = Positions()
        await positions.load(journal)
        gateway = Gateway(
            LOGIN,
            store_dir=folder,
            store_key="secret",
            tokens=MemoryTokens(),
            ledger=positions,
            may_receive=lambda *_: True,
        )
        yield Bot(journal, positions, gateway)
        await gateway.close()


async def test_a_key_nobody_has_used_for_a_month_is_forgotten_and_its_positions_stay_taken(
    tmp_path: Path,
) -> None:
    async with bot_at(tmp_path) as bot:
        old, busy = bot.given(), bot.given()
        first, second = await bot.heard(old, MORNING), await bot.heard(old, MORNING)
        await bot.heard(busy, MORNING)
        assert await bot.tidying().tidy() == 0
        bot.today += KEPT + timedelta(days=1)
        await bot.heard(busy, bot.today - timedelta(days=1))
        assert await bot.tidying().tidy() == 1
        with pytest.raises(CannotOpen) as refused:
            bot.opens(old, second)
        assert refused.value.no_session
        assert bot.positions.seen(old.session_id, 1) == "pruned"
        assert bot.positions.seen(busy.session_id, 0) is not None
        assert await bot.journal.seen(old.session_id, 0)
    async with bot_at(tmp_path) as again:  # nor does it come back with a restart
        with pytest.raises(CannotOpen):
            again.opens(old, first)
        assert (
            again.opens(
                busy,
                busy.encrypt(
                    b'{"type":"x","content":{},"room_id":"' + ROOM.encode() + b'"}'
                ).to_base64(),
            )
            == 2
        )
        assert again.positions.seen(old.session_id, 0) == "pruned"
        assert again.positions.highest(old.session_id) == 1


async def test_a_forgotten_key_that_is_brought_again_opens_nothing_that_counts(
    tmp_path: Path,
) -> None:
    async with bot_at(tmp_path) as bot:
        session = vodozemac.GroupSession()
        copy = vodozemac.GroupSession.from_pickle(session.pickle(b"0" * 32), b"0" * 32)
        bot.give(session)
        sealed = await bot.heard(session, MORNING)
        await bot.tidying().tidy()
        bot.today += KEPT + timedelta(days=1)
        assert await bot.tidying().tidy() == 1
        bot.give(copy)
        assert bot.opens(copy, sealed) == 0  # readable again, but not anew
        assert bot.positions.seen(session.session_id, 0) == "pruned"
        with pytest.raises(Replayed):
            await bot.journal.append([], intake=bot.intake(session, 0, "$new", bot.today))


async def test_a_key_is_kept_while_it_is_young_or_used(tmp_path: Path) -> None:
    async with bot_at(tmp_path) as bot:
        bot.given()
        await bot.tidying().tidy()
        bot.today += KEPT - timedelta(days=1)
        young = bot.given()
        assert await bot.tidying().tidy() == 0
        bot.today += timedelta(days=3)
        assert await bot.tidying().tidy() == 1
        assert (
            bot.opens(
                young,
                young.encrypt(
                    b'{"type":"x","content":{},"room_id":"' + ROOM.encode() + b'"}'
                ).to_base64(),
            )
            == 0
        )


async def test_what_was_never_sealed_is_forgotten_along_with_old_keys(tmp_path: Path) -> None:
    async with bot_at(tmp_path) as bot:
        plain = Intake(event_id="$plain", room=ROOM, at=MORNING, verdict="plaintext")
        await bot.journal.append([], intake=plain)
        bot.given()
        await bot.tidying().tidy()
        assert await bot.journal.taken("$plain")
        bot.today += KEPT + timedelta(days=1)
        await bot.tidying().tidy()
        assert not await bot.journal.taken("$plain")


async def test_of_a_device_that_begins_again_and_again_few_conversations_stay(
    tmp_path: Path,
) -> None:
    async with bot_at(tmp_path) as bot:
        machine = bot.gateway._machine
        other = vodozemac.Account()
        other.generate_one_time_keys(20)
        for key in other.one_time_keys.values():
            machine._olm.create_session(key.to_base64(), other.curve25519_key.to_base64())
        newest = machine._olm.session_store.get(other.curve25519_key.to_base64())
        await bot.tidying().tidy()
        left = machine._olm.session_store[other.curve25519_key.to_base64()]
        assert len(left) == CONVERSATIONS
        assert newest in left
        assert len(next(iter(machine.store.load_sessions().values()))) == CONVERSATIONS
