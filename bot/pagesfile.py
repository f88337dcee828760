# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``pages.toml``: where the bot serves the pages that clients show beside the chat."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.tomlfile import TomlFile

LARGEST_PORT = 65_535
USUAL_PORT = 8092
ADVICE = "See docs/howto/operator/pages.md."
CLIENTS = ("https://app.element.io", "vector:")
"""Programs that may show the pages in a frame if the file names none."""
LOOPBACK = ("http://127.0.0.1:*", "http://localhost:*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesSettings:
    """The pages of one installation."""

    public_url: str
    """Where members' programs reach them, without a slash at the end."""
    host: str = "127.0.0.1"
    port: int = USUAL_PORT
    clients: tuple[str, ...] = CLIENTS
    """Sources (CSP, ``frame-ancestors``) that may show the pages in a frame."""


def load_pages(path: Path) -> PagesSettings:
    """Read the file. Raises `FileRefused` with file, line and a sentence."""
    file = TomlFile.load(path, ADVICE)
    file.known_only(file.table, ("pages",))
    section: Mapping[str, Any] = file.take(file.table, ("pages",), dict, None)
    file.known_only(section, ("public_url", "host", "port", "clients"), ("pages",))
    return PagesSettings(
        public_url=_url(file, section),
        host=_host(file, section),
        port=_port(file, section),
        clients=_clients(file, section),
    )


def _url(file: TomlFile, section: Mapping[str, Any]) -> str:
    where = ("pages", "public_url")
    told = file.take(section, where, str, None)
    parts = urlsplit(told)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise file.refusal(where, "public_url must be an address like https://pages.example.")
    if parts.scheme == "http" and not local:
        raise file.refusal(where, "public_url must begin with https; programs refuse other frames.")
    return told.rstrip("/")


def _host(file: TomlFile, section: Mapping[str, Any]) -> str:
    told = file.take(section, ("pages", "host"), str, "127.0.0.1")
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        raise file.refusal(("pages", "host"), "host must be an IP address.") from None


def _port(file: TomlFile, section: Mapping[str, Any]) -> int:
    told = file.take(section, ("pages", "port"), int, USUAL_PORT)
    if not 0 < told <= LARGEST_PORT:
        raise file.refusal(("pages", "port"), f"port must be from 1 to {LARGEST_PORT}.")
    return told


def _clients(file: TomlFile, section: Mapping[str, Any]) -> tuple[str, ...]:
    where = ("pages", "clients")
    told = file.take(section, where, list, list(CLIENTS))
    for one in told:
        # A semicolon, comma or space would end the directive and begin another.
        if not isinstance(one, str) or not one or set(one) & set(" ;,'\"\r\n"):
            raise file.refusal(where, "clients must be addresses like https://element.example.")
    return tuple(told)
