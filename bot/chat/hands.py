# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A show of hands (Handzeichen) with names: ``nein 3-5, 7 enthaltung 9 übrige ja``.

What is counted without names are sums. ``ja 12 nein 3`` may be either, as long as so many hands
can be up: it is entered as neither, and both ways to say it are shown.
"""

from __future__ import annotations

from bot.chat import people
from bot.chat.arguments import Arguments
from bot.chat.context import Context
from bot.chat.misunderstood import Misunderstood
from bot.chat.sums import WORDS
from bot.domain.balloting import without
from bot.domain.concerned import concerned_by
from bot.domain.ids import SeatId
from bot.domain.meeting import Meeting
from bot.domain.values import Channel, Choice, Mode, VoteMode
from bot.domain.votes import free_hands
from bot.texts import Key

THE_REST = frozenset({"uebrige", "rest", "alle", "others", "all"})
_SPOKEN = {
    "de": {Choice.YES: "ja", Choice.NO: "nein", Choice.ABSTAIN: "enthaltung"},
    "en": {Choice.YES: "yes", Choice.NO: "no", Choice.ABSTAIN: "abstain"},
}
_SEAT = {"de": "Sitz", "en": "seat"}


def take_hands(arguments: Arguments, context: Context) -> dict[SeatId, Choice]:
    """Take all that is left as hands, by seat. Refuses what may as well be numbers of hands."""
    votes = dict[SeatId, Choice]()
    numbers = list[int]()
    named = False
    while arguments.left():
        the_rest = arguments.keyword(THE_REST)
        choice = arguments.need_one_of(WORDS, "choice")
        the_rest = the_rest or arguments.keyword(THE_REST)
        word = arguments.peek()
        seats = _not_yet(arguments, votes) if the_rest else arguments.persons()
        if len(seats) == 1 and word is not None and word.plain.isdecimal():
            numbers.append(int(word.plain))
        else:
            named = True
        for seat in seats:
            if seat in votes:
                name = context.body.seats[seat].name
                raise Misunderstood("problem.named_twice", person=name)
            votes[seat] = choice
    if not votes:
        raise Misunderstood("problem.missing", part=Key("part.hands"))
    if not named:
        _need_no_numbers(arguments.meeting(), votes, sum(numbers), context)
    return votes


def _need_no_numbers(
    meeting: Meeting, votes: dict[SeatId, Choice], hands: int, context: Context
) -> None:
    """Ask whose hands or how many, where so many hands can be up and are counted without names."""
    ballot = meeting.open_ballot()
    if ballot is None or ballot.mode is not VoteMode.OPEN or meeting.weighted:
        return
    if hands > len(free_hands(meeting, ballot)):
        return
    said, seat_word = _SPOKEN[context.language], _SEAT[context.language]
    raise Misunderstood(
        "problem.hands_or_seats",
        people=tuple(people.label(context.body, seat) for seat in votes),
        seats=" ".join(f"{said[choice]} {seat_word} {seat}" for seat, choice in votes.items()),
        counts=" ".join(f"{said[choice]} {seat}" for seat, choice in votes.items()),
    )


def _not_yet(arguments: Arguments, votes: dict[SeatId, Choice]) -> tuple[SeatId, ...]:
    """Return who sits in the hall, may vote, and is neither named before nor has voted by device.

    Whoever is elsewhere raises no hand here; their votes are cast or entered by name.
    """
    meeting = arguments.meeting()
    ballot = meeting.open_ballot()
    if ballot is None:
        raise Misunderstood("refusal.no_ballot_open")
    voted = {seat for seat, vote in ballot.votes.items() if vote.channel is not Channel.CLERK}
    entitled = meeting.entitled(concerned_by(meeting, ballot), without(ballot))
    there = (seat for seat in entitled if meeting.attendance[seat].mode is Mode.HALL)
    return tuple(seat for seat in there if seat not in voted and seat not in votes)
