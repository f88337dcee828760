# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be erased from the journal leaves no trace but its order; nothing else can go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_events import SIGNER, START, salts
from sample_journal import aftermath, elected, evening, released

from bot.domain import events as e
from bot.domain.evolve import replay
from bot.domain.minutes import minutes
from bot.domain.records import Recorded
from bot.store import ERASABLE, ERASED, OPERATOR, Check, Codec, Entry, NewEntry
from bot.store.chain import GENESIS, erase, from_line, seal, to_line
from bot.store.entries import Body, Head
from bot.store.erasable import ORDER, erased_in
from bot.store.ledger import head_of, seal_all
from bot.store.verify import Report, verify

CODEC = Codec[e.Event](e.Event)
BODY, STREAM = "rat", "rat/2026-07"
EVENINGS = (evening, released, aftermath, elected)


def sealed(records: Sequence[Recorded], *orders: e.EntriesErased) -> list[Entry]:
    """The entries of a meeting as a journal seals them, and those of the body behind."""
    new: list[tuple[str, e.Event, datetime]] = [(STREAM, one.event, one.at) for one in records]
    new += [(BODY, order, START) for order in orders]
    return chained(new)


def chained(new: Sequence[tuple[str, e.Event, datetime]]) -> list[Entry]:
    heads: dict[str, Head | None] = {BODY: None, STREAM: None}
    batch: list[tuple[NewEntry[Any], Any]] = [
        (NewEntry(stream=stream, event=event, at=at, origin=OPERATOR), CODEC.encode(event))
        for stream, event, at in new
    ]
    return seal_all(batch, heads, SIGNER, salts())


def everything(records: Sequence[Recorded]) -> tuple[e.ErasedField, ...]:
    """All fields of a meeting that can be erased."""
    return tuple(
        e.ErasedField(seq=entry.seq, kind=entry.body.kind, field=name)
        for entry in sealed(records)
        if entry.body is not None
        for name in sorted(entry.body.blinds)
        if entry.body.payload[name]
    )


def order(*gone: e.ErasedField) -> e.EntriesErased:
    return e.EntriesErased(stream=STREAM, fields=gone, ground="VG Altenrode, 3 K 12/26")


def carried_out(entries: Sequence[Entry], gone: Sequence[e.ErasedField]) -> list[Entry]:
    """The entries as the database keeps them afterwards, read back from their lines."""
    left = []
    for entry in entries:
        names = {one.field for one in gone if entry.stream == STREAM and one.seq == entry.seq}
        left.append(from_line(to_line(erase(entry, names) if names else entry)))
    return left


def checked(entries: Sequence[Entry]) -> Report:
    return verify(entries, keys=[SIGNER.public])


def deviation(entries: Sequence[Entry]) -> tuple[Check, int | None] | None:
    found = checked(entries).deviation
    return (found.check, found.seq) if found else None


def test_only_texts_of_events_there_are_may_be_erased() -> None:
    for kind, names in ERASABLE.items():
        hints = get_type_hints(CODEC.kinds[kind])
        assert {hints[name] for name in names} == {str}, kind
    assert CODEC.kinds[ORDER] is e.EntriesErased
    assert not {"vote_cast", "ballot_closed", "round_counted", "member_arrived"} & ERASABLE.keys()


@pytest.mark.parametrize("course", EVENINGS)
def test_a_redacted_meeting_is_the_same_but_for_the_words(course: Any) -> None:
    """State and minutes of what is left equal the live ones, with the erased words replaced."""
    records = read_back(course(), sealed(course()))
    gone = everything(records)
    left = read_back(records, carried_out(sealed(records), gone))
    assert left == [_without(one, gone) for one in records]
    words = {
        getattr(one.event, name.field): ERASED
        for one in records
        for name in gone
        if name.seq == one.seq
    }
    assert _replaced(repr(replay(one.event for one in records)), words) == _replaced(
        repr(replay(one.event for one in left)), words
    )
    assert _replaced(repr(minutes(records)), words) == _replaced(repr(minutes(left)), words)


def read_back(records: Sequence[Recorded], entries: Sequence[Entry]) -> list[Recorded]:
    found: Any = [CODEC.event(entry) for entry in entries]
    return [replace(one, event=event) for one, event in zip(records, found, strict=True)]


def _without(record: Recorded, gone: Sequence[e.ErasedField]) -> Recorded:
    names = {one.field: ERASED for one in gone if one.seq == record.seq}
    event: Any = record.event
    return replace(record, event=replace(event, **names)) if names else record


def _replaced(text: str, words: dict[str, str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(repr(word), repr(ERASED)) if word else text
    return text


@cache
def one_evening() -> tuple[list[Recorded], list[Entry], tuple[e.ErasedField, ...]]:
    records = evening()
    return records, sealed(records), everything(records)


@given(st.data())
def test_whatever_is_erased_on_an_order_the_chain_and_its_head_hold(data: st.DataObject) -> None:
    records, entries, erasable = one_evening()
    gone = data.draw(st.lists(st.sampled_from(erasable), unique=True))
    whole = [*entries, *chained([(BODY, order(*gone), START)])]
    left = carried_out(whole, gone)
    report = checked(left)
    assert report.ok, report.deviation
    assert report.erased == len(gone)
    assert [head_of(entry) for entry in left] == [head_of(entry) for entry in whole]
    assert sum(len(erased_in(entry)) for entry in left) == len(gone)
    for one in gone:
        value = getattr(records[one.seq - 1].event, one.field)
        assert repr(value) not in repr(CODEC.event(left[one.seq - 1]))


def test_what_no_order_names_is_found_at_its_entry() -> None:
    records = evening()
    first, second, *_ = everything(records)
    entries = sealed(records, order(first))
    assert deviation(carried_out(entries, [first])) is None
    assert deviation(carried_out(entries, [first, second])) == (Check.ERASURE, second.seq)
    assert deviation(carried_out(sealed(records), [first])) == (Check.ERASURE, first.seq)


def test_an_order_that_was_not_carried_out_or_undone_is_found() -> None:
    records = evening()
    first, *_ = everything(records)
    assert deviation(sealed(records, order(first))) == (Check.ERASURE, first.seq)


def test_an_order_about_what_is_not_at_hand_is_no_deviation() -> None:
    records = evening()
    first, *_ = everything(records)
    entries = sealed(records, order(first))
    assert deviation([entry for entry in entries if entry.stream == BODY]) is None
    excerpt = [replace(n, body=None) if n.seq == first.seq else n for n in entries]
    assert deviation([*excerpt[:-1], entries[-1]]) is None


def test_another_value_in_the_place_of_the_first_is_found() -> None:
    """An erasable field can be erased, never changed: its commitment stays in the digest."""
    records = evening()
    first, *_ = everything(records)
    entry = sealed(records)[first.seq - 1]
    assert entry.body is not None
    body = replace(entry.body, payload={**entry.body.payload, first.field: "Ich bin krank."})
    forged = from_line(to_line(replace(entry, body=body)))
    entries = [forged if n.seq == first.seq else n for n in sealed(records)]
    assert deviation(entries) == (Check.DIGEST, first.seq)


def test_a_vote_can_be_neither_kept_back_nor_erased() -> None:
    """Also whoever holds the key of the bot is found out who seals a vote so that it may go."""
    records = evening()
    place = next(n for n, one in enumerate(records) if isinstance(one.event, e.VoteCast))
    vote = sealed(records)[place]
    with pytest.raises(ValueError, match=r"only these fields can be erased: none"):
        erase(vote, {"choice"})
    assert vote.body is not None
    held = Body(
        kind="vote_cast",
        version=vote.body.version,
        origin=OPERATOR,
        payload={name: v for name, v in vote.body.payload.items() if name != "choice"},
        salt=vote.body.salt,
        withheld={"choice": "ab" * 32},
    )
    entry = seal(stream=STREAM, seq=1, prev=GENESIS, at=START, body=held, signer=SIGNER)
    gone = e.ErasedField(seq=1, kind="vote_cast", field="choice")
    assert deviation([entry, *chained([(BODY, order(gone), START)])]) == (Check.ERASURE, 1)


def test_an_order_nobody_can_read_is_a_deviation() -> None:
    body = Body(kind=ORDER, version=1, origin=OPERATOR, payload={"stream": STREAM}, salt="00" * 16)
    entry = seal(stream=BODY, seq=1, prev=GENESIS, at=START, body=body, signer=SIGNER)
    assert deviation([entry]) == (Check.ERASURE, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":2', b'"v":1'),
        (b'"disclosed":{', b'"disclosed":{"more":{"salt":"' + b"0" * 32 + b'","value":1},'),
    ],
)
def test_a_line_with_more_or_less_than_its_form_has_is_no_entry(old: bytes, new: bytes) -> None:
    records = evening()
    line = to_line(sealed(records)[everything(records)[0].seq - 1])
    with pytest.raises(ValueError, match=r"form|commits"):
        from_line(line.replace(old, new))


def test_erased_twice_is_refused() -> None:
    records = evening()
    first, *_ = everything(records)
    entry = erase(sealed(records)[first.seq - 1], {first.field})
    with pytest.raises(ValueError, match="only these fields"):
        erase(entry, {first.field})
    with pytest.raises(ValueError, match="none"):
        erase(replace(entry, body=None), {first.field})
