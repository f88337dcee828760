# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values refuse what a hostile server may send instead of ids, and times without zone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_events import START, origin, said

from bot.store import Intake, storable_id
from bot.store.entries import instant, read_instant

BAD_IDS = ["", "a\x00b", "\ud800", "x" * 256, "a\nb", "ü" * 128]


@pytest.mark.parametrize("text", BAD_IDS)
def test_ids_that_cannot_be_stored_are_told_apart(text: str) -> None:
    assert not storable_id(text)
    with pytest.raises(ValueError, match="Intake"):
        Intake(event_id=text, room="!r", at=START)
    with pytest.raises(ValueError, match="Origin"):
        replace(origin(), sender=text)
    with pytest.raises(ValueError, match="Stream"):
        replace(said("x"), stream=text)


@pytest.mark.parametrize("text", ["$event", "@ayşe:example.org", "a b", "x" * 255])
def test_usual_ids_can_be_stored(text: str) -> None:
    assert storable_id(text)


def test_session_and_index_belong_together() -> None:
    with pytest.raises(ValueError, match="belong together"):
        Intake(event_id="e", room="r", at=START, session_id="s")


def test_an_entry_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(said("x"), at=START.replace(tzinfo=None))


@pytest.mark.parametrize(
    "text", ["2026-03-12", "2026-03-12T18:00:00Z", "2026-03-12T18:00:00.000000+00:00", "x"]
)
def test_only_one_form_of_a_time_is_read(text: str) -> None:
    assert read_instant(instant(START)) == START
    with pytest.raises(ValueError, match=r".+"):
        read_instant(text)
