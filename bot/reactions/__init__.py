# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows from an event: a pure function from journal to effects.

``meeting_effects(turn)`` and ``body_effects(turn)`` are given the state before and after one
journal entry. The same journal always gives the same effects in the same order; so a bot that was
killed finds out by itself what it still owes.
"""

from bot.reactions.body import BodyTurn, body_effects
from bot.reactions.meeting import edited, meeting_effects
from bot.reactions.turn import Turn

__all__ = ["BodyTurn", "Turn", "body_effects", "edited", "meeting_effects"]
