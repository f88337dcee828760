# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one way in which reading a call fails."""

from __future__ import annotations

from collections.abc import Mapping


class Misunderstood(Exception):
    """A call cannot be read. ``key`` names the sentence that says why, ``facts`` its figures."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts: Mapping[str, object] = facts
