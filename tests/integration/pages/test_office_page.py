# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The office's part of the page, clicked by clerk and chair in a hybrid meeting of a real bot.

Guests' requests, what the supervisory authority has to approve, "nobody listens in" behind closed
doors, and a vote by post; the office's panel is current although the bot says it elsewhere.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
import pytest_asyncio
from browser import Browser
from council_bot import COUNCIL
from guest_form import ask
from hall import VISITORS, VOTERS, Hall, convene
from member import Member, cross_sign
from own_page import CLERK, hall_with_pages, pages_here, seated, unfold
from page_screen import Screen
from real_synapse import Homeserver

from bot.domain import commands as c
from bot.domain.ids import ElectionId, SeatId, UserId
from bot.domain.values import (
    Channel,
    Choice,
    Format,
    Mode,
    Phase,
    Role,
    Subject,
    SubjectKind,
    Supervision,
    VoteMode,
)

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="module")]

COMMITTEE = (
    COUNCIL.replace('kind = "council"', 'kind = "committee"').replace('land = "TH"', 'land = "NW"')
    + VISITORS
    + CLERK
    + """
[rules.set."basis.hybrid"]
norm = "§ 5 Hauptsatzung"

[rules.set."public.alone"]
required = true
norm = "§ 9 GeschO"
"""
)


@dataclass
class Evening:
    """The hall, its public form, and who follows it on the page."""

    hall: Hall
    form: str
    clerk: Screen
    chair: Screen
    ayse: Screen


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evening(
    synapse: Homeserver, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Evening]:
    folder, pages = tmp_path_factory.mktemp("hall"), pages_here(guests=True)
    body = {"council": COMMITTEE, "absent": ("1", "2"), "form": Format.HYBRID}
    async with hall_with_pages(synapse, folder, pages=pages, **body) as hall:
        clerk = (await seated(hall, "P", chromium)).page
        chair = (await seated(hall, "1", chromium)).page
        ayse = (await seated(hall, "2", chromium, language="en")).page
        await clerk.press("Stand abfragen")
        for page in (clerk, chair, ayse):
            await page.until("Spielplatz")
        for page in (clerk, chair):
            await page.press("Büro")
            await page.until("Gäste, die zuhören möchten")
        yield Evening(hall, f"{pages.public_url}/guest/", clerk, chair, ayse)


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def sitting(evening: Evening) -> None:
    """Let the committee sit in public, without an item, and clerk and chair look at the office."""
    hall, one = evening.hall, SeatId("1")
    if hall.meeting.phase is not Phase.OPEN:
        await convene(hall, Format.HYBRID)
    if hall.meeting.ballot is not None:
        await hall.break_off()
    if hall.meeting.item is not None:
        await hall.act(c.CloseItem(by=one, at=hall.now()))
    if hall.meeting.non_public:
        await hall.act(c.RestorePublic(by=one, at=hall.now()))
    for seat in hall.meeting.remote_voting():
        await hall.act(c.ReportLeft(by=one, at=hall.now(), seat=seat, reason=""))
        here = c.ReportPresent(
            by=one, at=hall.now(), seat=seat, mode=Mode.HALL, channel=Channel.CLERK
        )
        await hall.act(here)
    for page in (evening.clerk, evening.chair):
        await page.press("Büro")


async def end(hall: Hall) -> None:
    await hall.act(c.CloseItem(by=SeatId("1"), at=hall.now()))
    await hall.act(c.CloseMeeting(by=SeatId("1"), at=hall.now()))


async def resolve(hall: Hall) -> str:
    """Let the committee resolve something; return the resolution's number."""
    one, two = SeatId("1"), SeatId("2")
    await hall.act(c.CallItem(by=one, at=hall.now(), item=hall.next_item(public=True)))
    text = "Die Gemeinde verkauft den Bauhof."
    await hall.act(c.MoveMotion(by=two, at=hall.now(), seat=two, text=text))
    subject = Subject(kind=SubjectKind.MOTION, ref=list(hall.meeting.motions)[-1])
    await hall.act(c.OpenBallot(by=one, at=hall.now(), subject=subject, mode=VoteMode.OPEN))
    await all_say_yes(hall)
    await hall.act(c.CloseBallot(by=one, at=hall.now()))
    return hall.council.chamber.desk.register()[-1].number


async def all_say_yes(hall: Hall) -> None:
    for seat in map(SeatId, VOTERS):
        await hall.act(
            c.CastVote(by=seat, at=hall.now(), seat=seat, choice=Choice.YES, channel=Channel.TEXT)
        )


async def test_the_office_is_current_although_the_bot_speaks_in_the_hall(evening: Evening) -> None:
    """Given the office's panel, which nobody has asked for the state of the meeting there."""
    hall, clerk, chair = evening.hall, evening.clerk, evening.chair
    async with hall.ballot(VoteMode.OPEN) as vote:
        for page in (clerk, chair):
            await page.until(f"Abstimmung {vote.id}")
        await chair.press("Abstimmung schließen")
        await hall.until(lambda: vote.ballot.result is not None)
        for page in (clerk, chair):
            await page.until(f"Ergebnis der Abstimmung {vote.id}")


async def test_the_clerk_admits_one_guest_and_refuses_another(evening: Evening) -> None:
    hall, clerk, chair = evening.hall, evening.clerk, evening.chair
    body = hall.council.chamber.desk
    name, council = f"rosa-{secrets.token_hex(3)}", hall.council
    rosa = await Member.join_server(council.synapse, name, council.folder, signed=False)
    try:
        await cross_sign(rosa.gateway, rosa.account.password)
        await ask(evening.form, "Rosa Linde", rosa.user_id)
        await ask(evening.form, "Udo Quell", "@udo:anderswo.example")
        for page in (clerk, chair):
            await page.until("Rosa Linde", rosa.user_id, "Udo Quell", "@udo:anderswo.example")
        await chair.press("Ablehnen", "Udo Quell")
        await clerk.press("Aufnehmen", "Rosa Linde")
        await hall.until(lambda: body.body.seat_of(UserId(rosa.user_id)) is not None)
        seat = body.body.seats[body.body.seat_of(UserId(rosa.user_id))]  # type: ignore[index]
        assert (seat.name, seat.role, seat.votes) == ("Rosa Linde", Role.GUEST, False)
        for page in (clerk, chair):
            await page.until("Es wartet keine Anfrage.")
            await page.until_each(
                "button", "one.textContent.trim()", lambda all_: "Aufnehmen" not in all_
            )
        await rosa.accept(hall.session)
    finally:
        await rosa.close()


async def test_an_account_without_an_identity_keeps_waiting_and_the_clerk_reads_why(
    evening: Evening,
) -> None:
    hall, clerk = evening.hall, evening.clerk
    council = hall.council
    ina = await Member.join_server(
        council.synapse, f"ina-{secrets.token_hex(3)}", council.folder, signed=False
    )
    try:
        await ask(evening.form, "Ina Nord", ina.user_id)
        await clerk.until("Ina Nord")
        await clerk.press("Aufnehmen", "Ina Nord")
        await clerk.until("noch keine eigene Identität")
        assert "Ina Nord" in await clerk.text()
        await clerk.press("Gelesen")
        await clerk.press("Ablehnen", "Ina Nord")
        await clerk.until("abgelehnt und gelöscht", "Es wartet keine Anfrage.")
    finally:
        await ina.close()


async def test_who_is_elsewhere_confirms_that_nobody_listens_in(evening: Evening) -> None:
    hall, clerk, ayse = evening.hall, evening.clerk, evening.ayse
    two, three = SeatId("2"), SeatId("3")
    for seat in (two, three):
        await hall.act(c.ReportLeft(by=SeatId("S"), at=hall.now(), seat=seat, reason=""))
        await hall.act(
            c.ReportPresent(
                by=SeatId("S"), at=hall.now(), seat=seat, mode=Mode.REMOTE, channel=Channel.CLERK
            )
        )
    await hall.act(c.ExcludePublic(by=SeatId("1"), at=hall.now()))
    await ayse.until("Nobody listens in")
    await ayse.press("Nobody listens in here")
    await hall.until(lambda: two in hall.meeting.alone)
    await ayse.until("✓")
    await clerk.until("Noch nicht bestätigt:")
    await clerk.press("hat es bestätigt", "Carl Ohm")
    await hall.until(lambda: three in hall.meeting.alone)


async def test_papers_go_by_post_and_are_counted_in_the_office(evening: Evening) -> None:
    hall, clerk, chair = evening.hall, evening.clerk, evening.chair
    one = SeatId("1")
    await hall.act(c.CallItem(by=one, at=hall.now(), item=hall.next_item(public=True)))
    two = SeatId("2")
    text = "Die Schule heißt Hannah-Arendt-Schule."
    await hall.act(c.MoveMotion(by=two, at=hall.now(), seat=two, text=text))
    # One of five is a fifth, which may demand it (§ 50 (1) GO NRW).
    await hall.handled(await hall.say("3", "!go geheim"))
    await hall.until(lambda: VoteMode.SECRET in hall.meeting.vote_modes.values())

    until = (hall.now() + timedelta(days=8)).date().isoformat()
    send = "Per Brief abstimmen lassen"
    await unfold(chair, send, send, until=until)
    await chair.press("Bestätigen")
    await hall.until(lambda: any(one.postal for one in hall.meeting.ballots.values()))
    ballot = next(one for one in hall.meeting.ballots.values() if one.postal)
    for page in (clerk, chair):
        await page.until("Abstimmung per Brief", ballot.id, "Hannah-Arendt-Schule")
    await end(hall)
    await clerk.until("geschlossen")

    hall.council.clock.ahead += timedelta(days=10)
    assert ballot.postal is not None
    await tick_tellers(clerk, "3", "4")
    figures = {"yes": str(ballot.postal.issued - 1), "no": "1"}
    await unfold(clerk, f"Briefe auszählen: {ballot.id}", f"Eintragen: {ballot.id}", **figures)
    await clerk.press("Bestätigen")
    await hall.until(lambda: hall.meeting.ballots[ballot.id].result is not None)
    for page in (clerk, chair):
        await page.until_each(
            "h2", "one.textContent", lambda all_: "Abstimmung per Brief" not in all_
        )
        await page.until(f"Ergebnis der Abstimmung {ballot.id}")


async def test_a_round_is_repeated_then_held_by_post_and_the_elected_accepts(
    evening: Evening,
) -> None:
    hall, clerk, chair = evening.hall, evening.clerk, evening.chair
    one, two = SeatId("1"), SeatId("2")
    await hall.act(c.CallItem(by=one, at=hall.now(), item=hall.next_item(public=True)))
    await hall.act(c.OpenElection(by=one, at=hall.now(), office="Ortsvorsteher"))
    (name,) = hall.meeting.elections
    for candidate in ("Anna Ahorn", "Ben Birke"):
        await hall.act(c.Nominate(by=two, at=hall.now(), candidate=candidate, seat=two))
    await unfold(chair, f"Wahlgang öffnen: {name}", "Wahlgang öffnen")
    for page in (clerk, chair, evening.ayse):
        await page.until("Ortsvorsteher")
    await clerk.until("Wahlgang 1 läuft.")
    again = "Wahlgang wiederholen"
    await unfold(chair, f"{again}: {name}", again, text="Auf den Zetteln fehlte ein Name.")
    await chair.press("Bestätigen")
    await hall.until(lambda: len(hall.meeting.elections[name].void) == 1)
    await clerk.until("Ein Wahlgang zählt nicht.", "Zur Wahl stehen: Anna Ahorn, Ben Birke")

    await tick_tellers(chair, "3")
    until = (hall.now() + timedelta(days=8)).date().isoformat()
    send = "Per Brief wählen lassen"
    await unfold(chair, f"{send}: {name}", send, until=until)
    await hall.until(lambda: hall.meeting.elections[name].running is not None)
    running = hall.meeting.elections[name].running
    assert running is not None
    assert running.postal is not None
    await clerk.until(f"{running.entitled} Stimmzettel per Post, zurück bis")
    await end(hall)

    hall.council.clock.ahead += timedelta(days=10)
    await clerk.until("geschlossen")
    figures = {"papers0": str(running.entitled - 1), "papers1": "1"}
    await unfold(clerk, f"Wahlgang auszählen: {name}", "Eintragen", **figures)
    await hall.until(lambda: hall.meeting.elections[name].elected == "Anna Ahorn")
    await clerk.until("Gewählt: Anna Ahorn.", "Noch nicht angenommen.")
    await clerk.press("Nimmt die Wahl an")
    await hall.until(lambda: hall.meeting.elections[name].accepted is True)
    for page in (clerk, chair):
        await page.until_each("h2", "one.textContent", lambda all_: "Wahlen" not in all_)


async def test_two_elections_by_post_that_begin_anew_are_told_apart_by_buttons(
    evening: Evening,
) -> None:
    """Given the same names stand in both; what is pressed on the card of one is about that one."""
    hall, clerk, chair = evening.hall, evening.clerk, evening.chair
    one, two = SeatId("1"), SeatId("2")
    until = (hall.now() + timedelta(days=8)).date()
    posted = {"by": one, "tellers": (SeatId("3"),), "postal": until}
    for office in ("Ortsvorsteher", "Schiedsperson"):
        if hall.meeting.item is not None:
            await hall.act(c.CloseItem(by=one, at=hall.now()))
        await hall.act(c.CallItem(by=one, at=hall.now(), item=hall.next_item(public=True)))
        await hall.act(c.OpenElection(by=one, at=hall.now(), office=office))
        for candidate in ("Anna Ahorn", "Ben Birke"):
            await hall.act(c.Nominate(by=two, at=hall.now(), candidate=candidate, seat=two))
        await hall.act(c.OpenRound(at=hall.now(), **posted))  # type: ignore[arg-type]
    await end(hall)
    first, second = hall.meeting.elections

    again = "Wahlgang wiederholen"
    for name in (first, second):
        void = c.VoidRound(by=one, at=hall.now(), reason="Falsches Datum.", election=name)
        await hall.act(void)
    await clerk.until("geschlossen", "Ortsvorsteher", "Schiedsperson")
    assert again not in await evening.ayse.text()
    await nominate(clerk, first, {"seat": "2", "name": "Cem Distel"})
    await hall.until(lambda: len(hall.meeting.elections[first].candidates) == 3)
    assert len(hall.meeting.elections[second].candidates) == 2
    await clerk.until("Anna Ahorn, Ben Birke, Cem Distel")
    off = "Wahlvorschlag zurückziehen"
    await unfold(clerk, f"{off}: {first}", off, candidate="Cem Distel")
    await hall.until(lambda: len(hall.meeting.elections[first].candidates) == 2)

    for _ in range(2):  # a run-off that is tied ends by lot
        for name in (first, second):
            await tick_tellers(chair, "3")
            send = "Per Brief wählen lassen"
            late = (hall.now() + timedelta(days=8)).date().isoformat()
            await unfold(chair, f"{send}: {name}", send, until=late)
            await hall.until(partial(papers_out, hall, name))
        hall.council.clock.ahead += timedelta(days=10)
        for name in (first, second):
            running = hall.meeting.elections[name].running
            assert running is not None
            each, rest = divmod(running.entitled, 2)
            figures = {"papers0": str(each), "papers1": str(each), "abstain": str(rest)}
            await unfold(clerk, f"Wahlgang auszählen: {name}", "Eintragen", **figures)
            await hall.until(partial(papers_counted, hall, name))
    assert all(hall.meeting.elections[name].tied for name in (first, second))
    await chair.press("Das Los fiel auf: Anna Ahorn", about=second)
    await chair.press("Bestätigen")
    await hall.until(lambda: hall.meeting.elections[second].elected == "Anna Ahorn")
    assert hall.meeting.elections[first].tied
    await chair.press("Das Los fiel auf: Ben Birke")
    await chair.press("Bestätigen")
    await hall.until(lambda: hall.meeting.elections[first].elected == "Ben Birke")
    for name in (first, second):
        await hall.act(c.AnswerElection(by=one, at=hall.now(), election=name, accepted=True))


async def test_an_election_with_fourteen_names_is_held_by_buttons_alone_and_the_lot_falls(
    evening: Evening,
) -> None:
    """Given more names than a paper usually has, one of them with quotation marks inside."""
    hall, clerk, chair = evening.hall, evening.clerk, evening.chair
    one, two = SeatId("1"), SeatId("2")
    known = set(hall.meeting.elections)
    await hall.act(c.CallItem(by=one, at=hall.now(), item=hall.next_item(public=True)))
    await unfold(chair, "Wahl eröffnen", "Wahl eröffnen", text="Schiedsperson")
    await hall.until(lambda: len(hall.meeting.elections) > len(known))
    (name,) = hall.meeting.elections.keys() - known

    quoted = 'Anna "Änni" Ahorn'
    await nominate(clerk, name, {"seat": "2", "name": quoted})
    await nominate(evening.ayse, name, {"name": "Ben Birke"}, label="Nominate")
    await hall.until(lambda: len(hall.meeting.elections[name].candidates) == 2)
    assert hall.meeting.elections[name].candidates == (quoted, "Ben Birke")
    for n in range(3, 15):
        await hall.act(c.Nominate(by=two, at=hall.now(), candidate=f"Person {n}", seat=two))
    await clerk.until("Person 14")

    await chair.until_each("input[name=openly]", "one.name", lambda known: known == ["openly"])
    await evening.ayse.press("I want to elect on paper")  # one voice is enough (§ 50 (2) GO NRW)
    await chair.until_each("input[name=openly]", "one.name", lambda known: not known)
    assert hall.meeting.elections[name].demanded == two

    for number in (1, 2):
        await unfold(chair, f"Wahlgang öffnen: {name}", "Wahlgang öffnen")
        await clerk.until(f"Wahlgang {number} läuft.")
        running = hall.meeting.elections[name].running
        assert running is not None
        each, rest = divmod(running.entitled, 2)
        figures = {f"papers{n}": "0" for n in range(2, len(running.candidates))}
        figures |= {"papers0": str(each), "papers1": str(each), "abstain": str(rest)}
        await unfold(clerk, f"Wahlgang auszählen: {name}", "Eintragen", **figures)
        await clerk.until(f"Ergebnis von Wahlgang {number}:")

    await chair.press(f"Das Los fiel auf: {quoted}")
    await chair.press("Bestätigen")
    await hall.until(lambda: hall.meeting.elections[name].elected == quoted)
    await clerk.press("Nimmt die Wahl an")
    await hall.until(lambda: hall.meeting.elections[name].over)


def papers_out(hall: Hall, election: ElectionId) -> bool:
    return hall.meeting.elections[election].running is not None


def papers_counted(hall: Hall, election: ElectionId) -> bool:
    return not papers_out(hall, election)


async def nominate(
    page: Screen, election: str, fields: dict[str, str], *, label: str = "Wahlvorschlag machen"
) -> None:
    await unfold(page, f"{label}: {election}", label, **fields)


async def tick_tellers(page: Screen, *seats: str) -> None:
    await page.until_each(
        "input[name=teller]",
        f"(one.checked = {list(seats)}.includes(one.value), one.checked)",
        lambda known: known.count(True) >= len(seats),
    )


async def test_what_the_authority_says_is_entered_and_the_page_waits_for_nothing(
    evening: Evening,
) -> None:
    hall, clerk = evening.hall, evening.clerk
    number = await resolve(hall)
    await end(hall)
    summary = "Genehmigung der Aufsichtsbehörde"
    for button, state in (
        ("Genehmigung nötig", Supervision.NEEDED),
        ("Erteilt", Supervision.GRANTED),
    ):
        await unfold(clerk, summary, button, number=number, text="Bezirksregierung, § 75 GO")
        await hall.until(partial(said_last, hall, state))
        await clerk.until_each(".passing", "one.textContent", lambda notices: not notices)


def said_last(hall: Hall, state: Supervision) -> bool:
    """Tell whether this is what the authority has said last."""
    said = list(hall.meeting.paperwork.supervision.values())
    return bool(said) and said[-1].state is state
