# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A citizen asks on the public page to listen, and the clerk decides by one command."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
import pytest_asyncio
from hall import Hall, hall_in_session
from member import Member, cross_sign
from proxy import Proxy
from real_synapse import Homeserver

from bot.domain.ids import UserId
from bot.domain.values import Role
from bot.effects import Place
from bot.municipality import free_port
from bot.pagesfile import PagesSettings

pytestmark = [pytest.mark.integration, pytest.mark.asyncio(loop_scope="module")]
TICKET = re.compile(r'name="ticket" value="([^"]+)"')


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(
    synapse: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Hall, str]]:
    """An opened meeting whose bot serves the public page, and its address."""
    port = free_port(0)
    pages = PagesSettings(public_url=f"http://127.0.0.1:{port}", port=port, guests=True)
    folder = tmp_path_factory.mktemp("hall")
    async with (
        Proxy.before(synapse.url) as proxy,
        hall_in_session(synapse, proxy, folder, pages=pages) as hall,
    ):
        yield hall, f"{pages.public_url}/guest/"


async def ask(address: str, name: str, account: str) -> str:
    """Fill in the form, as a browser sends it; return what the page says."""
    async with aiohttp.ClientSession() as http:
        async with http.get(address) as answer:
            found = TICKET.search(await answer.text())
        assert found is not None
        form = {"body": "0", "name": name, "account": account, "agree": "yes", "lang": "de"}
        async with http.post(
            address,
            data={**form, "ticket": found[1]},
            headers={"Origin": address.removesuffix("/guest/"), "Sec-Fetch-Site": "same-origin"},
        ) as answer:
            return await answer.text()


@asynccontextmanager
async def visitor(hall: Hall, *, identity: bool = True) -> AsyncIterator[Member]:
    """Give somebody with an account and, if wanted, an identity of their own."""
    name, council = f"rosa-{secrets.token_hex(3)}", hall.council
    member = await Member.join_server(council.synapse, name, council.folder, signed=False)
    try:
        if identity:
            await cross_sign(member.gateway, member.account.password)
        yield member
    finally:
        await member.close()


async def office(hall: Hall, text: str, *words: str) -> None:
    """Let the clerk type something in the office, and wait for the answer."""
    said = await hall.say("S", text, Place.OFFICE)
    await hall.hears("S", *words, reply_to=said)


async def test_a_citizen_asks_and_listens_once_the_clerk_has_let_them_in(
    page: tuple[Hall, str],
) -> None:
    hall, address = page
    async with visitor(hall) as rosa:
        user = UserId(rosa.user_id)
        body = hall.council.chamber.desk
        said = await ask(address, "Rosa Linde", rosa.user_id)
        assert "Ihre Anfrage liegt der Schriftführung vor." in said
        await hall.hears("S", "Gastanfrage G1: Rosa Linde", rosa.user_id)
        assert "liegt der Schriftführung vor" in await ask(address, "Rosa Li", rosa.user_id)
        assert body.body.seat_of(user) is None
        await office(hall, "!gäste", "G1: Rosa Linde")
        heard = [getattr(one, "body", "") for one in hall.members["S"].seen]
        assert not [body for body in heard if "Rosa Li " in body or "G2" in body]

        await hall.handled(await hall.say("2", "!gast aufnehmen G1"))
        assert body.body.seat_of(user) is None  # nobody but the office decides, and only there

        await hall.say("S", "!gast aufnehmen G1", Place.OFFICE)
        await hall.until(lambda: body.body.seat_of(user) is not None)
        seat = body.body.seats[body.body.seat_of(user)]  # type: ignore[index]
        assert (seat.id, seat.name, seat.role, seat.votes) == (
            "G1",
            "Rosa Linde",
            Role.GUEST,
            False,
        )
        await rosa.accept(hall.session)
        await office(hall, "!gäste", "Es wartet keine Gastanfrage.")
        await office(hall, "!gast aufnehmen G1", "Es wartet keine Gastanfrage.")
        kept = str(await body.journal.get(f"guests/{body.id}"))
        assert "Rosa" not in kept
        assert rosa.user_id not in kept


async def test_an_account_without_an_identity_waits_until_it_has_one(
    page: tuple[Hall, str],
) -> None:
    hall, address = page
    async with visitor(hall, identity=False) as udo:
        user = UserId(udo.user_id)
        await ask(address, "Udo Quell", udo.user_id)
        await hall.hears("S", "Udo Quell", udo.user_id)
        label = (await hall.council.chamber.guests._book()).waiting[-1].label
        await office(hall, f"!gast aufnehmen {label}", "noch keine eigene Identität")
        assert hall.council.chamber.desk.body.seat_of(user) is None
        await office(hall, "!gast aufnehmen G99", "gibt es nicht", label)
        await cross_sign(udo.gateway, udo.account.password)
        await hall.say("S", f"!gast aufnehmen {label.lower()}", Place.OFFICE)
        await hall.until(lambda: hall.council.chamber.desk.body.seat_of(user) is not None)


async def test_what_is_refused_is_forgotten_and_a_member_who_asks_reaches_nobody(
    page: tuple[Hall, str],
) -> None:
    hall, address = page
    body = hall.council.chamber.desk
    await ask(address, "Ina Nord", "@ina:anderswo.example")
    await hall.hears("S", "Ina Nord")
    label = (await hall.council.chamber.guests._book()).waiting[-1].label
    await office(hall, f"!gast ablehnen {label}", "abgelehnt und gelöscht")
    assert "@ina" not in str(await body.journal.get(f"guests/{body.id}"))
    known = hall.members["2"].user_id
    said = await ask(address, "Wer Anders", known)
    assert (
        "Ihre Anfrage liegt der Schriftführung vor." in said
    )  # the page tells nobody who is known
    await office(hall, "!gäste", "Es wartet keine Gastanfrage.")
    assert not [one for one in hall.members["S"].seen if "Wer Anders" in getattr(one, "body", "")]
