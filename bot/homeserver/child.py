# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The first instructions of the Synapse process: `python -m bot.homeserver.child <parent pid> <arguments…>`.

Synapse must not outlive the process that watches over it, even when that one is killed with
SIGKILL and cannot clean up. Linux can promise this (`prctl(2)`, PR_SET_PDEATHSIG), but only the
child itself may ask for it; so the child asks here and then becomes Synapse in the same process.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(parent: int) -> None:
    """Ask the kernel to send SIGTERM to this process when `parent` dies; exit if it is dead already.

    On systems without `prctl` this does nothing: there the pid file finds leftovers.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died between fork and the line above
        raise SystemExit(0)


def main(arguments: list[str]) -> None:
    """Tie this process to the parent named first, then run Synapse with the other arguments."""
    die_with_parent(int(arguments[0]))
    sys.argv = ["synapse.app.homeserver", *arguments[1:]]
    runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
