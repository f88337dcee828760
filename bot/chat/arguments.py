# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words after a command's name, taken one meaning at a time.

Whatever is missing or cannot be read ends in `Misunderstood`, which names the part and becomes a
sentence with an example. People are found in `bot.chat.people`, days and hours in `bot.chat.when`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.chat import people, when
from bot.chat.context import Context
from bot.chat.grammar import ARROWS, Call, Word, fold, split
from bot.chat.misunderstood import Misunderstood
from bot.domain.ids import ItemId, MotionId, ProceduralId, SeatId, UserId
from bot.domain.meeting import Meeting
from bot.texts import Key

V = TypeVar("V")
FOR = frozenset({"fuer", "for"})
ITEM = frozenset({"top", "punkt", "item"})
AND = frozenset({"und", "mit", "and", "with"})
_AND = frozenset({"und", "and", "sowie"})
SEAT = frozenset({"sitz", "seat"})
MOTION = frozenset({"antrag", "motion", "aenderungsantrag", "amendment"})
NEXT = frozenset({"naechster", "naechsten", "next"})
_LONGEST_NAME = 6
"""Words a name may have when it is not quoted."""


class Arguments:
    """A cursor over the words of a call; each method takes what it returns."""

    def __init__(self, call: Call, skip: int, context: Context) -> None:
        self._call = call
        self._words = call.words
        self._next = skip
        self.context = context

    # Words.

    def peek(self) -> Word | None:
        """Return the next word and leave it there."""
        return self._words[self._next] if self._next < len(self._words) else None

    def before(self) -> Word:
        """Return the word taken last."""
        return self._words[self._next - 1]

    def left(self) -> tuple[Word, ...]:
        """Return all words not yet taken."""
        return self._words[self._next :]

    def take(self, part: str) -> Word:
        """Take the next word, whatever it is; ``part`` is what is missing if there is none."""
        word = self.peek()
        if word is None:
            raise Misunderstood("problem.missing", part=Key(f"part.{part}"))
        self._next += 1
        return word

    def keyword(self, words: frozenset[str]) -> bool:
        """Take the next word if it is one of ``words``."""
        word = self.peek()
        if word is None or word.quoted or word.plain not in words:
            return False
        self._next += 1
        return True

    def keywords(self, first: frozenset[str], second: frozenset[str]) -> bool:
        """Take two words at once: one of ``first``, then one of ``second``."""
        start = self._next
        if self.keyword(first) and self.keyword(second):
            return True
        self._next = start
        return False

    def one_of(self, meanings: Mapping[str, V]) -> V | None:
        """Take the next word if it has a meaning here."""
        word = self.peek()
        if word is None or word.plain not in meanings:
            return None
        self._next += 1
        return meanings[word.plain]

    def need_one_of(self, meanings: Mapping[str, V], part: str) -> V:
        """Take the next word, which must have a meaning here."""
        found = self.one_of(meanings)
        if found is not None:
            return found
        raise Misunderstood("problem.not_understood", typed=self.take(part).bare)

    def number(self, part: str, *, sign: str = "") -> int:
        """Take a whole number above zero, with ``sign`` before it or without."""
        word = self.take(part)
        digits = word.plain.removeprefix(sign)
        if digits.isdecimal() and len(digits) <= 6 and int(digits) > 0:  # noqa: PLR2004 - no count in a council has seven digits
            return int(digits)
        raise Misunderstood("problem.not_a_number", typed=word.bare, part=Key(f"part.{part}"))

    def count(self, part: str) -> int:
        """Take a whole number, zero included."""
        word = self.peek()
        if word is not None and word.plain.isdecimal() and not int(word.plain[:6]):
            self._next += 1
            return 0
        return self.number(part)

    def rest_of_call(self) -> Call:
        """Return what is not yet taken as a call of its own, with or without its mark."""
        left = self.left()
        if left and not left[0].quoted and left[0].text[:1] in ("!", "！"):
            bare = replace(left[0], text=left[0].text[1:], start=left[0].start + 1)
            left = (bare, *left[1:])
        return replace(self._call, words=left)

    def end(self) -> None:
        """Make sure that nothing is left over."""
        left = self.left()
        if left:
            raise Misunderstood("problem.too_many", extra=" ".join(word.text for word in left))

    # Texts.

    def text(self, part: str) -> str:
        """Take all that is left, further lines included; it must not be empty."""
        found = self.optional_text()
        if not found:
            raise Misunderstood("problem.missing", part=Key(f"part.{part}"))
        return found

    def optional_text(self) -> str:
        """Take all that is left, further lines included, without quotes around the whole."""
        left = self.left()
        self._next = len(self._words)
        rest = self._call.rest.strip()
        if len(left) == 1 and left[0].quoted:
            line = left[0].text
        else:
            line = self._call.line[left[0].start :] if left else ""
        return "\n".join(part for part in (line.strip(), rest) if part)

    def quoted_or_line(self, part: str) -> str:
        """Take a quoted passage, or else the rest of the first line."""
        word = self.peek()
        if word is not None and not word.quoted:
            self._next = len(self._words)
            return self._call.line[word.start :].strip()
        return self.take(part).text.strip()

    def pair(self) -> tuple[str, str] | None:
        """Take ``"alt" => "neu"``, further lines included; None if there is not one arrow."""
        left = self.left()
        if not left:
            return None
        whole = f"{self._call.line[left[0].start :]}\n{self._call.rest}".strip()
        words = split(whole)
        arrows = [word for word in words if not word.quoted and word.text in ARROWS]
        if len(arrows) != 1:
            return None
        self._next = len(self._words)
        cut = arrows[0].start
        return _unquoted(whole[:cut]), _unquoted(whole[cut + len(arrows[0].text) :])

    def below(self) -> str:
        """Return the lines after the first one."""
        return self._call.rest.strip()

    # People.

    def person(self) -> SeatId:
        """Take a person: seat number, name or part of it, Matrix id."""
        self.keyword(SEAT)
        found = self._person(loose=True)
        if found is not None:
            return found
        raise Misunderstood("problem.person_unknown", typed=self.take("person").bare)

    def person_if_named(self) -> SeatId | None:
        """Take a person if the next words plainly name one."""
        named = self.keyword(FOR | SEAT)
        if named:
            return self.person()
        return self._person(loose=False)

    def further_persons(self) -> tuple[SeatId, ...]:
        """Take the persons that go on a list: after a comma, or after *und*, if one is named."""
        found = list[SeatId]()
        while True:
            start = self._next
            listed = self.before().text.endswith(",")
            listed = self.keyword(_AND) or listed
            more = self._seats() if listed else ()
            if not more:
                self._next = start
                return tuple(found)
            found += more

    def _seats(self) -> tuple[SeatId, ...]:
        """Take seats written without blanks (``5-9``, ``5,7``), or one person in whole words."""
        word, body = self.peek(), self.context.body
        parts = (
            [seat for one in _parts(word) for seat in people.spread(one.bare, body)] if word else []
        )
        if parts and all(SeatId(part) in body.seats for part in parts):
            self._next += 1
            return tuple(SeatId(part) for part in parts)
        person = self._person(loose=False)
        return () if person is None else (person,)

    def persons_if_named(self) -> tuple[SeatId, ...]:
        """Take one or several persons if the next words plainly name them."""
        named = self.keyword(FOR | SEAT)
        first = self._seats() or ((self.person(),) if named else ())
        return tuple(dict.fromkeys((*first, *self.further_persons()))) if first else ()

    def for_person(self) -> SeatId | None:
        """Take ``für <Person>`` if it is there."""
        return self.person() if self.keyword(FOR) else None

    def for_person_colon(self) -> SeatId | None:
        """Take ``für <Person>:``; without the colon, "für mehr Bäume" is part of the text."""
        start = self._next
        if self.keyword(FOR):
            self.keyword(SEAT)
            seat = self._person(loose=True) if self._colon_near() else None
            if seat is not None and self._words[self._next - 1].text.endswith(":"):
                return seat
        self._next = start
        return None

    def user(self) -> UserId:
        """Take a Matrix user id (or a mention, which was turned into one before)."""
        word = self.take("user")
        found = people.user_id(word.bare)
        if found is None:
            raise Misunderstood("problem.user_id", typed=word.bare)
        return found

    def _colon_near(self) -> bool:
        return any(word.text.endswith(":") for word in self.left()[:_LONGEST_NAME])

    def _person(self, *, loose: bool) -> SeatId | None:
        left = self.left()
        for length in range(min(len(left), _LONGEST_NAME), 0, -1):
            typed = " ".join(word.bare for word in left[:length])
            found = people.find(typed, self.context.body, loose=loose)
            if len(found) == 1:
                self._next += length
                return found[0]
            if found:
                names = tuple(people.label(self.context.body, seat) for seat in found)
                raise Misunderstood("problem.person_ambiguous", typed=typed, people=names)
        return None

    # The meeting's things.

    def meeting(self) -> Meeting:
        """Return the meeting that is led here."""
        if self.context.meeting is None or not self.context.meeting.planned:
            raise Misunderstood("refusal.no_meeting")
        return self.context.meeting

    def item(self) -> ItemId:
        """Take an agenda item by its number: ``3``, ``TOP 3``, ``N1``, ``next``."""
        meeting = self.meeting()
        self.keyword(ITEM)
        if self.keyword(NEXT):
            waiting = meeting.next_item()
            if waiting is None:
                raise Misunderstood("problem.no_next_item")
            return waiting.id
        word = self.take("item")
        found = item_of(meeting, word)
        if found is None:
            known = tuple(meeting.number_of(item.id) for item in meeting.agenda)
            if not known:
                raise Misunderstood("problem.no_items", typed=word.bare)
            raise Misunderstood("problem.item_unknown", typed=word.bare, known=known)
        return found

    def item_if_named(self) -> ItemId | None:
        """Take ``TOP 3``; without the word TOP nothing is taken."""
        word = self.peek()
        if word is None or word.quoted:
            return None
        joined = word.plain.startswith("top") and word.plain[3:].isdecimal()
        return self.item() if joined or word.plain in ITEM else None

    def item_if_said(self) -> ItemId | None:
        """Take an agenda item if the next word says that one follows: ``TOP 3``."""
        word = self.peek()
        said = word is not None and not word.quoted and word.plain in ITEM
        return self.item() if said else None

    def items_until(self, words: Collection[str]) -> tuple[ItemId, ...]:
        """Take agenda items, parted by blanks, commas or ``und``, until one of ``words``."""
        found = list[ItemId]()
        while (word := self.peek()) is not None and (word.quoted or word.plain not in words):
            if not self.keyword(AND):
                found.append(self.item())
        return tuple(found)

    def motion(self) -> MotionId:
        """Take a motion or amendment by its name, such as ``A2``."""
        meeting = self.meeting()
        self.keyword(MOTION)
        word = self.take("motion")
        found = motion_of(meeting, word)
        if found is None:
            known = tuple(meeting.motions)
            if not known:
                raise Misunderstood("problem.no_motions", typed=word.bare)
            raise Misunderstood("problem.motion_unknown", typed=word.bare, known=known)
        return found

    def motions(self) -> tuple[MotionId, ...]:
        """Take as many motions as follow, parted by blanks or commas."""
        meeting, found = self.meeting(), list[MotionId]()
        while (word := self.peek()) is not None:
            named = [motion_of(meeting, part) for part in _parts(word)]
            if not named or None in named:
                break
            found += [motion for motion in named if motion is not None]
            self._next += 1
        if not found:
            self.motion()
        return tuple(found)

    def procedural_if_named(self) -> ProceduralId | None:
        """Take a procedural motion by its name, such as ``G2``, if the next word is one."""
        word = self.peek()
        if word is None or word.quoted:
            return None
        for known in self.meeting().procedural:
            if word.plain == fold(known):
                self._next += 1
                return known
        return None

    def persons(self) -> tuple[SeatId, ...]:
        """Take seats or names parted by commas, and ranges (``5-9``); one word of a name does.

        ``Sitz`` may stand before each.
        """
        found = list[SeatId]()
        body = self.context.body
        while (word := self.peek()) is not None:
            if (found and self.keyword(AND)) or self.keyword(SEAT):
                continue
            typed = [name for part in _parts(word) for name in people.spread(part.bare, body)]
            named = [people.find(name, body, loose=True) for name in typed]
            if not named or not all(len(seats) == 1 for seats in named):
                break
            found += [seats[0] for seats in named]
            self._next += 1
        return tuple(found) if found else (self.person(),)

    # Days and hours.

    def moment(self) -> datetime:
        """Take a day and an hour in the council's time zone."""
        day = when.take_day(self.take_words, self.context.at.astimezone(self.context.zone).date())
        hour = when.take_hour(self.take_words)
        return when.joined(day, hour, self.context.zone)

    def take_words(self, count: int) -> str:
        """Show the next ``count`` words for ``count`` above zero, else take minus ``count``."""
        if count < 0:
            self._next -= count
            return ""
        return " ".join(fold(word.text.rstrip(",;:!?")) for word in self.left()[:count])


def item_of(meeting: Meeting, word: Word) -> ItemId | None:
    """Return the item a single word names, such as ``3``, ``top3`` or ``n1``."""
    number = word.plain.removeprefix("top").lstrip("0")
    found = meeting.item_by_number(number)
    return found.id if found else None


def motion_of(meeting: Meeting, word: Word) -> MotionId | None:
    """Return the motion a single word names, such as ``a2``; ``2`` alone will do."""
    return next(
        (known for known in meeting.motions if word.plain in (fold(known), fold(known)[1:])), None
    )


def _unquoted(text: str) -> str:
    words = split(text)
    return words[0].text if len(words) == 1 and words[0].quoted else text.strip()


def _parts(word: Word) -> list[Word]:
    if word.quoted:
        return [word]
    parts = (part for part in word.text.split(",") if part)
    return [Word(text=part, quoted=False, start=word.start) for part in parts]
