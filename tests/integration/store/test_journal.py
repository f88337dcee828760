# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The journal on real databases: whole batches, one writer, nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_events import CODEC, SIGNER, START, SampleEvent, said
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.store import (
    AlreadyTaken,
    CodecError,
    Entry,
    Intake,
    Journal,
    JournalInUse,
    JournalTooNew,
    NewEntry,
    Replayed,
    StaleHead,
    StoreError,
    check_journal,
)
from bot.store.address import journal_url

from .conftest import Open

Log = Journal[SampleEvent]


def act(number: int, session: str = "s") -> Intake:
    return Intake(
        event_id=f"${session}{number}",
        room="!r",
        at=START,
        session_id=session,
        message_index=number,
    )


async def texts(journal: Log, stream: str = "rat", after: int = 0) -> list[str]:
    return [
        str(entry.body.payload["text"]) async for entry in journal.read(stream, after) if entry.body
    ]


async def test_entries_come_back_in_order_and_whole(journal: Log) -> None:
    new = [said("a"), said("b", "rat/2026-03"), said("c\x00\ud7ff\U0001f600")]
    written = await journal.append(new)
    read = [entry async for entry in journal.read("rat")]
    assert read == [written[0], written[2]]
    assert [journal.codec.event(entry) for entry in read] == [new[0].event, new[2].event]
    assert read[0].body is not None
    assert read[0].body.origin == new[0].origin
    assert await journal.streams() == ["rat", "rat/2026-03"]
    assert (await journal.heads())["rat"].hash == written[2].hash
    assert await journal.head("nowhere") is None


async def test_reading_goes_on_behind_a_number(journal: Log) -> None:
    await journal.append([said(str(n)) for n in range(1203)])
    assert await texts(journal, after=1200) == ["1200", "1201", "1202"]
    assert len(await texts(journal)) == 1203


async def test_a_chain_goes_on_after_opening_again(address: str, opened: Open) -> None:
    first = await opened(address)
    await first.append([said("a")])
    await first.close()
    second = await opened(address)
    await second.append([said("b")])
    report = await check_journal(second, keys=[SIGNER.public])
    assert report.ok
    assert report.entries == 2
    assert await second.keys() == [SIGNER.public.hex()]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.lists(
            st.builds(
                said,
                text=st.text(st.characters(max_codepoint=0xD7FF)),
                stream=st.sampled_from(["rat", "rat/1", "bau"]),
                minute=st.integers(0, 9),
            ),
            max_size=4,
        ),
        max_size=4,
    )
)
async def test_any_sequence_of_appends_verifies(
    journal: Log, batches: list[list[NewEntry[SampleEvent]]]
) -> None:
    for batch in batches:
        heads = await journal.heads()
        known = {new.stream: heads[new.stream].seq for new in batch if new.stream in heads}
        await journal.append(batch, expect=known)
    assert (await check_journal(journal, keys=[SIGNER.public])).ok


async def test_a_stale_head_writes_nothing(journal: Log) -> None:
    await journal.append([said("a")], expect={"rat": 0})
    with pytest.raises(StaleHead, match="stands at entry 1, the caller expected 0"):
        await journal.append(
            [said("b", "other"), said("b")], expect={"rat": 0}, intake=act(1), kv={"token": "t"}
        )
    assert await journal.streams() == ["rat"]
    assert not await journal.taken("$s1")
    assert await journal.get("token") is None
    await journal.append([said("b")], expect={"rat": 1, "other": 0})
    assert await texts(journal) == ["a", "b"]


async def test_an_event_is_taken_in_once(journal: Log) -> None:
    await journal.append([said("a")], intake=act(1))
    with pytest.raises(AlreadyTaken):
        await journal.append([said("b")], intake=replace(act(2), event_id="$s1"))
    assert await texts(journal) == ["a"]
    assert await journal.highest("s") == 1


async def test_a_megolm_index_is_taken_in_once(journal: Log) -> None:
    await journal.append([said("a")], intake=act(1))
    with pytest.raises(Replayed):
        await journal.append([said("b")], intake=replace(act(1), event_id="$other"))
    assert not await journal.taken("$other")
    await journal.append([said("b")], intake=act(1, session="t"))
    assert await texts(journal) == ["a", "b"]


async def test_a_batch_of_intake_counts_against_itself(journal: Log) -> None:
    with pytest.raises(Replayed):
        await journal.append([said("a")], intake=[act(1), replace(act(1), event_id="$b")])
    assert await texts(journal) == []
    assert not await journal.seen("s", 1)


async def test_a_refused_act_is_taken_in_without_entries(journal: Log) -> None:
    refused = Intake(event_id="$plain", room="!r", at=START, verdict="plaintext")
    assert await journal.append([], intake=refused) == []
    assert await journal.taken("$plain")
    await journal.append([], intake=replace(refused, event_id="$plain2"))


async def test_where_known_events_stood_is_told_also_while_they_wait(journal: Log) -> None:
    await journal.append([said("a")], intake=act(1))
    async with journal.gathering(["$s2"]):
        await journal.append([said("b")], intake=act(2))
        assert await journal.places(["$s1", "$s2", "$s3"]) == {"$s1": ("s", 1), "$s2": ("s", 2)}


async def test_a_pruned_session_cannot_be_replayed(journal: Log) -> None:
    await journal.append([], intake=[act(3), act(7), act(1, session="t")])
    await journal.prune(["s", "unknown"])
    assert not await journal.taken("$s3")
    assert await journal.highest("s") == 7
    assert [await journal.seen("s", n) for n in (0, 5, 7, 8)] == [True, True, True, False]
    with pytest.raises(Replayed):
        await journal.append([said("x")], intake=act(5))
    await journal.append([], intake=act(9))
    await journal.prune(["s"])
    assert await journal.highest("s") == 9
    assert await journal.taken("$t1")


async def test_settings_travel_with_a_batch(journal: Log) -> None:
    await journal.append([said("a")], kv={"token": "s1", "rooms": {"@a:b": "!r"}})
    assert await journal.get("token") == "s1"
    assert await journal.get("rooms") == {"@a:b": "!r"}
    await journal.set("token", "s2")
    assert await journal.get("token") == "s2"
    await journal.set("token", None)
    assert await journal.get("token", "none") == "none"


async def test_effects_are_found_again_and_the_cursor_never_goes_back(journal: Log) -> None:
    await journal.append([said("a"), said("b")])
    assert await journal.cursor("rat") == 0
    await journal.record_outcome("rat.1.0", {"event": "$1"}, stream="rat", seq=1, key="tally/1")
    await journal.record_outcome("rat.1.0", {"event": "$x"}, stream="rat", seq=1, key="tally/1")
    await journal.record_outcome(
        "rat.2.0", {"event": "$2"}, stream="rat", seq=2, key="tally/1", advance=True
    )
    first = await journal.outcome("rat.1.0")
    assert first is not None
    assert first.result == {"event": "$1"}
    await journal.append([said("c", stream="bau")])
    await journal.record_outcome("bau.3.0", {"event": "$3"}, stream="bau", seq=3, key="tally/1")
    newest = await journal.find_outcome("rat", "tally/1")
    assert newest is not None
    assert newest.txn_id == "rat.2.0"
    assert await journal.outcome("rat.9.0") is None
    assert await journal.find_outcome("rat", "tally/9") is None
    assert set(await journal.outcomes("rat", after=1)) == {"rat.2.0"}
    await journal.advance("rat", 1)
    assert await journal.cursor("rat") == 2


async def test_many_callers_at_once_make_one_chain(journal: Log) -> None:
    await asyncio.gather(*(journal.append([said(str(n))], intake=act(n)) for n in range(60)))
    report = await check_journal(journal, keys=[SIGNER.public])
    assert report.ok
    assert sorted(await texts(journal), key=int) == [str(n) for n in range(60)]


async def test_of_two_that_decided_on_the_same_head_one_is_sent_back(journal: Log) -> None:
    results = await asyncio.gather(
        *(journal.append([said(str(n))], expect={"rat": 0}) for n in range(5)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, StaleHead) for result in results) == 4
    assert len(await texts(journal)) == 1


async def test_an_event_that_cannot_be_stored_writes_nothing(journal: Log) -> None:
    with pytest.raises(CodecError):
        await journal.append([said("a"), said("\ud800")], intake=act(1))
    assert await texts(journal) == []
    assert not await journal.taken("$s1")


async def test_a_second_writer_is_refused_with_a_sentence(address: str, opened: Open) -> None:
    first = await opened(address)
    with pytest.raises(JournalInUse, match=r"in use by .*stop the other one"):
        await Journal.open(address, codec=CODEC, signer=SIGNER)
    await first.append([said("still mine")])
    await first.close()
    await opened(address)


async def test_a_reader_may_look_on_while_the_bot_writes(address: str, opened: Open) -> None:
    writer, _ = await opened(address), None
    await writer.append([said("a")])
    reader = await opened(address, None)
    assert await texts(reader) == ["a"]
    await writer.append([said("b")])
    assert await texts(reader) == ["a", "b"]
    with pytest.raises(StoreError, match="opened for reading"):
        await reader.append([said("c")])
    with pytest.raises(StoreError, match="opened for reading"):
        await reader.set("a", 1)


async def test_a_journal_of_a_newer_program_is_refused(address: str, opened: Open) -> None:
    await (await opened(address)).close()
    _execute(address, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(JournalTooNew, match=r"format 9999.*newer version"):
        await Journal.open(address, codec=CODEC, signer=SIGNER)
    with pytest.raises(JournalTooNew, match=r"format 9999"):
        await Journal.open(address, codec=CODEC, signer=None)


@pytest.mark.parametrize("statement", ["UPDATE entries SET line = ''", "DELETE FROM entries"])
async def test_the_database_itself_refuses_to_change_entries(
    address: str, journal: Log, statement: str
) -> None:
    await journal.append([said("a")])
    with pytest.raises(DBAPIError, match="append-only"):
        _execute(address, statement)
    assert await texts(journal) == ["a"]


TAMPERINGS: list[tuple[str, Callable[[Entry], str], int]] = [
    ("changed", lambda e: "UPDATE entries SET line = replace(line, 'b', 'x') WHERE seq = 2", 2),
    ("removed", lambda e: "DELETE FROM entries WHERE seq = 2", 2),
    ("moved", lambda e: "UPDATE entries SET seq = 9 WHERE seq = 3", 9),
    ("emptied", lambda e: "UPDATE entries SET line = '' WHERE seq = 1", 1),
]


@pytest.mark.parametrize(("_name", "change", "seq"), TAMPERINGS, ids=[t[0] for t in TAMPERINGS])
async def test_whoever_gets_past_the_database_is_found_by_verify(
    address: str,
    opened: Open,
    _name: str,
    change: Callable[[Entry], str],
    seq: int,
) -> None:
    journal = await opened(address)
    written = await journal.append([said("a"), said("b"), said("c")])
    if address.startswith("postgresql"):
        _execute(address, "DROP TRIGGER entries_append_only ON entries")
    else:
        _execute(address, "DROP TRIGGER entries_no_UPDATE")
        _execute(address, "DROP TRIGGER entries_no_DELETE")
    _execute(address, change(written[1]))
    report = await check_journal(journal, keys=[SIGNER.public])
    assert report.deviation is not None
    assert (report.deviation.stream, report.deviation.seq) == ("rat", seq)


def _execute(address: str, statement: str) -> None:
    engine = create_engine(journal_url(address))
    try:
        with engine.begin() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


async def test_journals_made_at_the_same_moment_do_not_get_each_others_tables(
    tmp_path: Path, opened: Open
) -> None:
    made = await asyncio.gather(*(opened(str(tmp_path / f"{n}.db")) for n in range(8)))
    for journal in made:
        await journal.append([said("a")])
        assert await journal.streams() == ["rat"]


async def test_closing_twice_is_harmless(journal: Log) -> None:
    await journal.close()
    await journal.close()
