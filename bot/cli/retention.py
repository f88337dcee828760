# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium retention` and `gremium erase`: what is over its period, and what must go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli import options
from bot.cli.output import progress, say
from bot.cli.trouble import Deviated, Unusable
from bot.cli.verify import journal_in
from bot.cli.yearbook import body_option, read_shelf
from bot.council import load_council
from bot.domain.events import Event
from bot.domain.rules import Rules
from bot.erasure import KINDS as ERASED_KINDS
from bot.erasure import Due, carry_out, finish, named, over
from bot.installation import Installation
from bot.matrix import seeds
from bot.matrix.seeds import Lock
from bot.retention import KINDS, Expired, delete, expired
from bot.store import Codec, Ed25519Signer, Journal
from bot.yearbook import NothingThere, Shelf


@click.command(short_help="Show, or delete, what is over its period of retention.")
@options.data
@options.journal
@options.keys
@body_option
@click.option("--delete", "really", is_flag=True, help="Delete these files and write a report.")
@click.option(
    "--erase",
    is_flag=True,
    help="Erase these fields of the journal and write a report. Stop the bot before.",
)
def retention(
    data: Path,
    journal: str,
    passphrase_file: Path | None,
    key_file: Path | None,
    body: str | None,
    really: bool,
    erase: bool,
) -> None:
    """List what is over its period: drafts of approved minutes, exports, papers on items; and in
    the journal reasons of absence and what residents asked.

    Periods are rules of the body (retention.drafts, retention.exports, retention.attachments,
    retention.absences, retention.residents, in days; see the council file). What was decided,
    counted and approved is never deleted, and recordings are never made.
    """
    try:
        known = read_shelf(data, journal, body)
    except NothingThere as error:
        raise Unusable(str(error)) from None
    now = datetime.now(UTC)
    rules = _rules(data, known, now)
    found = expired(data, known, rules, now)
    for one in found:
        say(f"{one.path}  ({one.kind}, {one.days} days since {one.since[:10]}, {one.norm or '–'})")
    if really:
        _delete(data, found, str(known.body.id), now)
    else:
        progress(f"{len(found)} found; nothing was deleted (--delete does).")
    where = journal_in(data, journal)
    due = asyncio.run(_over(where, str(known.body.id), rules, now))
    _show(due)
    if erase:
        lock = Installation.at(data).lock(passphrase_file=passphrase_file, key_file=key_file)
        asyncio.run(_erase(where, data, lock, str(known.body.id), due))


@click.command(short_help="Erase personal data of one journal entry; chain and results stay.")
@click.argument("stream")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--field", "fields", multiple=True, help="Only this field. [default: all that can]")
@click.option(
    "--ground",
    required=True,
    help="On which ground: the norm, or court and file number. It is public: no names.",
)
@options.data
@options.journal
@options.keys
def erase(
    stream: str,
    number: int,
    fields: tuple[str, ...],
    ground: str,
    data: Path,
    journal: str,
    passphrase_file: Path | None,
    key_file: Path | None,
) -> None:
    """Erase free text about people from entry NUMBER of STREAM (stadtrat/2026-01), for good.

    Stop the bot before. The entry keeps its place, hash and signature, so that every head that was
    read aloud still holds; what was decided and counted cannot be erased. An order in the journal
    names ground and field, the kept papers of the meeting are made anew, and the report tells what
    is left to do by hand: rooms, older backups, printed papers.
    """
    lock = Installation.at(data).lock(passphrase_file=passphrase_file, key_file=key_file)
    where = journal_in(data, journal)
    if not ground.strip():
        raise click.UsageError("--ground must name the norm, or court and file number.")
    due = asyncio.run(_named(where, stream, number, fields, ground.strip()))
    _show([due])
    asyncio.run(_erase(where, data, lock, due.body, [due]))


def _delete(data: Path, found: tuple[Expired, ...], body: str, now: datetime) -> None:
    try:
        report = delete(data, found, body, now)
    except OSError as error:
        folder = data / "retention"
        raise Unusable(
            f"The report cannot be written to {folder} ({error.strerror}). Look into it before "
            "anything is deleted again."
        ) from error
    progress(f"{report.deleted} deleted; report: {report.path}")
    if report.failed:
        still = "; ".join(f"{path} ({why})" for path, why in report.failed.items())
        raise Deviated(f"{len(report.failed)} could not be deleted and are still there: {still}.")


def _show(found: Sequence[Due]) -> None:
    for due in found:
        for one in due.fields:
            say(f"{due.stream}:{one.seq}  {one.kind}.{one.field}  ({due.ground})")
        if due.before:
            progress(
                f"{due.stream}: {due.before} entries were sealed as a whole by an earlier version "
                f"of this program and cannot be erased from ({due.ground})."
            )


async def _over(where: str, body: str, rules: Rules, now: datetime) -> list[Due]:
    async with await Journal.open(where, codec=Codec[Event](Event), signer=None) as opened:
        return await over(opened, body, rules, now)


async def _named(where: str, stream: str, seq: int, fields: Sequence[str], ground: str) -> Due:
    async with await Journal.open(where, codec=Codec[Event](Event), signer=None) as opened:
        return await named(opened, stream, seq, fields, ground)


async def _erase(where: str, data: Path, lock: Lock, body: str, due: Sequence[Due]) -> None:
    async with _writable(where, data, lock) as opened:
        if late := await finish(opened, data, body):
            progress(f"Finished {late} that had been broken off.")
        for one in due:
            if one.fields:
                report, seq = await carry_out(opened, data, one, datetime.now(UTC))
                progress(f"{len(one.fields)} erased, order {body}:{seq}; report: {report}")


@asynccontextmanager
async def _writable(where: str, data: Path, lock: Lock) -> AsyncIterator[Journal[Event]]:
    """The journal with the key of the bot that wrote it. Raises SeedsError and JournalInUse."""
    signer = Ed25519Signer(seeds.load(data / "journal.seeds", lock).journal)
    async with await Journal.open(where, codec=Codec[Event](Event), signer=signer) as opened:
        yield opened


def _rules(data: Path, known: Shelf, now: datetime) -> Rules:
    remembered = Installation.at(data).recall()
    for path in remembered.councils if remembered else ():
        council = load_council(Path(path))
        if council.body == known.body.id:
            return council.law.on(now.astimezone(ZoneInfo(council.time_zone)).date())
    raise Unusable(
        f"The council file of {known.body.name} is not known here; it holds the periods "
        f"({', '.join((*KINDS, *ERASED_KINDS))}). Start the bot with it once."
    )
