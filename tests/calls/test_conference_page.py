# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our conference page and Element Call in one sealed call, and what a member has in it.

Carl sits before the page of its own, Dora before the widget in a client, Ayşe in the shipped
Element Call; the bot opens the door and gives the floor, the bridge carries what it cannot open,
and Carl's way to the homeserver may lie. One call serves all tests: each begins with all in it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import pytest_asyncio
from browser import Tab
from council_bot import COUNCIL
from council_call import ELEMENT_CALL, CouncilCall, informed, joins, leaves, opened
from hall import Hall, summon
from livekit import api
from lossy_line import lossy_line
from page_screen import Screen
from proxy import Exchange, Proxy, Rule, delay
from sealed_call import Streams, receives, until, until_told

pytestmark = [pytest.mark.timeout(600), pytest.mark.asyncio(loop_scope="module")]
WIDGET = "/conference/"
SOUND = (
    "arriving().then((all) => all.filter((one) => one.kind === 'audio').map((one) => one.energy))"
)
PICTURES = "(({videoWidth, srcObject}) => srcObject && videoWidth)(one)"
CHOSEN = "one.srcObject?.getVideoTracks()[0]?.getSettings().deviceId"
STREAMS = 4
"""Of two others: a picture and a sound each."""
PACKETS = 30
"""Of a stream, in vain: more than could be on their way."""
KEYS = "io.element.call.encryption_keys"


@dataclass
class Seen:
    """The call, and who is in it how."""

    call: CouncilCall
    ayse: Tab
    carl: Screen
    dora: Screen
    lies: Proxy

    async def all_in(self) -> None:
        """Everybody sees and hears both others."""
        for page in (self.carl, self.dora):
            if "Konferenz verlassen" not in await page.text():
                await tick(page, "withCamera", on=True)
                await tick(page, "withMicrophone", on=True)
                await joins(page)
        await receives(self.ayse, 2, frame=ELEMENT_CALL)
        await receives(self.carl.tab, 2)
        await receives(self.dora.tab, 2, frame=WIDGET)

    async def keys_of(self, seat: str) -> list[dict[str, Any]]:
        """Media keys Ayşe's client was handed by a member: index and time of each."""
        asked = json.dumps([KEYS, self.call.user(seat)])
        told: list[dict[str, Any]] = await self.ayse.ask(f"member.handed(...{asked})")
        return told

    async def given_to_dora(self) -> int:
        """How many media keys Dora's client was ever handed."""
        told: int = await self.dora.tab.ask(f"member.handed({json.dumps(KEYS)}).length")
        return told

    async def sent_by(self, seat: str) -> set[int]:
        """What the bridge gets of a member and passes on."""
        user = self.call.user(seat)
        here = [one for one in await self.call.present() if one.identity.startswith(user)]
        return {track.source for one in here for track in one.tracks if not track.muted}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seen(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Seen]:
    async with AsyncExitStack() as stack:
        call = await opened(stack, tmp_path_factory.mktemp("call"), COUNCIL)
        before = await stack.enter_async_context(Proxy.before(call.home.url))
        hall = Hall(call.council, before)
        await hall.enrol("S", "frieda")
        await hall.enrol("1", "berta")
        await summon(hall)
        lies = await stack.enter_async_context(Proxy.before(call.home.url))
        ayse = await call.in_a_client("2")
        carl = await call.at_the_page("3", server=lies.url)
        dora = await call.widget(await call.in_a_client("4"), "conference")
        for seat in ("2", "3", "4"):
            await call.floor(seat)
        await informed(carl, "Für mich")
        await call.element_call(ayse)
        await carl.press("Zur Videokonferenz")
        yield Seen(call, ayse, carl, dora, lies)


async def test_page_widget_and_element_call_are_in_one_sealed_call(seen: Seen) -> None:
    await seen.all_in()
    await seen.carl.until("Ayşe Demir", "Dora Pfau")
    await seen.carl.until_each("video", PICTURES, lambda all: len(all) == 3 and min(all) > 0)
    sealed = {track.encryption for one in await seen.call.present() for track in one.tracks}
    assert sealed == {api.Encryption.Type.GCM}


async def test_a_key_that_the_server_keeps_back_is_missed_on_both_sides_and_comes_again(
    seen: Seen,
) -> None:
    """The server keeps back what Dora hands over, and makes up keys of Ayşe in the clear."""
    await seen.all_in()
    await leaves(seen.dora)
    (ayse,) = [
        one.identity
        for one in await seen.call.present()
        if one.identity.startswith(seen.call.user("2"))
    ]
    lie = _lying(seen.call.user("4"), ayse, seen.call.council.room())
    hidden = seen.lies.add(Rule("/sync$", after=lie))
    await joins(seen.dora)
    told = await seen.carl.until("Dora Pfau", "nicht empfangen")
    assert "fehlt der richtige Schlüssel" in told
    await seen.dora.until("kommt bei einer Person nicht an: Carl Ohm")
    await receives(seen.carl.tab, 1)
    await receives(seen.dora.tab, 2, frame=WIDGET)

    seen.lies.remove(hidden)  # nobody does anything: the key is handed over again
    await seen.all_in()
    await seen.carl.until_each(".tile.not-received", "1", lambda all: not all)
    await seen.dora.until_each(".notice", "one.textContent", lambda all: "Carl Ohm" not in str(all))


async def test_who_only_listens_hands_over_no_key_and_who_is_put_out_gets_no_new_one(
    seen: Seen,
) -> None:
    await seen.all_in()
    await leaves(seen.carl)
    before = len(await seen.keys_of("3"))
    await tick(seen.carl, "withCamera", on=False)
    await tick(seen.carl, "withMicrophone", on=False)
    await joins(seen.carl)
    await receives(seen.carl.tab, 2)
    assert len(await seen.keys_of("3")) == before
    await seen.carl.press("Mikrofon ein")
    await seen.carl.press("Kamera ein")
    await receives(seen.ayse, 2, frame=ELEMENT_CALL)
    given = await seen.keys_of("3")
    assert len(given) == before + 1

    await seen.call.council.confirmed("1", "!konferenz entfernen 4")
    await seen.dora.until("lässt Sie gerade nicht in die Konferenz")
    told = await until_told(
        "Carl's keys", partial(seen.keys_of, "3"), lambda keys: len(keys) > before + 1
    )
    after = told[before:]
    assert [key["index"] for key in after] == [0, 1]

    # Who comes right after a change gets the key there is: changes are gathered.
    await seen.call.council.say("1", "!konferenz zulassen 4")
    desk = seen.call.council.chamber.desk
    await seen.call.council.until(lambda: not any(one.barred for one in desk.meetings.values()))
    await seen.call.floor("4")
    await seen.dora.press("Erneut beitreten")
    await seen.dora.until("Konferenz verlassen")
    await seen.all_in()
    *_, put_out = after
    later = [key for key in await seen.keys_of("3") if key["index"] > put_out["index"]]
    assert all(key["sent"] - put_out["sent"] >= 10_000 for key in later)


async def test_who_is_kicked_from_the_room_gets_no_new_key_and_opens_nothing_more(
    seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dora's client does not let go: it keeps line and keys, and the bridge goes on sending."""
    await seen.all_in()
    # The bot would put her out of the conference at once; here the keys alone are to keep her out.
    service = seen.call.council.app.service
    assert service is not None
    monkeypatch.setattr(service.conference, "_membership", lambda _room, _user: None)
    room, user = seen.call.council.room(), seen.call.user("4")
    mine = await seen.given_to_dora()
    before = len(await seen.keys_of("3"))
    await seen.dora.ask("cling()")
    await receives(seen.dora.tab, 2, frame=WIDGET)

    gateway = seen.call.council.app.gateway
    await gateway.kick(room, user)
    rotated = partial(seen.keys_of, "3")
    await until_told("Carl's keys", rotated, lambda keys: len(keys) > before)
    await receives(seen.ayse, 1, frame=ELEMENT_CALL)
    await receives(seen.carl.tab, 1)
    for _ in range(2):  # twice, as it is not to begin again
        await opens_nothing(seen.dora)
    assert await seen.given_to_dora() == mine

    await gateway.invite(room, user)
    await seen.dora.tab.ask(f"member.join({json.dumps(room)})")
    seen.dora = await seen.call.widget(seen.dora.tab, "conference")
    await seen.all_in()


async def test_devices_are_chosen_with_a_look_and_a_level_before_anybody_sees_one(
    seen: Seen,
) -> None:
    await seen.all_in()
    await leaves(seen.carl)
    await tick(seen.carl, "withCamera", on=True)
    await tick(seen.carl, "withMicrophone", on=True)
    cameras = await seen.carl.until_each(
        "select[name=camera] option", "one.value", lambda all: len(all) > 1
    )
    await choose(seen.carl, "camera", cameras[-1])
    await seen.carl.until_each("video.preview", CHOSEN, lambda all: all == [cameras[-1]])
    await seen.carl.until_each("video.preview", PICTURES, lambda all: all and all[0] > 0)
    await seen.carl.until_each("meter", "one.value", lambda all: all and all[0] > 0.01)
    assert await seen.sent_by("3") == set()

    await joins(seen.carl)
    await seen.carl.until_each("video.mirrored", CHOSEN, lambda all: all == [cameras[-1]])
    await seen.all_in()


async def test_sound_alone_is_enough_where_the_line_is_thin(seen: Seen) -> None:
    await seen.all_in()
    await seen.carl.press("Nur Ton")
    await seen.carl.until_each("video", "1", lambda all: not all)
    before = await seen.carl.ask(SOUND)
    await until(seen.carl.tab, SOUND, lambda now: louder(before, now) >= 2)
    only = {api.TrackSource.MICROPHONE}
    await until_told("Carl sends", partial(seen.sent_by, "3"), lambda sent: sent == only)
    await seen.carl.press("Bilder einschalten")
    await seen.carl.press("Kamera ein")
    await seen.all_in()


async def test_papers_are_shown_large_to_everybody(seen: Seen) -> None:
    await seen.all_in()
    await seen.dora.press("Unterlagen zeigen")
    await sees_papers(seen.carl, "Dora Pfau")
    await seen.dora.press("Unterlagen nicht mehr zeigen")
    await seen.carl.until_each(".screen-share", "1", lambda all: not all)


async def test_papers_are_shown_though_the_server_is_slow_to_hand_over_the_key(
    seen: Seen,
) -> None:
    """A browser lets choose a screen for five seconds after the press, and no longer."""
    await seen.all_in()
    await leaves(seen.carl)
    await tick(seen.carl, "withCamera", on=False)
    await tick(seen.carl, "withMicrophone", on=False)
    await joins(seen.carl)
    slow = seen.lies.add(Rule("/sendToDevice/", before=delay(7)))
    try:
        await seen.carl.press("Unterlagen zeigen")
        await sees_papers(seen.dora, "Carl Ohm")
    finally:
        seen.lies.remove(slow)
    await seen.carl.press("Unterlagen nicht mehr zeigen")
    await seen.dora.until_each(".screen-share", "1", lambda all: not all)
    await seen.carl.press("Mikrofon ein")
    await seen.carl.press("Kamera ein")
    await seen.all_in()


async def test_captions_are_written_and_read(seen: Seen) -> None:
    await seen.all_in()
    said = "Wir kommen zu TOP 2."
    await seen.dora.send_sheet("Untertitel mitschreiben", "Zeigen", caption=said)
    for page in (seen.carl, seen.dora):
        await page.until_each(".captions p", "one.textContent.trim()", lambda all: all == [said])


async def test_a_bad_line_is_said_and_spares_pictures_until_one_wants_them_all(
    seen: Seen,
) -> None:
    await seen.all_in()
    async with lossy_line(await seen.carl.ask("otherSide()")) as line:
        await leaves(seen.carl)
        await seen.carl.ask(f"through({line.port})")
        await seen.all_in()
        line.loss = 0.35
        await seen.carl.until("Die Verbindung ist schlecht")
        await seen.carl.press("Trotzdem alle Bilder")
        await seen.carl.until_each(".notice.passing", "1", lambda all: not all)
        line.loss = 0.0
        await seen.all_in()
        await leaves(seen.carl)
        await seen.carl.ask("through(0)")
    await seen.all_in()


async def sees_papers(page: Screen, of: str) -> None:
    """Wait until papers of a person are large before one's eyes."""
    await page.until(f"Unterlagen von {of}")
    shown = ".large .screen-share video"
    await page.until_each(shown, PICTURES, lambda all: all and all[0] > 0)


async def opens_nothing(page: Screen) -> None:
    """Wait until packets of pictures and sound of both others came, and nothing could be opened."""

    def opened(told: Streams) -> int:
        return sum(one["frames"] + one["heard"] for one in told)

    before: Streams = []

    def in_vain(now: Streams) -> bool:
        nonlocal before
        if opened(now) != opened(before):
            before = now
            return False
        had = {one["mid"]: one["packets"] for one in before}
        came = [one["packets"] - had.get(one["mid"], 0) for one in now]
        return len([packets for packets in came if packets > PACKETS]) >= STREAMS

    await until(page.tab, "arriving()", in_vain, frame=page.frame)


async def tick(page: Screen, name: str, *, on: bool) -> None:
    """Tick a box, or take the tick away."""
    box = f"input[name={name}]"
    await page.until_each(box, "1", bool)
    await page.each(box, f"one.checked === {json.dumps(on)} || one.click()")


async def choose(page: Screen, name: str, value: str) -> None:
    """Choose one of a list."""
    chosen = f"(one.value = {json.dumps(value)}, one.dispatchEvent(new Event('change')))"
    await page.each(f"select[name={name}]", chosen)


def louder(before: list[float], now: list[float]) -> int:
    return sum(b > a + 1e-6 for a, b in zip(before, now, strict=False))


def _lying(hidden: str, forged: str, room: str) -> Callable[[Exchange], None]:
    """Keep back what `hidden` hands over, and make up clear keys of the device `forged`."""
    sender, _, device = forged.rpartition(":")
    content = {
        "room_id": room,
        "member": {"claimed_device_id": device, "id": forged},
        "session": {"call_id": "", "application": "m.call", "scope": "m.room"},
    }
    made_up = [
        {
            "type": KEYS,
            "sender": sender,
            "content": {**content, "keys": {"index": index, "key": secrets.token_urlsafe(16)}},
        }
        for index in range(4)
    ]

    def lie(exchange: Exchange) -> None:
        told = (exchange.answer or {}).get("to_device", {})
        kept = [one for one in told.get("events", []) if one["sender"] != hidden]
        if exchange.answer is not None:
            exchange.answer["to_device"] = {"events": [*kept, *made_up]}

    return lie
