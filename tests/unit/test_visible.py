# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What `gremium doctor` says of the identity and the rooms members see."""

from __future__ import annotations

import pytest

from bot.homeserver.findings import Weight
from bot.matrix.crosssigning import Shown
from bot.matrix.recovery import SECRETS
from bot.visible import Room, judge_identity, judge_links, judge_recovery, judge_room

OURS = "A" * 43
OTHER = "B" * 43


def seen(master: str | None, *, signed: bool = True) -> Shown:
    return Shown(master=master, self_signing=master, user_signing=master, signed=signed)


@pytest.mark.parametrize(
    ("ours", "found", "pinned", "words"),
    [
        (OURS, seen(None, signed=False), set(), ["no identity"]),
        (OURS, seen(OTHER), set(), ["another identity"]),
        (OURS, seen(OURS, signed=False), set(), ["not signed"]),
        (OURS, seen(OURS), {OTHER}, ["journal states"]),
        (OURS, seen(OTHER), {OURS}, ["another identity", "journal states"]),
    ],
)
def test_another_identity_than_ours_is_an_error(
    ours: str | None, found: Shown, pinned: set[str], words: list[str]
) -> None:
    errors = [f for f in judge_identity(ours, found, pinned) if f.weight is Weight.ERROR]
    assert len(errors) == len(words)
    for finding, word in zip(errors, words, strict=True):
        assert word in finding.sentence
        assert finding.remedy


@pytest.mark.parametrize(("ours", "pinned"), [(OURS, set()), (OURS, {OURS}), (None, set())])
def test_the_identity_of_the_seeds_is_fine(ours: str | None, pinned: set[str]) -> None:
    [finding] = judge_identity(ours, seen(OURS), pinned)
    assert finding.weight is Weight.FINE


def test_a_homeserver_that_gives_out_no_links_is_a_warning_with_the_way_to_them() -> None:
    assert judge_links(offered=True).weight is Weight.FINE
    found = judge_links(offered=False)
    assert found.weight is Weight.WARNING
    assert "synapse-config" in found.remedy


def test_a_paper_that_would_not_help_is_a_warning() -> None:
    assert judge_recovery(tuple(SECRETS)).weight is Weight.FINE
    found = judge_recovery(tuple(SECRETS)[:2])
    assert found.weight is Weight.WARNING
    assert "gremium identity recovery-key" in found.remedy


@pytest.mark.parametrize(
    ("room", "words"),
    [
        (Room(body="rat", place="session", version=None), ["cannot be read"]),
        (Room(body="rat", place="session", version="10", encrypted=True), ["version 10"]),
        (Room(body="rat", place="office", version="12"), ["not encrypted"]),
        (Room(body="rat", place="closed", version="1"), ["version 1;", "not encrypted"]),
        (Room(body="rat", place="space", version="12"), []),
        (Room(body="rat", place="space", version="12", join_rule="public"), ["by “public”"]),
        (
            Room(body="rat", place="session", version="12", encrypted=True, history="shared"),
            ["to “shared”"],
        ),
        (
            Room(body="rat", place="closed", version="12", encrypted=True, moved=True),
            ["tombstone"],
        ),
        (
            Room(body="rat", place="session", version="12", encrypted=True, barred=("b.example",)),
            ["refuses the server b.example"],
        ),
        (Room(body="rat", place="session", version="11", encrypted=True), []),
    ],
)
def test_a_room_that_is_not_as_the_bot_makes_it_is_an_error(room: Room, words: list[str]) -> None:
    found = list(judge_room(room))
    assert found
    errors = [finding for finding in found if finding.weight is Weight.ERROR]
    assert len(errors) == len(words)
    for finding, word in zip(errors, words, strict=True):
        assert word in finding.sentence
        assert finding.remedy
