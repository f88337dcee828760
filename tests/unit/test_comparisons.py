# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Comparisons in every order they can come: asked once, superseded, late; and by whose word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from body_at_work import BodyAtWork, body_at_work
from talking import AYSE, CHAIR, CLERK, HANS, NOON

from bot.chat.requests import CancelVerification, ConfirmVerification, Enrol, StartVerification
from bot.comparisons import Comparisons
from bot.domain.ids import SeatId, UserId
from bot.domain.values import How, Language
from bot.matrix.http import Unreachable
from bot.matrix.sas_table import Code
from bot.matrix.verification_values import Comparison, Failed, UnknownVerification, Verified
from bot.replies import Heard

USER = UserId("@ayse:rat.example")
DIRECT = f"!direct-{USER}"


@dataclass
class Desired:
    """Stands where the protocol is steered: notes every wish; can be slow, broken or forgetful."""

    wishes: list[tuple[str, str]] = field(default_factory=list)
    gate: asyncio.Event | None = None
    fails: bool = False
    ended: set[str] = field(default_factory=set)

    async def ask_in_room(self, user: str, room: str, body: str) -> str:
        if self.gate is not None:
            await self.gate.wait()
        if self.fails:
            raise Unreachable("down")
        self.wishes.append(("ask", user))
        return f"$request{len(self.wishes)}"

    async def confirm(self, transaction: str) -> None:
        self._know(transaction)
        self.wishes.append(("confirm", transaction))

    async def mismatch(self, transaction: str) -> None:
        self._know(transaction)
        self.wishes.append(("mismatch", transaction))

    def _know(self, transaction: str) -> None:
        if transaction in self.ended:
            raise UnknownVerification(transaction)


@dataclass
class There:
    """Who is in which room."""

    joined: bool = True

    async def members(self, room: str) -> dict[str, str]:
        return {USER: "join" if self.joined else "invite"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    body: BodyAtWork
    comparisons: Comparisons
    wanted: Desired
    there: There

    def said(self) -> list[str]:
        return [sent.body for sent in self.body.way.sent]

    def enrolled(self) -> bool:
        return AYSE in self.body.desk.body.enrolments

    async def enrol(self) -> None:
        """The clerk asks to enrol Ayşe by comparison."""
        await self.comparisons.enrol(Enrol(user=USER, seat=AYSE, how=How.SAS), heard(CLERK), CLERK)


@asynccontextmanager
async def case(folder: Path, *, joined: bool = True) -> AsyncIterator[Case]:
    async with body_at_work(folder) as body:
        there, wanted = There(joined), Desired()
        comparisons = Comparisons(
            desk=body.desk, gateway=there, chambers=body.chambers, replies=body.replies
        )
        comparisons.verifications = wanted
        yield Case(body=body, comparisons=comparisons, wanted=wanted, there=there)


def heard(seat: SeatId | None, user: str = "@somebody:rat.example") -> Heard:
    return Heard(
        event_id=f"$of-{seat}-{user}", room="!office", user=user, seat=seat, at=NOON,
        language=Language.DE,
    )  # fmt: skip


def comparison(transaction: str, *, attended: bool = True) -> Comparison:
    return Comparison(
        transaction=transaction, user=USER, device_id="D", room=DIRECT, emoji=(1, 2, 3, 4, 5, 6, 7),
        decimals=(1, 2, 3), attended=attended,
    )  # fmt: skip


def failed(transaction: str, code: Code = Code.USER) -> Failed:
    return Failed(
        transaction=transaction, user=USER, code=code, by_us=False, attended=True, reason=""
    )


def verified(transaction: str, *, attended: bool = True) -> Verified:
    return Verified(
        transaction=transaction, user=USER, device_id="D", ed25519="e", master="m" * 43,
        attended=attended, signed=True,
    )  # fmt: skip


# ── asking ──────────────────────────────────────────────────────────────────────────────
async def test_a_member_told_to_be_there_twice_is_asked_once(tmp_path: Path) -> None:
    """The second request would end the comparison the first one began."""
    async with case(tmp_path) as now:
        await now.enrol()
        await now.comparisons.joined(DIRECT, USER)
        await now.comparisons.joined(DIRECT, USER)
        assert now.wanted.wishes == [("ask", USER)]


async def test_two_who_would_ask_at_the_same_moment_ask_once(tmp_path: Path) -> None:
    async with case(tmp_path, joined=False) as now:
        await now.body.chambers.direct(USER)
        await now.enrol()
        now.wanted.gate = asyncio.Event()
        both = asyncio.gather(
            now.comparisons.joined(DIRECT, USER), now.comparisons.joined(DIRECT, USER)
        )
        await asyncio.sleep(0)
        now.wanted.gate.set()
        await both
        assert now.wanted.wishes == [("ask", USER)]


async def test_a_request_that_could_not_be_sent_is_sent_when_it_is_tried_again(
    tmp_path: Path,
) -> None:
    async with case(tmp_path, joined=False) as now:
        await now.enrol()
        now.wanted.fails = True
        with pytest.raises(Unreachable):
            await now.comparisons.joined(DIRECT, USER)
        now.wanted.fails = False
        await now.comparisons.joined(DIRECT, USER)
        assert now.wanted.wishes == [("ask", USER)]


async def test_the_clerk_who_asks_again_means_it(tmp_path: Path) -> None:
    async with case(tmp_path) as now:
        await now.enrol()
        await now.enrol()
        assert now.wanted.wishes == [("ask", USER), ("ask", USER)]


async def test_who_is_not_awaited_or_joins_another_room_is_not_asked(tmp_path: Path) -> None:
    async with case(tmp_path, joined=False) as now:
        await now.comparisons.joined(DIRECT, USER)
        await now.enrol()
        await now.comparisons.joined("!session", USER)
        assert now.wanted.wishes == []


# ── superseded, late, again ─────────────────────────────────────────────────────────────
async def test_the_end_of_an_old_comparison_takes_nothing_from_the_new_one(
    tmp_path: Path,
) -> None:
    """The cancel of the first arrives when the second is already shown to the office."""
    async with case(tmp_path) as now:
        await now.enrol()
        await now.comparisons.show(comparison("$first"))
        await now.comparisons.show(comparison("$second"))
        before = len(now.said())
        await now.comparisons.result(failed("$first"))
        assert now.said()[before:] == [], "nobody is told that what goes on had ended"
        await now.comparisons.confirm(ConfirmVerification(seat=AYSE), heard(CLERK))
        assert now.wanted.wishes[-1] == ("confirm", "$second")
        await now.comparisons.result(verified("$second"))
        assert now.enrolled()


async def test_a_comparison_given_up_can_be_begun_again_without_the_clerk(tmp_path: Path) -> None:
    async with case(tmp_path) as now:
        await now.enrol()
        await now.comparisons.show(comparison("$first"))
        await now.comparisons.result(failed("$first"))
        assert "nicht zustande" in now.said()[-1] or USER in now.said()[-1]
        assert now.comparisons.awaits(USER)
        await now.comparisons.show(comparison("$second"))
        await now.comparisons.result(verified("$second"))
        assert now.enrolled()
        assert not now.comparisons.awaits(USER)


async def test_different_symbols_end_the_enrolment(tmp_path: Path) -> None:
    async with case(tmp_path) as now:
        await now.enrol()
        await now.comparisons.show(comparison("$first"))
        await now.comparisons.differs(CancelVerification(seat=AYSE), heard(CHAIR))
        assert now.wanted.wishes[-1] == ("mismatch", "$first")
        await now.comparisons.result(failed("$first", Code.MISMATCHED_SAS))
        await now.comparisons.result(verified("$late"))
        assert not now.enrolled()


async def test_what_the_member_alone_compared_pins_nothing(tmp_path: Path) -> None:
    async with case(tmp_path) as now:
        await now.enrol()
        await now.comparisons.result(verified("$own", attended=False))
        assert not now.enrolled()
        assert now.comparisons.awaits(USER)


async def test_what_has_ended_in_the_meantime_cannot_be_confirmed(tmp_path: Path) -> None:
    async with case(tmp_path) as now:
        await now.enrol()
        await now.comparisons.confirm(ConfirmVerification(seat=AYSE), heard(CLERK))
        await now.comparisons.show(comparison("$first"))
        now.wanted.ended.add("$first")
        await now.comparisons.confirm(ConfirmVerification(seat=AYSE), heard(CLERK))
        assert now.wanted.wishes == [("ask", USER)]
        assert now.said()[-1] == now.said()[1]


# ── whose word ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("who", "seat"),
    [
        (heard(HANS), None),
        (heard(HANS), AYSE),
        (heard(AYSE, USER), None),
        (heard(None, USER), AYSE),
    ],
    ids=["another member", "another member by seat", "the member", "a stranger of that name"],
)
async def test_nobody_but_the_office_vouches_for_who_is_to_be_enrolled(
    tmp_path: Path, who: Heard, seat: SeatId | None
) -> None:
    """A member in league with the server could otherwise seat somebody else's keys."""
    async with case(tmp_path) as now:
        await now.enrol()
        await now.comparisons.show(comparison("$first"))
        await now.comparisons.confirm(ConfirmVerification(seat=seat), who)
        assert now.wanted.wishes == [("ask", USER)]
        assert "andere Rolle" in now.said()[-1]


async def test_a_member_asks_and_answers_for_nobody_but_themselves(tmp_path: Path) -> None:
    async with case(tmp_path) as now:
        await now.comparisons.verify(StartVerification(user=USER), heard(HANS))
        assert now.wanted.wishes == []
        await now.comparisons.verify(StartVerification(user=None), heard(AYSE, USER))
        await now.comparisons.show(comparison("$own"))
        await now.comparisons.confirm(ConfirmVerification(seat=None), heard(AYSE, USER))
        assert now.wanted.wishes == [("ask", USER), ("confirm", "$own")]
