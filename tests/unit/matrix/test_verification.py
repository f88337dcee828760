# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom the bot lets verify whom: two shells on a small network that can forge and replay."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.emoji import EMOJI, symbol
from bot.matrix.events import DeviceFacts, Identity, Proof, VerificationMessage
from bot.matrix.sas_table import LIFETIME, PREFIX, Code, NotNow, Party
from bot.matrix.signing import SigningKey
from bot.matrix.verification import MOST_AT_ONCE, Verifications
from bot.matrix.verification_values import (
    Comparison,
    Failed,
    NoSuchDevice,
    UnknownVerification,
    Verified,
)

Json = dict[str, Any]
ROOM = "!room:council.test"
BOT, ALICE, BOB = "@bot:council.test", "@alice:council.test", "@bob:council.test"


@dataclass
class Person:
    """A user with one device, running our own verification code."""

    network: Network
    user: str
    needs_person: bool = False
    device_id: str = ""
    ed25519: str = field(default_factory=lambda: SigningKey.generate().public)
    master: str | None = field(default_factory=lambda: SigningKey.generate().public)
    comparisons: list[Comparison] = field(default_factory=list)
    results: list[Verified | Failed] = field(default_factory=list)
    signed: list[tuple[str, str]] = field(default_factory=list)
    refuses_to_sign: bool = False

    def __post_init__(self) -> None:
        self.device_id = self.device_id or self.user[1:4].upper()
        self.verifications = Verifications(
            _Wire(self.network, self),
            Party(
                user=self.user,
                device_id=self.device_id,
                ed25519=self.ed25519,
                master=self.master,
            ),
            on_comparison=self._compare,
            on_result=self._result,
            sign=self._sign,
            needs_person=lambda user: self.needs_person,
            clock=lambda: self.network.now,
        )

    async def _compare(self, comparison: Comparison) -> None:
        self.comparisons.append(comparison)

    async def _result(self, result: Verified | Failed) -> None:
        self.results.append(result)

    async def _sign(self, user: str, master: str) -> None:
        if self.refuses_to_sign:
            raise RuntimeError("the homeserver is away")
        self.signed.append((user, master))

    @property
    def verified(self) -> Verified:
        [result] = self.results
        assert isinstance(result, Verified), result
        return result

    @property
    def failed(self) -> Failed:
        [result] = self.results
        assert isinstance(result, Failed), result
        return result

    def identity(self) -> Identity:
        device = DeviceFacts(
            user=self.user,
            device_id=self.device_id,
            curve25519="c",
            ed25519=self.ed25519,
            master=self.master,
        )
        return Identity(user=self.user, master=self.master, devices=(device,))

    def proof(self) -> Proof:
        return Proof(
            user=self.user,
            device_id=self.device_id,
            curve25519="c",
            ed25519=self.ed25519,
            master=self.master,
            session_id="s",
            message_index=0,
            chain="signed",
        )


@dataclass
class Network:
    """Carries every message to everybody it concerns, in order, when told to."""

    now: float = 1_000_000.0
    sealed: bool = True
    doubles: bool = False
    """Each message to a device comes twice, as from a server that died over taking it in."""
    people: dict[str, Person] = field(default_factory=dict)
    log: list[tuple[str, VerificationMessage]] = field(default_factory=list)
    _pending: deque[tuple[str, VerificationMessage]] = field(default_factory=deque)
    _count: int = 0

    def person(self, user: str, **options: Any) -> Person:
        self.people[user] = Person(self, user, **options)
        return self.people[user]

    def room_event(self, sender: Person, type: str, content: Json) -> str:
        self._count += 1
        event_id = f"$event-{self._count}:council.test"
        if type == "m.room.message":
            type = content["msgtype"]
        for person in self.people.values():
            message = VerificationMessage(
                sender=sender.user,
                type=type,
                content=content,
                room=ROOM,
                event_id=event_id,
                proof=sender.proof() if self.sealed else None,
                sent_at=self.now,
            )
            self.put(person.user, message)
        return event_id

    def put(self, to: str, message: VerificationMessage) -> None:
        self._pending.append((to, message))

    async def settle(self) -> None:
        while self._pending:
            to, message = self._pending.popleft()
            self.log.append((to, message))
            if to in self.people:
                await self.people[to].verifications.handle(message)

    def sent(self, sender: str, step: str) -> list[VerificationMessage]:
        """What `sender` has said of this kind, once per message."""
        found = [m for _, m in self.log if m.sender == sender and m.type == PREFIX + step]
        return list({m.event_id or str(m.content): m for m in found}.values())

    def codes(self, sender: str) -> list[str]:
        return [message.content["code"] for message in self.sent(sender, "cancel")]


class _Wire:
    def __init__(self, network: Network, person: Person) -> None:
        self._network = network
        self._person = person

    async def to_room(self, room: str, type: str, content: Json) -> str:
        return self._network.room_event(self._person, type, content)

    async def to_device(self, user: str, device_id: str, type: str, content: Json) -> None:
        message = VerificationMessage(sender=self._person.user, type=type, content=content)
        for _ in range(2 if self._network.doubles else 1):
            self._network.put(user, message)

    async def identity(self, user: str) -> Identity:
        person = self._network.people.get(user)
        return Identity(user=user) if person is None else person.identity()


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def bot(network: Network) -> Person:
    return network.person(BOT)


@pytest.fixture
def alice(network: Network) -> Person:
    return network.person(ALICE)


async def ask(asker: Person, asked: Person, in_room: bool) -> str:
    """Ask and carry messages until somebody has to look."""
    if in_room:
        transaction = await asker.verifications.ask_in_room(asked.user, ROOM, "Please verify")
    else:
        transaction = await asker.verifications.ask_device(asked.user, asked.device_id)
    await asker.network.settle()
    return transaction


@pytest.fixture(params=["in the room", "between devices"])
def in_room(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "in the room")


# ── the two directions ──────────────────────────────────────────────────────────────────


async def test_a_member_verifies_the_bot_without_anybody_at_the_office(
    network: Network, bot: Person, alice: Person, in_room: bool
) -> None:
    transaction = await ask(alice, bot, in_room)
    [shown], [seen] = bot.comparisons, alice.comparisons
    assert (shown.emoji, shown.decimals) == (seen.emoji, seen.decimals)
    assert not shown.attended
    await alice.verifications.confirm(transaction)
    await network.settle()
    assert alice.verified.master == bot.master
    assert alice.verified.ed25519 == bot.ed25519


async def test_steps_that_a_dying_server_doubled_are_taken_once(
    network: Network, bot: Person, alice: Person
) -> None:
    network.doubles = True
    transaction = await ask(alice, bot, in_room=False)
    assert len(bot.comparisons) == 1
    await alice.verifications.confirm(transaction)
    await network.settle()
    assert alice.verified.master == bot.master
    assert bot.verified.master == alice.master
    assert network.codes(BOT) == network.codes(ALICE) == []


async def test_what_nobody_compared_is_neither_signed_nor_called_attended(
    network: Network, bot: Person, alice: Person
) -> None:
    transaction = await ask(alice, bot, in_room=True)
    await alice.verifications.confirm(transaction)
    await network.settle()
    assert not bot.verified.attended
    assert not bot.verified.signed
    assert bot.signed == []


async def test_the_office_verifies_a_member_and_the_bot_signs_their_master(
    network: Network, bot: Person, alice: Person, in_room: bool
) -> None:
    alice.needs_person = True
    transaction = await ask(bot, alice, in_room)
    [shown] = bot.comparisons
    assert shown.attended
    assert bot.results == []
    await alice.verifications.confirm(transaction)
    await network.settle()
    assert bot.results == [], "the person at the office has not spoken yet"
    await bot.verifications.confirm(transaction)
    await network.settle()
    assert bot.verified == Verified(
        transaction=transaction,
        user=ALICE,
        device_id=alice.device_id,
        ed25519=alice.ed25519,
        master=alice.master,
        attended=True,
        signed=True,
    )
    assert bot.signed == [(ALICE, alice.master)]


async def test_during_enrolment_the_office_also_attends_what_the_member_asked_for(
    network: Network, bot: Person, alice: Person
) -> None:
    bot.needs_person = True
    transaction = await ask(alice, bot, in_room=True)
    await alice.verifications.confirm(transaction)
    await network.settle()
    assert bot.results == []
    await bot.verifications.confirm(transaction)
    await network.settle()
    assert bot.verified.attended
    assert bot.signed == [(ALICE, alice.master)]


async def test_the_office_sees_a_difference(network: Network, bot: Person, alice: Person) -> None:
    transaction = await ask(bot, alice, in_room=True)
    await bot.verifications.mismatch(transaction)
    await network.settle()
    assert bot.failed.code is alice.failed.code is Code.MISMATCHED_SAS
    assert bot.signed == []
    assert (bot.failed.by_us, alice.failed.by_us) == (True, False)


async def test_the_office_gives_up(network: Network, bot: Person, alice: Person) -> None:
    transaction = await ask(bot, alice, in_room=False)
    await bot.verifications.cancel(transaction)
    await network.settle()
    assert alice.failed.code is Code.USER
    with pytest.raises(UnknownVerification, match="under way"):
        await bot.verifications.confirm(transaction)


async def test_a_signature_the_server_refuses_does_not_undo_the_comparison(
    network: Network, bot: Person, alice: Person
) -> None:
    bot.refuses_to_sign = True
    transaction = await ask(bot, alice, in_room=True)
    await bot.verifications.confirm(transaction)
    await network.settle()
    assert bot.verified.attended
    assert not bot.verified.signed


async def test_a_member_without_an_identity_is_verified_by_device(
    network: Network, bot: Person
) -> None:
    carol = network.person("@carol:council.test", master=None)
    transaction = await ask(bot, carol, in_room=True)
    await bot.verifications.confirm(transaction)
    await network.settle()
    assert bot.verified.master is None
    assert bot.verified.ed25519 == carol.ed25519
    assert bot.signed == []


async def test_nobody_confirms_before_anything_is_shown(
    network: Network, bot: Person, alice: Person
) -> None:
    transaction = await bot.verifications.ask_in_room(ALICE, ROOM, "Please verify")
    with pytest.raises(NotNow):
        await bot.verifications.confirm(transaction)
    with pytest.raises(UnknownVerification):
        await bot.verifications.confirm("$never:council.test")


async def test_an_unknown_device_cannot_be_asked(bot: Person, alice: Person) -> None:
    with pytest.raises(NoSuchDevice, match="NOSUCH"):
        await bot.verifications.ask_device(ALICE, "NOSUCH")


# ── forged, replayed, crossed, stale ────────────────────────────────────────────────────


async def replay(network: Network, message: VerificationMessage, **changes: Any) -> None:
    network.put(BOT, replace(message, **changes))
    await network.settle()


async def test_another_member_cannot_speak_in_a_verification(
    network: Network, bot: Person, alice: Person
) -> None:
    eve = network.person("@eve:council.test")
    transaction = await ask(bot, alice, in_room=True)
    for step in ("cancel", "mac", "key", "start", "done"):
        relation = {"rel_type": "m.reference", "event_id": transaction}
        content = {"code": "m.user", "m.relates_to": relation}
        network.room_event(eve, PREFIX + step, content)
    await network.settle()
    await bot.verifications.confirm(transaction)
    await network.settle()
    assert bot.verified.user == ALICE
    assert eve.results == []


async def test_a_sender_forged_by_the_server_is_not_heard(
    network: Network, bot: Person, alice: Person
) -> None:
    eve = network.person("@eve:council.test")
    transaction = await ask(bot, alice, in_room=True)
    relation = {"rel_type": "m.reference", "event_id": transaction}
    forged = VerificationMessage(
        sender=ALICE,
        type=PREFIX + "cancel",
        content={"code": "m.user", "m.relates_to": relation},
        room=ROOM,
        event_id="$forged:council.test",
        proof=eve.proof(),  # encrypted by Eve, labelled Alice
        sent_at=network.now,
    )
    await replay(network, forged)
    await replay(network, forged, proof=replace(alice.proof(), chain="unknown_device"))
    await replay(network, forged, proof=replace(alice.proof(), device_id="SECOND"))
    await replay(network, forged, room="!elsewhere:council.test", proof=alice.proof())
    assert bot.results == []
    await bot.verifications.confirm(transaction)
    await network.settle()
    assert bot.verified.user == ALICE


async def test_a_server_that_writes_steps_itself_can_end_but_never_bring_about_a_result(
    network: Network, bot: Person, alice: Person
) -> None:
    alice.needs_person = True  # she has not confirmed
    transaction = await ask(bot, alice, in_room=True)
    await bot.verifications.confirm(transaction)
    relation = {"rel_type": "m.reference", "event_id": transaction}
    mac = {
        "mac": {f"ed25519:{alice.device_id}": "A" * 43},
        "keys": "A" * 43,
        "m.relates_to": relation,
    }
    forged = VerificationMessage(
        sender=ALICE,
        type=PREFIX + "mac",
        content=mac,
        room=ROOM,
        event_id="$forged:council.test",
        sent_at=network.now,
    )
    await replay(network, forged)
    assert bot.failed.code is Code.KEY_MISMATCH
    assert bot.signed == []


async def test_steps_in_the_clear_are_answered_too(
    network: Network, bot: Person, alice: Person
) -> None:
    # matrix-js-sdk encrypts none of them
    network.sealed = False
    transaction = await ask(alice, bot, in_room=True)
    await alice.verifications.confirm(transaction)
    await network.settle()
    assert alice.verified.master == bot.master


async def test_a_request_is_answered_once_however_often_it_is_replayed(
    network: Network, bot: Person, alice: Person, in_room: bool
) -> None:
    transaction = await ask(alice, bot, in_room)
    [request] = network.sent(ALICE, "request")
    await replay(network, request)
    await alice.verifications.confirm(transaction)
    await network.settle()
    await replay(network, request)
    assert len(network.sent(BOT, "ready")) == 1
    assert len(bot.comparisons) == 1


async def test_steps_replayed_after_the_end_start_nothing(
    network: Network, bot: Person, alice: Person, in_room: bool
) -> None:
    transaction = await ask(alice, bot, in_room)
    await alice.verifications.confirm(transaction)
    await network.settle()
    said = len(network.log)
    for to, message in list(network.log):
        if to == BOT and message.sender == ALICE:
            await replay(network, message)
    assert [m.sender for _, m in network.log[said:] if m.sender == BOT] == []


@pytest.mark.parametrize(("age", "answered"), [(0, 1), (599, 1), (600, 0), (-299, 1), (-301, 0)])
async def test_requests_from_the_past_or_future_are_not_answered(
    network: Network, bot: Person, alice: Person, in_room: bool, age: int, answered: int
) -> None:
    await alice.verifications.ask_in_room(
        BOT, ROOM, "?"
    ) if in_room else await alice.verifications.ask_device(BOT, bot.device_id)
    network.now += age
    await network.settle()
    assert len(network.sent(BOT, "ready")) == answered


async def test_a_request_meant_for_somebody_else_is_not_answered(
    network: Network, bot: Person, alice: Person
) -> None:
    bob = network.person(BOB)
    await ask(alice, bob, in_room=True)
    assert network.sent(BOT, "ready") == []
    assert len(network.sent(BOB, "ready")) == 1


async def test_a_request_naming_another_device_than_its_own_is_not_answered(
    network: Network, bot: Person, alice: Person
) -> None:
    await alice.verifications.ask_in_room(BOT, ROOM, "?")
    to, request = network._pending.popleft()
    assert to == BOT
    network._pending.clear()
    await replay(network, request, proof=replace(alice.proof(), device_id="SECOND"))
    assert network.sent(BOT, "ready") == []


async def test_a_request_of_a_device_nobody_published_is_cancelled(
    network: Network, bot: Person, alice: Person
) -> None:
    content = {
        "from_device": "GHOST",
        "methods": ["m.sas.v1"],
        "timestamp": int(network.now * 1000),
        "transaction_id": "t",
    }
    request = VerificationMessage(sender=ALICE, type=PREFIX + "request", content=content)
    await replay(network, request)
    assert network.codes(BOT) == ["m.key_mismatch"]


async def test_a_request_without_a_common_method_is_cancelled(
    network: Network, bot: Person, alice: Person
) -> None:
    content = {
        "from_device": alice.device_id,
        "methods": ["m.qr_code.scan.v1"],
        "timestamp": int(network.now * 1000),
        "transaction_id": "t",
    }
    await replay(
        network, VerificationMessage(sender=ALICE, type=PREFIX + "request", content=content)
    )
    assert network.codes(BOT) == ["m.unknown_method"]
    assert bot.failed.code is Code.UNKNOWN_METHOD


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"from_device": 7, "transaction_id": "t", "timestamp": 1_000_000_000},
        {"from_device": "ALI", "transaction_id": "", "timestamp": 1_000_000_000},
        {"from_device": "ALI", "transaction_id": "t" * 300, "timestamp": 1_000_000_000},
        {"from_device": "ALI", "transaction_id": ["t"], "timestamp": 1_000_000_000},
        {"from_device": "ALI", "transaction_id": "t", "timestamp": "now"},
        {"from_device": "ALI", "transaction_id": "t"},
    ],
)
async def test_a_malformed_request_is_dropped(
    network: Network, bot: Person, alice: Person, content: Json
) -> None:
    await replay(
        network, VerificationMessage(sender=ALICE, type=PREFIX + "request", content=content)
    )
    assert [m for _, m in network.log if m.sender == BOT] == []


@given(
    step=st.sampled_from(["request", "ready", "start", "accept", "key", "mac", "done", "cancel"]),
    content=st.dictionaries(
        st.sampled_from(
            [
                "from_device",
                "transaction_id",
                "m.relates_to",
                "methods",
                "mac",
                "keys",
                "key",
                "timestamp",
                "commitment",
                "code",
                "to",
            ]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("t"),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(st.sampled_from(["event_id", "x"]), inner, max_size=2)
            ),
            max_leaves=4,
        ),
        max_size=6,
    ),
    in_a_room=st.booleans(),
)
async def test_no_content_however_odd_breaks_the_bot(
    step: str, content: Json, in_a_room: bool
) -> None:
    network = Network()
    network.person(BOT)
    alice = network.person(ALICE)
    transaction = await ask(alice, network.people[BOT], in_room=in_a_room)
    reference = {"transaction_id": transaction, "m.relates_to": {"event_id": transaction}}
    for odd in (content, {**content, **reference}):
        message = VerificationMessage(
            sender=ALICE,
            type=PREFIX + step,
            content=odd,
            room=ROOM if in_a_room else None,
            event_id="$odd" if in_a_room else None,
            proof=alice.proof() if in_a_room else None,
            sent_at=network.now,
        )
        await replay(network, message)


async def test_two_members_verify_the_bot_at_the_same_time(network: Network, bot: Person) -> None:
    people = [network.person(f"@member{number}:council.test") for number in range(2)]
    transactions = [await person.verifications.ask_in_room(BOT, ROOM, "?") for person in people]
    await network.settle()
    for person, transaction in zip(people, transactions, strict=True):
        await person.verifications.confirm(transaction)
    await network.settle()
    assert {person.verified.master for person in people} == {bot.master}
    assert {result.user for result in bot.results} == {person.user for person in people}


async def test_whoever_asks_again_has_given_up_the_first_time(
    network: Network, bot: Person, alice: Person, in_room: bool
) -> None:
    first = await ask(alice, bot, in_room)
    second = await ask(alice, bot, in_room)
    with pytest.raises(UnknownVerification):
        await alice.verifications.confirm(first)
    await alice.verifications.confirm(second)
    await network.settle()
    assert [type(result) for result in bot.results] == [Failed, Verified]
    assert bot.results[0].transaction == first


async def test_crossed_requests_leave_one_and_the_same_on_both_sides(
    network: Network, bot: Person, alice: Person, in_room: bool
) -> None:
    for one, other in ((bot, alice), (alice, bot)):
        if in_room:
            await one.verifications.ask_in_room(other.user, ROOM, "?")
        else:
            await one.verifications.ask_device(other.user, other.device_id)
    await network.settle()
    [seen], [shown] = alice.comparisons, bot.comparisons
    assert seen.transaction == shown.transaction
    await bot.verifications.confirm(shown.transaction)
    await alice.verifications.confirm(seen.transaction)
    await network.settle()
    assert isinstance(bot.results[-1], Verified)
    assert isinstance(alice.results[-1], Verified)


async def test_an_id_in_use_with_one_member_cannot_be_taken_by_another(
    network: Network, bot: Person, alice: Person
) -> None:
    eve = network.person("@eve:council.test")
    transaction = await ask(bot, alice, in_room=False)
    content = {
        "from_device": eve.device_id,
        "methods": ["m.sas.v1"],
        "timestamp": int(network.now * 1000),
        "transaction_id": transaction,
    }
    await replay(
        network,
        VerificationMessage(sender=eve.user, type=PREFIX + "request", content=content),
    )
    await bot.verifications.confirm(transaction)
    await network.settle()
    assert bot.verified.user == ALICE


async def test_too_many_at_once_are_turned_away(network: Network, bot: Person) -> None:
    for number in range(MOST_AT_ONCE + 1):
        person = network.person(f"@member{number}:council.test")
        await person.verifications.ask_device(BOT, bot.device_id)
    await network.settle()
    assert len(network.sent(BOT, "ready")) == MOST_AT_ONCE
    assert network.codes(BOT) == ["m.user"]


async def test_after_a_restart_the_waiting_device_is_told(
    network: Network, bot: Person, alice: Person
) -> None:
    content = {"from_device": alice.device_id, "transaction_id": "forgotten", "method": "m.sas.v1"}
    start = VerificationMessage(sender=ALICE, type=PREFIX + "start", content=content)
    await replay(network, start)
    assert network.codes(BOT) == ["m.unknown_transaction"]
    await replay(network, start)
    assert network.codes(BOT) == ["m.unknown_transaction"], "told once, not at every message"


async def test_verifications_of_others_in_the_room_are_left_alone(
    network: Network, bot: Person, alice: Person
) -> None:
    bob = network.person(BOB)
    transaction = await ask(alice, bob, in_room=True)
    await alice.verifications.confirm(transaction)
    await network.settle()
    assert [m for _, m in network.log if m.sender == BOT] == []
    assert isinstance(alice.results[0], Verified)


async def test_what_lasts_longer_than_ten_minutes_ends(
    network: Network, bot: Person, alice: Person, in_room: bool
) -> None:
    transaction = await ask(bot, alice, in_room)
    network.now += LIFETIME - 1
    await bot.verifications.tick()
    assert bot.results == []
    network.now += 1
    await bot.verifications.tick()
    assert bot.failed.code is Code.TIMEOUT
    assert bot.failed.attended
    await network.settle()
    assert alice.failed.code is Code.TIMEOUT
    with pytest.raises(UnknownVerification):
        await bot.verifications.confirm(transaction)


async def test_the_bots_own_other_sessions_are_not_answered(network: Network, bot: Person) -> None:
    content = {
        "from_device": "ELEMENT",
        "methods": ["m.sas.v1"],
        "timestamp": int(network.now * 1000),
        "transaction_id": "t",
    }
    await replay(network, VerificationMessage(sender=BOT, type=PREFIX + "request", content=content))
    assert len(network.log) == 1


# ── what people see ─────────────────────────────────────────────────────────────────────


async def test_the_emoji_have_names_in_the_readers_language(
    network: Network, bot: Person, alice: Person
) -> None:
    await ask(alice, bot, in_room=True)
    [shown] = bot.comparisons
    german, english = shown.symbols("de"), shown.symbols("en")
    assert [s.emoji for s in german] == [s.emoji for s in english]
    assert len(german) == 7
    assert symbol(0, "de").name == "Hund"
    assert symbol(63, "en").name == "Pin"
    assert symbol(4, "fr").name == "Unicorn"


def test_the_table_has_64_different_emoji_and_names() -> None:
    for column in zip(*EMOJI, strict=True):
        assert len(set(column)) == 64
