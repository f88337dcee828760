# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bot's Matrix side as it runs: gateway, sealed identity, verifications, one loop each.

Its policy is the strict one: only cross-signed devices receive keys.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from member import cross_signed_only, login_of
from real_synapse import Account, Homeserver

from bot.matrix.crosssigning import Established, OwnDevice, establish, sign_user
from bot.matrix.events import DeviceFacts, Item, TextMessage
from bot.matrix.gateway import Gateway
from bot.matrix.ports import MayReceive, MemoryLedger, MemoryTokens
from bot.matrix.sas_table import Party
from bot.matrix.seeds import KeyFile
from bot.matrix.verification import Verifications
from bot.matrix.verification_values import Comparison, Failed, GatewayWire, Verified

WITHIN = 90.0
T = TypeVar("T")


class VerifiableBot:
    """A running bot that collects what it hears, shows and concludes."""

    def __init__(self, gateway: Gateway, account: Account, identity: Established) -> None:
        self.gateway = gateway
        self.account = account
        self.established = identity
        self.items: list[Item] = []
        self.comparisons: list[Comparison] = []
        self.results: list[Verified | Failed] = []
        self.needs_person = False
        self._news = asyncio.Condition()
        device = gateway.own_device()
        self.verifications = Verifications(
            GatewayWire(gateway),
            Party(
                user=device.user,
                device_id=device.device_id,
                ed25519=device.ed25519,
                master=identity.identity.master,
            ),
            on_comparison=self._compare,
            on_result=self._result,
            sign=self._sign,
            needs_person=lambda user: self.needs_person,
        )
        gateway.on_verification = self.verifications.take

    @property
    def user_id(self) -> str:
        """The bot's Matrix id."""
        return self.gateway.user_id

    async def say(self, room: str, body: str) -> str:
        """Send a message; returns its event id."""
        content = {"msgtype": "m.text", "body": body}
        return await self.gateway.send(room, "m.room.message", content, secrets.token_hex(8))

    async def hears(self, body: str) -> TextMessage:
        """The message with this body, once it has come."""

        def found() -> TextMessage | None:
            texts = (item for item in self.items if isinstance(item, TextMessage))
            return next((text for text in texts if text.body == body), None)

        return await self._until(found)

    async def comparison(self) -> Comparison:
        """What the bot shows, once it shows something."""
        return await self._until(lambda: self.comparisons[-1] if self.comparisons else None)

    async def result(self) -> Verified | Failed:
        """How the last verification ended, once it has."""
        return await self._until(lambda: self.results[-1] if self.results else None)

    async def until(self, found: Callable[[Item], bool]) -> Item:
        """The first item for which `found` holds, once it has come."""
        return await self._until(lambda: next((item for item in self.items if found(item)), None))

    async def _until(self, found: Callable[[], T | None]) -> T:
        async with asyncio.timeout(WITHIN), self._news:
            while (value := found()) is None:
                await self._news.wait()
            return value

    async def _sign(self, user: str, master: str) -> None:
        await sign_user(
            self.gateway.http, self.user_id, self.established.seeds, user=user, master=master
        )

    async def _compare(self, comparison: Comparison) -> None:
        await self._add(partial(self.comparisons.append, comparison))

    async def _result(self, result: Verified | Failed) -> None:
        await self._add(partial(self.results.append, result))

    async def _add(self, note: Callable[[], None]) -> None:
        async with self._news:
            note()
            self._news.notify_all()

    async def listen(self) -> None:
        """Sync for ever."""
        async for batch in self.gateway.batches(wait=5.0):
            self.gateway.commit(batch)
            await self._add(partial(self.items.extend, batch.items))


@contextlib.asynccontextmanager
async def verifiable_bot(
    synapse: Homeserver,
    folder: Path,
    *,
    may_receive: MayReceive = cross_signed_only,
) -> AsyncIterator[VerifiableBot]:
    """Register, log in, cross-sign and run a bot until the block ends."""
    account = await synapse.register(f"bot-{secrets.token_hex(4)}")
    gateway = Gateway(
        login_of(account, synapse.url),
        store_dir=folder / "store",
        store_key="test",
        tokens=MemoryTokens(),
        ledger=MemoryLedger(),
        may_receive=may_receive,
    )
    await gateway.start()
    identity = await establish(
        gateway.http,
        OwnDevice.of(gateway.own_device(), gateway.sign_with_device),
        seeds_path=folder / "seeds.json",
        lock=KeyFile.create(folder / "seeds.key"),
    )
    bot = VerifiableBot(gateway, account, identity)
    tasks = [asyncio.create_task(bot.listen()), asyncio.create_task(bot.verifications.run())]
    try:
        yield bot
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        await gateway.close()
    failures = [e for e in ended if not isinstance(e, asyncio.CancelledError)]
    assert failures == []


def everyone_in(room: str, user: str, device: DeviceFacts) -> bool:
    """A body that admits devices whose client cannot cross-sign."""
    return True
