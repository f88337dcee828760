# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rate limits of Synapse that let a whole council arrive at once and still stop a password guesser.

Synapse's defaults break a roll call: the eleventh join to a room within seconds is refused, the
sixth invitation, the sixth login from one address (and a town hall has one address). All values
here follow from `members`, the largest number of people who arrive in one room at once.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """A token bucket: `burst` actions at once, refilled at `rate` per second."""

    rate: float
    burst: int


def rate_limits(members: int) -> dict[str, Limit]:
    """The buckets by their name in homeserver.yaml, for an arrival of `members` people."""
    everybody = members + 20  # members, guests, tellers, the bot and its rooms
    return {
        # One clerk enters the votes of a whole hall by hand, one after the other.
        "rc_message": Limit(5, everybody),
        # Everybody behind one address of the town hall, with a telephone and a laptop each,
        # and once more after a power cut.
        "rc_login.address": Limit(max(1, everybody / 20), 4 * everybody),
        "rc_login.account": Limit(0.1, 20),
        # The guard against guessing stays as it is in Synapse.
        "rc_login.failed_attempts": Limit(0.17, 3),
        # Accounts are made by the shared secret only, which no limit counts.
        "rc_registration": Limit(0.17, 3),
        "rc_registration_token_validity": Limit(0.1, 5),
        # Space, session room, closed room, office, gallery: one person joins all in a row.
        "rc_joins.local": Limit(1, 40),
        "rc_joins.remote": Limit(1, 40),
        "rc_joins_per_room": Limit(max(1, everybody / 10), 2 * everybody),
        "rc_invites.per_room": Limit(max(1, everybody / 10), 2 * everybody),
        "rc_invites.per_user": Limit(1, 40),
        "rc_invites.per_issuer": Limit(max(1, everybody / 10), 5 * everybody),
        "rc_room_creation": Limit(0.2, 20),
        # Each device may ask every other device for a missing key.
        "rc_key_requests": Limit(max(20, everybody), 5 * everybody),
        "rc_media_create": Limit(10, 50),
        # A conference client refreshes its delayed leave event every few seconds.
        "rc_delayed_event_mgmt": Limit(2, 40),
        "rc_presence.per_user": Limit(0.1, 1),
        "rc_3pid_validation": Limit(0.003, 5),
        "rc_third_party_invite": Limit(0.0025, 5),
        "rc_reports": Limit(1, 5),
        "rc_user_directory": Limit(0.1, 200),
        "rc_profile": Limit(5, 500),
    }


def nested(limits: dict[str, Limit]) -> dict[str, dict[str, object]]:
    """The limits in the shape of homeserver.yaml, where `rc_login.address` is a map in a map."""
    tree: dict[str, dict[str, object]] = {}
    for name, limit in limits.items():
        bucket: dict[str, object] = {"per_second": limit.rate, "burst_count": limit.burst}
        key, _, part = name.partition(".")
        if part:
            tree.setdefault(key, {})[part] = bucket
        else:
            tree[key] = bucket
    return tree


def federation_limit(members: int) -> dict[str, int]:
    """How many requests of one other server, whose members arrive together, are taken at once."""
    return {
        "window_size": 1000,
        "sleep_limit": max(10, members),
        "sleep_delay": 200,
        "reject_limit": max(50, 10 * members),
        "concurrent": 10,
    }
