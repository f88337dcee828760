# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A body's public meetings as OParl 1.1 objects. Pure: the journal's values in, JSON objects out.

Each object has a permanent address below the base address the operator names. OParl has no field
for votes; they stand in fields of our own, with the prefix ``gremium:`` (OP-10). What is not public
is not there at all (OP-11): no item, no title, no count. `held` says what the public may know of a
meeting, `Site` makes the objects of it, `lists` the pages a client asks for.
"""

from __future__ import annotations

from bot.oparl.held import Content, Held, Kind, Term, held, terms
from bot.oparl.lists import PAGE, Asked, Object, QueryRefused, read_query
from bot.oparl.site import LISTS, SCHEMA, Site, objects

__all__ = [
    "LISTS",
    "PAGE",
    "SCHEMA",
    "Asked",
    "Content",
    "Held",
    "Kind",
    "Object",
    "QueryRefused",
    "Site",
    "Term",
    "held",
    "objects",
    "read_query",
    "terms",
]
