# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ballots under attacks drawn by lot, judged by one oracle: nothing forged, lost, doubled, silent.

CI plays a few with a fixed seed; `make campaign-random` plays many with a seed of its own, which it
prints, so that a failing run can be played again (`SEED=… ROUNDS=…`).
"""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest
from campaign import Case
from hall import VOTERS, Hall, Vote
from hostile import double, each_sealed, forge_sender, hide, play_back, relabel

from bot.domain.meeting import Ballot
from bot.domain.values import Choice
from bot.effects import Place
from bot.matrix.http import path

pytestmark = pytest.mark.asyncio(loop_scope="package")
Json = dict[str, Any]
SEED = int(os.environ.get("CAMPAIGN_SEED", "20261122"))
ROUNDS = int(os.environ.get("CAMPAIGN_ROUNDS", "3"))
WORDS = {Choice.YES: "ja", Choice.NO: "nein", Choice.ABSTAIN: "enthaltung"}
HARMLESS = ("none", "double", "hide", "gloss", "dress")
"""The vote counts all the same."""
TOLD = ("forge", "replay", "relabel", "collide", "attach")
"""The vote does not count, and the office is told."""


def gloss(item: Json) -> list[Json]:
    return [item | {"unsigned": {"redacted_because": {}}, "origin_server_ts": 0}]


def dress(item: Json) -> list[Json]:
    return [item | {"state_key": ""}]


def arm(hall: Hall, attack: str, seat: str, other: str, old: tuple[str, Json]) -> None:
    """Let the server do this to what the seat says."""
    user, shown, (event_id, content) = (
        hall.members[seat].user_id,
        hall.members[other].user_id,
        old,
    )
    relation = {"m.relates_to": {"rel_type": "m.replace", "event_id": event_id}}
    twists: dict[str, Any] = {
        "double": double(user),
        "hide": hide(user),
        "gloss": each_sealed(user, gloss),
        "dress": each_sealed(user, dress),
        "forge": forge_sender(user, shown),
        "replay": play_back(user, content),
        "relabel": relabel(user, session_id="unknown"),
        "collide": each_sealed(user, lambda item: [item | {"event_id": event_id}]),
        "attach": each_sealed(user, lambda item: [item | {"content": item["content"] | relation}]),
    }
    if attack in twists:
        hall.server.twist(twists[attack])


async def closed(hall: Hall, vote: Vote) -> Ballot:
    """Close; the bot asks once to wait for those it could not hear."""
    for _ in range(3):
        if vote.ballot.open:
            await hall.handled(await hall.say("S", "!abstimmung schließen", Place.OFFICE))
    return vote.ballot


@pytest.mark.timeout(120 + 60 * ROUNDS)
async def test_under_attacks_drawn_by_lot_no_vote_is_forged_lost_or_doubled(
    hall: Hall, case: Case
) -> None:
    lot, drawn, lost = Random(SEED), 0, 0  # noqa: S311 - a run is to be played again
    print(f"\ncampaign: SEED={SEED} ROUNDS={ROUNDS}")
    for round_ in range(ROUNDS):
        await hall.fresh()
        old: dict[str, tuple[str, Json]] = {}
        for seat in VOTERS:
            said = await hall.say(seat, "Guten Abend")
            await hall.handled(said)
            where = path("rooms", hall.session, "event", said)
            old[seat] = said, (await hall.members["S"].http.get(where))["content"]
        meant = {seat: lot.choice(list(WORDS)) for seat in VOTERS}
        attacks = {seat: lot.choice(HARMLESS + TOLD) for seat in VOTERS}
        where_from = f"seed {SEED}, round {round_}: {attacks}"
        async with hall.ballot() as vote:
            for seat in lot.sample(VOTERS, len(VOTERS)):
                hall.server.relent()
                other = lot.choice([o for o in VOTERS if o != seat])
                arm(hall, attacks[seat], seat, other, old[seat])
                said = await hall.say(seat, WORDS[meant[seat]])
                await hall.handled(await hall.say("A", "Aha"))  # what was said before is through
                drawn += attacks[seat] != "none"
            hall.server.relent()
            ballot = await closed(hall, vote)
            counted = vote.votes
            for seat in VOTERS:
                expected = meant[seat] if attacks[seat] in HARMLESS else None
                found = counted.get(seat)
                # A vote spoilt in the sync may be found whole in the history at the close.
                assert found == expected or (expected is None and found is meant[seat]), where_from
                lost += found is None
            assert set(counted) <= set(VOTERS), where_from
            result = ballot.result
            assert result is not None, where_from
            assert result.yes == sum(c is Choice.YES for c in counted.values()), where_from
            assert result.no == sum(c is Choice.NO for c in counted.values()), where_from
            if set(attacks.values()) & set(TOLD):
                assert await hall.incidents() != [], where_from
                await hall.hears("S", "(@")
    case(
        f"{drawn} attacks drawn by lot",
        f"no vote forged, doubled or lost in silence; {lost} refused aloud",
        f"seed {SEED}, {ROUNDS} rounds",
    )
