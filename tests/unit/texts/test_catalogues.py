# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogues are complete, tidy and used; a missing sentence fails here, not in a meeting.

What code uses is found in its syntax tree: every string literal that looks like a sentence's name
(``section.name``) and whose section exists. An f-string or a literal ending in a dot uses its
whole prefix.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from enum import Enum
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message

from bot.chat import COMMANDS
from bot.chat.context import Place
from bot.chat.grammar import fold
from bot.chat.reader import find
from bot.chat.subjects import RULES
from bot.domain import convoked, meeting, refusals, values
from bot.domain.debating import SpeechKind
from bot.domain.refusals import Reason
from bot.domain.rulebook import RULEBOOK
from bot.domain.values import Language
from bot.texts import reason_key, tidy
from bot.texts.catalogue import catalogues, locale_of
from bot.texts.facts import snake

ROOT = Path(__file__).parents[3]
NAME = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+\Z")
IN_TEMPLATE = re.compile(r"""["']([a-z_]+(?:\.[a-z0-9_]+)*\.?)["']""")
REASONS = [
    kind
    for kind in vars(refusals).values()
    if isinstance(kind, type) and issubclass(kind, Reason) and kind is not Reason
]
VOCABULARIES = [
    kind
    for module in (values, meeting, convoked)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Enum) and kind.__module__ == module.__name__
]


@cache
def messages(language: str) -> dict[str, Message]:
    return {tidy.key_of(message): message for message in catalogues()[language] if message.id}


@cache
def sections() -> frozenset[str]:
    return frozenset(key.partition(".")[0] for key in messages("de"))


def placeholders(message: Message) -> list[set[str]]:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return [{name for _, name, _, _ in Formatter().parse(form) if name} for form in forms]


def sources() -> Iterator[Path]:
    yield from (ROOT / "bot").rglob("*.py")


@cache
def used() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the names code uses in full, and the prefixes it builds names from."""
    names: set[str] = set()
    prefixes: set[str] = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                prefixes.add(_text(node.values[0]))
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                _sort(node.value, names, prefixes)
    for template in (ROOT / "bot").rglob("*.j2"):
        for literal in IN_TEMPLATE.findall(template.read_text(encoding="utf-8")):
            # The papers' own lookup, ``t('heading')``, stands for ``paper.heading``.
            own = f"paper.{literal}"
            _sort(own if own in messages("de") else literal, names, prefixes)
    known = {p for p in prefixes if "." in p and p.partition(".")[0] in sections()}
    stems = {name for name in names if _stem(name)}
    return frozenset(names - stems), tuple(sorted(known | stems))


def _text(node: ast.Constant) -> str:
    return node.value if isinstance(node.value, str) else ""


def _sort(literal: str, names: set[str], prefixes: set[str]) -> None:
    if literal.endswith(".j2"):
        return
    if NAME.match(literal) and literal.partition(".")[0] in sections():
        names.add(literal)
    elif literal.endswith(".") and literal[:-1] in sections():
        prefixes.add(literal)


def _stem(name: str) -> bool:
    """Tell whether ``name`` is completed in code: ``say.measured`` + ``_more``."""
    stem = name if name.endswith("_") else f"{name}_"
    return name not in messages("de") and any(key.startswith(stem) for key in messages("de"))


def made_from_data() -> set[str]:
    """Return the names that are built from the domain and the table of commands."""
    return {
        *(reason_key(kind) for kind in REASONS),
        *(f"{snake(kind.__name__)}.{value.value}" for kind in VOCABULARIES for value in kind),
        *(f"speech_kind.{kind}" for kind in SpeechKind),
        *(command.summary for command in COMMANDS),
        *(f"topic.{command.topic}" for command in COMMANDS),
        *(f"place.{place}" for place in Place),
        *(f"majority.{key}" for key in RULES.values()),
    }


def parts_named() -> set[str]:
    """Return ``part.*`` of the words the makers ask for: ``arguments.take("title")``."""
    methods = {"take", "need_one_of", "number", "text", "quoted_or_line"}
    found = set()
    for path in (ROOT / "bot" / "chat").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                last = node.args[-1] if node.args else None
                if node.func.attr in methods and isinstance(last, ast.Constant):
                    found.add(f"part.{_text(last)}")
    return found


@pytest.mark.parametrize("language", list(Language))
def test_every_language_of_the_domain_has_a_catalogue(language: Language) -> None:
    assert messages(language)
    assert locale_of(language).language == language


def test_every_catalogue_has_the_same_sentences() -> None:
    assert {code: set(messages("de")) ^ set(messages(code)) for code in catalogues()} == {
        code: set() for code in catalogues()
    }


def test_no_sentence_is_empty_or_marked_as_doubtful() -> None:
    for code in catalogues():
        assert [k for k, m in messages(code).items() if not m.string or m.fuzzy] == []


@pytest.mark.parametrize("key", sorted(messages("de")))
def test_a_sentence_has_the_same_placeholders_in_every_language(key: str) -> None:
    german = placeholders(messages("de")[key])
    for code in catalogues():
        assert set().union(*placeholders(messages(code)[key])) == set().union(*german)


def test_plurals_have_every_form_of_their_language() -> None:
    for code, catalogue in catalogues().items():
        for key, message in messages(code).items():
            if message.pluralizable:
                assert len(message.string or ()) == catalogue.num_plurals, key
                assert all(message.string or ()), key


@pytest.mark.parametrize("kind", REASONS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("language", list(Language))
def test_a_refusal_has_a_sentence_with_its_own_facts_only(
    kind: type[Reason], language: Language
) -> None:
    message = messages(language).get(reason_key(kind))
    assert message is not None
    assert placeholders(message)[0] <= {part.name for part in fields(kind)}


COUNTED = {
    "de": re.compile(r"(?<!:)\{(\w+)\} (?:[a-zäöü]+e[mnrs]? )?([A-ZÄÖÜ][\w-]+)"),
    "en": re.compile(r"(?<!:)\{(\w+)\} (?:[a-z]+ )?([A-Za-z-]+s)\b"),
}
"""A fact before a word that a number of things could be called by: ``{n} volle Tage``."""
ALIKE = {
    "de": {
        "Ja",
        "Nein",
        "MB",
        "Byte",
        "Zeichen",
        "Buchstaben",
        "Stimmzettel",
        "Stimmberechtigten",
        "Uhr",
        "Code",
        "Zum",
    },
    "en": {"is", "yes", "Yes"},
}
"""Words that are the same for one and for many, or no things."""
NO_NUMBERS = {
    "ballot", "land", "name", "norm", "number", "part", "seq", "user", "version",
}  # fmt: skip
"""Facts before a German noun that are no number of things."""
FORMS = re.compile(r"\{(\w+):([^{}]*\|[^{}]*)\}")


@pytest.mark.parametrize("key", sorted(messages("de")))
def test_one_thing_is_not_spoken_of_as_several(key: str) -> None:
    """``{abstain} Enthaltungen`` would say "1 Enthaltungen"; its forms stand in the sentence."""
    german, english = (_forms(messages(code)[key]) for code in ("de", "en"))
    if not messages("de")[key].pluralizable:
        found = COUNTED["de"].findall(german)
        assert [x for x in found if x[0] not in NO_NUMBERS and x[1] not in ALIKE["de"]] == []
    counts = numbers()
    if not messages("en")[key].pluralizable:
        found = COUNTED["en"].findall(english)
        assert [x for x in found if x[0] in counts and x[1] not in ALIKE["en"]] == []


@cache
def numbers() -> frozenset[str]:
    """Return the facts that are numbers of things in some sentence."""
    return frozenset(
        name
        for code in catalogues()
        for message in messages(code).values()
        for name, _ in FORMS.findall(_forms(message))
    )


def test_a_counted_thing_has_every_form_of_its_language() -> None:
    for code, catalogue in catalogues().items():
        for key, message in messages(code).items():
            for name, spec in FORMS.findall(_forms(message)):
                assert len(spec.split("|")) == catalogue.num_plurals, (code, key, name)


def test_what_people_give_as_a_reason_does_not_run_into_the_next_sentence() -> None:
    """Its full stop stands in the sentence, and is left out where people have set one."""
    runs_on = re.compile(r"\{(reason|text)\}[ \n][A-ZÄÖÜ]\w*")
    english = {k for k, m in messages("en").items() if runs_on.search(_forms(m))}
    assert english == set()
    german = {k for k, m in messages("de").items() if runs_on.search(_forms(m))}
    assert german == set()


def _forms(message: Message) -> str:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return "\n".join(forms)


def test_every_word_of_a_vocabulary_can_be_said() -> None:
    assert made_from_data() - set(messages("de")) == set()


def test_every_word_a_rule_of_law_can_have_can_be_said() -> None:
    words = {f"law.{word}" for kind in RULEBOOK.values() for word in kind.words}
    assert words <= set(messages("de"))


def test_every_part_a_command_may_miss_can_be_said() -> None:
    assert parts_named() - set(messages("de")) == set()


def test_every_sentence_code_uses_exists() -> None:
    names, prefixes = used()
    assert sorted(names - set(messages("de"))) == []
    lost = [p for p in prefixes if not any(key.startswith(p) for key in messages("de"))]
    assert lost == []


def test_every_sentence_is_used() -> None:
    names, prefixes = used()
    known = names | made_from_data() | parts_named() | {"flag.yes", "flag.no"}
    known |= {key for key in messages("de") if key.startswith(("pattern.", *prefixes))}
    assert sorted(set(messages("de")) - known) == []


def test_german_and_english_quote_in_their_own_way() -> None:
    for key, message in messages("de").items():
        for form in [message.string] if isinstance(message.string, str) else message.string or ():
            assert form.count("„") == form.count("“"), key
    for key, message in messages("en").items():
        assert "„" not in str(message.string), key


def test_german_says_sie() -> None:
    informal = re.compile(r"\b(du|dich|dir|dein|deine|deinen|euch|euer)\b", re.IGNORECASE)
    assert [k for k, m in messages("de").items() if informal.search(str(m.string))] == []


def test_commands_named_in_sentences_exist() -> None:
    named = re.compile(r"!([A-Za-zÄÖÜäöüß][^\s.,;:`)<>„“”\"@]*(?: [A-Za-zÄÖÜäöüß]+)*)")
    for code in catalogues():
        for key, message in messages(code).items():
            for typed in named.findall(str(message.string)):
                assert find(tuple(fold(typed).split())) is not None, (code, key, typed)


@pytest.mark.parametrize(
    "path", sorted(tidy.LOCALE.glob("*/LC_MESSAGES/*.po")), ids=lambda path: path.parts[-3]
)
def test_a_catalogue_is_tidy(path: Path) -> None:
    """Repair with ``python -m bot.texts.tidy``."""
    assert path.read_text(encoding="utf-8") == tidy.render(tidy.read(path))


def test_what_a_command_does_is_told_in_a_sentence_that_begins_as_one_and_ends_as_one() -> None:
    for code in catalogues():
        for key, message in messages(code).items():
            if key.startswith("command."):
                said = str(message.string)
                assert said[0].isupper(), (code, key)
                assert said.endswith("."), (code, key)
