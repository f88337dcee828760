# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A letter comes twice: because a server died over it, or because somebody plays it in."""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import Any

import pytest
from fuzzing.matrix import answering
from pair import Pair

from bot.matrix.events import Kind, Suspicious
from bot.matrix.letters import REMEMBERED, REPEATED_WITHIN, Letters

TOLD = [Suspicious(kind=Kind.LETTER_UNREADABLE, sender="@alice:x")]
LETTER = {"type": "m.room.encrypted", "sender": "@a:x", "content": {"ciphertext": {}}}


class Delivery:
    """A bot whose server came back `since_back` seconds ago, and the letters it is shown."""

    def __init__(self, pair: Pair, since_back: float) -> None:
        self.answers: dict[str, Any] = {"sync": {"next_batch": "s2"}}
        self.gateway = answering(self.answers, pair.bot)
        self.gateway.http.back_at = monotonic() - since_back

    async def of(self, *letters: Any) -> list[Suspicious]:
        """Show letters in one answer; return what is told of them."""
        self.answers["sync"] = {"next_batch": "s2", "to_device": {"events": [*letters]}}
        batch = await self.gateway.sync(0.0)
        self.gateway.commit(batch)
        return [item for item in batch.items if isinstance(item, Suspicious)]


async def test_a_letter_that_a_dying_server_doubled_is_passed_over_and_the_next_copy_told(
    pair: Pair,
) -> None:
    """Synapse forgets with its life which letters it has taken in: the client sends it again."""
    delivery = Delivery(pair, since_back=1.0)
    await delivery.of()
    letter = pair.letter()
    assert await delivery.of(letter) == []
    assert await delivery.of(letter) == []
    assert await delivery.of(letter) == TOLD


async def test_both_may_come_in_one_answer(pair: Pair) -> None:
    delivery = Delivery(pair, since_back=1.0)
    await delivery.of()
    letter = pair.letter()
    assert await delivery.of(letter, letter) == []
    assert await delivery.of(letter) == TOLD


@pytest.mark.parametrize("since_back", [inf, REPEATED_WITHIN + 1.0])
async def test_of_a_server_that_was_not_away_a_copy_is_told(pair: Pair, since_back: float) -> None:
    delivery = Delivery(pair, since_back)
    await delivery.of()
    letter = pair.letter()
    assert await delivery.of(letter) == []
    assert await delivery.of(letter) == TOLD


async def test_under_another_name_it_is_no_copy(pair: Pair) -> None:
    delivery = Delivery(pair, since_back=1.0)
    await delivery.of()
    letter = pair.letter()
    assert await delivery.of(letter) == []
    forged = letter | {"sender": "@eve:x"}
    assert [one.sender for one in await delivery.of(forged)] == ["@eve:x"]


def test_what_was_never_opened_has_no_copy() -> None:
    assert not Letters().is_repetition(LETTER, 0.0)


def test_a_flood_of_letters_makes_forget_the_oldest_and_not_more_room() -> None:
    letters = Letters()
    for number in range(REMEMBERED + 1):
        letters.was_read(LETTER | {"content": number})
    assert not letters.is_repetition(LETTER | {"content": 0}, 0.0)
    assert letters.is_repetition(LETTER | {"content": 1}, 0.0)
    assert letters.is_repetition(LETTER | {"content": REMEMBERED}, 0.0)
