# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""``campaign.py TARGET [options of libFuzzer]``: look for what breaks a reader, led by coverage.

The corpus grows in ``var/fuzz/<target>``; the committed one is where it begins. An input that
breaks the target is written beside it, and what broke is told.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

import atheris  # only after `make fuzz` has installed it

with atheris.instrument_imports(
    include=["bot", "bridge", "csv", "tomllib", "html", "json", "tarfile"],
    enable_loader_override=False,
):
    from fuzzing import TARGETS

WORK = Path("var/fuzz")


def main() -> None:
    """Run libFuzzer until it finds something or its time is up."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"Which target? One of: {', '.join(TARGETS)}")
    target = TARGETS[sys.argv[1]]
    grown = WORK / target.name
    grown.mkdir(parents=True, exist_ok=True)
    words = WORK / f"{target.name}.words"
    words.write_text("".join(f'"{_quoted(token)}"\n' for token in target.tokens))
    logging.disable(logging.CRITICAL)  # a line for each refusal would take most of the time
    folders = [str(grown), *{str(seed.parent) for seed in target.seeds()}]
    options = [f"-dict={words}", f"-artifact_prefix={grown}{os.sep}broke-", "-timeout=20"]
    options += ["-rss_limit_mb=2048", "-max_len=65536", *sys.argv[2:]]
    atheris.Setup([sys.argv[0], *options, *folders], target.check)
    atheris.Fuzz()


def _quoted(token: bytes) -> str:
    return "".join(f"\\x{byte:02X}" for byte in token)


if __name__ == "__main__":
    main()
