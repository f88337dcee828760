# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium up` and `gremium play`: homeserver and bot in one, as a new user sees them."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli import options
from bot.cli.embedded import Plan, sample_evening, start


@click.command(short_help="Homeserver and bot in one; plays a sample evening unless told not to.")
@options.data
@options.council
@options.description
@click.option(
    "--play/--no-play",
    default=None,
    help="Play an evening with simulated members. [default: play, unless --council is given]",
)
@click.option("--evening", type=options.FILE, help="The evening's script. [default: the sample]")
@click.option("--stay/--no-stay", default=True, help="Stay up until stopped. [default: stay]")
@click.option(
    "--accounts",
    is_flag=True,
    help="Make accounts on the embedded homeserver for all members named in the council file; "
    "their passwords go into a file of mode 0600.",
)
@options.new_codes
@options.after_faults
@options.keys
@options.journal
def up(  # noqa: PLR0913, PLR0917 - one argument for each option
    data: Path,
    councils: tuple[Path, ...],
    description: Path | None,
    play: bool | None,
    evening: Path | None,
    stay: bool,
    accounts: bool,
    new_codes: bool,
    new_device: bool,
    accept_lost_entries: bool,
    passphrase_file: Path | None,
    key_file: Path | None,
    journal: str,
) -> None:
    """Start a homeserver that only this machine can reach, and the bot on it.

    Without options a sample council holds a whole evening before your eyes, every member an
    encrypted Matrix device of its own; at the end you see the minutes, a proof that they follow
    from the journal, and how to join with a client. Everything lies in the data folder; the next
    start continues on it.

    For a real council:

    \b
        gremium up --no-play --council my.toml

    prints one-time codes for chair and clerk; everybody else is enrolled by them. Ctrl+C or
    SIGTERM end it in order (exit code 0).
    """
    wanted = not councils if play is None else play
    if evening is not None and not wanted:
        raise click.UsageError("--evening needs --play.")
    plan = Plan(
        data=data,
        councils=councils,
        description=description,
        evening=(evening or sample_evening()) if wanted else None,
        stay=stay,
        accounts=accounts,
        new_codes=new_codes,
        new_device=new_device,
        accept_loss=accept_lost_entries,
        passphrase_file=passphrase_file,
        key_file=key_file,
        journal=journal,
    )
    start(plan)


@click.command(short_help="Play an evening from its script, check it, and end.")
@click.argument("evening", type=options.FILE, required=False)
@options.data
@options.council
@options.description
@options.journal
def play(
    evening: Path | None,
    data: Path,
    councils: tuple[Path, ...],
    description: Path | None,
    journal: str,
) -> None:
    """Play EVENING (default: the sample) as `gremium up` does, and end when it is over.

    For those who write or change an evening: the exit code is 0 if everything went as the script
    says and the minutes follow from the journal, else 1. The data folder must be a new one, or
    one on which this evening was played before; then only the check is done again. An evening that
    was stopped before the first enrolment begins again; one stopped later is left as it is.
    """
    plan = Plan(
        data=data,
        councils=councils,
        description=description,
        evening=evening or sample_evening(),
        stay=False,
        accounts=False,
        new_codes=False,
        passphrase_file=None,
        key_file=None,
        journal=journal,
    )
    start(plan)
