# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is asked of the law: rules with the paragraph they rest on. Pure."""

from __future__ import annotations

from datetime import date

from bot.domain.rulebook import APPROVAL, RULEBOOK, TERM_END
from bot.domain.rules import Effective, Layer, Rules, Verified
from bot.domain.values import Language, Majority
from bot.effects import Line, Style
from bot.texts import Key
from bot.texts.sources import source_in

NOTHING = "–"


def rule_lines(rules: Rules, key: str, language: Language = Language.EN) -> list[Line]:
    """Show rules with the paragraph they rest on; one alone with its value and its days too.

    The source of each is named in ``language``.
    """
    exact = [key] if key in rules.sources else []
    wanted = exact or [name for name in rules.sources if not key or name.startswith(key)]
    found = [known for name in wanted if (known := rules.effective(name))]
    if not found and key in RULEBOOK:
        return [Line("show.rule_unset", {"key": key})]
    if not found:
        return [Line("show.rule_unknown", {"key": key, "known": tuple(sorted(rules.sources))})]
    lines = [_rule_line(known, language) for known in found]
    return [*lines, *_rule_details(found[0])] if len(found) == 1 else lines


def _rule_line(known: Effective, language: Language) -> Line:
    source = known.source
    facts = {
        "key": known.key,
        "norm": source.norm,
        "source": source_in(language, source.source),
        "as_of": _day(source.as_of),
    }
    unsure = source.verified in (Verified.RECALLED, Verified.SECONDARY)
    style = Style.WARNING if unsure else Style.ITEM
    return Line(f"show.rule_{source.verified}", facts, style)


def _rule_details(known: Effective) -> list[Line]:
    """Say what the value is, who has set it and for which days it holds."""
    lines: list[Line] = []
    match known.value:
        case Majority(share=share, base=base, or_equal=or_equal):
            word = "at_least" if or_equal else "more"
            lines.append(Line(f"show.rule_value_{word}", {"share": share, "base": base}))
        case bool(allowed):
            lines.append(Line("show.rule_value", {"value": allowed}))
        case int(number):
            lines.append(Line("show.rule_value", {"value": number}))
        case str(terms) if known.key.startswith(APPROVAL):
            lines.append(Line("show.rule_value", {"value": tuple(terms.split(TERM_END))}))
        case str(words):
            named = tuple(Key(f"law.{word}") for word in words.split())
            value = named[0] if len(named) == 1 else named
            lines.append(Line("show.rule_value", {"value": value}))
        case _:
            pass
    source = known.source
    until = _day(source.valid_until) if source.valid_until else Key("show.further_notice")
    facts = {"since": _day(source.valid_from), "until": until}
    lines.append(Line(f"show.rule_by_{Layer(source.layer)}", facts, Style.SMALL))
    return lines


def _day(iso: str) -> date | str:
    return date.fromisoformat(iso) if iso else NOTHING
