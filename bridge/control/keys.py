# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""API keys and their secrets, from a file that may be changed while the bridge runs.

The file has LiveKit's form, one ``name: secret`` a line. To rotate, add the new key, let every
issuer change over, then take the old line out: from the next check on its tokens are refused.
"""

from __future__ import annotations

import logging
import re
import stat
from collections.abc import Mapping
from pathlib import Path

log = logging.getLogger(__name__)

LEAST_SECRET = 32
"""Bytes; RFC 7518 3.2 asks for a key at least as long as the hash of HS256."""
LARGEST_FILE = 65_536
_LINE = re.compile(r"""^(?P<name>[^\s:"'#]+)\s*:\s*(?P<quote>["']?)(?P<secret>\S+)(?P=quote)$""")


class KeysRefused(Exception):
    """The key file cannot be used; ``str()`` names file, line and what to do."""


class Keys:
    """The keys of today. Reads its file again whenever that changed."""

    def __init__(self, secrets: Mapping[str, str], path: Path | None = None) -> None:
        self._secrets = dict(secrets)
        self._path = path
        self._seen = _stamp(path)

    @classmethod
    def load(cls, path: Path) -> Keys:
        """Read a key file. Raises `KeysRefused`."""
        seen = _stamp(path)
        keys = cls(read(path), path)
        keys._seen = seen  # a change between looking and reading is read again
        return keys

    def secret(self, name: str) -> str | None:
        """Return the secret of key ``name``, None if there is no such key (any more)."""
        self._refresh()
        return self._secrets.get(name)

    def first(self) -> tuple[str, str]:
        """Return name and secret of the key the bridge itself signs with: the file's first."""
        self._refresh()
        return next(iter(self._secrets.items()))

    def names(self) -> tuple[str, ...]:
        """Return the names of all keys, in the file's order."""
        self._refresh()
        return tuple(self._secrets)

    def _refresh(self) -> None:
        if self._path is None or (now := _stamp(self._path)) == self._seen:
            return
        self._seen = now
        try:
            self._secrets = read(self._path)
        except KeysRefused as refused:
            # A slip of the pen must not end a running meeting: the keys read last stay good.
            log.error("%s The keys read before stay in use.", refused)
        else:
            log.info("the key file was read again: %d keys", len(self._secrets))


def read(path: Path) -> dict[str, str]:
    """Return name → secret in the file's order. Raises `KeysRefused`."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(path.stat().st_mode)
            raw = file.read(LARGEST_FILE + 1)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise KeysRefused(f"{path} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise KeysRefused(f"{path} is not UTF-8. Is it the right file?") from None
    if len(raw) > LARGEST_FILE:
        raise KeysRefused(f"{path} is larger than {LARGEST_FILE} bytes. Is it the right file?")
    if mode & 0o077:
        raise KeysRefused(f"{path} may be read by others (mode {mode:o}). Run: chmod 600 {path}")
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, secret = _parsed(path, number, line.strip())
        if name in found:
            raise KeysRefused(f"{path}, line {number}: the key {name} is there twice.")
        found[name] = secret
    if not found:
        raise KeysRefused(f"{path} holds no key. Write one a line: name: secret")
    return found


def _parsed(path: Path, number: int, line: str) -> tuple[str, str]:
    parts = _LINE.match(line)
    if parts is None or not line.isprintable():  # never quotes the line: half of it is a secret
        raise KeysRefused(f"{path}, line {number}: is not of the form `name: secret`.")
    if len(parts["secret"].encode()) < LEAST_SECRET:
        raise KeysRefused(
            f"{path}, line {number}: the secret of {parts['name']} is shorter than {LEAST_SECRET} "
            "bytes. Draw one, for example with: openssl rand -base64 36"
        )
    return parts["name"], parts["secret"]


def _stamp(path: Path | None) -> tuple[int, int, int, int] | None:
    if path is None:
        return None
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size, facts.st_ino, facts.st_mode
