# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Archives and exports of ours that come back, perhaps from a stranger."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path

from bot import letterheads
from bot.agefile import Identities, Recipients, SealRefused, new_identity, seal
from bot.audit import audit_export, read_head, read_key
from bot.backupfile import BackupRefused, unpack
from bot.store.errors import ExportRefused
from fuzzing.target import Target, readable

_PART = b"\n%%\n"


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-imports-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _pair() -> tuple[str, str]:
    return new_identity()


def _empty(name: str) -> Path:
    folder = _folder() / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def backup(data: bytes) -> None:
    """What an age file of the right recipient holds: any bytes instead of our archive."""
    secret, public = _pair()
    sealed, target = _folder() / "backup.age", _empty("restored")
    with sealed.open("wb") as out:
        seal(BytesIO(data), out, Recipients(keys=(public,)))
    _refusable(sealed, secret, target)
    inside = [path.relative_to(target).parts[0] for path in target.rglob("*")]
    assert set(inside) <= {"files", "councils"}, inside


def age(data: bytes) -> None:
    """A file that should be sealed, and is any bytes."""
    sealed, target = _folder() / "backup.age", _empty("restored")
    sealed.write_bytes(data)
    _refusable(sealed, _pair()[0], target)


def _refusable(sealed: Path, secret: str, target: Path) -> None:
    try:
        unpack(sealed, Identities(texts=(secret,)), target)
    except (BackupRefused, SealRefused) as refused:
        readable(refused)


def export(data: bytes) -> None:
    """An export somebody sends: journal, keys.json, SHA256SUMS and a CSV, parted by %% lines."""
    parts = [*data.split(_PART), b"", b"", b"", b""]
    folder = _empty("export")
    (folder / "journal").mkdir()
    names = ("journal/rat%2F2026-01.jsonl", "keys.json", "SHA256SUMS", "votes.csv")
    for name, part in zip(names, parts, strict=False):
        (folder / name).write_bytes(part)
    try:
        audit_export(folder)
    except ExportRefused as refused:
        readable(refused)


def letterhead(data: bytes) -> None:
    """A letterhead kept beside the papers."""
    folder = letterheads.folder_of(_empty("letterheads"), "rat")
    folder.mkdir(parents=True)
    (folder / "one.json").write_bytes(data)
    try:
        letterheads.known(_folder() / "letterheads", "rat")
    except letterheads.LetterheadDamaged:
        return


def handed(data: bytes) -> None:
    """What somebody types from a paper: a head of the journal, a public key, keys of age."""
    text = data.decode("utf-8", "replace")
    for reader in (read_head, read_key):
        try:
            reader(text)
        except ValueError:
            continue
    for wanted in (lambda: Recipients(keys=(text,)), lambda: Identities(texts=(text,)).read()):
        try:
            wanted()
        except SealRefused:
            continue


TARGETS = (
    Target(
        name="backup",
        run=backup,
        tokens=(b"ustar\x0000", b"manifest.json", b"files/", b"../", b"\0" * 512),
    ),
    Target(
        name="age",
        run=age,
        tokens=(b"age-encryption.org/v1\n", b"-> X25519 ", b"-> scrypt ", b"--- "),
    ),
    Target(name="export", run=export, tokens=(_PART, b'"v":1,', b'"body":', b'"seq":', b"9" * 30)),
    Target(name="letterhead", run=letterhead, tokens=(b'"arms":', b"null", b"[" * 60)),
    Target(
        name="handed",
        run=handed,
        tokens=(b":", b"0" * 64, b"age1", b"ssh-ed25519 ", b"ssh-rsa ", "٣".encode(), b"9" * 5000),
    ),
)
