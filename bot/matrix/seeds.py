# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bot's secret keys as one sealed file: cross-signing identity and journal signature.

Whoever holds this file open is the bot; whoever loses it changes the bot's identity for every
member. So the file is sealed by a passphrase or a key file, is written once and never overwritten.

Scheme: key = Argon2id(passphrase) (RFC 9106) or the 32 bytes of the key file; from it
HKDF-SHA256 with the file's salt derives a cipher key and a check value; the four seeds are sealed
with ChaCha20-Poly1305 (RFC 8439), the whole header authenticated. The check value tells a wrong
passphrase from a damaged file.

    SeedsError
      +-- SeedsExist      there is a file already; it is never replaced
      +-- SeedsMissing    no seed file, or no key file
      +-- SeedsExposed    others may read the file
      +-- SeedsDamaged    cut short or changed
      +-- SeedsNewer      written by a later version of this program
      +-- WrongLock       another passphrase or key file, or the other kind of the two
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.matrix.signing import canonical, decode_base64, encode_base64

FORMAT: Final = "gremium-seeds"
VERSION: Final = 1
SEED_BYTES: Final = 32
# RFC 9106, section 4, second recommended option: 64 MiB, 3 passes, 4 lanes.
ARGON2ID: Final = {"memory_kib": 64 * 1024, "iterations": 3, "lanes": 4}
# A file that asks for more than this is not ours; it must not exhaust the machine.
_ARGON2ID_MOST: Final = {"memory_kib": 1024 * 1024, "iterations": 16, "lanes": 16}
_CHECK_BYTES: Final = 16
_OPEN_TO_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class SeedsError(Exception):
    """The seeds cannot be had; the sentence says what to do."""


class SeedsExist(SeedsError):
    """A file is there already and is never replaced."""


class SeedsMissing(SeedsError):
    """The seed file or its key file is not there."""


class SeedsExposed(SeedsError):
    """Other users of the machine may read the file."""


class SeedsDamaged(SeedsError):
    """The file is cut short or was changed."""


class SeedsNewer(SeedsError):
    """A later version of this program wrote the file."""


class WrongLock(SeedsError):
    """Another passphrase or key file is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """Four Ed25519 seeds of 32 bytes each."""

    master: bytes = field(repr=False)
    self_signing: bytes = field(repr=False)
    user_signing: bytes = field(repr=False)
    journal: bytes = field(repr=False)
    """Signs the journal's checkpoints; not known to Matrix."""

    def __post_init__(self) -> None:
        """Refuse seeds of a wrong length with ValueError."""
        if any(len(getattr(self, part.name)) != SEED_BYTES for part in fields(self)):
            raise ValueError(f"a seed has {SEED_BYTES} bytes")

    @classmethod
    def generate(cls) -> Seeds:
        """Draw new seeds from the system's random source."""
        return cls(**{part.name: secrets.token_bytes(SEED_BYTES) for part in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passphrase:
    """Seal with words a person knows."""

    words: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse an empty passphrase with ValueError."""
        if not self.words:
            raise ValueError("the passphrase is empty")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """Seal with 32 random bytes in a file of its own, best on another medium than the seeds."""

    path: Path

    @classmethod
    def create(cls, path: Path) -> KeyFile:
        """Write a new key file (mode 0600). Raises SeedsExist."""
        _write_once(path, secrets.token_hex(SEED_BYTES).encode() + b"\n")
        return cls(path=path)

    def read(self) -> bytes:
        """Return the 32 bytes. Raises SeedsMissing, SeedsExposed or SeedsDamaged."""
        text = _read_private(self.path, "key file")
        try:
            key = bytes.fromhex(text.decode("ascii").strip())
        except ValueError:
            key = b""
        if len(key) != SEED_BYTES:
            raise SeedsDamaged(
                f"The key file {self.path} must hold {2 * SEED_BYTES} hexadecimal digits; "
                f"it holds {len(text.strip())} characters. Restore it from its backup."
            )
        return key


Lock = Passphrase | KeyFile
_LOCK_NAMES: Final = {Passphrase: "argon2id", KeyFile: "key-file"}
_LOCK_WORDS: Final = {"argon2id": "a passphrase", "key-file": "a key file"}


def save(seeds: Seeds, path: Path, lock: Lock) -> None:
    """Seal the seeds into a new file (mode 0600), on disk before this returns.

    Raises SeedsExist when there is a file, and leaves that untouched.
    """
    header: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "lock": _LOCK_NAMES[type(lock)],
        "salt": encode_base64(secrets.token_bytes(SEED_BYTES)),
        "nonce": encode_base64(secrets.token_bytes(12)),
    }
    if isinstance(lock, Passphrase):
        header |= ARGON2ID
    key, check = _derive(lock, header)
    header["check"] = encode_base64(check)
    plain = b"".join(getattr(seeds, part.name) for part in fields(seeds))
    sealed = ChaCha20Poly1305(key).encrypt(decode_base64(header["nonce"]), plain, canonical(header))
    _write_once(path, json.dumps({**header, "sealed": encode_base64(sealed)}, indent=2).encode())


def load(path: Path, lock: Lock) -> Seeds:
    """Open a seed file. Raises a SeedsError whose sentence names the cause and the next step."""
    content = _parse(path, _read_private(path, "seed file"))
    if content["lock"] != _LOCK_NAMES[type(lock)]:
        needed = _LOCK_WORDS.get(content["lock"], "a lock this version does not know")
        given = _LOCK_WORDS[_LOCK_NAMES[type(lock)]]
        raise WrongLock(f"{path} is sealed with {needed}, but {given} was given.")
    header = {name: value for name, value in content.items() if name != "sealed"}
    try:
        key, check = _derive(lock, header)
        if not hmac.compare_digest(check, decode_base64(header["check"])):
            raise WrongLock(_wrong(path, lock))
        nonce, sealed = decode_base64(header["nonce"]), decode_base64(content["sealed"])
        plain = ChaCha20Poly1305(key).decrypt(nonce, sealed, canonical(header))
        parts = [plain[at : at + SEED_BYTES] for at in range(0, len(plain), SEED_BYTES)]
        names = [part.name for part in fields(Seeds)]
        return Seeds(**dict(zip(names, parts, strict=True)))
    except (InvalidTag, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SeedsDamaged(_damaged(path)) from error


def reseal(path: Path, old: Lock, new: Lock) -> bool:
    """Let another lock open a seed file; False if it does so already. Whole or not at all.

    Raises a SeedsError if neither lock opens it; the file is untouched then.
    """
    try:
        load(path, new)
    except WrongLock:
        held = load(path, old)
    else:
        return False
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}.resealed")
    save(held, draft, new)
    draft.replace(path)
    _flush_folder(path.parent)
    return True


def set_aside(path: Path, now: datetime) -> Path:
    """Give a seed file a name of the past, so that another may take its place; return the name."""
    kept = path.with_name(f"{path.name}.{now:%Y%m%d-%H%M%S}")
    if kept.exists():
        raise SeedsExist(f"{kept} exists already; wait a second and repeat.")
    path.rename(kept)
    _flush_folder(path.parent)
    return kept


def _derive(lock: Lock, header: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Return cipher key and check value."""
    salt = decode_base64(header["salt"])
    if isinstance(lock, Passphrase):
        cost = {name: int(header[name]) for name in ARGON2ID}
        if any(not 0 < cost[name] <= most for name, most in _ARGON2ID_MOST.items()):
            raise ValueError("argon2id parameters out of bounds")
        stretch = Argon2id(
            salt=salt,
            length=SEED_BYTES,
            iterations=cost["iterations"],
            lanes=cost["lanes"],
            memory_cost=cost["memory_kib"],
        )
        secret = stretch.derive(lock.words.encode())
    else:
        secret = lock.read()
    both = HKDF(
        algorithm=hashes.SHA256(),
        length=SEED_BYTES + _CHECK_BYTES,
        salt=salt,
        info=f"{FORMAT} {VERSION}".encode(),
    ).derive(secret)
    return both[:SEED_BYTES], both[SEED_BYTES:]


def _parse(path: Path, data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data)
    except ValueError as error:
        raise SeedsDamaged(_damaged(path)) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise SeedsDamaged(f"{path} is not a seed file of Gremium.")
    version = content.get("version")
    if not isinstance(version, int) or version < 1:
        raise SeedsDamaged(_damaged(path))
    if version > VERSION:
        raise SeedsNewer(
            f"{path} was written by a newer Gremium (format {version}, this one reads up to "
            f"{VERSION}). Update Gremium; do not replace the file."
        )
    if not isinstance(content.get("lock"), str):
        raise SeedsDamaged(_damaged(path))
    return content


def _read_private(path: Path, what: str) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        raise SeedsMissing(f"There is no {what} at {path}.") from None
    except OSError as error:
        raise SeedsError(f"The {what} {path} cannot be read: {error.strerror}.") from error
    with os.fdopen(handle, "rb") as file:
        mode = stat.S_IMODE(os.fstat(handle).st_mode)
        if mode & _OPEN_TO_OTHERS:
            raise SeedsExposed(
                f"Other users may read the {what} {path} (mode {mode:04o}). "
                f"Find out who did, then run: chmod 600 {path}"
            )
        return file.read(1024 * 1024)


def _write_once(path: Path, data: bytes) -> None:
    """Write a new file of mode 0600: whole or not at all, never over another."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike rename, link refuses to replace
    except FileExistsError:
        raise SeedsExist(
            f"{path} exists already and is never overwritten: it is the bot's identity. "
            "Move it to a safe place first if you mean to start anew."
        ) from None
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _damaged(path: Path) -> str:
    return f"{path} is damaged: cut short or changed. Restore it from its backup."


def _wrong(path: Path, lock: Lock) -> str:
    if isinstance(lock, Passphrase):
        return f"The passphrase does not open {path}. Check keyboard layout and capitals."
    return f"The key file {lock.path} does not belong to {path}."
