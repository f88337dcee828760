# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Secrets of the homeserver: made once, one file each, readable by their owner alone.

They are referred to by path, never by value: no secret stands in a rendered file, in a report or
in a log. An existing file is never overwritten, whoever made it.
"""

from __future__ import annotations

import base64
import os
import secrets
import stat
import string
from collections.abc import Callable, Mapping
from pathlib import Path

REGISTRATION = "registration_shared_secret"
MACAROON = "macaroon_secret_key"
FORM = "form_secret"
SIGNING_KEY = "signing.key"
DATABASE = "pgpass"

_SEED_BYTES = 32  # Ed25519, RFC 8032 5.1.5
_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600


class UnsafeSecretError(Exception):
    """A secret on disk may be read by others, or cannot be read; the text says what to do."""


def _password() -> str:
    return secrets.token_urlsafe(32)


def _signing_key() -> str:
    """A new server signing key in the file format of Synapse: algorithm, version, seed."""
    letters = string.ascii_letters
    version = "a_" + "".join(secrets.choice(letters) for _ in range(4))
    seed = base64.b64encode(secrets.token_bytes(_SEED_BYTES)).decode().rstrip("=")
    return f"ed25519 {version} {seed}\n"


def _pgpass() -> str:
    """A password file of libpq. Only this server's connection uses it, so it matches all hosts."""
    return f"*:*:*:*:{_password()}\n"


_MAKERS: Mapping[str, Callable[[], str]] = {
    REGISTRATION: _password,
    MACAROON: _password,
    FORM: _password,
    SIGNING_KEY: _signing_key,
    DATABASE: _pgpass,
}


def ensure(folder: Path, *, names: tuple[str, ...]) -> tuple[str, ...]:
    """Make those secrets in `folder` that do not exist yet; return the names of the new ones.

    Raises:
        UnsafeSecretError: the folder or an existing secret can be read by other users.
    """
    folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    _refuse_if_open_to_others(folder)
    return tuple(name for name in names if _ensure_one(folder / name))


def read(path: Path) -> str:
    """The secret in `path`, without the line break at its end.

    Raises:
        UnsafeSecretError: it is missing, unreadable or open to other users.
    """
    _refuse_if_open_to_others(path)
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise UnsafeSecretError(f"The secret {path} cannot be read.") from None


def _ensure_one(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
    except FileExistsError:
        _refuse_if_open_to_others(path)
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), _PRIVATE_FILE)  # the umask may have taken our own rights away
        file.write(_MAKERS[path.name]())
        file.flush()
        os.fsync(file.fileno())
    return True


def _refuse_if_open_to_others(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise UnsafeSecretError(f"The secret {path} cannot be read: {error.strerror}.") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UnsafeSecretError(
            f"Other users of this machine may read {path} (mode {stat.S_IMODE(mode):04o}). "
            f"Close it with: chmod go-rwx {path}"
        )
