# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Facts in sentences: dates, lists, choices, and strings strangers wrote."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import refusals as r
from bot.domain.ids import ItemId, SeatId, UserId
from bot.domain.values import Choice, VoteMode
from bot.texts import (
    Key,
    Naming,
    Said,
    Texts,
    UnknownText,
    clean_name,
    homoglyphs,
    isolate,
    say_reason,
    tidy,
)
from bot.texts.facts import FSI, PDI, FactFormatter
from bot.texts.names import look_alikes

EVENING = datetime(2026, 11, 26, 18, tzinfo=UTC)
TEXTS = Texts.load("Europe/Berlin")
REASONS = [
    kind
    for kind in vars(r).values()
    if isinstance(kind, type) and issubclass(kind, r.Reason) and kind is not r.Reason
]
WORDS = {
    "pattern.datetime": "dd.MM.y, HH:mm",
    "pattern.date": "d. MMMM y",
    "pattern.day": "EEEE",
    "pattern.time": "HH:mm",
    "choice.yes": "Ja",
    "vote_mode.recorded": "namentlich",
    "flag.yes": "ja",
    "flag.no": "nein",
}


def filled(template: str, **facts: object) -> str:
    zone = ZoneInfo("Europe/Berlin")
    formatter = FactFormatter(Locale("de"), zone, WORDS.__getitem__, lambda n: int(n != 1))
    return formatter.vformat(template, (), facts)


@pytest.mark.parametrize(
    ("template", "fact", "words"),
    [
        ("{x}", EVENING, "26.11.2026, 19:00"),
        ("{x:date}", EVENING, "26. November 2026"),
        ("{x:day}", EVENING, "Donnerstag"),
        ("{x:time}", EVENING, "19:00"),
        ("{x}", date(2026, 11, 26), "26. November 2026"),
        ("{x}", time(19, 30), "19:30"),
        ("{x}", 12345, "12.345"),
        ("{x}", 1.5, "1,5"),
        ("{x}", Fraction(2, 3), "2/3"),
        ("{x}", True, "ja"),
        ("{x}", False, "nein"),
        ("{x}", None, "–"),
        ("{x}", Choice.YES, "Ja"),
        ("{x}", VoteMode.RECORDED, "namentlich"),
        ("{x}", Key("choice.yes"), "Ja"),
        ("{x}", (), "–"),
        ("{x}", ("A1", "A2", "A3"), "A1, A2 und A3"),
        ("{x:or}", ("A1", "A2"), "A1 oder A2"),
        ("{x!r}", "roh", "roh"),
        ("{x:# Stimme|# Stimmen}", 1, "1 Stimme"),
        ("{x:# Stimme|# Stimmen}", 0, "0 Stimmen"),
        ("{x:# Stimme|# Stimmen}", 1234, "1.234 Stimmen"),
        ("{x:# Stimme|# Stimmen}", None, "– Stimmen"),
        ("es {x:fehlt|fehlen} {x}", 1, "es fehlt 1"),
        ("{{{x}}}", "k", "{k}"),
    ],
)
def test_a_fact_becomes_words(template: str, fact: object, words: str) -> None:
    assert filled(template, x=fact) == words


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("Es eilt", "Grund: Es eilt. Weiter."),
        ("Es eilt.", "Grund: Es eilt. Weiter."),
        ("Es eilt!", "Grund: Es eilt! Weiter."),
        ("Eilt es?", "Grund: Eilt es? Weiter."),
        ("Es eilt …", "Grund: Es eilt … Weiter."),
        ("Es eilt (§ 5).", "Grund: Es eilt (§ 5). Weiter."),
        ("علي.", f"Grund: {FSI}علي.{PDI} Weiter."),
        (Said("Es eilt."), "Grund: Es eilt. Weiter."),
    ],
)
def test_a_sentence_ends_once_whatever_its_facts_end_with(fact: str, words: str) -> None:
    assert filled("Grund: {x}. Weiter.", x=fact) == words


def test_only_the_full_stop_right_after_a_fact_is_left_out() -> None:
    assert filled("„{x}“. {y}", x="Es eilt.", y="Ja") == "„Es eilt.“. Ja"
    assert filled("{x} {{.}}", x="Es eilt.") == "Es eilt. {.}"


def test_nothing_but_the_named_facts_can_be_reached() -> None:
    with pytest.raises(KeyError):
        filled("{x.__class__}", x="a")


def test_a_sentence_is_said_in_both_languages() -> None:
    facts = {"present": 3, "needed": 13, "statutory": 25}
    assert "3 von mindestens 13" in TEXTS.say("de", "refusal.no_quorum", **facts)
    assert "3 of at least 13" in TEXTS.say("en", "refusal.no_quorum", **facts)


def test_moments_are_shown_in_the_time_zone_of_the_council() -> None:
    said = TEXTS.say("de", "refusal.start_passed", starts=EVENING)
    assert "26.11.2026, 19:00 Uhr" in said
    utc = TEXTS.in_zone("UTC").say("en", "refusal.start_passed", starts=EVENING)
    assert "26 November 2026, 18:00" in utc
    assert "18:00" in TEXTS.in_zone(UTC).say("de", "refusal.start_passed", starts=EVENING)
    with pytest.raises(ZoneInfoNotFoundError):
        Texts.load("Europa/Erfurt")


def test_an_unknown_sentence_or_language_is_a_mistake_in_the_code() -> None:
    with pytest.raises(UnknownText):
        TEXTS.say("de", "refusal.nonsense")
    with pytest.raises(UnknownText):
        TEXTS.count("de", "refusal.nonsense", 2)
    with pytest.raises(UnknownText):
        TEXTS.say("xx", "choice.yes")
    assert TEXTS.has("de", "choice.yes")
    assert not TEXTS.has("de", "choice.nonsense")
    assert set(TEXTS.languages) >= {"de", "en"}


def test_a_missing_fact_is_a_mistake_in_the_code() -> None:
    with pytest.raises(KeyError):
        TEXTS.say("de", "refusal.no_quorum", present=3)


def test_a_plural_takes_the_form_of_its_number() -> None:
    assert "steht 1 Tagesordnungspunkt (N1)" in TEXTS.count("de", "paper.masked", 1, numbers="N1")
    several = TEXTS.count("de", "paper.masked", 2, numbers=("N1", "N2"))
    assert "stehen 2 Tagesordnungspunkte (N1 und N2)" in several


def test_names_stand_for_ids_in_a_refusal() -> None:
    naming = Naming(seat={"7": "Ayşe Yılmaz"}.__getitem__, item={"T3": "N1"}.__getitem__)
    reason = r.Recused(seat=SeatId("7"), item=ItemId("T3"))
    said = say_reason(TEXTS, "de", reason, naming)
    assert "Ayşe Yılmaz" in said
    assert "TOP N1" in said
    several = r.AbsenceUnexplained(seats=(SeatId("7"), SeatId("7")))
    assert "Ayşe Yılmaz und Ayşe Yılmaz" in say_reason(TEXTS, "de", several, naming)


def test_what_no_paragraph_says_is_the_bodys_own_rule() -> None:
    unresolved = r.ExpulsionUnresolved(seat=SeatId("7"), norm="")
    assert "(eigene Regel)" in say_reason(TEXTS, "de", unresolved)


def test_without_naming_ids_stand_for_themselves() -> None:
    assert "„99“" in say_reason(TEXTS, "de", r.SeatUnknown(seat=SeatId("99")))
    assert "25" in say_reason(TEXTS, "de", r.StatutoryTooSmall(statutory=12, voting=25))


def test_a_refusal_by_phase_names_the_meeting() -> None:
    wrong = r.WrongPhase(phase="open", needed=("planned",), meeting="2026-04", title="4. Sitzung")
    assert "„4. Sitzung“ (2026-04): eröffnet" in say_reason(TEXTS, "de", wrong)
    assert "“4. Sitzung” (2026-04): open" in say_reason(TEXTS, "en", wrong)


def test_stored_words_are_spoken() -> None:
    said = say_reason(TEXTS, "de", r.WrongPhase(phase="closed", needed=("open", "interrupted")))
    assert "geschlossen" in said
    assert "eröffnet oder unterbrochen" in said
    format_ = r.FormatForbidden(format="digital", land="TH", norm="§ 36a ThürKO")
    assert "digitale Sitzung" in say_reason(TEXTS, "de", format_)


def test_majorities_are_named_as_they_may_be_typed() -> None:
    known = ("members", "simple", "two_thirds_members", "four_fifths")
    unknown = r.RuleUnknown(rule="qualifiziert", known=known)
    german = say_reason(TEXTS, "de", unknown)
    assert "absolut, einfach, 2/3 der Mitglieder oder four_fifths." in german
    assert "absolute, simple, 2/3 of the members or four_fifths." in say_reason(
        TEXTS, "en", unknown
    )


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", REASONS, ids=lambda kind: kind.__name__)
def test_every_refusal_can_be_said(kind: type[r.Reason], language: str) -> None:
    assert len(say_reason(TEXTS, language, _sample(kind))) > 10


def _sample(kind: type[r.Reason]) -> r.Reason:
    words = {"phase": "open", "needed": 3, "format": "digital", "roles": ("chair",),
             "missing": ("chair",), "kind": "motion"}  # fmt: skip
    if kind is r.WrongPhase:
        words["needed"] = ("open",)
    if kind is r.OrderIncomplete:
        words["missing"] = ("A1",)
    facts = {
        name: words.get(name, EVENING if hint == "datetime" else 3 if hint == "int" else "x")
        for name, hint in kind.__annotations__.items()
    }
    return kind(**facts)


def test_right_to_left_text_cannot_turn_the_sentence_around_it() -> None:
    trick = "Ali\u202e321"
    said = TEXTS.say("de", "refusal.not_voting", seat=trick)
    assert "\u202e" not in said
    assert f"{FSI}Ali321{PDI}" in said
    assert isolate("علي") == f"{FSI}علي{PDI}"


def test_ordinary_text_stays_as_it_is() -> None:
    for text in ("Ayşe Yılmaz", "Grüße\nan alle\t!", "日本", "ნინო", "“Zitat” – § 36"):
        assert isolate(text) == text


def test_control_characters_and_line_separators_are_cleaned() -> None:
    assert isolate("a\x00b\u2028c\x1b[31m") == "ab\nc[31m"
    assert isolate("می\u200cخواهم") == f"{FSI}می\u200cخواهم{PDI}"


def test_a_finished_sentence_is_put_in_untouched() -> None:
    inner = TEXTS.say("de", "refusal.not_voting", seat="علي")
    assert isinstance(inner, Said)
    assert inner in TEXTS.say("de", "refusal.not_on_roster", user=inner)


@given(st.text())
def test_isolated_text_is_balanced(text: str) -> None:
    clean = isolate(text)
    assert clean.count(FSI) == clean.count(PDI)
    assert not set(clean) & set("\u202a\u202b\u202d\u202e\u2066\u2067\x00")
    assert not clean.startswith(FSI) or clean.endswith(PDI)


def test_names_are_cleaned() -> None:
    assert clean_name("  Jo\u0308rg\u00a0\u202e Müller\n") == "Jörg Müller"
    assert clean_name("\u200b\u200b") == ""


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Anna Meyer", "Аnna Mеyer"),  # two Cyrillic letters
        ("Anna Meyer", "ANNA MEYER"),
        ("Anna Meyer", "Anna  Meyer\u200b"),
        ("Hermann Müller", "Herrnann Müller"),
        ("Hermann Müller", "Hermann MüIler"),
        ("O. Noll", "0. Noll"),
    ],
)
def test_names_that_look_alike_are_found(name: str, other: str) -> None:
    assert homoglyphs(name, ["Somebody Else", other]) == (other,)


@pytest.mark.parametrize(("name", "other"), [("Müller", "Muller"), ("Meier", "Meyer")])
def test_names_a_reader_can_tell_apart_are_not_warned_of(name: str, other: str) -> None:
    assert homoglyphs(name, [other]) == ()


def test_look_alikes_in_a_roster_are_found_in_pairs() -> None:
    roster = ["Anna Meyer", "Bernd Noll", "Аnna Meyer", "Bernd No11", "Cem Ay"]
    assert look_alikes(roster) == ((0, 2), (1, 3))
    assert look_alikes([]) == ()


HEADER = """msgid ""
msgstr ""
"Language: de_DE\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


def test_tidying_sorts_by_section_and_keeps_plurals_and_notes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    german, english = (tmp_path / code / "LC_MESSAGES" / "gremium.po" for code in ("de", "en"))
    for path in (german, english):
        path.parent.mkdir(parents=True)
        path.write_text(HEADER, encoding="utf-8")
    with german.open("a", encoding="utf-8") as lines:
        lines.write('\nmsgid "b.two"\nmsgid_plural "b.two"\nmsgstr[0] "eins"\nmsgstr[1] "viele"\n')
        lines.write('\n#. for the chair\nmsgid "a.one"\nmsgstr "eins"\n')
    monkeypatch.setattr(tidy, "LOCALE", tmp_path)
    assert tidy.main() == 1
    assert capsys.readouterr().out == "en: no sentence for a.one\nen: no sentence for b.two\n"
    tidied = german.read_text(encoding="utf-8")
    assert tidied.index("── a ") < tidied.index("#. for the chair") < tidied.index("── b ")
    assert 'msgstr[1] "viele"' in tidied
    english.write_text(tidied, encoding="utf-8")
    assert tidy.main() == 0
    assert german.read_text(encoding="utf-8") == tidied


def test_every_user_id_in_a_refusal_is_shown() -> None:
    assert "@a:b.example" in say_reason(TEXTS, "en", r.NotOnRoster(user=UserId("@a:b.example")))
