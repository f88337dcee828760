# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The table of meetings with processes of their own, as far as it needs no process."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bridge.control.config import Config, ConfigRefused, load
from bridge.control.meetings import QUICK_DEATHS, Meeting, Meetings

pytestmark = pytest.mark.unit


def test_one_that_dies_again_and_again_stays_down_for_a_while() -> None:
    meeting = Meeting("town", Path("door"))
    found = []
    for _ in range(QUICK_DEATHS):
        meeting.deaths.append(time.monotonic())
        found.append(meeting.hopeless)
    meeting.deaths.extend(time.monotonic() - 1_000 for _ in range(QUICK_DEATHS))
    found.append(meeting.hopeless)
    assert found == [*[False] * (QUICK_DEATHS - 1), True, False]


async def test_none_begins_while_the_bridge_ends() -> None:
    meetings = Meetings(Config(keys=Path("keys")), Path("bridge.toml"))
    async with meetings.running():
        meetings.drain()
        assert await meetings.open("town", None) is None
        assert meetings.of("town") is None
        assert not meetings.busy()


@pytest.mark.parametrize(
    ("ports", "taken"), [("[7883, 7947]", (7883, 7947)), ("[]", ()), ("[5000, 5000]", (5000, 5000))]
)
def test_ports_are_a_first_and_a_last(tmp_path: Path, ports: str, taken: tuple[int, ...]) -> None:
    file = tmp_path / "bridge.toml"
    file.write_text(f'[server]\nkeys = "keys"\n[media]\nmeeting_ports = {ports}\n')
    assert load(file).meeting_ports == taken


@pytest.mark.parametrize("ports", ["[7947, 7883]", "[7883]", "7883", "[0, 5]", "[1, 70000]"])
def test_anything_else_is_refused_with_an_example(tmp_path: Path, ports: str) -> None:
    file = tmp_path / "bridge.toml"
    file.write_text(f'[server]\nkeys = "keys"\n[media]\nmeeting_ports = {ports}\n')
    with pytest.raises(ConfigRefused, match=r"\[7883, 7947\]"):
        load(file)
