# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The body's own provisions (Hauptsatzung, Geschäftsordnung) on top of the law.

The law sets minimum standards: a body may give its members more time or ask for a larger
majority, never less, unless the law leaves the matter to it (``open`` in the profile). What it
sets is the body's own text, so it counts as read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from bot.domain.rulebook import MAJORITY_SUBJECTS, Local, is_majority, kind_of, spoken
from bot.domain.rules import Layer, Rules, Source, Value, Verified
from bot.domain.values import Base, BodyKind, Majority
from bot.profiles.entry import Entry, EntryReader, on_day
from bot.profiles.reader import Profile, assemble
from bot.tomlfile import Step, TomlFile

KEYS = ("notice_days", "urgent_days", "norm", "majority_for", "set")
_SHORT = {"notice_days": "notice", "urgent_days": "notice.urgent"}
_STRICTER = {Base.YES_VS_NO: 0, Base.VOTES_CAST: 1, Base.PRESENT: 2, Base.MEMBERS: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What a body adds to the law."""

    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    majority_for: Mapping[str, str] = field(default_factory=dict)
    norm: str = ""
    source: str = ""

    def changes(self) -> set[date]:
        """Return the days on which one of these provisions begins or has just ended."""
        versions = [entry for entries in self.entries.values() for entry in entries]
        begun = {entry.valid_from for entry in versions if entry.valid_from}
        return begun | {e.valid_until + timedelta(days=1) for e in versions if e.valid_until}


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """All a body meets by: the law that governs it, and its own provisions. `on` is the lookup."""

    kind: BodyKind
    land: str
    profile: Profile
    own: Own = Own()

    def on(self, day: date) -> Rules:
        """Return every rule in force on ``day`` with where it comes from. Raises `NoLawOnDay`."""
        law = self.profile.on(day, self.kind)
        found = {entry.key: entry for entry in on_day(self.own.entries, day)}
        values: dict[str, Value] = {key: _value(law, key) for key in law.sources}
        values |= {key: entry.value_for(self.kind) for key, entry in found.items()}
        sources = dict(law.sources)
        sources |= {key: entry.origin(Layer.OWN) for key, entry in found.items()}
        sources |= {f"majority_for.{kind}": self._source() for kind in self.own.majority_for}
        rules = assemble(values, sources, profile=self.profile, kind=self.kind, day=day)
        chosen = {**law.majority_for, **self.own.majority_for}
        return replace(rules, land=self.land, majority_for=chosen)

    def _source(self) -> Source:
        return Source(
            norm=self.own.norm,
            source=self.own.source,
            as_of="",
            verified=Verified.FOUND,
            layer=Layer.OWN,
        )


def _value(rules: Rules, key: str) -> Value:
    found = rules.effective(key)
    return found.value if found else None


def read_own(law: Law, file: TomlFile, path: tuple[Step, ...]) -> Law:
    """Return ``law`` with the body's own provisions in section ``path`` of ``file``.

    Raises `bot.tomlfile.FileRefused` for what falls below the law, on whichever day.
    """
    section: Mapping[str, Any] = file.take(file.table, path, dict, {})
    if not section:
        return law
    file.known_only(section, KEYS, path)
    norm = file.take(section, (*path, "norm"), str, "").strip()
    if not norm and set(section) != {"set"}:
        raise file.refusal((*path, "norm"), "norm must name the provision, like § 3 Abs. 1 GO.")
    entries = _short(file, section, path, norm) | _set(file, section, path)
    own = Own(
        entries=entries,
        majority_for=_majority_for(file, section, path, law),
        norm=norm,
        source=Path(file.source).name,
    )
    full = Law(kind=law.kind, land=law.land, profile=law.profile, own=own)
    for day in sorted({*law.profile.changes(), *own.changes()}):
        if day >= law.profile.valid_from:
            _check(file, path, law, full, day)
    return full


def _short(
    file: TomlFile, section: Mapping[str, Any], path: tuple[Step, ...], norm: str
) -> dict[str, tuple[Entry, ...]]:
    """Read the two periods that most bodies set, without a section of their own."""
    return {
        key: (
            Entry(
                key=key,
                value=file.take(section, (*path, name), int, None),
                by_kind={},
                norm=norm,
                source=Path(file.source).name,
                as_of="",
                verified=Verified.FOUND,
                valid_from=None,
                valid_until=None,
                open=False,
                path=(*path, name),
            ),
        )
        for name, key in _SHORT.items()
        if name in section
    }


def _set(
    file: TomlFile, section: Mapping[str, Any], path: tuple[Step, ...]
) -> dict[str, tuple[Entry, ...]]:
    here = (*path, "set")
    wanted: Mapping[str, Any] = file.take(section, here, dict, {})
    for name, key in _SHORT.items():
        if name in section and key in wanted:
            raise file.refusal((*here, key), f"{key!r} is set twice, here and as {name}.")
    defaults = {"source": Path(file.source).name, "verified": Verified.FOUND}
    if "norm" in section:
        defaults["norm"] = section["norm"]
    return EntryReader(file, here, defaults).all(wanted)


def _majority_for(
    file: TomlFile, section: Mapping[str, Any], path: tuple[Step, ...], law: Law
) -> dict[str, str]:
    here = (*path, "majority_for")
    wanted: Mapping[str, Any] = file.take(section, here, dict, {})
    file.known_only(wanted, MAJORITY_SUBJECTS, here)
    known = [key.removeprefix("vote.") for key in law.profile.entries if is_majority(key)]
    for kind, name in wanted.items():
        if name not in known:
            raise file.refusal(
                (*here, kind), f"{name!r} is no majority. Known: {', '.join(known)}."
            )
    return dict(wanted)


def _check(file: TomlFile, path: tuple[Step, ...], law: Law, full: Law, day: date) -> None:
    """Refuse provisions that fall below the law of ``day``, or contradict it or each other."""
    below, rules = law.on(day), full.on(day)
    for entry in on_day(full.own.entries, day):
        _allowed(file, entry, below, law, day)
    here = (*path, "majority_for")
    for kind, name in full.own.majority_for.items():
        least = rules.majorities[law.profile.majority_for.get(kind, "simple")]
        if not _at_least_as_strict(rules.majorities[name], least):
            known = law.profile.majority_for.get(kind, "simple")
            raise file.refusal(
                (*here, kind), f"{name!r} asks for less than the law with {known!r}."
            )
    if rules.notice.urgent_days_before > rules.notice.full_days:
        entries = (*full.own.entries.get("notice.urgent", ()), *full.own.entries.get("notice", ()))
        where = entries[0].path if entries else path
        raise file.refusal(
            where,
            f"a shortened notice of {rules.notice.urgent_days_before} days exceeds the regular one "
            f"({rules.notice.full_days}).",
        )


def _allowed(file: TomlFile, entry: Entry, law: Rules, whole: Law, day: date) -> None:
    kind, known = kind_of(entry.key), law.effective(entry.key)
    versions = whole.profile.entries.get(entry.key, ())
    left_open = any(version.open for version in versions if version.holds_on(day))
    if kind is None or kind.own_only or kind.local is Local.FREE or left_open:
        return
    value, norm = entry.value_for(whole.kind), law.norm(entry.key)
    if kind.local is Local.BESIDE and known is None:
        return
    if kind.local in (Local.NO, Local.BESIDE):
        if known and known.value == value:
            return
        raise file.refusal(
            entry.path, f"{entry.key} is settled by the law ({norm}); a body cannot change it."
        )
    if known and not _stricter(value, known.value):
        least = "at least " if isinstance(value, int) else ""
        raise file.refusal(
            entry.path,
            f"{entry.path[-1]} is {spoken(entry.key, value)}; the law asks for "
            f"{least}{spoken(entry.key, known.value)} ({norm}).",
        )
    if isinstance(value, int) and value > kind.most:
        raise file.refusal(
            entry.path, f"{entry.path[-1]} is {value}; more than {kind.most} is surely a slip."
        )


def _stricter(own: Value, law: Value) -> bool:
    if isinstance(own, Majority) and isinstance(law, Majority):
        return _at_least_as_strict(own, law)
    return isinstance(own, int) and isinstance(law, int) and own >= law


def _at_least_as_strict(own: Majority, law: Majority) -> bool:
    def rank(majority: Majority) -> tuple[Fraction, bool]:
        return majority.share, not majority.or_equal

    return _STRICTER[own.base] >= _STRICTER[law.base] and rank(own) >= rank(law)
