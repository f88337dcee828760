# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A sound journal passes whatever was appended; every change is found at the right entry."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_events import SIGNER, START, STRANGER, SampleEvent, chain, said

from bot.store import Check, Deviation, Entry, Head, NewEntry, head_words
from bot.store.chain import from_line, seal, signed_message, to_line
from bot.store.entries import Damaged
from bot.store.export import read_lines, redacted
from bot.store.signing import signed_by
from bot.store.verify import Follower, Report, verify

KEYS = [SIGNER.public]
TEXTS = st.text(st.characters(max_codepoint=0xD7FF), max_size=20)
ACTS = st.builds(
    said, text=TEXTS, stream=st.sampled_from(["rat", "rat/2026-03"]), minute=st.integers(0, 90)
)
BATCHES = st.lists(ACTS, min_size=1, max_size=6)
FIVE = chain(said(f"Wort {n}", minute=n) for n in range(5))


def checked(entries: list[Entry], **options: Any) -> Report:
    return verify(entries, keys=KEYS, **options)


def found(report: Report) -> tuple[Check, str, int | None] | None:
    deviation = report.deviation
    return (deviation.check, deviation.stream, deviation.seq) if deviation else None


@given(BATCHES)
def test_whatever_was_appended_passes(batch: list[NewEntry[SampleEvent]]) -> None:
    report = checked(chain(batch))
    assert report.ok
    assert report.entries == len(batch)
    assert report.redacted == 0


@given(BATCHES, st.data())
def test_leaving_out_bodies_does_not_break_the_chain(
    batch: list[NewEntry[SampleEvent]], data: st.DataObject
) -> None:
    left_out = data.draw(st.lists(st.booleans(), min_size=len(batch), max_size=len(batch)))
    entries = [
        redacted(entry) if out else entry for entry, out in zip(chain(batch), left_out, strict=True)
    ]
    report = checked([from_line(to_line(entry)) for entry in entries])
    assert report.ok
    assert report.redacted == sum(left_out)
    assert all(out or entry.body for entry, out in zip(entries, left_out, strict=True))


@given(st.integers(0, 4), st.data(), st.integers(1, 255))
def test_a_changed_byte_is_found_at_its_entry(which: int, data: st.DataObject, flip: int) -> None:
    lines = [to_line(entry) for entry in FIVE]
    place = data.draw(st.integers(0, len(lines[which]) - 1))
    line = bytearray(lines[which])
    line[place] ^= flip
    lines[which] = bytes(line)
    report = verify((_read(line, n) for n, line in enumerate(lines, 1)), keys=KEYS)
    assert report.deviation is not None
    own_number = report.deviation.check is Check.SEQUENCE  # the entry is told by the wrong one
    if report.deviation.stream == "rat" and not own_number:  # nor as the first of another stream
        assert report.deviation.seq == which + 1
    if own_number and report.deviation.stream == "rat":
        assert report.deviation.expected == f"number {which + 1}"
    assert report.entries == which
    assert str(which + 1) in report.deviation.explain()


def _read(line: bytes, number: int) -> Entry | Damaged:
    try:
        entry = from_line(line)
    except ValueError as error:
        return Damaged(stream="rat", seq=None, line=number, problem=str(error))
    return entry


CHANGES: list[tuple[dict[str, Any], Check]] = [
    ({"seq": 9}, Check.SEQUENCE),
    ({"seq": 1}, Check.SEQUENCE),
    ({"prev": "ab" * 32}, Check.CHAIN),
    ({"digest": "ab" * 32}, Check.DIGEST),
    ({"digest": "ab" * 32, "body": None}, Check.HASH),
    ({"hash": "ab" * 32}, Check.HASH),
    ({"at": START + timedelta(days=1)}, Check.HASH),
    ({"signature": "ab" * 64}, Check.SIGNATURE),
    ({"signature": FIVE[1].signature}, Check.SIGNATURE),
]


@pytest.mark.parametrize(("change", "check"), CHANGES)
def test_a_changed_field_is_found_and_named(change: dict[str, Any], check: Check) -> None:
    entries = [*FIVE[:2], replace(FIVE[2], **change), *FIVE[3:]]
    assert found(checked(entries)) == (check, "rat", 1 if change.get("seq") == 1 else 3)


@pytest.mark.parametrize("field", ["kind", "version", "origin", "payload", "salt"])
def test_a_changed_body_is_found(field: str) -> None:
    body, other = FIVE[2].body, FIVE[3].body
    assert body is not None
    assert other is not None
    change: Any = {"kind": "sung", "version": 2}.get(field, getattr(other, field))
    changed = replace(FIVE[2], body=replace(body, **{field: change}))
    assert found(checked([*FIVE[:2], changed, *FIVE[3:]])) == (Check.DIGEST, "rat", 3)


def test_a_removed_entry_is_named_where_it_is_missing() -> None:
    assert found(checked([*FIVE[:2], *FIVE[3:]])) == (Check.SEQUENCE, "rat", 3)


def test_a_repeated_entry_is_found() -> None:
    assert found(checked([*FIVE[:3], FIVE[2], *FIVE[3:]])) == (Check.SEQUENCE, "rat", 3)


def test_a_history_written_anew_with_the_right_key_breaks_the_chain_behind_it() -> None:
    body = FIVE[2].body
    assert body is not None
    forged = seal(
        stream="rat",
        seq=3,
        prev=FIVE[1].hash,
        at=FIVE[2].at,
        body=replace(body, payload={"text": "anders"}),
        signer=SIGNER,
    )
    assert found(checked([*FIVE[:2], forged, *FIVE[3:]])) == (Check.CHAIN, "rat", 4)


def test_a_history_by_another_key_is_refused() -> None:
    report = verify(FIVE, keys=[STRANGER.public])
    assert found(report) == (Check.SIGNATURE, "rat", 1)
    assert verify(FIVE, keys=[STRANGER.public, SIGNER.public]).ok


def test_no_key_means_no_trust() -> None:
    assert found(verify(FIVE, keys=[])) == (Check.SIGNATURE, "rat", 1)


def test_an_old_backup_is_found_by_a_head_somebody_wrote_down() -> None:
    head = Head(seq=5, hash=FIVE[4].hash, at=FIVE[4].at)
    assert checked(FIVE, expected={"rat": head}).ok
    report = checked(FIVE[:3], expected={"rat": head})
    assert found(report) == (Check.HEAD, "rat", 4)
    assert report.deviation is not None
    assert head_words(head.hash) in report.deviation.explain()


def test_a_stream_that_vanished_is_found() -> None:
    head = Head(seq=1, hash=FIVE[0].hash, at=FIVE[0].at)
    assert found(checked(FIVE, expected={"bau": head})) == (Check.HEAD, "bau", 1)


def test_a_second_history_is_found_by_a_head_in_its_middle() -> None:
    other = chain(said(f"anders {n}", minute=n) for n in range(5))
    head = Head(seq=3, hash=FIVE[2].hash, at=FIVE[2].at)
    assert found(checked(other, expected={"rat": head})) == (Check.HEAD, "rat", 3)


def test_time_running_backwards_is_only_a_warning() -> None:
    report = checked(chain([said("a", minute=5), said("b", minute=3), said("c", minute=3)]))
    assert report.ok
    assert [(warned.stream, warned.seq) for warned in report.warnings] == [("rat", 2)]


class Counting(Follower):
    """Expects a number of words in the journal."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.seen = 0

    def entry(self, entry: Entry) -> None:
        self.seen += 1

    def finish(self) -> Deviation | None:
        if self.seen == self.wanted:
            return None
        return Deviation(
            check=Check.FOLLOWS,
            stream="minutes.pdf",
            seq=None,
            expected=str(self.wanted),
            found=str(self.seen),
        )


def test_a_document_that_does_not_follow_is_a_deviation() -> None:
    assert checked(FIVE, followers=[Counting(5)]).ok
    assert found(checked(FIVE, followers=[Counting(4)])) == (Check.FOLLOWS, "minutes.pdf", None)


def test_the_report_carries_head_and_words() -> None:
    stream = checked(FIVE).streams[0]
    assert (stream.entries, stream.head.seq, stream.head.hash) == (5, 5, FIVE[4].hash)
    assert stream.words == head_words(FIVE[4].hash)


def test_the_format_is_the_documented_one() -> None:
    """Computed the way docs/reference/journal.md tells a stranger, without our code."""
    line = json.loads(to_line(FIVE[1]))

    def form(value: Any) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    digest = sha256(bytes.fromhex(line["salt"]) + form(line["body"])).hexdigest()
    names = ("at", "digest", "prev", "seq", "stream", "v")
    entry_hash = sha256(form({name: line[name] for name in names})).hexdigest()
    assert (digest, entry_hash) == (line["digest"], line["hash"])
    assert line["prev"] == FIVE[0].hash
    assert signed_message(entry_hash) == f"gremium journal {entry_hash}".encode()
    assert signed_by(SIGNER.public, signed_message(entry_hash), bytes.fromhex(line["signature"]))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"[" * 100_000,
        to_line(FIVE[0]).replace(b'"v":1', b'"v":2'),
        to_line(FIVE[0]).replace(b'"seq":1', b'"seq":1,"seq":1'),
        to_line(FIVE[0]).replace(b'"v":1', b'"v":1,"x":1'),
        to_line(FIVE[0]) + b" ",
    ],
)
def test_a_line_that_is_no_entry_is_damage_not_a_crash(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rat.jsonl"
    path.write_bytes(text + b"\n")
    records = list(read_lines(path, "rat"))
    assert isinstance(records[0], Damaged)
    assert found(verify(records, keys=KEYS)) == (Check.UNREADABLE, "rat", 1)
