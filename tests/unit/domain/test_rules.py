# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rule values as data."""

from __future__ import annotations

from council import RULES

from bot.domain.values import SubjectKind


def test_a_rule_names_its_paragraph_or_none() -> None:
    assert RULES.norm("quorum") == "§ quorum"
    assert RULES.norm("vote.members") == ""


def test_a_subject_needs_the_simple_majority_unless_the_law_says_more() -> None:
    assert RULES.majority_key(SubjectKind.ADD_ITEM) == "two_thirds_members"
    assert RULES.majority_key(SubjectKind.MOTION) == "simple"
