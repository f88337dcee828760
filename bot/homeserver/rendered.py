# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Are the homeserver's files what was rendered, and what would be rendered now?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.homeserver import findings, loader
from bot.homeserver.findings import Finding
from bot.homeserver.layout import Layout
from bot.homeserver.render import Flavour, drift, rendered_texts
from bot.homeserver.settings import SettingsError, read_settings
from bot.tomlfile import FileRefused


def rendered(layout: Layout, description: Path) -> Iterator[Finding]:
    """Judge the files of the embedded homeserver; nothing is changed."""
    try:
        settings = read_settings(layout)
    except SettingsError as error:
        yield findings.error("homeserver files", str(error), "Start `gremium up` once.")
        return
    for path in sorted(layout.root.glob("*.new")):
        yield findings.warning(
            "homeserver files",
            f"{path.name.removesuffix('.new')} was edited by hand and is not up to date.",
            f"Compare it with {path}; move own settings to local.yaml.",
        )
    yield from _drifted(layout, description)
    yield findings.fine("homeserver files", f"Rendered for {settings.server_name}.")


def _drifted(layout: Layout, description: Path) -> Iterator[Finding]:
    """Compare files, what was rendered, and what the description would be rendered to now."""
    subject = "homeserver files"
    try:
        texts = rendered_texts(loader.load(description), Flavour.EMBEDDED, layout)
    except FileRefused as error:
        yield findings.error(subject, str(error), "Correct the description; `gremium up` needs it.")
        texts = {}
    found = drift(layout, texts)
    for name in found.edited:
        yield findings.warning(
            subject,
            f"{name} was edited by hand since it was rendered.",
            "Move own settings to local.yaml; then `gremium synapse-config --overwrite` renders "
            f"it anew and keeps the edited text as {name}.bak.",
        )
    for name in found.missing:
        yield findings.error(
            subject, f"{name} is missing.", "Start `gremium up`; it renders the file again."
        )
    for name in (name for name in found.outdated if name not in found.edited):
        yield findings.warning(
            subject,
            f"{name} is not what {description.name} says now.",
            "Restart `gremium up`; it renders the homeserver's files at each start.",
        )
