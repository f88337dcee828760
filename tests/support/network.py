# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A network of its own for one client: a namespace with one cable to this machine.

with network() as far:
    async with browser(before=far.inside) as chromium: ...   # talks to far.here only
    far.cut()
"""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address

import pytest


@dataclass(frozen=True, slots=True)
class Network:
    """A namespace; `here` is this machine's address as seen from inside."""

    name: str
    cable: str
    here: str
    there: str

    @property
    def inside(self) -> tuple[str, ...]:
        """Words that make a command run inside."""
        return ("ip", "netns", "exec", self.name)

    def cut(self) -> None:
        """Pull the plug."""
        _ip("link", "set", self.cable, "down")

    def mend(self) -> None:
        """Put it back in."""
        _ip("link", "set", self.cable, "up")

    def narrow(self, kilobits: int) -> None:
        """From now on the inhabitants receive no more a second; a third of a second may queue."""
        rule = ("rate", f"{kilobits}kbit", "burst", "8kb", "latency", "300ms")
        _run("tc", "qdisc", "replace", "dev", self.cable, "root", "tbf", *rule)

    def widen(self) -> None:
        """As much as there is, again."""
        _run("tc", "qdisc", "delete", "dev", self.cable, "root")


@contextlib.contextmanager
def network(*, six: bool = False) -> Iterator[Network]:
    """Make one, of IPv6 alone if `six`; it is gone with the block.

    Skips the test where that is not allowed.
    """
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root")
    mark = secrets.token_hex(3)
    size, more = 30, list[str]()
    part = f"10.{secrets.randbelow(250) + 1}.{secrets.randbelow(250) + 1}."
    if six:
        part, size, more = f"fd{mark[:2]}:{mark[2:]}:{secrets.token_hex(2)}::", 64, ["nodad"]
    # As everybody writes them: by lot, a group may begin with a zero that is left out.
    here, there = (str(ip_address(f"{part}{n}")) for n in (1, 2))
    made = Network(f"gremium-{mark}", f"gr{mark}", here, there)
    _ip("netns", "add", made.name)
    try:
        _ip("link", "add", made.cable, "type", "veth", "peer", "name", "eth0", "netns", made.name)
        _ip("address", "add", f"{made.here}/{size}", "dev", made.cable, *more)
        _ip("link", "set", made.cable, "up")
        for words in (
            ("address", "add", f"{made.there}/{size}", "dev", "eth0", *more),
            ("link", "set", "eth0", "up"),
            ("link", "set", "lo", "up"),
            # Browsers name an address to the other side only if it leads somewhere.
            ("route", "add", "default", "via", made.here),
        ):
            _ip("-n", made.name, *words)
        yield made
    finally:
        _ip("netns", "delete", made.name)


def _ip(*words: str) -> None:
    _run("ip", *words)


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, timeout=20)
