# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files sealed in the format of age (age-encryption.org/v1). Home of pyrage.

What is sealed here any age program opens, without ours: ``age --decrypt FILE``. Sealed is to
recipients (public keys; the machine that makes backups then cannot open them) or with a passphrase.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import pyrage


class SealRefused(Exception):
    """A key cannot be used, or a file cannot be opened with what was given; a sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipients:
    """Public keys: ``age1…`` or ``ssh-ed25519 …``."""

    keys: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse unusable keys with SealRefused."""
        if not self.keys:
            raise SealRefused("No recipient was given.")
        _ = self.read()

    def read(self) -> list[Any]:
        """Return the keys as pyrage takes them. Raises SealRefused."""
        return [_recipient(key) for key in self.keys]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """Secret keys: ``AGE-SECRET-KEY-1…``, or the text of an SSH key file."""

    texts: tuple[str, ...] = field(repr=False)

    def read(self) -> list[Any]:
        """Return the keys as pyrage takes them. Raises SealRefused."""
        found = [key for text in self.texts for key in _identities(text)]
        if not found:
            raise SealRefused("The identity file holds no secret key of age.")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words a person knows; the whole content is held in memory."""

    words: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse an empty passphrase with SealRefused."""
        if not self.words:
            raise SealRefused("The passphrase is empty.")


def seal(source: IO[bytes], target: IO[bytes], lock: Recipients | Phrase) -> None:
    """Seal what `source` holds into `target`. Raises SealRefused."""
    try:
        if isinstance(lock, Phrase):
            target.write(pyrage.passphrase.encrypt(source.read(), lock.words))
        else:
            pyrage.encrypt_io(source, target, lock.read())
    except pyrage.EncryptError as error:
        raise SealRefused(f"The content could not be sealed: {error}.") from error


def unseal(source: IO[bytes], target: IO[bytes], key: Identities | Phrase) -> None:
    """Open what `seal` made. What is wrong is told before anything is believed.

    Raises SealRefused; `target` may then hold a part that must not be used.
    """
    try:
        if isinstance(key, Phrase):
            target.write(pyrage.passphrase.decrypt(source.read(), key.words))
        else:
            pyrage.decrypt_io(source, target, key.read())
    except (pyrage.DecryptError, OSError) as error:
        raise SealRefused(
            "The file cannot be opened: another passphrase or key is needed, or it is damaged or "
            f"cut short ({_first_line(error)})."
        ) from error


def _first_line(error: Exception) -> str:
    """Return what a library says, without the advice in further lines that fits its own program."""
    told = str(error).strip()
    return told.splitlines()[0].rstrip(".") if told else type(error).__name__


def new_identity() -> tuple[str, str]:
    """Draw a key pair; return (secret, public)."""
    made = pyrage.x25519.Identity.generate()
    return str(made), str(made.to_public())


def _recipient(text: str) -> Any:
    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    try:
        return kind.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise SealRefused(f"{text[:20]!r}… is no public key of age or SSH: {error}.") from error


def _identities(text: str) -> Sequence[Any]:
    try:
        if "PRIVATE KEY" in text:
            return [pyrage.ssh.Identity.from_buffer(text.encode())]
        lines = [line.strip() for line in text.splitlines()]
        secret = [line for line in lines if line and not line.startswith("#")]
        return [pyrage.x25519.Identity.from_str(line) for line in secret]
    except pyrage.IdentityError as error:
        raise SealRefused(f"The identity file cannot be read: {error}.") from error
