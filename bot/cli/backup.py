# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium backup` and `gremium restore`: one sealed file, one command each."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.agefile import Identities, Phrase, Recipients
from bot.backup import back_up
from bot.cli import options
from bot.cli.output import hand_over, progress, say
from bot.homeserver import secret_files
from bot.installation import Installation
from bot.matrix.seeds import KeyFile, Lock, Passphrase
from bot.restore import need_file
from bot.restore import restore as restore_folder
from bot.store import head_words

PHRASES = 2
"""So often six words are drawn for a passphrase: 124 bits."""


@click.command(short_help="Everything a bot needs to go on elsewhere, sealed in one file.")
@click.argument("target", type=options.FILE)
@options.data
@options.journal
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    metavar="KEY",
    help="Seal to this public key (age1… or ssh-ed25519 …); repeat for several. This machine "
    "cannot open the backup then.",
)
@click.option(
    "--phrase-file", type=options.FILE, help="Seal with the passphrase in this file (mode 0600)."
)
def backup(
    target: Path,
    data: Path,
    journal: str,
    recipients: tuple[str, ...],
    phrase_file: Path | None,
) -> None:
    """Write the new file TARGET: journal, papers, keys, logins, council files, embedded homeserver.

    A running bot is not disturbed. The file is in the format of age, so `age --decrypt` opens it,
    too. Without --recipient and --phrase-file a passphrase is drawn and shown once.

    A key file or passphrase that lies outside of the data folder is not in the backup: what opens
    the bot's keys may be kept apart on purpose. Homeservers somebody else runs, and those on
    PostgreSQL, are backed up by their own means.
    """
    if recipients and phrase_file:
        raise click.UsageError("Give either --recipient or --phrase-file.")
    home = Installation.at(data)
    known = home.recall()
    drawn = "" if recipients or phrase_file else _draw()
    words = secret_files.read(phrase_file) if phrase_file else drawn
    made = asyncio.run(
        back_up(
            home,
            target,
            Recipients(keys=recipients) if recipients else Phrase(words=words),
            journal=journal or (known.journal if known else ""),
            now=datetime.now(UTC),
        )
    )
    say(f"{made.path}: {made.files} files, {made.size:,} bytes, sealed.")
    for path in made.manifest.outside:
        progress(f"note: not in it, keep it apart: {path}")
    if drawn:
        kept = target.with_name(f"{target.name}.phrase.txt")
        hand_over("Passphrase of this backup, shown this once", [drawn], kept, show=False)
    progress("Write the words of !siegel beside it; docs/howto/operator/backup.md tells why.")


def _draw() -> str:
    """Draw a passphrase from the words heads are read aloud with."""
    drawn = (head_words(secrets.token_hex(32)) for _ in range(PHRASES))
    return "-".join("-".join(words.split()) for words in drawn)


@click.command(short_help="A new data folder out of a backup, checked.")
@click.argument("backup_file", metavar="BACKUP", type=options.FILE)
@options.data
@options.journal
@click.option(
    "--identity-file",
    "identities",
    type=options.FILE,
    multiple=True,
    help="File with the secret key the backup was sealed to (age or SSH); repeat for several.",
)
@click.option("--phrase-file", type=options.FILE, help="File with the passphrase of the backup.")
@options.keys
def restore(
    backup_file: Path,
    data: Path,
    journal: str,
    identities: tuple[Path, ...],
    phrase_file: Path | None,
    passphrase_file: Path | None,
    key_file: Path | None,
) -> None:
    """Restore BACKUP into a new data folder; nothing that exists is ever replaced.

    Every byte is checked, the whole chain of the journal, its signatures, and that papers follow
    from it, before the folder gets its name. With --journal the journal goes into that empty
    database. Without --identity-file and --phrase-file you are asked for the passphrase.

    The bot goes on as a new device of the same identity: the first start needs its password, or a
    token of a new device. If the bot had signed entries after the backup was made, that start says
    which are missing and what to do.
    """
    need_file(backup_file)
    words = secret_files.read(phrase_file) if phrase_file else ""
    if not words and not identities:
        words = click.prompt("Passphrase of the backup", hide_input=True, err=True)
    made = asyncio.run(
        restore_folder(
            backup_file,
            Phrase(words=words) if words else _secret_keys(identities),
            data,
            journal=journal,
            lock=_lock(passphrase_file, key_file),
            now=datetime.now(UTC),
        )
    )
    say(f"{made.folder}: restored from the backup of {made.manifest.made}.")
    say(made.audited.line())
    for head in made.heads():
        say(f"    {head}")
    for remark in made.remarks:
        progress(f"note: {remark}")
    progress(
        "Compare these heads with what was posted or read aloud last. Then start the bot with its "
        "password (--password-file) or a new token: it becomes a new device, its identity stays."
    )


def _secret_keys(paths: Sequence[Path]) -> Identities:
    return Identities(texts=tuple(secret_files.read(path) for path in paths))


def _lock(passphrase_file: Path | None, key_file: Path | None) -> Lock | None:
    if passphrase_file is not None:
        return Passphrase(words=secret_files.read(passphrase_file))
    return KeyFile(path=key_file) if key_file is not None else None
