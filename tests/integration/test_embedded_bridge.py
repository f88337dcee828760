# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The conference server of `gremium up` when this machine will not have it."""

from __future__ import annotations

from pathlib import Path

from bot.embedded_bridge import BridgeFiles, running_bridge


async def test_a_bridge_that_cannot_be_started_is_told_and_ends_nothing_else(
    tmp_path: Path,
) -> None:
    files = BridgeFiles(tmp_path)
    files.log.mkdir()  # nothing can be written there
    told: list[str] = []
    async with running_bridge(files, "http://127.0.0.1:9/health", told.append):
        assert "cannot be started" in told[0]
