# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a hostile homeserver or member tries, and what the bot says to it. Nothing of it counts."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from typing import Any

import pytest
from meeting import meeting
from member import POLL_START, Member
from proxy import Exchange, Proxy, Rule, each_timeline_event
from real_synapse import Homeserver

from bot.matrix.events import Act, Item, Kind, PollAnswer, Suspicious, TextMessage, WidgetAct
from bot.matrix.http import path
from tests.integration.matrix.conftest import Join

Json = dict[str, Any]
ACTS = Act.__args__


@pytest.fixture
async def proxy(synapse: Homeserver) -> AsyncIterator[Proxy]:
    """The bot's homeserver, under somebody's control."""
    async with Proxy.before(synapse.url) as running:
        yield running


async def suspicion(bot: Member, event_id: str) -> Suspicious:
    """Return what the bot suspects about the event, and check that it is no act as well."""
    found = await bot.wait_for_event(Suspicious, event_id)
    assert acts(bot.seen, event_id) == []
    return found


def acts(items: list[Item], event_id: str) -> list[Item]:
    return [item for item in items if isinstance(item, ACTS) and item.event_id == event_id]


@pytest.mark.parametrize("version", ["11", "12"])
async def test_eves_words_under_alices_name_do_not_count(
    join: Join, proxy: Proxy, version: str
) -> None:
    bot = await join("bot", base_url=proxy.url)
    alice, eve = await join("alice"), await join("eve")
    room = await meeting(bot, alice, eve, version=version)
    await bot.hear(await alice.say(room, "guten Abend"))

    def relabel(_: str, event: Json) -> Json:
        return event | {"sender": alice.user_id} if event["sender"] == eve.user_id else event

    proxy.add(Rule("/sync$", after=each_timeline_event(relabel)))
    forged = await eve.say(room, "ja")

    found = await suspicion(bot, forged)
    assert (found.kind, found.sender) == (Kind.FORGED_SENDER, alice.user_id)


async def test_the_bots_own_words_under_another_name_do_not_count(join: Join, proxy: Proxy) -> None:
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)

    def relabel(_: str, event: Json) -> Json:
        ours = event["sender"] == bot.user_id and event["type"] == "m.room.encrypted"
        return event | {"sender": alice.user_id} if ours else event

    proxy.add(Rule("/sync$", after=each_timeline_event(relabel)))
    found = await suspicion(bot, await bot.say(room, "!abstimmung ja"))
    assert found.kind is Kind.FORGED_SENDER


async def test_a_device_slipped_in_by_the_server_speaks_for_nobody(
    join: Join, synapse: Homeserver, proxy: Proxy
) -> None:
    """The server adds a device to Alice's list; its words come out unsigned, never as hers."""
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    account = await synapse.login(alice.user_id, alice.account.password)
    ghost = Member(account, synapse.url, alice._folder / "ghost")
    await ghost.start(signed=False)
    try:
        heard = await bot.hear(await ghost.say(room, "ja"))
    finally:
        await ghost.close()
    assert (heard.proof.chain, heard.proof.master) == ("unsigned", None)


async def test_a_device_nobody_publishes_is_unknown(join: Join, proxy: Proxy) -> None:
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)

    def hide_alice(exchange: Exchange) -> None:
        (exchange.answer or {}).get("device_keys", {}).pop(alice.user_id, None)

    proxy.add(Rule("/keys/query$", after=hide_alice))
    bot.gateway._identities._known.clear()
    bot.gateway._machine._olm.device_store._entries.clear()
    found = await suspicion(bot, await alice.say(room, "ja"))
    assert found.kind is Kind.UNKNOWN_DEVICE


async def test_a_vote_played_back_under_a_new_event_id_is_a_replay(
    join: Join, proxy: Proxy
) -> None:
    """Also across a restart, when nothing but the ledger remembers the first one."""
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    first = await alice.say(room, "ja")
    await bot.hear(first)
    original = (await alice.http.get(path("rooms", room, "event", first)))["content"]
    await bot.restart()

    def play_back(_: str, event: Json) -> Json:
        same = event["sender"] == alice.user_id and event["type"] == "m.room.encrypted"
        return event | {"content": original} if same else event

    proxy.add(Rule("/sync$", after=each_timeline_event(play_back)))
    second = await alice.say(room, "nein")

    found = await suspicion(bot, second)
    assert (found.kind, found.detail) == (Kind.REPLAYED, first)


async def test_the_same_event_twice_is_told_once(join: Join, proxy: Proxy) -> None:
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)

    def double(exchange: Exchange) -> None:
        for news in ((exchange.answer or {}).get("rooms", {}).get("join", {})).values():
            events = news["timeline"]["events"]
            news["timeline"]["events"] = events + copy.deepcopy(events)

    proxy.add(Rule("/sync$", after=double))
    said = await alice.say(room, "ja")
    await bot.hear(said)
    await bot.hear(await alice.say(room, "Ende"))
    assert len(acts(bot.seen, said)) == 1


async def test_words_out_of_their_order_are_marked(join: Join, proxy: Proxy) -> None:
    """A server that holds Alice's "nein" back until after her later "ja" is noticed."""
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)

    def swap(exchange: Exchange) -> None:
        for news in ((exchange.answer or {}).get("rooms", {}).get("join", {})).values():
            news["timeline"]["events"].reverse()

    first, second = await alice.say(room, "nein"), await alice.say(room, "ja")
    proxy.add(Rule("/sync$", after=swap))
    later, earlier = await bot.hear(second), await bot.hear(first)
    assert (later.proof.out_of_order, earlier.proof.out_of_order) == (False, True)


async def test_a_relation_changed_on_the_way_is_noticed(join: Join, proxy: Proxy) -> None:
    """Relations stand in clear text: a vote must not be moved from one motion to another."""
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    motion_1, motion_2 = await bot.say(room, "Antrag 1"), await bot.say(room, "Antrag 2")
    honest = await bot.hear(await alice.reply(room, motion_1, "ja"))
    assert (honest.reply_to, honest.proof.relation) == (motion_1, "sealed")

    def move(_: str, event: Json) -> Json:
        if event["sender"] == alice.user_id and "m.relates_to" in event["content"]:
            event["content"]["m.relates_to"] = {"m.in_reply_to": {"event_id": motion_2}}
        return event

    proxy.add(Rule("/sync$", after=each_timeline_event(move)))
    found = await suspicion(bot, await alice.reply(room, motion_1, "nein"))
    assert found.kind is Kind.FORGED_RELATION


async def test_a_relation_added_on_the_way_shows_as_clear_text(join: Join, proxy: Proxy) -> None:
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)

    def attach(_: str, event: Json) -> Json:
        if event["sender"] == alice.user_id and event["type"] == "m.room.encrypted":
            event["content"]["m.relates_to"] = {"m.in_reply_to": {"event_id": "$motion"}}
        return event

    proxy.add(Rule("/sync$", after=each_timeline_event(attach)))
    heard = await bot.hear(await alice.say(room, "ja"))
    assert (heard.reply_to, heard.proof.relation) == ("$motion", "clear")


async def test_plaintext_is_no_act(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    content = {"msgtype": "m.text", "body": "ja"}
    found = await suspicion(bot, await alice.send_plain(room, "m.room.message", content))
    assert (found.kind, found.detail) == (Kind.PLAINTEXT, "m.room.message")


async def test_a_reaction_is_no_vote(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    motion = await bot.say(room, "Antrag 1")
    found = await suspicion(bot, await alice.react(room, motion, "👍"))
    assert found.kind is Kind.REACTION


@pytest.mark.parametrize("version", ["10", "11", "12"])
async def test_a_redacted_vote_is_told(join: Join, version: str) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice, version=version)
    vote = await alice.say(room, "ja")
    await bot.hear(vote)
    await alice.redact(room, vote)
    found = await bot.wait_for(lambda i: isinstance(i, Suspicious) and i.kind is Kind.REDACTION)
    assert isinstance(found, Suspicious)
    assert (found.detail, found.sender) == (vote, alice.user_id)


async def test_a_vote_redacted_before_it_was_read_is_told(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    vote = await alice.say(room, "ja")
    await alice.redact(room, vote)
    assert (await suspicion(bot, vote)).kind is Kind.REDACTION


async def test_an_edit_says_what_it_replaces(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    vote = await alice.say(room, "ja")
    edit = await alice.gateway.edit(room, vote, {"msgtype": "m.text", "body": "nein"}, "t1")
    heard = await bot.hear(edit)
    assert (heard.body, heard.is_edit_of) == ("nein", vote)
    assert (await bot.hear(vote)).is_edit_of is None


async def test_a_poll_answer_names_poll_and_answers(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    poll = await bot.send(room, POLL_START, {POLL_START: {"question": {"body": "A 1"}}})
    heard = await bot.wait_for_event(PollAnswer, await alice.answer(room, poll, "a1", "a2"))
    assert (heard.poll, heard.answers, heard.proof.relation) == (poll, ("a1", "a2"), "sealed")


async def test_a_widget_act_carries_its_content(join: Join) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    sent = await alice.send(room, "org.gremium.vote", {"ballot": "V1", "choice": "yes"})
    heard = await bot.wait_for_event(WidgetAct, sent)
    assert (heard.type, heard.content) == ("org.gremium.vote", {"ballot": "V1", "choice": "yes"})


@pytest.mark.parametrize(
    "content",
    [
        {"msgtype": "m.text"},
        {"msgtype": "m.text", "body": 7},
        {"msgtype": "m.file", "body": "x", "url": "mxc://a/b"},
    ],
)
async def test_malformed_content_is_told(join: Join, content: Json) -> None:
    bot, alice = await join("bot"), await join("alice")
    room = await meeting(bot, alice)
    found = await suspicion(bot, await alice.send(room, "m.room.message", content))
    assert found.kind is Kind.MALFORMED


async def test_an_event_sealed_for_another_room_is_not_read(join: Join, proxy: Proxy) -> None:
    """Bob's words from the office must not be played into the session."""
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    office, session = await meeting(bot, alice), await meeting(bot, alice)
    there = await alice.say(office, "ja")
    await bot.hear(there)
    moved = (await alice.http.get(path("rooms", office, "event", there)))["content"]

    def move(room: str, event: Json) -> Json:
        here = room == session and event["sender"] == alice.user_id
        return event | {"content": moved} if here and event["type"] == "m.room.encrypted" else event

    proxy.add(Rule("/sync$", after=each_timeline_event(move)))
    found = await suspicion(bot, await alice.say(session, "nein"))
    assert found.kind is Kind.UNDECRYPTABLE


async def test_encryption_switched_off_in_room_state_is_told_and_ignored(
    join: Join, proxy: Proxy
) -> None:
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    await bot.gateway.put_state(room, "m.room.encryption", {"algorithm": "none"})
    found = await bot.wait_for(
        lambda i: isinstance(i, Suspicious) and i.kind is Kind.ENCRYPTION_CHANGED
    )
    assert isinstance(found, Suspicious)
    said = await bot.gateway.send(
        room, "m.room.message", {"msgtype": "m.notice", "body": "x"}, "t1", plaintext=True
    )
    stored = await alice.http.get(path("rooms", room, "event", said))
    assert stored["type"] == "m.room.encrypted"


async def test_encryption_vanished_from_the_state_is_told_after_a_restart(
    join: Join, proxy: Proxy
) -> None:
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)

    def vanish(exchange: Exchange) -> None:
        for news in ((exchange.answer or {}).get("rooms", {}).get("join", {})).values():
            state = news["state"]["events"]
            news["state"]["events"] = [e for e in state if e["type"] != "m.room.encryption"]

    proxy.add(Rule("/sync$", after=vanish))
    await bot.restart()
    found = await bot.wait_for(
        lambda i: isinstance(i, Suspicious) and i.kind is Kind.ENCRYPTION_CHANGED
    )
    assert isinstance(found, Suspicious)
    assert found.room == room
    stored = await alice.http.get(path("rooms", room, "event", await bot.say(room, "x")))
    assert stored["type"] == "m.room.encrypted"


async def test_a_broken_to_device_event_does_not_stop_the_others(join: Join, proxy: Proxy) -> None:
    bot, alice = await join("bot", base_url=proxy.url), await join("alice")
    room = await meeting(bot, alice)
    own = bot.gateway.own_device().curve25519

    def olm(body: str, kind: int = 0, key: str = own) -> Json:
        content = {
            "algorithm": "m.olm.v1.curve25519-aes-sha2",
            "sender_key": key,
            "ciphertext": {own: {"type": kind, "body": body}},
        }
        return {"type": "m.room.encrypted", "sender": "@eve:x", "content": content}

    rubbish = [olm("AAAA"), olm("@@@@"), olm("AAAA", 1), olm("AAAA", 7), olm("", 0, "x"), {}]
    rubbish += [{"type": "m.room_key.withheld", "sender": 7, "content": 7}]

    def pollute(exchange: Exchange) -> None:
        box = (exchange.answer or {}).setdefault("to_device", {})
        box["events"] = [*rubbish, *box.get("events", [])]

    proxy.add(Rule("/sync$", after=pollute, times=3))
    assert (await bot.hear(await alice.say(room, "ja"))).proof.chain == "signed"
    assert isinstance(bot.seen[-1], TextMessage)
