# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A member with matrix-js-sdk and Rust crypto, as a child process (tests/peers/js).

Every call of the peer's table is reached through :meth:`JsPeer.call`; the methods below it only
give the common ones a type. What the peer sees is collected as :class:`Report` and can be waited
for with :meth:`JsPeer.seen`, whether it happened already or not.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PEER_DIR = Path(__file__).resolve().parents[1] / "peers" / "js"
CALL_SECONDS = 60.0
SEEN_SECONDS = 90.0


class PeerError(Exception):
    """The client refused or failed; `code` is the Matrix error code if there was one."""

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Something the peer saw: an `event`, a `verification` moving on, a `sas` to compare."""

    kind: str
    facts: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.facts[name]

    @property
    def body(self) -> str | None:
        """The text of a message, or None when there is none to read."""
        content = self.facts.get("content") or {}
        body = content.get("body")
        return body if isinstance(body, str) else None


def node_binary() -> Path:
    """The Node.js that `npm ci` put beside the client; js-sdk 43 needs 22 or newer."""
    found = sorted((PEER_DIR / "node_modules").glob("node-linux-*/bin/node"))
    if not found:
        raise FileNotFoundError(f"no Node.js in {PEER_DIR}/node_modules: run `npm ci` there")
    return found[0]


class JsPeer:
    """One device of one user. Use :func:`js_peer` to get one that is ended for sure."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._news = asyncio.Condition()
        self._next_id = 0
        self.reports: list[Report] = []
        self.user_id = ""
        self.device_id = ""
        self._reader = asyncio.create_task(self._read())

    async def call(self, call: str, **arguments: Any) -> Any:
        """Call one entry of the peer's table; raises :class:`PeerError` with its sentence."""
        self._next_id += 1
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[self._next_id] = answer
        line = json.dumps({"id": self._next_id, "call": call, **arguments})
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        await self._process.stdin.drain()
        return await asyncio.wait_for(answer, CALL_SECONDS)

    async def seen(
        self,
        kind: str,
        matches: Callable[[Report], bool] = lambda _: True,
        *,
        since: int = 0,
        within: float = SEEN_SECONDS,
        **facts: Any,
    ) -> Report:
        """The first report of this kind with these facts, from report number `since` on."""

        def found() -> Report | None:
            for report in self.reports[since:]:
                same = report.kind == kind and facts.items() <= report.facts.items()
                if same and matches(report):
                    return report
            return None

        async def wait() -> Report:
            async with self._news:
                while (report := found()) is None:
                    await self._news.wait()
                return report

        try:
            return await asyncio.wait_for(wait(), within)
        except TimeoutError:
            had = [dict(r.facts) for r in self.reports[since:] if r.kind == kind]
            raise TimeoutError(f"no {kind} report with {facts} in {within} s, only {had}") from None

    async def text(self, body: str, *, since: int = 0, within: float = SEEN_SECONDS) -> Report:
        """The message with this body, once it can be read."""
        return await self.seen("event", lambda r: r.body == body, since=since, within=within)

    async def enter(
        self,
        homeserver: str,
        user: str,
        password: str,
        *,
        cross_signed: bool = True,
        only_signed: bool = True,
        recovery: bool = False,
    ) -> str | None:
        """Sign in, make an identity, choose isolation, sync; returns a recovery key if asked."""
        key: str | None = None
        await self.login(homeserver, user, password)
        if cross_signed:
            made = await self.call("bootstrap", password=password, recovery=recovery)
            key = made["recovery_key"]
        await self.call("isolate", only_signed=only_signed)
        await self.call("start")
        return key

    async def login(self, homeserver: str, user: str, password: str) -> None:
        """Sign in without an identity and without syncing yet."""
        me = await self.call("login", homeserver=homeserver, user=user, password=password)
        self.user_id, self.device_id = me["user_id"], me["device_id"]

    async def create_room(
        self,
        *,
        invite: Sequence[str] = (),
        version: str | None = None,
        encrypted: bool = True,
        direct: bool = False,
    ) -> str:
        """Create a private room and return its id."""
        made = await self.call(
            "create_room",
            invite=list(invite),
            encrypted=encrypted,
            direct=direct,
            **({} if version is None else {"version": version}),
        )
        return str(made["room_id"])

    async def join(self, room: str) -> None:
        """Join a room one is invited to."""
        await self.call("join", room=room)

    async def send_text(self, room: str, body: str) -> str:
        """Send a message; returns its event id."""
        return str((await self.call("send_text", room=room, body=body))["event_id"])

    async def trust(self, user: str) -> dict[str, Any]:
        """What this client believes of a user and of each of their devices."""
        believed: dict[str, Any] = await self.call("trust", user=user)
        return believed

    async def comes_to_trust(self, user: str, *, within: float = SEEN_SECONDS) -> None:
        """Wait until this client believes the user verified: its own signature syncs late."""
        async with asyncio.timeout(within):
            while not (await self.trust(user))["cross_signing_verified"]:  # noqa: ASYNC110 -- the fact is in another process
                await asyncio.sleep(0.1)

    async def comes_to_sign_itself(self, *, within: float = SEEN_SECONDS) -> dict[str, Any]:
        """Wait until this client sees its own device signed; returns what it believes of itself."""
        async with asyncio.timeout(within):
            while True:
                status: dict[str, Any] = await self.call("own_status")
                if status["device_signed_by_owner"]:
                    return status
                await asyncio.sleep(0.1)

    async def close(self) -> None:
        """End the process; idempotent."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), 5)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._reader

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            await self._take(json.loads(line))
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(PeerError("the js peer ended"))

    async def _take(self, message: dict[str, Any]) -> None:
        if (kind := message.pop("report", None)) is not None:
            async with self._news:
                self.reports.append(Report(kind=kind, facts=message))
                self._news.notify_all()
            return
        answer = self._waiting.pop(message["id"])
        if answer.done():
            return  # its caller gave up
        if "error" in message:
            answer.set_exception(PeerError(message["error"], message["code"]))
        else:
            answer.set_result(message["result"])


@contextlib.asynccontextmanager
async def js_peer(
    script: Path = PEER_DIR / "peer.mjs", *, before: Sequence[str] = ()
) -> AsyncIterator[JsPeer]:
    """A peer process that ends with the block; `before` are words in front of the command."""
    process = await asyncio.create_subprocess_exec(
        *before, str(node_binary()), script.name,
        cwd=script.parent, stdin=PIPE, stdout=PIPE, limit=2**24,
    )  # fmt: skip
    peer = JsPeer(process)
    try:
        yield peer
    finally:
        await peer.close()
