# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every sentence people read, and how facts are put into it.

The sentences stand in ``locale/<language>/LC_MESSAGES/gremium.po`` under symbolic names such as
``refusal.no_quorum``. To add a language: copy one catalogue, translate it, write its locale into
the header line ``Language``, and add the code to `bot.domain.values.Language`.
"""

from __future__ import annotations

from bot.texts.catalogue import Texts, UnknownText
from bot.texts.facts import Key, Said, isolate
from bot.texts.names import clean_name, homoglyphs
from bot.texts.reasons import Naming, reason_key, say_reason

__all__ = [
    "Key",
    "Naming",
    "Said",
    "Texts",
    "UnknownText",
    "clean_name",
    "homoglyphs",
    "isolate",
    "reason_key",
    "say_reason",
]
