# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two verifications facing each other, with a wire between them that can lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from olm.sas import Sas as OlmSas
from vodozemac import Sas

from bot.matrix.sas import Exchange
from bot.matrix.sas_table import (
    LIFETIME,
    NEXT,
    OVER,
    PREFIX,
    Cancelled,
    Channel,
    Code,
    NotNow,
    Output,
    Party,
    Proven,
    Send,
    Show,
    Signal,
    State,
)
from bot.matrix.signing import SigningKey

Json = dict[str, Any]
NOON = 1_000_000.0
IN_ROOM = Channel(transaction="$request:council.test", room="!room:council.test")
TO_DEVICE = Channel(transaction="transaction-1")


def party(user: str) -> Party:
    return Party(
        user=user,
        device_id=f"DEVICE{user[1:4].upper()}",
        ed25519=SigningKey.generate().public,
        master=SigningKey.generate().public,
    )


@dataclass
class Side:
    """One exchange and what it has shown so far."""

    exchange: Exchange
    sent: list[Send] = field(default_factory=list)
    notices: list[Output] = field(default_factory=list)

    def drain(self) -> list[Send]:
        """Sort the outputs and return what is to be sent."""
        outputs = self.exchange.outputs()
        sends = [output for output in outputs if isinstance(output, Send)]
        self.notices += [output for output in outputs if not isinstance(output, Send)]
        self.sent += sends
        return sends

    @property
    def shown(self) -> Show:
        return next(notice for notice in self.notices if isinstance(notice, Show))

    @property
    def proven(self) -> Proven:
        return next(notice for notice in self.notices if isinstance(notice, Proven))

    @property
    def cancelled(self) -> Cancelled:
        return next(notice for notice in self.notices if isinstance(notice, Cancelled))


Tamper = Callable[[str, Json], Json]


def honest(_step: str, content: Json) -> Json:
    return content


class Pair:
    """`asker` asked `answerer`; messages cross the wire with `settle`."""

    def __init__(self, channel: Channel = IN_ROOM, **parties: Party) -> None:
        self.asking = parties.get("asking") or party("@alice:council.test")
        self.answering = parties.get("answering") or party("@bob:council.test")
        self.asker = Side(
            Exchange(us=self.asking, them=self.answering, channel=channel, keys=Sas(), since=NOON)
        )
        self.answerer = Side(
            Exchange(us=self.answering, them=self.asking, channel=channel, keys=Sas(), since=NOON)
        )
        self.answerer.exchange.answer(["m.sas.v1"])

    def settle(self, tamper: Tamper = honest) -> Pair:
        """Carry messages to and fro until nobody says anything any more."""
        pending = [(self.asker, self.answerer), (self.answerer, self.asker)]
        while moved := [(to, send) for frm, to in pending for send in frm.drain()]:
            for to, send in moved:
                step = send.type.removeprefix(PREFIX)
                to.exchange.receive(step, tamper(step, send.content), NOON)
        return self

    def ready(self) -> Pair:
        return self.settle()

    def shown(self, tamper: Tamper = honest) -> Pair:
        self.ready()
        self.asker.exchange.begin()
        return self.settle(tamper)

    def confirmed(self, tamper: Tamper = honest) -> Pair:
        self.shown()
        self.asker.exchange.confirm()
        self.settle(tamper)
        if not self.answerer.exchange.over:
            self.answerer.exchange.confirm()
        return self.settle(tamper)


def changing(step: str, **fields: object) -> Tamper:
    """Change these fields of every message of this step on its way."""
    return lambda name, content: {**content, **fields} if name == step else content


# ── what should happen ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("channel", [IN_ROOM, TO_DEVICE])
def test_both_see_the_same_and_prove_device_and_master(channel: Channel) -> None:
    pair = Pair(channel).confirmed()
    assert pair.asker.shown == pair.answerer.shown
    assert len(pair.asker.shown.emoji) == 7
    assert all(1000 <= number <= 9191 for number in pair.asker.shown.decimals)
    for side, them in ((pair.asker, pair.answering), (pair.answerer, pair.asking)):
        assert side.exchange.state is State.DONE
        assert side.proven == Proven(
            device_id=them.device_id, ed25519=them.ed25519, master=them.master
        )


@pytest.mark.parametrize("first", ["asker", "answerer"])
def test_it_does_not_matter_who_confirms_first(first: str) -> None:
    pair = Pair().shown()
    sides = {"asker": pair.asker, "answerer": pair.answerer}
    sides.pop(first).exchange.confirm() if first in sides else None
    pair.settle()
    [last] = sides.values()
    assert last.exchange.state is State.MAC_HELD
    last.exchange.confirm()
    pair.settle()
    assert pair.asker.exchange.state is pair.answerer.exchange.state is State.DONE


def test_who_answered_may_start_as_well() -> None:
    pair = Pair().ready()
    pair.answerer.exchange.begin()
    pair.settle()
    assert pair.asker.shown == pair.answerer.shown


def test_a_member_without_an_identity_proves_the_device_alone() -> None:
    bare = replace(party("@carol:council.test"), master=None)
    pair = Pair(asking=bare).confirmed()
    assert pair.answerer.proven.master is None
    assert pair.answerer.proven.ed25519 == bare.ed25519


def test_a_master_key_the_peer_did_not_vouch_for_is_not_proven() -> None:
    pair = Pair().shown()
    bare = replace(pair.asking, master=None)
    pair.asker.exchange.us = bare  # their client does not send it, although one is published
    for side in (pair.asker, pair.answerer):
        side.exchange.confirm()
    pair.settle()
    assert pair.answerer.proven.master is None


def test_in_a_room_every_step_refers_to_the_request() -> None:
    pair = Pair(IN_ROOM).confirmed()
    for send in pair.asker.sent + pair.answerer.sent:
        assert send.content["m.relates_to"] == {
            "rel_type": "m.reference",
            "event_id": IN_ROOM.transaction,
        }


def test_between_devices_every_step_carries_the_transaction() -> None:
    pair = Pair(TO_DEVICE).confirmed()
    for send in pair.asker.sent + pair.answerer.sent:
        assert send.content["transaction_id"] == TO_DEVICE.transaction


def test_two_runs_never_show_the_same() -> None:
    assert Pair().shown().asker.shown != Pair().shown().asker.shown


def test_a_client_that_only_shows_numbers_gets_numbers() -> None:
    pair = Pair().ready()
    pair.asker.exchange.begin()
    [start] = pair.asker.drain()
    pair.answerer.exchange.receive(
        "start", {**start.content, "short_authentication_string": ["decimal"]}, NOON
    )
    [accept] = pair.answerer.drain()
    assert accept.content["short_authentication_string"] == ["decimal"]


class OldClient:
    """A client on libolm that knows the old code only, as Debian's Nheko is; it asks and starts."""

    def __init__(self, us: Party, them: Party) -> None:
        self.us, self.them = us, them
        self.sas = OlmSas()
        self.start: Json = IN_ROOM.addressed(
            {
                "from_device": us.device_id,
                "method": "m.sas.v1",
                "key_agreement_protocols": ["curve25519", "curve25519-hkdf-sha256"],
                "hashes": ["sha256"],
                "message_authentication_codes": ["hkdf-hmac-sha256", "hmac-sha256"],
                "short_authentication_string": ["decimal", "emoji"],
            }
        )

    def shows(self, key: str) -> tuple[int, int, int]:
        """Take their key; return the three numbers (specification, "SAS method: decimal")."""
        self.sas.set_their_pubkey(key)
        ours = [self.us.user, self.us.device_id, self.sas.pubkey]
        theirs = [self.them.user, self.them.device_id, key]
        info = "|".join(
            ["MATRIX_KEY_VERIFICATION_SAS", *ours, *theirs, IN_ROOM.transaction],
        )
        bits = int.from_bytes(self.sas.generate_bytes(info, 5), "big") >> 1
        first, second, third = (bits >> 26, (bits >> 13) & 0x1FFF, bits & 0x1FFF)
        return first + 1000, second + 1000, third + 1000

    def mac(self, sender: Party, receiver: Party, *keys: str) -> Json:
        """Return what vouches for the keys of `sender`."""
        info = "".join(
            [
                "MATRIX_KEY_VERIFICATION_MAC",
                *(sender.user, sender.device_id, receiver.user, receiver.device_id),
                IN_ROOM.transaction,
            ]
        )
        named = {sender.device_id: sender.ed25519, str(sender.master): str(sender.master)}
        told = {f"ed25519:{key}": named[key] for key in keys}
        return {
            "mac": {name: self.sas.calculate_mac(key, info + name) for name, key in told.items()},
            "keys": self.sas.calculate_mac(",".join(sorted(told)), info + "KEY_IDS"),
        }


def test_a_client_that_knows_only_the_old_code_is_compared_with() -> None:
    us, them = party("@bot:council.test"), party("@alt:council.test")
    bot = Side(Exchange(us=us, them=them, channel=IN_ROOM, keys=Sas(), since=NOON))
    bot.exchange.answer(["m.sas.v1"])
    bot.drain()
    old = OldClient(them, us)
    # given a start that offers the old code alone
    bot.exchange.receive("start", old.start, NOON)
    [accept] = bot.drain()
    assert accept.content["message_authentication_code"] == "hkdf-hmac-sha256"
    bot.exchange.receive("key", IN_ROOM.addressed({"key": old.sas.pubkey}), NOON)
    [key] = bot.drain()
    # then both show the same
    assert old.shows(key.content["key"]) == bot.shown.decimals
    # and each proves its keys to the other
    bot.exchange.confirm()
    [mac] = bot.drain()
    ours = old.mac(us, them, us.device_id, str(us.master))
    assert {name: mac.content[name] for name in ours} == ours
    theirs = old.mac(them, us, them.device_id, str(them.master))
    bot.exchange.receive("mac", IN_ROOM.addressed(theirs), NOON)
    bot.drain()
    bot.exchange.receive("done", IN_ROOM.addressed({}), NOON)
    bot.drain()
    assert bot.proven == Proven(device_id=them.device_id, ed25519=them.ed25519, master=them.master)


def test_a_wrong_old_code_cancels() -> None:
    us, them = party("@bot:council.test"), party("@alt:council.test")
    bot = Side(Exchange(us=us, them=them, channel=IN_ROOM, keys=Sas(), since=NOON))
    bot.exchange.answer(["m.sas.v1"])
    old = OldClient(them, us)
    bot.exchange.receive("start", old.start, NOON)
    bot.exchange.receive("key", IN_ROOM.addressed({"key": old.sas.pubkey}), NOON)
    old.shows(bot.drain()[-1].content["key"])
    bot.exchange.confirm()
    wrong = old.mac(replace(them, ed25519=us.ed25519), us, them.device_id)
    bot.exchange.receive("mac", IN_ROOM.addressed(wrong), NOON)
    bot.drain()
    assert bot.cancelled.code is Code.KEY_MISMATCH


def test_two_who_know_both_codes_take_the_better_one() -> None:
    pair = Pair().shown()
    [accept] = [send for send in pair.answerer.sent if send.type == PREFIX + "accept"]
    assert accept.content["message_authentication_code"] == "hkdf-hmac-sha256.v2"


# ── both at once ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("users", [("@a:x", "@b:x"), ("@b:x", "@a:x")])
def test_when_both_start_at_once_the_smaller_user_id_wins(users: tuple[str, str]) -> None:
    pair = Pair(asking=party(users[0]), answering=party(users[1])).ready()
    pair.asker.exchange.begin()
    pair.answerer.exchange.begin()
    pair.settle()
    winner, loser = pair.asker, pair.answerer
    if users[0] > users[1]:
        winner, loser = loser, winner
    assert [send.type for send in winner.sent if "accept" in send.type] == []
    assert [send.type for send in loser.sent if "accept" in send.type] == [PREFIX + "accept"]
    assert pair.asker.shown == pair.answerer.shown


def test_starting_at_once_with_another_method_is_cancelled() -> None:
    pair = Pair().ready()
    pair.asker.exchange.begin()
    start = {"from_device": "DEVICEBOB", "method": "m.reciprocate.v1"}
    pair.asker.exchange.receive("start", start, NOON)
    pair.asker.drain()
    assert pair.asker.cancelled.code is Code.UNEXPECTED_MESSAGE


def test_the_same_message_twice_is_taken_once() -> None:
    pair = Pair().ready()
    pair.asker.exchange.begin()
    [start] = pair.asker.drain()
    for _ in range(2):
        pair.answerer.exchange.receive("start", start.content, NOON)
    assert [send.type for send in pair.answerer.drain()] == [PREFIX + "accept"]
    assert pair.answerer.exchange.state is State.ACCEPTED


# ── lies on the wire ────────────────────────────────────────────────────────────────────

OTHER_KEY = Sas().public_key.to_base64()
ZERO_KEY = "A" * 43


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (changing("accept", commitment="x" * 43), Code.MISMATCHED_COMMITMENT),
        (changing("accept", commitment=7), Code.INVALID_MESSAGE),
        (changing("accept", hash="md5"), Code.UNKNOWN_METHOD),
        (changing("accept", key_agreement_protocol="curve25519"), Code.UNKNOWN_METHOD),
        (changing("accept", message_authentication_code="hmac-sha256"), Code.UNKNOWN_METHOD),
        (changing("accept", message_authentication_code=None), Code.INVALID_MESSAGE),
        (changing("accept", short_authentication_string=["qr"]), Code.UNKNOWN_METHOD),
        (changing("accept", short_authentication_string="decimal"), Code.INVALID_MESSAGE),
        (changing("start", method="m.sas.v9"), Code.UNKNOWN_METHOD),
        (changing("start", hashes=["md5"]), Code.UNKNOWN_METHOD),
        (changing("start", key_agreement_protocols=["curve25519"]), Code.UNKNOWN_METHOD),
        (changing("start", message_authentication_codes=["hmac-sha256"]), Code.UNKNOWN_METHOD),
        (changing("start", short_authentication_string=["emoji"]), Code.UNKNOWN_METHOD),
        (changing("start", hashes=None), Code.INVALID_MESSAGE),
        (changing("start", from_device="EVE"), Code.INVALID_MESSAGE),
        (changing("start", anything=float("nan")), Code.INVALID_MESSAGE),
        (changing("start", surplus="in the hash too"), Code.MISMATCHED_COMMITMENT),
        (changing("key", key=OTHER_KEY), Code.MISMATCHED_COMMITMENT),
        (changing("key", key=None), Code.INVALID_MESSAGE),
    ],
)
def test_a_changed_step_before_the_comparison_cancels(tamper: Tamper, code: Code) -> None:
    pair = Pair().shown(tamper)
    codes = {side.cancelled.code for side in (pair.asker, pair.answerer)}
    assert codes == {code}
    assert {side.cancelled.by_us for side in (pair.asker, pair.answerer)} == {True, False}
    assert not any(isinstance(n, Show) for n in pair.asker.notices)


def test_an_answer_without_our_method_is_cancelled() -> None:
    pair = Pair().settle(changing("ready", methods=["m.qr_code.show.v1"]))
    assert pair.asker.cancelled.code is Code.UNKNOWN_METHOD
    assert pair.answerer.cancelled.code is Code.UNKNOWN_METHOD


def test_a_key_swapped_on_the_way_to_the_answerer_shows_different_things() -> None:
    pair = Pair().ready()
    pair.asker.exchange.begin()
    swapped = {"done": False}

    def swap(step: str, content: Json) -> Json:
        if step == "key" and not swapped["done"]:
            swapped["done"] = True
            return {**content, "key": OTHER_KEY}
        return content

    pair.settle(swap)
    assert pair.asker.shown != pair.answerer.shown
    pair.asker.exchange.mismatch()
    pair.settle()
    assert pair.answerer.cancelled.code is Code.MISMATCHED_SAS


@pytest.mark.parametrize("key", [ZERO_KEY, "", "AAAA", "no base64 ü"])
def test_a_key_that_proves_nothing_is_refused(key: str) -> None:
    pair = Pair().ready()
    pair.asker.exchange.begin()
    pair.answerer.exchange.receive("start", pair.asker.drain()[0].content, NOON)
    pair.answerer.drain()
    pair.answerer.exchange.receive("key", {"key": key}, NOON)
    sends = pair.answerer.drain()
    assert pair.answerer.cancelled.code is Code.INVALID_MESSAGE
    assert [send.type for send in sends] == [PREFIX + "cancel"]


def test_our_own_key_sent_back_is_refused() -> None:
    pair = Pair().ready()
    pair.asker.exchange.begin()
    pair.answerer.exchange.receive("start", pair.asker.drain()[0].content, NOON)
    pair.answerer.drain()
    ours = pair.answerer.exchange._public
    pair.answerer.exchange.receive("key", {"key": ours}, NOON)
    pair.answerer.drain()
    assert pair.answerer.cancelled.code is Code.INVALID_MESSAGE


def _swap_mac(change: Callable[[Json], Json]) -> Tamper:
    return lambda step, content: (
        {**content, "mac": change(content["mac"])} if step == "mac" else content
    )


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (_swap_mac(lambda mac: dict.fromkeys(mac, "A" * 43)), Code.KEY_MISMATCH),
        (_swap_mac(lambda mac: dict.fromkeys(mac, "ü")), Code.KEY_MISMATCH),
        (_swap_mac(lambda mac: dict.fromkeys(mac, 7)), Code.INVALID_MESSAGE),
        (_swap_mac(lambda mac: {**mac, "ed25519:EVE": "A"}), Code.KEY_MISMATCH),  # key list
        (_swap_mac(lambda mac: dict(list(mac.items())[:1])), Code.KEY_MISMATCH),  # one taken out
        (_swap_mac(lambda mac: {}), Code.INVALID_MESSAGE),
        (changing("mac", keys="A" * 43), Code.KEY_MISMATCH),
        (changing("mac", keys=None), Code.INVALID_MESSAGE),
        (changing("mac", mac=[]), Code.INVALID_MESSAGE),
    ],
)
def test_a_changed_mac_cancels(tamper: Tamper, code: Code) -> None:
    pair = Pair().confirmed(tamper)
    assert pair.answerer.cancelled.code is code
    assert not any(isinstance(n, Proven) for n in pair.asker.notices + pair.answerer.notices)


def test_who_makes_one_side_take_the_old_code_gets_nowhere() -> None:
    worse = changing("accept", message_authentication_code="hkdf-hmac-sha256")
    pair = Pair().shown(worse)
    pair.asker.exchange.confirm()
    pair.settle()
    assert pair.answerer.cancelled.code is Code.KEY_MISMATCH


@pytest.mark.parametrize("what", ["ed25519", "master"])
def test_another_key_on_the_server_than_on_the_device_cancels(what: str) -> None:
    pair = Pair()
    planted = {what: SigningKey.generate().public}
    pair.answerer.exchange.them = replace(pair.asking, **planted)
    pair.confirmed()
    if what == "ed25519":
        assert pair.answerer.cancelled.code is Code.KEY_MISMATCH
    else:  # the peer never vouched for the planted master key
        assert pair.answerer.proven.master is None


def test_a_device_named_like_a_planted_master_key_does_not_pass_for_it() -> None:
    # A hostile server names Alice's device after its own master key, so that her client
    # vouches for "ed25519:<that key>" while meaning the device.
    planted = SigningKey.generate().public
    alice = replace(party("@alice:council.test"), device_id=planted, master=None)
    pair = Pair(asking=alice)
    pair.answerer.exchange.them = replace(alice, master=planted)
    pair.confirmed()
    assert pair.answerer.cancelled.code is Code.KEY_MISMATCH


# ── order, cancelling, time ─────────────────────────────────────────────────────────────

PEER_STEPS = ["ready", "start", "accept", "key", "mac", "done"]


def _in_state(state: State) -> Exchange:
    pair = Pair()
    exchange = pair.answerer.exchange
    exchange.state = state
    pair.answerer.drain()
    return exchange


@pytest.mark.parametrize("state", [state for state in State if state not in OVER])
@pytest.mark.parametrize("step", PEER_STEPS)
def test_every_step_out_of_turn_cancels(state: State, step: str) -> None:
    if (state, Signal(step)) in NEXT or (state, step) == (State.STARTED, "start"):
        pytest.skip("that is its turn")
    exchange = _in_state(state)
    exchange.receive(step, {}, NOON)
    assert exchange.state is State.CANCELLED
    [send, cancelled] = exchange.outputs()
    assert isinstance(send, Send)
    assert send.content["code"] == "m.unexpected_message"
    assert isinstance(cancelled, Cancelled)
    assert cancelled.by_us


@pytest.mark.parametrize("state", [state for state in State if state not in OVER])
@pytest.mark.parametrize("code", [*Code, "org.example.weird", None, 7])
def test_every_cancel_of_the_peer_ends_it_with_its_code(state: State, code: object) -> None:
    exchange = _in_state(state)
    exchange.receive("cancel", {"code": code, "reason": "x" * 70_000}, NOON)
    assert exchange.outputs() == [
        Cancelled(code=Code(code) if isinstance(code, Code) else Code.OTHER, by_us=False, reason="")
    ]
    assert exchange.over


@pytest.mark.parametrize("state", sorted(OVER))
@pytest.mark.parametrize("step", [*PEER_STEPS, "cancel"])
def test_what_is_over_says_nothing_more(state: State, step: str) -> None:
    exchange = _in_state(state)
    exchange.receive(step, {}, NOON)
    exchange.cancel()
    exchange.handle_timer(NOON + 2 * LIFETIME)
    assert exchange.outputs() == []


def test_steps_of_a_later_specification_are_ignored() -> None:
    pair = Pair().ready()
    pair.asker.exchange.receive("hologram", {"x": 1}, NOON)
    assert pair.asker.exchange.outputs() == []
    assert pair.asker.exchange.state is State.READY


@pytest.mark.parametrize("state", [state for state in State if state not in OVER])
def test_after_ten_minutes_it_is_cancelled_and_not_a_second_earlier(state: State) -> None:
    exchange = _in_state(state)
    exchange.handle_timer(NOON + LIFETIME - 0.001)
    assert not exchange.over
    exchange.handle_timer(NOON + LIFETIME)
    [send, cancelled] = exchange.outputs()
    assert isinstance(send, Send)
    assert send.content["code"] == "m.timeout"
    assert isinstance(cancelled, Cancelled)


def test_a_step_that_comes_too_late_meets_the_timeout() -> None:
    pair = Pair().ready()
    pair.asker.exchange.begin()
    [start] = pair.asker.drain()
    pair.answerer.exchange.receive("start", start.content, NOON + LIFETIME)
    pair.answerer.drain()
    assert pair.answerer.cancelled.code is Code.TIMEOUT


@pytest.mark.parametrize("methods", [None, [], ["m.qr_code.show.v1"], "m.sas.v1", 3])
def test_a_request_without_our_method_is_cancelled(methods: object) -> None:
    exchange = Exchange(
        us=party("@a:x"), them=party("@b:x"), channel=IN_ROOM, keys=Sas(), since=NOON
    )
    exchange.answer(methods)
    [send, cancelled] = exchange.outputs()
    assert isinstance(send, Send)
    assert send.content["code"] == "m.unknown_method"
    assert isinstance(cancelled, Cancelled)


@pytest.mark.parametrize("state", [s for s in State if (s, Signal.CONFIRM) not in NEXT])
def test_nobody_confirms_what_was_not_shown(state: State) -> None:
    exchange = _in_state(state)
    with pytest.raises(NotNow, match=f"is {state}"):
        exchange.confirm()
    assert exchange.outputs() == []


def test_from_every_state_of_the_table_there_is_a_way_to_the_end() -> None:
    for state in State:
        reached, seen = {state}, set[State]()
        while reached - seen:
            seen |= reached
            reached |= {after for (before, _), after in NEXT.items() if before in seen}
        assert state in OVER or State.DONE in reached, state
