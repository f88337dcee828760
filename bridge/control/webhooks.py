# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signed webhooks: what happens in a room is told to whoever leads it, in order.

Each receiver has a queue per room: within a room nothing overtakes, and neither a slow receiver
nor a room full of news holds up the others. What cannot be delivered is tried again for a while;
what was given up or did not fit is counted in ``num_dropped`` of the next one, so that a receiver
knows when to ask for the whole list.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import jwt
import tenacity
from google.protobuf import json_format
from livekit.protocol import models, webhook

from bridge.control.keys import Keys
from bridge.control.tokens import ALGORITHM
from bridge.control.unclocked import NO_CLOCK

log = logging.getLogger(__name__)

LIFETIME = 300
"""Seconds a receiver may believe a webhook."""
CONTENT_TYPE = "application/webhook+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How hard delivery is tried."""

    queue: int = 1_000
    """Events waiting for one receiver in one room; beyond that the newest is dropped."""
    first_wait: float = 0.5
    longest_wait: float = 15.0
    give_up: float = 120.0
    """Seconds after which an event is given up."""
    timeout: float = 10.0
    """Seconds one attempt may take."""
    farewell: float = 5.0
    """Seconds for what is waiting when the bridge stops."""


@dataclass(slots=True)
class _Lane:
    """What waits for one receiver in one room."""

    waiting: deque[webhook.WebhookEvent] = field(default_factory=deque)
    dropped: int = 0
    task: asyncio.Task[None] | None = None


class Webhooks:
    """Tells receivers what happens."""

    def __init__(
        self,
        keys: Keys,
        urls: Sequence[str],
        *,
        patience: Patience | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._keys = keys
        self._urls = tuple(urls)
        self._patience = patience or Patience()
        self._now = now
        self._lanes: dict[tuple[str, str], _Lane] = {}
        self._session: aiohttp.ClientSession | None = None
        self.delivered = 0
        self.dropped = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Deliver while the application runs; before the end, what still waits."""
        async with aiohttp.ClientSession(timeout=NO_CLOCK) as self._session:
            yield
            tasks = [lane.task for lane in self._lanes.values() if lane.task]
            if tasks:
                await asyncio.wait(tasks, timeout=self._patience.farewell)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._session = None

    def take(
        self,
        event: str,
        room: models.Room,
        participant: models.ParticipantInfo | None,
        track: models.TrackInfo | None,
    ) -> None:
        """Queue one event; a hook of `bridge.rooms.Rooms`. Copies what it is given."""
        if self._session is None:
            return
        told = webhook.WebhookEvent(
            event=event,
            room=room,
            participant=participant,
            track=track,
            id=f"EV_{secrets.token_hex(8)}",
            created_at=int(self._now()),
        )
        for url in self._urls:
            self._queue(url, room.name, told)

    def _queue(self, url: str, room: str, told: webhook.WebhookEvent) -> None:
        lane = self._lanes.setdefault((url, room), _Lane())
        if len(lane.waiting) >= self._patience.queue:
            lane.dropped += 1
            self.dropped += 1
            return
        copy = webhook.WebhookEvent()
        copy.CopyFrom(told)
        copy.num_dropped = lane.dropped
        lane.dropped = 0
        lane.waiting.append(copy)
        if lane.task is None:
            lane.task = asyncio.create_task(self._deliver_all(url, room, lane))

    async def _deliver_all(self, url: str, room: str, lane: _Lane) -> None:
        """Empty one lane, then end: a room that is over leaves nothing behind."""
        while lane.waiting:
            told = lane.waiting[0]
            try:
                await self._deliver(url, told)
                self.delivered += 1
            except (aiohttp.ClientError, TimeoutError, tenacity.RetryError):
                log.warning("a webhook was given up: %s", told.event)
                self.dropped += 1
                missed = told.num_dropped + 1
                if len(lane.waiting) > 1:
                    lane.waiting[1].num_dropped += missed
                else:
                    lane.dropped += missed
            lane.waiting.popleft()
        lane.task = None
        if not lane.dropped:
            self._lanes.pop((url, room), None)

    async def _deliver(self, url: str, told: webhook.WebhookEvent) -> None:
        patience = self._patience
        async for attempt in tenacity.AsyncRetrying(
            wait=tenacity.wait_random_exponential(patience.first_wait, patience.longest_wait),
            stop=tenacity.stop_after_delay(patience.give_up),
            retry=tenacity.retry_if_exception(_worth_another_try),
            reraise=True,
        ):
            with attempt:
                await self._post(url, told)

    async def _post(self, url: str, told: webhook.WebhookEvent) -> None:
        if self._session is None:
            raise aiohttp.ClientConnectionError("the bridge stops")
        body = json_format.MessageToJson(told, indent=None).encode()
        headers = {
            "Authorization": sign(self._keys, body, self._now()),
            "Content-Type": CONTENT_TYPE,
        }
        async with (
            asyncio.timeout(self._patience.timeout),
            self._session.post(
                url, data=body, headers=headers, allow_redirects=False, raise_for_status=True
            ) as answer,
        ):
            if answer.status >= 300:  # noqa: PLR2004 - a redirect delivers nothing
                raise aiohttp.ClientResponseError(
                    answer.request_info, answer.history, status=answer.status
                )


def sign(keys: Keys, body: bytes, now: float) -> str:
    """Return the token a receiver checks ``body`` with."""
    key, secret = keys.first()
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    claims = {"iss": key, "nbf": int(now), "exp": int(now) + LIFETIME, "sha256": digest}
    return jwt.encode(claims, secret, algorithm=ALGORITHM)


def _worth_another_try(error: BaseException) -> bool:
    """A receiver that says no to what we send says so again; one that is not there may come."""
    if isinstance(error, aiohttp.ClientResponseError):
        return error.status >= 500 or error.status in (408, 429)  # noqa: PLR2004
    return isinstance(error, aiohttp.ClientError | TimeoutError)
