# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What pages are shown, as data in the bot's messages: a meeting, and what is told beside it.

`meeting` is the view of a meeting, with `conduct` for how order is kept and residents ask in it,
`counting` for what is counted by hand, `electing` for elections, and `opening` for how it begins;
`between` is what the body decides without one, `released` a resolution made known after all. `base`
is what they share.
"""

from bot.views.base import LIMIT, View, concealed, size
from bot.views.between import CIRCULATIONS, circulations
from bot.views.meeting import (
    AGENDA_LIMIT,
    ON_ITEMS,
    TYPE,
    VERSION,
    ballot_concealed,
    title_concealed,
    view,
)
from bot.views.released import RELEASED, released

__all__ = [
    "AGENDA_LIMIT",
    "CIRCULATIONS",
    "LIMIT",
    "ON_ITEMS",
    "RELEASED",
    "TYPE",
    "VERSION",
    "View",
    "ballot_concealed",
    "circulations",
    "concealed",
    "released",
    "size",
    "title_concealed",
    "view",
]
