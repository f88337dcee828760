# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What `gremium doctor` can see of the faults in docs/howto/operator/faults.md before a meeting.

Files that are missing or cannot be written, a journal older than what the bot has signed, a second
bot, a certificate that ends. Nothing is changed.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot.anchor import KIND, Note, compare, place_of, signed_entries
from bot.domain.events import Event
from bot.homeserver import findings
from bot.homeserver.certificates import end_of
from bot.homeserver.findings import Finding
from bot.login import KEPT, RESTORED
from bot.matrix import seeds
from bot.matrix.http import Http, MatrixError, Patience, Unreachable, path
from bot.store import Codec, Ed25519Signer, Journal, StoreError

_PATIENCE = Patience(total=10.0, single=10.0)
_NEW_DEVICE = "Start once with --new-device and the password, or with a token of a new device."


def files(root: Path) -> list[Finding]:
    """Look for what the bot must be able to write, and what may have been lost. Offline."""
    found = []
    unwritable = [
        place
        for place in (root, root / "journal.db", root / "matrix", root / "matrix" / "keys.db")
        if place.exists() and not _writable(place)
    ]
    for place in unwritable:
        found.append(
            findings.error(
                "disk",
                f"{place} cannot be written.",
                "Check its owner, and whether the disk is mounted read-only.",
            )
        )
    if (root / KEPT).exists() and not (root / "matrix" / "keys.db").exists():
        sentence = f"The bot has logged in before, but its key store {root / 'matrix'} is missing."
        found.append(findings.error("keys", sentence, _NEW_DEVICE))
    if (root / RESTORED).exists():
        sentence = "This folder was restored from a backup; the bot has not been started since."
        remedy = "Its first start needs the password, or a token of a new device."
        found.append(findings.warning("login", sentence, remedy))
    return found


def _writable(place: Path) -> bool:
    """Ask the file system, not only the rights: it may be mounted read-only."""
    if not os.access(place, os.W_OK):
        return False
    return not os.statvfs(place).f_flag & os.ST_RDONLY


async def certificate(url: str, now: datetime) -> list[Finding]:
    """Judge the homeserver's certificate, if it has one."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return []
    try:
        trust = ssl.create_default_context()
        ends = await end_of(parts.hostname, parts.port or 443, trust, _PATIENCE.total)
    except ssl.SSLCertVerificationError as error:
        sentence = f"The certificate of {parts.hostname} is not trusted: {error.verify_message}."
        remedy = "Renew it; name an authority of your own in the environment: SSL_CERT_FILE."
        return [findings.error("certificate", sentence, remedy)]
    except (OSError, TimeoutError):
        return []  # told elsewhere
    what, remedy = f"The certificate of {parts.hostname}", "Renew it before the next meeting."
    return [findings.judge_end("certificate", what, ends, now, remedy)]


async def laid_down(
    root: Path, journal: str, homeserver: str, token: str, lock: seeds.Lock | None
) -> list[Finding]:
    """Compare the journal with what the bot laid down, and see who is at work."""
    try:
        user = str(json.loads(await asyncio.to_thread((root / KEPT).read_text))["user_id"])
        seed = await asyncio.to_thread(_seed, root, lock)
        async with Http(base_url=homeserver, token=token, patience=_PATIENCE) as http:
            where = path("user", user, "account_data", KIND)
            note = Note.read(await http.get(where))
    except (OSError, ValueError, KeyError, seeds.SeedsError, MatrixError, Unreachable):
        return []  # nothing laid down yet, or what is missing is told elsewhere
    if note is None:
        return []
    found = []
    if not note.ended and note.place != place_of(root):
        found.append(
            findings.warning(
                "second bot",
                "A bot with this account works, or ended without signing off, in another place.",
                "Make sure that it is stopped before this one is started; only one may run.",
            )
        )
    if journal and seed is not None:
        found += await _behind(journal, note, Ed25519Signer(seed).public)
    return found


async def _behind(journal: str, note: Note, public: bytes) -> list[Finding]:
    try:
        codec = Codec[Event](Event)
        async with await Journal.open(journal, codec=codec, signer=None) as opened:
            lost = await compare(opened, signed_entries(note.heads, public))
    except StoreError:
        return []  # told elsewhere
    if not lost:
        return [findings.fine("journal", "It holds everything the bot is known to have signed.")]
    told = "; ".join(one.sentence() for one in lost)
    remedy = "Restore a newer journal or backup: docs/howto/operator/backup.md."
    return [findings.error("journal", f"It is older than what the bot has signed: {told}.", remedy)]


def _seed(root: Path, lock: seeds.Lock | None) -> bytes | None:
    return None if lock is None else seeds.load(root / "journal.seeds", lock).journal
