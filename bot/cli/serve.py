# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium bot`: the bot on a homeserver that exists."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import click

from bot.app import Settings, open_app
from bot.cli import options
from bot.cli.output import progress, say
from bot.cli.running import (
    Lifetime,
    load_note,
    say_end,
    serve,
    serving,
    show_recovery_key,
    welcome,
)
from bot.cli.trouble import Exit, Unavailable
from bot.conferencefile import load_conference
from bot.council import load_council
from bot.homeserver import secret_files
from bot.homeserver.description import ROOM_VERSIONS
from bot.installation import Installation, Remembered, absolute
from bot.login import Account
from bot.matrix.http import Unreachable
from bot.oparlfile import load_oparl
from bot.pagesfile import load_pages


@click.command("bot", short_help="The bot on a homeserver that exists.")
@click.option(
    "--homeserver",
    metavar="URL",
    help="Client address of the homeserver, such as https://matrix.stadt.example. [default: that "
    "of the last start]",
)
@click.option("--user", default="", help="The bot's Matrix user, whole or only its name.")
@click.option("--password-file", type=options.FILE, help="The account's password (mode 0600).")
@click.option(
    "--token-file",
    type=options.FILE,
    help="An access token of a device instead, such as a compatibility token of an "
    "authentication service (mode 0600).",
)
@options.council
@options.data
@options.journal
@options.keys
@options.conference
@options.pages
@click.option(
    "--room-version",
    type=click.Choice(ROOM_VERSIONS),
    help="Version of the rooms the bot makes. [default: the homeserver's]",
)
@options.new_codes
@options.after_faults
def serve_bot(  # noqa: PLR0913, PLR0917 - one argument for each option
    homeserver: str | None,
    user: str,
    password_file: Path | None,
    token_file: Path | None,
    councils: tuple[Path, ...],
    data: Path,
    journal: str,
    passphrase_file: Path | None,
    key_file: Path | None,
    conference: Path | None,
    pages: Path | None,
    room_version: str | None,
    new_codes: bool,
    new_device: bool,
    accept_lost_entries: bool,
) -> None:
    """Serve one or more bodies with an account on a homeserver that somebody else runs.

    The first start needs --homeserver, --council, and --user with --password-file or a
    --token-file; later starts remember address, councils and login. Chair and clerk get one-time
    codes. Under systemd neither codes nor the recovery key reach the log: they are written to
    files of mode 0600 in the data folder.
    """
    home = Installation.at(data)
    home.make()
    remembered = home.recall()
    address = homeserver or (remembered.homeserver if remembered else "")
    paths = councils or tuple(map(Path, remembered.councils if remembered else ()))
    if urlsplit(address).scheme not in ("http", "https"):
        raise click.UsageError("The first start needs --homeserver https://…")
    if not paths:
        raise click.UsageError("The first start needs --council FILE.")
    if not (password_file or token_file or (home.root / "login.json").exists()):
        raise click.UsageError("The first start needs --password-file or --token-file.")
    loaded = [load_council(path) for path in paths]
    load_note(loaded)
    call = conference or (
        Path(remembered.conference) if remembered and remembered.conference else None
    )
    shown = pages or (Path(remembered.pages) if remembered and remembered.pages else None)
    url = journal or (remembered.journal if remembered else "")
    words, key = home.lock_files(passphrase_file, key_file)
    settings = Settings(
        data=home.root,
        homeserver=address,
        account=Account(
            user=user,
            password=secret_files.read(password_file) if password_file else None,
            token=secret_files.read(token_file) if token_file else None,
        ),
        councils=loaded,
        lock=home.lock(passphrase_file=words, key_file=key),
        journal=url,
        room_version=room_version,
        conference=load_conference(call) if call else None,
        pages=load_pages(shown) if shown else None,
        oparl=load_oparl(home.oparl),
        new_device=new_device,
        accept_loss=accept_lost_entries,
    )
    facts = Remembered(
        homeserver=address,
        journal=url,
        councils=absolute(paths),
        conference=str(call.resolve()) if call else "",
        pages=str(shown.resolve()) if shown else "",
        passphrase_file=str(words.resolve()) if words else "",
        key_file=str(key.resolve()) if key else "",
    )
    _run(settings, home, facts, new_codes=new_codes)


def _run(settings: Settings, home: Installation, facts: Remembered, *, new_codes: bool) -> None:
    async def run() -> Exit:
        life = Lifetime()

        async def work() -> None:
            progress("The bot starts.")
            try:
                async with open_app(settings) as app:
                    home.remember(facts)
                    show_recovery_key(app, home, show=False)

                    async def prepare() -> None:
                        await welcome(app, home, anew=new_codes, show=False)
                        say(serving(app))

                    await serve(app, life, prepare, stay=True)
            except Unreachable as error:
                raise Unavailable(
                    f"The homeserver {settings.homeserver} does not answer ({error}). Correct the "
                    "address, or start it, and start the bot again."
                ) from error

        code = await life.run(work())
        say_end(code)
        return code

    code = asyncio.run(run())
    if code is not Exit.OK:
        raise click.exceptions.Exit(code)
