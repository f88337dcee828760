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
from bridge.control.process import Place, Process, set_up_log


def main(arguments: list[str] | None = None) -> int:
    """Run the bridge. Returns 0, or 2 for a configuration that cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m bridge", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")
    parser.add_argument("--check", action="store_true", help="check the file and end")
    # How the first process starts that of a meeting; not for people.
    parser.add_argument("--door", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--media-port", type=int, default=0, help=argparse.SUPPRESS)
    told = parser.parse_args(arguments)
    try:
        config = load(told.config)
        if told.check:
            print(f"{told.config}: good")
            return 0
        set_up_log()
        place = Place(told.door, told.media_port) if told.door else None
        uvloop.run(_run(config, told.config, place))
    except (ConfigRefused, KeysRefused) as refused:
        print(refused, file=sys.stderr)
        return 2
    return 0


async def _run(config: Config, file: Path, place: Place | None) -> None:
    await Process(config, file, place).run()


if __name__ == "__main__":
    sys.exit(main())
