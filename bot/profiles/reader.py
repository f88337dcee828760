# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A profile file as values. Whatever is unknown, missing, doubled, contradictory or without a
value on some day is refused with file, line and a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.domain.electing import ElectionRule, Second, ThreeWayTie
from bot.domain.rulebook import (
    MAJORITY_SUBJECTS,
    REQUIRED,
    RULEBOOK,
    Permission,
    is_majority,
)
from bot.domain.rules import (
    Layer,
    NoticeRule,
    Quorum,
    Rules,
    RuleValue,
    Source,
    Value,
)
from bot.domain.values import BodyKind, Format, Majority
from bot.profiles.entry import Entry, EntryReader, Section, on_day
from bot.tomlfile import FileRefused, Step, TomlFile

KEYS = ("land", "names", "as_of", "valid_from", "governs", "rule", "majority_for")
_FORMATS = {"formats.hybrid": Format.HYBRID, "formats.digital": Format.DIGITAL}
_TYPED = ("notice", "notice.urgent", "quorum", "vote.abstention")
"""Rules with a field of their own in `bot.domain.rules.Rules`."""


class NoLawOnDay(LookupError):
    """The profile does not reach back to that day; ``str()`` is a sentence."""

    def __init__(self, profile: str, day: date, since: date) -> None:
        super().__init__(f"The profile {profile} knows the law from {since} on, not for {day}.")
        self.day, self.since = day, since


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The law of one Land, or the law a joint committee gives itself."""

    land: str
    names: tuple[str, ...]
    as_of: str
    valid_from: date
    """The first day the file speaks of."""
    governs: Mapping[BodyKind, str]
    """Kinds of bodies the law governs, with the reference by which it does."""
    entries: Mapping[str, tuple[Entry, ...]]
    """Every rule, its versions in order of time."""
    majority_for: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"{self.land.lower()} {self.as_of}"

    def on(self, day: date, kind: BodyKind) -> Rules:
        """Return the rules for a body of ``kind`` on ``day``. Raises `NoLawOnDay`."""
        if day < self.valid_from:
            raise NoLawOnDay(self.name, day, self.valid_from)
        found = list(on_day(self.entries, day))
        return assemble(
            {entry.key: entry.value_for(kind) for entry in found},
            {entry.key: self._source(entry, kind) for entry in found},
            profile=self,
            kind=kind,
            day=day,
        )

    def changes(self) -> tuple[date, ...]:
        """Return the days on which something begins or has just ended, the first one included."""
        days = {self.valid_from}
        for versions in self.entries.values():
            days |= {entry.valid_from for entry in versions if entry.valid_from}
            days |= {e.valid_until + timedelta(days=1) for e in versions if e.valid_until}
        return tuple(sorted(day for day in days if day >= self.valid_from))

    def _source(self, entry: Entry, kind: BodyKind) -> Source:
        source = entry.origin(Layer.LAW, self.valid_from)
        reference = self.governs[kind]
        return _quoted(source, reference) if reference else source


def _quoted(source: Source, reference: str) -> Source:
    """Return a norm as it is quoted for a body it governs by reference."""
    if reference in source.norm:
        return source  # the provision that refers is the rule itself: § 48 KSVG on committees
    return Source(
        norm=f"{source.norm} i. V. m. {reference}",
        source=source.source,
        as_of=source.as_of,
        verified=source.verified,
        layer=source.layer,
        valid_from=source.valid_from,
        valid_until=source.valid_until,
    )


def assemble(
    values: Mapping[str, Value],
    sources: Mapping[str, Source],
    *,
    profile: Profile,
    kind: BodyKind,
    day: date,
) -> Rules:
    """Put values and origins together to the rules of one day."""
    shares = {key: value for key, value in values.items() if isinstance(value, Majority)}
    quorum, notice, urgent = shares["quorum"], values["notice"], values["notice.urgent"]
    plain: dict[str, RuleValue] = {
        key: value
        for key, value in values.items()
        if key not in _TYPED and isinstance(value, str | int)
    }
    return Rules(
        land=profile.land,
        profile=profile.name,
        notice=NoticeRule(full_days=_count(notice), urgent_days_before=_count(urgent)),
        quorum=Quorum(share=quorum.share, base=quorum.base, or_equal=quorum.or_equal),
        majorities={
            key.removeprefix("vote."): share for key, share in shares.items() if is_majority(key)
        },
        majority_for=profile.majority_for,
        formats={kind: formats_of(plain)},
        election=_election(plain, shares.get("election.first")),
        abstention_allowed=values["vote.abstention"] is True,
        values=plain,
        shares={key: s for key, s in shares.items() if not is_majority(key) and key != "quorum"},
        day=day.isoformat(),
        sources=dict(sources),
    )


def _election(plain: Mapping[str, RuleValue], first: Majority | None) -> ElectionRule:
    return ElectionRule(
        first=first,
        second=Second(str(plain["election.second"])),
        alone_by_more_yes=plain.get("election.alone") == "more_yes",
        three_way=ThreeWayTie(str(plain.get("election.three_way", ThreeWayTie.LOT))),
        no_is_invalid=plain.get("election.no") == "invalid",
    )


def _count(value: Value) -> int:
    return value if isinstance(value, int) else 0


def formats_of(values: Mapping[str, RuleValue]) -> tuple[Format, ...]:
    """Return the formats that are lawful without further ado."""
    free = [made for key, made in _FORMATS.items() if values.get(key) == Permission.ALWAYS]
    return (Format.PRESENCE, *free)


def read_profile(file: TomlFile) -> Profile:
    """Return the profile in ``file``. Raises `bot.tomlfile.FileRefused`."""
    return _Reader(file).profile()


@dataclass(frozen=True, slots=True)
class _Reader:
    file: TomlFile

    def profile(self) -> Profile:
        table = self.file.table
        self.file.known_only(table, KEYS)
        reader = EntryReader(self.file, ("rule",), {})
        rules: Section = self.file.take(table, ("rule",), dict, None)
        profile = Profile(
            land=self.file.take(table, ("land",), str, None),
            names=self._texts(table, ("names",)),
            as_of=reader.day(table, ("as_of",)).isoformat(),
            valid_from=reader.day(table, ("valid_from",)),
            governs=self._governs(self.file.take(table, ("governs",), dict, None)),
            entries=reader.all(rules),
            majority_for=self._majority_for(table, rules),
        )
        self._complete(profile)
        for day in profile.changes():
            for kind in profile.governs:
                self.contradictions(profile, profile.on(day, kind))
        return profile

    def _governs(self, section: Section) -> dict[BodyKind, str]:
        self.file.known_only(section, tuple(BodyKind), ("governs",))
        return {
            BodyKind(kind): self.file.take(section, ("governs", kind), str, None)
            for kind in section
        }

    def _complete(self, profile: Profile) -> None:
        """Refuse a profile that has no value for some rule on some day."""
        for key in profile.entries:
            if RULEBOOK[key].own_only if key in RULEBOOK else False:
                raise self.file.refusal(("rule", key), f"{key!r} is for a body's own file.")
        for key in REQUIRED:
            versions = profile.entries.get(key)
            if not versions:
                raise self.file.refusal(("rule",), f'the rule [rule."{key}"] is missing.')
            first, last = versions[0], versions[-1]
            if first.valid_from and first.valid_from > profile.valid_from:
                raise self.file.refusal(
                    first.path,
                    f"no value of {key!r} holds between {profile.valid_from} and "
                    f"{first.valid_from}.",
                )
            if last.valid_until:
                raise self.file.refusal(
                    last.path, f"no value of {key!r} holds after {last.valid_until}."
                )

    def contradictions(self, profile: Profile, rules: Rules) -> None:
        """Refuse rules of one day that cannot all hold."""
        if rules.notice.urgent_days_before > rules.notice.full_days:
            raise self._refusal(
                profile,
                rules,
                "notice.urgent",
                f"the shortened notice ({rules.notice.urgent_days_before} days) exceeds the "
                f"regular one ({rules.notice.full_days}).",
            )
        recused = rules.shares.get("quorum.recusal")
        if recused and recused.share > rules.quorum.share:
            raise self._refusal(
                profile, rules, "quorum.recusal", "the quorum after recusals exceeds the usual one."
            )
        for key in _FORMATS:
            needs = rules.word(key) in (Permission.LOCAL_BASIS,)
            if needs and rules.word("formats.basis") == "none":
                raise self._refusal(
                    profile, rules, key, f"{key} asks for a local basis, formats.basis for none."
                )

    def _refusal(self, profile: Profile, rules: Rules, key: str, sentence: str) -> FileRefused:
        day = date.fromisoformat(rules.day)
        entry = next(entry for entry in profile.entries[key] if entry.holds_on(day))
        return self.file.refusal(entry.path, f"{sentence} (On {day}.)")

    def _texts(self, table: Section, path: tuple[Step, ...]) -> tuple[str, ...]:
        found: list[Any] = self.file.take(table, path, list, [])
        if not all(isinstance(text, str) for text in found):
            raise self.file.refusal(path, f"{path[-1]} must be a list of texts.")
        return tuple(found)

    def _majority_for(self, table: Section, rules: Section) -> dict[str, str]:
        majorities = [key.removeprefix("vote.") for key in rules if is_majority(key)]
        section: Section = self.file.take(table, ("majority_for",), dict, {})
        self.file.known_only(section, MAJORITY_SUBJECTS, ("majority_for",))
        for kind in section:
            path = ("majority_for", kind)
            if self.file.take(section, path, str, None) not in majorities:
                raise self.file.refusal(
                    path, f"{section[kind]!r} is no majority. Known: {', '.join(majorities)}."
                )
        return dict(section)
