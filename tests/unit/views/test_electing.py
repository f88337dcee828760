# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a view shows elections: who stands, the round, its count, and what is left to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from council import AYSE, CLERK, LANGE, MAYOR, NOW, ON_ITEM, RULES, T1, UWE, planned
from scenario import Given
from view_samples import described

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.electing import Votes
from bot.domain.ids import ElectionId
from bot.views import View, view
from bot.views.base import STEPS
from bot.views.electing import HELD, STANDING, elections

ANNA, BEN = "Anna Alt", "Ben Bach"
LAW = replace(RULES, values={**RULES.values, "vote.postal": True})
ROUND = c.OpenRound(by=MAYOR, at=NOW, tellers=())
AGAIN = c.VoidRound(by=MAYOR, at=NOW, reason="Ein Name fehlte.")


def nominated(*names: str, given: Given | None = None) -> Given:
    office = c.OpenElection(by=MAYOR, at=NOW, office="Beigeordnete")
    stand = [c.Nominate(by=AYSE, at=NOW, candidate=name, seat=AYSE) for name in names]
    return (given or Given(*planned(LAW), *ON_ITEM[2:])).when(office, *stand).accepted()


def count(anna: int, ben: int) -> c.CountRound:
    votes = (Votes(candidate=ANNA, papers=anna), Votes(candidate=BEN, papers=ben))
    return c.CountRound(by=CLERK, at=NOW, votes=votes, issued=None)


def shown(known: Given, *, public: bool = True) -> list[View]:
    """Return the elections of a view, held to the schema."""
    return list(described(view(known.meeting, seq=1, head="0" * 64, public=public))["elections"])


def test_who_stands_is_shown_and_then_the_round() -> None:
    known = nominated(ANNA, BEN)
    (before,) = shown(known)
    assert (before["candidates"], before["round"], before["counted"]) == ([ANNA, BEN], None, None)
    (during,) = shown(known.when(ROUND).accepted())
    assert (during["round"]["number"], during["round"]["until"]) == (1, None)
    assert during["round"]["entitled"] > 0
    assert during["counted"] is None


def test_an_election_that_was_broken_off_is_shown_no_more() -> None:
    ending = c.BreakOffElection(by=MAYOR, at=NOW, reason="Niemand tritt an.")
    assert shown(nominated("Anna Alt").when(ending).accepted()) == []


def test_a_count_is_shown_with_who_is_elected_and_whether_they_take_it() -> None:
    counted = nominated(ANNA, BEN).when(ROUND, count(8, 1)).accepted()
    (one,) = shown(counted)
    assert one["counted"]["votes"][0] == {"candidate": ANNA, "papers": 8}
    assert (one["elected"], one["accepted"], one["round"]) == (ANNA, None, None)
    taken = counted.when(c.AnswerElection(by=CLERK, at=NOW, accepted=True)).accepted()
    assert shown(taken)[0]["accepted"] is True


def test_who_is_tied_is_named_until_the_lot_is_drawn() -> None:
    first = nominated(ANNA, BEN).when(ROUND, count(4, 4), ROUND, count(4, 4)).accepted()
    assert shown(first)[0]["tied"] == [ANNA, BEN]


def test_a_lot_by_words_shows_who_takes_part_and_nothing_of_their_words() -> None:
    words = {MAYOR: "der Igel frisst Melonen", AYSE: "sieben Kraniche über Gera"}
    tied = nominated(ANNA, BEN).when(ROUND, count(4, 4), ROUND, count(4, 4)).accepted()
    assert shown(tied)[0]["lot"] is None
    handed = tied.when(
        c.PrepareLot(by=MAYOR, at=NOW),
        *(c.CommitLot(by=seat, at=NOW, words=said) for seat, said in words.items()),
    ).accepted()
    lot = shown(handed)[0]["lot"]
    assert lot == {"committed": sorted(words), "sealed": False, "waiting": []}
    said = c.RevealLot(by=AYSE, at=NOW, words=words[AYSE])
    sealed = handed.when(c.SealLot(by=MAYOR, at=NOW), said).accepted()
    assert shown(sealed)[0]["lot"]["waiting"] == [MAYOR]


def test_names_are_whole_as_long_as_they_fit_so_that_a_count_can_tell_them_apart() -> None:
    near = [f"Maximiliane Alexandra Freifrau von Oberunterniederhausen {n}" for n in range(20)]
    (one,) = elections(nominated(*near).meeting, STEPS[3], public=True)
    assert one["candidates"] == near
    too_long = [f"{n} {'x' * 110}" for n in range(20)]
    (one,) = elections(nominated(*too_long).meeting, STEPS[3], public=True)
    assert one["candidates"][0] == too_long[0][: STEPS[3].name]


@pytest.mark.parametrize(
    ("word", "before", "after"),
    [
        ("secret", "no", "no"),
        ("open_unless_objection", "objection", "no"),
        ("secret_on_demand", "objection", "no"),
        ("secret_unless_all", "consent", "agreed"),
    ],
)
def test_it_is_told_whether_hands_are_shown_and_what_that_takes(
    word: str, before: str, after: str
) -> None:
    law = replace(LAW, values={**LAW.values, "election.ballot": word})
    known = nominated(ANNA, given=Given(*planned(law), *ON_ITEM[2:]))
    assert shown(known)[0]["hands"] == before
    (election,) = known.meeting.elections
    told = e.OpenElectionAgreed if word == "secret_unless_all" else e.SecretElectionDemanded
    facts = {} if word == "secret_unless_all" else {"seat": AYSE}
    assert shown(Given(*known.happened, told(election=election, **facts)))[0]["hands"] == after


def test_a_round_that_does_not_count_is_gone_and_counted_as_such() -> None:
    again = nominated(ANNA, BEN).when(ROUND, AGAIN).accepted()
    (one,) = shown(again)
    assert (one["round"], one["counted"], one["void"]) == (None, None, 1)


def test_papers_that_are_out_by_post_are_shown_after_the_meeting_until_all_is_done() -> None:
    out = c.OpenRound(by=MAYOR, at=NOW, tellers=(LANGE, UWE), postal=date(2026, 12, 4))
    sent = nominated(ANNA, BEN).when(out).accepted()
    assert shown(sent)[0]["round"]["until"] == "2026-12-04"
    over = Given(*sent.happened, e.MeetingClosed(by=MAYOR, open_items=()))
    assert [one["id"] for one in shown(over)] == ["W1"]
    in_the_hall = Given(*nominated(ANNA, BEN).happened, e.MeetingClosed(by=MAYOR, open_items=()))
    assert shown(in_the_hall) == []


def test_between_two_items_there_is_no_election() -> None:
    known = Given(*nominated(ANNA).happened, e.ItemClosed(item=T1, postponed=False, note=""))
    assert shown(known) == []


def test_the_public_reads_nothing_of_an_election_behind_closed_doors() -> None:
    known = Given(*planned(LAW), *ON_ITEM[2:], e.PublicExcluded(by=MAYOR))
    hidden = nominated(ANNA, given=known)
    assert shown(hidden) == []
    assert len(shown(hidden, public=False)) == 1


def test_of_many_names_the_first_are_shown_and_of_many_elections_the_newest() -> None:
    many = nominated(*(f"Person {n}" for n in range(STANDING + 3)))
    (one,) = shown(many)
    assert (len(one["candidates"]), one["more"]) == (STANDING, 3)
    opened = [
        e.ElectionOpened(election=ElectionId(f"W{n + 2}"), item=many.meeting.item, office="Amt")
        for n in range(HELD)
    ]
    assert [one["id"] for one in shown(Given(*many.happened, *opened))] == [
        f"W{n + 2}" for n in range(HELD)
    ]
