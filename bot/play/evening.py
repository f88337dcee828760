# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole evening: accounts, devices, the script, and what is left of it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from time import monotonic

from bot.app import App
from bot.body import Chamber
from bot.council import Council
from bot.domain.ids import SeatId
from bot.domain.values import How, Language, Phase
from bot.homeserver.admin import AdminClient, AdminError
from bot.matrix.login import Login, login_password
from bot.matrix.seeds import Seeds
from bot.play.accounts import (
    ACCOUNTS,
    PASSWORDS,
    Person,
    keep_passwords,
    known_passwords,
    people,
    write_accounts,
)
from bot.play.clock import PlayedClock
from bot.play.conductor import Conductor, Stagecraft, beside, bounded, in_group
from bot.play.outcome import PlayResult, compare, papers, proof, records
from bot.play.parser import load_script
from bot.play.player import Player
from bot.play.script import Enrol, Script, Welcome
from bot.tomlfile import FileRefused

Tell = Callable[[str], None]
_LOOK_SECONDS = 0.1
_SIGNED = 2
"""Chair and clerk have signed: then the evening was played to its end."""


def clock_for(council: Council, evening: Path, data: Path) -> PlayedClock:
    """Return the clock to start the bot with, as ``Settings.now``.

    It begins with the evening if nobody was enrolled in ``data`` yet, else it shows the real time.
    Notes there that an evening is about to begin. Raises FileRefused if the script cannot be read.
    """
    clock = PlayedClock(council.time_zone)
    # The journal may lie in another database; the accounts are written before anybody speaks.
    fresh = not any((data / name).exists() for name in ("journal.db", ACCOUNTS))
    if fresh or (data / PASSWORDS).exists():
        clock.put(load_script(evening, council.seats).begin)
        keep_passwords(data, known_passwords(data))
    return clock


async def play(
    app: App,
    *,
    homeserver: str,
    admin: AdminClient,
    shared_secret: str,
    evening: Path,
    data: Path,
    tell: Tell,
    language: str = Language.DE,
) -> PlayResult:
    """Play ``evening`` for the first body of a running ``app``; tell what happens.

    The app must have been opened with `clock_for`'s clock and be running. A journal that holds a
    meeting already is left alone. Raises FileRefused (the script), `conductor.Failed` (the bot
    did otherwise), `outcome.NotAsWritten` (the journal says otherwise), AdminError, MatrixError.
    """
    chamber = app.chambers[0]
    script = load_script(evening, chamber.council.seats, language)
    clock = app.settings.now
    begun = chamber.desk.meetings or chamber.desk.body.enrolments
    if begun or not isinstance(clock, PlayedClock) or not clock.playing:
        if isinstance(clock, PlayedClock):
            clock.release()
        (data / PASSWORDS).unlink(missing_ok=True)
        return await _again(app, chamber, data, language, tell)
    began = monotonic()
    troupe = _Troupe(app, chamber, script, homeserver, language, known_passwords(data))
    keep_passwords(data, troupe.passwords())
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gremium-play-")))
        stack.push_async_callback(troupe.leave)
        tell(app.texts.say(language, "play.clock", at=clock()))
        await troupe.gather(admin, shared_secret, folder)
        accounts = await troupe.write_accounts(data)
        facts = {"n": len(troupe.players), "devices": troupe.devices, "file": accounts.name}
        tell(app.texts.say(language, "play.accounts", **facts))
        await beside(
            _forget_when_begun(chamber, data), Conductor(script, troupe.craft(clock, tell)).play()
        )
        await chamber.stage.drain()
    clock.release()
    for meeting in chamber.desk.meetings:
        recorded = await records(chamber, meeting)
        compare(script.source, script.expectations, recorded, chamber.council.municipality)
    tell(app.texts.say(language, "play.done", seconds=round(monotonic() - began)))
    return await _result(app, chamber, data, language, complete=True)


async def _forget_when_begun(chamber: Chamber, data: Path) -> None:
    """From the first enrolment on an evening that is broken off cannot begin again."""
    while not chamber.desk.body.enrolments:  # noqa: ASYNC110 - the desk announces nothing
        await asyncio.sleep(_LOOK_SECONDS)
    (data / PASSWORDS).unlink(missing_ok=True)


async def _again(app: App, chamber: Chamber, data: Path, language: str, tell: Tell) -> PlayResult:
    """Say that this was played before, and return what it left."""
    meetings = chamber.desk.meetings.values()
    complete = any(len(m.minutes.signed) >= _SIGNED or m.phase is Phase.APPROVED for m in meetings)
    tell(app.texts.say(language, "play.again" if complete else "play.broken_off"))
    return await _result(app, chamber, data, language, complete=complete)


async def _result(
    app: App, chamber: Chamber, data: Path, language: str, *, complete: bool
) -> PlayResult:
    meetings = tuple(str(meeting) for meeting in chamber.desk.meetings)
    accounts = data / ACCOUNTS
    return PlayResult(
        meetings=meetings,
        papers=papers(chamber, meetings),
        accounts=accounts if accounts.exists() else None,
        proof=await proof(app, app.texts, language),
        complete=complete,
    )


class _Troupe:
    """The played members: their accounts and devices."""

    def __init__(
        self,
        app: App,
        chamber: Chamber,
        script: Script,
        homeserver: str,
        language: str,
        passwords: Mapping[str, str],
    ) -> None:
        self._app = app
        self._chamber = chamber
        self._script = script
        self._homeserver = homeserver
        self._language = language
        self._bot = app.gateway.user_id
        server = self._bot.partition(":")[2]
        wanted = set(script.taking_part())
        seats = [seat for seat in chamber.council.seats if seat.id in wanted]
        self._people = people(seats, server, passwords)
        self._seeds = {seat: Seeds.generate() for seat in self._people}
        self.players: dict[SeatId, Player] = {}
        self.second: dict[SeatId, Player] = {}

    @property
    def devices(self) -> int:
        return len(self.players) + len(self.second)

    async def gather(self, admin: AdminClient, shared_secret: str, folder: Path) -> None:
        """Make the accounts, log the devices in, publish keys and identities."""

        async def arrive(person: Person) -> None:
            login = await self._first_device(person, admin, shared_secret)
            again = login is None
            if login is None:
                login = await login_password(
                    self._homeserver, person.localpart, person.password, device_name="Gremium"
                )
            self.players[person.seat] = await self._start(person, login, folder, again=again)
            if person.seat in self._script.second_devices:
                more = await login_password(
                    self._homeserver, person.localpart, person.password, device_name="Telefon"
                )
                self.second[person.seat] = await self._start(person, more, folder)

        await bounded(arrive, list(self._people.values()))

    async def _first_device(
        self, person: Person, admin: AdminClient, shared_secret: str
    ) -> Login | None:
        """Make the account with its first device; None if a start broken off made it before."""
        try:
            made = await admin.register_device(
                person.localpart,
                person.password,
                shared_secret=shared_secret,
                displayname=person.name,
            )
        except AdminError as error:
            if error.errcode != "M_USER_IN_USE":
                raise
            return None
        return Login(
            homeserver=self._homeserver,
            user_id=made.user_id,
            device_id=made.device_id,
            token=made.access_token,
        )

    def passwords(self) -> dict[str, str]:
        """Return the password of each account by its name."""
        return {person.localpart: person.password for person in self._people.values()}

    async def write_accounts(self, data: Path) -> Path:
        """Write the file by which a person joins as one of the members."""
        players = list(self.players.values())
        keys = await bounded(Player.recovery_key, players)
        who = sorted(
            ((player.person, key) for player, key in zip(players, keys, strict=True)),
            key=lambda pair: list(self._people).index(pair[0].seat),
        )
        return write_accounts(data, self._app.texts, self._language, self._homeserver, who)

    def craft(self, clock: PlayedClock, tell: Tell) -> Stagecraft:
        """Return what the conductor needs, once all are there."""
        return Stagecraft(
            chamber=self._chamber,
            clock=clock,
            texts=self._app.texts.in_zone(self._chamber.council.time_zone),
            language=self._language,
            tell=tell,
            players=self.players,
            second=self.second,
            clerk=self.players[_clerk(self._script)],
        )

    async def leave(self) -> None:
        """Log all devices out."""
        players: Sequence[Player] = [*self.players.values(), *self.second.values()]
        await in_group([player.close() for player in players])

    async def _start(
        self, person: Person, login: Login, folder: Path, *, again: bool = False
    ) -> Player:
        store = folder / f"{person.localpart}-{login.device_id}"
        player = Player(person, login, store, self._seeds[person.seat], bot=self._bot)
        try:
            await player.start(again=again)
        except BaseException:
            await player.close()
            raise
        return player


def _clerk(script: Script) -> SeatId:
    """Return who follows all rooms: who was welcomed by the operator, else who enrols."""
    for step in script.steps:
        if isinstance(step, Welcome):
            return step.seat
        if isinstance(step, Enrol) and step.how is How.CODE:
            return step.by
    raise FileRefused(script.source, None, "nobody is enrolled: write “Code vom Betrieb: …”.")
