# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on resolutions (Beschlüsse): the register, extracts, contesting, carrying out."""

from __future__ import annotations

from bot.chat import when
from bot.chat.arguments import Arguments
from bot.chat.command import BACK, ChatCommand, asking, speaker
from bot.chat.context import Context
from bot.chat.grammar import fold
from bot.chat.requests import OnResolution, ShowResolutions, ShowTasks
from bot.domain import commands as c
from bot.domain.ids import BallotId
from bot.domain.permissions import ALLOWED, EVERYBODY
from bot.domain.register import OPEN
from bot.domain.values import ContestOutcome, ResolutionState, Role, Supervision

UNKNOWN = BallotId("")
"""Stands for the ballot until the shell has found it by the resolution's number."""
UNTIL = frozenset({"bis", "by", "until"})
DONE = frozenset({"erledigt", "done"})
OUTCOMES = {
    "bestand": ContestOutcome.STANDS,
    "stands": ContestOutcome.STANDS,
    "aufgehoben": ContestOutcome.REPEALED,
    "repealed": ContestOutcome.REPEALED,
}
SUPERVISION = {
    "noetig": Supervision.NEEDED,
    "needed": Supervision.NEEDED,
    "erteilt": Supervision.GRANTED,
    "granted": Supervision.GRANTED,
    "versagt": Supervision.REFUSED,
    "refused": Supervision.REFUSED,
}
STANDINGS = {
    "offen": OPEN,
    "open": OPEN,
    "angenommen": ResolutionState.ADOPTED,
    "adopted": ResolutionState.ADOPTED,
    "abgelehnt": ResolutionState.REJECTED,
    "rejected": ResolutionState.REJECTED,
    "beanstandet": ResolutionState.CONTESTED,
    "contested": ResolutionState.CONTESTED,
    "aufgehoben": ResolutionState.REPEALED,
    "repealed": ResolutionState.REPEALED,
    "versagt": ResolutionState.NOT_APPROVED,
    "refused": ResolutionState.NOT_APPROVED,
}
"""Words that ask the register for how resolutions stand."""
MEMBERS = EVERYBODY - {Role.GUEST}


def _show(arguments: Arguments, _context: Context) -> ShowResolutions:
    words = tuple(arguments.optional_text().split())
    asked = {word: found for word in words if (found := STANDINGS.get(fold(word)))}
    return ShowResolutions(words=words, standings=asked)


def _extract(arguments: Arguments, context: Context) -> OnResolution:
    number = arguments.take("resolution").bare
    arguments.end()
    act = c.IssueExtract(by=speaker(context), at=context.at, ballot=UNKNOWN, number="")
    return OnResolution(number=number, act=act)


def _contest(arguments: Arguments, context: Context) -> OnResolution:
    number = arguments.take("resolution").bare
    act = c.ContestResolution(
        by=speaker(context), at=context.at, ballot=UNKNOWN, reason=arguments.text("reason")
    )
    return OnResolution(number=number, act=act)


def _settle(arguments: Arguments, context: Context) -> OnResolution:
    number = arguments.take("resolution").bare
    outcome = arguments.need_one_of(OUTCOMES, "outcome")
    act = c.SettleContest(
        by=speaker(context),
        at=context.at,
        ballot=UNKNOWN,
        outcome=outcome,
        note=arguments.text("reason"),
    )
    return OnResolution(number=number, act=act)


def _supervision(arguments: Arguments, context: Context) -> OnResolution:
    number = arguments.take("resolution").bare
    act = c.NoteSupervision(
        by=speaker(context),
        at=context.at,
        ballot=UNKNOWN,
        state=arguments.need_one_of(SUPERVISION, "outcome"),
        note=arguments.text("reason"),
    )
    return OnResolution(number=number, act=act)


def _task(arguments: Arguments, context: Context) -> OnResolution:
    number = arguments.take("resolution").bare
    arguments.keyword(UNTIL)
    due = when.take_day(arguments.take_words, context.at.astimezone(context.zone).date())
    act = c.AssignTask(
        by=speaker(context),
        at=context.at,
        ballot=UNKNOWN,
        office=arguments.text("office"),
        due=due,
    )
    return OnResolution(number=number, act=act)


def _report(arguments: Arguments, context: Context) -> OnResolution:
    number = arguments.take("resolution").bare
    done = arguments.keyword(DONE)
    act = c.ReportTask(
        by=speaker(context),
        at=context.at,
        ballot=UNKNOWN,
        text=arguments.text("text"),
        done=done,
    )
    return OnResolution(number=number, act=act)


def _word_release(arguments: Arguments, context: Context) -> OnResolution:
    number = arguments.take("resolution").bare
    title = arguments.take("title").text
    act = c.WordRelease(
        by=speaker(context),
        at=context.at,
        ballot=UNKNOWN,
        title=title,
        text=arguments.text("text"),
    )
    return OnResolution(number=number, act=act)


def _release(arguments: Arguments, context: Context) -> c.ReleaseResolution:
    return c.ReleaseResolution(
        by=speaker(context),
        at=context.at,
        ballot=UNKNOWN,
        number=arguments.take("resolution").bare,
        reason=arguments.optional_text(),
    )


COMMANDS = (
    ChatCommand(
        name="resolutions.show",
        words={"de": ("beschlüsse", "beschluss", "beschlussverzeichnis"), "en": ("resolutions",)},
        usage={
            "de": "[<Nummer> | <Suchwörter> | offen | angenommen | abgelehnt | beanstandet | "
            "aufgehoben]",
            "en": "[<number> | <words> | open | adopted | rejected | contested | repealed]",
        },
        example={"de": "offen", "en": "open"},
        make=_show,
    ),
    ChatCommand(
        name="resolutions.extract",
        words={
            "de": ("beschluss ausfertigen", "ausfertigung", "beschlussauszug"),
            "en": ("resolution extract", "extract"),
        },
        usage={"de": "<Beschlussnummer>", "en": "<number>"},
        example={"de": "1/2026", "en": "1/2026"},
        roles=ALLOWED[c.IssueExtract],
        places=BACK,
        make=_extract,
    ),
    ChatCommand(
        name="resolutions.contest",
        words={
            "de": ("beschluss beanstanden", "beanstanden"),
            "en": ("resolution contest", "contest"),
        },
        usage={"de": "<Beschlussnummer> <Grund>", "en": "<number> <reason>"},
        example={
            "de": "1/2026 Verstoß gegen § 53 ThürKO",
            "en": "1/2026 breach of § 53 ThürKO",
        },
        roles=ALLOWED[c.ContestResolution],
        places=BACK,
        make=_contest,
    ),
    ChatCommand(
        name="resolutions.settle",
        words={
            "de": ("beanstandung erledigen", "beanstandung"),
            "en": ("contest settle", "settle contest"),
        },
        usage={
            "de": "<Beschlussnummer> bestand|aufgehoben <Begründung>",
            "en": "<number> stands|repealed <reason>",
        },
        example={
            "de": "1/2026 aufgehoben Bescheid des Landratsamts",
            "en": "1/2026 repealed decision of the authority",
        },
        roles=ALLOWED[c.SettleContest],
        places=BACK,
        make=_settle,
    ),
    ChatCommand(
        name="resolutions.supervision",
        words={
            "de": ("beschluss genehmigung", "genehmigung der aufsicht"),
            "en": ("resolution approval", "supervisory approval"),
        },
        usage={
            "de": "<Beschlussnummer> nötig|erteilt|versagt <Behörde, Grundlage, Schreiben>",
            "en": "<number> needed|granted|refused <authority, ground, letter>",
        },
        example={
            "de": "1/2026 erteilt Landratsamt, Bescheid vom {lately}",
            "en": "1/2026 granted district authority, letter of {lately}",
        },
        roles=ALLOWED[c.NoteSupervision],
        places=BACK,
        make=_supervision,
    ),
    ChatCommand(
        name="resolutions.task",
        words={
            "de": ("beschluss auftrag", "auftrag"),
            "en": ("resolution task", "task"),
        },
        usage={
            "de": "<Beschlussnummer> bis <Tag> <zuständige Stelle>",
            "en": "<number> by <day> <office>",
        },
        example={
            "de": "1/2026 bis {soon} Bauamt",
            "en": "1/2026 by {soon} building office",
        },
        roles=ALLOWED[c.AssignTask],
        places=BACK,
        make=_task,
    ),
    ChatCommand(
        name="resolutions.report",
        words={
            "de": ("beschluss bericht", "vollzugsbericht"),
            "en": ("resolution report", "report back"),
        },
        usage={
            "de": "<Beschlussnummer> [erledigt] <Bericht>",
            "en": "<number> [done] <report>",
        },
        example={
            "de": "1/2026 erledigt Auftrag vergeben",
            "en": "1/2026 done contract awarded",
        },
        roles=ALLOWED[c.ReportTask],
        places=BACK,
        make=_report,
    ),
    ChatCommand(
        name="resolutions.word_release",
        words={
            "de": ("beschluss wortlaut", "bekanntgabe wortlaut", "wahl wortlaut"),
            "en": ("resolution wording", "release wording"),
        },
        usage={
            "de": '<Beschlussnummer> "<Titel für die Öffentlichkeit>" <Wortlaut>',
            "en": '<number> "<title for the public>" <wording>',
        },
        example={
            "de": '2/2026 "Grundstücksverkauf" Ein Grundstück wird verkauft.',
            "en": '2/2026 "Sale of land" A plot of land is sold.',
        },
        roles=ALLOWED[c.WordRelease],
        places=BACK,
        make=_word_release,
    ),
    ChatCommand(
        name="resolutions.release",
        words={
            "de": ("beschluss bekanntgeben", "bekanntgeben", "wahl bekanntgeben"),
            "en": ("resolution release", "release", "election release"),
        },
        usage={
            "de": "<Beschlussnummer> | [<Sitzung>/]<Wahl> <Grund>",
            "en": "<number> | [<meeting>/]<election> <reason>",
        },
        example={
            "de": "2/2026 Der Vertrag ist beurkundet.",
            "en": "2/2026 The contract is signed.",
        },
        roles=ALLOWED[c.ReleaseResolution],
        make=_release,
        irreversible=True,
    ),
    ChatCommand(
        name="resolutions.tasks",
        words={"de": ("aufträge", "beschlusskontrolle"), "en": ("tasks",)},
        roles=MEMBERS,
        make=asking(ShowTasks()),
    ),
)
