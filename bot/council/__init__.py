# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A council as its municipality describes it: one TOML file, the roster in it or as CSV beside it.

`load_council` gives all of it or refuses with file, line and what to do; never half a roster.
`bot/play/sample/council.toml` is an example with every key.
"""

from __future__ import annotations

from bot.council.loader import Council, load_council
from bot.council.seats import Remark
from bot.tomlfile import FileRefused

__all__ = ["Council", "FileRefused", "Remark", "load_council"]
