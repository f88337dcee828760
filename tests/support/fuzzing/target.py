# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a fuzz target is: something that takes any bytes and may refuse them, but never breaks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parents[2] / "fuzz" / "corpus"
"""``<target>/<file>``: seeds, and every input that once broke something."""
PATIENCE = 5.0
"""Seconds of processor time one input may cost; usual are milliseconds."""

LONGEST = 5_000
"""Characters of a refusal; nobody reads more."""


def readable(refused: Exception) -> None:
    """Make sure a refusal is one sentence people can read, harmless to the terminal showing it."""
    told = str(refused)
    assert told.isprintable(), repr(told[:200])
    assert told.strip(), type(refused).__name__
    assert len(told) < LONGEST, len(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One way into the program for bytes of strangers."""

    name: str
    run: Callable[[bytes], None]
    """Raises for a defect only: what the target may refuse, it catches."""
    tokens: tuple[bytes, ...] = ()
    """What the grammar is made of, for those who change inputs."""

    def seeds(self) -> list[Path]:
        """Return the committed inputs."""
        return sorted(path for path in (CORPUS / self.name).iterdir() if path.is_file())

    def check(self, data: bytes) -> None:
        """Run one input. Raises what the target raises, and AssertionError if it takes too long."""
        began = time.process_time()
        self.run(data)
        spent = time.process_time() - began
        assert spent < PATIENCE, f"{len(data)} bytes took {spent:.1f} s of processor time"
