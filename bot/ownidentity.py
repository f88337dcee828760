# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an operator may do to the bot's own identity: look, restore, replace, new recovery key.

None of this happens by itself: members have verified this identity, and a change of it is what an
attacker would do. A replacement is written into the journal before it is done, said in every room
by the old identity, done, written down as done, and said again by the new one. Each step may be
the last one before a crash: the same command continues.

The bot must be stopped for a replacement; the journal's lock sees to it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.app import App, Settings, journal_seed, open_app
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain.events import Event
from bot.domain.ids import Key
from bot.domain.values import How
from bot.login import keep_login
from bot.matrix import crosssigning, recovery, seeds
from bot.matrix.crosssigning import IdentityError, IdentityMismatch, OwnDevice, SeedsLost, Shown
from bot.matrix.gateway import Gateway
from bot.matrix.http import Http
from bot.matrix.ports import MemoryLedger, MemoryTokens
from bot.matrix.recovery import NoSecretStorage, RecoveryKey
from bot.matrix.seeds import Lock, Seeds, SeedsError
from bot.matrix.signing import SigningKey
from bot.store import OPERATOR, Codec, Ed25519Signer, Journal

SEEDS = "identity.seeds"
NEXT = "identity.seeds.next"
"""The identity a replacement leads to; there only while one is under way."""
Tell = Callable[[str], None]


class NothingToReplace(IdentityError):
    """The homeserver shows no identity of the bot yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the bot's identity stands."""

    user: str
    device: str
    ours: str | None
    """Master key of our seeds; None if they cannot be opened."""
    shown: Shown
    stored: tuple[str, ...]
    """Names of the secrets that lie in secret storage under the present recovery key."""

    @property
    def in_order(self) -> bool:
        """Whether members see what our seeds make, and the bot's device signed by it."""
        return self.ours is not None and self.shown.master == self.ours and self.shown.signed

    @property
    def recoverable(self) -> bool:
        """Whether the recovery key, if it is the present one, gives the identity back."""
        return set(self.stored) == set(recovery.SECRETS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A replacement that is done."""

    old: str
    new: str
    recovery_key: str = field(repr=False)


async def look(http: Http, user: str, device: str, ours: Seeds | None) -> Standing:
    """Compare our seeds with what the homeserver shows; change nothing."""
    return Standing(
        user=user,
        device=device,
        ours=SigningKey(ours.master).public if ours else None,
        shown=await crosssigning.shown(http, user, device),
        stored=await recovery.stored(http, user),
    )


async def restore(
    http: Http, user: str, device: str, paper: RecoveryKey, *, data: Path, lock: Lock, now: datetime
) -> str:
    """Write the seeds the recovery key opens; return their master key.

    A seed file that is there is kept under another name. Raises WrongRecoveryKey, NoSecretStorage,
    and IdentityMismatch if the homeserver shows another identity than these seeds make.
    """
    found = await recovery.fetch(http, user, paper)
    try:
        # The journal's key is sealed in a file of its own; this part is never used.
        restored = Seeds(**found, journal=secrets.token_bytes(seeds.SEED_BYTES))
    except ValueError as error:
        raise NoSecretStorage(f"What {user} has in its secret storage are no seeds.") from error
    shown = await crosssigning.shown(http, user, device)
    crosssigning.refuse_other_keys(user, shown, restored)
    path = data / SEEDS
    await asyncio.to_thread(_put_in_place, restored, path, lock, now)
    return SigningKey(restored.master).public


def _put_in_place(restored: Seeds, path: Path, lock: Lock, now: datetime) -> None:
    if path.exists():
        try:
            present = seeds.load(path, lock)
        except SeedsError:
            present = None
        if present is not None and present.master == restored.master:
            return
        seeds.set_aside(path, now)
    seeds.save(restored, path, lock)


async def new_recovery_key(http: Http, user: str, device: str, ours: Seeds) -> str:
    """Store the seeds under a new recovery key and return it; the one before opens nothing more.

    Raises IdentityMismatch if the homeserver shows another identity.
    """
    crosssigning.refuse_other_keys(user, await crosssigning.shown(http, user, device), ours)
    return (await recovery.publish(http, user, ours)).text()


async def replace(settings: Settings, tell: Tell) -> Replaced:
    """Replace the bot's identity; every member must verify the bot anew. Continues one begun.

    Raises NothingToReplace, PasswordNeeded, ApprovalNeeded (repeat when it was given), StoreError
    (JournalInUse while the bot runs), SeedsError.
    """
    path, draft = settings.data / SEEDS, settings.data / NEXT
    async with _journal_of(settings):
        pass  # a bot at work holds it: then its keys must not be touched either
    async with _device(settings) as (gateway, _):
        shown = await crosssigning.shown(gateway.http, gateway.user_id, gateway.device_id)
    if shown.master is None:
        raise NothingToReplace("The bot has no identity yet; its first start makes one.")
    new = await asyncio.to_thread(_draft, draft, settings.lock, tell)
    old, master = Key(await _old_master(settings, shown)), Key(SigningKey(new.master).public)
    if shown.master != master:
        at = settings.now()
        await _journal(settings, c.AnnounceBotIdentity(by=c.OPERATOR, at=at, old=old, new=master))
        await _announce(settings, tell)
    async with _device(settings) as (gateway, own):
        await crosssigning.reset(gateway.http, own, new, password=settings.account.password)
        at = settings.now()
        await _journal(settings, c.ChangeBotIdentity(by=c.OPERATOR, at=at, old=old, new=master))
        paper = await recovery.publish(gateway.http, gateway.user_id, new)
    await asyncio.to_thread(_swap, path, draft, settings.now())
    tell("The homeserver shows the new identity. It tells the rooms so.")
    async with open_app(settings) as app:
        await perform(app)
        await _vouch_again(app)
    return Replaced(old=old, new=master, recovery_key=paper.text())


async def _old_master(settings: Settings, shown: Shown) -> str:
    """Return the identity that ends: our own, or what the homeserver shows in its place."""
    try:
        ours = await asyncio.to_thread(seeds.load, settings.data / SEEDS, settings.lock)
    except SeedsError:
        return shown.master or ""
    return SigningKey(ours.master).public


async def perform(app: App) -> None:
    """Do what the bodies owe, without listening to anybody."""
    async with asyncio.TaskGroup() as tasks:
        at_work = [tasks.create_task(chamber.stage.run()) for chamber in app.chambers]
        for chamber in app.chambers:
            await chamber.stage.drain()
        for task in at_work:
            task.cancel()


@asynccontextmanager
async def _device(settings: Settings) -> AsyncIterator[tuple[Gateway, OwnDevice]]:
    """The bot's device without its bodies."""
    login, store_key = await keep_login(settings.data, settings.homeserver, settings.account)
    gateway = Gateway(
        login,
        store_dir=settings.data / "matrix",
        store_key=store_key,
        tokens=MemoryTokens(),
        ledger=MemoryLedger(),
        may_receive=lambda room, user, device: False,
    )
    try:
        await gateway.start()
        yield gateway, OwnDevice.of(gateway.own_device(), gateway.sign_with_device)
    finally:
        await gateway.close()


def _draft(draft: Path, lock: Lock, tell: Tell) -> Seeds:
    """Return the identity to come; made once, so that a replacement begun can be continued."""
    if draft.exists():
        tell("A replacement was begun before; it is continued.")
    else:
        seeds.save(Seeds.generate(), draft, lock)
    return seeds.load(draft, lock)


def _swap(path: Path, draft: Path, now: datetime) -> None:
    if path.exists():
        seeds.set_aside(path, now)
    draft.rename(path)


@asynccontextmanager
async def _journal_of(settings: Settings) -> AsyncIterator[Journal[Event]]:
    signer = Ed25519Signer(await asyncio.to_thread(journal_seed, settings))
    where = settings.journal or str(settings.data / "journal.db")
    async with await Journal.open(where, codec=Codec[Event](Event), signer=signer) as journal:
        yield journal


async def _journal(
    settings: Settings, command: c.AnnounceBotIdentity | c.ChangeBotIdentity
) -> None:
    """Write an act of the operator into the stream of every body that exists."""
    async with _journal_of(settings) as journal:
        for council in settings.councils:
            desk = Desk(journal, council.body, settings.now)
            await desk.open()
            if desk.body.established:
                await desk.submit(command, OPERATOR)


async def _announce(settings: Settings, tell: Tell) -> None:
    """Let the old identity tell the rooms, if it still can."""
    try:
        async with open_app(settings) as app:
            await perform(app)
    except (SeedsLost, IdentityMismatch, SeedsError) as error:
        tell(f"The old identity cannot announce the change: {error}")
    else:
        tell("The rooms were told by the identity they know.")


async def _vouch_again(app: App) -> None:
    """Sign with the new identity whom the old one had verified by comparing emoji."""
    for chamber in app.chambers:
        for known in chamber.desk.body.enrolments.values():
            if known.how is How.SAS and not known.suspended:
                await _vouch(app, known.user, known.master)


async def _vouch(app: App, user: str, master: str) -> None:
    try:
        await crosssigning.sign_user(
            app.gateway.http, app.gateway.user_id, app.identity.seeds, user=user, master=master
        )
    except IdentityError:
        return  # whoever has another identity by now is suspended by the running bot
