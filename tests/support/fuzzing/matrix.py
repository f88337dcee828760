# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a homeserver, or a member's client, may put into events and answers."""

from __future__ import annotations

import asyncio
import atexit
import json
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bot.matrix.events import Proof, Suspicious
from bot.matrix.gateway import Gateway, Settings
from bot.matrix.history import HistoryIncomplete
from bot.matrix.http import Http, MatrixError, Unreachable
from bot.matrix.http import _json_object as as_http_reads_it
from bot.matrix.identities import read_identity
from bot.matrix.login import Login
from bot.matrix.machine import CannotOpen, Machine, _checked_payload
from bot.matrix.ports import MemoryLedger, MemoryTokens
from bot.matrix.reading import Frame, read, verification_type
from bot.matrix.sound import sound_json
from fuzzing.target import Target

ROOM, BOT = "!room:x", "@gremium:x"
PROOF = Proof(
    user="@a:x",
    device_id="D",
    curve25519="c",
    ed25519="e",
    master="m",
    session_id="s",
    message_index=0,
    chain="signed",
)


def event(data: bytes) -> None:
    """The plaintext of a sealed event, and beside it, after \\n\\n, the content around it."""
    inside, _, outside = data.partition(b"\n\n")
    try:
        payload = _checked_payload(sound_json(inside.decode()), ROOM)
    except (ValueError, RecursionError, CannotOpen):
        return  # as `Machine.open` does
    try:
        around = json.loads(outside or b"{}")
    except (ValueError, RecursionError):
        around = {}
    content = around if isinstance(around, dict) else {}
    frame = Frame(event_id="$e", room=ROOM, sender="@a:x", content=content)
    verification_type(payload)
    found = read(frame, payload, PROOF)
    if isinstance(found, Suspicious):
        assert len(found.detail) < 200


class _Server(Http):
    """A homeserver that answers everything with parts of one JSON object."""

    told: Mapping[str, Any]

    async def raw(self, method: str, where: str, **_more: Any) -> tuple[bytes, str]:
        """Answer from `told`: under the last word of the path, or under ``*``."""
        key = where.rpartition("/")[2]
        answer = self.told.get(key, self.told.get("*", {}))
        return json.dumps(answer).encode(), "application/json"


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-matrix-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _machine() -> Machine:
    """Keys are drawn once: a store for each input would take most of the time."""
    return Machine(BOT, "BOT", _folder(), "key")


def answering(told: Mapping[str, Any], machine: Machine | None = None) -> Gateway:
    """Return a gateway whose homeserver knows nothing but `told`.

    Its keys are those of `machine`, else drawn once.
    """
    server = _Server(base_url="http://x")
    server.told = told
    with (
        patch("bot.matrix.gateway.Http", lambda **_: server),
        patch("bot.matrix.gateway.Machine", lambda *_, **__: machine or _machine()),
    ):
        return Gateway(
            Login(homeserver="http://x", user_id=BOT, device_id="BOT", token="t"),
            store_dir=_folder(),
            store_key="key",
            tokens=MemoryTokens("s1"),
            ledger=MemoryLedger(),
            may_receive=lambda *_: True,
            settings=Settings(key_grace=0.0, backfill_pages=3),
        )


def answers(data: bytes) -> None:
    """Everything a homeserver answers during two turns of the sync loop and a reconciliation."""
    try:
        told = as_http_reads_it(data)
    except Unreachable:
        return
    asyncio.run(_two_turns(told))


async def _two_turns(told: Mapping[str, Any]) -> None:
    gateway = answering(told)
    for _ in range(2):
        try:
            gateway.commit(await gateway.sync(0.0))
        except (MatrixError, Unreachable):
            continue
    try:
        await gateway.reconcile(ROOM, "$1", "$2")
    except (MatrixError, Unreachable, HistoryIncomplete):
        return


def identity(data: bytes) -> None:
    """An answer to /keys/query."""
    try:
        told = as_http_reads_it(data)
    except Unreachable:
        return
    found = read_identity("@a:x", told)
    assert all(device.user == "@a:x" for device in found.devices)
    assert found.self_signing is None or found.master is not None
    _machine().learn_devices([found], told)


_JSON = (
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b"null",
    b"true",
    b"1e999",
    b"NaN",
    b"-1",
    b"[" * 60,
    b'"\\ud800"',
    b"9" * 400,
    b'"m.relates_to":{"rel_type":"m.replace","event_id":"$1"},',
)
TARGETS = (
    Target(
        name="event",
        run=event,
        tokens=(
            *_JSON,
            b'"m.new_content":{"msgtype":"m.text","body":"ja"},',
            b'"m.in_reply_to":{"event_id":"$1"}',
            b'"org.matrix.msc3381.poll.response":{"answers":["ja"]}',
        ),
    ),
    Target(
        name="answers",
        run=answers,
        tokens=(
            *_JSON,
            b'"state_key":"",',
            b'"limited":true,',
            b'"type":"m.room.encrypted",',
            b'"m.room.redaction"',
            b'"origin_server_ts":',
        ),
    ),
    Target(name="identity", run=identity, tokens=_JSON),
)
