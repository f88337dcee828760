# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One member pours commands into the session: how much longer do the others' votes take?

    PYTHONPATH=.:tests/support python benchmarks/flood.py [commands] [at once]

A real Synapse without rate limits (with ours nobody gets more than five messages a second through),
a real bot, members with real devices. The same member votes again and again, first while it is
quiet, then during the flood; measured is the time from the vote's sending until it is counted. At
the end everything is looked at: each command taken in once, few of them answered, the flooder told.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter
from typing import Any

import aiohttp
from hall import Hall, hall_in_session
from proxy import Proxy
from real_synapse import running_synapse

from bot.domain.values import Choice
from bot.matrix.http import path

Json = dict[str, Any]
FLOODER, VOTER = "3", "4"
PER_KEY = 90
"""Messages under one key; after a hundred clients take a new one."""
PATIENCE = 300.0
"""Seconds until a vote counts as lost."""
QUIET = 12
"""Votes for the reference."""


async def pour() -> None:
    """The other process: send what is read, so many at once, as fast as the server takes it."""
    work = json.loads(sys.stdin.readline())
    connector = aiohttp.TCPConnector(limit=work["at_once"])
    headers = {"Authorization": f"Bearer {work['token']}"}
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(connector=connector, headers=headers, timeout=timeout) as http:

        async def put(number: int, content: Json) -> str:
            where = f"{work['url']}{work['path']}flood-{number}"
            async with http.put(where, json=content) as answer:
                answer.raise_for_status()
                return str((await answer.json())["event_id"])

        sent = await asyncio.gather(*(put(n, one) for n, one in enumerate(work["contents"])))
    print(json.dumps(sent), flush=True)


async def start(hall: Hall, url: str, commands: int, at_once: int) -> asyncio.subprocess.Process:
    """Let another process begin to pour."""
    member = hall.members[FLOODER]
    machine = member.gateway._machine
    words = ("!status", "!hilfe", "!antrag Noch etwas.", "!tagesordnung", "!quatsch", "ja")
    contents: list[Json] = []
    for n in range(commands):
        if n % PER_KEY == 0:
            machine.rotate(hall.session)
            await member.gateway.share_session(hall.session)
        text = {"msgtype": "m.text", "body": words[n % len(words)]}
        contents.append(machine.seal(hall.session, "m.room.message", text))
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--pour",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**28,
    )  # fmt: skip
    if process.stdin is None:
        raise SystemExit("the other process cannot be spoken to")
    work = {
        "url": url,
        "path": path("rooms", hall.session, "send", "m.room.encrypted") + "/",
        "token": member.account.access_token,
        "at_once": at_once,
        "contents": contents,
    }
    process.stdin.write(json.dumps(work).encode() + b"\n")
    await process.stdin.drain()
    return process


async def one_vote(hall: Hall) -> float:
    """Open a ballot, vote, and return the seconds until it was counted."""
    async with hall.ballot() as vote:
        began = perf_counter()
        await hall.say(VOTER, "ja")
        while vote.votes.get(VOTER) is not Choice.YES:
            if perf_counter() - began > PATIENCE:
                raise SystemExit("a vote was not counted within five minutes")
            await asyncio.sleep(0.005)
        return perf_counter() - began


async def main(commands: int, at_once: int) -> int:
    """Print the figures; 1 if anything was lost."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with running_synapse(folder / "hs") as synapse:
            async with (
                Proxy.before(synapse.url) as proxy,
                hall_in_session(synapse, proxy, folder / "hall") as hall,
            ):
                quiet = [await one_vote(hall) for _ in range(QUIET)]
                process = await start(hall, synapse.url, commands, at_once)
                began, during = monotonic(), list[float]()
                pouring = asyncio.create_task(process.communicate())
                while not pouring.done():
                    during.append(await one_vote(hall))
                    await asyncio.sleep(0.5)
                sent = json.loads((await pouring)[0])
                poured = monotonic() - began
                journal = hall.council.chamber.desk.journal
                lost = len(sent)
                while lost and monotonic() - began < poured + 600:
                    lost = sum([not await journal.taken(event) for event in sent])
                    await asyncio.sleep(1)
                taken = monotonic() - began
                carl = hall.members[FLOODER]
                await carl.sync(wait=0)
                told = [i for i in carl.seen if getattr(i, "reply_to", None) in set(sent)]
                hall.council.alive()
    print(f"{commands} commands of one member, {at_once} at once, no rate limit:")
    print(f"  poured in                     {poured:8.1f} s, taken in after {taken:.1f} s")
    print(f"  answers to them               {len(told):8d}, not taken in: {lost}")
    print(f"  a vote while it is quiet      {_shown(quiet)}")
    print(f"  a vote during the flood       {_shown(during)}")
    print(f"  ratio flood : quiet           {median(during) / median(quiet):8.1f}")
    return 1 if lost else 0


def _shown(seconds: list[float]) -> str:
    middle, longest = median(seconds) * 1000, max(seconds) * 1000
    return f"{middle:8.0f} ms (longest {longest:.0f}, of {len(seconds)})"


if __name__ == "__main__":
    if sys.argv[1:] == ["--pour"]:
        asyncio.run(pour())
    else:
        numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
        sys.exit(asyncio.run(main(*(numbers + [10_000, 4][len(numbers) :]))))
