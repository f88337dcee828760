# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rows of a roster judged: all of them become seats, or the first bad one is refused."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches

from bot.council.table import Row
from bot.council.words import CROSSES, role_named, vote_named
from bot.domain.commands import OPERATOR
from bot.domain.enrolment import MOST_VOTES, NAME_LIMIT, VOICE_ONLY
from bot.domain.ids import SeatId, UserId
from bot.domain.values import Role, Seat
from bot.texts.names import clean_name, look_alikes
from bot.tomlfile import FileRefused

MAX_SEATS = 500
"""More than any council or association meeting in this system has."""
MARKS_IN_A_ROW = 3
"""Combining characters on one letter; more is no name in any script."""
GROUP_LIMIT = 80
_NUMBER = re.compile(r"[A-Za-z0-9ÄÖÜäöüß]([A-Za-z0-9ÄÖÜäöüß.-]{0,10}[A-Za-z0-9ÄÖÜäöüß])?\Z")
_MATRIX = re.compile(r"@[!-9;-~]+:[A-Za-z0-9.\-]+(:[0-9]{1,5})?\Z")
_MATRIX_LIMIT = 255
_VOTELESS = (Role.CLERK, Role.ADVISORY, Role.SUBSTITUTE, Role.GUEST)
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something the clerk should look at; it stops nothing."""

    source: str
    line: int | None
    sentence: str

    def __str__(self) -> str:
        place = self.source if self.line is None else f"{self.source}, line {self.line}"
        return f"{place}: {self.sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    seats: tuple[Seat, ...]
    users: tuple[tuple[SeatId, UserId], ...]
    """Whom to invite to which seat. An invitation only: nobody is enrolled by a file."""
    remarks: tuple[Remark, ...]


def roster_of(rows: tuple[Row, ...], source: str) -> Roster:
    """Return the roster the rows make together.

    Raises:
        FileRefused: a row is unusable, a seat or a Matrix id stands there twice, there is no
            chair or a second one, or there are more than `MAX_SEATS` rows.
    """
    if len(rows) > MAX_SEATS:
        sentence = f"has {len(rows)} seats; at most {MAX_SEATS} are taken. Is it the right file?"
        raise rows[MAX_SEATS].refusal(sentence)
    crossed = any(row["vote"].strip().casefold() in CROSSES for row in rows)
    seats = tuple(_seat(row, crossed=crossed) for row in rows)
    _no_seat_twice(rows, seats)
    _one_chair(rows, seats, source)
    return Roster(
        seats=seats, users=_users(rows, seats), remarks=(*_alike(rows, seats), *_mute(rows, seats))
    )


def _seat(row: Row, *, crossed: bool) -> Seat:
    number = _number(row)
    name = _visible(row, "name", NAME_LIMIT)
    if not any(char.isalpha() for char in name):
        raise row.refusal(
            f"seat {number} has no name. Delete the line if the seat is vacant."
            if not name
            else f"the name {name!r} of seat {number} has no letter."
        )
    role = _role(row)
    return Seat(
        id=number,
        name=name,
        role=role,
        group=_visible(row, "group", GROUP_LIMIT),
        votes=(votes := _vote(row, role, crossed=crossed)),
        weight=_weight(row, votes=votes),
    )


def _number(row: Row) -> SeatId:
    number = row["number"].strip()
    if not number:
        raise row.refusal("the seat has no number.")
    if not _NUMBER.match(number) or number.casefold() == OPERATOR:
        raise row.refusal(
            f"{number!r} is no seat number. Use up to 12 letters and digits, such as 7 or s1."
        )
    return SeatId(number)


def _visible(row: Row, key: str, limit: int) -> str:
    """Return a cell, single-spaced; refuse what cannot be seen or turns the writing round."""
    raw = row[key]
    for char in raw:
        if unicodedata.category(char) in _HIDDEN and not char.isspace():
            name = unicodedata.name(char, "a control character")
            raise row.refusal(
                f"the {key} holds an invisible character (U+{ord(char):04X}, {name}). "
                "Type it anew instead of pasting it."
            )
    clean = clean_name(raw)
    if len(clean) > limit:
        raise row.refusal(f"the {key} has {len(clean)} characters; at most {limit} are taken.")
    _no_piled_marks(row, key, clean)
    return clean


def _no_piled_marks(row: Row, key: str, text: str) -> None:
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run > MARKS_IN_A_ROW:
            raise row.refusal(f"the {key} piles accents on one letter. Type it anew.")


def _role(row: Row) -> Role:
    word = row["role"].strip()
    if not word:
        return Role.MEMBER
    role = role_named(word)
    if role is None:
        known = ("Vorsitz", "Stellvertretung", "Schriftführung", "Mitglied", "beratend", "Gast")
        near = get_close_matches(word, known, n=1)
        advice = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
        raise row.refusal(f"the function {word!r} is unknown. {advice}")
    return role


def _vote(row: Row, role: Role, *, crossed: bool) -> bool:
    word = row["vote"].strip()
    if not word:
        return role not in _VOTELESS and not crossed
    vote = vote_named(word)
    if vote is None:
        raise row.refusal(f"the vote is {word!r}. Write ja or nein (or x and nothing).")
    if vote and role in VOICE_ONLY:
        raise row.refusal(
            "an advisory member, substitute or guest has no vote. Change function or vote."
        )
    return vote


def _weight(row: Row, *, votes: bool) -> int:
    """Return how many votes the statute gives the seat; one where nothing is said."""
    word = row["weight"].strip()
    if not word:
        return 1
    known = int(word) if word.isascii() and word.isdigit() else 0
    if not 1 <= known <= MOST_VOTES or (known > 1 and not votes):
        raise row.refusal(
            f"the number of votes is {word!r}. Write a whole number from 1 to {MOST_VOTES}, "
            "and more than 1 only for a seat with a vote."
        )
    return known


def _no_seat_twice(rows: tuple[Row, ...], seats: tuple[Seat, ...]) -> None:
    """Compared without case: ``S1`` and ``s1`` are the same to everybody who types them."""
    first: dict[str, Row] = {}
    for row, seat in zip(rows, seats, strict=True):
        before = first.setdefault(seat.id.casefold(), row)
        if before is not row:
            where = before.line()
            place = f" on line {where}" if where else " before"
            raise row.refusal(f"seat {seat.id} stands{place} already. Each seat has one line.")


def _one_chair(rows: tuple[Row, ...], seats: tuple[Seat, ...], source: str) -> None:
    chairs = [row for row, seat in zip(rows, seats, strict=True) if seat.role is Role.CHAIR]
    if not chairs:
        raise FileRefused(
            source, None, "nobody is in the chair. Give one seat the function Vorsitz (chair)."
        )
    if len(chairs) > 1:
        raise chairs[1].refusal(
            "a second chair. Who leads in the first one's absence has the function "
            "Stellvertretung (deputy)."
        )


def _users(rows: tuple[Row, ...], seats: tuple[Seat, ...]) -> tuple[tuple[SeatId, UserId], ...]:
    found: dict[UserId, SeatId] = {}
    for row, seat in zip(rows, seats, strict=True):
        text = row["matrix"].strip()
        if not text:
            continue
        if not _MATRIX.match(text) or len(text) > _MATRIX_LIMIT:
            raise row.refusal(f"{text[:80]!r} is no Matrix id. It looks like @anna:example.org.")
        before = found.setdefault(UserId(text), seat.id)
        if before != seat.id:
            raise row.refusal(f"{text} is named for seat {before} already.")
    return tuple((seat, user) for user, seat in found.items())


def _alike(rows: tuple[Row, ...], seats: tuple[Seat, ...]) -> list[Remark]:
    """Point at names a reader could mix up; two people may well bear the same name."""
    names = [seat.name for seat in seats]
    remarks = [
        Remark(
            source=rows[there].source,
            line=rows[there].line(),
            sentence=f"the name {names[there]!r} looks like that of seat {seats[here].id}.",
        )
        for here, there in look_alikes(names)
    ]
    groups = list(dict.fromkeys(seat.group for seat in seats if seat.group))
    where = {seat.group: row for row, seat in zip(rows, seats, strict=True)}
    for one, other in look_alikes(groups):
        row = where[groups[other]]
        sentence = f"the group {groups[other]!r} looks like {groups[one]!r}, but is another one."
        remarks.append(Remark(source=row.source, line=row.line(), sentence=sentence))
    return remarks


def _mute(rows: tuple[Row, ...], seats: tuple[Seat, ...]) -> list[Remark]:
    """Point at members without a vote, in case a column was misread."""
    counted = Counter(seat.votes for seat in seats if seat.role is Role.MEMBER)
    return [
        Remark(
            source=row.source,
            line=row.line(),
            sentence=f"the member on seat {seat.id} has no vote. If that is wrong, write ja.",
        )
        for row, seat in zip(rows, seats, strict=True)
        if seat.role is Role.MEMBER and not seat.votes and counted[True]
    ] or _all_mute(rows, counted)


def _all_mute(rows: tuple[Row, ...], counted: Counter[bool]) -> list[Remark]:
    if not counted[False]:
        return []
    sentence = "no member has a vote. If that is wrong, write ja in the column Stimme."
    return [Remark(source=rows[0].source, line=None, sentence=sentence)]
