# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which ballot an answer is for, by room, question and time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from body_at_work import BodyAtWork, body_at_work
from talking import AYSE, BODY, CHAIR, GUEST, HANS, MEETING, NOON, V1, VOTING, context

from bot.chat.context import Place
from bot.chat.reader import Act, Problem, Talk
from bot.domain import commands as c
from bot.domain.ids import MeetingId
from bot.domain.values import Channel, Choice, Phase, Undecided
from bot.matrix.events import PollAnswer, Proof, TextMessage
from bot.polling import LATE, Polling
from bot.reactions.voting import answer_id
from bot.stage import poll_name, txn_id

EARLIER = replace(MEETING, id=MeetingId("2026-01"), phase=Phase.APPROVED, ballots=VOTING.ballots)
OVER = replace(
    VOTING,
    ballot=None,
    ballots={V1: replace(VOTING.ballots[V1], undecided=Undecided.CHAIR)},
)
PROOF = Proof(
    user="@ayse:rat.example",
    device_id="D",
    curve25519="c",
    ed25519="e",
    master="k",
    session_id="s",
    message_index=5,
    chain="signed",
)


def polled(*answers: str, poll: str = "$poll") -> PollAnswer:
    return PollAnswer(
        event_id="$a", room="!session", sender=PROOF.user, proof=PROOF, poll=poll, answers=answers
    )


def said(text: str, proof: Proof = PROOF, reply_to: str | None = None) -> TextMessage:
    return TextMessage(
        event_id=f"${text}", room="!session", sender=PROOF.user, proof=proof, body=text,
        reply_to=reply_to,
    )  # fmt: skip


def vote(choice: Choice = Choice.YES) -> c.CastVote:
    return c.CastVote(by=AYSE, at=NOON, seat=AYSE, choice=choice, channel=Channel.TEXT, ballot=V1)


async def voting(body: BodyAtWork) -> Polling:
    """V1 is open in today's meeting, as it was in an earlier one; poll and question are out."""
    desk = body.desk
    desk.meetings = {EARLIER.id: EARLIER, VOTING.id: VOTING}
    desk.selected = VOTING.id
    desk.ballot_keys = {(EARLIER.id, V1): (7, "a" * 64), (VOTING.id, V1): (9, "b" * 64)}
    stream = desk.stream_of(VOTING.id)
    parts = {"event": "$question", "more": ["$goes-on"]}
    for n, result in enumerate((parts, {"event": "$poll"}, {"event": "$tally"})):
        key = poll_name(VOTING.id, V1) if n == 1 else None
        await desk.journal.record_outcome(
            txn_id(stream, 9, n), result, stream=stream, seq=9, n=n, key=key
        )
    polling = Polling(desk, body.chambers)
    assert desk.current() is VOTING
    return polling


async def test_a_poll_of_another_meeting_is_not_the_one_with_the_same_number(
    tmp_path: Path,
) -> None:
    """Ballots are numbered anew in every meeting: V1 of January is not V1 of tonight."""
    async with body_at_work(tmp_path) as body:
        polling, here = await voting(body), context(AYSE, meeting=VOTING)
        old = await polling.poll_answer(polled(answer_id(Choice.YES, "a" * 64)), here)
        assert isinstance(old, Problem)
        assert (old.key, old.facts["ballot"]) == ("refusal.ballot_over", V1)
        new = await polling.poll_answer(polled(answer_id(Choice.YES, "b" * 64)), here)
        assert isinstance(new, Act)
        assert new.command == replace(vote(), channel=Channel.POLL)


@pytest.mark.parametrize(
    ("answers", "poll", "key"),
    [
        (("x", "y"), "$poll", "polling.poll_several"),
        (("x",), "$poll", "polling.poll_unknown"),
        ((), "$poll", "polling.poll_empty"),
        ((answer_id(Choice.YES, "b" * 64), "x"), "$moved", "polling.poll_several"),
        (("x",), "$members-own", None),
    ],
)
async def test_a_choice_that_is_none_is_told_unless_the_poll_is_the_members_own(
    tmp_path: Path, answers: tuple[str, ...], poll: str, key: str | None
) -> None:
    async with body_at_work(tmp_path) as body:
        polling = await voting(body)
        found = await polling.poll_answer(
            polled(*answers, poll=poll), context(AYSE, meeting=VOTING)
        )
        assert (found.key if isinstance(found, Problem) else None) == key
        stranger = await polling.poll_answer(polled(*answers, poll=poll), context(None))
        assert isinstance(stranger, Talk)


@pytest.mark.parametrize(
    ("place", "reply_to", "key"),
    [
        (Place.SESSION, None, None),
        (Place.SESSION, "$question", None),
        (Place.SESSION, "$goes-on", None),
        (Place.SESSION, "$poll", None),
        (Place.SESSION, "$tally", None),
        (Place.SESSION, "$somebody", "polling.other_message"),
        (Place.CLOSED, None, "polling.elsewhere"),
        (Place.OFFICE, None, "polling.elsewhere"),
    ],
)
async def test_an_answer_counts_in_the_room_of_its_question_and_to_nothing_else(
    tmp_path: Path, place: Place, reply_to: str | None, key: str | None
) -> None:
    async with body_at_work(tmp_path) as body:
        polling = await voting(body)
        line = await polling.objection(vote(), said("ja", reply_to=reply_to), place)
        assert (line.key if line else None) == key


async def test_the_clerk_enters_votes_in_the_office_but_not_beside_the_closed_room(
    tmp_path: Path,
) -> None:
    async with body_at_work(tmp_path) as body:
        polling = await voting(body)
        hands = c.EnterCount(by=CHAIR, at=NOON, votes=((HANS, Choice.NO),))
        assert await polling.objection(hands, said("!handzeichen"), Place.OFFICE) is None
        line = await polling.objection(hands, said("!handzeichen"), Place.CLOSED)
        assert line is not None
        assert line.key == "polling.elsewhere"


async def test_a_word_is_too_late_for_two_minutes_and_talk_from_then_on(tmp_path: Path) -> None:
    async with body_at_work(tmp_path) as body:
        polling = await voting(body)
        body.desk.meetings[OVER.id] = OVER
        body.desk.ended[OVER.id, V1] = NOON - LATE
        here = context(AYSE, meeting=OVER)
        late = await polling.stray(said("ja"), here)
        kept = await polling.stray(said("ja"), replace(here, by=HANS))
        assert late is not None
        assert kept is not None
        assert (late.key, kept.key) == ("polling.too_late", "polling.too_late_kept")
        assert await polling.stray(said("ja, schön"), here) is None
        assert await polling.stray(said("ja"), replace(here, by=GUEST, body=BODY)) is None
        assert await polling.stray(said("ja"), replace(here, place=Place.CLOSED)) is None
        later = replace(here, at=NOON + timedelta(seconds=1))
        assert await polling.stray(said("ja"), later) is None
        to_question = await polling.stray(said("ja", reply_to="$question"), later)
        assert to_question is not None


async def test_an_answer_out_of_order_counts_only_if_it_names_the_ballot_in_ciphertext(
    tmp_path: Path,
) -> None:
    async with body_at_work(tmp_path) as body:
        polling = await voting(body)
        late = replace(PROOF, out_of_order=True)
        sealed = replace(late, relation="sealed")
        clear = replace(late, relation="clear")
        poll = replace(polled(), proof=late)
        assert await polling.in_order(vote(), said("ja"))
        assert not await polling.in_order(vote(), said("ja", late))
        assert await polling.in_order(vote(), said("ja", sealed, "$question"))
        assert not await polling.in_order(vote(), said("ja", sealed, "$somebody"))
        assert not await polling.in_order(vote(), said("ja", clear, "$question"))
        assert await polling.in_order(vote(), poll)
        close = c.CloseBallot(by=CHAIR, at=NOON, ballot=V1)
        assert not await polling.in_order(close, said("!abstimmung schließen", late))


async def test_an_answer_out_of_order_never_replaces_one_spoken_after_it(tmp_path: Path) -> None:
    async with body_at_work(tmp_path) as body:
        polling = await voting(body)
        voted = replace(VOTING.ballots[V1], votes={AYSE: VOTING.ballots[V1].votes[HANS]})
        body.desk.meetings[VOTING.id] = replace(VOTING, ballots={V1: voted})
        late = replace(polled(), proof=replace(PROOF, out_of_order=True))
        assert not await polling.in_order(vote(), late), "by which device, a restart forgot"
        polling.counted(vote(), said("nein", replace(PROOF, message_index=6)))
        assert not await polling.in_order(vote(), late)
        polling.counted(vote(), said("nein", replace(PROOF, message_index=4)))
        assert await polling.in_order(vote(), late)
        polling.counted(vote(), said("nein", replace(PROOF, session_id="other device")))
        assert not await polling.in_order(vote(), late)


async def test_who_was_not_heard_is_waited_for_once_and_not_after_answering(
    tmp_path: Path,
) -> None:
    async with body_at_work(tmp_path) as body:
        polling = await voting(body)
        polling.unheard(AYSE, "!session", None)
        polling.unheard(GUEST, "!session", None)
        polling.unheard(HANS, "!office", None)
        assert [polling.is_unheard(seat) for seat in (AYSE, GUEST, HANS, None)] == [True] + [
            False
        ] * 3
        assert polling.to_hear() == (AYSE,)
        assert polling.to_hear() == ()
        polling.unheard(HANS, "!session", None)
        polling.counted(replace(vote(), seat=HANS), said("nein"))
        polling.unheard(HANS, "!session", replace(PROOF, message_index=4))
        assert polling.to_hear() == (), "an older message than the one that was counted"
        polling.unheard(HANS, "!session", replace(PROOF, message_index=9))
        assert polling.to_hear() == (HANS,)


async def test_the_next_ballot_begins_with_nothing_of_the_last(tmp_path: Path) -> None:
    async with body_at_work(tmp_path) as body:
        polling = await voting(body)
        polling.counted(vote(), said("ja"))
        polling.unheard(HANS, "!session", None)
        assert polling.was_counted("$ja")
        body.desk.meetings[VOTING.id] = OVER
        assert not polling.was_counted("$ja")
        assert polling.to_hear() == ()
