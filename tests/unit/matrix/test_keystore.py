# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the key store remembers beside keys: the course of our rooms' state."""

from __future__ import annotations

from math import inf
from pathlib import Path

from bot.matrix.keystore import KeyStore
from bot.matrix.roomstate import Course, Intended

NAME, OTHER = ("!r", "m.room.name", ""), ("!r", "m.room.topic", "")


def store(folder: Path) -> KeyStore:
    return KeyStore("@bot:x.test", "ONE", folder, "key")


def reopened(first: KeyStore, folder: Path) -> dict[tuple[str, str, str], Course]:
    first.close()
    again = store(folder)
    known = again.room_state()
    again.close()
    return known


def test_what_was_shown_and_what_is_meant_outlive_a_restart(tmp_path: Path) -> None:
    first = store(tmp_path)
    meant = (Intended(digest="b", done=7.0), Intended(digest="c"))
    first.remember_state(NAME, Course(shown="a", ahead=meant))
    first.remember_state(OTHER, Course(ahead=(Intended(digest="x"),)))
    assert reopened(first, tmp_path) == {
        # confirmed before the restart, which is long enough ago
        NAME: Course(shown="a", ahead=(Intended(digest="b", done=-inf), Intended(digest="c"))),
        OTHER: Course(ahead=(Intended(digest="x"),)),
    }


def test_what_is_over_is_forgotten(tmp_path: Path) -> None:
    first = store(tmp_path)
    first.remember_state(NAME, Course(shown="a", ahead=(Intended(digest="b"),)))
    first.remember_state(NAME, Course(shown="b"))
    assert reopened(first, tmp_path) == {NAME: Course(shown="b")}
