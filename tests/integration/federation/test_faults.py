# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A joint committee's evening when the partner is slow, away, late, barred, or has a new key."""

from __future__ import annotations

import asyncio
import json
import shutil
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from statistics import median
from time import monotonic

import aiohttp
import pytest
import pytest_asyncio
from authority import DAY
from campaign import Case
from hall import Hall, Vote
from proxy import Exchange, Rule

from bot.domain import events as e
from bot.domain.ids import SeatId
from bot.domain.values import Choice, Reach
from bot.effects import Place
from bot.homeserver import certificates
from bot.homeserver.inspection import inspect
from bot.homeserver.loader import load
from bot.visible import look

from .conftest import Committee

pytestmark = pytest.mark.asyncio(loop_scope="package")

DELAY = 1.0
SOON = 60.0
"""Seconds within which the bot must notice what became of a partner."""


@pytest_asyncio.fixture(loop_scope="package")
async def hall(committee: Committee) -> AsyncIterator[Hall]:
    """The meeting; the bot listens more often than in earnest."""
    partners = committee.hall.council.chamber.partners
    partners.every, partners.patience = 1.0, 2.0
    yield committee.hall
    committee.partner.line.heal()
    committee.home.line.heal()
    partners.every = 1.0
    partners.look_soon()
    await heard_again(committee)


async def heard_again(committee: Committee) -> None:
    """Wait until the partner is heard, and both servers have caught up with each other."""
    hall, server = committee.hall, committee.partner.synapse.server_name
    body = hall.council.chamber.desk
    await hall.until(lambda: body.body.reach_of(server) is Reach.BACK, SOON)
    await taken(hall, await hall.members["3"].say(hall.session, "Wir sind wieder da."))


async def taken(hall: Hall, event: str) -> None:
    """Wait until the bot has taken in an event that may have been long under way."""
    async with asyncio.timeout(SOON):
        while not await hall.council.chamber.desk.journal.taken(event):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await hall.council.settle()


async def last_look(hall: Hall) -> None:
    """Let the bot ask once more whether partners are there, and from then on only when it must."""
    answered: list[Exchange] = []
    asking = hall.proxy.add(Rule("/profile/", after=answered.append))
    partners = hall.council.chamber.partners
    partners.every = 600.0
    partners.look_soon()
    await hall.until(lambda: bool(answered) and len(answered) == asking.hits)
    hall.proxy.remove(asking)


async def changes(hall: Hall) -> list[e.ReachChanged]:
    """Return what the journal says of partners since the test began."""
    desk = hall.council.chamber.desk
    return [
        event
        async for entry in desk.journal.read(desk.stream_of(None))
        if entry.seq > hall._body_head
        and isinstance(event := desk.journal.codec.event(entry), e.ReachChanged)
    ]


async def seconds_of_a_vote(hall: Hall, vote: Vote, seat: str, choice: Choice) -> float:
    """Return how long a member of the bot's own server waits until his vote is counted."""
    words = {Choice.YES: "ja", Choice.NO: "nein", Choice.ABSTAIN: "enthaltung"}
    start = monotonic()
    await hall.say(seat, words[choice])
    await vote.has(seat, choice)
    return monotonic() - start


async def test_a_slow_partner_votes_late_and_counts(
    committee: Committee, hall: Hall, case: Case
) -> None:
    committee.home.line.delay = DELAY
    try:
        async with hall.ballot() as vote:
            question = await vote.question()
            await hall.say("1", "ja")
            # An answer that precedes the question's arrival would be one to something else.
            await hall.members["3"].wait_for(lambda i: getattr(i, "event_id", None) == question)
            await hall.say("3", "nein")
            await vote.has("1", Choice.YES)
            await vote.has("3", Choice.NO)
            ballot = await vote.close()
    finally:
        committee.home.line.delay = 0.0

    assert ballot.result is not None
    assert (ballot.result.yes, ballot.result.no) == (1, 1)
    case("partner's server slow", "all votes count", ())


async def test_a_vote_goes_on_while_the_partner_is_away_and_its_late_votes_do_not_count(
    committee: Committee, hall: Hall, case: Case
) -> None:
    """The line falls silent for a whole ballot; what was said then arrives during the next one."""
    server = committee.partner.synapse.server_name
    desk = hall.council.chamber.desk
    first = await hall.open_ballot()
    question = await first.question()
    await hall.members["3"].wait_for(lambda i: getattr(i, "event_id", None) == question)
    committee.partner.line.silence()
    committee.home.line.silence()
    late = await hall.say("3", "nein")
    took = [
        await seconds_of_a_vote(hall, first, "1", Choice.YES),
        await seconds_of_a_vote(hall, first, "2", Choice.YES),
    ]
    await hall.until(lambda: desk.body.reach_of(server) is Reach.SILENT, SOON)
    told = await hall.hears("S", server, "antwortet nicht", "Carl Ohm")
    await hall.hears("2", server, "antwortet nicht")

    await hall.say("1", "!abstimmung schließen")  # the chair knows, so it is closed at once
    await hall.until(lambda: not first.ballot.open)
    missing = await hall.hears("S", first.id, "fehlen die Stimmen", "Dora Pfau")
    assert first.ballot.result is not None
    assert (first.ballot.result.yes, first.ballot.result.no) == (2, 0)
    noted = [change for change in await changes(hall) if change.ballot == first.id]
    assert [(n.server, n.reach, SeatId("3") in n.seats) for n in noted] == [
        (server, Reach.SILENT, True)
    ]

    second = await hall.open_ballot()
    await second.question()
    committee.partner.line.heal()
    committee.home.line.heal()
    await taken(hall, late)
    assert "3" not in second.votes
    await hall.on_record("late", hall.members["3"].user_id)
    await hall.hears("3", "verspätet")
    again = await second.question()
    await hall.members["3"].wait_for(lambda i: getattr(i, "event_id", None) == again)
    await hall.say("3", "nein")
    await second.has("3", Choice.NO)
    await hall.break_off()

    assert max(took) < 5, took
    case(
        "partner away for a whole vote",
        "counted by rule; late votes refused, also in the next ballot",
        (told.body, missing.body),
    )


async def test_a_chair_who_did_not_know_is_asked_before_a_vote_is_counted_without_a_partner(
    committee: Committee, hall: Hall, case: Case
) -> None:
    await last_look(hall)
    async with hall.ballot() as vote:
        await hall.say("1", "ja")
        await vote.has("1", Choice.YES)
        committee.partner.line.cut()
        closing = await hall.say("1", "!abstimmung schließen")
        asked = await hall.hears("1", "Noch nicht geschlossen", reply_to=closing)
        assert vote.ballot.open
        await hall.say("1", "!abstimmung schließen")
        await hall.until(lambda: not vote.ballot.open)
        assert vote.ballot.result is not None
        assert vote.ballot.result.yes == 1
    case("partner lost at the close of a vote", "the chair decides", asked.body)


async def test_a_dead_partner_does_not_slow_the_others(
    committee: Committee, hall: Hall, case: Case
) -> None:
    """Not the votes, not a new key for everybody, and not an invitation to the dead server."""
    async with hall.ballot() as vote:
        turns = [Choice.YES, Choice.NO, Choice.ABSTAIN] * 2
        alive = [await seconds_of_a_vote(hall, vote, "1", turn) for turn in turns]
        committee.partner.line.silence()
        committee.home.line.silence()
        dead = [await seconds_of_a_vote(hall, vote, "1", turn) for turn in turns]
        gateway = hall.council.app.gateway
        await gateway.rotate(hall.session)
        gateway._identities.note_changed([hall.members["3"].user_id])
        start = monotonic()
        await gateway.share_session(hall.session)
        shared = monotonic() - start
    closed = hall.council.room(Place.CLOSED)
    start = monotonic()
    await hall.council.chamber.stage.invitations.invite(
        Place.CLOSED, hall.council.chamber.user(hall.members["4"].user_id)
    )
    invited = monotonic() - start
    await hall.say("2", "Noch da?", Place.SESSION)

    # A dead server costs at least its 5 s of patience; a loaded machine slows all alike.
    load = median(alive)
    assert median(dead) < 2 * load + 0.2, (alive, dead)
    assert shared < 4 + 10 * load, shared
    assert invited < 7 + 10 * load, invited
    committee.partner.line.heal()
    committee.home.line.heal()
    async with asyncio.timeout(SOON):
        while (await gateway.members(closed)).get(hall.members["4"].user_id, "leave") == "leave":  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    figures = f"{median(dead):.2f} s instead of {median(alive):.2f} s, key share {shared:.1f} s"
    case("partner dead while others vote", f"a vote takes {figures}", ())


async def test_a_partner_barred_by_a_room_is_reported_and_its_votes_are_missing(
    committee: Committee, hall: Hall, case: Case
) -> None:
    server = committee.partner.synapse.server_name
    host = server.partition(":")[0]
    gateway, desk = hall.council.app.gateway, hall.council.chamber.desk
    barred = {"allow": ["*"], "deny": [host], "allow_ip_literals": True}
    try:
        await gateway.put_state(hall.session, "m.room.server_acl", barred)
        await hall.until(lambda: desk.body.reach_of(server) is Reach.BARRED, SOON)
        told = await hall.hears("S", server, "lässt den Server")
        assert f"refuses the server {server}" in await doctor(hall)
        async with hall.ballot() as vote:
            await hall.say("1", "ja")
            await vote.has("1", Choice.YES)
            await hall.say("3", "nein")
            ballot = await vote.close()
            assert ballot.result is not None
            assert (ballot.result.yes, ballot.result.no) == (1, 0)
            await hall.hears("S", vote.id, "lässt deren Server", "Carl Ohm")
    finally:
        await gateway.put_state(hall.session, "m.room.server_acl", {**barred, "deny": []})
    await hall.until(lambda: desk.body.reach_of(server) is Reach.BACK, SOON)
    assert "refuses the server" not in await doctor(hall)
    case("partner barred by m.room.server_acl", "reported; counted without it", told.body)


async def doctor(hall: Hall) -> str:
    """What doctor says of the session room."""
    body = hall.council.chamber.desk.body
    found = await look(
        hall.council.synapse.url,
        hall.council.app.gateway.login.token,
        seeds=None,
        bodies=[body],
        rooms={str(body.id): {"session": hall.session}},
    )
    return "\n".join(finding.sentence for finding in found)


async def test_a_partner_with_a_new_signing_key_goes_on_voting(
    committee: Committee, hall: Hall, case: Case
) -> None:
    """As the guide for operators says: old key into the description, key file away, render."""
    partner = committee.partner
    old = await _verify_keys(committee)
    partner.stop()
    text = partner.description.read_text(encoding="utf-8")
    [(key_id, key)] = old.items()
    text += f'[[municipality.old_signing_keys]]\nid = "{key_id}"\nkey = "{key}"\n'
    text += "expired = 2026-01-01T00:00:00Z\n"
    partner.description.write_text(text, encoding="utf-8")
    secret = partner.layout.secret("signing.key")
    shutil.move(secret, secret.with_suffix(".old"))
    partner.render()
    partner.start()
    assert (await _verify_keys(committee)).keys() != old.keys()

    async with hall.ballot() as vote:
        await hall.say("1", "ja")
        await vote.has("1", Choice.YES)
        question = await vote.question()
        await hall.members["3"].wait_for(lambda i: getattr(i, "event_id", None) == question, SOON)
        await hall.say("3", "nein")
        await hall.until(lambda: vote.votes.get("3") is Choice.NO, SOON)
        await vote.close()
    case("partner with a new signing key", "votes count as before", ())


async def test_a_partner_whose_certificate_has_expired_is_reported_and_doctor_says_why(
    committee: Committee, hall: Hall, case: Case
) -> None:
    """Its own operators see it in the file, ours when they ask; renewed, all goes on."""
    partner, desk = committee.partner, hall.council.chamber.desk
    server = partner.synapse.server_name
    trusted = certificates.context_for([str(partner.authority.certificate)])

    async def asked(subject: str = "federation") -> list[str]:
        found = await inspect(
            committee.home.synapse.url,
            hall.council.app.gateway.login.token,
            now=lambda: datetime.now(UTC),
            tls=trusted,
        )
        return [one.sentence for one in found if one.subject == subject]

    def looked() -> list[str]:
        own = load(partner.description, server).federation
        return [one.sentence for one in certificates.look(own, server, datetime.now(UTC))]

    assert f"{server} answers." in await asked()
    assert any(f"clock of {server} is" in s and "ahead of" in s for s in await asked("clock"))
    partner.show_certificate(ends=20 * DAY)
    assert any(f"certificate of {server} ends on" in sentence for sentence in await asked())
    partner.show_certificate(ends=-DAY)
    try:
        await hall.until(lambda: desk.body.reach_of(server) is Reach.SILENT, SOON)
        told = await hall.hears("S", server, "antwortet nicht")
        assert any(server in s and "certificate has expired" in s for s in await asked())
        assert any("has expired on" in sentence for sentence in looked())
        async with hall.ballot() as vote:
            await hall.say("1", "ja")
            await vote.has("1", Choice.YES)
            await hall.say("1", "!abstimmung schließen")
            await hall.until(lambda: not vote.ballot.open, SOON)
            await hall.hears("S", vote.id, "fehlen die Stimmen", "Carl Ohm")
    finally:
        partner.show_certificate(ends=60 * DAY)
    await hall.until(lambda: desk.body.reach_of(server) is Reach.BACK, SOON)
    assert f"{server} answers." in await asked()
    case(
        "partner's certificate expired", "reported; counted without it; doctor says why", told.body
    )


async def _verify_keys(committee: Committee) -> dict[str, str]:
    """Return the partner's present public keys by id, as it publishes them to other servers."""
    authority = committee.partner.layout.root.parent / "authority.pem"
    tls = ssl.create_default_context(cafile=str(authority))
    address = f"https://{committee.partner.synapse.server_name}/_matrix/key/v2/server"
    async with aiohttp.ClientSession() as http, http.get(address, ssl=tls) as answer:
        keys = json.loads(await answer.text())["verify_keys"]
    return {name: value["key"] for name, value in keys.items()}
