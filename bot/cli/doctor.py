# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium doctor`: what is wrong, and what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.checkup import Patient, examine
from bot.cli import options
from bot.cli.output import say
from bot.cli.trouble import Exit
from bot.homeserver import secret_files
from bot.homeserver.findings import Finding, Weight
from bot.homeserver.layout import Layout
from bot.homeserver.settings import SettingsError, read_settings
from bot.installation import Installation, Remembered
from bot.matrix.seeds import KeyFile, Lock, Passphrase

MARKS = {Weight.FINE: "ok     ", Weight.WARNING: "warning", Weight.ERROR: "ERROR  "}


@click.command(short_help="Look at an installation and say what to do.")
@options.data
@options.council
@options.journal
@options.keys
@click.option("--homeserver", metavar="URL", help="Ask this one. [default: that of the last start]")
@click.option("--token-file", type=options.FILE, help="Access token, if the bot keeps none.")
@click.option("--offline", is_flag=True, help="Do not ask the homeserver.")
def doctor(
    data: Path,
    councils: tuple[Path, ...],
    journal: str,
    passphrase_file: Path | None,
    key_file: Path | None,
    homeserver: str | None,
    token_file: Path | None,
    offline: bool,
) -> None:
    """Check files, keys, clock, journal, papers, trust, law and homeserver; change nothing.

    Every finding says what is so and what to do about it. The exit code is 1 if there is an error,
    that is, if a meeting must not be held like this. Members appear by the number of their seat.
    """
    home = Installation.at(data)
    known = home.recall() or Remembered(homeserver="")
    patient = Patient(
        home=home,
        councils=councils or tuple(map(Path, known.councils)),
        lock=_lock(home, known, passphrase_file, key_file),
        journal=journal or known.journal or (str(home.journal) if home.journal.exists() else ""),
        homeserver="" if offline else homeserver or _address(home, known),
        token=secret_files.read(token_file) if token_file else _token(home),
        embedded=known.embedded,
        description=Path(known.description) if known.description else None,
        now=lambda: datetime.now(UTC),
    )
    found = asyncio.run(examine(patient))
    _show(found)
    if any(finding.weight is Weight.ERROR for finding in found):
        raise click.exceptions.Exit(Exit.DEVIATION)


def _lock(
    home: Installation, known: Remembered, passphrase_file: Path | None, key_file: Path | None
) -> Lock:
    """Return the lock given, else that of the last start. Makes no key file."""
    words = passphrase_file or (Path(known.passphrase_file) if known.passphrase_file else None)
    if words is not None and key_file is None:
        return Passphrase(words=secret_files.read(words))
    path = key_file or (Path(known.key_file) if known.key_file else home.root / "identity.key")
    return KeyFile(path=path)


def _address(home: Installation, known: Remembered) -> str:
    """Return where the homeserver is; the embedded one may have moved to another port."""
    if not known.embedded:
        return known.homeserver
    try:
        return read_settings(Layout.at(home.homeserver)).url
    except SettingsError:
        return known.homeserver


def _token(home: Installation) -> str:
    return str((home.read("login.json") or {}).get("token", ""))


def _show(found: Sequence[Finding]) -> None:
    for finding in found:
        say(f"{MARKS[finding.weight]}  {finding.subject}: {finding.sentence}")
        if finding.remedy:
            say(f"         → {finding.remedy}")
    counts = {weight: sum(f.weight is weight for f in found) for weight in Weight}
    say(f"{counts[Weight.ERROR]} errors, {counts[Weight.WARNING]} warnings.")
