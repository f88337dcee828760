# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why a file is not taken."""

from __future__ import annotations


class PaperRefused(Exception):
    """A file that is not taken; `reason` names the sentence `paper_file.…`, `most` its figure."""

    def __init__(self, reason: str, *, most: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.most = most
