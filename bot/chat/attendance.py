# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on who is there: roll call, arrival, absence, leave, quorum, recusal."""

from __future__ import annotations

from bot.chat.arguments import Arguments
from bot.chat.command import EVERYWHERE, ROOMS, ChatCommand, asking, leads, speaker
from bot.chat.context import Context
from bot.chat.misunderstood import Misunderstood
from bot.chat.requests import ShowAttendance
from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.meeting import Meeting
from bot.domain.permissions import ALLOWED
from bot.domain.values import Channel, Format, Mode
from bot.texts import Key

MODES = {
    "saal": Mode.HALL,
    "hall": Mode.HALL,
    "zugeschaltet": Mode.REMOTE,
    "digital": Mode.REMOTE,
    "online": Mode.REMOTE,
    "remote": Mode.REMOTE,
    "telefon": Mode.PHONE,
    "telefonisch": Mode.PHONE,
    "phone": Mode.PHONE,
}
IN_THE = frozenset({"im", "in", "the", "am", "by", "on"})


def usual_mode(meeting: Meeting) -> Mode:
    """Return where a member answers from who says nothing about it."""
    return Mode.HALL if meeting.format is Format.PRESENCE else Mode.REMOTE


def _whose(arguments: Arguments, context: Context) -> SeatId:
    """Return whom an entry is about. Chair and clerk may name somebody without ``für``."""
    by = speaker(context)
    named = arguments.person_if_named() if leads(context) else arguments.for_person()
    return named or by


def _whom(arguments: Arguments, context: Context) -> tuple[SeatId, tuple[SeatId, ...]]:
    """Return whom an entry is about, and the others it is about as well."""
    if not leads(context):
        return _whose(arguments, context), ()
    first, *others = arguments.persons_if_named() or (speaker(context),)
    return first, tuple(others)


def _start(arguments: Arguments, context: Context) -> c.StartRollCall:
    arguments.end()
    return c.StartRollCall(by=speaker(context), at=context.at)


def _close(arguments: Arguments, context: Context) -> c.CloseRollCall:
    arguments.end()
    return c.CloseRollCall(by=speaker(context), at=context.at)


def _present(arguments: Arguments, context: Context) -> c.ReportPresent:
    meeting, by = arguments.meeting(), speaker(context)
    seat, others = _whom(arguments, context)
    while arguments.keyword(IN_THE):
        pass
    mode = arguments.one_of(MODES)
    identified = arguments.optional_text() if mode is Mode.PHONE else ""
    arguments.end()
    entered = seat != by
    return c.ReportPresent(
        by=by,
        at=context.at,
        seat=seat,
        others=others,
        mode=mode or (Mode.HALL if entered else usual_mode(meeting)),
        channel=Channel.CLERK if entered else Channel.COMMAND,
        identified=identified,
    )


def _absent(arguments: Arguments, context: Context, *, excused: bool) -> c.RecordAbsence:
    seat, others = _whom(arguments, context)
    reason = arguments.text("reason")
    return c.RecordAbsence(
        by=speaker(context),
        at=context.at,
        seat=seat,
        others=others,
        reason=reason,
        excused=excused,
    )


def _excused(arguments: Arguments, context: Context) -> c.RecordAbsence:
    return _absent(arguments, context, excused=True)


def _unexcused(arguments: Arguments, context: Context) -> c.RecordAbsence:
    return _absent(arguments, context, excused=False)


def _leave(arguments: Arguments, context: Context) -> c.ReportLeft:
    seat, others = _whom(arguments, context)
    reason = arguments.optional_text()
    by = speaker(context)
    return c.ReportLeft(by=by, at=context.at, seat=seat, others=others, reason=reason)


def _quorum(arguments: Arguments, context: Context) -> c.StateQuorum:
    arguments.end()
    return c.StateQuorum(by=speaker(context), at=context.at)


def _recuse(arguments: Arguments, context: Context) -> c.DeclareRecusal:
    seat = _whose(arguments, context)
    item = arguments.item_if_named()
    reason = arguments.optional_text()
    by = speaker(context)
    return c.DeclareRecusal(by=by, at=context.at, seat=seat, item=item, reason=reason)


def _not_recused(arguments: Arguments, context: Context) -> c.WithdrawRecusal:
    seat = _whose(arguments, context)
    item = arguments.item_if_named()
    arguments.end()
    return c.WithdrawRecusal(by=speaker(context), at=context.at, seat=seat, item=item)


def _substitute(arguments: Arguments, context: Context) -> c.SeatSubstitute:
    """Read ``[<substitute>] für <member>``; a substitute speaks for themselves."""
    by = speaker(context)
    named = arguments.person_if_named()
    principal = arguments.for_person()
    seat, principal = (named or by, principal) if principal else (by, named)
    if principal is None:
        raise Misunderstood("problem.missing", part=Key("part.principal"))
    arguments.end()
    return c.SeatSubstitute(by=by, at=context.at, seat=seat, principal=principal)


def _no_substitute(arguments: Arguments, context: Context) -> c.EndSubstitution:
    seat = arguments.person()
    arguments.end()
    return c.EndSubstitution(by=speaker(context), at=context.at, seat=seat)


COMMANDS = (
    ChatCommand(
        name="attendance.roll_call",
        words={
            "de": ("namensaufruf", "anwesenheit feststellen"),
            "en": ("roll call", "rollcall"),
        },
        roles=ALLOWED[c.StartRollCall],
        places=ROOMS,
        make=_start,
    ),
    ChatCommand(
        name="attendance.close",
        words={
            "de": ("namensaufruf schließen", "namensaufruf beenden"),
            "en": ("roll call close", "rollcall close"),
        },
        roles=ALLOWED[c.CloseRollCall],
        places=ROOMS,
        make=_close,
    ),
    ChatCommand(
        name="attendance.present",
        words={"de": ("anwesend", "hier", "eingetroffen"), "en": ("present", "here", "arrived")},
        usage={
            "de": "[für <Sitze oder Namen>] [im saal | zugeschaltet | am telefon <wie erkannt>]",
            "en": "[for <seats or names>] [in the hall | remote | by phone <how identified>]",
        },
        example={"de": "für 7, 9", "en": "for 7, 9"},
        roles=ALLOWED[c.ReportPresent],
        places=ROOMS,
        make=_present,
    ),
    ChatCommand(
        name="attendance.excused",
        words={"de": ("entschuldigt", "entschuldigen"), "en": ("excused", "excuse")},
        usage={"de": "[<Sitze oder Namen>] <Grund>", "en": "[<seats or names>] <reason>"},
        example={"de": "9 Krankheit", "en": "9 illness"},
        roles=ALLOWED[c.RecordAbsence],
        places=EVERYWHERE,
        make=_excused,
    ),
    ChatCommand(
        name="attendance.unexcused",
        words={"de": ("unentschuldigt", "abwesend"), "en": ("unexcused", "absent")},
        usage={"de": "[<Sitze oder Namen>] <Grund>", "en": "[<seats or names>] <reason>"},
        example={"de": "9 ohne Nachricht", "en": "9 no message"},
        roles=ALLOWED[c.RecordAbsence],
        places=EVERYWHERE,
        make=_unexcused,
    ),
    ChatCommand(
        name="attendance.leave",
        words={"de": ("gegangen", "gehe", "verlassen"), "en": ("left", "leave", "leaving")},
        usage={
            "de": "[für <Sitze oder Namen>] [<Grund>]",
            "en": "[for <seats or names>] [<reason>]",
        },
        example={"de": "für 7 Termin", "en": "for 7 appointment"},
        roles=ALLOWED[c.ReportLeft],
        places=EVERYWHERE,
        make=_leave,
    ),
    ChatCommand(
        name="attendance.show",
        words={"de": ("anwesenheit",), "en": ("attendance",)},
        make=asking(ShowAttendance()),
    ),
    ChatCommand(
        name="attendance.quorum",
        words={"de": ("beschlussfähigkeit", "quorum"), "en": ("quorum",)},
        roles=ALLOWED[c.StateQuorum],
        places=ROOMS,
        make=_quorum,
    ),
    ChatCommand(
        name="attendance.recuse",
        words={"de": ("befangen", "befangenheit"), "en": ("recuse", "recused", "conflict")},
        usage={
            "de": "[für <Sitz oder Name>] [TOP <Nummer>] [<Grund>]",
            "en": "[for <seat or name>] [item <number>] [<reason>]",
        },
        example={"de": "TOP 3 Grundstück der Familie", "en": "item 3 land of my family"},
        roles=ALLOWED[c.DeclareRecusal],
        places=EVERYWHERE,
        make=_recuse,
    ),
    ChatCommand(
        name="attendance.not_recused",
        words={
            "de": ("nicht befangen", "befangenheit zurücknehmen"),
            "en": ("not recused", "recusal withdraw"),
        },
        usage={
            "de": "[für <Sitz oder Name>] [TOP <Nummer>]",
            "en": "[for <seat or name>] [item <number>]",
        },
        example={"de": "für 7 TOP 3", "en": "for 7 item 3"},
        roles=ALLOWED[c.WithdrawRecusal],
        places=ROOMS,
        make=_not_recused,
    ),
    ChatCommand(
        name="attendance.substitute",
        words={"de": ("vertretung", "vertreten"), "en": ("substitute", "stand in")},
        usage={"de": "[<Vertretung>] für <Mitglied>", "en": "[<substitute>] for <member>"},
        example={"de": "5 für 3", "en": "5 for 3"},
        roles=ALLOWED[c.SeatSubstitute],
        places=ROOMS,
        make=_substitute,
    ),
    ChatCommand(
        name="attendance.no_substitute",
        words={"de": ("vertretung beenden",), "en": ("substitute end",)},
        usage={"de": "<Vertretung>", "en": "<substitute>"},
        example={"de": "5", "en": "5"},
        roles=ALLOWED[c.EndSubstitution],
        places=ROOMS,
        make=_no_substitute,
    ),
)
