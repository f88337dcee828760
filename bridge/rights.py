# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was decided in a room about somebody's rights outlives their coming and going."""

from __future__ import annotations

from livekit.protocol import models

from bridge.control.tokens import Grants


class Rulings:
    """The last decision about each identity: no token issued before it brings anything back."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[float, models.ParticipantPermission]] = {}

    def note(self, identity: str, permission: models.ParticipantPermission, now: float) -> None:
        """These are the rights of `identity` from now on (wall clock)."""
        ruling = models.ParticipantPermission()
        ruling.CopyFrom(permission)
        self._last[identity] = now, ruling

    def permission(self, grants: Grants) -> models.ParticipantPermission:
        """What the token grants, or what was decided since it was issued (in whole seconds)."""
        at, ruling = self._last.get(grants.identity, (-1.0, None))
        return grants.permission() if ruling is None or int(grants.issued) > int(at) else ruling
