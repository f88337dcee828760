# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The first instructions of the Synapse process.

`python -m bot.homeserver.child <parent pid> <lock file> <Synapse's own arguments…>`

Synapse must not outlive the process that watches over it, even when that one is killed with
SIGKILL and cannot clean up. Linux can promise this (`prctl(2)`, PR_SET_PDEATHSIG), but only the
child itself may ask for it; so the child asks here and then becomes Synapse in the same process.
It also takes a lock that lasts as long as the process: two Synapses on one database destroy it.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import runpy
import signal
import sys
import time
from pathlib import Path
from typing import IO

ALREADY_RUNNING = 75  # EX_TEMPFAIL of sysexits.h: the lock is held by another process

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(parent: int) -> None:
    """Ask the kernel to send SIGTERM here when `parent` dies; exit if it is dead already.

    On systems without `prctl` this does nothing: there the lock finds leftovers.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died between fork and the line above
        raise SystemExit(0)


def take_lock(path: Path) -> IO[str]:
    """Lock `path` for as long as the returned file is open, and write the process id into it.

    Raises:
        BlockingIOError: another process holds the lock.
    """
    file = path.open("a+", encoding="ascii")
    for pause in (0.1, 0.3, 0.6, None):  # somebody who only looks holds it for a moment
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if pause is None:
                file.close()
                raise
            time.sleep(pause)
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def main(arguments: list[str]) -> None:
    """Tie this process to its parent and its data, then run Synapse with the other arguments."""
    os.umask(0o077)  # database, media and log are for this user alone
    die_with_parent(int(arguments[0]))
    try:
        lock = take_lock(Path(arguments[1]))
    except BlockingIOError:
        raise SystemExit(ALREADY_RUNNING) from None
    sys.argv = ["synapse.app.homeserver", *arguments[2:]]
    runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
    lock.close()


if __name__ == "__main__":
    main(sys.argv[1:])
