# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real coturn with the configuration we ship: a member whose network lets nothing else out."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aioice import stun
from conference import Caller, Hall, callers, hall, until
from livekit import rtc

from bridge.settings import IceServer, Settings

pytestmark = pytest.mark.integration

EXAMPLE = Path(__file__).parents[3] / "synapse-config" / "turnserver.example.conf"
SECRET = "known-to-coturn-and-the-bridge-only"
RELAYS = range(49_160, 49_200)
RED, BLUE = (200, 40, 40), (40, 40, 200)


@asynccontextmanager
async def coturn(folder: Path) -> AsyncIterator[int]:
    """Run coturn as shipped, on loopback; yields its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    shipped = EXAMPLE.read_text(encoding="utf-8")
    assert "static-auth-secret=REPLACE-WITH-THE-SECRET" in shipped
    text = shipped.replace("REPLACE-WITH-THE-SECRET", SECRET)
    text = text.replace("listening-port=3478", f"listening-port={port}")
    # What the file says of a bridge with a private address, and loopback, which is one.
    ours = f"""
listening-ip=127.0.0.1
relay-ip=127.0.0.1
allowed-peer-ip=127.0.0.1
allow-loopback-peers
min-port={RELAYS.start}
max-port={RELAYS.stop - 1}
no-tls
no-dtls
pidfile={folder}/turn.pid
userdb={folder}/turndb
log-file=stdout
"""
    config = folder / "turnserver.conf"
    config.write_text(text + ours, encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *("turnserver", "-c", str(config)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        await until(lambda: _answers(port) or process.returncode is not None)
        assert process.returncode is None
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def _answers(port: int) -> bool:
    """Ask it for our own address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(0.2)
        sock.connect(("127.0.0.1", port))
        try:
            sock.send(bytes(stun.Message(stun.Method.BINDING, stun.Class.REQUEST)))
            return bool(sock.recv(2048))
        except OSError:
            return False


@pytest.mark.skipif(shutil.which("turnserver") is None, reason="needs Debian's coturn")
async def test_who_can_only_relay_takes_part_with_credentials_that_end_by_themselves(
    tmp_path: Path,
) -> None:
    async with coturn(tmp_path) as port:
        server = IceServer(urls=(f"turn:127.0.0.1:{port}?transport=udp",), secret=SECRET)
        settings = Settings(media_host=("127.0.0.1",), media_port=0, ice_servers=(server,))
        async with hall(settings) as place:
            relayed, direct = Caller(place, "relayed"), Caller(place, "direct")
            async with callers(relayed, direct):
                await relayed.enter(relay=True)
                await direct.enter()
                await relayed.show(RED)
                await relayed.sing(440)
                await direct.show(BLUE)
                await until(lambda: direct.sees("relayed", RED) and direct.hears("relayed", 440))
                await until(lambda: relayed.sees("direct", BLUE))

                assert relays(place) == {"relayed": True, "direct": False}

                # One who finds the direct way bad may ask for the other.
                await direct.room.simulate_scenario(rtc.SimulateScenarioKind.SIMULATE_FORCE_TLS)
                await until(lambda: "reconnected" in direct.events)
                await until(lambda: relays(place) == {"relayed": True, "direct": True})
                relayed.of("direct").colour = (0, 0, 0)
                await until(lambda: relayed.sees("direct", BLUE))


def relays(place: Hall) -> dict[str, bool]:
    """Whose media comes through coturn."""
    ways = {
        peer.participant.identity: peer.publisher.transport.target
        for peer in place.running.the_plane().peers
    }
    return {name: way.address[1] in RELAYS for name, way in ways.items() if way}
