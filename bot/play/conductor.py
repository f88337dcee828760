# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plays a script step by step and tells it in the terminal.

Nothing waits for a fixed time: each step waits for what the clerk's device reads in the rooms.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.body import Chamber
from bot.domain.ids import SeatId
from bot.domain.values import How
from bot.effects import Place
from bot.play.clock import PlayedClock
from bot.play.outcome import differs
from bot.play.player import NotCome, Player, Said
from bot.play.script import (
    DATE,
    Act,
    Answer,
    Attendance,
    Clock,
    Enrol,
    Expected,
    Heading,
    Minuted,
    NothingNew,
    Remark,
    Restart,
    Room,
    Script,
    ShutOut,
    Step,
    Way,
    Welcome,
)
from bot.texts import Texts

T = TypeVar("T")
Who = TypeVar("Who")
AT_ONCE = 6
"""So many devices speak at the same time; more only make the homeserver's queue longer."""
_CODE = re.compile(r"\b[A-Z2-9]{4}(?:-[A-Z2-9]{4}){2}\b")
_SHOWN = 240
"""Letters of a message the terminal shows."""
_NAMED = 4
"""So many speakers are named one by one."""
_PLACES = {Room.SESSION: Place.SESSION, Room.CLOSED: Place.CLOSED, Room.OFFICE: Place.OFFICE}


class Failed(Exception):
    """The evening went another way than its script; the sentence names line and reason."""


@dataclass(slots=True, kw_only=True)
class Stagecraft:
    """What a conductor needs."""

    chamber: Chamber
    clock: PlayedClock
    texts: Texts
    language: str
    tell: Callable[[str], None]
    players: Mapping[SeatId, Player]
    second: Mapping[SeatId, Player] = field(default_factory=dict)
    clerk: Player
    """Whose device follows all rooms."""


class Conductor:
    """Leads one evening."""

    def __init__(self, script: Script, craft: Stagecraft) -> None:
        self._script = script
        self._craft = craft
        self._chamber = craft.chamber
        self._clerk = craft.clerk
        self._readers = script.voting_by_poll()
        self._mark: dict[Player, int] = {}
        """From where on each device looks for the bot's answer."""
        self._speaker = craft.clerk

    async def play(self) -> None:
        """Play everything. Raises Failed."""
        await beside(self._clerk.listen(), self._steps())

    async def _steps(self) -> None:
        for step in self._script.steps:
            try:
                await self._step(step)
            except NotCome as error:
                raise Failed(f"{self._script.source}, line {step.line}: {error}") from error

    async def _step(self, step: Step) -> None:
        match step:
            case Heading(text=text):
                self._craft.tell(f"\n── {text} " + "─" * max(0, 68 - len(text)))
            case Remark(text=text):
                self._craft.tell(f"   {text}")
            case Clock():
                self._craft.clock.put(step)
            case Welcome(seat=seat):
                await self._welcome(seat)
            case Enrol():
                await self._enrol(step)
            case Act():
                await self._act(step)
            case Answer():
                await self._answer(step)
            case ShutOut():
                await self._shut_out(step)
            case Attendance():
                await self._attendance(step)
            case Expected() | Minuted() | Restart() | NothingNew():
                pass  # compared with the journal at the end (`outcome`), or in a rehearsal only

    # ── saying and hearing ──────────────────────────────────────────────────────────────
    async def _act(self, act: Act) -> None:
        text = DATE.sub(f"{self._craft.clock.day:%d.%m.%Y}", act.text)
        cast = self._craft.second if act.second else self._craft.players
        speakers = [cast[seat] for seat in act.seats]
        self._set_mark(speakers[0])
        self._show_act(act, speakers, text)
        await bounded(lambda player: self._speak(player, act, text), speakers)

    async def _speak(self, player: Player, act: Act, text: str) -> None:
        room = await self._room(act.room, player)
        await player.look_around(room, self._clerk.changes[room])
        match act.way:
            case Way.MESSAGE:
                await player.say(room, text)
            case Way.REPLY:
                await player.reply(room, self._newest(room).event_id, text)
            case Way.POLL:
                await player.sync()
                await player.answer_poll(room, text)
            case Way.REACTION:
                await player.react(room, self._newest(room).event_id, text)
            case Way.EDIT:
                await player.edit(room, text)
            case Way.PLAIN:
                await player.say_plain(room, text)

    async def _answer(self, answer: Answer) -> None:
        ear = self._speaker if answer.room is Room.ALONE else self._clerk
        room = await self._room(answer.room, ear)
        since = self._mark.get(ear, 0)
        said = await ear.until(
            lambda: ear.heard(room, since, answer.pieces),
            f"the bot's words “{' … '.join(answer.pieces)}” ({answer.room})",
        )
        self._show("Gremium", answer.room, said.text)

    def _set_mark(self, speaker: Player) -> None:
        self._speaker = speaker
        self._mark = {ear: len(ear.said) for ear in {speaker, self._clerk}}

    def _newest(self, room: str) -> Said:
        said = [s for s in self._clerk.said if s.room == room]
        if not said:
            raise NotCome("The bot has said nothing there yet.")
        return said[-1]

    async def _room(self, room: Room, player: Player) -> str:
        """Return the room's id, with `player` inside."""
        if room is Room.ALONE:
            return await self._chamber.rooms.direct(self._chamber.user(player.user))
        where = self._chamber.rooms.room(_PLACES[room])
        if player is not self._clerk:
            await self._enter(player, where)
        return where

    async def _enter(self, player: Player, room: str) -> None:
        """Join as soon as the clerk's device sees the invitation; again after an exclusion."""
        standing = (room, player.user)
        if room in player.inside and self._clerk.members.get(standing, "join") == "join":
            return
        await self._clerk.until(
            lambda: self._clerk.members.get(standing) in ("invite", "join") or None,
            f"the invitation of {player.person.name}",
        )
        await player.enter(room)
        await self._until_standing(player, room, "join", "come in")

    async def _attendance(self, wanted: Attendance) -> None:
        """Wait until as many are present as the script says."""
        await self._clerk.until(
            lambda: differs(wanted, self._chamber.desk.current()) is None or None,
            f"the attendance ({differs(wanted, self._chamber.desk.current())})",
        )

    # ── enrolment ───────────────────────────────────────────────────────────────────────
    async def _welcome(self, seat: SeatId) -> None:
        player = self._craft.players[seat]
        user = self._chamber.user(player.user)
        code = await self._chamber.welcome_code(seat, user, self._craft.clock())
        self._tell("play.welcome_code", name=player.person.name, code=code)
        await self._present(player, code)
        office = self._chamber.rooms.room(Place.OFFICE)
        session = self._chamber.rooms.room(Place.SESSION)
        await player.until(
            lambda: {office, session} <= player.inside or None, "the invitations to the rooms"
        )

    async def _enrol(self, step: Enrol) -> None:
        clerk = self._craft.players[step.by]
        players = [self._craft.players[seat] for seat in step.seats]
        self._set_mark(clerk)
        names = ", ".join(player.person.name for player in players)
        self._tell(f"play.enrol_{step.how}", clerk=clerk.person.name, n=len(players), names=names)
        enrol = {
            How.CODE: self._by_code,
            How.SAS: self._by_comparison,
            How.FIRST_USE: self._unverified,
        }[step.how]
        await bounded(enrol, players)

    async def _by_code(self, player: Player) -> None:
        await self._ask_for(player, "code")
        office, since = self._chamber.rooms.room(Place.OFFICE), self._mark[self._clerk]

        def handed_out() -> str | None:
            said = (s.text for s in self._clerk.said[since:] if s.room == office)
            found = (_CODE.search(text) for text in said if player.user in text)
            return next((match[0] for match in found if match), None)

        code = await self._clerk.until(handed_out, f"the code of {player.person.name}")
        await self._present(player, code)
        await self._come_in(player)

    async def _by_comparison(self, player: Player) -> None:
        await beside(player.compare(), self._compared(player))

    async def _compared(self, player: Player) -> None:
        await self._ask_for(player, "vergleich")
        shown = await player.until(lambda: player.shown, "the signs to compare")
        numbers = tuple(str(number) for number in shown.decimals)
        office = self._chamber.rooms.room(Place.OFFICE)
        await self._clerk.until(
            lambda: self._clerk.heard(office, self._mark[self._clerk], numbers),
            "the same signs on the bot's side",
        )
        signs = " ".join(f"{s.emoji} {s.name}" for s in shown.symbols(self._craft.language))
        self._tell("play.compared", name=player.person.name, signs=signs)
        await player.confirm()
        await self._clerk.say(office, f"!zeichen gleich {player.person.seat}")
        await self._come_in(player)

    async def _unverified(self, player: Player) -> None:
        await self._ask_for(player, "ungeprüft")
        await self._come_in(player)

    async def _ask_for(self, player: Player, how: str) -> None:
        office = self._chamber.rooms.room(Place.OFFICE)
        command = f"!aufnehmen {player.user} sitz {player.person.seat} {how}"
        await self._clerk.say(office, command)

    async def _present(self, player: Player, code: str) -> None:
        """Accept the invitation to the direct room and show the code there."""
        room = await player.until(
            lambda: next(iter(player.invitations), None), "the bot's invitation"
        )
        if room not in player.inside:
            await player.enter(room)
        await player.say(room, f"!ausweis {code}")

    async def _come_in(self, player: Player) -> None:
        """Come into the space and the session room, and take a position for reading polls."""
        session = self._chamber.rooms.room(Place.SESSION)
        await self._enter(player, session)
        await player.enter(self._chamber.rooms.space)
        if player.person.seat in self._readers:
            await player.sync()

    async def _shut_out(self, step: ShutOut) -> None:
        closed = self._chamber.rooms.room(Place.CLOSED)
        for seat in step.seats:
            player = self._craft.players[seat]
            await self._until_standing(player, closed, "leave", "be out of the closed room")
            if closed in await player.joined_rooms():
                raise NotCome(f"{player.person.name} is still in the closed room.")
            player.inside.discard(closed)
            self._tell("play.shut_out", name=player.person.name)

    async def _until_standing(self, player: Player, room: str, wanted: str, what: str) -> None:
        """Wait until the clerk's device sees `player` stand so in `room`."""
        await self._clerk.until(
            lambda: self._clerk.members.get((room, player.user)) == wanted or None,
            f"{player.person.name} to {what}",
        )

    # ── the terminal ────────────────────────────────────────────────────────────────────
    def _show_act(self, act: Act, speakers: Sequence[Player], text: str) -> None:
        names = [player.person.name for player in speakers]
        who = ", ".join(names[:_NAMED])
        if len(names) > _NAMED:
            who = self._craft.texts.say(self._craft.language, "play.many", n=len(names))
        note = "" if act.way is Way.MESSAGE else self._said(f"play.way_{act.way}")
        if act.second:
            note = ", ".join(part for part in (note, self._said("play.second")) if part)
        self._show(f"{who} ({note})" if note else who, act.room, text)

    def _show(self, who: str, room: Room, text: str) -> None:
        where = "" if room is Room.SESSION else f" [{self._said(f'play.room_{room}')}]"
        said = " / ".join(line.strip() for line in text.splitlines() if line.strip())
        short = said if len(said) <= _SHOWN else f"{said[: _SHOWN - 1]}…"
        self._craft.tell(f"{self._craft.clock.local():%H:%M}  {who}{where}: {short}")

    def _tell(self, key: str, **facts: object) -> None:
        said = self._craft.texts.say(self._craft.language, key, **facts)
        self._craft.tell(f"{self._craft.clock.local():%H:%M}  {said}")

    def _said(self, key: str) -> str:
        return self._craft.texts.say(self._craft.language, key)


async def bounded(work: Callable[[Who], Awaitable[T]], players: Sequence[Who]) -> list[T]:
    """Do `work` for everybody, `AT_ONCE` at a time; the first failure ends it."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(player: Who) -> T:
        async with gate:
            return await work(player)

    return await in_group([one(player) for player in players])


async def in_group(work: Sequence[Awaitable[T]]) -> list[T]:
    """Await all; the first failure ends the others and comes out by itself."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        return list(await asyncio.gather(*tasks))
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


async def beside(side: Coroutine[Any, Any, None], main: Coroutine[Any, Any, T]) -> T:
    """Await `main` while `side` runs; if `side` ends first, its failure ends both."""
    running, wanted = asyncio.ensure_future(side), asyncio.ensure_future(main)
    try:
        await asyncio.wait({running, wanted}, return_when=asyncio.FIRST_COMPLETED)
        if not wanted.done():
            running.result()
        return await wanted
    finally:
        for task in (running, wanted):
            task.cancel()
        await asyncio.gather(running, wanted, return_exceptions=True)
