# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""In which format a body may meet (Sitzungsformat): a gate, not a setting.

Presence is always lawful. Hybrid and digital meetings depend on the law of the day for the kind
of body, on a basis in the body's own statute, and in most Länder on a declared emergency
(Notlage), § 36a ThürKO and its kin.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain import refusals as r
from bot.domain.ids import ItemId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.refusals import Refused
from bot.domain.rulebook import Permission
from bot.domain.rules import Rules
from bot.domain.values import AgendaItem, BodyKind, Format, Language, Mode

CONTINUATION: Mapping[Language, str] = {
    Language.DE: "Entscheidung über den Fortbestand der Notlage",
    Language.EN: "Decision on whether the emergency continues",
}
"""Title of the item the body decides under in its next meeting, § 36a (1) ThürKO."""
NO_BASIS = "none"


def need_lawful(rules: Rules, kind: BodyKind, format: Format) -> Permission:
    """Return under which condition ``format`` is lawful; refuse one that never is, or lacks basis.

    An emergency is still to be declared then; `need_open` asks for it.
    """
    if format is Format.PRESENCE or format in rules.formats.get(kind, ()):
        return Permission.ALWAYS
    key = f"formats.{format}"
    permission = Permission(rules.word(key) or Permission.NEVER)
    norm = rules.norm(key) or rules.norm("format")
    if permission is Permission.NEVER:
        raise Refused(r.FormatForbidden(format=format, land=rules.land, norm=norm))
    basis = rules.word("formats.basis")
    if basis != NO_BASIS and f"basis.{format}" not in rules.sources:
        raise Refused(
            r.FormatBasisMissing(format=format, basis=basis, norm=norm, key=f"basis.{format}")
        )
    return permission


def need_open(meeting: Meeting) -> None:
    """Refuse to convene or open a meeting in a format the law does not allow now."""
    permission = need_lawful(meeting.law(), meeting.kind, meeting.format)
    if permission is Permission.EMERGENCY and not meeting.emergency:
        norm = meeting.law().norm(f"formats.{meeting.format}")
        raise Refused(r.EmergencyNotDeclared(format=meeting.format, norm=norm))


def need_chair_in_hall(meeting: Meeting, seat: SeatId, mode: Mode) -> None:
    """Refuse a chair who takes part from elsewhere where the law wants the chair in the hall."""
    law = meeting.law()
    leads_from_elsewhere = mode is not Mode.HALL and seat == meeting.chair
    if (
        leads_from_elsewhere
        and meeting.format is Format.HYBRID
        and law.word("formats.chair") == "hall"
    ):
        raise Refused(r.ChairNotInHall(seat=seat, norm=law.norm("formats.chair")))


def continuation(meeting: Meeting) -> AgendaItem:
    """Return the item the declaration of ``meeting`` puts on the next agenda."""
    return AgendaItem(id=ItemId(""), title=CONTINUATION[meeting.language], duty=meeting.id)


def need_no_duty(meeting: Meeting, item: AgendaItem) -> None:
    """Refuse to take off the agenda what the law puts on it."""
    known = meeting.made_known.get(item.id)
    if item.duty:
        norm = known.norm if known else meeting.law().norm("formats.digital")
        raise Refused(r.ItemIsDuty(item=item.id, norm=norm))
