# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How Sphinx builds these pages: Markdown through MyST, every warning an error (`make docs`)."""

from __future__ import annotations

from importlib.metadata import version as installed_version

project = "Gremium"
author = "The Gremium contributors"
project_copyright = "2026, The Gremium contributors"
release = version = installed_version("gremium")

extensions = ["myst_parser", "sphinx_click"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
# Fragments become the changelog at a release; they are no pages.
exclude_patterns = ["_build", "changes"]

html_theme = "furo"
html_title = "Gremium"
html_show_sphinx = False
# Nothing is loaded from elsewhere: a town hall's network may be closed.
html_use_opensearch = ""
