# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads a script: one line, one step. Every mistake is refused with file and line.

    # a note nobody sees              == A heading | its English
    -- what the narrator says | the same in English
    Rat: council.toml                 Tag: 19.11.2026
    Uhr: 8 Tage vorher 10:00          Uhr: 19:02          Uhr: 3 Tage danach 09:00
    Im Saal = alle außer 13, 17       a name for several people
    Schriftführerin (Büro): !einladen
    10-16 (Umfrage): ja
    Bot (Büro): Die Einladung ist an … hinausgegangen
    Anwesend: 23                      Beschlussfähig: ja
    Eingetragen: nichts               Neustart: Bot
    Ergebnis: V1 12 ja, 8 nein, 2 enthaltungen, angenommen
    Niederschrift: Turnhalle … 12 Ja  Niederschrift (nichtöffentlich): Holzbau GmbH

Indented lines belong to the text above. ``…`` in what the bot must say stands for anything.
English words do as well: see `_NOTES` and `_DIRECTIVES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path

from bot.council import Council, load_council
from bot.domain.ids import BallotId, SeatId
from bot.domain.values import How, Role, Seat
from bot.play.cast import Cast, Unknown
from bot.play.script import (
    Act,
    Answer,
    Attendance,
    Clock,
    Enrol,
    Expected,
    Heading,
    Minuted,
    NothingNew,
    Remark,
    Restart,
    Room,
    Script,
    ShutOut,
    Step,
    Way,
    Welcome,
)
from bot.tomlfile import FileRefused, read_bytes

DEVICE = "second"
_NOTES: Mapping[str, Room | Way | str] = {
    "sitzung": Room.SESSION,
    "session": Room.SESSION,
    "geschlossen": Room.CLOSED,
    "closed": Room.CLOSED,
    "büro": Room.OFFICE,
    "office": Room.OFFICE,
    "allein": Room.ALONE,
    "alone": Room.ALONE,
    "antwort": Way.REPLY,
    "reply": Way.REPLY,
    "umfrage": Way.POLL,
    "poll": Way.POLL,
    "reaktion": Way.REACTION,
    "reaction": Way.REACTION,
    "geändert": Way.EDIT,
    "edited": Way.EDIT,
    "unverschlüsselt": Way.PLAIN,
    "unencrypted": Way.PLAIN,
    "zweites gerät": DEVICE,
    "second device": DEVICE,
}
_MINUTES = frozenset({"niederschrift", "minutes"})
_NON_PUBLIC = frozenset({"nichtöffentlich", "non-public"})
_BOT = frozenset({"bot", "gremium"})
_LINE = re.compile(r"(?P<who>[^:(=]+?)\s*(?:\((?P<notes>[^)]*)\))?\s*:(?:\s+(?P<text>.*))?\Z")
_GROUP = re.compile(r"(?P<name>[^:=]+?)\s+=\s+(?P<who>.+)\Z")
_CLOCK = re.compile(
    r"(?:(?P<days>\d{1,3})\s+(?:tage?|days?)\s+(?:(?P<before>vorher|before)|danach|after)\s+"
    r"|(?P<day>sitzungstag|on the day)\s+)?"
    r"(?P<h>\d{1,2}):(?P<m>\d{2})\Z",
    re.IGNORECASE,
)
_COUNCIL = re.compile(r"(?:rat|council)\s*:\s*(?P<file>\S.*?)\s*\Z", re.IGNORECASE)
_DAY = re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})\Z")
_NOTHING = frozenset({"nichts", "nothing"})
_YES_NO = {"ja": True, "yes": True, "nein": False, "no": False}
_RESULT = re.compile(
    r"(?P<ballot>V\d+)\s+(?P<yes>\d+)\s+(?:ja|yes),\s*(?P<no>\d+)\s+(?:nein|no),\s*"
    r"(?P<abstain>\d+)\s+(?:enthaltung(?:en)?|abstain(?:ed)?|abstentions?),\s*"
    r"(?P<verdict>angenommen|adopted|abgelehnt|rejected)\Z",
    re.IGNORECASE,
)


def load_evening(path: Path, language: str = "de") -> tuple[Council, Script]:
    """Read a script that names its council (``Rat: council.toml``, seen from the script's folder).

    Raises `bot.tomlfile.FileRefused`, for either file.
    """
    text = _text(path)
    named = next((m for line in text.splitlines() if (m := _COUNCIL.match(line))), None)
    if named is None:
        raise FileRefused(str(path), None, "does not name its council: write “Rat: council.toml”.")
    council = load_council(path.parent / named["file"])
    return council, parse_script(text, str(path), council.seats, language)


def load_script(path: Path, seats: Sequence[Seat], language: str = "de") -> Script:
    """Read the script at ``path`` for a council with these ``seats``.

    ``language`` (de or en) chooses headings and remarks. Raises `bot.tomlfile.FileRefused`.
    """
    return parse_script(_text(path), str(path), seats, language)


def parse_script(text: str, source: str, seats: Sequence[Seat], language: str = "de") -> Script:
    """Read a script's text; ``source`` is named in refusals. Raises FileRefused."""
    return _Parser(source=source, cast=Cast(seats), english=language == "en").script(text)


def _text(path: Path) -> str:
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(str(path), None, "is not written in UTF-8. Save it as UTF-8.") from None


@dataclass(frozen=True, slots=True)
class _Raw:
    """One statement with the lines that belong to it."""

    line: int
    text: str


class _Parser:
    def __init__(self, *, source: str, cast: Cast, english: bool) -> None:
        self._source = source
        self._cast = cast
        self._english = english
        self._without: tuple[SeatId, ...] = ()
        self._second: tuple[SeatId, ...] = ()
        self._day: date | None = None
        self._days: int | None = None
        """Days before the meeting the clock shows (below 0: after it); None before it was set."""

    def script(self, text: str) -> Script:
        steps = tuple(step for raw in self._statements(text) if (step := self._step(raw)))
        if not any(isinstance(step, Act) for step in steps):
            raise FileRefused(self._source, None, "nobody says anything. Is it the right file?")
        script = Script(
            source=self._source,
            steps=steps,
            without_device=frozenset(self._without),
            second_devices=frozenset(self._second),
            day=self._day,
        )
        self._judge(script)
        return script

    def _statements(self, text: str) -> Iterator[_Raw]:
        """Join indented lines to the statement above them; leave out notes and empty lines."""
        open_one: _Raw | None = None
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            if line[0] in " \t":
                if open_one is None:
                    raise self._refuse(number, "is indented, but there is nothing above it.")
                open_one = _Raw(open_one.line, f"{open_one.text}\n{line.strip()}")
                continue
            if open_one is not None:
                yield open_one
            open_one = _Raw(number, line.rstrip())
        if open_one is not None:
            yield open_one

    def _step(self, raw: _Raw) -> Step | None:
        try:
            return self._read(raw)
        except Unknown as unknown:
            raise self._refuse(raw.line, str(unknown)) from None

    def _read(self, raw: _Raw) -> Step | None:
        if raw.text.startswith("=="):
            return Heading(line=raw.line, text=self._spoken(raw.text[2:]))
        if raw.text.startswith("--"):
            return Remark(line=raw.line, text=self._spoken(raw.text[2:]))
        head, _, more = raw.text.partition("\n")
        group = _GROUP.match(head)
        if group and not more:
            self._cast.define(group["name"], group["who"])
            return None
        line = _LINE.match(head)
        if line is None:
            raise self._refuse(
                raw.line, "is no step. A step reads “Who: what is said”, see the head of the file."
            )
        text = "\n".join(part for part in (line["text"] or "", more) if part)
        who, notes = line["who"].strip(), line["notes"]
        if who.casefold() in _MINUTES:
            return self._minuted(raw.line, notes, text)
        directive = _DIRECTIVES.get(who.casefold())
        if directive is not None:
            return directive(self, raw.line, text.strip())
        if who.casefold() in _BOT:
            return self._answer(raw.line, notes, text)
        return self._act(raw.line, who, notes, text)

    def _act(self, line: int, who: str, notes: str | None, text: str) -> Act:
        if not text:
            raise self._refuse(line, f"says nothing. What does {who} say?")
        room, way, second = self._noted(line, notes)
        seats = self._cast.choose(who)
        return Act(line=line, seats=seats, text=text, room=room, way=way, second=second)

    def _answer(self, line: int, notes: str | None, text: str) -> Answer:
        room, way, second = self._noted(line, notes)
        if way is not Way.MESSAGE or second:
            raise self._refuse(line, "for the bot only a room can stand in parentheses.")
        pieces = _pieces(text)
        if not pieces:
            raise self._refuse(line, "does not say what the bot answers.")
        return Answer(line=line, pieces=pieces, room=room)

    def _minuted(self, line: int, notes: str | None, text: str) -> Minuted:
        if notes is not None and notes.strip().casefold() not in _NON_PUBLIC:
            raise self._refuse(line, f"({notes}) is unknown. Known: nichtöffentlich.")
        pieces = _pieces(text)
        if not pieces:
            raise self._refuse(line, "does not say what the minutes must hold.")
        return Minuted(line=line, pieces=pieces, public=notes is None)

    def _noted(self, line: int, notes: str | None) -> tuple[Room, Way, bool]:
        room, way, second = Room.SESSION, Way.MESSAGE, False
        for note in (notes or "").split(","):
            word = note.strip().casefold()
            known = _NOTES.get(word) if word else Room.SESSION if notes is None else None
            match known:
                case Room():
                    room = known
                case Way():
                    way = known
                case str():
                    second = True
                case None:
                    raise self._refuse(line, f"({note.strip()}) is unknown. {_guess(word, _NOTES)}")
        return room, way, second

    # ── directives ──────────────────────────────────────────────────────────────────────
    def clock(self, line: int, text: str) -> Clock:
        match = _CLOCK.match(text)
        try:
            at = time(int(match["h"]), int(match["m"])) if match else None
        except ValueError:
            at = None
        if match is None or at is None:
            raise self._refuse(line, "is no time. Write “19:02” or “8 Tage vorher 10:00”.")
        if match["day"] is not None:
            self._days = 0
        elif match["days"] is not None:
            self._days = int(match["days"]) * (1 if match["before"] else -1)
        elif self._days is None:
            raise self._refuse(line, "the first time must say the day: “10 Tage vorher 09:00”.")
        return Clock(line=line, days=self._days, at=at)

    def welcome(self, line: int, text: str) -> Welcome:
        return Welcome(line=line, seat=self._cast.one(text))

    def enrol(self, line: int, text: str, how: How) -> Enrol:
        clerks = [seat.id for seat in self._cast.seats if seat.role is Role.CLERK]
        if not clerks:
            raise self._refuse(line, "needs a clerk in the council file.")
        return Enrol(line=line, by=clerks[0], seats=self._cast.choose(text), how=how)

    def without(self, _line: int, text: str) -> None:
        self._without += self._cast.choose(text)

    def second(self, _line: int, text: str) -> None:
        self._second += self._cast.choose(text)

    def shut_out(self, line: int, text: str) -> ShutOut:
        return ShutOut(line=line, seats=self._cast.choose(text))

    def result(self, line: int, text: str) -> Expected:
        match = _RESULT.match(text)
        if match is None:
            sentence = "is no result. Write “V1 12 ja, 8 nein, 2 enthaltung, angenommen”."
            raise self._refuse(line, sentence)
        return Expected(
            line=line,
            ballot=BallotId(match["ballot"].upper()),
            yes=int(match["yes"]),
            no=int(match["no"]),
            abstain=int(match["abstain"]),
            adopted=match["verdict"].casefold() in ("angenommen", "adopted"),
        )

    def day(self, line: int, text: str) -> None:
        match = _DAY.match(text)
        try:
            self._day = date(int(match["y"]), int(match["m"]), int(match["d"])) if match else None
        except ValueError:
            self._day = None
        if self._day is None:
            raise self._refuse(line, "is no day. Write “19.11.2026”.")

    def council(self, _line: int, _text: str) -> None:
        """Read by `load_evening` before the script itself."""

    def attendance(self, line: int, text: str) -> Attendance:
        if not text.isdecimal():
            raise self._refuse(line, "is no number of people. Write “Anwesend: 23”.")
        return Attendance(line=line, present=int(text))

    def quorate(self, line: int, text: str) -> Attendance:
        if text.casefold() not in _YES_NO:
            raise self._refuse(line, "is neither ja nor nein. Write “Beschlussfähig: ja”.")
        return Attendance(line=line, quorate=_YES_NO[text.casefold()])

    def restart(self, line: int, _text: str) -> Restart:
        return Restart(line=line)

    def recorded(self, line: int, text: str) -> NothingNew:
        if text.casefold() not in _NOTHING:
            raise self._refuse(line, "can only be nichts. Write “Eingetragen: nichts”.")
        return NothingNew(line=line)

    # ── the whole ───────────────────────────────────────────────────────────────────────
    def _judge(self, script: Script) -> None:
        """Refuse what could not be played."""
        if not isinstance(script.steps[0], Clock | Heading | Remark) or not any(
            isinstance(step, Clock) for step in script.steps
        ):
            sentence = "must set the clock before anything else: “Uhr: 10 Tage vorher 09:00”."
            raise FileRefused(self._source, script.steps[0].line, sentence)
        self._clock_goes_forward(script)
        enrolled: set[SeatId] = set()
        for step in script.steps:
            match step:
                case Welcome(seat=seat):
                    enrolled.add(seat)
                case Enrol(seats=seats):
                    enrolled |= set(seats)
                case Act(seats=seats):
                    self._can_speak(step, script, enrolled)
                case _:
                    pass

    def _clock_goes_forward(self, script: Script) -> None:
        before: Clock | None = None
        for step in script.steps:
            if not isinstance(step, Clock):
                continue
            if before and (-step.days, step.at) < (-before.days, before.at):
                sentence = f"the clock goes back (it was set in line {before.line})."
                raise self._refuse(step.line, sentence)
            before = step

    def _can_speak(self, act: Act, script: Script, enrolled: set[SeatId]) -> None:
        for seat in act.seats:
            if seat in script.without_device:
                sentence = f"seat {seat} has no device. The clerk enters it: !abstimmung für {seat}"
                raise self._refuse(act.line, sentence)
            if act.second and seat not in script.second_devices:
                sentence = f"seat {seat} has no second device. Write “Zweites Gerät: {seat}” above."
                raise self._refuse(act.line, sentence)
            if seat not in enrolled:
                sentence = f"seat {seat} is not enrolled yet. Write “Aufnahme mit Code: {seat}”."
                raise self._refuse(act.line, sentence)

    def _spoken(self, text: str) -> str:
        german, bar, english = " ".join(text.split()).partition(" | ")
        return (english if self._english and bar else german).strip()

    def _refuse(self, line: int, sentence: str) -> FileRefused:
        return FileRefused(self._source, line, sentence)


def _pieces(text: str) -> tuple[str, ...]:
    """Return what must stand in this order; ``…`` and new lines stand for anything between."""
    return tuple(p.strip() for p in re.split(r"…|\.\.\.|\n", text) if p.strip())


def _guess(word: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Did you mean ({near[0]})?" if near else f"Known: {', '.join(sorted(known))}."


def _by(how: How) -> Callable[[_Parser, int, str], Step | None]:
    return lambda parser, line, text: parser.enrol(line, text, how)


_DIRECTIVES: Mapping[str, Callable[[_Parser, int, str], Step | None]] = {
    "uhr": _Parser.clock,
    "clock": _Parser.clock,
    "code vom betrieb": _Parser.welcome,
    "code from the operator": _Parser.welcome,
    "aufnahme mit code": _by(How.CODE),
    "enrol by code": _by(How.CODE),
    "aufnahme durch vergleich": _by(How.SAS),
    "enrol by comparison": _by(How.SAS),
    "aufnahme ungeprüft": _by(How.FIRST_USE),
    "enrol unverified": _by(How.FIRST_USE),
    "ohne gerät": _Parser.without,
    "without device": _Parser.without,
    "zweites gerät": _Parser.second,
    "second device": _Parser.second,
    "ausgeschlossen": _Parser.shut_out,
    "shut out": _Parser.shut_out,
    "tag": _Parser.day,
    "day": _Parser.day,
    "rat": _Parser.council,
    "council": _Parser.council,
    "anwesend": _Parser.attendance,
    "present": _Parser.attendance,
    "beschlussfähig": _Parser.quorate,
    "quorate": _Parser.quorate,
    "neustart": _Parser.restart,
    "restart": _Parser.restart,
    "eingetragen": _Parser.recorded,
    "recorded": _Parser.recorded,
    "ergebnis": _Parser.result,
    "result": _Parser.result,
}
