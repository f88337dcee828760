# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The law of a meeting: confirmed by the office, followed to another day, set by resolution."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from council import AYSE, BEFORE, BODY, CLERK, INVITED, MAYOR, NOW, PLANNED, RULES
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.law import BY_RESOLUTION
from bot.domain.rulebook import Form, fields_of, is_majority, kind_of, spoken
from bot.domain.rules import Confirmation, Layer, Verified, confirmed, in_words

CONFIRM = c.ConfirmRule(
    by=CLERK,
    at=BEFORE,
    key="quorum",
    value="more than 1/2 of members",
    norm="§ quorum",
    text=" GVBl. 2024 Nr. 3 ",
)
CONFIRMATION = Confirmation(
    by="Kerstin Blum",
    on="2026-11-16",
    text="GVBl. 2024 Nr. 3",
    value="more than 1/2 of members",
    norm="§ quorum",
)
CONFIRMED = e.RuleConfirmed(key="quorum", confirmation=CONFIRMATION, by=CLERK)
SPEECH = c.ResolveRule(by=MAYOR, at=NOW, key="speech.minutes", value=5, basis="Beschluss zu TOP 1")
RESOLVED = e.RuleResolved(key="speech.minutes", value=5, norm="Beschluss zu TOP 1", by=MAYOR)


# Confirmation, C-23.


def test_the_clerk_confirms_a_value_on_a_text() -> None:
    after = Given(*BODY).when(CONFIRM).then(CONFIRMED)
    assert after.body.confirmations == {"quorum": CONFIRMATION}


def test_the_same_confirmation_again_says_nothing_new() -> None:
    Given(*BODY, CONFIRMED).when(CONFIRM).then()


def test_another_text_is_another_confirmation() -> None:
    other = replace(CONFIRM, text="Landesrecht online")
    after = Given(*BODY, CONFIRMED).when(other).accepted()
    assert after.body.confirmations["quorum"].text == "Landesrecht online"


def test_a_confirmation_names_the_text() -> None:
    Given(*BODY).when(replace(CONFIRM, text=" ")).refused(r.TextMissing())


def test_a_member_confirms_no_law() -> None:
    Given(*BODY).when(replace(CONFIRM, by=AYSE)).refused(r.NotAllowed(roles=("chair", "clerk")))


# Another day, another law.


def test_a_meeting_that_is_moved_is_held_by_the_law_of_its_new_day() -> None:
    law = replace(RULES, day="2026-12-01")
    move = c.RescheduleMeeting(
        by=CLERK, at=BEFORE, starts=NOW + timedelta(days=5), place="Aula", rules=law
    )
    after = Given(*PLANNED).when(move).accepted()
    assert after.meeting.rules == law
    assert after.happened[-1] == e.RulesTaken(rules=law)


def test_moved_under_the_same_law_nothing_is_said_of_it() -> None:
    move = c.RescheduleMeeting(
        by=CLERK, at=BEFORE, starts=NOW + timedelta(days=5), place="Aula", rules=RULES
    )
    assert isinstance(Given(*PLANNED).when(move).accepted().happened[-1], e.MeetingRescheduled)


def test_what_is_known_of_the_law_is_followed_while_the_meeting_lives() -> None:
    law = replace(RULES, day="2026-11-26")
    take = c.TakeRules(by=c.OPERATOR, at=BEFORE, rules=law)
    Given(*INVITED).when(take).then(e.RulesTaken(rules=law)).when(take).then()
    Given(*INVITED, e.MeetingCancelled(reason="Sturm")).when(take).refused(
        r.WrongPhase(phase="cancelled", needed=("planned", "invited", "open", "interrupted"))
    )


# A resolution for one meeting.


def test_the_body_sets_a_rule_of_procedure_for_this_meeting() -> None:
    after = Given(*INVITED).when(SPEECH).then(RESOLVED)
    known = after.meeting.law().effective("speech.minutes")
    assert known is not None
    assert (known.value, known.source.layer) == (5, Layer.RESOLUTION)
    assert known.source.norm == "Beschluss zu TOP 1"
    after.when(SPEECH).then()
    longer = replace(SPEECH, value=7)
    after.when(longer).then(replace(RESOLVED, value=7))


@pytest.mark.parametrize("key", ["quorum", "nonsense"])
def test_a_resolution_changes_no_law(key: str) -> None:
    norm = "§ quorum" if key == "quorum" else ""
    Given(*INVITED).when(replace(SPEECH, key=key)).refused(
        r.RuleNotOurs(key=key, norm=norm, possible=BY_RESOLUTION)
    )


def test_a_resolution_stays_within_reason_and_has_a_basis() -> None:
    Given(*INVITED).when(replace(SPEECH, value=601)).refused(
        r.NumberOutOfRange(number=601, most=600)
    )
    Given(*INVITED).when(replace(SPEECH, basis="")).refused(r.ReasonMissing())


# The one lookup.


def test_every_value_is_looked_up_in_one_place() -> None:
    values = {
        key: in_words(known.value) for key in RULES.sources if (known := RULES.effective(key))
    }
    assert values == {
        "notice": "4",
        "notice.urgent": "2",
        "quorum": "more than 1/2 of members",
        "vote.simple": "more than 1/2 of yes_vs_no",
        "vote.abstention": "allowed",
        "format": "",
    }
    assert RULES.effective("speech.minutes") is None
    assert in_words(False) == "not allowed"
    assert in_words("hall") == "hall"


def test_a_flag_is_spoken_of_by_what_it_permits_requires_or_publishes() -> None:
    assert spoken("minutes.reasons", True) == "published"
    assert spoken("opening.convocation", False) == "not required"
    assert spoken("vote.abstention", True) == "allowed"
    assert spoken("notice", 4) == "4"


def test_a_rule_is_asked_for_by_its_form() -> None:
    rules = replace(RULES, values={"a": "hall", "b": True, "c": 3})
    assert (rules.word("a"), rules.word("b"), rules.word("x")) == ("hall", "", "")
    assert (rules.flag("b"), rules.flag("a"), rules.flag("x", otherwise=True)) == (
        True,
        False,
        True,
    )
    assert (rules.number("c"), rules.number("a"), rules.number("b")) == (3, None, None)


def test_only_what_was_doubtful_becomes_confirmed() -> None:
    doubtful = replace(RULES.sources["quorum"], verified=Verified.SECONDARY)
    rules = replace(RULES, sources={**RULES.sources, "quorum": doubtful})
    assert confirmed(rules, {"quorum": CONFIRMATION}).sources["quorum"].verified == "confirmed"
    assert confirmed(RULES, {"quorum": CONFIRMATION}) == RULES


@pytest.mark.parametrize(
    ("key", "majority"),
    [
        ("vote.simple", True),
        ("vote.members", True),
        ("vote.secret.share", False),
        ("quorum", False),
    ],
)
def test_a_majority_is_told_from_other_shares(key: str, majority: bool) -> None:
    assert is_majority(key) is majority


def test_the_table_knows_the_form_and_the_names_of_each_value() -> None:
    kinds = {
        key: kind_of(key) for key in ("vote.own", "notice", "format", "vote.", "vote.a.b", "x")
    }
    assert [key for key, kind in kinds.items() if kind is None] == ["vote.", "vote.a.b", "x"]
    shares, days, bare = (kinds[key] for key in ("vote.own", "notice", "format"))
    assert shares is not None
    assert days is not None
    assert bare is not None
    assert shares.form is Form.SHARE
    assert fields_of(shares) == ("more_than", "at_least", "of")
    assert (fields_of(days), fields_of(bare)) == (("full_days",), ())
