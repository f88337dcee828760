# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that reads bytes of strangers, each as a target: `TARGETS` is the table.

``make fuzz TARGET=… SECONDS=…`` looks for inputs that break one, led by coverage. What it finds
goes to ``tests/fuzz/corpus/<target>``, where every test run plays it again.
"""

from __future__ import annotations

from collections.abc import Mapping

from fuzzing import files, imports, matrix, papers, web, words
from fuzzing.target import Target

__all__ = ["TARGETS", "Target"]

TARGETS: Mapping[str, Target] = {
    target.name: target
    for home in (words, matrix, files, imports, papers, web)
    for target in home.TARGETS
}
