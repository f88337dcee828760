# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real Synapse for tests: one per session as fixture `synapse`, or more by `running_synapse`.

It runs what `gremium synapse-config` renders for the flavour `embedded`, on a free loopback port,
with cheap password hashes and rate limits no test reaches. `overrides` are top-level settings of
homeserver.yaml; they go into `local.yaml`.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.homeserver.description import Conference, Municipality, Passwords, Server
from bot.homeserver.layout import Layout
from bot.homeserver.limits import Limit, nested, rate_limits
from bot.homeserver.render import Flavour, render
from bot.homeserver.settings import read_settings

START_SECONDS = 150.0
PLENTY = Limit(1000, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A registered user with one logged-in device."""

    user_id: str
    password: str
    access_token: str
    device_id: str

    @property
    def headers(self) -> dict[str, str]:
        """The Authorization header of this device."""
        return {"Authorization": f"Bearer {self.access_token}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Homeserver:
    """A running Synapse."""

    url: str
    server_name: str
    registration_secret: str
    data_dir: Path
    log_path: Path
    pid: int

    def processor_seconds(self) -> float:
        """Return the processor time used so far, which other programs beside do not lengthen."""
        told = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        ticks: int = os.sysconf("SC_CLK_TCK")
        return (int(told[11]) + int(told[12])) / ticks

    async def register(
        self, localpart: str, password: str | None = None, *, admin: bool = False
    ) -> Account:
        """Register by shared secret; a new device is logged in at once. Bounded to 30 s."""
        password = password or secrets.token_urlsafe(12)
        path = f"{self.url}/_synapse/admin/v1/register"
        timeout = aiohttp.ClientTimeout(total=30)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            async with http.get(path) as response:
                nonce = (await response.json())["nonce"]
            parts = [nonce, localpart, password, "admin" if admin else "notadmin"]
            mac = hmac.new(self.registration_secret.encode(), digestmod=hashlib.sha1)
            mac.update("\0".join(parts).encode())
            body = {
                "nonce": nonce,
                "username": localpart,
                "password": password,
                "admin": admin,
                "mac": mac.hexdigest(),
            }
            async with http.post(path, json=body) as response:
                answer = await response.json()
                assert response.status == 200, answer
        return Account(
            user_id=answer["user_id"],
            password=password,
            access_token=answer["access_token"],
            device_id=answer["device_id"],
        )

    async def login(self, localpart: str, password: str) -> Account:
        """Log in a further device of an account by password."""
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": localpart},
            "password": password,
        }
        timeout = aiohttp.ClientTimeout(total=30)
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.post(f"{self.url}/_matrix/client/v3/login", json=body) as response,
        ):
            answer = await response.json()
            assert response.status == 200, answer
        return Account(
            user_id=answer["user_id"],
            password=password,
            access_token=answer["access_token"],
            device_id=answer["device_id"],
        )

    async def admin(self) -> Account:
        """A fresh server administrator."""
        return await self.register(f"admin-{secrets.token_hex(4)}", admin=True)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def rendered(directory: Path, *, conference: str | None = None, **overrides: Any) -> Layout:
    """The embedded flavour as operators get it, with what tests need differently in local.yaml.

    `conference` is the address of the service that lets devices into the conference.
    """
    layout = Layout.at(directory)
    port = read_settings(layout).port if layout.config.exists() else free_port()
    description = Municipality(
        name="Council under test",
        server=Server(name="council.test", port=port),
        passwords=Passwords(hash_rounds=4),
        conference=Conference(service_url=conference),
    )
    render(description, Flavour.EMBEDDED, directory)
    buckets = (name for name in rate_limits(80) if name != "rc_login.failed_attempts")
    local = nested(dict.fromkeys(buckets, PLENTY)) | overrides
    layout.local.write_text(json.dumps(local, indent=1))  # JSON is YAML
    return layout


def _spawn(layout: Layout, modules: Path | None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bot.homeserver.child", str(os.getpid()), str(layout.lock)]
    root = Path(__file__).resolve().parents[2]
    search = [str(root)] if modules is None else [str(modules), str(root)]
    with (layout.data / "console.log").open("ab") as console:
        return subprocess.Popen(
            [*command, *layout.config_arguments()],
            cwd=layout.data,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(search)},
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_healthy(process: subprocess.Popen[bytes], url: str, console: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"Synapse ended with {process.returncode}: {console.read_text()}")
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"{url}/health", timeout=2) as response,  # noqa: S310 - http
        ):
            if response.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"Synapse was not healthy after {START_SECONDS} s: {console.read_text()}")


@contextlib.contextmanager
def running_synapse(
    directory: Path, *, conference: str | None = None, **overrides: Any
) -> Iterator[Homeserver]:
    """Start Synapse with its data in `directory`; stop it at the end.

    Started again in the same folder it keeps its port, accounts and rooms.
    """
    with running(rendered(directory, conference=conference, **overrides)) as homeserver:
        yield homeserver


@contextlib.contextmanager
def running(layout: Layout, modules: Path | None = None) -> Iterator[Homeserver]:
    """Start Synapse on a configuration that is rendered already; stop it at the end.

    `modules` is a folder of Python modules found before all others, such as a `sitecustomize`.
    """
    settings = read_settings(layout)
    process = _spawn(layout, modules)
    try:
        _wait_until_healthy(process, settings.url, layout.data / "console.log")
        yield Homeserver(
            url=settings.url,
            server_name=settings.server_name,
            registration_secret=layout.registration_secret(),
            data_dir=layout.root,
            log_path=layout.log,
            pid=process.pid,
        )
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    """The Synapse all integration tests of this worker share: use fresh users and rooms in it."""
    with running_synapse(tmp_path_factory.mktemp("synapse")) as homeserver:
        yield homeserver
