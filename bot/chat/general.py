# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands for everybody: help, language, and answers to the bot's own questions."""

from __future__ import annotations

from bot.chat.arguments import Arguments
from bot.chat.command import EVERYWHERE, ChatCommand, asking, speaker
from bot.chat.context import Context, Place
from bot.chat.requests import AskForLink, Cancel, Confirm, ShowHelp, ShowPage
from bot.domain import commands as c
from bot.domain.permissions import ALLOWED
from bot.domain.values import Language

LANGUAGES = {
    "deutsch": Language.DE,
    "de": Language.DE,
    "german": Language.DE,
    "englisch": Language.EN,
    "en": Language.EN,
    "english": Language.EN,
}


def _help(arguments: Arguments, _context: Context) -> ShowHelp:
    return ShowHelp(topic=arguments.optional_text().lstrip("!"))


def _confirm(arguments: Arguments, _context: Context) -> Confirm:
    token = arguments.take("token").bare.upper() if arguments.left() else ""
    arguments.end()
    return Confirm(token=token)


def _cancel(arguments: Arguments, _context: Context) -> Cancel:
    token = arguments.take("token").bare.upper() if arguments.left() else ""
    arguments.end()
    return Cancel(token=token)


def _language(arguments: Arguments, context: Context) -> c.ChooseLanguage:
    language = arguments.need_one_of(LANGUAGES, "language")
    arguments.end()
    return c.ChooseLanguage(by=speaker(context), at=context.at, language=language)


COMMANDS = (
    ChatCommand(
        name="general.help",
        words={"de": ("hilfe",), "en": ("help",)},
        usage={"de": "[<Thema> | <Befehl> | alles]", "en": "[<topic> | <command> | all]"},
        example={"de": "abstimmung öffnen", "en": "vote open"},
        places=EVERYWHERE,
        make=_help,
        strangers=True,
    ),
    ChatCommand(
        name="general.confirm",
        words={"de": ("bestätigen",), "en": ("confirm",)},
        usage={"de": "[<Kennwort>]", "en": "[<word>]"},
        example={"de": "K7", "en": "K7"},
        places=EVERYWHERE,
        make=_confirm,
    ),
    ChatCommand(
        name="general.cancel",
        words={"de": ("verwerfen",), "en": ("discard", "cancel")},
        usage={"de": "[<Kennwort>]", "en": "[<word>]"},
        example={"de": "K7", "en": "K7"},
        places=EVERYWHERE,
        make=_cancel,
    ),
    ChatCommand(
        name="general.language",
        words={"de": ("sprache",), "en": ("language",)},
        usage={"de": "deutsch | englisch", "en": "german | english"},
        example={"de": "deutsch", "en": "english"},
        roles=ALLOWED[c.ChooseLanguage],
        places=EVERYWHERE,
        make=_language,
    ),
    ChatCommand(
        name="general.page",
        words={"de": ("seite",), "en": ("page",)},
        places=EVERYWHERE,
        make=asking(ShowPage()),
    ),
    ChatCommand(
        name="general.login",
        words={"de": ("anmelden",), "en": ("login",)},
        places=frozenset({Place.DIRECT}),
        make=asking(AskForLink()),
    ),
)
