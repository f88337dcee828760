# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nothing is lost and nothing doubled: bursts, crashes, outages, late keys, drained keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from meeting import meeting
from member import Member
from proxy import Exchange, Proxy, Rule, cut, each_timeline_event, refuse
from real_synapse import Homeserver

from bot.matrix.events import (
    Invited,
    KeysLow,
    Kind,
    MembershipSeen,
    ServersBarred,
    Suspicious,
    TextMessage,
)
from bot.matrix.gateway import Settings
from bot.matrix.housekeeping import RoomPlan
from bot.matrix.http import Patience, RateLimited, UnknownToken, Unreachable, path
from tests.integration.matrix.conftest import Join

Json = dict[str, Any]
SMALL = Settings(timeline_limit=10)
IMPATIENT = Settings(patience=Patience(total=2.0, first_wait=0.05, longest_wait=0.2))


@pytest.fixture
async def proxy(synapse: Homeserver) -> AsyncIterator[Proxy]:
    """The bot's homeserver, under somebody's control."""
    async with Proxy.before(synapse.url) as running:
        yield running


def texts(bot: Member) -> list[str]:
    return [item.body for item in bot.seen if isinstance(item, TextMessage)]


# ── limited timelines (a sync shows only the newest events) ─────────────────────────────


@pytest.mark.parametrize("version", ["11", "12"])
async def test_fifty_votes_at_once_all_arrive_once_and_in_order(join: Join, version: str) -> None:
    bot, alice = await join("bot", settings=SMALL), await join("alice")
    room = await meeting(bot, alice, version=version)
    votes = [await alice.say(room, str(n)) for n in range(50)]
    await bot.hear(votes[-1])
    assert texts(bot) == [str(n) for n in range(50)]


async def test_a_gap_while_the_bot_was_down_is_closed(join: Join) -> None:
    bot, alice = await join("bot", settings=SMALL), await join("alice")
    room = await meeting(bot, alice)
    await bot.hear(await alice.say(room, "vorher"))
    await bot.close()
    votes = [await alice.say(room, str(n)) for n in range(30)]
    await bot.restart()
    await bot.hear(votes[-1])
    assert texts(bot) == ["vorher", *(str(n) for n in range(30))]


async def test_nothing_from_before_the_bot_came_in_is_told(join: Join) -> None:
    bot, alice = await join("bot", settings=SMALL), await join("alice")
    open_past = RoomPlan(name="Rat", history_visibility="shared")
    room = await alice.gateway.create_room(open_past)
    for n in range(15):
        await alice.say(room, f"vorher {n}")
    await alice.gateway.invite(room, bot.user_id)
    invited = await bot.wait_for(lambda i: isinstance(i, Invited))
    assert invited == Invited(room=room, by=alice.user_id)
    await bot.gateway.join(room)
    await alice.wait_for(
        lambda i: i == MembershipSeen(room=room, user=bot.user_id, membership="join")
    )
    await bot.hear(await alice.say(room, "jetzt"))
    assert texts(bot) == ["jetzt"]
    assert not [i for i in bot.seen if isinstance(i, Suspicious)]


async def test_reconciling_finds_what_a_sync_never_showed(join: Join, proxy: Proxy) -> None:
    """At the close of a vote the history decides, not what a server chose to show."""
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    opened = await bot.say(room, "Die Abstimmung ist eröffnet.")
    shown = await alice.say(room, "ja")

    hidden: set[str] = set()

    def hide(_: str, event: Json) -> Json | None:
        return None if event["event_id"] in hidden else event

    proxy.add(Rule("/sync$", after=each_timeline_event(hide)))
    await bot.hear(shown)
    gate = asyncio.Event()
    proxy.add(Rule("/sync$", before=lambda _: gate.wait(), times=1))  # type: ignore[arg-type,return-value]
    hidden.add(await alice.say(room, "nein"))
    gate.set()
    closed = await bot.say(room, "Die Abstimmung ist geschlossen.")
    await bot.hear(await alice.say(room, "zu spät"))
    assert texts(bot) == ["ja", "zu spät"]

    span = await bot.gateway.reconcile(room, opened, closed)

    assert [i.body for i in span if isinstance(i, TextMessage)] == ["nein"]
    assert all(i.proof.chain == "signed" for i in span if isinstance(i, TextMessage))


async def test_reconciling_reads_spans_of_many_pages(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    first = await alice.say(room, "0")
    said = [await alice.say(room, str(n)) for n in range(1, 131)]
    second, last = said[1], said[-1]
    await bot.hear(last)
    assert await bot.gateway.reconcile(room, first, last) == []
    await bot.restart()  # what was shown before is not remembered
    span = await bot.gateway.reconcile(room, first, last)
    assert [i.body for i in span if isinstance(i, TextMessage)] == [str(n) for n in range(1, 131)]
    buried = await bot.gateway.reconcile(room, first, second)
    assert [i.body for i in buried if isinstance(i, TextMessage)] == ["1", "2"]


async def test_a_span_among_the_newest_events_is_read_in_one_question(
    join: Join, proxy: Proxy
) -> None:
    """A hall waits for the result that waits for this."""
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    opened = await alice.say(room, "eröffnet")
    await alice.say(room, "ja")
    closed = await alice.say(room, "geschlossen")
    await bot.hear(await alice.say(room, "danach"))
    asked = proxy.count("/(context|messages)")
    await bot.gateway.reconcile(room, opened, closed)
    assert proxy.count("/(context|messages)") == asked + 1
    await bot.restart()  # what was shown before is not remembered
    asked = proxy.count("/(context|messages)")
    span = await bot.gateway.reconcile(room, opened, closed)
    assert [i.body for i in span if isinstance(i, TextMessage)] == ["ja", "geschlossen"]
    assert proxy.count("/(context|messages)") == asked + 1


# ── the position moves with the journal, not before ─────────────────────────────────────


async def test_a_batch_that_was_not_committed_comes_again(join: Join) -> None:
    """Killed between sync and journal: the votes are told once more after the restart."""
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    votes = [await alice.say(room, str(n)) for n in range(3)]
    lost = await bot.gateway.sync(1.0)
    assert len([i for i in lost.items if isinstance(i, TextMessage)]) == 3
    await bot.restart()
    await bot.hear(votes[-1])
    assert texts(bot) == ["0", "1", "2"]


async def test_an_uncommitted_batch_comes_again_in_the_same_process(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    await alice.say(room, "ja")
    first = await bot.gateway.sync(1.0)
    again = await bot.gateway.sync(0)
    assert [i for i in first.items if isinstance(i, TextMessage)] == [
        i for i in again.items if isinstance(i, TextMessage)
    ]


async def test_a_committed_batch_does_not_come_again(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    await bot.hear(await alice.say(room, "ja"))
    await bot.restart()
    await bot.hear(await alice.say(room, "nein"))
    assert texts(bot) == ["ja", "nein"]


async def test_members_who_came_while_the_bot_was_down_are_told(join: Join) -> None:
    bot, alice, bela = await join("bot"), await join("alice"), await join("bela")
    room = await meeting(bot, alice)
    await bot.gateway.invite(room, bela.user_id)
    await bot.sync()
    await bot.close()
    await bela.accept(room)
    await bot.restart()
    await bot.wait_for(
        lambda i: i == MembershipSeen(room=room, user=bela.user_id, membership="join")
    )
    said = await bot.say(room, "willkommen")
    assert (await bela.hear(said)).body == "willkommen"


# ── outages ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lost", [False, True], ids=["turn after turn", "after a lost turn"])
async def test_who_is_out_does_not_come_back_by_what_was_before(
    join: Join, proxy: Proxy, lost: bool
) -> None:
    """A sync's `state` is that before its timeline: of two events made at once it may be older."""
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    await bot.hear(await alice.say(room, "Guten Abend."))
    before = await bot.gateway.http.get(
        path("rooms", room, "state", "m.room.member", alice.user_id), {"format": "event"}
    )
    await bot.gateway.http.post(path("rooms", room, "kick"), {"user_id": alice.user_id})
    await bot.wait_for(
        lambda i: i == MembershipSeen(room=room, user=alice.user_id, membership="leave")
    )
    await bot.say(room, "Wir fahren fort.")
    if lost:
        await bot.gateway.sync(0)

    def list_old(exchange: Exchange) -> None:
        joined = (exchange.answer or {}).get("rooms", {}).get("join", {})
        if room in joined:
            state = joined[room].setdefault("state", {}).setdefault("events", [])
            others = [event for event in state if event.get("state_key") != alice.user_id]
            joined[room]["state"]["events"] = [*others, before]
            listed.append(exchange.query.get("full_state", ""))

    listed: list[str] = []
    proxy.add(Rule("/sync$", after=list_old))
    while not listed:
        await bot.sync()
    assert listed == ["true" if lost else ""]
    assert bot.gateway.membership(room, alice.user_id) == "leave"


async def test_a_server_that_was_let_in_again_is_not_barred_by_what_was_before(
    join: Join, proxy: Proxy
) -> None:
    """The list of barred servers that stood before comes in the same way."""
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    where = path("rooms", room, "state", "m.room.server_acl", "")
    for denied in (["kommune.example"], []):
        await bot.gateway.http.put(where, {"allow": ["*"], "deny": denied})
    old: Json = {"type": "m.room.server_acl", "state_key": "", "sender": bot.user_id}
    old["content"] = {"allow": ["*"], "deny": ["kommune.example"]}
    await bot.hear(await alice.say(room, "Guten Abend."))

    def list_old(exchange: Exchange) -> None:
        joined = (exchange.answer or {}).get("rooms", {}).get("join", {})
        if room in joined:
            joined[room].setdefault("state", {}).setdefault("events", []).append(old)

    rule = proxy.add(Rule("/sync$", after=list_old))
    await bot.hear(await alice.say(room, "Wir fahren fort."))
    told = [item.deny for item in bot.seen if isinstance(item, ServersBarred)]
    assert rule.hits
    assert len(told) > 2
    assert told[-1] == ()


async def test_lost_connections_are_made_good(join: Join, proxy: Proxy) -> None:
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    broken = proxy.add(Rule("/sync$", after=cut, times=2))
    await bot.hear(await alice.say(room, "ja"))
    assert broken.hits == 2


async def test_a_message_whose_answer_was_lost_is_there_once(join: Join, proxy: Proxy) -> None:
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    broken = proxy.add(Rule("/send/m.room.encrypted/", after=cut, times=1))
    said = await bot.say(room, "Ergebnis")
    await alice.hear(said)
    await alice.hear(await bot.say(room, "Ende"))
    assert broken.hits == 1
    assert texts(alice) == ["Ergebnis", "Ende"]


async def test_the_same_transaction_after_a_restart_sends_nothing_new(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    content = {"msgtype": "m.notice", "body": "Ergebnis"}
    first = await bot.gateway.send(room, "m.room.message", content, "entry-7")
    await bot.restart()
    assert await bot.gateway.send(room, "m.room.message", content, "entry-7") == first


async def test_a_server_that_stays_away_is_told(join: Join, proxy: Proxy) -> None:
    bot = await join("bot", base_url=proxy.url, settings=IMPATIENT)
    proxy.add(Rule("/sync$", before=cut))
    with pytest.raises(Unreachable):
        await bot.gateway.sync(0)


async def test_rate_limits_are_waited_out_but_not_for_ever(join: Join, proxy: Proxy) -> None:
    bot, alice = await join("bot", base_url=proxy.url, settings=IMPATIENT), await join("alice")
    room = await meeting(bot, alice)
    short = Rule("/send/", before=refuse(429, "M_LIMIT_EXCEEDED", retry_after_ms=100), times=2)
    proxy.add(short)
    await alice.hear(await bot.say(room, "eins"))
    assert short.hits == 2
    proxy.add(Rule("/send/", before=refuse(429, "M_LIMIT_EXCEEDED", retry_after_ms=60_000)))
    async with asyncio.timeout(5):
        with pytest.raises(RateLimited):
            await bot.say(room, "zwei")


async def test_a_logged_out_device_is_told(join: Join) -> None:
    bot = await join("bot")
    await bot.http.post(path("logout"), {})
    with pytest.raises(UnknownToken):
        await bot.gateway.sync(0)


# ── keys that come late or not at all ───────────────────────────────────────────────────


def holding_back_keys(proxy: Proxy) -> list[Json]:
    """Keep to-device events from the bot; they gather in the list returned."""
    held: list[Json] = []

    def hold(exchange: Exchange) -> None:
        box = (exchange.answer or {}).get("to_device", {})
        held.extend(e for e in box.get("events", []) if e["type"] == "m.room.encrypted")
        box["events"] = []

    proxy.add(Rule("/sync$", after=hold))
    return held


def give_back(proxy: Proxy, held: list[Json]) -> None:
    proxy.rules.clear()

    def give(exchange: Exchange) -> None:
        (exchange.answer or {}).setdefault("to_device", {})["events"] = held

    proxy.add(Rule("/sync$", after=give, times=1))


async def test_a_key_a_little_slower_than_its_message_is_waited_for(
    join: Join, proxy: Proxy
) -> None:
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    held = holding_back_keys(proxy)

    def enough(exchange: Exchange) -> None:
        if held:
            give_back(proxy, held)

    proxy.add(Rule("/sync$", after=enough))
    said = await alice.say(room, "ja")
    heard = await bot.hear(said)
    assert (heard.body, heard.proof.late) == ("ja", False)


async def test_a_message_whose_key_came_too_late_is_not_silently_counted(
    join: Join, proxy: Proxy
) -> None:
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    opened = await bot.say(room, "eröffnet")
    held = holding_back_keys(proxy)
    vote = await alice.say(room, "ja")
    found = await bot.wait_for_event(Suspicious, vote)
    assert found.kind is Kind.UNDECRYPTABLE
    give_back(proxy, held)
    repeated = await alice.say(room, "ja")
    assert (await bot.hear(repeated)).proof.late is False
    assert texts(bot) == ["ja"]

    await bot.restart()
    span = await bot.gateway.reconcile(room, opened, repeated)
    late = {i.event_id: i.proof.late for i in span if isinstance(i, TextMessage)}
    assert late == {vote: True, repeated: False}


async def test_a_withheld_key_is_told(join: Join) -> None:
    bot = await join("bot")
    alice = await join("alice", may_receive=lambda *_: False)
    room = await meeting(bot, alice)
    vote = await alice.say(room, "ja")
    found = await bot.wait_for_event(Suspicious, vote)
    assert (found.kind, found.detail) == (Kind.UNDECRYPTABLE, "withheld: m.unverified")
    told = [i for i in bot.seen if isinstance(i, Suspicious) and i.kind is Kind.KEY_WITHHELD]
    assert [(t.sender, t.room, t.detail) for t in told] == [(alice.user_id, room, "m.unverified")]


async def test_events_without_sender_key_and_device_id_are_read(join: Join, proxy: Proxy) -> None:
    """Both fields are deprecated since Matrix 1.3; the session names its owner."""
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)

    def strip(_: str, event: Json) -> Json:
        if event["type"] == "m.room.encrypted":
            del event["content"]["sender_key"], event["content"]["device_id"]
        return event

    proxy.add(Rule("/sync$", after=each_timeline_event(strip)))
    heard = await bot.hear(await alice.say(room, "ja"))
    assert heard.proof.device_id == alice.account.device_id


async def test_more_keys_than_one_sync_carries_are_all_taken_in(join: Join) -> None:
    """A server shows 100 to-device events at once; the keys of a large council are more."""
    bot, alice = await join("bot", settings=Settings(key_grace=0.0)), await join("alice")
    room = await meeting(bot, alice)
    filler = {bot.user_id: {bot.account.device_id: {"n": 0}}}
    for n in range(205):
        await alice.gateway.send_to_device("org.example.filler", filler, f"f{n}")
    assert (await bot.hear(await alice.say(room, "ja"))).body == "ja"
    assert not [i for i in bot.seen if isinstance(i, Suspicious)]


# ── one-time keys ───────────────────────────────────────────────────────────────────────


async def drain(bot: Member, thief: Member) -> None:
    """Claim all one-time keys of the bot."""
    wanted = {bot.user_id: {bot.account.device_id: "signed_curve25519"}}
    for _ in range(200):
        answer = await thief.http.post(path("keys", "claim"), {"one_time_keys": wanted})
        if not answer["one_time_keys"].get(bot.user_id):
            return
    raise AssertionError("more than 200 one-time keys")


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_new_device_reaches_the_bot_after_all_keys_were_claimed(
    join: Join, restarted: bool
) -> None:
    bot, eve = await join("bot"), await join("eve")
    await drain(bot, eve)
    if restarted:
        await bot.restart()
    await bot.sync(wait=0)
    assert any(isinstance(i, KeysLow) and i.left == 0 for i in bot.seen)
    alice = await join("alice")
    room = await meeting(bot, alice)
    assert (await bot.hear(await alice.say(room, "ja"))).body == "ja"


async def test_a_missing_key_count_means_none_left(join: Join, proxy: Proxy) -> None:
    bot, eve = await join("bot", base_url=proxy.url), await join("eve")

    def omit(exchange: Exchange) -> None:
        (exchange.answer or {}).pop("device_one_time_keys_count", None)

    await drain(bot, eve)
    proxy.add(Rule("/sync$", after=omit))
    await bot.sync(wait=0)
    assert proxy.count("/keys/upload$") == 2


async def test_few_keys_left_is_told_once_and_refilled(join: Join, proxy: Proxy) -> None:
    bot = await join("bot", base_url=proxy.url)

    def few(exchange: Exchange) -> None:
        (exchange.answer or {})["device_one_time_keys_count"] = {"signed_curve25519": 19}

    rule = proxy.add(Rule("/sync$", after=few, times=2))
    await bot.sync(wait=0)
    await bot.sync(wait=0)
    assert [i for i in bot.seen if isinstance(i, KeysLow)] == [KeysLow(left=19)]
    assert rule.hits == 2
