# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Starts the embedded homeserver, the bridge and the bot, for `up` and `play`.

Order: files are read and judged first, then homeserver and bridge start, then the bot, then
somebody plays or is welcomed. Whatever fails, what was started is stopped in reverse.
"""

from __future__ import annotations

import asyncio
import csv
import io
import secrets
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import click

from bot import municipality
from bot.app import App, Settings, open_app
from bot.archive import write_private
from bot.cli import evening
from bot.cli.output import notice, progress, say
from bot.cli.running import (
    Lifetime,
    first_of,
    load_note,
    say_end,
    serve,
    serving,
    show_recovery_key,
    welcome,
)
from bot.cli.trouble import Exit, Unusable
from bot.conferencefile import ConferenceSettings, load_conference
from bot.council import Council, load_council
from bot.domain.events import Event
from bot.embedded_bridge import BridgeFiles, running_bridge
from bot.homeserver import loader
from bot.homeserver.admin import Account as HomeAccount
from bot.homeserver.admin import AdminClient
from bot.homeserver.description import Municipality
from bot.homeserver.render import Flavour, render
from bot.homeserver.supervisor import Supervisor
from bot.installation import BOT, OPERATOR, OPERATOR_USER, Installation, Remembered, absolute
from bot.login import Account
from bot.matrix.seeds import Lock
from bot.oparlfile import load_oparl
from bot.pagesfile import USUAL_PORT, PagesSettings, load_pages
from bot.store import Codec, Journal, JournalMissing

ACCOUNTS = "accounts.csv"
SAMPLE_PAGES = """\
# Where the pages beside the chat are served; see docs/howto/operator/pages.md.
[pages]
public_url = "http://127.0.0.1:{port}"
port = {port}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was asked for."""

    data: Path
    councils: tuple[Path, ...]
    description: Path | None
    evening: Path | None
    """The script to play; None: nothing is played."""
    stay: bool
    accounts: bool = False
    new_codes: bool = False
    new_device: bool = False
    accept_loss: bool = False
    passphrase_file: Path | None = None
    key_file: Path | None = None
    journal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """Everything that was read and judged before anything is started."""

    plan: Plan
    home: Installation
    journal: str
    """Where the journal is kept: as asked for, else as last time. Empty: in the data folder."""
    paths: tuple[Path, ...]
    councils: tuple[Council, ...]
    described: Municipality
    pages: PagesSettings
    conference: ConferenceSettings
    lock: Lock


def sample_evening() -> Path:
    """Return the script of the sample evening."""
    from bot.play import SAMPLE_EVENING  # noqa: PLC0415 - players are loaded only to play

    return SAMPLE_EVENING


def start(plan: Plan) -> None:
    """Carry a plan out; leave with its exit code."""

    async def run() -> Exit:
        life = Lifetime()
        code = await life.run(_session(_prepare(plan), life))
        if plan.stay or code is not Exit.OK:
            say_end(code)
        return code

    code = asyncio.run(run())
    if code is not Exit.OK:
        raise click.exceptions.Exit(code)


def _prepare(plan: Plan) -> _Ready:
    home = Installation.at(plan.data)
    home.make()
    _refuse_mixture(plan, home)
    paths = _council_files(plan, home)
    councils = tuple(load_council(path) for path in paths)
    ids = [str(council.body) for council in councils]
    if len(set(ids)) < len(ids):
        raise Unusable(f"Two council files have the same id ({', '.join(ids)}). Change one.")
    load_note(councils)
    if plan.evening is not None:
        evening.check(plan.evening, councils[0])
    bridge = BridgeFiles(home.conference)
    bridge.write()
    conference = load_conference(bridge.conference)
    return _Ready(
        plan=plan,
        home=home,
        journal=_journal(plan, home),
        paths=paths,
        councils=councils,
        described=_description(plan, home, councils, conference),
        pages=_pages(home),
        conference=conference,
        lock=home.lock(passphrase_file=plan.passphrase_file, key_file=plan.key_file),
    )


def _refuse_mixture(plan: Plan, home: Installation) -> None:
    """Keep simulated members and a real council out of one journal."""
    played = home.played.exists()
    if plan.evening is None and played:
        raise Unusable(
            f"{home.root} holds a played evening; a real council must not stand beside it. Give "
            "it a folder of its own: --data DIR."
        )
    # Its journal may lie in another database; what was started here is remembered in the folder.
    real = home.journal.exists() or home.recall() is not None
    if plan.evening is not None and real and not played:
        raise Unusable(
            f"{home.root} holds the journal of a real council; no evening is played on it. Use "
            "--no-play, or another folder: --data DIR."
        )


async def _refuse_real_journal(ready: _Ready) -> None:
    """Play nothing into a database that holds somebody's journal already."""
    if ready.plan.evening is None or not ready.journal or ready.home.played.exists():
        return
    try:
        codec = Codec[Event](Event)
        async with await Journal.open(ready.journal, codec=codec, signer=None) as journal:
            streams = await journal.streams()
    except JournalMissing:
        return
    if streams:
        raise Unusable(
            f"The database named by --journal holds a journal already (of {streams[0]}); no "
            "evening is played into it. Make another one with createdb."
        )


def _journal(plan: Plan, home: Installation) -> str:
    """A journal moved by a forgotten option would be a second one, beginning at nothing."""
    remembered = home.recall()
    return plan.journal or (remembered.journal if remembered else "")


def _council_files(plan: Plan, home: Installation) -> tuple[Path, ...]:
    if plan.councils:
        return plan.councils
    if plan.evening is not None:
        from bot.play import SAMPLE_COUNCIL  # noqa: PLC0415 - players are loaded only to play

        return (SAMPLE_COUNCIL,)
    remembered = home.recall()
    if remembered is None or not remembered.councils:
        raise click.UsageError("--no-play needs --council FILE at the first start.")
    return tuple(Path(path) for path in remembered.councils)


def _description(
    plan: Plan, home: Installation, councils: Sequence[Council], conference: ConferenceSettings
) -> Municipality:
    given = _description_file(plan, home)
    if given is not None:
        return loader.load(given)
    demonstration = plan.evening is not None
    return municipality.describe(
        home.description,
        councils,
        demonstration=demonstration,
        conference=f"http://{conference.host}:{conference.port}",
    )


def _pages(home: Installation) -> PagesSettings:
    """Read where the pages are served; at the first start choose a port and write it down.

    The address stands in the rooms, so it must be the same at every start.
    """
    if not home.pages.exists():
        port = municipality.free_port(USUAL_PORT)
        write_private(home.pages, SAMPLE_PAGES.format(port=port).encode())
    return load_pages(home.pages)


def _description_file(plan: Plan, home: Installation) -> Path | None:
    """Return the file given, else that of the last start: it names the server for ever."""
    remembered = home.recall()
    known = remembered.description if remembered else ""
    return plan.description or (Path(known) if known else None)


async def _session(ready: _Ready, life: Lifetime) -> None:
    plan, home = ready.plan, ready.home
    await _refuse_real_journal(ready)
    _render(ready.described, home)
    async with AsyncExitStack() as stack:
        supervisor = await stack.enter_async_context(Supervisor(home.homeserver, report=notice))
        admin = await stack.enter_async_context(AdminClient(supervisor.url))
        secret = supervisor.layout.registration_secret()
        bot = HomeAccount(user=ready.described.server.bot, password=home.password(BOT))
        operator = HomeAccount(user=OPERATOR_USER, password=home.password(OPERATOR))
        await admin.ensure_bot(bot, operator=operator, shared_secret=secret)
        if plan.accounts:
            await _make_accounts(ready, admin, secret, supervisor.settings.server_name)
        settings = _settings(ready, supervisor.url, bot)
        _remember(ready, supervisor.url)
        files = BridgeFiles(home.conference)
        health = f"{ready.conference.server.url}/health"
        await stack.enter_async_context(running_bridge(files, health, progress))
        progress("The bot starts.")
        app = await stack.enter_async_context(open_app(settings))
        show_recovery_key(app, home, show=True)

        async def prepare() -> None:
            await _welcome_or_play(ready, app, admin, secret)
            if plan.stay:
                say(f"{serving(app)} Ctrl+C ends it.")

        await first_of(serve(app, life, prepare, stay=plan.stay), supervisor.wait())


async def _welcome_or_play(ready: _Ready, app: App, admin: AdminClient, secret: str) -> None:
    if ready.plan.evening is None:
        await welcome(app, ready.home, anew=ready.plan.new_codes, show=True)
        return
    homeserver = app.settings.homeserver
    await evening.perform(
        app,
        ready.home,
        script=ready.plan.evening,
        admin=admin,
        shared_secret=secret,
        homeserver=homeserver,
    )


def _render(described: Municipality, home: Installation) -> None:
    for file in render(described, Flavour.EMBEDDED, home.homeserver).conflicts:
        progress(
            f"note: {file.path} was edited by hand and is kept; what is new lies in "
            f"{file.path.name}.new. Own settings belong into local.yaml."
        )


def _settings(ready: _Ready, url: str, bot: HomeAccount) -> Settings:
    settings = Settings(
        data=ready.home.root,
        homeserver=url,
        account=Account(user=bot.user, password=bot.password),
        councils=ready.councils,
        lock=ready.lock,
        journal=ready.journal,
        new_device=ready.plan.new_device,
        accept_loss=ready.plan.accept_loss,
        pages=ready.pages,
        conference=ready.conference,
        oparl=load_oparl(ready.home.oparl),
    )
    if ready.plan.evening is None:
        return settings
    return evening.with_clock(settings, ready.plan.evening, ready.home)


def _remember(ready: _Ready, url: str) -> None:
    plan = ready.plan
    words, key = ready.home.lock_files(plan.passphrase_file, plan.key_file)
    described = _description_file(plan, ready.home)
    facts = Remembered(
        homeserver=url,
        journal=ready.journal,
        councils=absolute(ready.paths),
        embedded=True,
        passphrase_file=str(words.resolve()) if words else "",
        key_file=str(key.resolve()) if key else "",
        description=str(described.resolve()) if described else "",
    )
    ready.home.remember(facts)


async def _make_accounts(ready: _Ready, admin: AdminClient, secret: str, server: str) -> None:
    """Make accounts for members named in the council files; keep what was made before."""
    path = ready.home.root / ACCOUNTS
    made = 0
    for council in ready.councils:
        names = {seat.id: seat.name for seat in council.seats}
        for seat, user in council.users.items():
            local, _, host = user[1:].partition(":")
            if host != server:
                progress(f"note: seat {seat} has an account on {host}, which is made there.")
                continue
            password = secrets.token_urlsafe(12)
            if await admin.ensure_account(
                local, password, shared_secret=secret, displayname=names[seat]
            ):
                _append(path, (str(council.body), str(seat), names[seat], str(user), password))
                made += 1
    say(f"{made} accounts made; their passwords: {path} (mode 0600).")


def _append(path: Path, row: Sequence[str]) -> None:
    """Write a password down at once: the account exists from now on."""
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    text = io.StringIO()
    writer = csv.writer(text)
    if not known:
        writer.writerow(("body", "seat", "name", "user", "password"))
    writer.writerow(row)
    write_private(path, (known + text.getvalue()).encode())
