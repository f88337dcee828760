# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One rule as a file says it: value, norm, source, and the days it holds for.

Both the profiles of the Länder and what a body adds to them are read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from bot.domain.rulebook import RULEBOOK, TERM_END, Form, RuleKind, fields_of, kind_of
from bot.domain.rules import Layer, Source, Value, Verified
from bot.domain.values import Base, BodyKind, Majority
from bot.tomlfile import Step, TomlFile, dotted

Section = Mapping[str, Any]
SOURCE_FIELDS = ("norm", "source", "as_of", "verified", "valid_from", "valid_until", "open")
_QUORUM_BASES = (Base.MEMBERS,)
_BY_KIND = (Form.WORD, Form.FLAG, Form.COUNT)
_TERM = 4
"""Letters a word needs that a matter is known by; shorter ones stand in too many others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value of one rule for a span of days."""

    key: str
    value: Value
    by_kind: Mapping[BodyKind, Value]
    """Where the law says something else for a kind of body."""
    norm: str
    source: str
    as_of: str
    verified: Verified
    valid_from: date | None
    valid_until: date | None
    """Last day, included."""
    open: bool
    """The law leaves the matter to the body: it may set any value."""
    path: tuple[Step, ...]

    def value_for(self, kind: BodyKind) -> Value:
        return self.by_kind.get(kind, self.value)

    def holds_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    def origin(self, layer: Layer, since: date | None = None) -> Source:
        """Return where the value comes from."""
        begins, ends = self.valid_from or since, self.valid_until
        return Source(
            norm=self.norm,
            source=self.source,
            as_of=self.as_of,
            verified=self.verified,
            layer=layer,
            valid_from=begins.isoformat() if begins else "",
            valid_until=ends.isoformat() if ends else "",
        )


@dataclass(frozen=True, slots=True)
class EntryReader:
    """Reads rules below ``path`` of a file, each as one section or as several in a row of time."""

    file: TomlFile
    path: tuple[Step, ...]
    defaults: Mapping[str, Any]
    """Source, state of knowledge … where a rule says nothing of its own."""

    def all(self, rules: Section) -> dict[str, tuple[Entry, ...]]:
        """Return every rule of the section. Raises `bot.tomlfile.FileRefused`."""
        return {key: self._in_time(self._versions(rules, key)) for key in rules}

    def _versions(self, rules: Section, key: str) -> list[Entry]:
        path = (*self.path, key)
        kind = kind_of(key)
        if kind is None:
            known = ", ".join((*RULEBOOK, "vote.<name>", "approval.<name>"))
            raise self.file.refusal(path, f"the rule {key!r} is unknown. Known: {known}.")
        if isinstance(rules[key], list):
            if not rules[key] or not all(isinstance(one, dict) for one in rules[key]):
                raise self.file.refusal(path, f"{dotted(path)} must be sections of its own.")
            sections = [(rules[key][n], (*path, n)) for n in range(len(rules[key]))]
        else:
            sections = [(self.file.take(rules, path, dict, None), path)]
        return [self._entry(section, here, key, kind) for section, here in sections]

    def _entry(self, section: Section, path: tuple[Step, ...], key: str, kind: RuleKind) -> Entry:
        kinds = tuple(BodyKind) if kind.form in _BY_KIND else ()
        self.file.known_only(section, (*fields_of(kind), *kinds, *SOURCE_FIELDS), path)
        section = {**self.defaults, **section}
        texts = {
            name: self.file.take(section, (*path, name), str, None)
            for name in ("norm", "source", "verified")
        }
        for name, text in texts.items():
            if not text.strip():
                raise self.file.refusal((*path, name), f"{name} must not be empty.")
        if texts["verified"] not in (Verified.FOUND, Verified.SECONDARY, Verified.RECALLED):
            raise self.file.refusal(
                (*path, "verified"), "verified must be one of found, secondary, recalled."
            )
        entry = Entry(
            key=key,
            value=self._value(section, path, key, kind),
            by_kind={
                BodyKind(name): self._plain(section, (*path, name), kind)
                for name in kinds
                if name in section
            },
            norm=texts["norm"],
            source=texts["source"],
            as_of=self._as_of(section, (*path, "as_of")),
            verified=Verified(texts["verified"]),
            valid_from=self._day_if_there(section, (*path, "valid_from")),
            valid_until=self._day_if_there(section, (*path, "valid_until")),
            open=self.file.take(section, (*path, "open"), bool, False),
            path=path,
        )
        if entry.valid_from and entry.valid_until and entry.valid_until < entry.valid_from:
            raise self.file.refusal((*path, "valid_until"), f"{key} ends before it begins.")
        if entry.valid_until == date.max:
            raise self.file.refusal(
                (*path, "valid_until"), "leave valid_until out where no end is known."
            )
        return entry

    def _in_time(self, entries: list[Entry]) -> tuple[Entry, ...]:
        """Return the versions of one rule in order of time; refuse overlaps and gaps."""
        ordered = sorted(entries, key=lambda entry: entry.valid_from or date.min)
        for before, after in pairwise(ordered):
            begins = after.valid_from
            if begins is None or before.valid_until is None or begins <= before.valid_until:
                raise self.file.refusal(
                    after.path,
                    f"two values of {after.key!r} hold on the same days. "
                    "End the older one with valid_until, begin the newer with valid_from.",
                )
            if begins != before.valid_until + timedelta(days=1):
                raise self.file.refusal(
                    after.path,
                    f"no value of {after.key!r} holds between {before.valid_until} and {begins}.",
                )
        return tuple(ordered)

    def _value(self, section: Section, path: tuple[Step, ...], key: str, kind: RuleKind) -> Value:
        if kind.form is Form.NORM:
            return None
        if kind.form is Form.SHARE:
            return self._share(section, path, key)
        return self._plain(section, (*path, kind.field), kind)

    def _plain(self, section: Section, path: tuple[Step, ...], kind: RuleKind) -> Value:
        match kind.form:
            case Form.SEQUENCE:
                return self._sequence(section, path, kind)
            case Form.TERMS:
                return self._terms(section, path)
            case Form.FLAG:
                return self.file.take(section, path, bool, None)
            case Form.WORD:
                word = self.file.take(section, path, str, None)
                if word not in kind.words:
                    raise self.file.refusal(
                        path, f"{word!r} is not known here. Known: {', '.join(kind.words)}."
                    )
                return str(word)
            case _:
                count = self.file.take(section, path, int, None)
                if not 0 <= count <= kind.most:
                    raise self.file.refusal(
                        path, f"{path[-1]} must be from 0 to {kind.most}, not {count}."
                    )
                return count

    def _sequence(self, section: Section, path: tuple[Step, ...], kind: RuleKind) -> str:
        """Read ``value = ["convocation", "attendance"]``; kept as words with spaces between."""
        words = self.file.take(section, path, list, None)
        for word in words:
            if word not in kind.words:
                raise self.file.refusal(
                    path, f"{word!r} is not known here. Known: {', '.join(kind.words)}."
                )
        if len(set(words)) < len(words):
            raise self.file.refusal(path, f"{path[-1]} names a step twice.")
        return " ".join(words)

    def _terms(self, section: Section, path: tuple[Step, ...]) -> str:
        """Read ``words = ["Bürgschaft", "Gewährvertrag"]``."""
        words = self.file.take(section, path, list, None)
        for word in words:
            if not isinstance(word, str) or len(word.strip()) < _TERM or TERM_END.strip() in word:
                raise self.file.refusal(
                    path, f"{word!r} is no word of {_TERM} letters or more to know a matter by."
                )
        if not words:
            raise self.file.refusal(path, f"{path[-1]} must name a word to know the matter by.")
        return TERM_END.join(word.strip() for word in words)

    def _share(self, section: Section, path: tuple[Step, ...], key: str) -> Majority:
        """Read ``more_than = "1/2"`` or ``at_least = "2/3"``, and what it is ``of``."""
        if ("more_than" in section) == ("at_least" in section):
            raise self.file.refusal(path, f"{key} needs either more_than or at_least.")
        word = "at_least" if "at_least" in section else "more_than"
        share = self._fraction(section, (*path, word))
        if (word, share) == ("more_than", Fraction(1)):
            raise self.file.refusal((*path, word), "more than all can never be reached.")
        base = self.file.take(section, (*path, "of"), str, None)
        if base not in tuple(Base):
            raise self.file.refusal((*path, "of"), f"of must be one of {', '.join(Base)}.")
        if key.startswith("quorum") and base not in _QUORUM_BASES:
            raise self.file.refusal(
                (*path, "of"), f"a quorum is measured against {', '.join(_QUORUM_BASES)}."
            )
        return Majority(share=share, base=Base(base), or_equal=word == "at_least")

    def _fraction(self, section: Section, path: tuple[Step, ...]) -> Fraction:
        text = self.file.take(section, path, str, None)
        upper, _, lower = text.partition("/")
        whole = upper.strip().isdecimal() and lower.strip().isdecimal() and int(lower) > 0
        if not whole or not 0 < Fraction(int(upper), int(lower)) <= 1:
            raise self.file.refusal(
                path,
                f'{path[-1]} must be a fraction above 0 and up to 1, like "2/3", not {text!r}.',
            )
        return Fraction(int(upper), int(lower))

    def day(self, section: Section, path: tuple[Step, ...]) -> date:
        """Return the day at the last step of ``path``."""
        value = section.get(str(path[-1]))
        if type(value) is not date:
            where = path if path[-1] in section else path[:-1]
            raise self.file.refusal(where, f"{path[-1]} must be a day, like 2026-11-01.")
        return value

    def _as_of(self, section: Section, path: tuple[Step, ...]) -> str:
        """Return when the text was read; a body need not say that of its own."""
        if "as_of" not in section and "source" in self.defaults:
            return ""
        return self.day(section, path).isoformat()

    def _day_if_there(self, section: Section, path: tuple[Step, ...]) -> date | None:
        return self.day(section, path) if path[-1] in section else None


def on_day(entries: Mapping[str, tuple[Entry, ...]], day: date) -> Iterator[Entry]:
    """Yield the version of each rule that holds on ``day``."""
    for versions in entries.values():
        yield from (entry for entry in versions if entry.holds_on(day))
