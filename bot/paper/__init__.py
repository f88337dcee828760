# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Papers of a meeting: minutes and invitation as accessible HTML and tagged PDF/A-3a.

Only home of Jinja2 (for documents) and WeasyPrint. The same minutes, letterhead and attachment
always give the same bytes, as long as the versions of WeasyPrint, Pango and the fonts stay the
same: dates and ids come from the journal, never from the clock.
"""
