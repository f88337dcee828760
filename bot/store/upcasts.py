# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How old stored formats are lifted to the next: `(kind, version) -> function`.

An entry under `(kind, 1)` says that version 2 exists and how a payload of version 1 becomes one.
Never remove a line: journals are kept for decades.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.store.codec import Upcasts

_NO_LAYER = {"layer": "law", "valid_from": "", "valid_until": ""}

_ON_PAPER = {
    "first": {"share": "1/2", "base": "present", "or_equal": False},
    "second": "run_off",
    "alone_by_more_yes": False,
    "three_way": "lot",
    "no_is_invalid": False,
}
"""§ 39 (2) ThürKO, the only law there was."""


def _rules_of_the_day(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Rules have learned elections, other values than periods, and for which day they hold."""
    rules = payload["rules"]
    sources = {key: {**source, **_NO_LAYER} for key, source in rules["sources"].items()}
    more = {"values": {}, "shares": {}, "day": "", "sources": sources, "election": _ON_PAPER}
    return {**payload, "rules": {**rules, **more}}


def _item_of_its_own(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Items have learned to come from another meeting: left over, or as a duty."""
    return {**payload, "item": {**payload["item"], "carried_from": "", "duty": ""}}


def _resolutions_only(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Elections and decisions between meetings are made known as well."""
    return {**payload, "released": {**payload["released"], "elected": None, "circulation": None}}


def _before_templates_were_kept(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a paper follows from names the templates it was made with."""
    return {**payload, "templates": ""}


UPCASTS: Upcasts = {
    ("invitation_sent", 1): _before_templates_were_kept,
    ("minutes_drafted", 1): _before_templates_were_kept,
    ("minutes_approved", 1): _before_templates_were_kept,
    ("minutes_circulated", 1): _before_templates_were_kept,
    ("extract_issued", 1): _before_templates_were_kept,
    ("urgent_extract_issued", 1): _before_templates_were_kept,
    ("circulation_extract_issued", 1): _before_templates_were_kept,
    ("resolution_released", 1): _resolutions_only,
    ("release_announced", 1): _resolutions_only,
    # Members may take part by telephone, once they were identified.
    ("member_arrived", 1): lambda stored: {**stored, "identified": ""},
    ("meeting_planned", 1): _rules_of_the_day,
    ("agenda_item_added", 1): _item_of_its_own,
    # There are votes on paper, and consent without objection.
    ("ballot_opened", 1): dict,
    ("ballot_opened", 2): dict,
    ("ballot_broken_off", 1): dict,
    ("vote_mode_resolved", 1): dict,
    # Order is kept: a member is excluded by vote, an objection to a measure decided on.
    ("ballot_opened", 3): dict,
    # A running result may be hidden; before, none was.
    ("ballot_opened", 4): lambda stored: {**stored, "hidden": False},
    # The body may vote on making a non-public resolution known.
    ("ballot_opened", 5): dict,
    # Parts of a motion are voted on apart, several items together; members ask for the former.
    ("ballot_opened", 6): dict,
    # Papers may be sent home, and who has counted is named.
    ("ballot_opened", 7): lambda stored: {**stored, "postal": None},
    ("round_opened", 1): lambda stored: {**stored, "postal": None},
    # An election may be held openly, after the body has voted on that.
    ("ballot_opened", 8): dict,
    # A vote may end by itself once everybody has answered.
    ("ballot_opened", 9): lambda stored: {**stored, "until_all": False},
    # The body may decide again on a contested resolution.
    ("ballot_opened", 10): dict,
    # The vote of who presides by office may rest.
    ("ballot_opened", 11): lambda stored: {**stored, "rests": None},
    ("round_opened", 2): lambda stored: {**stored, "openly": False},
    # Lists may share several seats.
    ("election_opened", 1): lambda stored: {**stored, "seats": None},
    ("candidate_nominated", 1): lambda stored: {**stored, "people": []},
    # Papers may name who was not put forward, and an election may take another majority.
    ("round_opened", 3): lambda stored: {**stored, "anyone": False, "majority": None},
    ("sums_entered", 1): lambda stored: {**stored, "tellers": []},
    ("reminded", 2): dict,
    # Who closes the roll call again is told since when it is.
    ("roll_call_closed", 1): lambda stored: {**stored, "at": None},
    # A report may say since when.
    ("disturbance_reported", 1): lambda stored: {**stored, "since": None},
    ("procedural_raised", 1): dict,
    # All further items may be put off by one motion.
    ("procedural_raised", 2): lambda stored: {**stored, "items": []},
    # The roster knows substitutes of committee members.
    ("seat_filled", 1): dict,
    ("roster_taken", 1): dict,
    # A statute may give a member several votes.
    ("seat_filled", 2): lambda stored: {**stored, "seat": {**stored["seat"], "weight": 1}},
    ("roster_taken", 2): lambda stored: {
        **stored,
        "seats": [{**seat, "weight": 1} for seat in stored["seats"]],
    },
    # A promised answer to a resident is reminded of.
    ("reminded", 1): dict,
    # A recess may say when it ends.
    ("meeting_interrupted", 1): lambda stored: {**stored, "until": None, "other_day": False},
    # A second call is about the items there was no quorum for, and about no others.
    ("second_call_stated", 1): lambda stored: {**stored, "items": None},
    # Incidents say what they were about, e.g. which entry of the journal differed.
    ("incident_recorded", 1): lambda stored: {**stored, "detail": ""},
}
