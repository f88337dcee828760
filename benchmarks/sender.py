# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The other process of a benchmark: reads what to send, waits for the word, sends it.

Used by `councils.Burst`. It loads next to nothing, so that it is ready soon.
"""

from __future__ import annotations

import asyncio
import json
import sys
from time import monotonic
from typing import Any

import aiohttp

Json = dict[str, Any]


async def send_all() -> None:
    work = json.loads(sys.stdin.readline())
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:

        async def put(event: Json) -> float:
            await asyncio.sleep(event["after"])
            start = monotonic()
            headers = {"Authorization": f"Bearer {event['token']}"}
            address = work["url"] + event["path"]
            async with http.put(address, json=event["content"], headers=headers) as answer:
                answer.raise_for_status()
            return start

        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps(await asyncio.gather(*(put(event) for event in work["events"]))))


if __name__ == "__main__":
    asyncio.run(send_all())
