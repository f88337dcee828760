# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""When to start a crashed homeserver again, and when to give up. Pure: time is an argument."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Waiting times in seconds: `first`, then doubled up to `longest`, after at most `attempts`."""

    first: float = 0.5
    longest: float = 30.0
    attempts: int = 6
    forgiven_after: float = 60.0  # healthy for so long: earlier crashes no longer count


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Start again when `until` has come."""

    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """It crashed `crashes` times in a row: starting it again helps nobody."""

    crashes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """The crashes so far. All times come from one monotonic clock, in seconds."""

    policy: Policy
    crashes: int = 0
    healthy_since: float | None = None

    def became_healthy(self, now: float) -> Backoff:
        """The homeserver answers."""
        return replace(self, healthy_since=now)

    def crashed(self, now: float) -> tuple[Backoff, Wait | GiveUp]:
        """The homeserver ended or never answered: what to do next."""
        forgiven = (
            self.healthy_since is not None
            and now - self.healthy_since >= self.policy.forgiven_after
        )
        crashes = 1 if forgiven else self.crashes + 1
        after = replace(self, crashes=crashes, healthy_since=None)
        if crashes > self.policy.attempts:
            return after, GiveUp(crashes=crashes)
        delay = min(self.policy.longest, self.policy.first * 2.0 ** (crashes - 1))
        return after, Wait(until=now + delay)
