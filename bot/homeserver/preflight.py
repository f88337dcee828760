# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What would certainly go wrong, said before Synapse is started: seconds earlier, and clearer.

Some of it Synapse would not even notice: it replaces a missing signing key by a new one without
a word, which makes it a stranger to every other server.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import importlib.util
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

from bot.homeserver import secret_files
from bot.homeserver.diagnosis import (
    HomeserverError,
    Kind,
    Trouble,
    already_running,
    disk_full,
    port_taken,
    signing_key_unusable,
)
from bot.homeserver.layout import Layout
from bot.homeserver.settings import Settings

LEAST_FREE_BYTES = 20 * 1024 * 1024  # less is gone within one meeting
_SIGNING_KEY_WORDS = 3
_SEED_BYTES = 32


def check(layout: Layout, settings: Settings) -> None:
    """Refuse to start Synapse when it could not run.

    Raises:
        HomeserverError: with the first trouble found.
    """
    for trouble in _troubles(layout, settings):
        raise HomeserverError(trouble)


def _troubles(layout: Layout, settings: Settings) -> Iterator[Trouble]:
    if importlib.util.find_spec("synapse") is None:
        yield Trouble(
            kind=Kind.MODULE_MISSING,
            sentence="Synapse is not installed. Install it: pip install 'gremium[homeserver]'.",
            permanent=True,
        )
    if (pid := holder_of(layout.lock)) is not None:
        yield already_running(layout.data, pid or None)
    yield from _secret_troubles(layout, settings)
    if is_taken(settings.port):
        yield port_taken(settings.port)
    if shutil.disk_usage(layout.data).free < LEAST_FREE_BYTES:
        yield disk_full(layout.data)


def _secret_troubles(layout: Layout, settings: Settings) -> Iterator[Trouble]:
    try:
        why = _fault_of_signing_key(settings.signing_key)
        secret_files.read(layout.secret(secret_files.REGISTRATION))
    except secret_files.UnsafeSecretError as error:
        yield Trouble(kind=Kind.SECRET, sentence=str(error), permanent=True)
        return
    if why:
        yield signing_key_unusable(settings.signing_key, why)


def _fault_of_signing_key(path: Path) -> str | None:
    """What is wrong with the key file, as the end of a sentence; None when it is usable."""
    if not path.exists():
        return "is missing"
    lines = [line.split() for line in secret_files.read(path).splitlines() if line.strip()]
    if not lines:
        return "is empty"
    for words in lines:
        if len(words) != _SIGNING_KEY_WORDS or words[0] != "ed25519" or not _is_seed(words[2]):
            return "is no signing key (a line `ed25519`, a name, 43 characters)"
    return None


def _is_seed(text: str) -> bool:
    try:
        return len(base64.b64decode(text + "=" * (-len(text) % 4), validate=True)) == _SEED_BYTES
    except (binascii.Error, ValueError):
        return False


def is_taken(port: int) -> bool:
    """Whether another program listens on this loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Synapse does
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
        return False


def holder_of(lock: Path) -> int | None:
    """The process that holds the lock of a homeserver's data (0: unknown); None: nobody."""
    try:
        file = lock.open("r", encoding="ascii", errors="replace")
    except OSError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            content = file.read().strip()
            return int(content) if content.isdigit() else 0
        return None
