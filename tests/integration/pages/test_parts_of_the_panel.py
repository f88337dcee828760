# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A committee's evening on the page, chair and member side by side, against a real bot.

The chair reads German, the member English. What the pages assume of the bot is tried here: consent
and objection, votes on parts, order, residents' questions, absence, substitutes, releases,
decisions between two meetings.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pytest
import pytest_asyncio
from browser import Browser
from circulation_hall import opened
from council_bot import COUNCIL
from hall import VISITORS, VOTERS, Hall
from own_page import hall_with_pages, seated, unfold
from page_screen import Screen
from real_synapse import Homeserver

from bot.domain import commands as c
from bot.domain.ids import ItemId, SeatId
from bot.domain.meeting import MotionStatus
from bot.domain.values import Channel, Choice, Subject, SubjectKind, VoteMode
from bot.effects import Place

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="module")]

COMMITTEE = (
    COUNCIL.replace('kind = "council"', 'kind = "committee"')
    + VISITORS
    + """
[[seat]]
number = 7
name = "Ida Vertreter"
role = "substitute"
group = "Rot"
vote = false

[rules.set."order.objection"]
allowed = true
norm = "§ 9 GeschO"
"""
)


@dataclass
class Evening:
    """The hall, and two who follow it on the page."""

    hall: Hall
    chair: Screen
    ayse: Screen


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evening(
    synapse: Homeserver, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Evening]:
    folder = tmp_path_factory.mktemp("hall")
    async with hall_with_pages(synapse, folder, council=COMMITTEE, absent=("1", "2")) as hall:
        chair = (await seated(hall, "1", chromium)).page
        ayse = (await seated(hall, "2", chromium, language="en")).page
        await chair.press("Stand abfragen")
        for page, words in ((chair, "Leitung"), (ayse, "You are recorded as present")):
            await page.until("Spielplatz", words)
        yield Evening(hall, chair, ayse)


async def test_who_says_nothing_agrees_and_one_objection_leads_to_a_vote(evening: Evening) -> None:
    hall, chair, ayse = evening.hall, evening.chair, evening.ayse
    await hall.act(
        c.MoveMotion(by=SeatId("2"), at=hall.now(), seat=SeatId("2"), text="Wir lüften.")
    )
    motion = max(hall.meeting.motions, key=lambda name: int(name[1:]))
    await chair.press("Nach Widerspruch fragen")
    await ayse.until("Who does not object agrees")
    await ayse.press("I object")
    await hall.until(lambda: hall.meeting.ballot is None)
    await ayse.until("Somebody objected; it will be voted on.")
    await chair.until("Jemand hat widersprochen; darüber wird abgestimmt.")

    await chair.press("Nach Widerspruch fragen")
    await ayse.until("Who does not object agrees")
    await chair.press("Zustimmung feststellen")
    await hall.until(lambda: hall.meeting.ballot is None)
    await ayse.until("adopted")
    assert motion


async def test_numbered_parts_are_voted_on_apart_and_the_rest_as_a_whole(evening: Evening) -> None:
    hall, chair, ayse = evening.hall, evening.chair, evening.ayse
    two = SeatId("2")
    for known in hall.meeting.motions.values():
        if known.status is MotionStatus.PENDING:
            await hall.act(c.WithdrawMotion(by=known.by, at=hall.now(), motion=known.id))
    text = "1. Der Brunnen wird saniert. 2. Die Linde wird gefällt."
    await hall.act(c.MoveMotion(by=two, at=hall.now(), seat=two, text=text))
    motion = max(hall.meeting.motions, key=lambda name: int(name[1:]))
    await chair.press(f"{motion} getrennt abstimmen")
    await ayse.until("Each part is voted on by itself.", "Part 1: pending", "Part 2: pending")
    for number, choice, became in ((1, Choice.YES, "adopted"), (2, Choice.NO, "rejected")):
        await chair.press(f"Abstimmung öffnen ({motion}, Ziffer {number})")
        await ayse.until(f"Vote on a part: {motion}, part {number}")
        await all_vote(hall, choice, *VOTERS)
        await chair.press("Abstimmung schließen")
        await ayse.until(f"Part {number}: {became}")
    await chair.press(f"Abstimmung öffnen ({motion})")
    await hall.until(lambda: hall.meeting.ballot is not None)
    await all_vote(hall, Choice.YES, *VOTERS)
    await chair.press("Abstimmung schließen")
    await hall.until(lambda: hall.meeting.motions[motion].status is MotionStatus.ADOPTED)
    assert "Linde" not in hall.meeting.motions[motion].text


async def test_a_call_to_order_is_objected_to_and_the_body_decides(evening: Evening) -> None:
    hall, chair, ayse = evening.hall, evening.chair, evening.ayse
    await unfold(
        chair, "Ordnungsmaßnahme", "Aussprechen", seat="2", step="to_order", text="Zwischenrufe"
    )
    await ayse.until("Call to order: Ayşe Demir")
    await ayse.press("Object", "R1")
    await ayse.until("objected to, the body decides")
    await chair.press("Über den Einspruch gegen")
    await ayse.until("Objection to a measure to keep order")
    await vote_yes(hall, "3", "4")
    await chair.press("Abstimmung schließen")
    await ayse.until("lifted by the body")
    await chair.until("vom Gremium aufgehoben")


async def test_a_resident_asks_and_is_answered(evening: Evening) -> None:
    hall, chair, ayse = evening.hall, evening.chair, evening.ayse
    await hall.act(c.CloseItem(by=SeatId("1"), at=hall.now()))
    asked = '!einwohnerfrage "Rosa Linde" Wann wird der Radweg gebaut?'
    await hall.handled(await hall.say("S", asked, Place.OFFICE))
    await chair.press("Einwohnerfragestunde eröffnen")
    await chair.press("Nächste Frage")
    await ayse.until("Residents' question time", "Rosa Linde asks", "Wann wird der Radweg gebaut?")
    number = next(iter(hall.meeting.residents.questions))
    await unfold(chair, f"Beantwortet: {number}", "Antwort festhalten", text="Im Frühjahr.")
    await hall.until(lambda: bool(hall.meeting.residents.questions[number].answer))
    await chair.press("Einwohnerfragestunde schließen")
    await hall.until(lambda: not hall.meeting.residents.running)
    await hall.act(c.CallItem(by=SeatId("1"), at=hall.now(), item=hall.next_item(public=True)))


async def test_several_items_are_decided_in_one_unless_somebody_wants_one_apart(
    evening: Evening,
) -> None:
    hall, chair, ayse = evening.hall, evening.chair, evening.ayse
    items = await put_off(hall, 3)
    numbers = [hall.meeting.number_of(item) for item in items]
    await choose(chair, numbers)
    await chair.press("Abstimmung öffnen")
    await hall.until(lambda: hall.meeting.ballot is not None)
    assert hall.meeting.ballots[hall.meeting.ballot].block == items  # type: ignore[index]
    await ayse.until("Vote en bloc: several items at once")
    await ayse.press("Vote by itself", f"Item {numbers[1]}")
    await hall.until(lambda: hall.meeting.ballot is None)
    await ayse.until("Somebody objected; it will be voted on.")

    await choose(chair, numbers[::2])
    await chair.press("Abstimmung öffnen")
    await hall.until(lambda: hall.meeting.ballot is not None)
    await ayse.press("Yes")
    await vote_yes(hall, "1", "3", "4")
    await ayse.until("Your vote was counted: Yes")
    await chair.press("Abstimmung schließen")
    await hall.until(lambda: {items[0], items[2]} <= set(hall.meeting.done))
    await ayse.until("adopted")
    assert items[1] not in hall.meeting.done
    await hall.act(c.CallItem(by=SeatId("1"), at=hall.now(), item=items[1]))


async def test_hands_that_were_counted_are_entered_by_their_number(evening: Evening) -> None:
    hall, chair, ayse = evening.hall, evening.chair, evening.ayse
    async with hall.ballot(VoteMode.OPEN) as vote:
        await chair.until(f"Abstimmung {vote.id}")
        await unfold(chair, "Auszählung eintragen", "Eintragen", yes="3", no="1")
        await hall.until(lambda: vote.ballot.sums is not None)
        await ayse.until("4 of 4 have voted")
        await chair.press("Abstimmung schließen")
        await hall.until(lambda: vote.ballot.result is not None)
    assert (vote.ballot.result.yes, vote.ballot.result.no) == (3, 1)  # type: ignore[union-attr]
    await ayse.until(f"Result of vote {vote.id}", "adopted")


async def test_who_is_missing_has_a_reason_and_a_substitute(evening: Evening) -> None:
    """The reason is in the journal for the minutes, and on nobody's page."""
    hall, chair, ayse = evening.hall, evening.chair, evening.ayse
    await hall.act(c.StartRollCall(by=SeatId("1"), at=hall.now()))
    await unfold(chair, "Fehlt: Emil Quast", "Entschuldigt: Emil Quast", text="Kur an der See")
    await hall.until(lambda: hall.meeting.attendance[SeatId("5")].reason == "Kur an der See")
    await ayse.until("Emil Quast", "absent")
    await hall.act(c.CloseRollCall(by=SeatId("1"), at=hall.now()))
    for page in (chair, ayse):
        assert "Kur an der See" not in (await page.text()).partition("Nachrichten")[0]

    await unfold(chair, "Vertretung eintragen: Emil Quast", "Eintragen: Emil Quast", seat="7")
    await ayse.until("stands in for Emil Quast", "represented by Ida Vertreter")
    assert hall.meeting.substitutes == {SeatId("7"): SeatId("5")}
    await chair.press("Vertretung beenden")
    await hall.until(lambda: not hall.meeting.substitutes)


async def test_a_resolution_held_back_is_made_known_by_the_body_alone(evening: Evening) -> None:
    hall, chair, ayse = evening.hall, evening.chair, evening.ayse
    number = await resolved_in_secret(hall)
    assert hall.meeting.item is not None
    await ayse.until(f"Item {hall.meeting.number_of(hall.meeting.item)}")
    await ayse.until_each("gremium-member", "one.shown", lambda places: places == ["session"])
    assert "Wir verkaufen" not in await ayse.text()
    summary = "Nichtöffentlichen Beschluss bekannt geben"
    await unfold(chair, summary, "Bekannt geben", number=number, text="Weil ich es will.")
    await chair.until("beschließt das Gremium")

    await unfold(chair, summary, "Darüber abstimmen", number=number)
    await ayse.until("Making a non-public resolution known", number)
    await vote_yes(hall, *VOTERS)
    await chair.press("Abstimmung schließen")
    for page, words in (
        (chair, ("Bekannt gegebene Beschlüsse", "Das Gremium hat die Bekanntgabe beschlossen.")),
        (ayse, ("Resolutions made known", "The body has resolved to make it known.")),
    ):
        await page.until(*words, f"{number} Grundstück", "Wir verkaufen das Flurstück 12.")


async def test_an_answer_between_meetings_is_counted_on_the_page(evening: Evening) -> None:
    hall, chair, ayse = evening.hall, evening.chair, evening.ayse
    known = await opened(hall)
    await ayse.until("Decisions without a meeting", known.moved.title)
    await ayse.press("No")
    body = hall.council.chamber.desk
    await hall.until(lambda: SeatId("2") in body.body.circulations[known.id].replies)
    assert body.body.circulations[known.id].replies[SeatId("2")].choice is Choice.NO
    await ayse.until("Your vote was counted: No")
    await chair.until(known.moved.title, "1 von")


async def put_off(hall: Hall, n: int) -> tuple[ItemId, ...]:
    """Let a motion be made on each of some items, and put them all off."""
    one, two = SeatId("1"), SeatId("2")
    await hall.act(c.CloseItem(by=one, at=hall.now()))
    made = list[ItemId]()
    for _ in range(n):
        item = next(i.id for i in hall.meeting.agenda if i.public and i.id not in hall.meeting.done
                    and i.id not in made)  # fmt: skip
        await hall.act(c.CallItem(by=one, at=hall.now(), item=item))
        text = f"Zu {item} wird zugestimmt."
        await hall.act(c.MoveMotion(by=two, at=hall.now(), seat=two, text=text))
        await hall.act(c.CloseItem(by=one, at=hall.now(), postponed=True))
        made.append(item)
    return tuple(made)


async def choose(page: Screen, numbers: Sequence[str]) -> None:
    """Unfold the form for a block, and tick these items alone."""
    await page.until("Mehrere Punkte zusammen abstimmen")
    ticked = f"one.checked = {json.dumps(list(numbers))}.includes(one.value)"
    await page.until_each(
        "input[name=items]",
        f"(one.closest('details').open = true, {ticked}, one.checked)",
        lambda known: known.count(True) == len(numbers),
    )


async def all_vote(hall: Hall, choice: Choice, *seats: str) -> None:
    for seat in map(SeatId, seats):
        await hall.act(
            c.CastVote(by=seat, at=hall.now(), seat=seat, choice=choice, channel=Channel.TEXT)
        )


async def vote_yes(hall: Hall, *seats: str) -> None:
    await all_vote(hall, Choice.YES, *seats)


async def resolved_in_secret(hall: Hall) -> str:
    """Let the committee resolve something without the public; return the resolution's number."""
    one = SeatId("1")
    await hall.act(c.CloseItem(by=one, at=hall.now()))
    await hall.act(c.ExcludePublic(by=one, at=hall.now()))
    await hall.act(c.CallItem(by=one, at=hall.now(), item=ItemId("T3")))
    text = "Wir verkaufen das Flurstück 12."
    await hall.act(c.MoveMotion(by=SeatId("2"), at=hall.now(), seat=SeatId("2"), text=text))
    subject = Subject(kind=SubjectKind.MOTION, ref=list(hall.meeting.motions)[-1])
    await hall.act(c.OpenBallot(by=one, at=hall.now(), subject=subject, mode=VoteMode.OPEN))
    await vote_yes(hall, *VOTERS)
    await hall.act(c.CloseBallot(by=one, at=hall.now()))
    await hall.act(c.CloseItem(by=one, at=hall.now()))
    await hall.act(c.RestorePublic(by=one, at=hall.now()))
    await hall.act(c.CallItem(by=one, at=hall.now(), item=hall.next_item(public=True)))
    return hall.council.chamber.desk.register()[-1].number
