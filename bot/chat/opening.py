# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on the public notice's proof and the opening of a meeting, in the order of its rules."""

from __future__ import annotations

from bot.chat.arguments import Arguments
from bot.chat.command import BACK, EVERYWHERE, ROOMS, ChatCommand, Doubt, asking, speaker
from bot.chat.context import Context
from bot.chat.requests import ShowNextStep
from bot.domain import commands as c
from bot.domain.conduct import breaks_off
from bot.domain.convoked import NoticeMedium, OpeningStep
from bot.domain.permissions import ALLOWED, LEAD
from bot.domain.values import Phase

FROM = frozenset({"ab", "seit", "von", "from", "since"})
UNTIL = frozenset({"bis", "until", "to"})
BY = frozenset({"durch", "by"})
MEDIA = {
    "aushang": NoticeMedium.BOARD,
    "schaukasten": NoticeMedium.BOARD,
    "board": NoticeMedium.BOARD,
    "amtsblatt": NoticeMedium.GAZETTE,
    "gazette": NoticeMedium.GAZETTE,
    "internet": NoticeMedium.INTERNET,
    "zeitung": NoticeMedium.NEWSPAPER,
    "newspaper": NoticeMedium.NEWSPAPER,
}
STEPS = {
    "ladung": OpeningStep.CONVOCATION,
    "convocation": OpeningStep.CONVOCATION,
    "namensaufruf": OpeningStep.ATTENDANCE,
    "anwesenheit": OpeningStep.ATTENDANCE,
    "attendance": OpeningStep.ATTENDANCE,
    "beschlussfaehigkeit": OpeningStep.QUORUM,
    "quorum": OpeningStep.QUORUM,
    "tagesordnung": OpeningStep.AGENDA,
    "agenda": OpeningStep.AGENDA,
    "niederschrift": OpeningStep.MINUTES,
    "minutes": OpeningStep.MINUTES,
    "fragestunde": OpeningStep.RESIDENTS,
    "einwohnerfragestunde": OpeningStep.RESIDENTS,
    "questions": OpeningStep.RESIDENTS,
}


def _prove(arguments: Arguments, context: Context) -> c.ProvePublication:
    medium = arguments.need_one_of(MEDIA, "medium")
    where = arguments.take("notice_place").text
    arguments.keyword(FROM)
    since = arguments.moment()
    until = arguments.moment() if arguments.keyword(UNTIL) else None
    whom = arguments.text("name") if arguments.keyword(BY) else ""
    arguments.end()
    return c.ProvePublication(
        by=speaker(context),
        at=context.at,
        medium=medium,
        where=where,
        since=since,
        until=until,
        whom=whom,
    )


def _state(arguments: Arguments, context: Context) -> c.StateConvocation:
    note = arguments.optional_text()
    return c.StateConvocation(by=speaker(context), at=context.at, note=note)


def _settle(arguments: Arguments, context: Context) -> c.SettleAgenda:
    arguments.end()
    return c.SettleAgenda(by=speaker(context), at=context.at)


def _skip(arguments: Arguments, context: Context) -> c.SkipOpeningStep:
    step = arguments.need_one_of(STEPS, "opening_step")
    reason = arguments.text("reason")
    return c.SkipOpeningStep(by=speaker(context), at=context.at, step=step, reason=reason)


def go_on(arguments: Arguments, context: Context) -> c.ResumeMeeting | ShowNextStep:
    """Resume after a recess; else show what comes next."""
    arguments.end()
    if context.meeting and context.meeting.phase is not Phase.INTERRUPTED:
        return ShowNextStep()
    return c.ResumeMeeting(by=speaker(context), at=context.at)


def before_the_hour(command: c.Command, context: Context) -> tuple[Doubt, ...]:
    """Return that the hour has not come for which everybody was told that the meeting goes on."""
    meeting = context.meeting
    known = isinstance(command, c.ResumeMeeting) and meeting and meeting.resumes
    if not known or context.at >= known.replace(second=0, microsecond=0):
        return ()
    other_day = known.astimezone(context.zone).date() != context.at.astimezone(context.zone).date()
    key = "doubt.resumes_another_day" if other_day else "doubt.resumes_later"
    return (Doubt(key, {"until": known}, for_good=False),)


def another_day(_command: c.Command, context: Context) -> tuple[Doubt, ...]:
    """Return that everybody was convened for another day than the one the meeting is opened on."""
    starts = context.meeting.starts if context.meeting else None
    if starts is None or starts.astimezone(context.zone).date() == context.today:
        return ()
    facts = {"starts": starts, "today": context.at}
    return (Doubt("doubt.opens_another_day", facts, for_good=False),)


def until_another_day(command: c.Command, context: Context) -> tuple[Doubt, ...]:
    """Return that a recess with such an end breaks the meeting off: an hour that is past is
    tomorrow's, and a nought too many is weeks.
    """
    meeting = context.meeting
    until = command.until if isinstance(command, c.InterruptMeeting) else None
    if meeting is None or not breaks_off(meeting, command.at, until):
        return ()
    present = len(meeting.present())
    return (Doubt("doubt.breaks_off", {"until": until, "present": present}, for_good=False),)


COMMANDS = (
    ChatCommand(
        name="opening.published",
        words={
            "de": ("bekanntmachung nachweis", "bekanntgemacht", "bekanntmachungsnachweis"),
            "en": ("public notice proof", "notice published"),
        },
        usage={
            "de": 'aushang|amtsblatt|internet|zeitung "<Ort oder Ausgabe>" ab <Tag> <Uhrzeit> '
            "[bis <Tag> <Uhrzeit>] [durch <Name>]",
            "en": 'board|gazette|internet|newspaper "<place or issue>" from <day> <hour> '
            "[until <day> <hour>] [by <name>]",
        },
        example={
            "de": 'aushang "Schaukasten am Rathaus" ab {lately} 08:00 durch Frau Linde',
            "en": 'board "Case at the town hall" from {lately} 08:00 by Ms Linde',
        },
        roles=ALLOWED[c.ProvePublication],
        places=BACK,
        ahead=True,
        make=_prove,
    ),
    ChatCommand(
        name="opening.convocation",
        words={
            "de": ("ladung feststellen", "ordnungsgemäße ladung"),
            "en": ("state convocation", "convocation"),
        },
        usage={"de": "[<Bemerkung>]", "en": "[<note>]"},
        example={
            "de": "Die Rüge ist unbegründet, die Einladung lag am 12.11. vor.",
            "en": "The objection is unfounded, the invitation was there on 12 November.",
        },
        roles=ALLOWED[c.StateConvocation],
        places=ROOMS,
        make=_state,
    ),
    ChatCommand(
        name="opening.agenda",
        words={
            "de": ("tagesordnung feststellen",),
            "en": ("agenda settle", "settle agenda"),
        },
        roles=ALLOWED[c.SettleAgenda],
        places=ROOMS,
        make=_settle,
    ),
    ChatCommand(
        name="opening.skip",
        words={"de": ("weiter ohne", "eröffnung ohne"), "en": ("continue without", "skip")},
        usage={
            "de": "ladung|tagesordnung|niederschrift|fragestunde <Grund>",
            "en": "convocation|agenda|minutes|questions <reason>",
        },
        example={
            "de": "fragestunde Es liegen keine Fragen vor.",
            "en": "questions There are no questions.",
        },
        roles=ALLOWED[c.SkipOpeningStep],
        places=ROOMS,
        make=_skip,
    ),
    ChatCommand(
        name="opening.next",
        words={"de": ("nächster schritt", "ablauf"), "en": ("next step",)},
        roles=LEAD,
        places=EVERYWHERE,
        make=asking(ShowNextStep()),
    ),
)
