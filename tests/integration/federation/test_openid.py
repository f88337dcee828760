# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The conference's door asks the partner's real homeserver who somebody is, by private TLS."""

from __future__ import annotations

import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from real_synapse import Account, Homeserver

from bot.web.openid import OpenId, OpenIdRefused, OpenIdUnreachable, Servers

from .conftest import Committee

pytestmark = [pytest.mark.integration, pytest.mark.asyncio(loop_scope="package")]


async def _token(home: Homeserver, account: Account) -> str:
    path = f"/_matrix/client/v3/user/{account.user_id}/openid/request_token"
    async with (
        aiohttp.ClientSession(headers=account.headers) as http,
        http.post(home.url + path, json={}) as answer,
    ):
        told: str = (await answer.json())["access_token"]
        return told


@asynccontextmanager
async def _door(committee: Committee, **changes: Any) -> AsyncIterator[OpenId]:
    """What the bot asks with: it trusts the association's authority and private network."""
    trust = ssl.create_default_context(cafile=committee.home.description.parent / "authority.pem")
    partner = committee.partner.synapse.server_name
    told: dict[str, Any] = {"tls": trust, "reachable": lambda _: True, "timeout": 3.0} | changes
    home = committee.home.synapse
    servers = Servers(own={home.server_name: home.url}, known=lambda: {partner}, **told)
    async with OpenId(servers) as openid:
        yield openid


async def test_a_partners_member_is_known_by_its_own_server_and_remembered_when_that_is_silent(
    committee: Committee,
) -> None:
    partner = committee.partner.synapse
    dora = await partner.register("dora-of-the-door")
    token, other = await _token(partner, dora), await _token(partner, dora)
    async with _door(committee) as openid:
        assert await openid.user(token, partner.server_name) == dora.user_id
        with pytest.raises(OpenIdRefused):
            await openid.user("made-up", partner.server_name)
        committee.partner.line.silence()
        assert await openid.user(token, partner.server_name) == dora.user_id
        began = time.monotonic()
        with pytest.raises(OpenIdUnreachable):
            await openid.user(other, partner.server_name)
        assert time.monotonic() - began < 10
    committee.partner.line.heal()


async def test_a_token_of_one_server_proves_nothing_at_the_other(committee: Committee) -> None:
    home, partner = committee.home.synapse, committee.partner.synapse
    ayse = await home.register("ayse-of-the-door")
    async with _door(committee) as openid:
        token = await _token(home, ayse)
        assert await openid.user(token, home.server_name) == ayse.user_id
        with pytest.raises(OpenIdRefused):
            await openid.user(token, partner.server_name)


async def test_no_server_is_asked_without_its_authority_or_inside_our_network(
    committee: Committee,
) -> None:
    partner = committee.partner.synapse
    token = await _token(partner, await partner.register("carl-of-the-door"))
    async with _door(committee, tls=None) as openid:
        with pytest.raises(OpenIdUnreachable):
            await openid.user(token, partner.server_name)
    async with _door(committee, reachable=lambda address: address.is_global) as openid:
        with pytest.raises(OpenIdUnreachable):
            await openid.user(token, partner.server_name)
