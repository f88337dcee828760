# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Members at home, on the page in the browser: network and machine fail, and browsers differ.

Whatever happens, the page shows the true state, or says that it does not know.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from browser import Browser, browser
from hall import Hall
from own_page import Seated, hall_with_pages, in_session_room, seated, second_device
from page_screen import Screen
from proxy import Exchange, Json, Proxy, Rule, cut, each_timeline_event, refuse, stall
from real_synapse import Homeserver
from sign_in import KEPT, SESSION, end_session

from bot.domain.values import Choice, VoteMode

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="module")]

SEND = r"/send/m\.room\.encrypted/"

PRESS_ALL = """
(() => {
  const { shadowRoot } = document.querySelector("gremium-member");
  const panel = shadowRoot.querySelector("gremium-panel").shadowRoot;
  for (const one of panel.querySelectorAll(".choices button")) one.click();
})()
"""
"""Press every answer."""


@dataclass
class Member:
    """Seat 3 at home, on a line that may fail."""

    hall: Hall
    seated: Seated
    line: Proxy

    @property
    def page(self) -> Screen:
        return self.seated.page


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(
    synapse: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Hall]:
    folder = tmp_path_factory.mktemp("hall")
    async with hall_with_pages(synapse, folder, absent=("3", "4")) as hall:
        yield hall


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def at_home(hall: Hall, synapse: Homeserver, chromium: Browser) -> AsyncIterator[Member]:
    async with Proxy.before(synapse.url) as line:
        member = await seated(hall, "3", chromium, server=line.url)
        await shows_the_session(member.page)
        yield Member(hall, member, line)


@pytest_asyncio.fixture(loop_scope="module")
async def carl(at_home: Member, request: pytest.FixtureRequest) -> AsyncIterator[Member]:
    """The member; a test that fails may leave the page in any state, so the next loads it anew."""
    failed = request.session.testsfailed
    yield at_home
    if request.session.testsfailed > failed:
        await at_home.page.tab.reload()
        await in_session_room(at_home.page)


async def shows_the_session(page: Screen) -> None:
    await page.press("Stand abfragen")
    await page.until("TOP 1 Spielplatz", "Sie sind als anwesend eingetragen")


UNSENT = "section[aria-labelledby=unsent] p.said"
SAID = "ol.talk p.said"
SHOWN = 10
"""Messages of a room the homeserver shows when the page opens."""


async def not_sent(page: Screen) -> list[str]:
    return [str(text) for text in await page.each(UNSENT, "one.textContent")]


async def is_said_once(carl: Member, text: str, times: int = 1) -> None:
    """Wait until what was said before this has come to everybody, and count it there."""
    hall, berta = carl.hall, carl.hall.members["1"]
    if times:
        await berta.wait_for(lambda item: getattr(item, "body", "") == text)
        await carl.page.until_each(SAID, "one.textContent", lambda all: text in all)
    asked = await hall.say("1", "!status")
    await hall.hears("1", "3. Sitzung", reply_to=asked)
    await carl.page.until("3. Sitzung")
    assert [getattr(item, "body", "") for item in berta.seen].count(text) == times
    assert (await carl.page.each(SAID, "one.textContent")).count(text) == times


async def sign_in_again(carl: Member) -> None:
    """Sign in where the sign-in has ended, and vouch by the recovery key."""
    page, account = carl.page, carl.seated.account
    await page.fill(user=account.user_id, password=account.password, server=carl.line.url)
    await page.press("Anmelden")
    await page.until("Dieses Gerät bestätigen")
    await page.fill(key=carl.seated.recovery)
    await page.press("Mit dem Schlüssel bestätigen")
    await in_session_room(page)


def without_its_attempt(_room: str, event: Json) -> Json:
    event.get("unsigned", {}).pop("transaction_id", None)
    return event


def ask_for_less(exchange: Exchange) -> None:
    if "since" not in exchange.query:
        wanted = json.loads(exchange.query["filter"])
        wanted["room"]["timeline"]["limit"] = SHOWN
        exchange.query["filter"] = json.dumps(wanted)


async def test_a_page_loaded_again_shows_what_was_counted(carl: Member) -> None:
    async with carl.hall.ballot(VoteMode.RECORDED) as vote:
        await carl.page.until(f"Abstimmung {vote.id}")
        await carl.page.press("Nein")
        await vote.has("3", Choice.NO)
        await carl.page.until("Ihre Stimme ist gezählt: Nein")
        await carl.page.tab.reload()
        await carl.page.until(f"Abstimmung {vote.id}", "Ihre Stimme ist gezählt: Nein")
        assert len(vote.votes) == 1


async def test_offline_it_says_so_and_back_it_shows_the_vote_it_missed(carl: Member) -> None:
    await carl.page.tab.offline()
    await carl.page.until("Keine Verbindung")
    async with carl.hall.ballot(VoteMode.OPEN) as vote:
        await carl.page.tab.offline(False)
        await carl.page.until(f"Abstimmung {vote.id}")
        await carl.page.press("Ja")
        await vote.has("3", Choice.YES)
        await carl.page.until("Ihre Stimme ist gezählt: Ja")
    assert "Keine Verbindung" not in await carl.page.text()


async def test_a_machine_that_slept_through_a_vote_wakes_to_its_result(carl: Member) -> None:
    await carl.page.tab.asleep()
    try:
        async with carl.hall.ballot(VoteMode.OPEN) as vote:
            for seat in ("1", "2"):
                await carl.hall.say(seat, "ja")
            await carl.hall.until(lambda: len(vote.votes) == 2)
            await vote.close()
    finally:
        await carl.page.tab.asleep(False)
    await carl.page.until(f"Ergebnis der Abstimmung {vote.id}", "angenommen")


async def test_an_answer_that_stops_half_way_is_asked_for_again(carl: Member) -> None:
    """A line that dies in the midst of it, or a page that was frozen then."""
    hall, page = carl.hall, carl.page
    losing = carl.line.add(Rule("/sync$", after=stall, method="GET", times=1))
    await hall.say("1", "Einen Moment")
    await hall.until(lambda: losing.hits == 1)  # the sync before this one has ended
    try:
        async with hall.ballot(VoteMode.OPEN) as vote:
            await page.until(f"Abstimmung {vote.id}")
    finally:
        carl.line.remove(losing)


async def test_a_page_loaded_again_does_not_live_through_the_last_minutes_once_more(
    carl: Member,
) -> None:
    """Synapse answers for two minutes as it did before whoever asks the same."""
    page, told = carl.page, list[str]()

    def note(exchange: Exchange) -> None:
        if "since" not in exchange.query:
            told.append((exchange.answer or {})["next_batch"])

    noting = carl.line.add(Rule("/sync$", after=note, method="GET"))
    try:
        for text in ("Erstens", "Zweitens"):
            await page.tab.reload()
            await in_session_room(page)
            await carl.hall.say("1", text)
            await page.until(text)
        assert len(set(told)) == 2
    finally:
        carl.line.remove(noting)


async def test_a_vote_whose_answer_is_lost_is_never_shown_as_cast_and_never_sent_twice(
    carl: Member,
) -> None:
    hall, page = carl.hall, carl.page
    held = asyncio.Event()
    sent: list[str] = []

    async def hold(exchange: Exchange) -> None:
        sent.append(exchange.path)
        await held.wait()

    async with hall.ballot(VoteMode.OPEN) as vote:
        await page.until(f"Abstimmung {vote.id}")
        holding = carl.line.add(Rule(SEND, before=hold, method="PUT"))
        losing = carl.line.add(Rule(SEND, after=cut, method="PUT", times=1))
        await page.press("Nein")
        seen = await page.until("„Nein“ ist unterwegs")
        assert "Ihre Stimme ist gezählt" not in seen
        assert vote.votes == {}
        # Pressed again and again, also before it is drawn that nothing can be: it is one word.
        await page.ask(PRESS_ALL)
        await page.until_each(".choices button", "one.disabled", lambda off: off and all(off))
        await page.ask(PRESS_ALL)
        held.set()
        await vote.has("3", Choice.NO)
        await page.until("Ihre Stimme ist gezählt: Nein")
        carl.line.remove(holding)
        carl.line.remove(losing)
        # What was sent again after the lost answer is the same request, which the server knows.
        assert len(set(sent)) == 1


async def test_a_text_that_is_refused_stays_there_even_when_the_sign_in_ends_and_is_said_once(
    carl: Member,
) -> None:
    page = carl.page
    refusing = carl.line.add(Rule(SEND, before=refuse(403, "M_FORBIDDEN"), method="PUT"))
    await page.write("Guten Abend zusammen")
    await page.until("Nicht gesendet")
    carl.line.remove(refusing)
    await end_session(carl.hall.council.synapse, (await page.ask(SESSION))["token"])
    await page.until("Diese Anmeldung gilt nicht mehr", "Melden Sie sich wieder an, um es noch")
    assert await not_sent(page) == ["Guten Abend zusammen"]
    assert "gremium.unsent" not in (await page.ask(KEPT))["local"]  # on the page only
    await sign_in_again(carl)
    await page.press("Noch einmal senden")
    await is_said_once(carl, "Guten Abend zusammen")
    assert await not_sent(page) == []


async def test_a_late_word_of_the_end_of_a_sign_in_does_not_end_the_next_one(carl: Member) -> None:
    page, released = carl.page, asyncio.Event()

    async def wait(_exchange: Exchange) -> None:
        await released.wait()

    # Whatever the page asks first to get its text away: it comes to the server after the end.
    late = carl.line.add(Rule("/(keys|send)/", before=wait, times=1))
    try:
        await page.write("Das kommt noch")
        await carl.hall.until(lambda: late.hits == 1)
        await end_session(carl.hall.council.synapse, (await page.ask(SESSION))["token"])
        await carl.hall.say("1", "Weiter im Text")  # the page hears by its sync that it has ended
        await page.until("Diese Anmeldung gilt nicht mehr")
        await sign_in_again(carl)
    finally:
        released.set()
    await page.press("Verwerfen")
    await page.write("Ich bin wieder da")
    await is_said_once(carl, "Ich bin wieder da")
    await is_said_once(carl, "Das kommt noch", times=0)
    assert "Diese Anmeldung gilt nicht mehr" not in await page.text()


async def test_what_was_begun_stays_in_its_room_through_a_reload_and_a_sign_in_that_ends(
    carl: Member,
) -> None:
    """The sign-in ends between two visits: also what was not sent is still there."""
    page, direct = carl.page, "Mit dem Sitzungsdienst"
    refusing = carl.line.add(Rule(SEND, before=refuse(403, "M_FORBIDDEN"), method="PUT"))
    await page.write("Das wurde abgewiesen")
    await page.until("Nicht gesendet")
    carl.line.remove(refusing)
    await page.begin("Ich bitte um das W")
    await page.press(direct)
    assert await page.begun() == ""
    await page.begin("!anwes")
    await page.press("Sitzungsraum")
    assert await page.begun() == "Ich bitte um das W"
    await page.tab.reload()
    await in_session_room(page)
    assert await page.begun() == "Ich bitte um das W"

    token = (await page.ask(SESSION))["token"]
    away = carl.line.add(Rule("/_matrix/", before=refuse(502, "M_UNKNOWN")))
    await end_session(carl.hall.council.synapse, token)
    await page.tab.reload()  # before the open page learns of it, which then keeps it by itself
    carl.line.remove(away)
    seen = await page.until("Diese Anmeldung gilt nicht mehr", "2 angefangene Nachrichten")
    assert "Ich bitte" not in seen
    assert await not_sent(page) == ["Das wurde abgewiesen"]
    kept = await page.ask(KEPT)
    assert not [name for name in kept["local"] if name.startswith(("gremium.d", "gremium.u"))]
    await sign_in_again(carl)
    assert await page.begun() == "Ich bitte um das W"
    assert await not_sent(page) == ["Das wurde abgewiesen"]
    await page.press(direct)
    assert await page.begun() == "!anwes"
    await page.begin("")
    await page.press("Sitzungsraum")
    await page.press("Verwerfen")
    await page.press("Senden")
    await is_said_once(carl, "Ich bitte um das W")
    await page.tab.reload()
    await in_session_room(page)
    assert await page.begun() == ""
    assert "gremium.drafts" not in (await page.ask(KEPT))["local"]


async def test_a_text_whose_answer_is_lost_is_sent_again_after_a_reload_and_said_once(
    carl: Member,
) -> None:
    page, sent = carl.page, list[str]()
    line = carl.line
    losing = line.add(Rule(SEND, before=lambda one: sent.append(one.path), after=cut, method="PUT"))
    # Nothing tells the page that it is its own text which arrives.
    hiding = line.add(Rule("/sync$", after=each_timeline_event(without_its_attempt)))
    await carl.hall.say("1", "Einen Moment")
    await carl.hall.until(lambda: hiding.hits > 0)  # the sync before this one has ended
    try:
        await page.write("Ich komme später wieder")
        await page.until("Nicht gesendet")
        await page.tab.reload()
        await page.until_each(SAID, "one.textContent", lambda all: "Ich komme später wieder" in all)
        assert await not_sent(page) == ["Ich komme später wieder"]
        line.rules[line.rules.index(losing)].after = None
        await page.press("Noch einmal senden")
        await is_said_once(carl, "Ich komme später wieder")
        assert await not_sent(page) == []
        assert len(set(sent)) == 1
    finally:
        line.remove(losing)
        line.remove(hiding)


async def test_a_text_whose_answer_is_lost_is_known_to_have_arrived_once_it_is_shown(
    carl: Member,
) -> None:
    losing = carl.line.add(Rule(SEND, after=cut, method="PUT"))
    try:
        await carl.page.write("Das habe ich gesagt")
        await is_said_once(carl, "Das habe ich gesagt")
        await carl.page.until_each(UNSENT, "one.textContent", lambda left: not left)
    finally:
        carl.line.remove(losing)


async def test_a_text_written_offline_waits_through_a_reload_until_it_is_given_up(
    carl: Member,
) -> None:
    page = carl.page
    await page.tab.offline()
    await page.write("Das sage ich doch nicht")
    await page.until("Nicht gesendet", "Auch die Nachricht, die noch nicht gesendet ist")
    await page.tab.offline(False)
    await page.tab.reload()
    await page.until("Nicht gesendet", "Das sage ich doch nicht")
    await page.press("Verwerfen")
    await page.until_each(UNSENT, "one.textContent", lambda left: not left)
    await page.tab.reload()
    await in_session_room(page)
    assert await not_sent(page) == []
    await is_said_once(carl, "Das sage ich doch nicht", times=0)


async def test_older_messages_come_when_they_are_asked_for_each_once_and_in_their_order(
    carl: Member,
) -> None:
    """The homeserver shows fewer messages at first than the page would like, as it may."""
    hall, page = carl.hall, carl.page
    await hall.fresh()  # nobody is to be taken for a flood
    texts = [f"Wortbeitrag {n}" for n in range(SHOWN + 5)]
    for n, text in enumerate(texts):
        await hall.say("12"[n % 2], text)
    await page.until_each(SAID, "one.textContent", lambda all: texts[-1] in all)
    scarce = carl.line.add(Rule("/sync$", before=ask_for_less))
    await page.tab.reload()
    newest = await page.until_each(SAID, "one.textContent", lambda all: texts[-1] in all)
    carl.line.remove(scarce)
    assert texts[0] not in newest
    await page.press("Ältere Nachrichten")
    shown = await page.until_each(SAID, "one.textContent", lambda all: texts[0] in all)
    assert [text for text in shown if text in texts] == texts


async def test_another_device_of_the_same_person_votes_and_the_page_does_not_guess(
    carl: Member, chromium: Browser
) -> None:
    phone = await second_device(carl.hall, carl.seated, chromium)
    async with carl.hall.ballot(VoteMode.OPEN) as vote:
        for page in (carl.page, phone):
            await page.until(f"Abstimmung {vote.id}")
        await carl.page.press("Ja")
        await carl.page.until("Ihre Stimme ist gezählt: Ja")
        await phone.until("Ihre Stimme ist gezählt.")
        await phone.press("Nein")
        await vote.has("3", Choice.NO)
        await phone.until("Ihre Stimme ist gezählt: Nein")
        # It is read out before it is drawn; in the end neither says what this device had voted.
        counted = ["Ihre Stimme ist gezählt."]
        await carl.page.until_each(".receipt", "one.textContent.trim()", counted.__eq__)
        assert "Ihre Stimme ist gezählt: Ja" not in await carl.page.text()


async def test_in_firefox_a_member_signs_in_votes_and_reads_the_receipt(hall: Hall) -> None:
    async with browser("firefox") as firefox:
        page = (await seated(hall, "4", firefox)).page
        await shows_the_session(page)
        async with hall.ballot(VoteMode.OPEN) as vote:
            await page.until(f"Abstimmung {vote.id}", "Wir lüften.")
            await page.press("Enthaltung")
            await vote.has("4", Choice.ABSTAIN)
            await page.until("Ihre Stimme ist gezählt: Enthaltung")
            await page.tab.reload()
            await page.until(f"Abstimmung {vote.id}", "Ihre Stimme ist gezählt")
            await page.press("Ja")
            await vote.has("4", Choice.YES)
            await page.until("Ihre Stimme ist gezählt: Ja")
            await page.shot("firefox")
            await vote.close()
            await page.until(f"Ergebnis der Abstimmung {vote.id}")
