# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The least a homeserver can be, in memory: for measuring the bot alone, never for behaviour.

A bot runs against it as against any other: keys are uploaded, claimed and queried, to-device
messages and events are handed on, history is read back. It checks nothing, limits nothing, knows
one server, and forgets old events, so that of a long run only the bot's own growth is seen. What
Matrix does is tested with a real Synapse.

    async with plain_server() as server:
        account = await server.register("ada")

It runs as a process of its own, so that processor time and memory here are the bot's.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from real_synapse import Account

Json = dict[str, Any]
NAME = "council.test"
_ROOT = Path(__file__).resolve().parents[2]
_SEARCH = {"PYTHONPATH": os.pathsep.join((str(_ROOT), str(_ROOT / "tests" / "support")))}
PASSWORD = "never looked at"
REMEMBERED = 2_000
"""Events of a room that can be read back."""


@dataclass
class _Room:
    state: dict[tuple[str, str], Json] = field(default_factory=dict)
    timeline: list[tuple[int, Json]] = field(default_factory=list)


class PlainServer:
    """One homeserver. Tokens are ``user device``."""

    def __init__(self) -> None:
        self._now = 0
        self._rooms: dict[str, _Room] = {}
        self._keys: defaultdict[str, Json] = defaultdict(dict)
        self._devices: defaultdict[str, Json] = defaultdict(dict)
        self._once: defaultdict[tuple[str, str], dict[str, Json]] = defaultdict(dict)
        self._inbox: defaultdict[tuple[str, str], list[Json]] = defaultdict(list)
        self._shown: dict[tuple[str, str], tuple[int, int]] = {}
        """Up to where, and how many letters of the inbox, a device was shown last."""
        self._changed: list[tuple[int, str]] = []
        self._data: dict[str, Json] = {}
        self._sent: dict[str, str] = {}
        self._news = asyncio.Condition()

    # ── who asks, what for ──────────────────────────────────────────────────────────────
    async def handle(self, request: web.Request) -> web.StreamResponse:  # noqa: C901 - a table
        """Answer one request."""
        body = await request.json() if request.content_type == "application/json" else {}
        if request.path.startswith("/_matrix/media"):
            await request.read()
            return web.json_response({"content_uri": f"mxc://{NAME}/{secrets.token_hex(8)}"})
        token = request.headers.get("Authorization", "Bearer  ").removeprefix("Bearer ")
        user, _, device = token.partition(" ")
        parts = request.path.split("/_matrix/client/v3/")[-1].split("/")
        answer: Json | None = {}
        match (request.method, *parts):
            case ("GET", "sync"):
                answer = await self._sync(user, device, request.query)
            case ("GET", "login"):
                answer = {"flows": [{"type": "m.login.password"}]}
            case ("POST", "login"):
                who = body["identifier"]["user"]
                name = who if who.startswith("@") else f"@{who}:{NAME}"
                made = account(name)
                device = body.get("device_id") or made.device_id
                answer = {
                    "user_id": name,
                    "device_id": device,
                    "access_token": f"{name} {device}",
                }
            case ("GET", "account", "whoami"):
                answer = {"user_id": user, "device_id": device}
            case (_, "keys", *what):
                answer = await self._about_keys(user, device, what, body)
            case ("PUT", "sendToDevice", kind, _):
                answer = await self._to_device(user, kind, body["messages"])
            case ("POST", "createRoom"):
                answer = {"room_id": await self._create(user, body)}
            case (method, "rooms", room, *what):
                answer = await self._in_room(user, method, room, what, body, request.query)
            case (method, "user", _, "account_data", kind):
                if method == "PUT":
                    self._data[kind] = body
                answer = self._data.get(kind)
            case ("GET", "capabilities"):
                answer = {"capabilities": {"m.room_versions": {"default": "11"}}}
            case _:
                pass
        if answer is None:
            return web.json_response({"errcode": "M_NOT_FOUND", "error": "no"}, status=404)
        return web.json_response(answer)

    async def _about_keys(self, user: str, device: str, what: list[str], body: Json) -> Json:
        match what:
            case ["upload"]:
                if "device_keys" in body:
                    self._devices[user][device] = body["device_keys"]
                    await self._announce(user)
                self._once[user, device].update(body.get("one_time_keys", {}))
                return self._left(user, device)
            case ["device_signing", "upload"]:
                self._keys[user] |= body
                await self._announce(user)
            case ["signatures", "upload"]:
                for whose, signed in body.items():
                    for name, value in signed.items():
                        known = self._devices[whose].get(name)
                        if known is not None:
                            for who, keys in value["signatures"].items():
                                known["signatures"].setdefault(who, {}).update(keys)
                await self._announce(user)
            case ["query"]:
                asked = body["device_keys"]
                return {
                    "device_keys": {u: self._devices[u] for u in asked},
                    "master_keys": self._of(asked, "master_key"),
                    "self_signing_keys": self._of(asked, "self_signing_key"),
                    "user_signing_keys": self._of(asked, "user_signing_key"),
                }
            case ["claim"]:
                return {
                    "one_time_keys": {
                        u: {
                            d: dict([self._once[u, d].popitem()])
                            for d in wanted
                            if self._once[u, d]
                        }
                        for u, wanted in body["one_time_keys"].items()
                    }
                }
        return {}

    def _of(self, users: Json, part: str) -> Json:
        return {u: self._keys[u][part] for u in users if part in self._keys[u]}

    def _left(self, user: str, device: str) -> Json:
        return {"one_time_key_counts": {"signed_curve25519": len(self._once[user, device])}}

    async def _announce(self, user: str) -> None:
        async with self._news:
            self._now += 1
            self._changed = [*self._changed[-1000:], (self._now, user)]
            self._news.notify_all()

    async def _to_device(self, user: str, kind: str, messages: Json) -> Json:
        async with self._news:
            for whose, devices in messages.items():
                for device, content in devices.items():
                    if (whose, device) in self._inbox:  # only who ever reads
                        event = {"type": kind, "sender": user, "content": content}
                        self._inbox[whose, device].append(event)
            self._now += 1
            self._news.notify_all()
        return {}

    # ── rooms ───────────────────────────────────────────────────────────────────────────
    async def _create(self, user: str, body: Json) -> str:
        room = f"!{secrets.token_hex(8)}:{NAME}"
        self._rooms[room] = _Room()
        await self._add(room, user, "m.room.create", {"creator": user}, "")
        await self._add(room, user, "m.room.member", {"membership": "join"}, user)
        for one in body.get("initial_state", []):
            await self._add(room, user, one["type"], one["content"], one.get("state_key", ""))
        for invited in body.get("invite", []):
            await self._add(room, invited, "m.room.member", {"membership": "invite"}, invited)
        return room

    async def _in_room(
        self, user: str, method: str, room: str, what: list[str], body: Json, query: Any
    ) -> Json | None:
        known = self._rooms[room]
        match what:
            case ["join"]:
                await self._add(room, user, "m.room.member", {"membership": "join"}, user)
            case ["invite" | "kick" as does]:
                state = "invite" if does == "invite" else "leave"
                await self._add(room, user, "m.room.member", {"membership": state}, body["user_id"])
            case ["members"]:
                return {"chunk": [e for (t, _), e in known.state.items() if t == "m.room.member"]}
            case ["send", kind, txn]:
                if txn not in self._sent:
                    self._sent[txn] = await self._add(room, user, kind, body, None)
                    if len(self._sent) > REMEMBERED:
                        del self._sent[next(iter(self._sent))]
                return {"event_id": self._sent[txn]}
            case ["state", kind, *key]:
                name = (kind, key[0] if key else "")
                if method == "PUT":
                    return {"event_id": await self._add(room, user, kind, body, name[1])}
                found = known.state.get(name)
                return found["content"] if found else None
            case ["context", event]:
                at, shown = next(one for one in known.timeline if one[1]["event_id"] == event)
                return {"event": shown, "start": str(at), "end": str(at)}
            case ["messages"]:
                return self._page(known, query)
        return {}

    def _page(self, room: _Room, query: Any) -> Json:
        limit, at = int(query.get("limit", "100")), int(query.get("from", self._now + 1))
        if query.get("dir") == "f":
            chunk = [one for one in room.timeline if one[0] > at][:limit]
        else:
            chunk = [one for one in reversed(room.timeline) if one[0] < at][:limit]
        page: Json = {"chunk": [event for _, event in chunk]}
        return page | ({"end": str(chunk[-1][0])} if chunk else {})

    async def _add(self, room: str, user: str, kind: str, content: Json, key: str | None) -> str:
        async with self._news:
            self._now += 1
            event: Json = {
                "type": kind,
                "sender": user,
                "content": content,
                "event_id": f"${secrets.token_urlsafe(24)}",
                "origin_server_ts": 1_790_000_000_000 + self._now,
            }
            known = self._rooms[room]
            if key is not None:
                event["state_key"] = key
                known.state[kind, key] = event
            known.timeline.append((self._now, event))
            del known.timeline[:-REMEMBERED]
            self._news.notify_all()
        return str(event["event_id"])

    # ── news ────────────────────────────────────────────────────────────────────────────
    async def _sync(self, user: str, device: str, query: Any) -> Json:
        since = int(query.get("since", "0"))
        wait = float(query.get("timeout", "0")) / 1000
        inbox = self._inbox[user, device]
        shown_by, shown = self._shown.get((user, device), (0, 0))
        if shown and since >= shown_by:  # who goes on behind them has them
            del inbox[:shown]
            self._shown.pop((user, device))
        if wait and not inbox:
            async with self._news:
                try:
                    async with asyncio.timeout(wait):
                        await self._news.wait_for(lambda: bool(inbox) or self._tells(user, since))
                except TimeoutError:
                    pass
        full = "full_state" in query or "since" not in query
        joined = {
            room: news
            for room, known in self._rooms.items()
            if self._is_in(known, user) and (news := self._news_of(known, since, full=full))
        }
        waiting = inbox[:100]
        self._shown[user, device] = (self._now, len(waiting))
        changed = sorted({who for at, who in self._changed if at > since})
        count = len(self._once[user, device])
        return {
            "next_batch": str(self._now),
            "rooms": {"join": joined},
            "to_device": {"events": waiting},
            "device_lists": {"changed": changed},
            "device_one_time_keys_count": {"signed_curve25519": count},
        }

    def _is_in(self, room: _Room, user: str) -> bool:
        member = room.state.get(("m.room.member", user))
        return member is not None and member["content"]["membership"] == "join"

    def _tells(self, user: str, since: int) -> bool:
        return any(at > since for at, _ in self._changed[-1:]) or any(
            room.timeline and room.timeline[-1][0] > since and self._is_in(room, user)
            for room in self._rooms.values()
        )

    def _news_of(self, room: _Room, since: int, *, full: bool) -> Json | None:
        news: list[Json] = []
        for at, event in reversed(room.timeline):
            if at <= since:
                break
            news.append(event)
        if not news and not full:
            return None
        state = list(room.state.values()) if full else []
        return {"state": {"events": state}, "timeline": {"events": news[::-1], "limited": False}}


def account(user: str, password: str = PASSWORD) -> Account:
    """Return an account with a device; the server knows it by its token."""
    device = secrets.token_hex(5).upper()
    return Account(
        user_id=user, password=password, access_token=f"{user} {device}", device_id=device
    )


@dataclass(frozen=True, slots=True)
class PlainHome:
    """Such a server in another process."""

    url: str

    async def register(self, name: str) -> Account:
        """Return an account with a device."""
        return account(f"@{name}:{NAME}")

    async def login(self, user: str, password: str) -> Account:
        """Return another device of an account."""
        return account(user, password)


@asynccontextmanager
async def plain_server() -> AsyncIterator[PlainHome]:
    """Run one on a free port of this machine, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, stdout=asyncio.subprocess.PIPE, env={**os.environ, **_SEARCH}
    )
    assert process.stdout is not None
    try:
        yield PlainHome((await process.stdout.readline()).decode().strip())
    finally:
        process.terminate()
        await process.wait()


async def _serve() -> None:
    server = PlainServer()
    application = web.Application(client_max_size=64 * 1024 * 1024)
    application.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    print(f"http://{host}:{port}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve())
