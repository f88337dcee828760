# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium restore`: a data folder out of a backup, checked before it gets its name.

The bot goes on as a **new device** of the same identity. The keys of the old device's encrypted
conversations are older than what was sent since; used again they would encrypt two messages with
one key, and one-time keys would be promised that nobody holds any more. So the first start logs in
anew, takes the room keys it had over for reading, and logs the old device out.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.agefile import Identities, Phrase
from bot.audit import Audited, audit_journal
from bot.backup import JOURNAL
from bot.backupfile import FILES, BackupRefused, Manifest, unpack
from bot.installation import Installation, InstallationDamaged, Remembered
from bot.login import RESTORED
from bot.matrix import seeds
from bot.store import Ed25519Signer, Head, head_words, transfer
from bot.store.chain import from_line
from bot.store.verify import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored, and what the operator should know."""

    folder: Path
    manifest: Manifest
    audited: Audited
    remarks: tuple[str, ...]

    def heads(self) -> list[str]:
        """Return the last entry of each stream as it was posted: number and words."""
        streams = self.audited.report.streams
        return [f"{s.stream}: {s.head.seq} {'-'.join(s.words.split())}" for s in streams]


async def restore(
    backup: Path,
    key: Identities | Phrase,
    folder: Path,
    *,
    journal: str,
    lock: seeds.Lock | None,
    now: datetime,
) -> Restored:
    """Restore a backup into the new or empty `folder`, and the journal to `journal` if given.

    `lock` opens the seeds if the backup does not hold what does. Nothing that exists is replaced.
    Raises BackupRefused, SealRefused, StoreError or OSError; then nothing was restored.
    """
    staging, folder = _stage(backup, folder)
    try:
        manifest = await asyncio.to_thread(unpack, backup, key, staging)
        made = staging / FILES
        remarks = _settle(staging, manifest, folder)
        audited = await _check(made, manifest, lock, remarks)
        if journal:
            await asyncio.to_thread(transfer, str(made / JOURNAL), journal)
            (made / JOURNAL).unlink()
        _note(made, manifest, journal, now)
        _reveal(made, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Restored(folder=folder, manifest=manifest, audited=audited, remarks=tuple(remarks))


def need_file(backup: Path) -> None:
    """Raise BackupRefused if there is nothing to restore from, before a secret is asked for."""
    if not backup.is_file():
        raise BackupRefused(f"There is no file {backup}.")


def _stage(backup: Path, folder: Path) -> tuple[Path, Path]:
    """Make a folder to work in beside the one wanted. Raises BackupRefused."""
    need_file(backup)
    folder = folder.expanduser().resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupRefused(
            f"{folder} is not empty. A restore replaces nothing: name a new folder with --data, or "
            "move this one away (and keep it)."
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = folder.with_name(f".{folder.name}.restoring-{secrets.token_hex(4)}")
    staging.mkdir(mode=0o700)
    return staging, folder


def _reveal(made: Path, folder: Path) -> None:
    """Give what was checked its name."""
    if folder.exists():
        folder.rmdir()
    made.rename(folder)


def _settle(staging: Path, manifest: Manifest, folder: Path) -> list[str]:
    """Give council files a place; remember where. Returns remarks."""
    home = Installation(staging / FILES)
    home.root.mkdir(exist_ok=True, mode=0o700)
    known = home.recall() or Remembered(homeserver="")
    remarks = [f"Not in the backup, to be put in place: {path}" for path in manifest.outside]
    paths = []
    for original in known.councils:
        member = manifest.councils.get(original)
        if member is None:
            raise InstallationDamaged(f"The backup lacks the council file {original}.")
        held, path = staging / member, Path(original)
        if path.is_file() and not path.is_relative_to(manifest.root):
            if path.read_bytes() == held.read_bytes():
                paths.append(original)
                continue
            remarks.append(
                f"{path} differs from the backup; the bot starts with that of the backup."
            )
        if member.startswith(f"{FILES}/"):
            paths.append(str(folder / Path(member).relative_to(FILES)))
            continue
        number = Path(member).parts[1]
        target = home.root / "councils" / number
        if not target.exists():
            shutil.copytree(held.parent, target)
        paths.append(str(folder / "councils" / number / held.name))
    facts = {name: getattr(known, name) for name in ("homeserver", "journal", "embedded")}
    home.remember(
        Remembered(
            **facts,
            councils=tuple(paths),
            passphrase_file=_moved(known.passphrase_file, manifest, folder),
            key_file=_moved(known.key_file, manifest, folder),
        )
    )
    return remarks


def _moved(path: str, manifest: Manifest, folder: Path) -> str:
    """Return where a file of the old data folder lies now; others stay where they are."""
    if path and Path(path).is_relative_to(manifest.root):
        return str(folder / Path(path).relative_to(manifest.root))
    return path


async def _check(
    made: Path, manifest: Manifest, lock: seeds.Lock | None, remarks: list[str]
) -> Audited:
    """Check chain, signatures, papers and heads. Raises BackupRefused with the first deviation."""
    keys = _keys(made, lock, remarks)
    audited = await audit_journal(str(made / JOURNAL), folder=made, keys=keys)
    if not audited.ok:
        raise BackupRefused(f"The journal in the backup is not sound: {audited.line()}")
    found = {stream.stream: stream.head for stream in audited.report.streams}
    for stream, line in manifest.heads.items():
        told = from_line(line.encode())
        if found.get(stream) != Head(seq=told.seq, hash=told.hash, at=told.at):
            raise BackupRefused(
                f"The journal in the backup does not end where it says: stream {stream}, entry "
                f"{told.seq}, {head_words(told.hash)} ({Check.HEAD})."
            )
    remarks.extend(audited.remarks())
    return audited


def _keys(made: Path, lock: seeds.Lock | None, remarks: list[str]) -> tuple[bytes, ...]:
    """Return the key the restored bot would sign with, if its seeds can be opened."""
    held = made / "identity.key"
    if lock is None and held.exists():
        lock = seeds.KeyFile(path=held)
    if lock is None:
        remarks.append(
            "The seeds were not opened: what opens them is not in the backup. `gremium doctor` "
            "checks them once it is in place."
        )
        return ()
    try:
        seeds.load(made / "identity.seeds", lock)
        opened = seeds.load(made / "journal.seeds", lock)
    except seeds.SeedsError as error:
        raise BackupRefused(f"The bot's keys in the backup cannot be opened: {error}") from error
    return (Ed25519Signer(opened.journal).public,)


def _note(made: Path, manifest: Manifest, journal: str, now: datetime) -> None:
    """Write down that this folder was restored: the first start becomes a new device."""
    home = Installation(made)
    known = home.recall() or Remembered(homeserver="")
    home.remember(
        Remembered(
            homeserver=known.homeserver,
            journal=journal,
            councils=known.councils,
            embedded=known.embedded,
            passphrase_file=known.passphrase_file,
            key_file=known.key_file,
        )
    )
    home.write(RESTORED, {"made": manifest.made, "restored": now.isoformat(timespec="seconds")})
