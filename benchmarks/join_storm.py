# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everybody comes within two seconds and goes within two seconds, twice; signalling only.

Checks that each client ends up with the right list of the others, and prints the time until the
last one has it and the CPU time of bridge and clients together.

    python benchmarks/join_storm.py --clients 80
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import random
import time
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import ClientSession, WSMsgType, web
from livekit import api
from livekit.protocol import models, rtc

from bridge.control.keys import Keys
from bridge.control.removals import Removals
from bridge.control.tokens import Tokens
from bridge.server import build
from bridge.settings import Limits, Settings

KEY, SECRET, ROOM = "storm", "a-secret-only-this-benchmark-uses", "council"
WINDOW = 2.0
"""Seconds in which all come, and in which all go."""


@dataclass
class Guest:
    """One signalling client that keeps the list of the others."""

    name: str
    others: set[str] = field(default_factory=set)
    inside: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def stay(self, session: ClientSession, url: str) -> None:
        """Join, listen until told to go, leave."""
        token = api.AccessToken(KEY, SECRET).with_identity(self.name)
        token.with_ttl(timedelta(minutes=5)).with_grants(api.VideoGrants(room_join=True, room=ROOM))
        wrapped = rtc.WrappedJoinRequest(join_request=rtc.JoinRequest().SerializeToString())
        encoded = base64.urlsafe_b64encode(wrapped.SerializeToString()).decode()
        query = {"access_token": token.to_jwt(), "join_request": encoded}
        async with session.ws_connect(url, params=query) as socket:
            leaving = asyncio.create_task(self.gone.wait())
            while not leaving.done():
                reading = asyncio.create_task(socket.receive())
                await asyncio.wait({leaving, reading}, return_when=asyncio.FIRST_COMPLETED)
                if not reading.done():
                    reading.cancel()
                    break
                message = reading.result()
                if message.type is not WSMsgType.BINARY:
                    raise RuntimeError(f"{self.name} was thrown out")
                self.take(rtc.SignalResponse.FromString(message.data))
            leave = rtc.SignalRequest(leave=rtc.LeaveRequest())
            await socket.send_bytes(leave.SerializeToString())

    def take(self, response: rtc.SignalResponse) -> None:
        """Keep the list."""
        if response.HasField("join"):
            self.others |= {one.identity for one in response.join.other_participants}
            self.inside.set()
        for one in response.update.participants:
            if one.state == models.ParticipantInfo.DISCONNECTED:
                self.others.discard(one.identity)
            elif one.identity != self.name:
                self.others.add(one.identity)


async def storm(clients: int, url: str, dice: random.Random) -> tuple[float, float, float]:
    """All come, all see all, all go; seconds until complete, CPU for coming and for going."""
    async with ClientSession() as session:
        guests = [Guest(f"member-{number}") for number in range(clients)]
        cpu, began = time.process_time(), time.monotonic()

        async def come(guest: Guest) -> None:
            await asyncio.sleep(dice.uniform(0, WINDOW))
            await guest.stay(session, url)

        tasks = [asyncio.create_task(come(guest)) for guest in guests]
        while not all(len(guest.others) == clients - 1 for guest in guests):
            for task in tasks:
                if task.done():
                    task.result()
            await asyncio.sleep(0.02)
        complete, coming = time.monotonic() - began, time.process_time() - cpu

        cpu = time.process_time()
        for guest in guests:
            asyncio.get_running_loop().call_later(dice.uniform(0, WINDOW), guest.gone.set)
        await asyncio.gather(*tasks)
        return complete, coming, time.process_time() - cpu


async def run(clients: int) -> None:
    """Two storms against one bridge."""
    limits = Limits(sockets_per_address=clients + 10, participants=clients + 10)
    settings = Settings(media_host=("127.0.0.1",), media_port=0, limits=limits)
    removals = Removals()
    app = build(settings, Tokens(Keys({KEY: SECRET}), removals), removals)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"ws://127.0.0.1:{runner.addresses[0][1]}/rtc/v1"
    dice = random.Random(80)  # noqa: S311  # chance that repeats
    print("storm  all see all after s  CPU s coming  CPU s going")
    for number in (1, 2):
        complete, coming, going = await storm(clients, url, dice)
        print(f"{number:5}  {complete:19.2f}  {coming:12.2f}  {going:11.2f}")
    await runner.cleanup()


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--clients", type=int, default=80)
    asyncio.run(run(parser.parse_args().clients))


if __name__ == "__main__":
    main()
