# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers between meetings on a server that doubles, repeats, forges and keeps them."""

from __future__ import annotations

from typing import Any

import pytest
from campaign import Case
from circulation_hall import PERIOD, opened
from hall import VOTERS, Hall
from hostile import double, forge_sender, play_back

from bot.domain.circulating import Circulation
from bot.domain.values import Choice
from bot.matrix.http import path

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_an_answer_between_meetings_counts_once_for_its_author_and_in_time(
    hall: Hall, case: Case
) -> None:
    known = await opened(hall)
    carl, berta, ayse = (hall.members[seat] for seat in ("3", "1", "2"))

    def now() -> Circulation:
        return hall.council.chamber.desk.body.circulations[known.id]

    def answers() -> dict[str, Choice | None]:
        return {str(seat): reply.choice for seat, reply in now().replies.items()}

    hall.server.twist(double(carl.user_id))
    first = await hall.say("3", f"!umlauf {known.id} ja")
    await hall.until(lambda: answers() == {"3": Choice.YES})
    hall.relent()
    await hall.say("3", f"!umlauf {known.id} nein")
    await hall.until(lambda: answers() == {"3": Choice.NO})

    where = path("rooms", hall.session, "event", first)
    old: dict[str, Any] = (await hall.members["S"].http.get(where))["content"]
    hall.server.twist(play_back(carl.user_id, old))
    await hall.say("3", "Guten Abend")
    await hall.on_record("replayed", carl.user_id)
    assert answers() == {"3": Choice.NO}
    hall.relent()

    hall.server.twist(forge_sender(ayse.user_id, berta.user_id))
    await hall.say("2", f"!umlauf {known.id} nein")
    await hall.on_record("forged_sender", berta.user_id)
    assert answers() == {"3": Choice.NO}
    hall.relent()

    await hall.handled(await hall.say("A", f"!umlauf {known.id} ja"))
    await hall.handled(await hall.say("4", f"!umlauf eintragen {known.id} 1 ja Brief"))
    assert answers() == {"3": Choice.NO}

    hall.council.clock.ahead += PERIOD
    await hall.until(lambda: now().end is not None)
    ended = now().outcome
    await hall.handled(await hall.say("4", f"!umlauf {known.id} ja"))
    await hall.hears("4", "ist beendet")
    assert now().outcome == ended
    assert ended is not None
    assert (ended.agreed, ended.result) == (1, None)
    assert set(answers()) < set(VOTERS)
    case(
        "answer between meetings doubled, replayed, forged, foreign, late",
        "one answer, its author's; the rest refused or on record",
        hall.heard,
    )
