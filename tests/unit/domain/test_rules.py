# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rule values as data."""

from __future__ import annotations

from dataclasses import replace

from council import RULES

from bot.domain.values import SubjectKind


def test_what_takes_up_a_late_item_rests_on_its_own_paragraph_where_one_is_known() -> None:
    source = RULES.sources["quorum"]
    majority = replace(source, norm="§ 39 Abs. 1")
    law = replace(RULES, sources={"vote.simple": majority})
    own = replace(law, sources={**law.sources, "agenda.extension": replace(source, norm="§ 35")})
    assert law.vote_norm("simple", SubjectKind.ADD_ITEM) == "§ 39 Abs. 1"
    assert own.vote_norm("simple", SubjectKind.ADD_ITEM) == "§ 35"
    assert own.vote_norm("simple", SubjectKind.MOTION) == "§ 39 Abs. 1"


def test_a_rule_names_its_paragraph_or_none() -> None:
    assert RULES.norm("quorum") == "§ quorum"
    assert RULES.norm("vote.members") == ""


def test_a_subject_needs_the_simple_majority_unless_the_law_says_more() -> None:
    assert RULES.majority_key(SubjectKind.ADD_ITEM) == "two_thirds_members"
    assert RULES.majority_key(SubjectKind.MOTION) == "simple"
