# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How old stored formats are lifted to the next: `(kind, version) -> function`.

An entry under `(kind, 1)` says that version 2 exists and how a payload of version 1 becomes one.
Never remove a line: journals are kept for decades.
"""

from __future__ import annotations

from bot.store.codec import Upcasts

UPCASTS: Upcasts = {}
