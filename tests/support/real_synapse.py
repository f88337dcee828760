# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real Synapse for tests: one per session as fixture `synapse`, or more by `running_synapse`.

Everything is on loopback with free ports; SQLite; no federation; cheap password hashes; generous
rate limits. `overrides` are merged over the top level of homeserver.yaml (`key=None` removes one).
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

START_SECONDS = 60.0
PLENTY = {"per_second": 1000, "burst_count": 1000}


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


def _configuration(directory: Path, port: int, secret: str) -> dict[str, Any]:
    return {
        "server_name": "council.test",
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "pid_file": str(directory / "synapse.pid"),
        "listeners": [
            {
                "port": port,
                "type": "http",
                "tls": False,
                "bind_addresses": ["127.0.0.1"],
                "resources": [{"names": ["client"]}],
            }
        ],
        "database": {"name": "sqlite3", "args": {"database": str(directory / "homeserver.db")}},
        "media_store_path": str(directory / "media"),
        "signing_key_path": str(directory / "signing.key"),
        "log_config": str(directory / "log.yaml"),
        "registration_shared_secret": secret,
        "macaroon_secret_key": secrets.token_hex(16),
        "form_secret": secrets.token_hex(16),
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "federation_domain_whitelist": [],
        "report_stats": False,
        "bcrypt_rounds": 4,
        "presence": {"enabled": False},
        "filter_timeline_limit": 1000,
        "max_event_delay_duration": "24h",
        "rc_message": PLENTY,
        "rc_registration": PLENTY,
        "rc_login": {"address": PLENTY, "account": PLENTY, "failed_attempts": PLENTY},
        "rc_joins": {"local": PLENTY, "remote": PLENTY},
        "rc_joins_per_room": PLENTY,
        "rc_invites": {"per_room": PLENTY, "per_user": PLENTY, "per_issuer": PLENTY},
        "rc_room_creation": PLENTY,
        "rc_delayed_event_mgmt": PLENTY,
    }


def _log_configuration(path: Path) -> dict[str, Any]:
    return {
        "version": 1,
        "formatters": {"plain": {"format": "%(asctime)s - %(name)s - %(levelname)s - %(message)s"}},
        "handlers": {
            "file": {"class": "logging.FileHandler", "formatter": "plain", "filename": str(path)}
        },
        "root": {"level": "WARNING", "handlers": ["file"]},
    }


def _spawn(directory: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bot.homeserver.child", str(os.getpid()), *arguments]
    root = Path(__file__).resolve().parents[2]
    with (directory / "console.log").open("ab") as console:
        return subprocess.Popen(
            command,
            cwd=directory,
            env={**os.environ, "PYTHONPATH": str(root)},
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
            urllib.request.urlopen(f"{url}/health", timeout=2) as response,
        ):
            if response.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"Synapse was not healthy after {START_SECONDS} s: {console.read_text()}")


@contextlib.contextmanager
def running_synapse(directory: Path, **overrides: Any) -> Iterator[Homeserver]:
    """Start Synapse with its data in `directory`; stop it at the end. Started again, it keeps its data."""
    directory.mkdir(parents=True, exist_ok=True)
    config_path = directory / "homeserver.yaml"
    if config_path.exists():
        configuration = json.loads(config_path.read_text())
    else:
        configuration = _configuration(directory, free_port(), secrets.token_hex(16))
    configuration |= overrides
    configuration = {key: value for key, value in configuration.items() if value is not None}
    config_path.write_text(json.dumps(configuration, indent=1))  # JSON is YAML
    log_path = directory / "homeserver.log"
    (directory / "log.yaml").write_text(json.dumps(_log_configuration(log_path)))
    _spawn(directory, "--generate-keys", "-c", str(config_path)).wait(timeout=START_SECONDS)
    process = _spawn(directory, "-c", str(config_path))
    url = f"http://127.0.0.1:{configuration['listeners'][0]['port']}"
    try:
        _wait_until_healthy(process, url, directory / "console.log")
        yield Homeserver(
            url=url,
            server_name=configuration["server_name"],
            registration_secret=configuration["registration_shared_secret"],
            data_dir=directory,
            log_path=log_path,
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
