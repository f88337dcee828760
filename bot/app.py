# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Wiring: one bot with its bodies, started in order and stopped in reverse.

journal → keys → login → identity → bodies (desk, rooms, stage) → sync. Each batch of the sync is
taken in, journalled, and only then is the position in the sync remembered.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.anchor import Anchor, Lost, Pace, place_of
from bot.body import Chamber, House, open_chamber
from bot.chambers import Chambers
from bot.clockwork import Clockwork
from bot.conferencefile import ConferenceSettings
from bot.council import Council
from bot.domain import commands as c
from bot.domain.events import Event
from bot.domain.ids import UserId
from bot.faults import TOKEN_AFTER, TOKEN_BEFORE, hit
from bot.login import Account, keep_login
from bot.matrix import crosssigning, seeds
from bot.matrix.crosssigning import OwnDevice
from bot.matrix.events import Batch, DeviceFacts, Invited, Item, Proof
from bot.matrix.gateway import Gateway
from bot.matrix.http import Distrusted, MatrixError, UnknownToken, Unreachable
from bot.matrix.keystore import KeysUnwritable
from bot.matrix.ports import MemoryTokens
from bot.matrix.sas_table import Party
from bot.matrix.verification import Verifications
from bot.matrix.verification_values import Comparison, Failed, GatewayWire, Verified
from bot.oparlfile import OParlSettings
from bot.pagesfile import PagesSettings
from bot.positions import Positions
from bot.signed import encoded
from bot.store import (
    TIMER,
    AlreadyTaken,
    Codec,
    DiskFull,
    Ed25519Signer,
    Journal,
    ReadOnly,
    Replayed,
    StaleHead,
    StoreError,
    storable_id,
)
from bot.texts import Texts
from bot.tidying import Tidying
from bot.watch import Office, Watch, wall
from bot.web.oparl import open_oparl
from bot.web.pages import open_pages, pages_folder
from bot.web.service import Service, open_service
from bot.web.statements import Privacy
from bot.widgets import Widgets, own_page

log = logging.getLogger(__name__)

TOKEN = "sync_token"  # noqa: S105 - a place in the settings, not a secret
PAGES_PLACED = "pages_placed"
DEVICE_NAME = "Gremium"
RECONNECT_SECONDS = 3.0
STUCK_SECONDS = 5.0
"""Pause until a disk that took nothing is tried again."""
RESTORED = "journal_restored"
"""Kind of the incident that entries were lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one bot is started with."""

    data: Path
    """Folder of journal, keys and papers."""
    homeserver: str
    account: Account
    councils: Sequence[Council]
    lock: seeds.Lock
    """How the seeds of the bot's identity are sealed at rest."""
    journal: str = ""
    """Database URL; empty: SQLite in ``data``."""
    room_version: str | None = None
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    wall: Callable[[], datetime] = wall
    """The machine's clock, which is watched; ``now`` may be that of a played evening."""
    new_device: bool = False
    """Log in anew and become another device of the same identity."""
    conference: ConferenceSettings | None = None
    """The conference server and where clients ask for access; None: no conference."""
    pages: PagesSettings | None = None
    """Where the pages beside the chat are served; None: there are none."""
    oparl: OParlSettings | None = None
    """Where the public record is served; None: nowhere."""
    accept_loss: bool = False
    """Go on with a journal that lacks entries the bot has signed."""
    pace: Pace = field(default_factory=Pace)


@dataclass(slots=True)
class App:
    """A running bot."""

    settings: Settings
    journal: Journal[Event]
    gateway: Gateway
    texts: Texts
    identity: crosssigning.Established
    chambers: list[Chamber]
    positions: Positions
    verifications: Verifications
    anchor: Anchor
    watch: Watch
    tidying: Tidying
    service: Service | None = None

    async def run(self) -> None:
        """Serve until cancelled.

        Raises UnknownToken when logged out, AnotherBot when there is a second one, StoreError or
        KeysUnwritable when nothing can be written any more.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.verifications.run())
            tasks.create_task(self.watch.run())
            tasks.create_task(self.anchor.run())
            tasks.create_task(self.tidying.run())
            if self.service is not None:
                tasks.create_task(self.service.conference.run())
            for chamber in self.chambers:
                tasks.create_task(self._lasting(chamber.stage.run))
                tasks.create_task(self._lasting(chamber.reception.run))
                tasks.create_task(self._lasting(chamber.stage.invitations.run))
                tasks.create_task(self._lasting(chamber.partners.run))
                tasks.create_task(self._lasting(chamber.links.run))
                tasks.create_task(self._lasting(chamber.guests.run))
                tasks.create_task(self._lasting(chamber.reminding.run))
                tasks.create_task(self._lasting(Clockwork(chamber.desk).run))
                tasks.create_task(self._lasting(chamber.postbox.run))
            tasks.create_task(self._lasting(self._serve))

    async def _lasting(self, work: Callable[[], Awaitable[None]]) -> None:
        """Go on with `work` once the disk takes something again: so far nothing was written."""
        while True:
            try:
                await work()
            except (DiskFull, ReadOnly) as error:
                await self.watch.stuck(error)
                await asyncio.sleep(STUCK_SECONDS)
            except (StoreError, KeysUnwritable) as error:
                await self.watch.failed(error)
                raise

    async def _serve(self) -> None:
        try:
            while True:
                await self._serve_once()
        finally:
            self.gateway.hang_up()

    async def _serve_once(self) -> None:
        try:
            batch = await self.gateway.sync(ahead=True)
            await self.take(batch)
        except UnknownToken:
            raise
        except Distrusted as error:  # only the operator can help, so the log says what to do
            log.error("sync interrupted: %s", error)
            await asyncio.sleep(RECONNECT_SECONDS)
        except (Unreachable, MatrixError) as error:
            log.warning("sync interrupted: %s", type(error).__name__)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def take(self, batch: Batch) -> None:
        """Take in a batch: acts first, with one flush to the disk, then the position in the sync.

        If the journal refuses the batch as a whole, it is taken in act by act, each with its own.
        """
        try:
            async with self.journal.gathering(_event_ids(batch)):
                await self._take(batch)
        except (AlreadyTaken, Replayed, StaleHead):
            log.warning("a batch could not be written as a whole")
            await self._take(batch)
        hit(TOKEN_BEFORE)
        await self.journal.set(TOKEN, batch.next_token)
        hit(TOKEN_AFTER)
        self.gateway.commit(batch)
        await self.watch.unstuck()

    async def _take(self, batch: Batch) -> None:
        for item in batch.items:
            await self._dispatch(item)

    async def _dispatch(self, item: Item) -> None:
        if isinstance(item, Invited):
            await self._invited(item)
            return
        room = getattr(item, "room", None)
        for chamber in self.chambers:
            if room is None or chamber.reception.concerns(room):
                await chamber.reception.take(item)
        proof: Proof | None = getattr(item, "proof", None)
        event_id: str | None = getattr(item, "event_id", None)
        if proof is not None and event_id is not None:
            self.positions.record(proof.session_id, proof.message_index, event_id)

    async def _invited(self, item: Invited) -> None:
        """Join a direct room only at the invitation of somebody a body knows.

        Who belongs to several bodies gets the one they do not talk with yet, and reads which it is.
        """
        user = UserId(item.by)
        knowing = [chamber for chamber in self.chambers if chamber.knows(user)]
        try:
            if not knowing:
                await self.gateway.leave(item.room)
                return
            silent = [chamber for chamber in knowing if not chamber.rooms.talks_with(user)]
            chamber = (silent or knowing)[0]
            await self.gateway.join(item.room)
            await chamber.rooms.remember_direct(user, item.room)
            if len(knowing) > 1:
                await chamber.introduce(item.room)
        except (MatrixError, Unreachable) as error:
            # A room that is gone, or on a dead server, must not bring the same batch back for ever.
            log.warning("an invitation could not be answered: %s", type(error).__name__)


@asynccontextmanager
async def open_app(settings: Settings) -> AsyncIterator[App]:
    """Bring up a bot; afterwards everything is closed again.

    Raises StoreError, IdentityError, SeedsError, LoginImpossible, MatrixError or Unreachable,
    each with a sentence.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    async with AsyncExitStack() as stack:
        signer = Ed25519Signer(await asyncio.to_thread(journal_seed, settings))
        journal = await stack.enter_async_context(
            await Journal.open(
                settings.journal or str(settings.data / "journal.db"),
                codec=Codec[Event](Event),
                signer=signer,
            )
        )
        positions = Positions()
        await positions.load(journal)
        login, store_key = await keep_login(
            settings.data,
            settings.homeserver,
            settings.account,
            new_device=settings.new_device or settings.accept_loss,
        )
        chambers: list[Chamber] = []
        tokens = MemoryTokens(await journal.get(TOKEN))
        gateway = Gateway(
            login,
            store_dir=settings.data / "matrix",
            store_key=store_key,
            tokens=tokens,
            ledger=positions,
            may_receive=lambda room, user, device: _may_receive(chambers, room, user, device),
            belongs=lambda room: [u for chamber in chambers for u in chamber.belongs(room)],
        )
        gateway.http.before = journal.flush  # nothing is told before it is written down
        stack.push_async_callback(gateway.close)
        await gateway.start()
        await gateway.silence()
        anchor = _anchor(settings, gateway, journal, signer)
        lost = await anchor.board(accept_loss=settings.accept_loss)
        stack.push_async_callback(anchor.end)
        if lost:
            # What was said since is not acted upon piecemeal: some of it could be read, some not.
            await journal.set(TOKEN, None)
            tokens.token = None
        identity = await crosssigning.establish(
            gateway.http,
            OwnDevice.of(gateway.own_device(), gateway.sign_with_device),
            seeds_path=settings.data / "identity.seeds",
            lock=settings.lock,
            password=settings.account.password,
        )
        texts = Texts.load()
        house = House(
            gateway=gateway,
            journal=journal,
            texts=texts,
            data=settings.data,
            journal_key=signer.public.hex(),
            page=partial(_page_of, settings, gateway.user_id, encoded(signer.public)),
            room_version=settings.room_version,
            now=settings.now,
        )
        for council in settings.councils:
            chambers.append(await open_chamber(council, house))
        watch = Watch(
            gateway=gateway,
            wall=settings.wall,
            offices=lambda: [
                Office(desk=chamber.desk, rooms=chamber.rooms, texts=texts) for chamber in chambers
            ],
        )
        await _put_on_record(chambers, lost, gateway.user_id)
        await watch.restarted()
        service = None
        if settings.conference is not None:
            service = await stack.enter_async_context(
                open_service(settings.conference, gateway, chambers, settings.homeserver)
            )
        notices = [Privacy(body=one.name, address=one.privacy) for one in settings.councils]
        halls = [chamber.guests for chamber in chambers]
        await stack.enter_async_context(open_pages(settings.pages, notices, halls, texts))
        bodies = [str(council.body) for council in settings.councils]
        public = open_oparl(settings.oparl, journal, bodies, settings.data)
        await stack.enter_async_context(public)
        await _place_pages(settings, gateway, journal, chambers, signer.public)
        yield App(
            settings=settings,
            journal=journal,
            gateway=gateway,
            texts=texts,
            identity=identity,
            chambers=chambers,
            positions=positions,
            verifications=_verifications(gateway, identity, chambers),
            anchor=anchor,
            watch=watch,
            tidying=Tidying(
                journal=journal, positions=positions, gateway=gateway, now=settings.now
            ),
            service=service,
        )


def _page_of(settings: Settings, bot: str, key: str, rooms: Chambers) -> str | None:
    """Return where the members of a body find their page, None if none are served."""
    if settings.pages is None or pages_folder() is None:
        return None
    url = settings.pages.public_url
    return own_page(url, bot=bot, key=key, homeserver=settings.homeserver, rooms=rooms)


async def _place_pages(
    settings: Settings,
    gateway: Gateway,
    journal: Journal[Event],
    chambers: Sequence[Chamber],
    key: bytes,
) -> None:
    """Show the pages in the rooms of every body; take them out once they are served no longer."""
    url = settings.pages.public_url if settings.pages and pages_folder() else None
    if url is None and not await journal.get(PAGES_PLACED, False):
        return
    await journal.set(PAGES_PLACED, url is not None)
    confers = settings.conference is not None
    widgets = Widgets(gateway=gateway, url=url, key=encoded(key), confers=confers)
    for chamber in chambers:
        language = chamber.desk.body.language
        await widgets.place(chamber.rooms, chamber.replies.texts, language)


def _anchor(
    settings: Settings, gateway: Gateway, journal: Journal[Event], signer: Ed25519Signer
) -> Anchor:
    return Anchor(
        http=gateway.http,
        user=gateway.user_id,
        journal=journal,
        public=signer.public,
        place=place_of(settings.data),
        pace=settings.pace,
    )


async def _put_on_record(chambers: Sequence[Chamber], lost: Sequence[Lost], bot: str) -> None:
    """Write into each body's journal that entries of it were lost; its office is told by that."""
    for chamber in chambers:
        if any(one.stream.partition("/")[0] == chamber.desk.id for one in lost):
            meeting = chamber.desk.current()
            command = c.RecordIncident(
                by=c.OPERATOR,
                at=chamber.desk.now(),
                kind=RESTORED,
                user=UserId(bot),
                meeting=meeting.id if meeting and meeting.running else None,
            )
            await chamber.desk.submit(command, TIMER)


def journal_seed(settings: Settings) -> bytes:
    """Return the seed of the journal's signing key; made once, sealed like the identity's."""
    path = settings.data / "journal.seeds"
    if not path.exists():
        seeds.save(seeds.Seeds.generate(), path, settings.lock)
    return seeds.load(path, settings.lock).journal


def _may_receive(chambers: Sequence[Chamber], room: str, user: str, device: DeviceFacts) -> bool:
    return any(chamber.may_receive(room, user, device) for chamber in chambers)


def _verifications(
    gateway: Gateway, identity: crosssigning.Established, chambers: Sequence[Chamber]
) -> Verifications:
    """Let people and the bot compare emoji, and hand results to the body concerned."""

    async def show(comparison: Comparison) -> None:
        for chamber in _concerned(chambers, comparison.user):
            await chamber.comparisons.show(comparison)

    async def result(outcome: Verified | Failed) -> None:
        for chamber in _concerned(chambers, outcome.user):
            await chamber.comparisons.result(outcome)

    async def sign(user: str, master: str) -> None:
        await crosssigning.sign_user(
            gateway.http, gateway.user_id, identity.seeds, user=user, master=master
        )

    own = gateway.own_device()
    us = Party(
        user=own.user,
        device_id=own.device_id,
        ed25519=own.ed25519,
        master=identity.identity.master,
    )
    made = Verifications(
        GatewayWire(gateway),
        us,
        on_comparison=show,
        on_result=result,
        sign=sign,
        needs_person=lambda user: any(chamber.comparisons.awaits(user) for chamber in chambers),
    )
    gateway.on_verification = made.take
    for chamber in chambers:
        chamber.comparisons.verifications = made
    return made


def _event_ids(batch: Batch) -> list[str]:
    ids = (getattr(item, "event_id", None) for item in batch.items)
    return [one for one in ids if one is not None and storable_id(one)]


def _concerned(chambers: Sequence[Chamber], user: str) -> list[Chamber]:
    """Return the bodies that know ``user``; all if none does, so that nothing goes unseen."""
    return [chamber for chamber in chambers if chamber.knows(user)] or list(chambers)
