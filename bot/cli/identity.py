# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium identity`: the bot's own identity in the operator's hands."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from bot import ownidentity
from bot.app import Settings
from bot.cli import options
from bot.cli.output import hand_over, notice, progress, say
from bot.cli.trouble import Exit, Unusable
from bot.council import load_council
from bot.homeserver import loader, secret_files
from bot.homeserver.layout import Layout
from bot.homeserver.settings import read_settings
from bot.homeserver.supervisor import Supervisor
from bot.installation import BOT, Installation, Remembered
from bot.login import Account, keep_login
from bot.matrix import recovery, seeds
from bot.matrix.http import Http, Patience, Unreachable, path
from bot.matrix.login import Login
from bot.matrix.recovery import RecoveryKey
from bot.matrix.seeds import KeyFile, Lock, Passphrase, Seeds, SeedsError

Command = TypeVar("Command", bound=Callable[..., Any])
SEALED = (ownidentity.SEEDS, ownidentity.NEXT, "journal.seeds")
AT_ONCE = Patience(total=2.0, single=2.0)


@click.group(short_help="Look at, restore, replace or reseal the bot's identity.")
def identity() -> None:
    """Members trust exactly one identity of the bot; these commands keep and, if need be, mend it.

    Stop the bot before `restore`, `replace` and `reseal`. An embedded homeserver is started for as
    long as it is needed.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bot:
    """Whose identity it is, as the options and the last start say."""

    home: Installation
    known: Remembered
    account: Account
    words: Path | None
    key: Path | None

    @property
    def lock(self) -> Lock:
        return self.home.lock(passphrase_file=self.words, key_file=self.key)

    def seeds(self) -> Seeds:
        """Raises SeedsError."""
        return seeds.load(self.home.root / ownidentity.SEEDS, self.lock)

    @asynccontextmanager
    async def homeserver(self) -> AsyncIterator[str]:
        """The homeserver's address; the embedded one runs for as long as the block does."""
        if not self.known.embedded:
            yield self.known.homeserver
            return
        url = read_settings(Layout.at(self.home.homeserver)).url
        if await _answers(url):
            yield url
            return
        async with Supervisor(self.home.homeserver, report=notice) as supervisor:
            yield supervisor.url

    async def logged_in(self, url: str) -> Login:
        """The bot's device; logged in and remembered as at a start."""
        login, _ = await keep_login(self.home.root, url, self.account)
        return login


async def _answers(url: str) -> bool:
    async with Http(base_url=url, patience=AT_ONCE) as http:
        try:
            await http.get(path("versions").replace("/v3", ""))
        except Unreachable:
            return False
        return True


def _whose(command: Command) -> Command:
    """Add the options that say which bot is meant and how it logs in."""
    user = click.option("--user", default="", help="The bot's Matrix user, if it must log in.")
    homeserver = click.option(
        "--homeserver", metavar="URL", default="", help="[default: that of the last start]"
    )
    password = click.option(
        "--password-file", type=options.FILE, help="The account's password (mode 0600)."
    )
    token = click.option(
        "--token-file", type=options.FILE, help="An access token of a device (mode 0600)."
    )
    return options.data(options.keys(homeserver(user(password(token(command))))))


def _bot(
    data: Path,
    homeserver: str,
    user: str,
    password_file: Path | None,
    token_file: Path | None,
    passphrase_file: Path | None,
    key_file: Path | None,
) -> _Bot:
    home = Installation.at(data)
    if not home.root.is_dir():
        raise Unusable(f"There is no folder {home.root}. Name the bot's data folder with --data.")
    known = home.recall() or Remembered(homeserver="")
    if homeserver:
        known = replace(known, homeserver=homeserver, embedded=False)
    if not known.homeserver:
        raise click.UsageError("Nothing is known of a start here; give --homeserver https://…")
    account = Account(
        user=user,
        password=secret_files.read(password_file) if password_file else None,
        token=secret_files.read(token_file) if token_file else None,
    )
    if known.embedded and not (password_file or token_file):
        described = Path(known.description) if known.description else home.description
        bot = loader.load(described).server.bot if described.exists() else ""
        account = Account(user=user or bot, password=home.password(BOT))
    words, key = home.lock_files(passphrase_file, key_file)
    return _Bot(home=home, known=known, account=account, words=words, key=key)


def _run(work: Callable[[], Awaitable[Exit | None]]) -> None:
    async def run() -> Exit | None:
        return await work()

    code = asyncio.run(run())
    if code not in (None, Exit.OK):
        raise click.exceptions.Exit(code)


@identity.command()
@_whose
@click.option(
    "--recovery-key-file",
    type=options.FILE,
    help="Also try this recovery key (mode 0600) against what the account holds.",
)
def show(recovery_key_file: Path | None, **given: Any) -> None:
    """Show the bot's identity, what opens its seeds, and whether the recovery key would help.

    Nothing is changed. The exit code is 1 if something is not in order.
    """
    bot = _bot(**given)

    async def work() -> Exit:
        fine = [_show_lock(bot, name) for name in SEALED]
        async with bot.homeserver() as url:
            login = await bot.logged_in(url)
            async with Http(base_url=url, token=login.token) as http:
                ours = bot.seeds() if fine[0] else None
                found = await ownidentity.look(http, login.user_id, login.device_id, ours)
                fine += _show_standing(found)
                if recovery_key_file is not None:
                    paper = RecoveryKey.parse(secret_files.read(recovery_key_file))
                    await recovery.fetch(http, login.user_id, paper)
                    say("The recovery key given is the present one.")
        return Exit.OK if all(fine) else Exit.DEVIATION

    _run(work)


def _show_lock(bot: _Bot, name: str) -> bool:
    file = bot.home.root / name
    if name == ownidentity.NEXT:
        if file.exists():
            say("A replacement was begun: `gremium identity replace` continues it.")
        return not file.exists()
    lock = bot.lock
    by = "a passphrase" if isinstance(lock, Passphrase) else f"the key file {lock.path}"
    try:
        seeds.load(file, lock)
    except SeedsError as error:
        say(f"{error}")
        return False
    say(f"{name} is opened by {by}.")
    return True


def _show_standing(found: ownidentity.Standing) -> list[bool]:
    say(f"{found.user}, device {found.device}")
    say(f"Members see the master key: {found.shown.master or 'none'}")
    if found.ours is not None:
        say(f"The seeds make:             {found.ours}")
    if not found.in_order:
        say("Members do not see the identity of these seeds on this device.")
    if found.recoverable:
        say("The account holds the identity, sealed with the recovery key on paper.")
    else:
        say(
            "The recovery key is of no use: the account does not hold the whole identity. Make a "
            "new one: `gremium identity recovery-key`."
        )
    return [found.in_order, found.recoverable]


@identity.command()
@_whose
@click.option(
    "--recovery-key-file",
    type=options.FILE,
    help="The recovery key (mode 0600). [default: asked for on the terminal]",
)
def restore(recovery_key_file: Path | None, **given: Any) -> None:
    """Get lost or unreadable seeds back with the recovery key; the identity stays the same.

    A seed file that is there is kept under another name.
    """
    bot = _bot(**given)
    paper = RecoveryKey.parse(_asked(recovery_key_file, "Recovery key", "--recovery-key-file"))

    async def work() -> None:
        async with bot.homeserver() as url:
            login = await bot.logged_in(url)
            async with Http(base_url=url, token=login.token) as http:
                master = await ownidentity.restore(
                    http,
                    login.user_id,
                    login.device_id,
                    paper,
                    data=bot.home.root,
                    lock=_lock_for_new(bot),
                    now=datetime.now(UTC),
                )
        say(f"Restored: {bot.home.root / ownidentity.SEEDS}, master key {master}.")
        if not (bot.home.root / "journal.seeds").exists():
            progress(
                "note: journal.seeds is missing too; the recovery key does not hold it. Restore it "
                "from the backup, or the next start signs the journal with a new key."
            )

    _run(work)


def _lock_for_new(bot: _Bot) -> Lock:
    """What is to open the restored seeds; a key file that was lost is made anew."""
    lock = bot.lock
    if isinstance(lock, KeyFile) and not lock.path.exists():
        progress(f"note: the key file {lock.path} is missing; a new one is made.")
        return KeyFile.create(lock.path)
    return lock


@identity.command("recovery-key")
@_whose
def recovery_key(**given: Any) -> None:
    """Make a new recovery key and show it once; the one before opens nothing any more."""
    bot = _bot(**given)

    async def work() -> None:
        async with bot.homeserver() as url:
            login = await bot.logged_in(url)
            async with Http(base_url=url, token=login.token) as http:
                made = await ownidentity.new_recovery_key(
                    http, login.user_id, login.device_id, bot.seeds()
                )
        _hand_over(bot, made)

    _run(work)


@identity.command("replace")
@_whose
@options.council
@options.journal
@click.option("--confirm", metavar="USER", help="The bot's whole user id, instead of typing it.")
def replace_identity(
    councils: tuple[Path, ...], journal: str, confirm: str | None, **given: Any
) -> None:
    """Give the bot a new identity: the last resort, when the old one is lost or in other hands.

    Every member has to verify the bot anew. It is written into the journal, and the rooms are told
    before and after. The old seeds are kept under another name, and there is a new recovery key.
    Interrupted, the same command continues.
    """
    bot = _bot(**given)
    paths = councils or tuple(map(Path, bot.known.councils))
    if not paths:
        raise click.UsageError("Nothing is known of a start here; give --council FILE.")
    loaded = [load_council(file) for file in paths]
    user = str((bot.home.read("login.json") or {}).get("user_id", "")) or bot.account.user
    progress("Every member will see that the bot's identity changed, and must verify it anew.")
    answer = confirm or _asked(None, f"Type {user} to go on", "--confirm USER", hide=False)
    if not user or answer != user:
        raise Unusable(f"Nothing was changed: to confirm, type {user or 'the bot’s user id'}.")

    async def work() -> None:
        async with bot.homeserver() as url:
            settings = Settings(
                data=bot.home.root,
                homeserver=url,
                account=bot.account,
                councils=loaded,
                lock=bot.lock,
                journal=journal or bot.known.journal,
            )
            done = await ownidentity.replace(settings, progress)
        say(f"Replaced. Members see from now on: {done.new}")
        say(f"The old one was:                   {done.old}")
        _hand_over(bot, done.recovery_key)

    _run(work)


@identity.command()
@options.data
@options.keys
@click.option("--new-passphrase-file", type=options.FILE, help="From now on a passphrase opens.")
@click.option(
    "--new-key-file", type=options.FILE, help="From now on this key file opens; made if missing."
)
def reseal(
    data: Path,
    passphrase_file: Path | None,
    key_file: Path | None,
    new_passphrase_file: Path | None,
    new_key_file: Path | None,
) -> None:
    """Change what opens the bot's seeds: passphrase or key file. The identity stays the same."""
    if (new_passphrase_file is None) == (new_key_file is None):
        raise click.UsageError("Give either --new-passphrase-file or --new-key-file.")
    home = Installation.at(data)
    words, key = home.lock_files(passphrase_file, key_file)
    files = [home.root / name for name in SEALED if (home.root / name).exists()]
    if not files:
        raise Unusable(f"There are no seeds in {home.root}. Name the data folder with --data.")
    old = home.lock(passphrase_file=words, key_file=key)
    new: Lock
    if new_key_file is not None:
        exists = new_key_file.exists()
        new = KeyFile(path=new_key_file) if exists else KeyFile.create(new_key_file)
    else:
        new = home.lock(passphrase_file=new_passphrase_file)
    for file in files:
        done = seeds.reseal(file, old, new)
        say(f"{file.name}: {'sealed anew' if done else 'is opened by that already'}.")
    _remember_lock(home, new_passphrase_file, new_key_file)
    if isinstance(old, KeyFile) and old != new:
        progress(f"{old.path} opens old backups only. Destroy it together with them.")


def _remember_lock(home: Installation, words: Path | None, key: Path | None) -> None:
    known = home.recall()
    if known is None:
        progress("Name the new lock at the next start: nothing is known of an earlier one.")
        return
    home.remember(
        replace(
            known,
            passphrase_file=str(words.resolve()) if words else "",
            key_file=str(key.resolve()) if key else "",
        )
    )


def _asked(file: Path | None, question: str, option: str, *, hide: bool = True) -> str:
    """Return what the file says, or what a person types. Never an argument: others see those."""
    if file is not None:
        return secret_files.read(file)
    if not sys.stdin.isatty():
        raise click.UsageError(f"There is no terminal to ask on; give {option}.")
    return str(click.prompt(question, hide_input=hide, err=True)).strip()


def _hand_over(bot: _Bot, key: str) -> None:
    lines = [key, "Keep it on paper. The one before opens nothing any more."]
    hand_over(
        "Recovery key of the bot, shown this once",
        lines,
        bot.home.root / "recovery-key.txt",
        show=False,
    )
