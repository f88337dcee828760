# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Elections clicked by chair, clerk and a member where the law leaves much to those present.

Hands only with consent of everybody (§ 39 (1) BbgKVerf); whether three with equal votes go to the
lot is the chair's to say (§ 39 (2) ThürKO), and it falls by words of chair and member.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser import Browser
from council_bot import COUNCIL
from hall import VISITORS, Hall
from own_page import CLERK, hall_with_pages, seated, unfold
from page_screen import Screen
from real_synapse import Homeserver

from bot.domain import commands as c
from bot.domain.electing import Election, Outcome
from bot.domain.ids import ElectionId, SeatId
from bot.domain.values import Channel, Choice

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="module")]

COMMITTEE = COUNCIL.replace('kind = "council"', 'kind = "committee"') + VISITORS + CLERK
ONE, TWO = SeatId("1"), SeatId("2")
THREE = ("Anna Ahorn", "Ben Birke", "Cem Distel")
HERS, HIS = "the heron on the town hall roof", "sieben Kraniche über Kleinstadt"


@dataclass
class Evening:
    """The hall, its election, and who follows it on the page."""

    hall: Hall
    clerk: Screen
    chair: Screen
    ayse: Screen

    @property
    def name(self) -> ElectionId:
        return next(reversed(list(self.hall.meeting.elections)))

    @property
    def election(self) -> Election:
        return self.hall.meeting.elections[self.name]


@asynccontextmanager
async def evening_in(
    land: str, synapse: Homeserver, chromium: Browser, folder: Path
) -> AsyncIterator[Evening]:
    """Let a committee of this Land sit, and open an election by the button."""
    council = COMMITTEE.replace('land = "TH"', f'land = "{land}"')
    async with hall_with_pages(synapse, folder, council=council, absent=("1", "2")) as hall:
        clerk = (await seated(hall, "P", chromium)).page
        chair = (await seated(hall, "1", chromium)).page
        ayse = (await seated(hall, "2", chromium, language="en")).page
        for seat in (ONE, TWO):  # whoever was enrolled by a code has a room with the bot
            user = hall.council.chamber.desk.body.user_of(seat)
            assert user is not None
            await hall.council.chamber.rooms.direct(user)
        await clerk.press("Stand abfragen")
        evening = Evening(hall, clerk, chair, ayse)
        await opens_election(evening)
        yield evening


async def opens_election(evening: Evening) -> None:
    await unfold(evening.chair, "Wahl eröffnen", "Wahl eröffnen", text="Schriftführung")
    await evening.clerk.until("Es ist noch niemand vorgeschlagen.")


async def stand_three(evening: Evening) -> None:
    hall = evening.hall
    for candidate in THREE:
        await hall.act(c.Nominate(by=TWO, at=hall.now(), candidate=candidate, seat=TWO))
    for page in (evening.clerk, evening.chair, evening.ayse):
        await page.until(", ".join(THREE))


async def everybody_is_asked(evening: Evening, ayse_says: str) -> None:
    """Let the chair ask who consents to hands; all do, and Ayşe says what she says."""
    hall, chair = evening.hall, evening.chair
    await chair.press("Alle fragen: Wird offen gewählt?")
    await hall.until(lambda: hall.meeting.ballot is not None)
    for page, asked, choice in (
        (evening.ayse, f"Vote {hall.meeting.ballot}", ayse_says),
        (chair, f"Abstimmung {hall.meeting.ballot}", "Ja"),
    ):
        await page.until(asked)
        await page.press(choice)
    for seat in map(SeatId, ("3", "4")):
        said = {"seat": seat, "choice": Choice.YES, "channel": Channel.TEXT}
        await hall.act(c.CastVote(by=seat, at=hall.now(), **said))  # type: ignore[arg-type]
    await chair.press("Abstimmung schließen")
    await hall.until(lambda: hall.meeting.ballot is None)


async def ticks_hands(chair: Screen) -> None:
    await chair.until_each(
        "input[name=openly]", "(one.checked = true, one.checked)", lambda known: known == [True]
    )


async def counts(evening: Evening, *papers: int, abstain: int = 0) -> None:
    """Let the clerk enter what was found for each of the three."""
    figures = {f"papers{n}": str(found) for n, found in enumerate(papers)}
    figures["abstain"] = str(abstain)
    await unfold(evening.clerk, f"Wahlgang auszählen: {evening.name}", "Eintragen", **figures)


async def test_papers_are_the_rule_until_everybody_agreed_to_hands(
    synapse: Homeserver, chromium: Browser, tmp_path: Path
) -> None:
    """Given Brandenburg, where one voice against it is enough for papers; then all agree."""
    async with evening_in("BB", synapse, chromium, tmp_path) as evening:
        hall, clerk, chair, ayse = evening.hall, evening.clerk, evening.chair, evening.ayse
        await stand_three(evening)
        await everybody_is_asked(evening, "No")
        assert not evening.election.agreed_open
        await unfold(chair, f"Wahlgang öffnen: {evening.name}", "Wahlgang öffnen")
        await ayse.until("Round 1 is under way.", "4 papers")
        await counts(evening, 2, 2, 0)
        await ayse.until("Result of round 1:", "2 votes", "A run-off follows.")

        await chair.press("TOP schließen")
        await chair.press("Bestätigen")  # the election is left open
        await hall.until(lambda: hall.meeting.item is None)
        await hall.act(c.CallItem(by=ONE, at=hall.now(), item=hall.next_item(public=True)))
        await opens_election(evening)
        await stand_three(evening)
        assert await chair.each("input[name=openly]", "one.name") == []
        await everybody_is_asked(evening, "Yes")
        await hall.until(lambda: evening.election.agreed_open)
        await ticks_hands(chair)
        await unfold(chair, f"Wahlgang öffnen: {evening.name}", "Wahlgang öffnen")
        await ayse.until("Elected by show of hands.")
        await counts(evening, 4, 0, 0)
        await ayse.until("Elected: Anna Ahorn.")
        assert evening.election.elected == "Anna Ahorn"
        await clerk.press("Nimmt die Wahl an")
        await hall.until(lambda: evening.election.over)


async def test_votes_for_whom_nobody_put_forward_are_counted_line_by_line(
    synapse: Homeserver, chromium: Browser, tmp_path: Path
) -> None:
    """Given Bavaria, where papers may name anyone (Art. 51 (3) BayGO); nobody is put forward."""
    async with evening_in("BY", synapse, chromium, tmp_path) as evening:
        hall, clerk, chair, ayse = evening.hall, evening.clerk, evening.chair, evening.ayse
        await ayse.until("Papers may name any eligible person.")
        await unfold(chair, f"Wahlgang öffnen: {evening.name}", "Wahlgang öffnen")
        await ayse.until("Round 1 is under way.", "4 papers")
        assert await clerk.each("input[name^=papers]", "one.name") == []
        lines = "Cem Distel: 1\n\n Anna Ahorn 2 "
        await unfold(
            clerk, f"Wahlgang auszählen: {evening.name}", "Eintragen", others=lines, invalid="1"
        )
        await ayse.until("Elected: Anna Ahorn.", "Cem Distel")
        await hall.until(lambda: evening.election.elected == "Anna Ahorn")


async def test_three_with_equal_votes_wait_for_the_chair_and_the_lot_falls_by_words(
    synapse: Homeserver, chromium: Browser, tmp_path: Path
) -> None:
    """Given Thuringia; a first lot is given up, and words that were not handed in do not count."""
    async with evening_in("TH", synapse, chromium, tmp_path) as evening:
        hall, clerk, chair, ayse = evening.hall, evening.clerk, evening.chair, evening.ayse
        await stand_three(evening)
        await unfold(chair, f"Wahlgang öffnen: {evening.name}", "Wahlgang öffnen")
        await counts(evening, 1, 1, 1, abstain=1)
        for page in (clerk, chair):
            await page.until("die Sitzungsleitung sagt, was folgt")
        settle = "Gleichstand entscheiden"
        assert settle not in await clerk.text()
        ground = "So hält es die Geschäftsordnung."
        await unfold(
            chair, f"{settle}: {evening.name}", "Das Los entscheidet die Wahl", text=ground
        )
        await chair.press("Bestätigen")
        await ayse.until(f"The lot decides between: {', '.join(THREE)}")
        assert evening.election.last is not None
        assert evening.election.last.outcome is Outcome.LOT_FOR_OFFICE

        await chair.press("Los aus Worten beginnen")
        await ayse.until("Nobody has handed in words yet.")
        await unfold(chair, "Los verwerfen", "Los verwerfen", text="Wir warten auf Frau Pfau.")
        await chair.press("Bestätigen")
        await clerk.until("Oder ein Los aus Worten")
        await chair.press("Los aus Worten beginnen")
        await hands_in(
            ayse, "With the meeting service", "Session room", f"!lot commit {HERS}", "Send"
        )
        await clerk.until("Worte eingereicht: Ayşe Demir")
        await chair.press("Los versiegeln")
        await chair.until("Nötig sind mindestens 2")
        await hands_in(
            chair, "Mit dem Sitzungsdienst", "Sitzungsraum", f"!los einsatz {HIS}", "Senden"
        )
        await clerk.until("Worte eingereicht: Berta Vorsitz, Ayşe Demir")
        for page in (clerk, chair, ayse):
            seen = await page.text()
            assert (HIS in seen, HERS in seen) == (False, False)

        await chair.press("Los versiegeln")
        await ayse.until("Still to say their words: Berta Vorsitz, Ayşe Demir")
        assert "Meine Worte sagen" not in await clerk.text()
        await unfold(ayse, "Say my words", "Say my words", text="these were never handed in")
        await ayse.until("nicht die Worte, die Ayşe Demir hinterlegt hat")
        await unfold(ayse, "Say my words", "Say my words", text=HERS)
        await clerk.until("Ihre Worte müssen noch sagen: Berta Vorsitz")
        await unfold(chair, "Meine Worte sagen", "Meine Worte sagen", text=HIS)
        await hall.until(lambda: evening.election.elected in THREE)
        for page, said in ((clerk, "Gewählt"), (chair, "Gewählt"), (ayse, "Elected")):
            await page.until(f"{said}: {evening.election.elected}.")
        await clerk.press("Nimmt die Wahl an")
        await hall.until(lambda: evening.election.over)


async def hands_in(page: Screen, direct: str, session: str, text: str, send: str) -> None:
    """Tell the bot alone, and come back to the session room."""
    await page.press(direct)
    await page.begin(text)
    await page.press(send)
    await page.press(session)
