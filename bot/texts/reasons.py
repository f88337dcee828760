# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A refusal's facts become a sentence: ids become names, stored words become spoken ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, get_args, get_type_hints

from bot.domain import ids
from bot.domain.refusals import Reason
from bot.domain.values import Format, Phase, Role, SubjectKind
from bot.texts.catalogue import Texts
from bot.texts.facts import Key, Said, snake

_SPOKEN: Mapping[tuple[str, str], type[Enum]] = {
    ("NotAllowed", "roles"): Role,
    ("NotSigned", "missing"): Role,
    ("WrongPhase", "phase"): Phase,
    ("WrongPhase", "needed"): Phase,
    ("NotApprovedThere", "phase"): Phase,
    ("FormatForbidden", "format"): Format,
    ("SubjectMissing", "kind"): SubjectKind,
}
"""Fields that hold the stored word of a vocabulary."""
_CALLED = {("RuleUnknown", "known"): "majority"}
"""Fields that hold keys, and the section of the catalogues that says what people call them."""


def _same(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How ids are called by people: a seat by its name, an item by its TOP number."""

    seat: Callable[[str], str] = _same
    item: Callable[[str], str] = _same


def reason_key(reason: type[Reason]) -> str:
    """Return the name of the sentence for a kind of refusal."""
    return f"refusal.{snake(reason.__name__)}"


def say_reason(texts: Texts, language: str, reason: Reason, naming: Naming | None = None) -> Said:
    """Say why a command was refused, with names instead of ids where ``naming`` knows them."""
    kind = type(reason)
    names = {ids.SeatId: (naming or Naming()).seat, ids.ItemId: (naming or Naming()).item}
    facts = {
        name: _spoken(kind.__name__, name, getattr(reason, name), names.get(hint, _same))
        for name, hint in _hints(kind).items()
    }
    for (reason_name, name), section in _CALLED.items():
        if reason_name == kind.__name__:
            facts[name] = tuple(_called(texts, language, section, key) for key in facts[name])
    if facts.get("norm") == "":
        facts["norm"] = Key("word.own_rule")  # what no paragraph says, the body has set itself
    return texts.say(language, reason_key(kind), **facts)


def _called(texts: Texts, language: str, section: str, key: str) -> str:
    """Return what people call ``key``; a word of the body's own as it stands."""
    name = f"{section}.{key}"
    return texts.say(language, name) if texts.has(language, name) else key


def _hints(kind: type[Reason]) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {
        part.name: (get_args(hints[part.name]) or (hints[part.name],))[0] for part in fields(kind)
    }


def _spoken(kind: str, name: str, value: Any, named: Callable[[str], str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_spoken(kind, name, one, named) for one in value)
    vocabulary = _SPOKEN.get((kind, name))
    if vocabulary is not None:
        return vocabulary(value)
    return named(value) if isinstance(value, str) else value
