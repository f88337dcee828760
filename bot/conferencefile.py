# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``conference.toml``: which server carries the conference, and where the bot answers.

`provider` says whose server it is. The bot drives our bridge and a LiveKit server alike; the word
is for people, and kept so that a file says what it is for.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.conference import Server
from bot.homeserver import secret_files
from bot.tomlfile import TomlFile

PROVIDERS = ("bridge", "livekit")
LEAST_SECRET = 32
LARGEST_PORT = 65_535
ADVICE = "See docs/howto/operator/conference.md."


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceSettings:
    """The conference of one installation."""

    provider: str
    server: Server
    host: str = "127.0.0.1"
    port: int = 8090
    private_servers: bool = False
    """Whether members' homeservers may be inside the municipality's own network."""
    tls: ssl.SSLContext | None = None
    """Trusts the association's own authorities besides the machine's; None = the machine's."""


def load_conference(path: Path) -> ConferenceSettings:
    """Read the file. Raises `FileRefused` with file, line and a sentence."""
    file = TomlFile.load(path, ADVICE)
    file.known_only(file.table, ("conference", "web"))
    section: Mapping[str, Any] = file.take(file.table, ("conference",), dict, None)
    file.known_only(section, ("provider", "url", "public_url", "key_file"), ("conference",))
    web: Mapping[str, Any] = file.take(file.table, ("web",), dict, {})
    file.known_only(web, ("host", "port", "private_servers", "authorities"), ("web",))
    provider = file.take(section, ("conference", "provider"), str, None)
    if provider not in PROVIDERS:
        raise file.refusal(("conference", "provider"), "provider must be bridge or livekit.")
    key, secret = _key(file, section, path)
    return ConferenceSettings(
        provider=provider,
        server=Server(
            url=_url(file, section, "url", ("http", "https")),
            public_url=_url(file, section, "public_url", ("ws", "wss")),
            key=key,
            secret=secret,
        ),
        host=_host(file, web),
        port=_port(file, web),
        private_servers=file.take(web, ("web", "private_servers"), bool, False),
        tls=_trust(file, web, path),
    )


def _url(file: TomlFile, section: Mapping[str, Any], key: str, schemes: tuple[str, ...]) -> str:
    told = file.take(section, ("conference", key), str, None)
    try:
        parts = urlsplit(told)
        usable = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise file.refusal(
            ("conference", key), f"{key} must be an address like {schemes[-1]}://sfu.example."
        )
    return told.rstrip("/")


def _key(file: TomlFile, section: Mapping[str, Any], path: Path) -> tuple[str, str]:
    where = ("conference", "key_file")
    named = path.parent / file.take(section, where, str, None)
    try:
        lines = [line for line in secret_files.read(named).splitlines() if line.strip()]
    except (secret_files.UnsafeSecretError, OSError) as error:
        raise file.refusal(where, f"{error}") from None
    # The first key is used, as the bridge itself does: new keys are written above old ones.
    name, _, secret = lines[0].partition(":") if lines else ("", "", "")
    name, secret = name.strip(), secret.strip().strip("\"'")
    if not name or len(secret.encode()) < LEAST_SECRET:
        raise file.refusal(
            where, f"{named.name} must hold `name: secret`, the secret of at least 32 bytes."
        )
    return name, secret


def _trust(file: TomlFile, web: Mapping[str, Any], path: Path) -> ssl.SSLContext | None:
    where = ("web", "authorities")
    named: list[Any] = file.take(web, where, list, [])
    if not named:
        return None
    context = ssl.create_default_context()
    for name in named:
        try:
            context.load_verify_locations(path.parent / str(name))
        except (OSError, ssl.SSLError) as error:
            raise file.refusal(where, f"{name} holds no certificate ({error}).") from None
    return context


def _host(file: TomlFile, web: Mapping[str, Any]) -> str:
    told = file.take(web, ("web", "host"), str, "127.0.0.1")
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        raise file.refusal(("web", "host"), "host must be an IP address.") from None


def _port(file: TomlFile, web: Mapping[str, Any]) -> int:
    told = file.take(web, ("web", "port"), int, 8090)
    if not 0 <= told <= LARGEST_PORT:
        raise file.refusal(("web", "port"), f"port must be from 0 to {LARGEST_PORT}.")
    return told
