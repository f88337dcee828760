# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The description of the embedded homeserver where nobody has written one.

It is written once into the data folder, as a file like any other: the operator can read which name
and port were chosen, and change what may be changed.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from pathlib import Path

from bot.council import Council
from bot.homeserver.description import LEAST_PASSWORD_HASH_ROUNDS, Municipality
from bot.homeserver.loader import load
from bot.homeserver.preflight import is_taken

USUAL_PORT = 8008
LOCAL_NAME = "gremium.localhost"
"""For a server that only this machine reaches; RFC 6761 keeps the name for that."""


def describe(
    path: Path, councils: Sequence[Council], *, demonstration: bool, conference: str = ""
) -> Municipality:
    """Return the description at `path`, which is written first if it does not exist.

    Clients are told to ask for a place in the conference at the address `conference`. Raises
    FileRefused for a file that cannot be used, OSError for one that cannot be written.
    """
    if not path.exists():
        text = _text(councils, demonstration=demonstration, conference=conference)
        path.write_text(text, encoding="utf-8")
    return load(path)


def server_name_for(councils: Sequence[Council]) -> str:
    """Return the server all members named in the council files are on, else a local name."""
    users = [user for council in councils for user in council.users.values()]
    servers = {user.partition(":")[2] for user in users}
    return servers.pop() if len(servers) == 1 else LOCAL_NAME


def free_port(usual: int = USUAL_PORT) -> int:
    """Return the usual port if nobody listens on it, else (and for 0) any that is free.

    Two services of one installation need two usual ports: neither listens yet when both choose.
    """
    if usual and not is_taken(usual):
        return usual
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _text(councils: Sequence[Council], *, demonstration: bool, conference: str) -> str:
    name = councils[0].municipality if councils else "Gremium"
    lines = [
        "# Written by `gremium up`, once. Change what you like but server.name, then start again;",
        "# synapse-config/municipality.example.toml explains every key.",
        f"name = {json.dumps(name, ensure_ascii=False)}",
        "",
        "[server]",
        f"name = {json.dumps(server_name_for(councils))}  # in every user id; can never be changed",
        f"port = {free_port()}  # on this machine only",
    ]
    if conference:
        lines += ["", "[conference]", f"service_url = {json.dumps(conference)}"]
    if demonstration:
        lines += [
            "",
            "[passwords]",
            f"hash_rounds = {LEAST_PASSWORD_HASH_ROUNDS}  # many accounts are made at once here",
        ]
    return "\n".join(lines) + "\n"
