# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The council file: who the body is, by which rules it meets, and who sits in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import profiles
from bot.council.mail import MailSettings, mail_of
from bot.council.seats import Remark, Roster, roster_of
from bot.council.table import Row, Table, read_table
from bot.council.words import kind_named
from bot.domain.enrolment import WEIGHTED
from bot.domain.ids import BodyId, SeatId, UserId
from bot.domain.values import BodyKind, Language, Seat
from bot.paper.picture import mime_of
from bot.texts.names import clean_name
from bot.tomlfile import FileRefused, TomlFile, read_bytes

ADVICE = "Copy bot/play/sample/council.toml there and fill it in."
SECTIONS = ("body", "letterhead", "rules", "roster", "seat", "mail")
BODY_KEYS = (
    "id",
    "name",
    "municipality",
    "kind",
    "land",
    "statutory_members",
    "language",
    "time_zone",
    "device_admission",
    "law",
)
SEAT_KEYS = ("number", "name", "group", "role", "vote", "weight", "matrix")
MAX_MEMBERS = 1000
TEXT_LIMIT = 120
ADDRESS_LINES = 12
ADDRESS_LIMIT = 300
_WEB_ADDRESS = re.compile(r"https://[^\s<>\"']+")
_ID = re.compile(r"[a-z][a-z0-9-]{0,31}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """Everything a municipality says about one of its bodies."""

    body: BodyId
    name: str
    municipality: str
    kind: BodyKind
    land: str
    """As the profile names it, such as ``TH``."""
    statutory_members: int
    language: Language
    time_zone: str
    device_admission: bool
    """Whether the clerk may admit devices that cannot cross-sign."""
    law: profiles.Law
    """The law of the Land, or one of its own, with the body's own provisions on top."""
    address: tuple[str, ...]
    """Lines of the letterhead."""
    arms: bytes | None
    """Coat of arms, as it lies in the file."""
    privacy: str = ""
    """Where the information on data protection (Art. 13 DSGVO) is found."""
    seats: tuple[Seat, ...]
    users: Mapping[SeatId, UserId]
    """Whom to invite to which seat; nobody is enrolled by a file."""
    mail: MailSettings | None = None
    """Whose letters go by mail too; None: nobody's."""
    remarks: tuple[Remark, ...]
    """What the clerk should look at."""


def load_council(path: Path) -> Council:
    """Read the council file ``path`` and the CSV roster it may name.

    Raises:
        FileRefused: something is missing, broken, doubled or below the law; says where.
    """
    file = TomlFile.load(path, ADVICE)
    file.known_only(file.table, SECTIONS)
    body: Mapping[str, Any] = file.take(file.table, ("body",), dict, None)
    file.known_only(body, BODY_KEYS, ("body",))
    kind = _kind(file, body)
    law = profiles.read_own(_law(file, body, kind, path), file, ("rules",))
    roster, guessed = _roster(file, path)
    statutory = _statutory(file, body, roster.seats)
    _need_total(file, kind, law, roster.seats)
    address, arms, privacy = _letterhead(file, path)
    return Council(
        body=BodyId(_id(file, body)),
        name=_text(file, body, ("body", "name")),
        municipality=_text(file, body, ("body", "municipality")),
        kind=kind,
        land=law.land,
        statutory_members=statutory,
        language=_language(file, body),
        time_zone=_zone(file, body),
        device_admission=file.take(body, ("body", "device_admission"), bool, True),
        law=law,
        address=address,
        arms=arms,
        privacy=privacy,
        seats=roster.seats,
        users=dict(roster.users),
        mail=mail_of(file, path, [seat.id for seat in roster.seats]),
        remarks=(*guessed, *roster.remarks, *_vacant(file, roster.seats, statutory)),
    )


def _text(file: TomlFile, section: Mapping[str, Any], path: tuple[str, str]) -> str:
    raw = file.take(section, path, str, None)
    text = clean_name(raw)
    if not text or len(text) > TEXT_LIMIT:
        raise file.refusal(path, f"{path[1]} must have 1 to {TEXT_LIMIT} characters.")
    if text != " ".join(raw.split()):
        raise file.refusal(path, f"{path[1]} holds invisible characters. Type it anew.")
    return text


def _id(file: TomlFile, body: Mapping[str, Any]) -> str:
    found = file.take(body, ("body", "id"), str, None)
    if not _ID.match(found):
        raise file.refusal(
            ("body", "id"),
            f"{found!r} is no id. Use a small letter, then small letters, digits and -, like rat.",
        )
    return found


def _kind(file: TomlFile, body: Mapping[str, Any]) -> BodyKind:
    word = file.take(body, ("body", "kind"), str, None)
    kind = kind_named(word)
    if kind is None:
        near = get_close_matches(word, BodyKind, n=1)
        advice = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(BodyKind)}."
        raise file.refusal(("body", "kind"), f"{word!r} is no kind of body. {advice}")
    return kind


def _law(file: TomlFile, body: Mapping[str, Any], kind: BodyKind, path: Path) -> profiles.Law:
    """Return the law that governs the body: its Land's, or the file a joint body agreed on."""
    if "law" in body:
        return _law_of_its_own(file, body, kind, path)
    land = file.take(body, ("body", "land"), str, None)
    try:
        return profiles.law_of(land, kind)
    except profiles.LandUnknown as error:
        raise file.refusal(("body", "land"), str(error)) from None


def _law_of_its_own(
    file: TomlFile, body: Mapping[str, Any], kind: BodyKind, path: Path
) -> profiles.Law:
    """Read the law a body of several municipalities carries itself, in a profile's form."""
    key = ("body", "law")
    if "land" in body:
        raise file.refusal(("body", "land"), "give either land or law, not both.")
    own = _beside(file, path, key, file.take(body, key, str, None))
    profile = profiles.read_profile(TomlFile.load(own))
    if kind not in profile.governs:
        known = ", ".join(profile.governs)
        raise file.refusal(
            key, f"{own.name} does not govern this kind of body ({kind}). It governs: {known}."
        )
    return profiles.Law(kind=kind, land=profile.land, profile=profile)


def _language(file: TomlFile, body: Mapping[str, Any]) -> Language:
    word = file.take(body, ("body", "language"), str, "de")
    if word not in tuple(Language):
        known = ", ".join(Language)
        raise file.refusal(("body", "language"), f"{word!r} is no language here. Known: {known}.")
    return Language(word)


def _zone(file: TomlFile, body: Mapping[str, Any]) -> str:
    name = file.take(body, ("body", "time_zone"), str, "Europe/Berlin")
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise file.refusal(
            ("body", "time_zone"), f"{name!r} is no time zone. It looks like Europe/Berlin."
        ) from None
    return name


def _statutory(file: TomlFile, body: Mapping[str, Any], seats: tuple[Seat, ...]) -> int:
    path = ("body", "statutory_members")
    number = file.take(body, path, int, None)
    if not 1 <= number <= MAX_MEMBERS:
        raise file.refusal(path, f"statutory_members must be from 1 to {MAX_MEMBERS}.")
    voting = sum(seat.votes for seat in seats)
    if number < voting:
        raise file.refusal(
            path,
            f"statutory_members is {number}, but {voting} seats have a vote. "
            "It is the number of members by law, a mayor with a vote included.",
        )
    return number


def _need_total(file: TomlFile, kind: BodyKind, law: profiles.Law, seats: tuple[Seat, ...]) -> None:
    """Refuse several votes a seat where no statute can give them, or without their total."""
    if all(seat.weight == 1 for seat in seats):
        return
    if kind not in WEIGHTED:
        raise file.refusal(
            ("body", "kind"), "in this kind of body each member has one vote, but a seat has more."
        )
    own = file.table.get("rules", {}).get("set", {}).get("vote.total", {})
    total, given = own.get("votes", 0), sum(seat.weight for seat in seats if seat.votes)
    if total < given:
        raise file.refusal(
            ("rules",),
            f"the seats have {given} votes. Write their statutory number, vacant seats included: "
            f'[rules.set."vote.total"] votes = {given}.',
        )


def _vacant(file: TomlFile, seats: tuple[Seat, ...], statutory: int) -> list[Remark]:
    """Point at seats that are missing: the quorum counts them all the same."""
    vacant = statutory - sum(seat.votes for seat in seats)
    if not vacant:
        return []
    sentence = (
        f"{vacant} of {statutory} statutory members have no seat on the roster; "
        "the quorum counts them all the same."
    )
    return [Remark(source=file.source, line=None, sentence=sentence)]


def _letterhead(file: TomlFile, path: Path) -> tuple[tuple[str, ...], bytes | None, str]:
    section: Mapping[str, Any] = file.take(file.table, ("letterhead",), dict, {})
    file.known_only(section, ("address", "arms", "privacy"), ("letterhead",))
    lines: list[Any] = file.take(section, ("letterhead", "address"), list, [])
    plain = all(isinstance(line, str) and len(line) <= TEXT_LIMIT for line in lines)
    if not plain or len(lines) > ADDRESS_LINES:
        raise file.refusal(
            ("letterhead", "address"),
            f"address must be up to {ADDRESS_LINES} texts of up to {TEXT_LIMIT} characters.",
        )
    name = file.take(section, ("letterhead", "arms"), str, "")
    arms = _arms(file, path, name) if name else None
    return tuple(map(clean_name, lines)), arms, _privacy(file, section)


def _privacy(file: TomlFile, section: Mapping[str, Any]) -> str:
    """Return the address of the information on data protection; it is printed and linked."""
    where = ("letterhead", "privacy")
    told = file.take(section, where, str, "")
    if told and not (_WEB_ADDRESS.fullmatch(told) and len(told) <= ADDRESS_LIMIT):
        raise file.refusal(
            where,
            f"privacy must be a web address that begins with https://, {ADDRESS_LIMIT} "
            "characters at most.",
        )
    return told


def _arms(file: TomlFile, path: Path, name: str) -> bytes:
    """Read the picture now: it is drawn for the first time when the invitation goes out."""
    key = ("letterhead", "arms")
    arms = read_bytes(_beside(file, path, key, name))
    try:
        mime_of(arms)
    except ValueError as error:
        raise file.refusal(key, f"{name}: {error}") from None
    return arms


def _beside(file: TomlFile, path: Path, key: tuple[str, ...], name: str) -> Path:
    """Return the path of a file named in the council file, from the council file's folder."""
    found = path.parent / name
    if "\0" in name or not found.is_file():
        raise file.refusal(key, f"there is no file {name!r} in the folder of {path.name}.")
    return found


def _roster(file: TomlFile, path: Path) -> tuple[Roster, list[Remark]]:
    """Read the seats from the CSV the file names, or from its own ``[[seat]]`` sections."""
    if ("roster" in file.table) == ("seat" in file.table):
        raise FileRefused(
            file.source,
            None,
            'needs either roster = "roster.csv" as its first line or [[seat]] sections.',
        )
    if "seat" in file.table:
        return roster_of(_own_rows(file), file.source), []
    name = file.take(file.table, ("roster",), str, None)
    csv_path = _beside(file, path, ("roster",), name)
    table = read_table(csv_path)
    return roster_of(table.rows, str(csv_path)), _guess(table, str(csv_path))


def _own_rows(file: TomlFile) -> tuple[Row, ...]:
    seats = file.table["seat"]
    if not isinstance(seats, list) or not all(isinstance(seat, dict) for seat in seats):
        raise file.refusal(("seat",), "seats are written as sections [[seat]].")
    return tuple(_own_row(file, number, seat) for number, seat in enumerate(seats))


def _own_row(file: TomlFile, index: int, seat: Mapping[str, Any]) -> Row:
    path = ("seat", index)
    file.known_only(seat, SEAT_KEYS, path)
    cells = {key: _cell(file, (*path, key), value) for key, value in seat.items()}
    return Row(cells=cells, source=file.source, line=lambda: file.refusal(path, "").line)


def _cell(file: TomlFile, path: tuple[str | int, ...], value: object) -> str:
    match path[-1], value:
        case "vote", bool():
            return "ja" if value else "nein"
        case "number" | "weight", int() if not isinstance(value, bool):
            return str(value)
        case (("number" | "name" | "group" | "role" | "vote" | "matrix"), str()):
            return value
        case _:
            raise file.refusal(path, f"{path[-1]} must be a text in quotation marks.")


def _guess(table: Table, source: str) -> list[Remark]:
    """Ask for a look at the umlauts where nothing says how the file is encoded."""
    if not table.guessed:
        return []
    odd = (row["name"] for row in table.rows if not row["name"].isascii())
    example = next(odd, "")
    sentence = "is not UTF-8 and was read as Windows-1252."
    if example:
        sentence += f" Please check an umlaut: is {clean_name(example)!r} right?"
    return [Remark(source=source, line=None, sentence=sentence)]
