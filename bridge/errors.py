# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the bridge says no with.

BridgeError
├── NotFound          no such room, participant or track
├── NotAllowed        the grants or the E2EE policy say no
├── LimitReached      a limit of the configuration
└── PeerBroke         a peer broke a protocol; it is closed, nothing else is
"""

from __future__ import annotations


class BridgeError(Exception):
    """Base of every refusal; the text is for operators and carries no names."""


class NotFound(BridgeError):
    """The room, participant or track asked for does not exist."""


class NotAllowed(BridgeError):
    """The caller's grants or the E2EE policy forbid it."""


class LimitReached(BridgeError):
    """A configured limit would be exceeded."""


class PeerBroke(BridgeError):
    """A peer sent what no honest client sends; only that peer is closed."""
