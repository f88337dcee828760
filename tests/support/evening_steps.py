# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happens on an evening at the pages: one function each, in the order of an agenda.

What each step comes to is read on the others' pages and in the journal.
"""

from __future__ import annotations

import subprocess

from council_call import ELEMENT_CALL, joins
from evening_at_pages import Evening, confirmed, opens_file
from sealed_call import receives

from bot.domain.ids import BallotId, SeatId
from bot.domain.values import Choice, Phase, VoteMode
from bot.effects import Place

YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN
MOVED = "Der Spielplatz am Anger wird für 40.000 Euro erneuert."
AMENDED = MOVED.replace("40.000", "30.000")
SECRET = "Die Gemeinde kauft die Wiese am Bach für 9.000 Euro."


async def opening(evening: Evening) -> None:
    await evening.berta.press("Sitzung eröffnen")
    await evening.pages_show("läuft")
    await evening.berta.press("Namensaufruf beginnen")
    await evening.pages_show("Namensaufruf läuft")


async def roll_call(evening: Evening) -> None:
    """Pages press, chats answer, and the clerk enters who is ill."""
    for page in (evening.berta, evening.carl, evening.dora):
        await page.press("Ich bin hier")
    for seat in ("2", "5", "6"):
        await evening.types(seat, "hier")
    await evening.council.until(lambda: len(evening.meeting.present()) == 6)
    await evening.frieda.send_sheet("Fehlt", "Entschuldigt", "Hanna Igel", text="Grippe")
    ill = SeatId("7")
    await evening.council.until(lambda: ill in evening.meeting.attendance)
    assert evening.meeting.attendance[ill].reason == "Grippe"
    await evening.shot(evening.frieda, "roll-call-clerk")
    await evening.berta.press("Namensaufruf schließen")
    await evening.pages_show("6 anwesend, 4 nötig (beschlussfähig)")
    await evening.council.hears("2", "Beschlussfähig: 6 von 7")


async def motion_and_amendment(evening: Evening) -> None:
    """Both are moved in the chat; every page shows what the second changes in the first."""
    await evening.berta.press("TOP 1 aufrufen")
    await evening.pages_show("TOP 1 Spielplatz am Anger")
    await evening.types("2", f"!antrag {MOVED}")
    await evening.pages_show(MOVED)
    await evening.types("5", '!änderung A1 "40.000" => "30.000"')
    for page in (evening.berta, evening.frieda, evening.carl, evening.dora):
        for element, text in (("del", "40.000"), ("ins", "30.000")):
            await page.until_each(element, "one.textContent", [text].__eq__)
    await evening.shot(evening.frieda, "amendment")


async def gerd_comes_and_asks(evening: Evening, place: Place) -> None:
    """Gerd enters by Element Call and asks for the floor by words."""
    await evening.call.element_call(evening.gerd, place)
    await receives(evening.gerd, 1, frame=ELEMENT_CALL)
    await evening.types("6", "!meldung", place)
    await evening.berta.until("Gerd Fuchs")


async def gerd_speaks(evening: Evening) -> None:
    """The chair gives him the floor; the pages see and hear him."""
    await evening.berta.press("Nächste Wortmeldung")
    await evening.pages_show("Gerd Fuchs hat das Wort")
    await evening.unmutes()
    await receives(evening.berta.tab, 1)
    await receives(evening.carl.tab, 2)


async def debate(evening: Evening) -> None:
    """Who has the floor is heard and seen in the conference; the others listen."""
    for page in (evening.berta, evening.carl):
        await page.press("Zur Videokonferenz")
        await joins(page)
    await gerd_comes_and_asks(evening, Place.SESSION)
    await receives(evening.carl.tab, 1)
    await evening.carl.until("Mikrofon und Kamera gehen auf, sobald Sie das Wort haben.")
    await evening.carl.press("Wort melden")
    await evening.carl.until("Sie stehen auf der Rednerliste")
    await evening.dora.press("Wort melden")
    await evening.dora.until("Sie stehen auf der Rednerliste")
    await gerd_speaks(evening)
    await evening.shot(evening.carl, "conference-floor")
    await evening.shot(evening.gerd, "element-call-floor")

    await evening.berta.press("Nächste Wortmeldung")
    await evening.carl.until("Sie haben das Wort.")
    await evening.carl.press("Mikrofon ein")
    await evening.carl.press("Kamera ein")
    await receives(evening.gerd, 2, frame=ELEMENT_CALL)
    await evening.carl.press("Wort zurückgeben")
    await evening.pages_show("Niemand hat das Wort")
    await evening.dora.press("Wortmeldung zurückziehen")
    await evening.dora.until("Wort melden")


async def opens_vote(evening: Evening, button: str = "Abstimmung öffnen") -> str:
    """The chair opens; every page shows it. Return its number."""
    ballot = f"V{len(evening.meeting.ballots) + 1}"
    await evening.berta.press(button)
    await evening.pages_show(f"Abstimmung {ballot}")
    return ballot


async def closes_vote(evening: Evening, ballot: str, *shown: str) -> None:
    """The chair closes; every page shows the result."""
    await evening.shot(evening.carl, f"vote-{ballot}")
    await evening.berta.press("Abstimmung schließen")
    await evening.pages_show(f"Ergebnis der Abstimmung {ballot}", "angenommen", *shown)


async def vote_on_the_amendment(evening: Evening) -> None:
    """An open vote, over the conference where that is open."""
    votes = {"1": YES, "2": YES, "3": YES, "4": NO, "5": YES, "6": ABSTAIN}
    ballot = await opens_vote(evening)
    await evening.vote(ballot, votes)
    await closes_vote(evening, ballot, AMENDED)
    await evening.council.hears("5", f"{ballot}: angenommen", "4 Ja, 1 Nein, 1 Enthaltung;")


async def leave_the_conference(evening: Evening) -> None:
    for page in (evening.berta, evening.carl):
        await page.press("Konferenz verlassen")
        await page.press("Zurück ohne Konferenz")


async def vote_by_name(evening: Evening) -> None:
    """Each reads the own receipt; who voted how is shown by seats, and read in the chat."""
    votes = {"1": YES, "2": NO, "3": YES, "4": ABSTAIN, "5": YES, "6": YES}
    number = await opens_vote(evening, "Namentlich abstimmen")
    await evening.vote(number, votes)
    await closes_vote(evening, number)
    seats = "Stimmen nach Plätzen. Ja: 4, Nein: 1, Enthaltung: 1, nicht abgestimmt: 1"
    for page in (evening.berta, evening.frieda, evening.carl, evening.dora):
        await page.until_each(
            ".chamber svg[role=img]", "one.getAttribute('aria-label')", lambda all: seats in all
        )
    await evening.shot(evening.carl, "seat-chart")
    await evening.council.hears("2", f"{number}: angenommen", "Ayşe Demir")
    assert evening.meeting.ballots[BallotId(number)].mode is VoteMode.RECORDED
    await close_the_item(evening)


async def close_the_item(evening: Evening) -> None:
    await evening.berta.press("TOP schließen")


async def close_the_item_undecided(evening: Evening) -> None:
    """The motion itself was not voted on: the bot asks on the page whether that is meant."""
    await evening.berta.press("TOP schließen")
    await evening.berta.until("Noch nicht entschieden: A1")
    await evening.berta.press("Bestätigen")


async def recusal(evening: Evening) -> None:
    """Dora is party to the next item: it is decided without her."""
    await evening.berta.press("TOP 2 aufrufen")
    await evening.dora.until("TOP 2 Winterdienst")
    await evening.dora.send_sheet(
        "Ich bin befangen", "Befangenheit erklären", text="Mein Bruder bietet mit."
    )
    await evening.dora.until("Sie sind befangen und nehmen an diesem Punkt nicht teil.")
    await evening.carl.write("!antrag Den Winterdienst übernimmt die Firma Pfau.")
    await evening.pages_show("Den Winterdienst übernimmt die Firma Pfau.")
    ballot = await opens_vote(evening)
    await evening.dora.until("Sie stimmen hierüber nicht ab.")
    await evening.shot(evening.dora, "recused")
    await evening.vote(ballot, {"1": YES, "2": NO, "3": YES, "5": YES, "6": NO})
    await closes_vote(evening, ballot)
    assert SeatId("4") not in evening.meeting.ballots[BallotId(ballot)].votes
    await close_the_item(evening)


async def interruption(evening: Evening) -> None:
    await evening.berta.press("Sitzung unterbrechen")
    await evening.pages_show("unterbrochen")
    await evening.shot(evening.berta, "interrupted")
    await evening.berta.press("Sitzung fortsetzen")
    await evening.pages_show("läuft")


async def non_public_part(evening: Evening) -> None:
    """Pages follow the business into the closed room; what is said there stays there."""
    await evening.berta.press("Nichtöffentlichen Teil beginnen")
    closed = evening.council.room(Place.CLOSED)
    for seat in ("2", "5"):
        await evening.council.enter(evening.council.members[seat], Place.CLOSED)
    for tab in (evening.gerd, evening.dora.tab):
        await tab.ask(f"member.join('{closed}')")
    await evening.dora.until("Nichtöffentlicher Teil")
    evening.dora = await evening.call.widget(evening.dora.tab, "panel", Place.CLOSED)
    await evening.berta.press("TOP N1 aufrufen")
    await evening.pages_show("TOP N1 Kauf am Bach", "Nichtöffentlicher Teil")


async def closed_conference(evening: Evening) -> None:
    """The closed room has a conference of its own."""
    for page in (evening.berta, evening.carl):
        await page.press("Zur Videokonferenz")
        await joins(page)
    await receives(evening.carl.tab, 1)


async def closed_debate(evening: Evening) -> None:
    """In the closed room's conference Gerd speaks by Element Call."""
    await gerd_comes_and_asks(evening, Place.CLOSED)
    await gerd_speaks(evening)
    await evening.shot(evening.gerd, "element-call-closed")


async def closed_vote(evening: Evening) -> None:
    await evening.types("2", f"!antrag {SECRET}", Place.CLOSED)
    await evening.pages_show(SECRET)
    ballot = await opens_vote(evening)
    votes = {"1": YES, "2": YES, "3": NO, "4": YES, "5": YES, "6": YES}
    await evening.vote(ballot, votes, Place.CLOSED)
    await closes_vote(evening, ballot)
    await close_the_item(evening)


async def closing(evening: Evening) -> None:
    await evening.berta.press("Sitzung schließen")
    await evening.berta.press("Bestätigen")
    await evening.council.until(lambda: evening.meeting.phase is Phase.CLOSED)
    for page in (evening.berta, evening.frieda, evening.carl):
        await page.until("geschlossen")
    await evening.council.hears("5", "ist geschlossen")
    await evening.shot(evening.berta, "closed")


async def minutes(evening: Evening) -> None:
    """Drafted and signed in the office; the public part tells nothing of the closed one."""
    for page in (evening.frieda, evening.berta):
        await page.press("Büro")
    await evening.frieda.write("!niederschrift entwerfen")
    draft = words_of(await opens_file(evening.frieda, "niederschrift-entwurf-2"))
    for told in (AMENDED, "Hanna Igel", "Grippe", "Dora Pfau", "Winterdienst"):
        assert told in draft
    assert SECRET not in draft
    await evening.shot(evening.frieda, "minutes")
    await confirmed(evening.berta, "!unterschreiben")
    await evening.frieda.until("Berta Vorsitz hat die Niederschrift")
    await confirmed(evening.frieda, "!unterschreiben")
    await evening.frieda.until("Beide Unterschriften")
    assert evening.meeting.phase is Phase.DRAFTED


def words_of(pdf: bytes) -> str:
    """What a reader of the paper reads, in one line."""
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(told.stdout.decode().split())
