# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A homeserver that dies with SIGKILL at chosen steps of an evening, and is started again.

    plan = {Moment("send", AFTER): {3, 17}, Moment("sync", BEFORE): Part(1, 4)}
    async with dying(tmp_path, plan) as deaths:
        held = await hold(deaths.homeserver, tmp_path, {}, deaths.arm)
    assert deaths.died == deaths.planned()

A step is one request of bot or members as they mean it: sent again after a death it is the same
step, so each step has one death `before` (the homeserver never heard of it) and one `after` (it was
handled, the answer did not arrive). Steps are numbered by kind in the order of their first coming.
A proxy between the clients and the homeserver counts them; while the homeserver is down it breaks
every connection. In an evening setting the scene (accounts, rooms, enrolment) is spared; it has a
test of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

from proxy import Cut, Exchange, Proxy, Rule
from real_synapse import Homeserver
from supervised import Town, supervised
from synapse_nursery import QuickSupervisor

from bot.homeserver.backoff import Policy
from bot.homeserver.supervisor import Stage

BEFORE: Literal["before"] = "before"
AFTER: Literal["after"] = "after"
KINDS = {
    "send": ("PUT", r"/rooms/[^/]+/send/"),
    "to-device": ("PUT", r"/sendToDevice/"),
    "invite": ("POST", r"/invite$"),
    "claim": ("POST", r"/keys/claim$"),
    "query": ("POST", r"/keys/query$"),
    "upload": ("POST", r"/media/.*/upload"),
    "sync": ("GET", r"/sync$"),
    "read": ("GET", r"/(rooms|keys|user|profile|media)/"),
    "keys": ("POST", r"/keys/upload$"),
    "data": ("PUT", r"/(user|pushrules)/"),
}
"""Method and path of each kind of step an evening makes; the first that fits counts."""
SETTING_UP = {
    "make": ("POST", r"/createRoom$"),
    "state": ("PUT", r"/rooms/[^/]+/state/"),
    "keys": KINDS["keys"],
    "signatures": ("POST", r"/keys/(device_signing|signatures)/upload$"),
    "invite": KINDS["invite"],
}
"""The same of what a bot asks that sets up its bodies' rooms and lets people in."""
ONE_THING = re.compile(r"/(send|sendToDevice)/")
"""Where the path names what is meant by a transaction id; sealed anew it is the same step."""
AT_ONCE = Policy(first=0.1, longest=0.1, attempts=10_000)
"""Many deaths in a row are the plan here, and no reason to start it more slowly."""


class Moment(NamedTuple):
    """Steps of one kind, before or after the homeserver handles them."""

    kind: str
    when: Literal["before", "after"]


class Part(NamedTuple):
    """Every `of`-th step, from the `first` on: the parts of a plan together hold every step."""

    first: int
    of: int

    def holds(self, number: int) -> bool:
        """Whether a step is of this part."""
        return number % self.of == self.first % self.of


Plan = Mapping[Moment, set[int] | Part]
"""The numbers of the steps to die at."""
EACH_STEP = Part(1, 1)


def kind_of(exchange: Exchange) -> str | None:
    """Return which kind of step this is; None for a log-in and the like, which wait."""
    for kind, (method, pattern) in (KINDS | SETTING_UP).items():
        if exchange.method == method and re.search(pattern, exchange.path):
            return kind
    return None


@dataclass
class Steps:
    """Counts what bot and members ask of the homeserver, once armed."""

    homeserver: Homeserver
    """As clients see it."""
    known: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Kind and number of each step, by what identifies its request."""
    others: set[str] = field(default_factory=set)
    """Method and path of requests of no kind."""
    answered: set[tuple[str, int]] = field(default_factory=set)
    """Steps the homeserver did; what it refused is none."""
    armed: bool = False

    def arm(self) -> None:
        """Begin to count."""
        self.armed = True

    def counted(self, when: Literal["before", "after"] = BEFORE) -> Counter[str]:
        """Return how many steps of each kind there were, or were done."""
        return Counter(
            kind for kind, _ in (self.answered if when == AFTER else self.known.values())
        )

    async def before(self, exchange: Exchange) -> None:
        """A request comes."""
        if (kind := self._kind(exchange)) is not None:
            self._number(kind, exchange)

    async def after(self, exchange: Exchange) -> None:
        """Its answer comes."""
        if (kind := self._kind(exchange)) is not None and exchange.status < 400:
            self.answered.add((kind, self._number(kind, exchange)))

    def _kind(self, exchange: Exchange) -> str | None:
        if not self.armed:
            return None
        kind = kind_of(exchange)
        if kind is None:
            self.others.add(f"{exchange.method} {exchange.path}")
        return kind

    def _number(self, kind: str, exchange: Exchange) -> int:
        asked = sorted((key, value) for key, value in exchange.query.items() if key != "timeout")
        body = None if ONE_THING.search(exchange.path) else exchange.request
        meant = (exchange.method, exchange.path, asked, exchange.token, body)
        name = sha256(repr(meant).encode()).hexdigest()
        if name not in self.known:
            self.known[name] = (kind, self.counted()[kind] + 1)
        return self.known[name][1]


@dataclass(kw_only=True)
class Deaths(Steps):
    """Counts the steps, and kills where the plan says so."""

    town: Town
    plan: Plan
    passed: set[tuple[Moment, int]] = field(default_factory=set)
    """The steps that went by, before and after."""
    died: set[tuple[Moment, int]] = field(default_factory=set)
    _ups: int = 1

    @property
    def up(self) -> bool:
        """Whether it came back from the last death."""
        return self.town.count(Stage.HEALTHY) >= self._ups and self.town.supervisor.pid is not None

    def planned(self) -> set[tuple[Moment, int]]:
        """Return every death of the plan; of a part of the steps, those there were."""
        return {
            (moment, number)
            for moment, numbers in self.plan.items()
            for number in (self._of(moment, numbers) if isinstance(numbers, Part) else numbers)
        }

    def _of(self, moment: Moment, part: Part) -> set[int]:
        return {number for passed, number in self.passed if passed == moment and part.holds(number)}

    async def before(self, exchange: Exchange) -> None:
        """A request comes."""
        if (kind := self._kind(exchange)) is None:
            await self.town.back(self._ups)
            return
        if not self.up:
            raise Cut
        self._pass(Moment(kind, BEFORE), self._number(kind, exchange))

    async def after(self, exchange: Exchange) -> None:
        """Its answer comes; a refused request changed nothing."""
        kind = self._kind(exchange)
        if kind is None or exchange.status >= 400:
            return
        if not self.up:
            raise Cut
        self._pass(Moment(kind, AFTER), self._number(kind, exchange))

    def _pass(self, moment: Moment, number: int) -> None:
        step = (moment, number)
        self.passed.add(step)
        numbers: set[int] | Part = self.plan.get(moment, set())
        wanted = numbers.holds(number) if isinstance(numbers, Part) else number in numbers
        if wanted and step not in self.died:
            self.died.add(step)
            self._ups = self.town.kill()
            raise Cut


@asynccontextmanager
async def counting(homeserver: Homeserver) -> AsyncIterator[Steps]:
    """Count the steps at a homeserver that lives."""
    async with Proxy.before(homeserver.url) as proxy:
        steps = Steps(replace(homeserver, url=proxy.url))
        proxy.add(Rule("", before=steps.before, after=steps.after))
        yield steps


@asynccontextmanager
async def dying(folder: Path, plan: Plan) -> AsyncIterator[Deaths]:
    """Run a homeserver with its data in `folder` that dies as planned, once armed."""
    async with (
        supervised(folder / "homeserver", AT_ONCE, QuickSupervisor) as town,
        Proxy.before(town.homeserver.url) as proxy,
    ):
        seen = replace(town.homeserver, url=proxy.url)
        deaths = Deaths(seen, town=town, plan=plan)
        proxy.add(Rule("", before=deaths.before, after=deaths.after))
        yield deaths
