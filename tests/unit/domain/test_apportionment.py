# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Seats are shared out as the law books' examples do it, and ties are never hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.apportionment import Method, apportion

STRENGTH = {"A": 60, "B": 27, "C": 13}


@pytest.mark.parametrize(
    ("method", "shared"),
    [
        (Method.DHONDT, {"A": 4, "B": 1, "C": 0}),
        (Method.HARE, {"A": 3, "B": 1, "C": 1}),
        (Method.SAINTE_LAGUE, {"A": 3, "B": 1, "C": 1}),
    ],
)
def test_five_seats_are_shared_out(method: Method, shared: dict[str, int]) -> None:
    found = apportion(method, 5, STRENGTH)
    assert (dict(found.seats), found.by_lot) == (shared, 0)


def test_equal_groups_draw_lots_for_the_last_seat() -> None:
    for method in Method:
        found = apportion(method, 3, {"A": 5, "B": 5})
        assert (dict(found.seats), found.by_lot, set(found.tied)) == (
            {"A": 1, "B": 1},
            1,
            {"A", "B"},
        )


def test_more_than_half_of_the_strength_may_mean_more_than_half_of_the_seats() -> None:
    """Laubach elects ten Stadträte; § 22 (4) KWG Hessen, and the lot for the last seat."""
    votes = {"Union": 16, "Sozis": 6, "Grüne": 4, "Liberale": 2, "Bürger": 2}
    plain = apportion(Method.HARE, 10, votes)
    assert (dict(plain.seats)["Union"], plain.by_lot) == (5, 0)
    found = apportion(Method.HARE, 10, votes, majority=True)
    assert dict(found.seats) == {"Union": 6, "Sozis": 2, "Grüne": 1, "Liberale": 0, "Bürger": 0}
    assert (found.by_lot, found.tied) == (1, ("Liberale", "Bürger"))
    # Who has more than half of the seats anyway, or no majority, gets nothing on top.
    assert apportion(Method.HARE, 9, {"A": 8, "B": 1}, majority=True).seats["A"] == 8
    even = apportion(Method.HARE, 5, {"A": 5, "B": 5}, majority=True)
    assert even.by_lot == 1


def test_no_seats_are_no_trouble_and_no_strength_is() -> None:
    assert dict(apportion(Method.HARE, 0, STRENGTH).seats) == dict.fromkeys(STRENGTH, 0)
    assert dict(apportion(Method.DHONDT, 0, STRENGTH).seats) == dict.fromkeys(STRENGTH, 0)
    for seats, strength in ((-1, STRENGTH), (3, {"A": 0}), (3, {"A": -1, "B": 2})):
        with pytest.raises(ValueError, match="negative"):
            apportion(Method.HARE, seats, strength)


@given(
    st.sampled_from(Method),
    st.integers(0, 40),
    st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 60), min_size=1).filter(
        lambda found: any(found.values())
    ),
)
def test_every_seat_is_given_and_order_of_typing_changes_nothing(
    method: Method, seats: int, strength: dict[str, int]
) -> None:
    found = apportion(method, seats, strength)
    assert sum(found.seats.values()) + found.by_lot == seats
    turned = apportion(method, seats, dict(reversed(strength.items())))
    assert (turned.seats, turned.by_lot, sorted(turned.tied)) == (
        found.seats,
        found.by_lot,
        sorted(found.tied),
    )
    for group, given_seats in found.seats.items():
        for other, more in found.seats.items():
            if strength[group] > strength[other] and not found.by_lot:
                assert given_seats >= more
