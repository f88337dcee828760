# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Papers of a meeting: minutes and invitation as accessible HTML and tagged PDF/A-3a.

Only home of Jinja2 (for documents) and WeasyPrint. The same minutes, letterhead and attachment
always give the same bytes, as long as the versions of WeasyPrint, Pango and the fonts stay the
same: dates and ids come from the journal, never from the clock.
"""

from __future__ import annotations

from bot.paper.document import Document, JournalHead, Letterhead
from bot.paper.render import render, render_invitation

__all__ = ["Document", "JournalHead", "Letterhead", "render", "render_invitation"]
