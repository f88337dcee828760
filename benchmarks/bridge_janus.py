# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one forwarded packet costs the bridge, beside Janus on the same load in the same run.

The meeting of `bridge_forwarding`: one speaker, four thumbnails, three sounds, 386 packets/s,
copied to every receiver over loopback. Janus (Debian's package; without it this says so and ends)
gets the eight streams as plain RTP, in its favour: it has nothing to open. Its receivers shake
hands by ICE and DTLS-SRTP as browsers do and then read nothing, so that the kernel drops, as it
does for the bridge's. What Janus spent is its process's user and system time from /proc.

    PYTHONPATH=.:tests/support python benchmarks/bridge_janus.py --receivers 40 80 --seconds 10
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvloop
from aiohttp import ClientSession
from aioice import stun
from bridge_forwarding import LOOPBACK, Sender, measure, new_senders, talking
from OpenSSL import SSL
from raw_peer import RawPeer

from bridge.media import native

SETTINGS = """
general: {{
  plugins_folder = "/usr/lib/x86_64-linux-gnu/janus/plugins"
  transports_folder = "/usr/lib/x86_64-linux-gnu/janus/transports"
  debug_level = 3
  session_timeout = 600
}}
certificates: {{ rsa_private_key = false }}
media: {{ rtp_port_range = "20000-40000" }}
nat: {{ ice_enforce_list = "{interface}" }}
plugins: {{ disable = "{unused}" }}
transports: {{ disable = "libjanus_websockets.so,libjanus_pfunix.so,libjanus_rabbitmq.so,\
libjanus_mqtt.so,libjanus_nanomsg.so" }}
"""
UNUSED = ("audiobridge", "duktape", "echotest", "lua", "nosip", "recordplay", "sip", "textroom")
HTTP = """
general: {{ http = true, port = {port}, ip = "127.0.0.1", https = false, json = "compact" }}
admin: {{ admin_http = false }}
"""
PASSWORD = "p" * 24
FIRST_OF_DTLS = 20
"""The first byte that tells DTLS from STUN (RFC 7983)."""
TICK = os.sysconf("SC_CLK_TCK")
INTERFACE, HERE = "janus0", "10.98.0.1"
"""libnice takes no loopback; all this runs in a network namespace with an address of its own."""


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody holds just now."""
    held = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    for one in held:
        one.bind((LOOPBACK, 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def mountpoint(senders: list[Sender], ports: list[int]) -> str:
    """The meeting as one mountpoint of Janus's streaming plugin."""
    media = ",".join(
        f'{{ type = "{one.kind}", mid = "{n}", label = "{n}", port = {port}, pt = 96,'
        f' codec = "{"opus" if one.kind == "audio" else "vp8"}" }}'
        for n, (one, port) in enumerate(zip(senders, ports, strict=True))
    )
    return f'meeting: {{ type = "rtp", id = 1, description = "m", media = ( {media} ) }}'


class Viewer(RawPeer):
    """One receiver at Janus: connects as a browser does, then leaves what comes to the kernel."""

    def answer(self, offer: str) -> str:
        """Take what Janus offers, and say where we are."""
        host, port = re.findall(r"udp \d+ (\S+) (\d+) typ host", offer)[0]
        self.remote = host, int(port)
        self.remote_ufrag = re.findall(r"ice-ufrag:(\S+)", offer)[0]
        self.remote_pwd = re.findall(r"ice-pwd:(\S+)", offer)[0]
        mids = re.findall(r"a=mid:(\S+)", offer)
        group = f"a=group:BUNDLE {' '.join(mids)}"
        lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", group]
        for kind, mid in zip(re.findall(r"m=(\w+)", offer), mids, strict=True):
            codec = "opus/48000/2" if kind == "audio" else "VP8/90000"
            lines += [
                f"m={kind} 9 UDP/TLS/RTP/SAVPF 96",
                "c=IN IP4 127.0.0.1",
                "a=recvonly",
                f"a=mid:{mid}",
                "a=rtcp-mux",
                f"a=ice-ufrag:{self.ufrag}",
                f"a=ice-pwd:{PASSWORD}",
                f"a=fingerprint:sha-256 {self.identity.fingerprint}",
                "a=setup:active",
                f"a=rtpmap:96 {codec}",
                "a=candidate:1 1 udp 2130706431 {} {} typ host".format(*self.sock.getsockname()),
                "a=end-of-candidates",
            ]
        return "\r\n".join(lines) + "\r\n"

    @staticmethod
    def new_socket() -> socket.socket:
        """The one address of this receiver."""
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind((HERE, 0))
        sock.setblocking(False)
        return sock

    async def _record(self, ssl: SSL.Connection) -> bytes:
        """The next DTLS datagram; Janus checks the path, and we let it."""
        loop = asyncio.get_running_loop()
        while True:
            ssl.DTLSv1_handle_timeout()
            self._flush(ssl)
            with contextlib.suppress(TimeoutError):
                while True:
                    data = await asyncio.wait_for(loop.sock_recv(self.sock, 4096), 0.1)
                    if data[0] >= FIRST_OF_DTLS:
                        return data
                    self._agree(stun.parse_message(data))

    def _agree(self, asked: stun.Message) -> None:
        answer = stun.Message(asked.message_method, stun.Class.RESPONSE, asked.transaction_id)
        answer.attributes["XOR-MAPPED-ADDRESS"] = self.sock.getsockname()
        answer.add_message_integrity(PASSWORD.encode())
        answer.add_fingerprint()
        self.sock.sendto(bytes(answer), self.remote)

    async def _receive(self) -> None:
        """Nothing is read."""


class Janus:
    """A running Janus and one session of its interface."""

    def __init__(self, url: str, process: subprocess.Popen[bytes]) -> None:
        self._url, self._process = url, process
        self._http: ClientSession

    async def ask(self, path: str = "", **message: Any) -> dict[str, Any]:
        """One request; what went wrong is raised."""
        body = {"transaction": "t", **message}
        async with self._http.post(self._url + path, json=body) as answer:
            told: dict[str, Any] = await answer.json()
        if told["janus"] == "error":
            raise RuntimeError(told)
        return told

    async def open(self, http: ClientSession) -> None:
        """Begin the session, as soon as Janus listens."""
        self._http = http
        for _ in range(200):
            try:
                self._url += f"/{(await self.ask(janus='create'))['data']['id']}"
            except OSError:
                await asyncio.sleep(0.05)
            else:
                return
        raise RuntimeError("Janus does not answer")

    async def admit(self, viewer: Viewer) -> None:
        """Let one receiver watch the meeting."""
        plugin = "janus.plugin.streaming"
        handle = f"/{(await self.ask(janus='attach', plugin=plugin))['data']['id']}"
        await self.ask(handle, janus="message", body={"request": "watch", "id": 1})
        offer = await self._told("jsep")
        answer = {"type": "answer", "sdp": viewer.answer(offer["sdp"])}
        await self.ask(handle, janus="message", body={"request": "start"}, jsep=answer)
        await viewer.connect()
        await self._told("webrtcup")

    async def _told(self, what: str) -> Any:
        """The next event with such a field, or of such a name."""
        while True:
            async with self._http.get(self._url) as answer:
                event = await answer.json()
            if what in event or event["janus"] == what:
                return event.get(what)

    def cpu(self) -> float:
        """Seconds its process has used."""
        fields = (
            Path(f"/proc/{self._process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / TICK


@contextlib.contextmanager
def janus(senders: list[Sender], ports: list[int]) -> Iterator[Janus]:
    """Janus with the meeting, on loopback."""
    (port,) = free_ports(1)
    unused = ",".join(f"libjanus_{one}.so" for one in UNUSED)
    texts = {
        "janus.jcfg": SETTINGS.format(unused=unused, interface=INTERFACE),
        "janus.transport.http.jcfg": HTTP.format(port=port),
        "janus.plugin.streaming.jcfg": mountpoint(senders, ports),
    }
    with tempfile.TemporaryDirectory() as folder, Path(folder, "log").open("wb") as log:
        for name, text in texts.items():
            Path(folder, name).write_text(text, "ascii")
        command = ["janus", "-F", folder, "-C", f"{folder}/janus.jcfg", "-o"]
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603
        try:
            yield Janus(f"http://{LOOPBACK}:{port}/janus", process)
        finally:
            process.terminate()
            process.wait(timeout=20)


def sent_datagrams() -> int:
    """How many UDP datagrams this machine has sent."""
    names, values = [
        line.split()
        for line in Path("/proc/net/snmp").read_text("ascii").splitlines()
        if line[:4] == "Udp:"
    ]
    return int(values[names.index("OutDatagrams")])


async def measure_janus(receivers: int, seconds: float) -> dict[str, float]:
    """One run of the meeting at Janus."""
    senders = new_senders()
    ports = free_ports(len(senders))
    viewers = [Viewer("", "") for _ in range(receivers)]
    with janus(senders, ports) as server:
        async with ClientSession() as http:
            await server.open(http)
            for viewer in viewers:
                await server.admit(viewer)
            before, cpu = sent_datagrams(), server.cpu()
            with talking(senders, [(LOOPBACK, port) for port in ports], seconds, False) as told:
                await asyncio.sleep(seconds + 0.3)
                said = told.recv()
            cpu, sent = server.cpu() - cpu, sent_datagrams() - before - said
    for viewer in viewers:
        await viewer.leave()
    return {
        "us": cpu / max(sent, 1) * 1e6,
        "core": cpu / seconds * 100,
        "loss": 100 * (1 - sent / (said * receivers)),
    }


def apart() -> None:
    """Begin anew in a network namespace of our own."""
    words = (
        "ip link set lo up",
        f"ip link add {INTERFACE} type veth peer name other",
        "ip link set other up",
        f"ip address add {HERE}/24 dev {INTERFACE}",
        f"ip link set {INTERFACE} up",
        'exec "$@"',
    )
    command = ["unshare", "--map-root-user", "--net", "sh", "-c", " && ".join(words), "sh"]
    os.environ["GREMIUM_APART"] = "1"
    os.execvp(command[0], [*command, sys.executable, *sys.argv])  # noqa: S606


def main() -> None:
    """Measure both and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--receivers", type=int, nargs="+", default=[40, 80])
    parser.add_argument("--seconds", type=float, default=10.0)
    chosen = parser.parse_args()
    if shutil.which("janus") is None:
        print("Skipped: Janus is not installed (apt-get install janus).")
        return
    if "GREMIUM_APART" not in os.environ:
        apart()
    native.build()
    compiled = native.load() is not None
    print("receivers  who     us/packet  % core   loss %  Janus / bridge")
    for receivers in chosen.receivers:
        ours = uvloop.run(measure(receivers, chosen.seconds, bursts=False, compiled=compiled))
        theirs = uvloop.run(measure_janus(receivers, chosen.seconds))
        for who, found in (("bridge", ours), ("Janus", theirs)):
            ratio = f"  {theirs['us'] / ours['us']:6.2f}" if who == "Janus" else ""
            print(
                f"{receivers:9}  {who:6}  {found['us']:9.2f}  {found['core']:6.1f}"
                f"  {found['loss']:7.2f}{ratio}"
            )


if __name__ == "__main__":
    main()
