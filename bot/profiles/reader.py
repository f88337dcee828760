# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A profile file as values. Whatever is unknown, missing or impossible is refused with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from bot.domain.rules import NoticeRule, Quorum, Rules, Source, Verified
from bot.domain.values import Base, BodyKind, Format, Majority, SubjectKind
from bot.tomlfile import Step, TomlFile

Section = Mapping[str, Any]

SOURCE_KEYS = ("norm", "source", "as_of", "verified")
SHARE_KEYS = ("more_than", "at_least", "of")
VALUE_KEYS: Mapping[str, tuple[str, ...]] = {
    "notice": ("full_days",),
    "notice.urgent": ("days_before",),
    "notice.cure": (),
    "quorum": SHARE_KEYS,
    "vote.simple": SHARE_KEYS,
    "vote.abstention": ("allowed",),
    "format": ("allowed", *BodyKind),
    "recusal": (),
    "public.exclusion": (),
    "minutes": (),
    "agenda.extension": (),
}
"""Which values each rule carries. Every profile holds all of these, and ``vote.<name>`` at will."""

QUORUM_BASES = (Base.MEMBERS,)
MAX_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The law of one Land."""

    land: str
    names: tuple[str, ...]
    governs: Mapping[BodyKind, str]
    """Kinds of bodies the law governs, with the reference by which it does."""
    rules: Rules
    """With the norms as they stand for the council itself."""

    def rules_for(self, kind: BodyKind) -> Rules:
        """Return the rules with norms as they are quoted for a body of ``kind``."""
        reference = self.governs[kind]
        if not reference:
            return self.rules
        sources = {
            key: replace(source, norm=f"{source.norm} i. V. m. {reference}")
            for key, source in self.rules.sources.items()
        }
        return replace(self.rules, sources=sources)


def read_profile(file: TomlFile) -> Profile:
    """Return the profile in ``file``. Raises `bot.tomlfile.FileRefused`."""
    return _Reader(file).profile()


@dataclass(frozen=True, slots=True)
class _Reader:
    file: TomlFile

    def profile(self) -> Profile:
        table = self.file.table
        self.file.known_only(table, ("land", "names", "as_of", "governs", "rule", "majority_for"))
        land = self.file.take(table, ("land",), str, None)
        governs = self._governs(self.file.take(table, ("governs",), dict, None))
        return Profile(
            land=land,
            names=self._texts(table, ("names",)),
            governs=governs,
            rules=self._rules(table, land, tuple(governs)),
        )

    def _governs(self, section: Section) -> dict[BodyKind, str]:
        self.file.known_only(section, tuple(BodyKind), ("governs",))
        return {
            BodyKind(kind): self.file.take(section, ("governs", kind), str, None)
            for kind in section
        }

    def _rules(self, table: Section, land: str, kinds: tuple[BodyKind, ...]) -> Rules:
        rules = self.file.take(table, ("rule",), dict, None)
        sources = {key: self._source(rules, key) for key in rules}
        for key in VALUE_KEYS:
            if key not in rules:
                raise self.file.refusal(("rule",), f'the rule [rule."{key}"] is missing.')
        majorities = {
            key.removeprefix("vote."): self._majority(rules, key)
            for key in rules
            if _keys_of(key) is SHARE_KEYS and key != "quorum"
        }
        share, base, or_equal = self._share(rules, "quorum")
        if base not in QUORUM_BASES:
            raise self.file.refusal(
                ("rule", "quorum", "of"), f"a quorum is measured against {Base.MEMBERS}."
            )
        return Rules(
            land=land,
            profile=f"{land.lower()} {self._day(table, ('as_of',))}",
            notice=NoticeRule(
                full_days=self._days(rules, ("rule", "notice", "full_days")),
                urgent_days_before=self._days(rules, ("rule", "notice.urgent", "days_before")),
            ),
            quorum=Quorum(share=share, base=base, or_equal=or_equal),
            majorities=majorities,
            majority_for=self._majority_for(table, majorities),
            formats=self._formats(rules["format"], kinds),
            abstention_allowed=self.file.take(
                rules["vote.abstention"], ("rule", "vote.abstention", "allowed"), bool, None
            ),
            sources=sources,
        )

    def _source(self, rules: Section, key: str) -> Source:
        path = ("rule", key)
        section = self.file.take(rules, path, dict, None)
        values = _keys_of(key)
        if values is None:
            known = ", ".join((*VALUE_KEYS, "vote.<name>"))
            raise self.file.refusal(path, f"the rule {key!r} is unknown. Known: {known}.")
        self.file.known_only(section, (*values, *SOURCE_KEYS), path)
        texts = {
            name: self.file.take(section, (*path, name), str, None)
            for name in ("norm", "source", "verified")
        }
        for name, text in texts.items():
            if not text.strip():
                raise self.file.refusal((*path, name), f"{name} must not be empty.")
        if texts["verified"] not in tuple(Verified):
            raise self.file.refusal(
                (*path, "verified"), f"verified must be one of {', '.join(Verified)}."
            )
        return Source(
            norm=texts["norm"],
            source=texts["source"],
            as_of=self._day(section, (*path, "as_of")),
            verified=Verified(texts["verified"]),
        )

    def _majority(self, rules: Section, key: str) -> Majority:
        share, base, or_equal = self._share(rules, key)
        return Majority(share=share, base=base, or_equal=or_equal)

    def _share(self, rules: Section, key: str) -> tuple[Fraction, Base, bool]:
        """Read ``more_than = "1/2"`` or ``at_least = "2/3"``, and what it is ``of``."""
        section, path = rules[key], ("rule", key)
        if ("more_than" in section) == ("at_least" in section):
            raise self.file.refusal(path, f"{key} needs either more_than or at_least.")
        word = "at_least" if "at_least" in section else "more_than"
        share = self._fraction(section, (*path, word))
        if (word, share) == ("more_than", Fraction(1)):
            raise self.file.refusal((*path, word), "more than all can never be reached.")
        base = self.file.take(section, (*path, "of"), str, None)
        if base not in tuple(Base):
            raise self.file.refusal((*path, "of"), f"of must be one of {', '.join(Base)}.")
        return share, Base(base), word == "at_least"

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

    def _days(self, rules: Section, path: tuple[str, str, str]) -> int:
        days = self.file.take(rules[path[1]], path, int, None)
        if not 0 <= days <= MAX_DAYS:
            raise self.file.refusal(path, f"{path[-1]} must be from 0 to {MAX_DAYS}, not {days}.")
        return days

    def _day(self, section: Section, path: tuple[Step, ...]) -> str:
        value = section.get(str(path[-1]))
        if type(value) is not date:
            where = path if path[-1] in section else path[:-1]
            raise self.file.refusal(where, f"{path[-1]} must be a day, like 2026-11-01.")
        return value.isoformat()

    def _texts(self, table: Section, path: tuple[Step, ...]) -> tuple[str, ...]:
        found: list[Any] = self.file.take(table, path, list, [])
        if not all(isinstance(text, str) for text in found):
            raise self.file.refusal(path, f"{path[-1]} must be a list of texts.")
        return tuple(found)

    def _majority_for(self, table: Section, majorities: Section) -> dict[str, str]:
        section: Section = self.file.take(table, ("majority_for",), dict, {})
        self.file.known_only(section, tuple(SubjectKind), ("majority_for",))
        for kind in section:
            path = ("majority_for", kind)
            if self.file.take(section, path, str, None) not in majorities:
                raise self.file.refusal(
                    path, f"{section[kind]!r} is no majority. Known: {', '.join(majorities)}."
                )
        return dict(section)

    def _formats(
        self, section: Section, kinds: tuple[BodyKind, ...]
    ) -> dict[BodyKind, tuple[Format, ...]]:
        return {
            kind: self._format_list(section, kind if kind in section else "allowed")
            for kind in kinds
        }

    def _format_list(self, section: Section, key: str) -> tuple[Format, ...]:
        path = ("rule", "format", key)
        self.file.take(section, path, list, None)
        for name in self._texts(section, path):
            if name not in tuple(Format):
                raise self.file.refusal(path, f"{name!r} is no format. Known: {', '.join(Format)}.")
        return tuple(Format(name) for name in section[key])


def _keys_of(rule: str) -> tuple[str, ...] | None:
    """Return the value keys of a rule; None if there is no such rule."""
    if rule in VALUE_KEYS:
        return VALUE_KEYS[rule]
    return SHARE_KEYS if rule.startswith("vote.") and rule.removeprefix("vote.") else None
