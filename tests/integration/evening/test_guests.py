# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A citizen asks on the public page to listen, and the clerk decides by one command."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
import pytest_asyncio
from guest_form import ask
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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(
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


@pytest_asyncio.fixture(loop_scope="module")
async def page(opened: tuple[Hall, str]) -> AsyncIterator[tuple[Hall, str]]:
    """The meeting and the address; who still waits at the end of a test is turned away."""
    hall, _ = opened
    yield opened
    for one in (await hall.council.chamber.guests._book()).waiting:
        await office(hall, f"!gast ablehnen {one.label}", "abgelehnt und gelöscht")


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
        label = (await hall.council.chamber.guests._book()).waiting[-1].label
        await hall.hears("S", f"Gastanfrage {label}: Rosa Linde", rosa.user_id)
        assert "liegt der Schriftführung vor" in await ask(address, "Rosa Li", rosa.user_id)
        assert body.body.seat_of(user) is None
        await office(hall, "!gäste", f"{label}: Rosa Linde")
        heard = [getattr(one, "body", "") for one in hall.members["S"].seen]
        assert not [
            body for body in heard if "Rosa Li " in body or f"G{int(label[1:]) + 1}" in body
        ]

        await hall.handled(await hall.say("2", f"!gast aufnehmen {label}"))
        assert body.body.seat_of(user) is None  # nobody but the office decides, and only there

        await hall.say("S", f"!gast aufnehmen {label}", Place.OFFICE)
        await hall.until(lambda: body.body.seat_of(user) is not None)
        seat = body.body.seats[body.body.seat_of(user)]  # type: ignore[index]
        assert (seat.name, seat.role, seat.votes) == ("Rosa Linde", Role.GUEST, False)
        await rosa.accept(hall.session)
        await office(hall, "!gäste", "Es wartet keine Gastanfrage.")
        await office(hall, f"!gast aufnehmen {label}", "Es wartet keine Gastanfrage.")
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


async def test_nobody_learns_from_the_answer_s_time_who_is_known(page: tuple[Hall, str]) -> None:
    """Given one who belongs, one who waits and one who is new, the same is done for each.

    What is done for the answer is compared, not how long it took.
    """
    hall, address = page
    body, guests = hall.council.chamber.desk, hall.council.chamber.guests
    await ask(address, "Olga Ost", "@olga:anderswo.example")
    await hall.hears("S", "Olga Ost")
    known = UserId(hall.members["2"].user_id)
    steps = {
        user: await steps_of(hall, partial(guests.ask, "Jo Neumann", user))
        for user in (known, UserId("@olga:anderswo.example"), UserId("@neu:anderswo.example"))
    }
    first, *others = steps.values()
    assert first == ["get", "set"]
    assert others == [first, first]
    await hall.hears("S", "@neu:anderswo.example")
    kept = str(await body.journal.get(f"guests/{body.id}"))
    assert known not in kept


async def steps_of(hall: Hall, work: Callable[[], Awaitable[None]]) -> list[str]:
    """Return what is asked of journal, body, account and homeserver while something is done."""
    chamber, mine, made = hall.council.chamber, asyncio.current_task(), list[str]()

    def noted(owner: object, name: str) -> pytest.MonkeyPatch:
        real, patch = getattr(owner, name), pytest.MonkeyPatch()

        def called(*given: Any, **named: Any) -> Any:
            if asyncio.current_task() is mine:
                made.append(name)
            return real(*given, **named)

        patch.setattr(owner, name, called)
        return patch

    watched = [
        (chamber.desk.journal, "get"),
        (chamber.desk.journal, "set"),
        (type(chamber.desk.body), "seat_of"),
        (chamber.registry, "identity"),
        (chamber.replies, "announce"),
        (hall.council.app.gateway, "send"),
    ]
    patches = [noted(owner, name) for owner, name in watched]
    try:
        await work()
    finally:
        for patch in patches:
            patch.undo()
    return made
