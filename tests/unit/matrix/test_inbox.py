# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A homeserver that answers a sync with nonsense delays the bot, and never stops it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from fuzzing import matrix
from fuzzing.matrix import BOT, PROOF, ROOM

from bot.matrix.events import Kind, Suspicious
from bot.matrix.gateway import Gateway
from bot.matrix.history import SpanReversed
from bot.matrix.http import Unreachable
from bot.matrix.machine import Machine
from bot.matrix.reading import Frame, read

PLAIN = {"type": "m.room.message", "sender": "@a:x", "content": {"msgtype": "m.text", "body": "x"}}


Answering = Callable[[Mapping[str, Any]], Gateway]


@pytest.fixture
def answering(tmp_path: Path) -> Answering:
    """A gateway with a memory of its own: what a fuzzed server said of a room is kept."""
    machine = Machine(BOT, "BOT", tmp_path, "key")
    return lambda told: matrix.answering(told, machine)


def joined(timeline: Mapping[str, Any]) -> dict[str, Any]:
    """A sync answer with one room."""
    return {"next_batch": "s2", "rooms": {"join": {ROOM: {"timeline": timeline}}}}


@pytest.mark.parametrize("answer", [{}, {"next_batch": None}, {"next_batch": ""}, {"rooms": {}}])
async def test_an_answer_that_does_not_say_where_to_go_on_is_no_answer(
    answering: Answering, answer: Any
) -> None:
    with pytest.raises(Unreachable, match="where the next one begins"):
        await answering({"sync": answer}).sync(0.0)


async def test_of_a_gap_without_end_the_newest_is_read_and_the_rest_is_reported(
    answering: Answering,
) -> None:
    """The bot could else never start again: the same gap would stop it each time."""
    page = {"chunk": [{**PLAIN, "event_id": "$old"}], "end": "further back"}
    newest = {**PLAIN, "event_id": "$new"}
    timeline = {"limited": True, "prev_batch": "p", "events": [newest]}
    batch = await answering({"sync": joined(timeline), "messages": page}).sync(0.0)
    found = [item for item in batch.items if isinstance(item, Suspicious)]
    assert Suspicious(kind=Kind.MISSED, sender="", room=ROOM) in found
    assert [item.event_id for item in found if item.kind is Kind.PLAINTEXT] == ["$old", "$new"]


@pytest.mark.parametrize("end", [None, "", 7, {"a": 1}])
async def test_a_history_that_ends_ends_the_search(answering: Answering, end: Any) -> None:
    page = {"chunk": [{**PLAIN, "event_id": "$old"}], "end": end}
    timeline = {"limited": True, "prev_batch": "p", "events": [{**PLAIN, "event_id": "$new"}]}
    batch = await answering({"sync": joined(timeline), "messages": page}).sync(0.0)
    assert Kind.MISSED not in {getattr(item, "kind", None) for item in batch.items}


async def test_a_question_that_came_out_after_the_order_to_close_is_told_from_a_gap(
    answering: Answering,
) -> None:
    """A homeserver that died over the question shows it behind what was said meanwhile."""
    page = {"chunk": [{**PLAIN, "event_id": one} for one in ("$mark", "$asked", "$close", "$vote")]}
    gateway = answering({"messages": page})
    with pytest.raises(SpanReversed):
        await gateway.reconcile(ROOM, "$asked", "$close")
    marked = await gateway.reconcile(ROOM, "$asked", "$mark")
    assert [getattr(item, "event_id", None) for item in marked] == ["$mark"]


async def test_what_stands_in_the_past_as_it_was_shown_is_not_judged_once_more(
    answering: Answering,
) -> None:
    """At the close of a vote that is nearly all, and a hall waits."""
    shown = [{**PLAIN, "event_id": one} for one in ("$asked", "$vote", "$other", "$moved")]
    past = [
        {**PLAIN, "event_id": "$close"},
        {**PLAIN, "event_id": "$moved", "content": {"body": "x", "m.relates_to": {}}},
        {**PLAIN, "event_id": "$other", "sender": "@b:x"},
        {**PLAIN, "event_id": "$vote", "unsigned": {"age": 7}, "origin_server_ts": 9},
        {**PLAIN, "event_id": "$asked"},
    ]
    gateway = answering({"sync": joined({"events": shown}), "messages": {"chunk": past}})
    batch = await gateway.sync(0.0)
    uncommitted = await gateway.reconcile(ROOM, "$asked", "$close")
    assert [item.event_id for item in uncommitted if isinstance(item, Suspicious)] == [
        "$vote",
        "$other",
        "$moved",
        "$close",
    ]
    gateway.commit(batch)
    found = await gateway.reconcile(ROOM, "$asked", "$close")
    told = [(item.event_id, item.sender) for item in found if isinstance(item, Suspicious)]
    assert told == [("$other", "@b:x"), ("$moved", "@a:x"), ("$close", "@a:x")]


async def test_of_a_past_that_is_known_but_for_its_end_no_more_is_asked_for(
    answering: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [{**PLAIN, "event_id": f"${number}"} for number in range(20)]
    page = {"chunk": shown[::-1]}
    gateway = answering({"sync": joined({"events": shown}), "messages": page})
    gateway.commit(await gateway.sync(0.0))
    limits, raw = [], gateway.http.raw

    async def seen(method: str, where: str, **more: Any) -> tuple[bytes, str]:
        limits.append(int(more["params"]["limit"]))
        return await raw(method, where, **more)

    monkeypatch.setattr(gateway.http, "raw", seen)
    await gateway.reconcile(ROOM, "$15", "$19")
    await gateway.reconcile(ROOM, "$0", "$19")
    assert 4 < limits[0] < limits[1] < 100
    assert limits[1] - limits[0] == 15


@pytest.mark.parametrize("time", [10**400, -(2**60), 1.5, "now", None])
async def test_a_time_no_clock_shows_is_no_time(answering: Answering, time: Any) -> None:
    sealed = {"algorithm": "m.megolm.v1.aes-sha2", "session_id": "S", "ciphertext": "AwgA"}
    event = {"type": "m.room.encrypted", "sender": "@a:x", "event_id": "$1", "content": sealed}
    timeline = {"events": [{**event, "origin_server_ts": time}]}
    batch = await answering({"sync": joined(timeline)}).sync(0.0)
    assert [item.kind for item in batch.items if isinstance(item, Suspicious)] == [
        Kind.UNDECRYPTABLE
    ]


def test_a_file_is_never_smaller_than_nothing() -> None:
    content = {
        "msgtype": "m.file",
        "body": "x.pdf",
        "file": {"url": "mxc://x/y"},
        "info": {"size": -(2**70)},
    }
    frame = Frame(event_id="$e", room=ROOM, sender="@a:x", content={})
    found = read(frame, {"type": "m.room.message", "content": content}, PROOF)
    assert getattr(found, "size", "no file") is None
