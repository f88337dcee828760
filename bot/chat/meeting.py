# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on the life of a meeting: planning, inviting, opening, interrupting, closing."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat import when
from bot.chat.arguments import Arguments
from bot.chat.command import BACK, EVERYWHERE, FLOOR, ROOMS, ChatCommand, asking, leads, speaker
from bot.chat.context import Context
from bot.chat.grammar import fold
from bot.chat.misunderstood import Misunderstood
from bot.chat.opening import another_day, before_the_hour, go_on, until_another_day
from bot.chat.procedural import still_to_decide
from bot.chat.requests import (
    CompareHead,
    PlanRequest,
    SelectMeeting,
    ShowCalendar,
    ShowDelivery,
    ShowHead,
    ShowNotice,
    ShowStatus,
)
from bot.domain import commands as c
from bot.domain.ids import MeetingId
from bot.domain.permissions import ALLOWED, LEAD
from bot.domain.values import Format
from bot.texts import Key

FORMATS = {
    "praesenz": Format.PRESENCE,
    "saal": Format.PRESENCE,
    "presence": Format.PRESENCE,
    "hybrid": Format.HYBRID,
    "digital": Format.DIGITAL,
}
ENTRY = frozenset({"eintrag", "entry"})
SEAL_WORDS = 6
"""Words of a journal head as it is read out."""
URGENT = frozenset({"dringlich", "dringend", "urgent"})
MINUTES = frozenset({"min", "minuten", "minute", "minutes"})
UNTIL = frozenset({"bis", "until"})
PAUSE = {"de": ("pause", "sitzung unterbrechen", "unterbrechen"), "en": ("recess", "break")}


def _plan(arguments: Arguments, _context: Context) -> PlanRequest:
    starts = arguments.moment()
    place = arguments.take("place").text
    title = arguments.take("title").text
    form = arguments.one_of(FORMATS) or Format.PRESENCE
    arguments.end()
    return PlanRequest(starts=starts, place=place, title=title, format=form)


def _reschedule(arguments: Arguments, context: Context) -> c.RescheduleMeeting:
    meeting = arguments.meeting()
    starts = arguments.moment()
    place = arguments.quoted_or_line("place") if arguments.left() else meeting.place
    arguments.end()
    return c.RescheduleMeeting(by=speaker(context), at=context.at, starts=starts, place=place)


def _cancel(arguments: Arguments, context: Context) -> c.CancelMeeting:
    return c.CancelMeeting(by=speaker(context), at=context.at, reason=arguments.text("reason"))


def _select(arguments: Arguments, _context: Context) -> SelectMeeting:
    wanted = arguments.take("meeting").bare if arguments.left() else ""
    arguments.end()
    return SelectMeeting(meeting=wanted)


def _invite(arguments: Arguments, context: Context) -> c.SendInvitation:
    reason = arguments.text("urgency_reason") if arguments.keyword(URGENT) else ""
    arguments.end()
    return c.SendInvitation(by=speaker(context), at=context.at, urgency_reason=reason)


def _emergency(arguments: Arguments, context: Context) -> c.DeclareEmergency:
    trigger = arguments.take("trigger").text
    evidence = arguments.text("evidence")
    return c.DeclareEmergency(
        by=speaker(context), at=context.at, trigger=trigger, evidence=evidence
    )


def _second_call(arguments: Arguments, context: Context) -> c.StateSecondCall:
    first = MeetingId(arguments.take("meeting").bare)
    arguments.end()
    return c.StateSecondCall(by=speaker(context), at=context.at, first=first)


def _object(arguments: Arguments, context: Context) -> c.ObjectToNotice:
    by, seat = speaker(context), arguments.for_person_colon()
    reason = arguments.text("reason")
    return c.ObjectToNotice(by=by, at=context.at, reason=reason, seat=seat)


def _no_objection(arguments: Arguments, context: Context) -> c.WithdrawNoticeObjection:
    by = speaker(context)
    seat = arguments.for_person() or by
    arguments.end()
    return c.WithdrawNoticeObjection(by=by, at=context.at, seat=seat)


def _received(arguments: Arguments, context: Context) -> c.ReportReceipt:
    by = speaker(context)
    seat = (arguments.person_if_named() if leads(context) else arguments.for_person()) or by
    received = arguments.moment() if arguments.left() else None
    arguments.end()
    return c.ReportReceipt(by=by, at=context.at, seat=seat, received=received)


def _open(arguments: Arguments, context: Context) -> c.OpenMeeting:
    arguments.end()
    return c.OpenMeeting(by=speaker(context), at=context.at)


def _take_chair(arguments: Arguments, context: Context) -> c.TakeChair:
    by = speaker(context)
    seat = arguments.person_if_named() or by
    arguments.end()
    return c.TakeChair(by=by, at=context.at, seat=seat)


def _interrupt(arguments: Arguments, context: Context) -> c.InterruptMeeting:
    language = arguments.meeting().language
    until = _until(arguments, context)
    reason = arguments.optional_text() or PAUSE[language][0].capitalize()
    return c.InterruptMeeting(by=speaker(context), at=context.at, reason=reason, until=until)


def _until(arguments: Arguments, context: Context) -> datetime | None:
    """Take so many minutes, an hour, or a day and an hour; nothing of it means: no end is named."""
    word = arguments.peek()
    if word is not None and word.plain.lstrip("-").isdecimal():
        minutes = arguments.number("number")
        arguments.keyword(MINUTES)
        return context.at + timedelta(minutes=minutes)
    if not arguments.keyword(UNTIL):
        return None
    now = context.at.astimezone(context.zone)
    try:
        day = when.take_day(arguments.take_words, now.date())
    except Misunderstood:  # an hour alone: the next one there is, also past midnight
        hour = when.take_hour(arguments.take_words)
        until = when.joined(now.date(), hour, context.zone)
        return until if until > now else until + timedelta(days=1)
    return when.joined(day, when.take_hour(arguments.take_words), context.zone)


def _close(arguments: Arguments, context: Context) -> c.CloseMeeting:
    arguments.end()
    return c.CloseMeeting(by=speaker(context), at=context.at)


def _exclude(arguments: Arguments, context: Context) -> c.ExcludePublic:
    arguments.end()
    return c.ExcludePublic(by=speaker(context), at=context.at)


def _restore(arguments: Arguments, context: Context) -> c.RestorePublic:
    arguments.end()
    return c.RestorePublic(by=speaker(context), at=context.at)


def _alone(arguments: Arguments, context: Context) -> c.ConfirmAlone:
    by = speaker(context)
    seat = arguments.for_person() or by
    arguments.end()
    return c.ConfirmAlone(by=by, at=context.at, seat=seat)


def _statement(arguments: Arguments, context: Context) -> c.RecordStatement:
    by = speaker(context)
    seat = arguments.for_person_colon() or by
    return c.RecordStatement(by=by, at=context.at, seat=seat, text=arguments.text("text"))


def _compare(arguments: Arguments, _context: Context) -> CompareHead:
    arguments.keyword(ENTRY)
    first = arguments.peek()
    seq = arguments.number("entry") if first and first.plain.isdecimal() else None
    said = arguments.text("seal").replace("-", " ").replace(",", " ").split()
    if len(said) < SEAL_WORDS:
        raise Misunderstood("problem.missing", part=Key("part.seal"))
    if len(said) > SEAL_WORDS:
        raise Misunderstood("problem.too_many", extra=" ".join(said[SEAL_WORDS:]))
    return CompareHead(words=tuple(fold(word) for word in said), seq=seq)


COMMANDS = (
    ChatCommand(
        name="meeting.plan",
        words={"de": ("sitzung planen",), "en": ("meeting plan", "plan meeting")},
        usage={
            "de": '<Datum> <Uhrzeit> "<Ort>" "<Titel>" [präsenz | hybrid | digital]',
            "en": '<date> <time> "<place>" "<title>" [presence | hybrid | digital]',
        },
        example={
            "de": '{soon} 19:00 "Ratssaal" "3. Sitzung"',
            "en": '{soon} 19:00 "Council hall" "3rd meeting"',
        },
        roles=ALLOWED[c.PlanMeeting],
        places=EVERYWHERE,
        make=_plan,
    ),
    ChatCommand(
        name="meeting.reschedule",
        words={"de": ("sitzung verlegen",), "en": ("meeting move", "meeting reschedule")},
        usage={"de": '<Datum> <Uhrzeit> ["<Ort>"]', "en": '<date> <time> ["<place>"]'},
        example={"de": "{soon} 19 Uhr", "en": "{soon} 19:00"},
        roles=ALLOWED[c.RescheduleMeeting],
        places=EVERYWHERE,
        ahead=True,
        make=_reschedule,
    ),
    ChatCommand(
        name="meeting.cancel",
        words={"de": ("sitzung absagen",), "en": ("meeting cancel", "cancel meeting")},
        usage={"de": "<Grund>", "en": "<reason>"},
        example={"de": "Der Saal ist gesperrt.", "en": "The hall is closed."},
        roles=ALLOWED[c.CancelMeeting],
        places=ROOMS,
        ahead=True,
        make=_cancel,
        irreversible=True,
    ),
    ChatCommand(
        name="meeting.select",
        words={"de": ("sitzung wählen", "sitzungen"), "en": ("meeting select", "meetings")},
        usage={"de": "[<Sitzung>]", "en": "[<meeting>]"},
        example={"de": "2026-03", "en": "2026-03"},
        roles=LEAD,
        places=EVERYWHERE,
        make=_select,
    ),
    ChatCommand(
        name="meeting.invite",
        words={"de": ("einladen", "einladung"), "en": ("invite", "invitation")},
        usage={"de": "[dringlich <Grund>]", "en": "[urgent <reason>]"},
        example={
            "de": "dringlich Die Förderfrist endet am Freitag.",
            "en": "urgent The grant expires on Friday.",
        },
        roles=ALLOWED[c.SendInvitation],
        places=EVERYWHERE,
        ahead=True,
        make=_invite,
        irreversible=True,
    ),
    ChatCommand(
        name="meeting.second_call",
        words={"de": ("zweite ladung",), "en": ("second call",)},
        usage={"de": "<Sitzung>", "en": "<meeting>"},
        example={"de": "2026-03", "en": "2026-03"},
        roles=ALLOWED[c.StateSecondCall],
        places=EVERYWHERE,
        make=_second_call,
    ),
    ChatCommand(
        name="meeting.emergency",
        words={
            "de": ("notlage", "notlage feststellen"),
            "en": ("emergency", "declare emergency"),
        },
        usage={"de": '"<Auslöser>" <Beleg>', "en": '"<trigger>" <evidence>'},
        example={
            "de": '"Hochwasser" Allgemeinverfügung des Landratsamts vom {lately}',
            "en": '"Flood" general order of the district office of {lately}',
        },
        roles=ALLOWED[c.DeclareEmergency],
        places=EVERYWHERE,
        make=_emergency,
        irreversible=True,
    ),
    ChatCommand(
        name="meeting.object",
        words={"de": ("rüge", "ladung rügen"), "en": ("objection", "object")},
        usage={
            "de": "[für <Sitz oder Name>:] <Grund>",
            "en": "[for <seat or name>:] <reason>",
        },
        example={
            "de": "Die Einladung kam erst gestern an.",
            "en": "The invitation arrived only yesterday.",
        },
        roles=ALLOWED[c.ObjectToNotice],
        places=EVERYWHERE,
        make=_object,
    ),
    ChatCommand(
        name="meeting.object_withdraw",
        words={"de": ("rüge zurücknehmen",), "en": ("objection withdraw",)},
        usage={"de": "[für <Sitz oder Name>]", "en": "[for <seat or name>]"},
        example={"de": "für 3", "en": "for 3"},
        roles=ALLOWED[c.WithdrawNoticeObjection],
        places=EVERYWHERE,
        make=_no_objection,
    ),
    ChatCommand(
        name="meeting.open",
        words={"de": ("sitzung eröffnen", "eröffnen"), "en": ("meeting open", "open meeting")},
        roles=ALLOWED[c.OpenMeeting],
        places=ROOMS,
        make=_open,
        doubts=another_day,
    ),
    ChatCommand(
        name="meeting.chair",
        words={
            "de": ("vorsitz übernehmen", "vorsitz", "leitung"),
            "en": ("chair take", "take chair", "chair"),
        },
        usage={"de": "[<Sitz oder Name>]", "en": "[<seat or name>]"},
        example={"de": "2", "en": "2"},
        roles=ALLOWED[c.TakeChair],
        places=ROOMS,
        make=_take_chair,
    ),
    ChatCommand(
        name="meeting.interrupt",
        words=PAUSE,
        usage={
            "de": "[<Minuten> | bis [<Datum>] <Uhrzeit>] [<Grund>]",
            "en": "[<minutes> | until [<date>] <time>] [<reason>]",
        },
        example={"de": "10 Minuten", "en": "10 minutes"},
        roles=ALLOWED[c.InterruptMeeting],
        places=ROOMS,
        doubts=until_another_day,
        make=_interrupt,
    ),
    ChatCommand(
        name="meeting.resume",
        words={
            "de": ("weiter", "sitzung fortsetzen", "fortsetzen"),
            "en": ("resume", "meeting resume", "continue"),
        },
        roles=ALLOWED[c.ResumeMeeting],
        places=ROOMS,
        make=go_on,
        doubts=before_the_hour,
    ),
    ChatCommand(
        name="meeting.close",
        words={
            "de": ("sitzung schließen", "sitzung beenden"),
            "en": ("meeting close", "close meeting"),
        },
        roles=ALLOWED[c.CloseMeeting],
        places=ROOMS,
        make=_close,
        irreversible=True,
        doubts=still_to_decide,
    ),
    ChatCommand(
        name="meeting.exclude",
        words={
            "de": ("nichtöffentlich", "öffentlichkeit ausschließen"),
            "en": ("nonpublic", "non public", "exclude public"),
        },
        roles=ALLOWED[c.ExcludePublic],
        places=ROOMS,
        make=_exclude,
    ),
    ChatCommand(
        name="meeting.restore",
        words={
            "de": ("öffentlich", "öffentlichkeit herstellen"),
            "en": ("public", "restore public"),
        },
        roles=ALLOWED[c.RestorePublic],
        places=ROOMS,
        make=_restore,
    ),
    ChatCommand(
        name="meeting.statement",
        words={"de": ("erklärung", "zu protokoll"), "en": ("statement", "for the minutes")},
        usage={"de": "[für <Sitz oder Name>:] <Text>", "en": "[for <seat or name>:] <text>"},
        example={
            "de": "Ich habe aus Gewissensgründen anders gestimmt.",
            "en": "I voted differently for reasons of conscience.",
        },
        roles=ALLOWED[c.RecordStatement],
        places=FLOOR,
        make=_statement,
    ),
    ChatCommand(
        name="meeting.alone",
        words={"de": ("allein", "niemand hört mit"), "en": ("alone", "nobody listens in")},
        usage={"de": "[für <Sitz oder Name>]", "en": "[for <seat or name>]"},
        example={"de": "für 7", "en": "for 7"},
        roles=ALLOWED[c.ConfirmAlone],
        make=_alone,
    ),
    ChatCommand(
        name="meeting.status",
        words={"de": ("status", "stand"), "en": ("status", "state")},
        make=asking(ShowStatus()),
    ),
    ChatCommand(
        name="meeting.received",
        words={
            "de": ("erhalten", "ladung erhalten", "einladung erhalten"),
            "en": ("received", "invitation received"),
        },
        usage={
            "de": "[für <Sitz oder Name>] [am <Tag> um <Uhrzeit>]",
            "en": "[for <seat or name>] [on <day> at <time>]",
        },
        example={"de": "für 3 am {lately} um 14:00", "en": "for 3 on {lately} at 14:00"},
        roles=ALLOWED[c.ReportReceipt],
        ahead=True,
        make=_received,
    ),
    ChatCommand(
        name="meeting.calendar",
        words={"de": ("kalender", "kalendereintrag"), "en": ("calendar",)},
        ahead=True,
        make=asking(ShowCalendar()),
    ),
    ChatCommand(
        name="meeting.notice",
        words={"de": ("bekanntmachung",), "en": ("public notice", "notice")},
        roles=LEAD,
        places=BACK,
        ahead=True,
        make=asking(ShowNotice()),
    ),
    ChatCommand(
        name="meeting.delivery",
        words={"de": ("ladung", "zugang", "ladungsliste"), "en": ("delivery", "receipts")},
        roles=LEAD,
        places=BACK,
        ahead=True,
        make=asking(ShowDelivery()),
    ),
    ChatCommand(
        name="meeting.head",
        words={"de": ("siegel", "prüfwörter"), "en": ("seal", "journal")},
        make=asking(ShowHead()),
    ),
    ChatCommand(
        name="meeting.compare",
        words={"de": ("siegel vergleichen", "vergleich"), "en": ("seal compare", "compare")},
        usage={"de": "[<Nummer>] <sechs Wörter>", "en": "[<number>] <six words>"},
        example={
            "de": "42 abend blume dach feder garten hafen",
            "en": "42 abend blume dach feder garten hafen",
        },
        make=_compare,
    ),
)
