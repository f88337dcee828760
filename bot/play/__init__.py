# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A council evening played from a script: every member a real encrypted device of its own.

Read in this order: `script` (what may stand in a script), `parser` and `cast` (text to values),
`clock` (the evening's own time), `accounts` and `player` (who plays), `conductor` (step by step),
`outcome` (what a person would check afterwards), `evening` (all of it: ``play``).
`sample/evening.txt` is the evening `make run` shows, `sample/council.toml` its council.
"""

from pathlib import Path

SAMPLE = Path(__file__).parent / "sample"
SAMPLE_EVENING = SAMPLE / "evening.txt"
SAMPLE_COUNCIL = SAMPLE / "council.toml"

__all__ = ["SAMPLE", "SAMPLE_COUNCIL", "SAMPLE_EVENING"]
