# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on trust: enrolment (Aufnahme), verification, codes, devices that cannot cross-sign."""

from __future__ import annotations

from bot.chat.arguments import Arguments
from bot.chat.command import BACK, EVERYWHERE, ChatCommand, leads, speaker
from bot.chat.context import Context, Place
from bot.chat.people import user_id
from bot.chat.requests import (
    AdmitDeviceRequest,
    CancelVerification,
    ConfirmVerification,
    Enrol,
    ListDevices,
    PresentCode,
    StartVerification,
)
from bot.domain import commands as c
from bot.domain.ids import DeviceId, SeatId
from bot.domain.permissions import ALLOWED, EVERYBODY
from bot.domain.values import How

HOWS = {
    "code": How.CODE,
    "sas": How.SAS,
    "vergleich": How.SAS,
    "emoji": How.SAS,
    "compare": How.SAS,
    "ungeprueft": How.FIRST_USE,
    "unverified": How.FIRST_USE,
    "first_use": How.FIRST_USE,
}
PERMITTED = {
    "erlauben": True,
    "allow": True,
    "ja": True,
    "yes": True,
    "verbieten": False,
    "forbid": False,
    "nein": False,
    "no": False,
}
AS = frozenset({"als", "as", "mit", "with", "per", "by"})


def _enrol(arguments: Arguments, _context: Context) -> Enrol:
    user = arguments.user()
    arguments.keyword(AS)
    seat = arguments.person()
    arguments.keyword(AS)
    how = arguments.one_of(HOWS) or How.SAS
    arguments.end()
    return Enrol(user=user, seat=seat, how=how)


def _revoke(arguments: Arguments, context: Context) -> c.RevokeEnrolment:
    seat = arguments.person()
    reason = arguments.text("reason")
    return c.RevokeEnrolment(by=speaker(context), at=context.at, seat=seat, reason=reason)


def _code(arguments: Arguments, _context: Context) -> PresentCode:
    typed = arguments.text("code")
    return PresentCode(code="".join(char for char in typed if char.isalnum()))


def _verify(arguments: Arguments, _context: Context) -> StartVerification:
    user = arguments.user() if arguments.left() else None
    arguments.end()
    return StartVerification(user=user)


def _whose(arguments: Arguments) -> SeatId | None:
    seat = arguments.person_if_named() if arguments.left() else None
    arguments.end()
    return seat


def _same(arguments: Arguments, _context: Context) -> ConfirmVerification:
    return ConfirmVerification(seat=_whose(arguments))


def _different(arguments: Arguments, _context: Context) -> CancelVerification:
    return CancelVerification(seat=_whose(arguments))


def _admit(arguments: Arguments, _context: Context) -> AdmitDeviceRequest:
    seat = arguments.person()
    word = arguments.peek()
    user = arguments.user() if word is not None and user_id(word.bare) else None
    device = DeviceId(arguments.take("device").bare)
    arguments.end()
    return AdmitDeviceRequest(seat=seat, device=device, user=user)


def _revoke_device(arguments: Arguments, context: Context) -> c.RevokeDevice:
    seat = arguments.person()
    device = DeviceId(arguments.take("device").bare)
    arguments.end()
    return c.RevokeDevice(by=speaker(context), at=context.at, seat=seat, device=device)


def _devices(arguments: Arguments, context: Context) -> ListDevices:
    seat = arguments.person() if arguments.left() and leads(context) else speaker(context)
    arguments.end()
    return ListDevices(seat=seat)


def _admission(arguments: Arguments, context: Context) -> c.SetDeviceAdmission:
    allowed = arguments.need_one_of(PERMITTED, "permitted")
    arguments.end()
    return c.SetDeviceAdmission(by=speaker(context), at=context.at, allowed=allowed)


COMMANDS = (
    ChatCommand(
        name="trust.enrol",
        words={"de": ("aufnehmen", "aufnahme"), "en": ("enrol", "enroll")},
        usage={
            "de": "@name:server sitz <Nummer> [vergleich | code | ungeprüft]",
            "en": "@name:server seat <number> [compare | code | unverified]",
        },
        example={
            "de": "@anna:beispiel.de sitz 5 code",
            "en": "@anna:example.org seat 5 code",
        },
        roles=ALLOWED[c.EnrolMember],
        places=BACK,
        make=_enrol,
    ),
    ChatCommand(
        name="trust.revoke",
        words={
            "de": ("aufnahme widerrufen",),
            "en": ("enrolment revoke", "enrollment revoke"),
        },
        usage={"de": "<Sitz oder Name> <Grund>", "en": "<seat or name> <reason>"},
        example={"de": "5 Telefon verloren", "en": "5 phone lost"},
        roles=ALLOWED[c.RevokeEnrolment],
        places=BACK,
        make=_revoke,
        irreversible=True,
    ),
    ChatCommand(
        name="trust.code",
        words={"de": ("code", "ausweis"), "en": ("code", "redeem")},
        usage={"de": "<Einmalcode>", "en": "<one-time code>"},
        example={"de": "4711-0815", "en": "4711-0815"},
        places=frozenset({Place.DIRECT}),
        make=_code,
        strangers=True,
    ),
    ChatCommand(
        name="trust.verify",
        words={"de": ("prüfen", "verifizieren"), "en": ("verify",)},
        usage={"de": "[@name:server]", "en": "[@name:server]"},
        example={"de": "@anna:beispiel.de", "en": "@anna:example.org"},
        places=EVERYWHERE,
        make=_verify,
        strangers=True,
    ),
    ChatCommand(
        name="trust.same",
        words={"de": ("stimmt", "zeichen gleich"), "en": ("same", "emoji match")},
        usage={"de": "[<Sitz oder Name>]", "en": "[<seat or name>]"},
        example={"de": "5", "en": "5"},
        roles=EVERYBODY,
        places=BACK,
        make=_same,
        strangers=True,
    ),
    ChatCommand(
        name="trust.different",
        words={
            "de": ("stimmt nicht", "zeichen ungleich"),
            "en": ("different", "emoji differ"),
        },
        usage={"de": "[<Sitz oder Name>]", "en": "[<seat or name>]"},
        example={"de": "5", "en": "5"},
        roles=EVERYBODY,
        places=BACK,
        make=_different,
        strangers=True,
    ),
    ChatCommand(
        name="trust.admit",
        words={"de": ("gerät zulassen",), "en": ("device admit", "admit device")},
        usage={
            "de": "<Sitz oder Name> [@name:server] <Gerätekennung>",
            "en": "<seat or name> [@name:server] <device id>",
        },
        example={"de": "5 @anna:beispiel.de JLAFKJWSCS", "en": "5 @anna:example.org JLAFKJWSCS"},
        roles=ALLOWED[c.AdmitDevice],
        places=BACK,
        make=_admit,
    ),
    ChatCommand(
        name="trust.revoke_device",
        words={"de": ("gerät sperren",), "en": ("device revoke", "revoke device")},
        usage={
            "de": "<Sitz oder Name> <Gerätekennung>",
            "en": "<seat or name> <device id>",
        },
        example={"de": "5 JLAFKJWSCS", "en": "5 JLAFKJWSCS"},
        roles=ALLOWED[c.RevokeDevice],
        places=BACK,
        make=_revoke_device,
    ),
    ChatCommand(
        name="trust.devices",
        words={"de": ("geräte",), "en": ("devices",)},
        usage={"de": "[<Sitz oder Name>]", "en": "[<seat or name>]"},
        example={"de": "5", "en": "5"},
        places=BACK,
        make=_devices,
    ),
    ChatCommand(
        name="trust.admission",
        words={"de": ("gerätezulassung",), "en": ("device admission",)},
        usage={"de": "erlauben | verbieten", "en": "allow | forbid"},
        example={"de": "verbieten", "en": "forbid"},
        roles=ALLOWED[c.SetDeviceAdmission],
        places=BACK,
        make=_admission,
    ),
)
