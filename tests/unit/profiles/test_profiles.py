# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The law as a table: what Thüringen says, and what a profile file may not say."""

from __future__ import annotations

from fractions import Fraction
from importlib.resources import files

import pytest

from bot import profiles
from bot.domain.rules import Rules, Verified
from bot.domain.values import Base, BodyKind, Format
from bot.profiles.reader import Profile
from bot.tomlfile import FileRefused, TomlFile

TH = (files(profiles) / "th.toml").read_text("utf-8")


def test_thueringen_as_a_table() -> None:
    rules = profiles.load("TH", BodyKind.COUNCIL)
    assert (rules.notice.full_days, rules.notice.urgent_days_before) == (4, 2)  # § 35 (2)
    assert (rules.quorum.share, rules.quorum.base) == (Fraction(1, 2), Base.MEMBERS)  # § 36 (1)
    assert rules.formats[BodyKind.COUNCIL] == (Format.PRESENCE,)  # § 36a: emergencies only
    simple = rules.majorities["simple"]
    assert (simple.share, simple.base, simple.or_equal) == (
        Fraction(1, 2),
        Base.YES_VS_NO,
        False,  # a tie fails
    )
    assert rules.abstention_allowed


@pytest.mark.parametrize("land", profiles.lands())
@pytest.mark.parametrize("kind", list(BodyKind))
def test_every_profile_serves_every_kind_of_body(land: str, kind: BodyKind) -> None:
    rules = profiles.load(land, kind)
    assert rules.formats[kind]
    assert {"simple", "members", "two_thirds", "two_thirds_members"} <= set(rules.majorities)
    for key in ("notice", "notice.urgent", "quorum", "format", "minutes", "recusal"):
        assert rules.norm(key), key
    assert all(rules.norm(f"vote.{name}") for name in rules.majorities)


@pytest.mark.parametrize("name", ["TH", "th", " Thüringen ", "thueringen"])
def test_a_land_is_found_by_any_of_its_names(name: str) -> None:
    assert profiles.load(name, BodyKind.COUNCIL).land == "TH"


def test_a_land_without_a_profile_is_said_so() -> None:
    with pytest.raises(profiles.LandUnknown, match=r"'XX'.*TH"):
        profiles.load("XX", BodyKind.COUNCIL)


def test_committee_and_district_quote_the_reference() -> None:
    # § 43 (1) s. 4 and § 112 ThürKO lead to the council's rules.
    committee = profiles.load("TH", BodyKind.COMMITTEE).norm("notice")
    assert committee.endswith("§ 43 Abs. 1 Satz 4 ThürKO")
    assert "§ 112 ThürKO" in profiles.load("TH", BodyKind.DISTRICT_COUNCIL).norm("quorum")


def test_a_parliamentary_group_is_not_under_municipal_law() -> None:
    rules = profiles.load("TH", BodyKind.ASSOCIATION)
    assert rules.profile.startswith("neutral")
    assert rules.land == "TH"
    assert Format.DIGITAL in rules.formats[BodyKind.ASSOCIATION]


def test_what_nobody_has_read_is_listed_for_the_clerk() -> None:
    # C-23: recalled values warn.
    unread = dict(profiles.unverified(profiles.load("TH", BodyKind.COUNCIL)))
    assert {"quorum", "vote.simple", "agenda.extension"} <= set(unread)
    assert "notice" not in unread
    assert unread["quorum"].verified is Verified.RECALLED


def read(text: str) -> Profile:
    return profiles.read_profile(TomlFile.parse(text, "xx.toml"))


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('land = "TH"', 'lnad = "TH"', "Did you mean land?"),
        ('more_than = "1/2"', 'more_than = "3/2"', "must be a fraction"),
        ('more_than = "1/2"', 'more_than = "1/0"', "must be a fraction"),
        ('more_than = "1/2"', "more_than = 0.5", "quotation marks"),
        ('more_than = "1/2"', 'more_than = "1/1"', "never be reached"),
        ('more_than = "1/2"', 'more_than = "1/2"\nat_least = "1/2"', "either"),
        ('of = "members"', 'of = "present"', "measured against members"),
        ('of = "yes_vs_no"', 'of = "votes"', "of must be one of"),
        ("full_days = 4", "full_days = -1", "from 0 to 60"),
        ("full_days = 4", "full_days = true", "whole number"),
        ("full_days = 4", "", "notice.full_days is missing"),
        ("full_days = 4", "full_days = 4\nfull_dyas = 5", "Did you mean full_days?"),
        ('verified = "found"', 'verified = "sure"', "found, secondary, recalled"),
        ("as_of = 2026-10-01", 'as_of = "soon"', "must be a day"),
        ("as_of = 2026-10-01", "", "must be a day"),
        ('norm = "§ 42 ThürKO"', 'norm = " "', "must not be empty"),
        ("[rule.minutes]", "[rule.minuets]", "'minuets' is unknown"),
        ('allowed = ["presence"]', 'allowed = ["hologram"]', "is no format"),
        ('allowed = ["presence"]', 'allowed = "presence"', "a list"),
        ('allowed = ["presence"]', "allowed = [1]", "list of texts"),
        ("allowed = true", 'allowed = "yes"', "true or false"),
        ('add_item = "two_thirds_members"', 'add_item = "most"', "is no majority"),
        ('add_item = "two_thirds_members"', 'add_itme = "simple"', "Did you mean add_item?"),
        ('council = ""', "council = 1", "quotation marks"),
    ],
)
def test_a_slip_in_a_profile_is_refused_with_its_line(old: str, new: str, sentence: str) -> None:
    broken = TH.replace(old, new, 1)
    assert broken != TH
    with pytest.raises(FileRefused, match=r"^xx\.toml") as refusal:
        read(broken)
    assert sentence in refusal.value.sentence
    assert refusal.value.line is None or abs(refusal.value.line - line_of(TH, old)) <= 5


def test_a_profile_lacks_no_rule() -> None:
    start = TH.index("[rule.recusal]")
    without = TH[:start] + TH[TH.index('[rule."public.exclusion"]') :]
    with pytest.raises(FileRefused, match=r"recusal.*is missing"):
        read(without)


# The body's own provisions.

OWN = 'norm = "§ 2 GO"\nnotice_days = 7\n'


def own(text: str) -> Rules:
    law = profiles.load("TH", BodyKind.COUNCIL)
    return profiles.apply_own(law, TomlFile.parse(f"[rules]\n{text}", "c.toml"), ("rules",))


def test_a_body_may_give_its_members_more_time() -> None:
    # § 35 (2) ThürKO sets a minimum; many councils have seven days.
    rules = own(OWN)
    assert rules.notice.full_days == 7
    assert rules.norm("notice") == "§ 2 GO"
    assert rules.norm("notice.urgent").startswith("§ 35")


def test_without_own_provisions_the_law_stands() -> None:
    law = profiles.load("TH", BodyKind.COUNCIL)
    assert profiles.apply_own(law, TomlFile.parse("", "c.toml"), ("rules",)) == law
    assert own('norm = "§ 2 GO"').notice == law.notice


def test_a_body_may_ask_for_a_larger_majority() -> None:
    rules = own('norm = "§ 9 HS"\n[rules.majority_for]\nexclude_public = "two_thirds"')
    assert rules.majority_key("exclude_public") == "two_thirds"
    assert rules.norm("majority_for.exclude_public") == "§ 9 HS"


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ('norm = "§ 2"\nnotice_days = 3', 3, "at least 4"),
        ('norm = "§ 2"\nurgent_days = 1', 3, "at least 2"),
        ('norm = "§ 2"\nurgent_days = 5', 3, "exceeds"),
        ('norm = "§ 2"\nnotice_days = 400', 3, "surely a slip"),
        ("notice_days = 7", 1, "norm is missing"),
        ('norm = ""', 2, "must name the provision"),
        ('norm = "x"\nnotice_day = 7', 3, "Did you mean notice_days?"),
        ('norm = "x"\n[rules.majority_for]\nadd_item = "simple"', 4, "asks for less"),
        ('norm = "x"\n[rules.majority_for]\nmotion = "huge"', 4, "is no majority"),
    ],
)
def test_a_body_may_not_fall_below_the_law(text: str, line: int, sentence: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        own(text)
    assert (refusal.value.line, sentence in refusal.value.sentence) == (line, True), refusal.value
