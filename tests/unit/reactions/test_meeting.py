# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entries of which only an edit follows: what is left out of many is never anything else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_journal import HORN, cancelled, elected, evening
from turns import steps, turns

from bot.domain import events as e
from bot.domain.records import Recorded
from bot.domain.values import Channel, Mode
from bot.effects import Revise
from bot.reactions import edited


@pytest.mark.parametrize("records", [evening(), cancelled(), elected()])
def test_an_entry_that_only_edits_has_that_edit_as_its_one_effect(records: list[Recorded]) -> None:
    for step in steps(records):
        slot = edited(step.turn)
        if slot:
            [effect] = step.effects
            assert isinstance(effect, Revise)
            assert effect.slot == slot


def test_votes_and_answers_to_the_roll_call_only_edit() -> None:
    kinds = {type(turn.event) for turn in turns(evening()) if edited(turn)}
    assert kinds == {e.VoteCast, e.MemberArrived}


def test_who_comes_late_or_to_the_closed_room_is_told_of() -> None:
    came = next(t for t in turns(evening()) if isinstance(t.event, e.MemberArrived))
    assert edited(came)
    event = e.MemberArrived(seat=HORN, mode=Mode.HALL, channel=Channel.TEXT, late=True)
    assert not edited(replace(came, event=event))
    assert not edited(replace(came, after=replace(came.after, non_public=True)))
