# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A bad network made to measure: clients live in a network namespace behind it.

Where the kernel has it, `tc netem` does it to a pair of veth; where not, two TUN devices with a
thread between them that loses and delays whole IP packets just so. Either needs the rights of root.
"""

from __future__ import annotations

import contextlib
import fcntl
import heapq
import os
import random
import secrets
import select
import shutil
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x1, 0x1000
LIMIT = 10_000
"""Packets on their way in one direction; more are lost, as in netem."""


@dataclass(frozen=True, slots=True)
class Weather:
    """What happens to each packet, in each direction."""

    loss: float = 0.05
    least: float = 0.0
    most: float = 0.1
    """Seconds it is under way, drawn evenly: packets overtake each other."""


@dataclass(frozen=True, slots=True)
class Network:
    """A namespace and the address under which its inhabitants reach this machine."""

    namespace: str
    host: str
    how: str

    def inside(self, *command: str) -> list[str]:
        """The command line that runs `command` behind the bad network."""
        return ["ip", "netns", "exec", self.namespace, *command]


def why_not() -> str | None:
    """What forbids namespaces here; None: nothing."""
    if shutil.which("ip") is None:
        return "needs iproute2"
    name = f"gwx{secrets.token_hex(3)}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    if made.returncode:
        return f"no network namespaces here: {made.stderr.strip()}"
    _ip("netns", "del", name)
    return None


@contextlib.contextmanager
def weather(kind: Weather) -> Iterator[Network]:
    """Set up the namespace, and take everything down at the end."""
    name = f"gwx{secrets.token_hex(3)}"
    ours, theirs = f"{name}a", f"{name}b"
    net = f"10.{200 + secrets.randbelow(50)}.{secrets.randbelow(250)}"
    _ip("netns", "add", name)
    with contextlib.ExitStack() as stack:
        stack.callback(_ip, "netns", "del", name)
        how = "netem" if _netem(name, kind, ours, theirs) else "tun"
        if how == "tun":
            ends = _tun(ours), _tun(theirs)
            stack.callback(_close, ends)
            _ip("link", "set", theirs, "netns", name)
            stopping = threading.Event()
            thread = threading.Thread(target=_carry, args=(ends, kind, stopping), daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(stopping.set)
        else:
            stack.callback(_ip, "link", "del", ours)
        _ip("addr", "add", f"{net}.1/30", "dev", ours)
        _ip("link", "set", ours, "up")
        _ip("-n", name, "link", "set", "lo", "up")
        _ip("-n", name, "addr", "add", f"{net}.2/30", "dev", theirs)
        _ip("-n", name, "link", "set", theirs, "up")
        _ip("-n", name, "route", "add", "default", "via", f"{net}.1")
        yield Network(name, f"{net}.1", how)


def _netem(name: str, kind: Weather, ours: str, theirs: str) -> bool:
    try:
        _ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name)
    except subprocess.CalledProcessError:
        return False
    middle, spread = (kind.least + kind.most) / 2, (kind.most - kind.least) / 2
    rule = (
        *("netem", "limit", str(LIMIT), "loss", f"{kind.loss:.3%}"),
        *("delay", f"{middle * 1000:.0f}ms", f"{spread * 1000:.0f}ms"),
    )
    try:
        _run("tc", "qdisc", "add", "dev", ours, "root", *rule)
        _run("ip", "netns", "exec", name, "tc", "qdisc", "add", "dev", theirs, "root", *rule)
    except (subprocess.CalledProcessError, FileNotFoundError):
        _ip("link", "del", ours)
        return False
    return True


def _ip(*arguments: str) -> None:
    _run("ip", *arguments)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _tun(name: str) -> int:
    handle = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(handle, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return handle


def _close(ends: tuple[int, int]) -> None:
    for end in ends:
        os.close(end)


def _carry(ends: tuple[int, int], kind: Weather, stopping: threading.Event) -> None:
    dice = random.Random(4)  # noqa: S311  # chance that repeats
    other = dict(zip(ends, reversed(ends), strict=True))
    waiting: list[tuple[float, int, int, bytes]] = []
    count = 0
    while not stopping.is_set():
        wait = max(0.0, waiting[0][0] - time.monotonic()) if waiting else 0.2
        readable, _, _ = select.select(ends, [], [], min(wait, 0.2))
        now = time.monotonic()
        for end in readable:
            with contextlib.suppress(BlockingIOError):
                while True:
                    packet = os.read(end, 65_536)
                    if dice.random() >= kind.loss and len(waiting) < 2 * LIMIT:
                        count += 1
                        due = now + dice.uniform(kind.least, kind.most)
                        heapq.heappush(waiting, (due, count, other[end], packet))
        while waiting and waiting[0][0] <= now:
            _, _, to, packet = heapq.heappop(waiting)
            with contextlib.suppress(OSError):  # the end is down
                os.write(to, packet)
