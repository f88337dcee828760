# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests over HTTP by our clock instead of aiohttp's."""

from __future__ import annotations

import aiohttp

NO_CLOCK = aiohttp.ClientTimeout(total=None, sock_connect=None)
"""For requests within `asyncio.timeout`. aiohttp's own clock takes back two cancellations when it
goes off, so that a task told to stop at that very moment would go on."""
