# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who was removed from which room, and when: no token issued before brings them back.

Kept in a file if one is named, so that a restart forgets nothing; only digests of room and
identity stand in it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)

MOST = 100_000
"""Removals remembered; beyond that the oldest are forgotten."""


class Removals:
    """The memory of removals."""

    def __init__(self, path: Path | None = None, *, most: int = MOST) -> None:
        self._path = path
        self._most = most
        self._times: dict[str, float] = {}
        if path is not None:
            self._load(path)

    def remember(self, room: str, identity: str, at: float) -> None:
        """Refuse from now on what was issued up to ``at`` (seconds since 1970)."""
        key = _key(room, identity)
        self._times.pop(key, None)
        self._times[key] = at
        self._trim()
        if self._path is not None:
            self._append(self._path, key, at)

    def bars(self, room: str, identity: str, issued: float) -> bool:
        """Tell whether a token issued at ``issued`` is from before the removal.

        Tokens count whole seconds, so one issued in the very second of the removal is barred too.
        """
        removed = self._times.get(_key(room, identity))
        return removed is not None and int(issued) <= int(removed)

    def _append(self, path: Path, key: str, at: float) -> None:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                # Begins a line of its own, whatever half line a crash may have left.
                file.write(f"\n{json.dumps([key, at])}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            log.error("a removal will be forgotten at the next start (%s)", error.strerror)

    def _load(self, path: Path) -> None:
        """Read what an earlier run wrote; a line torn by a crash is passed over."""
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return
        for line in (line for line in lines if line):
            try:
                key, at = json.loads(line)
                self._times.pop(str(key), None)
                self._times[str(key)] = float(at)
            except (ValueError, TypeError):
                log.warning("a torn line in the file of removals was passed over")
        self._trim()

    def _trim(self) -> None:
        while len(self._times) > self._most:
            del self._times[next(iter(self._times))]


def _key(room: str, identity: str) -> str:
    return hashlib.sha256(json.dumps([room, identity]).encode()).hexdigest()
