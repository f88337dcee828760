# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The played evening inside `gremium up`: its clock, its players, and the summary at the end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.app import App, Settings
from bot.audit import audit_journal
from bot.cli.output import say
from bot.cli.trouble import Deviated
from bot.council import Council
from bot.homeserver.admin import AdminClient
from bot.installation import Installation
from bot.play.conductor import Failed
from bot.play.evening import clock_for, play
from bot.play.outcome import NotAsWritten, PlayResult
from bot.play.parser import load_script
from bot.texts import Said


def check(script: Path, council: Council) -> None:
    """Read the script before anything is started. Raises FileRefused."""
    load_script(script, council.seats, council.language)


def with_clock(settings: Settings, script: Path, home: Installation) -> Settings:
    """Return the settings with the evening's clock, and mark the folder as a played one."""
    clock = clock_for(settings.councils[0], script, home.root)
    home.write(home.played.name, {"evening": script.name, "body": settings.councils[0].body})
    return replace(settings, now=clock)


async def perform(
    app: App,
    home: Installation,
    *,
    script: Path,
    admin: AdminClient,
    shared_secret: str,
    homeserver: str,
) -> None:
    """Play the evening, or say that it was played; then show what it left.

    Raises Deviated when it went otherwise than written, or the journal does not hold.
    """
    language = app.chambers[0].council.language
    try:
        result = await play(
            app,
            homeserver=homeserver,
            admin=admin,
            shared_secret=shared_secret,
            evening=script,
            data=home.root,
            tell=say,
            language=language,
        )
    except (Failed, NotAsWritten) as error:
        raise Deviated(f"The evening went otherwise than written. {error}") from error
    await _summary(result, app, home, homeserver)


async def _summary(result: PlayResult, app: App, home: Installation, homeserver: str) -> None:
    texts, language = app.texts, app.chambers[0].council.language
    # In a thread with a loop of its own: papers are made again, while the bot goes on answering.
    journal = app.settings.journal or str(home.journal)
    audited = await asyncio.to_thread(lambda: asyncio.run(audit_journal(journal, folder=home.root)))
    say()
    for paper in result.papers:
        say(texts.say(language, "up.paper", file=Said(_near(paper))))
    say(texts.say(language, "up.proof", line=Said(audited.line())))
    say(texts.say(language, "up.verify", command=Said(f"gremium verify {_near(home.root)}")))
    if result.accounts is not None:
        facts = {"homeserver": Said(homeserver), "file": Said(_near(result.accounts))}
        say(texts.say(language, "up.join", **facts))
        for chamber in app.chambers:
            if chamber.page is not None:
                say(texts.say(language, "up.page", page=Said(chamber.page)))
    say()
    if not audited.ok:
        raise Deviated(audited.line())


def _near(path: Path) -> str:
    """Return a path as it is typed from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
