# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The law as a table: what Thüringen says, and what a profile file may not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from importlib.resources import files

import pytest

from bot import profiles
from bot.domain.rulebook import REQUIRED, Form, Permission, kind_of
from bot.domain.rules import Confirmation, Layer, Rules, Verified, confirmed, in_words
from bot.domain.values import Base, BodyKind, Format
from bot.profiles.reader import Profile
from bot.tomlfile import FileRefused, TomlFile

TH = (files(profiles) / "th.toml").read_text("utf-8")
DAY = date(2026, 11, 26)
STATES = ("BB", "BW", "BY", "HE", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")


def law(land: str, kind: BodyKind = BodyKind.COUNCIL, day: date = DAY) -> Rules:
    return profiles.law_of(land, kind).on(day)


def test_every_area_state_has_a_profile_and_so_have_bodies_outside_municipal_law() -> None:
    assert set(profiles.lands()) == {*STATES, "neutral"}


def test_thueringen_as_a_table() -> None:
    rules = law("TH")
    assert (rules.notice.full_days, rules.notice.urgent_days_before) == (4, 2)  # § 35 (2)
    assert (rules.quorum.share, rules.quorum.base) == (Fraction(1, 2), Base.MEMBERS)  # § 36 (1)
    assert rules.formats[BodyKind.COUNCIL] == (Format.PRESENCE,)  # § 36a: emergencies only
    assert rules.word("formats.digital") == Permission.EMERGENCY
    simple = rules.majorities["simple"]
    assert (simple.share, simple.base, simple.or_equal) == (
        Fraction(1, 2),
        Base.YES_VS_NO,
        False,  # a tie fails
    )
    assert rules.abstention_allowed


@pytest.mark.parametrize(
    ("land", "key", "value"),
    [
        # The lines of law.md part 4.1 that are no matter of course.
        ("BY", "vote.abstention", "not allowed"),
        ("BW", "quorum", "at least 1/2 of members"),
        ("HE", "notice", "3"),
        ("HE", "vote.secret", "never"),
        ("RP", "notice", "4"),
        ("RP", "vote.secret.share", "at least 2/3 of members"),
        ("SH", "notice", "7"),
        ("SH", "quorum.second", "3"),
        ("SH", "vote.secret", "never"),
        ("SL", "vote.secret.share", "at least 1/3 of present"),
        ("TH", "election.first", "more than 1/2 of present"),
        ("TH", "quorum.recusal", "at least 1/3 of members"),
        ("HE", "quorum.recusal.members", "0"),
        ("HE", "quorum.recusal.from", "more_than_half_in_office"),
        ("BW", "quorum.recusal.from", "more_than_half"),
        ("SH", "quorum.recusal.lowers", "allowed"),
        ("NW", "vote.secret", "minority"),
        ("NW", "vote.secret.share", "at least 1/5 of members"),
        ("NW", "election.first", "more than 1/2 of yes_vs_no"),
        ("SN", "formats.hybrid", "never"),
        ("SN", "formats.basis", "none"),
        ("BY", "formats.digital", "never"),
        ("NI", "remote.secret", "blocked"),
        ("SH", "remote.secret", "system"),
        # Shortened without a least period: § 34 (3) GemO RLP, § 34 (4) GO SH, § 36 (3) SächsGemO.
        ("RP", "notice.urgent", "0"),
        ("SH", "notice.urgent", "0"),
        ("SN", "notice.urgent", "0"),
        ("SN", "convene.request", "at least 1/5 of members"),
        ("NI", "convene.request", "at least 1/3 of members"),
        ("SL", "agenda.right", "at least 1/4 of members"),
        ("SH", "agenda.right", "at least 1/3 of members"),
        ("BB", "vote.secret", "never"),
        ("HE", "election.ballot", "open_unless_objection"),
    ],
)
def test_the_lands_differ_where_their_laws_do(land: str, key: str, value: str) -> None:
    found = law(land).effective(key)
    assert found is not None
    assert in_words(found.value) == value


def test_a_rule_may_differ_for_a_kind_of_body() -> None:
    # SL: committees only; NW: § 58a GO for committees, § 47a for the council.
    assert law("SL").word("formats.hybrid") == Permission.NEVER
    assert law("SL", BodyKind.COMMITTEE).word("formats.hybrid") == Permission.LOCAL_BASIS
    assert law("NW").word("formats.hybrid") == Permission.EMERGENCY
    assert law("NW", BodyKind.COMMITTEE).word("formats.hybrid") == Permission.LOCAL_BASIS
    # § 171 no. 6 KSVG: a Kreistag in the Saarland is invited five days ahead.
    assert law("SL", BodyKind.DISTRICT_COUNCIL).notice.full_days == 5
    assert law("SL").notice.full_days == 3


@pytest.mark.parametrize(
    ("land", "about", "majority"),
    [
        ("NW", "add_item", "simple"),  # § 48 (1) s. 5 GO NRW: by resolution
        ("HE", "add_item", "two_thirds_members"),  # § 58 (2) HGO
        ("NI", "add_item", "two_thirds_members"),  # § 59 (3) s. 5 NKomVG
        ("MV", "go.exclude_public", "exclusion"),  # § 29 (5) KV M-V: of all members
        ("MV", "exclude_public", "exclusion"),
    ],
)
def test_some_matters_take_another_majority(land: str, about: str, majority: str) -> None:
    assert law(land).majority_for[about] == majority


def test_the_law_of_the_day_is_taken_not_that_of_today() -> None:
    # NI changed on 1 November 2026, in the middle of operation.
    before = law("NI", day=date(2026, 10, 31)).sources["formats.chair"]
    after = law("NI", day=date(2026, 11, 1)).sources["formats.chair"]
    assert (before.valid_until, after.valid_from) == ("2026-10-31", "2026-11-01")


def test_a_day_before_the_profile_begins_has_no_law_here() -> None:
    with pytest.raises(profiles.NoLawOnDay, match="from 2026-01-01 on, not for 2025-12-31"):
        law("TH", day=date(2025, 12, 31))


@pytest.mark.parametrize("land", profiles.lands())
@pytest.mark.parametrize("kind", list(BodyKind))
def test_every_profile_serves_every_kind_of_body(land: str, kind: BodyKind) -> None:
    rules = law(land, kind)
    assert rules.formats[kind]
    assert {"simple", "members", "two_thirds", "two_thirds_members"} <= set(rules.majorities)
    for key, source in rules.sources.items():
        assert source.norm, key
        assert source.as_of, key
        assert source.valid_from, key
        assert source.layer is Layer.LAW
    assert all(rules.norm(f"vote.{name}") for name in rules.majorities)


def edges(kind: BodyKind, land: str) -> tuple[date, ...]:
    """Return each day on which a rule of the Land begins or has just ended, and the day before."""
    law = profiles.law_of(land, kind)
    days = {one - timedelta(days=back) for one in law.profile.changes() for back in (0, 1)}
    return tuple(sorted(day for day in days if day >= law.profile.valid_from))


@pytest.mark.parametrize(
    ("land", "kind", "day"),
    [
        (land, kind, day)
        for land in profiles.lands()
        for kind in BodyKind
        for day in (*edges(kind, land), date(2099, 12, 31))
    ],
)
def test_each_rule_of_each_land_says_value_and_origin_at_each_edge_of_its_time(
    land: str, kind: BodyKind, day: date
) -> None:
    rules = law(land, kind, day)
    assert rules.day == day.isoformat()
    assert set(REQUIRED) <= set(rules.sources)
    for key in rules.sources:
        found = rules.effective(key)
        assert found is not None, key
        known = kind_of(key)
        assert known is not None, key
        assert (found.value is None) == (known.form is Form.NORM), key
        source = found.source
        assert source.norm, key
        assert source.source, key
        assert date.fromisoformat(source.as_of).isoformat() == source.as_of, key
        assert source.verified in {Verified.FOUND, Verified.SECONDARY, Verified.RECALLED}, key
        assert source.valid_from <= day.isoformat() <= (source.valid_until or "9999"), key


@pytest.mark.parametrize("land", profiles.lands())
@pytest.mark.parametrize("kind", list(BodyKind))
def test_the_day_before_the_first_has_no_law_in_any_land(land: str, kind: BodyKind) -> None:
    begins = profiles.law_of(land, kind).profile.valid_from
    with pytest.raises(profiles.NoLawOnDay, match=str(begins)):
        law(land, kind, begins - timedelta(days=1))


@pytest.mark.parametrize("name", ["TH", "th", " Thüringen ", "thueringen"])
def test_a_land_is_found_by_any_of_its_names(name: str) -> None:
    assert law(name).land == "TH"


def test_a_land_without_a_profile_is_said_so() -> None:
    with pytest.raises(profiles.LandUnknown, match=r"'XX'.*TH"):
        profiles.law_of("XX", BodyKind.COUNCIL)


def test_committee_and_district_quote_the_reference() -> None:
    # § 43 (1) s. 4 and § 112 ThürKO lead to the council's rules.
    committee = law("TH", BodyKind.COMMITTEE).norm("notice")
    assert committee.endswith("§ 43 Abs. 1 Satz 4 ThürKO")
    assert "§ 112 ThürKO" in law("TH", BodyKind.DISTRICT_COUNCIL).norm("quorum")


def test_a_provision_on_committees_is_not_quoted_with_itself() -> None:
    assert law("SL", BodyKind.COMMITTEE).norm("remote.secret") == "§ 48 KSVG"


def test_a_parliamentary_group_is_not_under_municipal_law() -> None:
    rules = law("TH", BodyKind.ASSOCIATION)
    assert rules.profile.startswith("neutral")
    assert rules.land == "TH"
    assert Format.DIGITAL in rules.formats[BodyKind.ASSOCIATION]


# What nobody has read, C-23.


def test_what_nobody_has_read_is_listed_for_the_clerk() -> None:
    unread = dict(law("TH").unverified())
    assert {"quorum", "vote.simple", "agenda.extension"} <= set(unread)
    assert "notice" not in unread
    assert unread["quorum"].verified is Verified.RECALLED


CONFIRMED = Confirmation(
    by="Kerstin Blum",
    on="2026-11-20",
    text="GVBl. 2024 Nr. 3",
    value="more than 1/2 of members",
    norm="§ 36 Abs. 1 ThürKO",
)


def test_a_confirmed_value_is_no_longer_doubtful_and_says_who_read_what() -> None:
    rules = confirmed(law("TH"), {"quorum": CONFIRMED})
    source = rules.sources["quorum"]
    assert source.verified is Verified.CONFIRMED
    assert (source.source, source.as_of) == ("GVBl. 2024 Nr. 3 (Kerstin Blum)", "2026-11-20")
    assert "quorum" not in dict(rules.unverified())


@pytest.mark.parametrize("other", [{"value": "at least 1/2 of members"}, {"norm": "§ 37"}])
def test_a_confirmation_is_void_for_another_value_or_norm(other: dict[str, str]) -> None:
    rules = confirmed(law("TH"), {"quorum": replace(CONFIRMED, **other)})
    assert rules.sources["quorum"].verified is Verified.RECALLED


# Profile files.


def read(text: str) -> Profile:
    return profiles.read_profile(TomlFile.parse(text, "xx.toml"))


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('land = "TH"', 'lnad = "TH"', "Did you mean land?"),
        ("valid_from = 2026-01-01", "", "must be a day"),
        ('more_than = "1/2"', 'more_than = "3/2"', "must be a fraction"),
        ('more_than = "1/2"', 'more_than = "1/0"', "must be a fraction"),
        ('more_than = "1/2"', "more_than = 0.5", "quotation marks"),
        ('more_than = "1/2"', 'more_than = "1/1"', "never be reached"),
        ('more_than = "1/2"', 'more_than = "1/2"\nat_least = "1/2"', "either"),
        (
            'more_than = "1/2"\nof = "members"',
            'more_than = "1/2"\nof = "present"',
            "against members",
        ),
        ('of = "yes_vs_no"', 'of = "votes"', "of must be one of"),
        ("full_days = 4", "full_days = -1", "from 0 to 60"),
        ("full_days = 4", "full_days = true", "whole number"),
        ("full_days = 4", "", "full_days is missing"),
        ("full_days = 4", "full_days = 4\nfull_dyas = 5", "Did you mean full_days?"),
        ("full_days = 4", "full_days = 1", "exceeds the regular one"),
        ('verified = "found"', 'verified = "sure"', "found, secondary, recalled"),
        ('verified = "found"', 'verified = "confirmed"', "found, secondary, recalled"),
        ("as_of = 2026-10-01", 'as_of = "soon"', "must be a day"),
        ("as_of = 2026-10-01", "", "must be a day"),
        ('norm = "§ 42 ThürKO"', 'norm = " "', "must not be empty"),
        ("[rule.minutes]", "[rule.minuets]", "'minuets' is unknown"),
        ("[rule.minutes]", '[rule."vote."]', "'vote.' is unknown"),
        ("[rule.minutes]", '[rule."approval.a.b"]', "'approval.a.b' is unknown"),
        ('words = ["kreditähnlich", "Leasing"]', "words = []", "must name a word"),
        ('"kreditähnlich"', '"rat"', "4 letters or more"),
        ('"kreditähnlich"', "7", "4 letters or more"),
        ('"kreditähnlich"', '"Kauf; Tausch"', "4 letters or more"),
        ('value = "emergency"', 'value = "hologram"', "is not known here"),
        ('value = "emergency"', "value = 1", "quotation marks"),
        ("allowed = true", 'allowed = "yes"', "true or false"),
        ('at_least = "1/3"', 'at_least = "2/3"', "quorum after recusals exceeds"),
        ('add_item = "two_thirds_members"', 'add_item = "most"', "is no majority"),
        ('add_item = "two_thirds_members"', 'add_itme = "simple"', "Did you mean add_item?"),
        ('council = ""', "council = 1", "quotation marks"),
        ('names = ["Thüringen"', 'names = [1, "Thüringen"', "list of texts"),
        ("[rule.minutes]", '[rule."basis.digital"]', "for a body's own file"),
    ],
)
def test_a_slip_in_a_profile_is_refused_with_its_line(old: str, new: str, sentence: str) -> None:
    broken = TH.replace(old, new, 1)
    assert broken != TH
    with pytest.raises(FileRefused, match=r"^xx\.toml") as refusal:
        read(broken)
    assert sentence in refusal.value.sentence
    assert refusal.value.line is None or abs(refusal.value.line - line_of(TH, old)) <= 12


def test_a_profile_lacks_no_rule() -> None:
    start = TH.index("[rule.recusal]")
    without = TH[:start] + TH[TH.index('[rule."public.exclusion"]') :]
    with pytest.raises(FileRefused, match=r"recusal.*is missing"):
        read(without)


def test_what_asks_for_a_local_basis_says_of_which_kind() -> None:
    broken = TH.replace('value = "emergency"', 'value = "local_basis"', 1)
    with pytest.raises(FileRefused, match=r"formats\.basis for none"):
        read(broken.replace('value = "statute"', 'value = "none"'))


RECUSAL = """
[[rule.recusal]]
norm = "§ 38 old"
source = "s"
as_of = 2026-10-01
verified = "found"
{first}

[[rule.recusal]]
norm = "§ 38 new"
source = "s"
as_of = 2026-10-01
verified = "found"
{second}
"""


def in_time(first: str, second: str) -> Profile:
    """Read Thüringen with two versions of one rule."""
    start = TH.index("[rule.recusal]")
    end = TH.index('[rule."public.exclusion"]')
    return read(TH[:start] + RECUSAL.format(first=first, second=second) + "\n" + TH[end:])


def test_a_rule_may_change_on_a_day() -> None:
    profile = in_time("valid_until = 2026-11-30", "valid_from = 2026-12-01")
    for day, norm in ((DAY, "§ 38 old"), (date(2026, 12, 1), "§ 38 new")):
        assert profile.on(day, BodyKind.COUNCIL).norm("recusal") == norm
    assert date(2026, 12, 1) in profile.changes()


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("valid_until = 2026-12-01", "valid_from = 2026-12-01", "hold on the same days"),
        ("", "valid_from = 2026-12-01", "hold on the same days"),
        ("", "", "hold on the same days"),
        (
            "valid_until = 2026-11-29",
            "valid_from = 2026-12-01",
            "between 2026-11-29 and 2026-12-01",
        ),
        (
            "valid_until = 2026-11-30",
            "valid_from = 2026-12-01\nvalid_until = 2027-12-31",
            "holds after 2027-12-31",
        ),
        (
            "valid_from = 2026-02-01\nvalid_until = 2026-11-30",
            "valid_from = 2026-12-01",
            "between 2026-01-01 and 2026-02-01",
        ),
        ("valid_from = 2026-02-01\nvalid_until = 2026-01-01", "", "ends before it begins"),
        ('valid_from = "x"', "", "must be a day"),
    ],
)
def test_overlaps_and_gaps_are_refused(first: str, second: str, sentence: str) -> None:
    with pytest.raises(FileRefused, match=r"^xx\.toml, line \d+") as refusal:
        in_time(first, second)
    assert sentence in refusal.value.sentence


def test_two_profiles_of_one_name_are_refused() -> None:
    one, other = TomlFile.parse(TH, "a.toml"), TomlFile.parse(TH, "b.toml")
    with pytest.raises(FileRefused, match="another profile is called 'TH' too"):
        profiles.one_of_each((one, other))


# The body's own provisions.

OWN = 'norm = "§ 2 GO"\nnotice_days = 7\n'


def own_law(text: str, land: str = "TH") -> profiles.Law:
    file = TomlFile.parse(f"[rules]\n{text}", "dir/c.toml")
    return profiles.read_own(profiles.law_of(land, BodyKind.COUNCIL), file, ("rules",))


def own(text: str, land: str = "TH", day: date = DAY) -> Rules:
    return own_law(text, land).on(day)


def test_a_body_may_give_its_members_more_time() -> None:
    # § 35 (2) ThürKO sets a minimum; many councils have seven days.
    rules = own(OWN)
    assert rules.notice.full_days == 7
    assert rules.norm("notice") == "§ 2 GO"
    assert rules.norm("notice.urgent").startswith("§ 35")
    source = rules.sources["notice"]
    assert (source.layer, source.source, source.verified) == (Layer.OWN, "c.toml", Verified.FOUND)


def test_without_own_provisions_the_law_stands() -> None:
    bare = profiles.law_of("TH", BodyKind.COUNCIL)
    assert profiles.read_own(bare, TomlFile.parse("", "c.toml"), ("rules",)) == bare
    assert own('norm = "§ 2 GO"').notice == law("TH").notice


def test_a_body_may_ask_for_a_larger_majority() -> None:
    rules = own('norm = "§ 9 HS"\n[rules.majority_for]\nexclude_public = "two_thirds"')
    assert rules.majority_key("exclude_public") == "two_thirds"
    assert rules.norm("majority_for.exclude_public") == "§ 9 HS"
    stricter = own('[rules.set."vote.simple"]\nnorm = "§ 3"\nmore_than = "1/2"\nof = "present"')
    assert stricter.majorities["simple"].base is Base.PRESENT


def test_a_body_says_for_which_days_its_own_provision_holds() -> None:
    text = '[rules.set.notice]\nnorm = "§ 2 GO"\nfull_days = 9\nvalid_from = 2026-12-01'
    assert own(text).notice.full_days == 4
    later = own(text, day=date(2026, 12, 1))
    assert later.notice.full_days == 9
    assert later.sources["notice"].valid_from == "2026-12-01"


def test_a_body_says_on_what_it_may_meet_from_elsewhere() -> None:
    rules = own('[rules.set."basis.digital"]\nnorm = "§ 7a Hauptsatzung"\nas_of = 2026-05-01')
    assert rules.norm("basis.digital") == "§ 7a Hauptsatzung"
    assert rules.sources["basis.digital"].as_of == "2026-05-01"


def test_what_the_law_leaves_to_the_body_it_may_set_as_it_likes() -> None:
    # BY: the law names no period; the week in the profile is only a careful default.
    rules = own('norm = "§ 22 GeschO"\nnotice_days = 4', "BY")
    assert rules.notice.full_days == 4
    assert (
        own('[rules.set."speech.minutes"]\nnorm = "§ 9"\nvalue = 5').number("speech.minutes") == 5
    )


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ('norm = "§ 2"\nnotice_days = 3', 3, "at least 4"),
        ('norm = "§ 2"\nurgent_days = 1', 3, "at least 2"),
        ('norm = "§ 2"\nurgent_days = 5', 3, "exceeds"),
        ('norm = "§ 2"\nnotice_days = 400', 3, "surely a slip"),
        ("notice_days = 7", 1, "norm must name the provision"),
        ('norm = ""\nnotice_days = 7', 2, "must name the provision"),
        ('norm = "x"\nnotice_day = 7', 3, "Did you mean notice_days?"),
        ('norm = "x"\nnotice_days = 5\n[rules.set.notice]\nfull_days = 6', 4, "set twice"),
        ('norm = "x"\n[rules.majority_for]\nadd_item = "simple"', 4, "asks for less"),
        ('norm = "x"\n[rules.majority_for]\nmotion = "huge"', 4, "is no majority"),
        (
            '[rules.set.quorum]\nnorm = "x"\nat_least = "1/3"\nof = "members"',
            2,
            "settled by the law",
        ),
        (
            '[rules.set."vote.two_thirds"]\nnorm = "x"\nat_least = "1/2"\nof = "present"',
            2,
            "asks for at least 2/3",
        ),
        ('[rules.set."formats.digital"]\nnorm = "x"\nvalue = "always"', 2, "settled by the law"),
        ("[rules.set.notice]\nfull_days = 9", 2, "norm is missing"),
        ("[rules.set]\nnotice = []", 3, "rules.set.notice must be sections of its own"),
        ("[rules.set]\nnotice = [5]", 3, "rules.set.notice must be sections of its own"),
        (
            '[rules.set.notice]\nnorm = "x"\nfull_days = 9\nvalid_until = 9999-12-31',
            5,
            "leave valid_until out",
        ),
    ],
)
def test_a_body_may_not_fall_below_the_law(text: str, line: int, sentence: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        own(text)
    assert (refusal.value.line, sentence in refusal.value.sentence) == (line, True), refusal.value


def test_a_body_may_name_more_matters_for_approval_and_change_none_of_the_law() -> None:
    more = '[rules.set."approval.twinning"]\nnorm = "§ 12"\nwords = ["Städtepartnerschaft"]'
    assert own(more).word("approval.twinning") == "Städtepartnerschaft"
    assert own(more).word("approval.plan") == "Flächennutzungsplan"
    with pytest.raises(FileRefused, match="settled by the law"):
        own('[rules.set."approval.plan"]\nnorm = "§ 12"\nwords = ["Bebauungsplan"]')


def test_a_body_may_repeat_what_the_law_says() -> None:
    text = '[rules.set.quorum]\nnorm = "§ 4 GO"\nmore_than = "1/2"\nof = "members"'
    assert own(text).norm("quorum") == "§ 4 GO"


def test_what_falls_below_the_law_on_a_later_day_is_refused_at_once() -> None:
    text = '[rules.set.notice]\nnorm = "§ 2"\nfull_days = 2\nvalid_from = 2027-01-01'
    with pytest.raises(FileRefused, match="at least 4"):
        own(text)
