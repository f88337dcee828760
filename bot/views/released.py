# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The machine-readable form of a released resolution (Bekanntgabe nichtöffentlicher Beschlüsse).

``org.gremium.released`` rides in the one message that tells of the release, in the session room: it
holds what was released and nothing else of the meeting the resolution is of.
"""

from __future__ import annotations

from bot.domain.released import Released
from bot.views.base import View, counted, cut, fitting

RELEASED = "org.gremium.released"
RELEASED_VERSION = 1


def released(one: Released) -> View:
    """Return what pages show of a released resolution."""
    return fitting(
        lambda lengths: {
            "v": RELEASED_VERSION,
            "number": one.number,
            "decided": one.decided.isoformat(),
            "title": cut(one.title, lengths.title),
            **lengths.shortened(one.text),
            "own_words": one.own_words,
            "result": counted(one.result) if one.result else None,
            "resolved_in": one.resolved_in,
            "reason": cut(one.reason, lengths.text),
            "norm": one.norm,
        }
    )
