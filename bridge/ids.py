# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Identifiers in LiveKit's style: a prefix and twelve letters nobody can guess."""

from __future__ import annotations

import secrets
import string

_ALPHABET = string.ascii_letters + string.digits


def new_sid(prefix: str) -> str:
    """`RM_`, `PA_` or `TR_` and 12 random letters (71 bit)."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(12))
