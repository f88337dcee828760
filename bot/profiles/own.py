# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The body's own provisions (Hauptsatzung, Geschäftsordnung) on top of the law.

The law sets minimum standards: a body may give its members more time or ask for a larger
majority, never less. What it sets is the body's own text, so it counts as read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from bot.domain.rules import Rules, Source, Verified
from bot.domain.values import Base, Majority, SubjectKind
from bot.profiles.reader import MAX_DAYS
from bot.tomlfile import Step, TomlFile

KEYS = ("notice_days", "urgent_days", "norm", "majority_for")
_STRICTER = {Base.YES_VS_NO: 0, Base.VOTES_CAST: 1, Base.PRESENT: 2, Base.MEMBERS: 3}


def apply_own(rules: Rules, file: TomlFile, path: tuple[Step, ...]) -> Rules:
    """Return ``rules`` with the body's own provisions in section ``path`` of ``file``.

    Raises `bot.tomlfile.FileRefused` for what falls below the law.
    """
    section: Mapping[str, Any] = file.take(file.table, path, dict, {})
    if not section:
        return rules
    file.known_only(section, KEYS, path)
    norm = file.take(section, (*path, "norm"), str, None).strip()
    if not norm:
        raise file.refusal((*path, "norm"), "norm must name the provision, like § 3 Abs. 1 GO.")
    own = Source(norm=norm, source=file.source, as_of="", verified=Verified.FOUND)
    return _majorities(_notice(rules, file, path, own), file, path, own)


def _notice(rules: Rules, file: TomlFile, path: tuple[Step, ...], own: Source) -> Rules:
    law, sources = rules.notice, dict(rules.sources)
    days = _days(file, (*path, "notice_days"), law.full_days, rules.norm("notice"))
    urgent = _days(file, (*path, "urgent_days"), law.urgent_days_before, rules.norm("notice"))
    if urgent > days:
        raise file.refusal(
            (*path, "urgent_days"), f"a shortened notice of {urgent} days exceeds the regular one."
        )
    if days != law.full_days:
        sources["notice"] = own
    if urgent != law.urgent_days_before:
        sources["notice.urgent"] = own
    notice = replace(law, full_days=days, urgent_days_before=urgent)
    return replace(rules, notice=notice, sources=sources)


def _days(file: TomlFile, path: tuple[Step, ...], least: int, norm: str) -> int:
    section = file.table
    for step in path[:-1]:
        section = section[str(step)]
    days = file.take(section, path, int, least)
    if not least <= days <= MAX_DAYS:
        raise file.refusal(
            path,
            f"{path[-1]} is {days}; the law asks for at least {least} ({norm}), "
            f"and more than {MAX_DAYS} is surely a slip.",
        )
    return days


def _majorities(rules: Rules, file: TomlFile, path: tuple[Step, ...], own: Source) -> Rules:
    section: Mapping[str, Any] = file.table
    for step in path:
        section = section[str(step)]
    here = (*path, "majority_for")
    wanted: Mapping[str, Any] = file.take(section, here, dict, {})
    file.known_only(wanted, tuple(SubjectKind), here)
    chosen, sources = dict(rules.majority_for), dict(rules.sources)
    for kind, name in wanted.items():
        if name not in rules.majorities:
            known = ", ".join(rules.majorities)
            raise file.refusal((*here, kind), f"{name!r} is no majority. Known: {known}.")
        law = rules.majorities[rules.majority_key(kind)]
        if not _at_least_as_strict(rules.majorities[name], law):
            raise file.refusal(
                (*here, kind),
                f"{name!r} asks for less than the law does with {rules.majority_key(kind)!r}.",
            )
        chosen[kind] = name
        sources[f"majority_for.{kind}"] = own
    return replace(rules, majority_for=chosen, sources=sources)


def _at_least_as_strict(own: Majority, law: Majority) -> bool:
    def rank(majority: Majority) -> tuple[Fraction, bool]:
        return majority.share, not majority.or_equal

    return _STRICTER[own.base] >= _STRICTER[law.base] and rank(own) >= rank(law)
