# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium verify`: does the journal hold, and do the minutes follow from it?"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot.audit import Audited, WrittenHead, audit_export, audit_journal, read_head, read_key
from bot.cli.output import progress, say
from bot.cli.trouble import Exit, Unusable
from bot.installation import Installation


class Key(click.ParamType[bytes]):
    """A public key in hex."""

    name = "HEX"

    def convert(
        self, value: str | bytes, param: click.Parameter | None, ctx: click.Context | None
    ) -> bytes:
        if isinstance(value, bytes):
            return value
        try:
            return read_key(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class HeadText(click.ParamType[WrittenHead]):
    """A head that was written down."""

    name = "STREAM:NUMBER:HEAD"

    def convert(
        self, value: str | WrittenHead, param: click.Parameter | None, ctx: click.Context | None
    ) -> WrittenHead:
        if isinstance(value, WrittenHead):
            return value
        try:
            return read_head(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command(short_help="Check a journal, and that the minutes follow from it.")
@click.argument("what", metavar="[PATH|URL]", default="var")
@click.option(
    "--key",
    "keys",
    type=Key(),
    multiple=True,
    help="Public key the entries must be signed with, 64 hex digits; repeat for older keys. "
    "[default: the one the journal itself names]",
)
@click.option(
    "--expect-head",
    "heads",
    type=HeadText(),
    multiple=True,
    help="A head that was read aloud, posted or printed: stadtrat/2026-01:397:six-words-… (or at "
    "least 16 digits of the hash).",
)
@click.option(
    "--papers",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Data folder with the papers, if the journal is given as a URL.",
)
@click.option("--heads", "show_heads", is_flag=True, help="Show the head of every stream.")
def verify(
    what: str,
    keys: tuple[bytes, ...],
    heads: tuple[WrittenHead, ...],
    papers: Path | None,
    show_heads: bool,
) -> None:
    """Check the journal at PATH (a data folder, a journal file or an export) or URL.

    Checked are numbers, chain, contents and signatures of all entries; then every kept paper is
    made again from the journal and compared byte by byte. One line says that all is well; else the
    first deviation is explained, and the exit code is 1. A running bot is not disturbed.

    A whole chain proves that nothing in it was changed. That its end is there, and that nobody
    wrote it anew with another key, is proved by --expect-head and --key only.
    """
    audited = _audit(what, keys, heads, papers)
    for remark in audited.remarks():
        progress(f"note: {remark}")
    say(audited.line())
    if show_heads:
        for stream in audited.report.streams:
            say(f"{stream.stream}:{stream.head.seq}:{'-'.join(stream.words.split())}")
    if not audited.ok:
        raise click.exceptions.Exit(Exit.DEVIATION)


def _audit(
    what: str, keys: tuple[bytes, ...], heads: tuple[WrittenHead, ...], papers: Path | None
) -> Audited:
    if "://" in what:
        return asyncio.run(audit_journal(what, folder=papers, keys=keys, heads=heads))
    path = Path(what)
    if not path.exists():
        raise Unusable(f"There is nothing at {path}. Name a data folder, a journal or an export.")
    if path.is_file():
        beside = papers or (path.parent if (path.parent / "papers").is_dir() else None)
        return asyncio.run(audit_journal(str(path), folder=beside, keys=keys, heads=heads))
    if (path / "keys.json").exists() or (path / "SHA256SUMS").exists():
        return audit_export(path, keys=keys, heads=heads)
    url = journal_in(path)
    return asyncio.run(audit_journal(url, folder=papers or path, keys=keys, heads=heads))


def journal_in(folder: Path, given: str = "") -> str:
    """Return where the journal of a data folder is kept. Raises Unusable if there is none."""
    if given:
        return given
    home = Installation.at(folder)
    remembered = home.recall()
    if remembered is not None and remembered.journal:
        return remembered.journal
    if home.journal.exists():
        return str(home.journal)
    raise Unusable(
        f"{folder} is neither a data folder with a journal nor an export. Where does the bot keep "
        "its data? See --data of `gremium up`."
    )
