# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on disturbances (Störungen)."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat import when
from bot.chat.arguments import Arguments
from bot.chat.command import EVERYWHERE, ROOMS, ChatCommand, speaker
from bot.chat.context import Context
from bot.chat.grammar import fold
from bot.domain import commands as c
from bot.domain.ids import DisturbanceId
from bot.domain.permissions import ALLOWED
from bot.domain.values import Sphere

SINCE = frozenset({"seit", "since"})
SPHERES = {
    "kommune": Sphere.MUNICIPAL,
    "gemeinde": Sphere.MUNICIPAL,
    "municipality": Sphere.MUNICIPAL,
    "mitglied": Sphere.MEMBER,
    "member": Sphere.MEMBER,
    "unerheblich": Sphere.IRRELEVANT,
    "irrelevant": Sphere.IRRELEVANT,
}


def _report(arguments: Arguments, context: Context) -> c.ReportDisturbance:
    by = speaker(context)
    seat = arguments.for_person_colon() or by
    since = _since(arguments, context) if arguments.keyword(SINCE) else None
    what = arguments.text("what")
    return c.ReportDisturbance(by=by, at=context.at, seat=seat, what=what, since=since)


def _since(arguments: Arguments, context: Context) -> datetime:
    """Take the hour it began, the last such hour before now: past midnight, of the day before."""
    now = context.at.astimezone(context.zone)
    hour = when.take_hour(arguments.take_words)
    began = datetime.combine(now.date(), hour, tzinfo=context.zone)
    return began if began <= now else began - timedelta(days=1)


def _judge(arguments: Arguments, context: Context) -> c.JudgeDisturbance:
    known = _named(arguments)
    sphere = arguments.need_one_of(SPHERES, "sphere")
    reason = arguments.text("reason")
    return c.JudgeDisturbance(
        by=speaker(context), at=context.at, sphere=sphere, reason=reason, disturbance=known
    )


def _end(arguments: Arguments, context: Context) -> c.EndDisturbance:
    known = _named(arguments)
    arguments.end()
    return c.EndDisturbance(by=speaker(context), at=context.at, disturbance=known)


def _named(arguments: Arguments) -> DisturbanceId | None:
    """Take a disturbance by its name, such as ``S1``, if the next word is one."""
    known = {fold(one): one for one in arguments.meeting().disturbances}
    return arguments.one_of(known)


COMMANDS = (
    ChatCommand(
        name="disturbances.report",
        words={"de": ("störung", "störung melden"), "en": ("disturbance", "report disturbance")},
        usage={
            "de": "[für <Sitz oder Name>:] [seit <Uhrzeit>] <was nicht geht>",
            "en": "[for <seat or name>:] [since <hour>] <what does not work>",
        },
        example={"de": "Ich höre nichts mehr.", "en": "I cannot hear anything."},
        roles=ALLOWED[c.ReportDisturbance],
        places=EVERYWHERE,
        make=_report,
    ),
    ChatCommand(
        name="disturbances.judge",
        words={"de": ("störung entscheiden",), "en": ("disturbance decide",)},
        usage={
            "de": "[<Störung>] kommune | mitglied | unerheblich <Grund>",
            "en": "[<disturbance>] municipality | member | irrelevant <reason>",
        },
        example={
            "de": "kommune Das Saalmikrofon ist ausgefallen.",
            "en": "municipality The microphone of the hall failed.",
        },
        roles=ALLOWED[c.JudgeDisturbance],
        places=ROOMS,
        make=_judge,
    ),
    ChatCommand(
        name="disturbances.end",
        words={"de": ("störung behoben",), "en": ("disturbance over",)},
        usage={"de": "[<Störung>]", "en": "[<disturbance>]"},
        example={"de": "S1", "en": "S1"},
        roles=ALLOWED[c.EndDisturbance],
        places=ROOMS,
        make=_end,
    ),
)
