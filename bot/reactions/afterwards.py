# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What comes by post once the meeting is over is told where its matter may be read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.papersout import COUNTING
from bot.domain.values import Phase
from bot.effects import Effect, Line, Place, Style
from bot.reactions.turn import Turn


def told(turn: Turn, lines: Sequence[Line], *, secret: bool) -> list[Effect]:
    """Say it where business is done; after the meeting to the room it belongs to, and the office.

    ``secret`` tells whether it was done without the public, or is about what the public must not
    read: the meeting's own state does not say so any more once it is over.
    """
    if turn.before.phase not in COUNTING:
        return [turn.say(*lines)]
    place = Place.CLOSED if secret else Place.SESSION
    return [turn.say(*lines, place=place), turn.office(*lines, *_redraft(turn))]


def _redraft(turn: Turn) -> list[Line]:
    """Warn that the draft of the minutes does not know what came after it."""
    if turn.before.phase is not Phase.DRAFTED or turn.after.phase is Phase.DRAFTED:
        return []
    return [Line("say.postal_redraft", style=Style.WARNING)]
