# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""An opened meeting for tests, and the questions they ask of it.

What is set up here goes over the desk's counter (`Desk.submit`), not through chat: that the chat
leads there is tested elsewhere, and a test of a forged vote should not take a minute to begin.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from council_bot import COUNCIL, CouncilBot, council_bot
from hostile import HostileServer
from member import Member, cross_sign, sign_device
from proxy import Exchange, Proxy, Rule, each_timeline_event
from real_synapse import Homeserver

from bot.chat.requests import PlanRequest
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.ids import BallotId, DeviceId, ItemId, Key, MotionId, SeatId, UserId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.values import (
    AdmittedDevice,
    Channel,
    Choice,
    Format,
    How,
    Mode,
    Phase,
    Subject,
    SubjectKind,
    Undecided,
    VoteMode,
)
from bot.effects import Place
from bot.matrix.events import Item, TextMessage
from bot.matrix.http import path
from bot.matrix.signing import SigningKey
from bot.reactions.voting import answer_id
from bot.replies import Heard
from bot.stage import txn_id
from bot.store import TIMER

VISITORS = """
[[seat]]
number = "A"
name = "Gisela Rat"
role = "advisory"
vote = false

[[seat]]
number = "G"
name = "Hans Gast"
role = "guest"
vote = false
"""
Json = dict[str, Any]
NAMES = {"S": "frieda", "1": "berta", "2": "ayse", "3": "carl", "4": "dora", "A": "gisela"}
VOTERS = ("1", "2", "3", "4")
PATIENCE = timedelta(minutes=3)
"""Longer than the bot's pause before it reports the same incident again."""
WITHIN = 60.0
"""Seconds; longer than anything should take, as a loaded machine is no defect."""


@dataclass
class Vote:
    """One ballot of the evening."""

    hall: Hall
    id: BallotId

    @property
    def ballot(self) -> Ballot:
        return self.hall.meeting.ballots[self.id]

    @property
    def votes(self) -> dict[str, Choice]:
        """Seat to choice, as counted now."""
        return {str(seat): vote.choice for seat, vote in self.ballot.votes.items()}

    async def has(self, seat: str, choice: Choice) -> None:
        """Wait until the seat's vote is counted so."""
        await self.hall.until(lambda: self.votes.get(seat) is choice)

    async def question(self) -> str:
        """Return the id of the message that asks the question."""
        return await self._sent(0)

    async def poll(self) -> str:
        """Return the id of the poll."""
        return await self._sent(1)

    async def _sent(self, n: int) -> str:
        desk = self.hall.council.chamber.desk
        seq, _ = desk.ballot_keys[self.hall.meeting.id, self.id]
        outcome = await desk.journal.outcome(txn_id(desk.stream_of(self.hall.meeting.id), seq, n))
        assert outcome is not None
        return str(outcome.result["event"])

    def answer(self, choice: Choice) -> str:
        """Return the id of a poll answer."""
        _, hash_ = self.hall.council.chamber.desk.ballot_keys[self.hall.meeting.id, self.id]
        return answer_id(choice, hash_)

    async def close(self, seat: str = "1", place: Place = Place.SESSION) -> Ballot:
        """Close by the chair's command, wait for the end, and return it.

        Words that an earlier test kept back show by their number at their sender's next ones, so
        that a ballot may wait for them, once: then the chair closes again, as people would.
        """
        said = await self.hall.say(seat, "!abstimmung schließen", place)
        taken = self.hall.council.chamber.desk.journal.taken
        async with asyncio.timeout(WITHIN):
            while self.ballot.open and not await taken(said):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await self.hall.council.settle()
        if self.ballot.open:
            await self.hall.say(seat, "!abstimmung schließen", place)
            await self.hall.until(lambda: not self.ballot.open)
        return self.ballot


@dataclass
class Hall:
    """The council, its members, and the server between them."""

    council: CouncilBot
    proxy: Proxy
    signing: dict[str, SigningKey] = field(default_factory=dict)
    """Each member's self-signing key, to sign further devices with."""
    homes: dict[str, Homeserver] = field(default_factory=dict)
    """Whose account is on another server than the bot's."""
    _marks: dict[int, int] = field(default_factory=dict)
    _body_head: int = 0
    server: HostileServer = field(init=False)
    _heard: dict[str, list[str]] = field(default_factory=dict)
    twist: Callable[[str, Json], Json | None] | None = None
    """What the hostile server makes of (room, event) in the bot's syncs; None hides the event.

    Unlike a rule of the proxy it also concerns the sync that waits already.
    """

    def __post_init__(self) -> None:
        self.proxy.add(Rule("/sync$", after=self.twisted))
        self.server = HostileServer(self.proxy)

    # ── the evening ─────────────────────────────────────────────────────────────────────
    @property
    def meeting(self) -> Meeting:
        """The meeting that is held, else the newest that was not cancelled."""
        known = self.council.chamber.desk.meetings.values()
        held = next((one for one in known if one.running), None)
        return held or [one for one in known if one.phase is not Phase.CANCELLED][-1]

    def next_item(self, *, public: bool) -> ItemId:
        """Return the next item of a part that was not dealt with."""
        meeting = self.meeting
        left = (i.id for i in meeting.agenda if i.public is public and i.id not in meeting.done)
        return next(item for item in left if item != meeting.item)

    @property
    def session(self) -> str:
        return self.council.room()

    @property
    def members(self) -> dict[str, Member]:
        return self.council.members

    async def act(self, command: c.Command) -> None:
        """Submit a command over the counter and wait for its effects."""
        await self.council.chamber.desk.submit(command, TIMER)
        await self.council.settle()

    def now(self) -> datetime:
        return self.council.clock()

    async def until(self, done: Callable[[], bool], within: float = WITHIN) -> None:
        await self.council.until(done, within)

    async def fresh(self) -> None:
        """Let time pass, take no notice of what was said before."""
        self.council.clock.ahead += PATIENCE
        await self.council.settle()
        for member in self.members.values():
            await member.sync(wait=0)
            self.mark(member)
        self._body_head = self.council.chamber.desk.head(None)
        self._heard.clear()
        self.server.to_device.clear()
        self.server.letters.clear()

    async def wake(self) -> None:
        """Let the bot's waiting sync return: somebody sends it a word that means nothing."""
        where = path("sendToDevice", "org.example.nothing", secrets.token_hex(8))
        bot = self.council.app.gateway
        content: Json = {"messages": {bot.user_id: {bot.device_id: {}}}}
        await self.members["S"].http.put(where, content)

    async def inject(self, room: str, item: Json, *, left: bool = False) -> str:
        """Show the bot an event nobody sent, now."""
        event_id = self.server.inject(room, item, left=left)
        await self.wake()
        return event_id

    def relent(self) -> None:
        """Let the server be honest."""
        self.twist = None
        self.server.relent()
        del self.proxy.rules[2:]

    def twisted(self, exchange: Exchange) -> None:
        """Show the bot what `twist` makes of its news."""
        if self.twist is not None:
            each_timeline_event(self.twist)(exchange)

    def mark(self, member: Member) -> None:
        """From now on `hears` regards only what this member has not seen yet."""
        self._marks[id(member)] = len(member.seen)

    # ── votes ───────────────────────────────────────────────────────────────────────────
    @asynccontextmanager
    async def ballot(
        self, mode: VoteMode = VoteMode.RECORDED, *, until_all: bool = False
    ) -> AsyncIterator[Vote]:
        """Open a ballot; break it off at the end if the test has not closed it."""
        vote = await self.open_ballot(mode, until_all=until_all)
        try:
            yield vote
        finally:  # else the next test of the file fails with this one
            await self.break_off()

    async def open_ballot(
        self, mode: VoteMode = VoteMode.RECORDED, *, until_all: bool = False
    ) -> Vote:
        await self.act(
            c.OpenBallot(
                by=SeatId("1"),
                at=self.council.clock(),
                subject=Subject(kind=SubjectKind.PROCEDURE, text="Wir lüften."),
                mode=mode,
                until_all=until_all,
            )
        )
        assert self.meeting.ballot is not None
        return Vote(self, self.meeting.ballot)

    async def break_off(self) -> None:
        if self.meeting.ballot is not None:
            await self.act(
                c.BreakOffBallot(by=c.OPERATOR, at=self.council.clock(), reason=Undecided.CHAIR)
            )

    # ── words ───────────────────────────────────────────────────────────────────────────
    async def say(self, seat: str, text: str, place: Place = Place.SESSION) -> str:
        return await self.council.say(seat, text, place)

    async def handled(self, event_id: str) -> None:
        """Wait until the bot has taken the event in."""
        async with asyncio.timeout(WITHIN):
            while not await self.council.chamber.desk.journal.taken(event_id):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await self.council.settle()

    async def hears(
        self, who: str | Member, *words: str, reply_to: str | None = None, within: float = WITHIN
    ) -> TextMessage:
        """Wait until a member reads a new message of the bot with all these words."""
        member = self.members[who] if isinstance(who, str) else who
        since = self._marks.get(id(member), 0)

        def wanted(item: Item) -> bool:
            return (
                isinstance(item, TextMessage)
                and item.sender == self.council.app.gateway.user_id
                and all(word in item.body for word in words)
                and (reply_to is None or item.reply_to == reply_to)
                and item in member.seen[since:]
            )

        try:
            found = await member.wait_for(wanted, within)
        except TimeoutError:
            self.council.alive()
            heard = [i.body for i in member.seen[since:] if isinstance(i, TextMessage)]
            pytest.fail(f"{member.user_id} never heard {words}, but: {heard[-8:]}")
        assert isinstance(found, TextMessage)
        said = re.sub(r" \(@[^)]*\)", "", found.body.splitlines()[0].removeprefix("⚠ "))
        readers = self._heard.setdefault(said, [])
        readers += [] if (who := self._called(member)) in readers else [who]
        return found

    @property
    def heard(self) -> list[str]:
        """What `hears` found since `fresh`: who read what, for the table of the campaign."""
        return [f"{', '.join(readers)}: {said}" for said, readers in self._heard.items()]

    def _called(self, member: Member) -> str:
        """Return how the table calls a person: Frieda is the clerk, the others have a vote."""
        seat = next((s for s, m in self.members.items() if m.user_id == member.user_id), "")
        return {"S": "clerk", "1": "chair"}.get(seat, NAMES.get(seat, "device").capitalize())

    async def incidents(self) -> list[tuple[str, str]]:
        """Return (kind, user) of the incidents on record since the test began."""
        desk = self.council.chamber.desk
        return [
            (str(event.kind), str(event.user))
            async for entry in desk.journal.read(desk.stream_of(None))
            if entry.seq > self._body_head
            and isinstance(event := desk.journal.codec.event(entry), e.IncidentRecorded)
        ]

    async def on_record(self, kind: str, user: str) -> None:
        """Wait until the incident is in the journal and the office has been told."""
        async with asyncio.timeout(WITHIN):
            while (kind, user) not in await self.incidents():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await self.hears("S", f"{user}")
        await self.hears("1", f"{user}")

    # ── people ──────────────────────────────────────────────────────────────────────────
    async def device(self, seat: str, *, signed: bool, base_url: str | None = None) -> Member:
        """Log in another device of a member; it is in all the member's rooms.

        `base_url` leads it to its homeserver by another way, such as a proxy of its own.
        """
        owner = self.members[seat]
        account = await self.council.synapse.login(owner.user_id, owner.account.password)
        folder = self.council.folder / account.device_id
        device = Member(account, base_url or self.council.synapse.url, folder)
        await device.start(signed=False)
        if signed:
            key = self.signing[seat]
            await sign_device(device.http, owner.user_id, device.gateway.device_object(), key)
            device.master = owner.master
        await device.sync(wait=0)
        return device

    async def enrol(self, seat: str, name: str, *, how: How = How.CODE) -> Member:
        """Let a person with an own identity in; the operator vouches."""
        home = self.homes.get(seat, self.council.synapse)
        member = await Member.join_server(home, name, self.council.folder, signed=False)
        self.signing[seat] = SigningKey.generate()
        member.master = await cross_sign(
            member.gateway, member.account.password, self_signing=self.signing[seat]
        )
        await self.act(
            c.EnrolMember(
                by=c.OPERATOR,
                at=self.council.clock(),
                seat=SeatId(seat),
                user=UserId(member.user_id),
                master=Key(member.master),
                how=how,
            )
        )
        self.members[seat] = member
        await self.seat_down(seat)
        return member

    async def admit_guest(self, seat: str, name: str) -> Member:
        """Let a person in by one device that cannot cross-sign."""
        member = await Member.join_server(
            self.council.synapse, name, self.council.folder, signed=False
        )
        device = AdmittedDevice(
            user=UserId(member.user_id),
            device=DeviceId(member.account.device_id),
            ed25519=Key(member.gateway.own_device().ed25519),
        )
        await self.act(
            c.AdmitDevice(by=SeatId("S"), at=self.council.clock(), seat=SeatId(seat), device=device)
        )
        self.members[seat] = member
        await self.seat_down(seat)
        return member

    async def seat_down(self, seat: str) -> None:
        """Accept the invitations of a seat's person."""
        member = self.members[seat]
        await member.accept(self.session)
        if self.council.chamber.desk.body.seats[SeatId(seat)].role in ("chair", "deputy", "clerk"):
            await member.accept(self.council.room(Place.OFFICE))

    async def direct(self, who: str | Member) -> str:
        """Return the direct room of the bot with a member, who is in it."""
        member = self.members[who] if isinstance(who, str) else who
        room = await self.council.chamber.rooms.direct(UserId(member.user_id))
        await member.accept(room)
        return room


async def summon(hall: Hall, form: Format = Format.PRESENCE) -> None:
    """Plan, invite, open, and begin the roll call."""
    council, desk = hall.council, hall.council.chamber.desk
    starts = council.clock() + timedelta(days=9)
    heard = Heard(
        event_id="$plan", room=council.room(Place.OFFICE), user=hall.members["S"].user_id,
        seat=SeatId("S"), at=council.clock(), language=desk.body.language,
    )  # fmt: skip
    plan = PlanRequest(starts=starts, place="Saal", title="3. Sitzung", format=form)
    await council.chamber.reception._hearing._answering._plan(plan, heard)
    one, clerk = SeatId("1"), SeatId("S")

    def at() -> dict[str, object]:
        return {"at": council.clock()}

    items = {"Spielplatz": True, "Haushalt": True, "Grundstück": False, "Personalie": False}
    more = {
        f"Weiteres {n}": n % 2 == 0 for n in range(8)
    }  # tests that share the evening use them up
    for title, public in {**items, **more}.items():
        await desk.submit(c.AddAgendaItem(by=clerk, title=title, public=public, **at()), TIMER)  # type: ignore[arg-type]
    await desk.submit(c.SendInvitation(by=clerk, at=council.clock()), TIMER)
    council.clock.ahead += timedelta(days=9)
    await desk.submit(c.OpenMeeting(by=one, at=council.clock()), TIMER)
    await desk.submit(c.StartRollCall(by=one, at=council.clock()), TIMER)
    await council.settle()


async def convene(hall: Hall, form: Format = Format.PRESENCE) -> None:
    """Plan, invite, open, call the roll, call item 1 and move motion A1."""
    await summon(hall, form)
    council, desk = hall.council, hall.council.chamber.desk
    one, clerk = SeatId("1"), SeatId("S")
    for seat in VOTERS:
        await desk.submit(
            c.ReportPresent(
                by=clerk, at=council.clock(), seat=SeatId(seat), mode=Mode.HALL,
                channel=Channel.CLERK,
            ),
            TIMER,
        )  # fmt: skip
    await desk.submit(
        c.RecordAbsence(by=clerk, at=council.clock(), seat=SeatId("5"), reason="Krankheit"), TIMER
    )
    await desk.submit(c.CloseRollCall(by=one, at=council.clock()), TIMER)
    await desk.submit(c.CallItem(by=one, at=council.clock(), item=ItemId("T1")), TIMER)
    text = "Der Spielplatz wird erneuert."
    await desk.submit(
        c.MoveMotion(by=SeatId("2"), at=council.clock(), seat=SeatId("2"), text=text), TIMER
    )
    await council.settle()
    assert hall.meeting.phase is Phase.OPEN
    assert MotionId("A1") in hall.meeting.motions


async def _gather(*work: Awaitable[object]) -> None:
    await asyncio.gather(*work)


@asynccontextmanager
async def hall_in_session(
    synapse: Homeserver,
    proxy: Proxy,
    folder: Path,
    homes: dict[str, Homeserver] | None = None,
    council: str = COUNCIL + VISITORS,
    absent: Collection[str] = (),
    form: Format = Format.PRESENCE,
    **options: object,
) -> AsyncIterator[Hall]:
    """Run a bot behind `proxy`, with everybody enrolled and the meeting opened.

    `homes` names by seat who has an account on another server than `synapse`; `council` is the
    file of another body, with the same seats and perhaps more; seats in `absent` nobody takes yet.
    """
    hidden = replace(synapse, url=proxy.url)
    async with council_bot(hidden, folder, council, **options) as bot:  # type: ignore[arg-type]
        bot.synapse = synapse
        hall = Hall(bot, proxy, homes=homes or {})
        there = [(seat, name) for seat, name in NAMES.items() if seat not in absent]
        await _gather(*(hall.enrol(seat, name) for seat, name in there))
        await convene(hall, form)
        yield hall
