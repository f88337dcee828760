# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Puts the built pages (``make widgets``) into the wheel, where `bot.web.pages` looks for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Pages(BuildHookInterface[Any]):
    """A wheel without them works and serves no pages; an editable install reads the clone's."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        built = Path(self.root, "widgets", "dist")
        if version == "editable":
            return
        if not (built / "panel" / "index.html").is_file():
            self.app.display_warning(
                "The pages are not built: this wheel goes without (make widgets)."
            )
            return
        build_data["force_include"][str(built)] = "bot/_widgets"
