# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Positions of Megolm sessions: the first event at a position stands, also over a restart."""

from __future__ import annotations

from pathlib import Path

from sample_events import SIGNER
from sample_journal import planned

from bot.domain.events import Event
from bot.positions import Positions
from bot.store import Codec, Intake, Journal


def test_the_first_event_at_a_position_stands() -> None:
    known = Positions()
    known.record("s", 3, "$first")
    known.record("s", 3, "$second")
    assert known.seen("s", 3) == "$first"
    assert known.seen("s", 4) is None
    assert known.seen("other", 3) is None


def test_the_highest_position_is_known_whatever_the_order() -> None:
    known = Positions()
    assert known.highest("s") is None
    for index in (2, 7, 5):
        known.record("s", index, f"${index}")
    assert known.highest("s") == 7


async def test_what_was_taken_in_is_known_after_a_restart(tmp_path: Path) -> None:
    path = str(tmp_path / "journal.db")
    async with await Journal.open(path, codec=Codec[Event](Event), signer=SIGNER) as journal:
        taken = Intake(
            event_id="$e", room="!r", at=planned().now, session_id="s", message_index=4, verdict="x"
        )
        await journal.append([], intake=taken)
    async with await Journal.open(path, codec=Codec[Event](Event), signer=SIGNER) as journal:
        known = Positions()
        await known.load(journal)
    assert known.seen("s", 4) == "$e"
    assert known.highest("s") == 4


class Pruned:
    """A journal that remembers of an old session only how far it was read."""

    async def positions(self) -> list[tuple[str, int, str | None]]:
        return [("s", 9, None), ("s", 6, None), ("s", 12, "$e")]


async def test_below_the_floor_everything_was_seen() -> None:
    known = Positions()
    await known.load(Pruned())  # type: ignore[arg-type]
    assert known.seen("s", 0) == "pruned"
    assert known.seen("s", 9) == "pruned"
    assert known.seen("s", 10) is None
    assert known.seen("s", 12) == "$e"
    assert known.highest("s") == 12


def test_of_a_finished_session_only_the_highest_position_is_kept() -> None:
    known = Positions()
    for session, index in (("old", 3), ("old", 5), ("busy", 9)):
        known.record(session, index, f"${session}{index}")
    known.prune(["old", "never heard of"])
    assert [known.seen("old", index) for index in (0, 3, 5, 6)] == ["pruned"] * 3 + [None]
    assert known.highest("old") == 5
    assert known.seen("busy", 9) == "$busy9"
    assert known.highest("never heard of") is None
