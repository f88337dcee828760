# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m bridge --config bridge.toml``"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import uvloop

from bridge.control.config import Config, ConfigRefused, load
from bridge.control.keys import KeysRefused
from bridge.control.process import Process, set_up_log


def main(arguments: list[str] | None = None) -> int:
    """Run the bridge. Returns 0, or 2 for a configuration that cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m bridge", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")
    parser.add_argument("--check", action="store_true", help="check the file and end")
    told = parser.parse_args(arguments)
    try:
        config = load(told.config)
        if told.check:
            print(f"{told.config}: good")
            return 0
        set_up_log()
        uvloop.run(_run(config))
    except (ConfigRefused, KeysRefused) as refused:
        print(refused, file=sys.stderr)
        return 2
    return 0


async def _run(config: Config) -> None:
    await Process(config).run()


if __name__ == "__main__":
    sys.exit(main())
