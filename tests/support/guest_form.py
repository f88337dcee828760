# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public form for guests, filled in as a browser sends it."""

from __future__ import annotations

import re

import aiohttp

TICKET = re.compile(r'name="ticket" value="([^"]+)"')


async def ask(address: str, name: str, account: str) -> str:
    """Fill in the form at ``address`` and send it; return what the page says."""
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
