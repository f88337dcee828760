# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every file says of a small web server of the bot: its address outside, and where it listens.

Each reads one value of ``section`` and raises `FileRefused` with file, line and a sentence.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.tomlfile import TomlFile

LARGEST_PORT = 65_535


def public_url(file: TomlFile, values: Mapping[str, Any], section: str) -> str:
    """Return the address the world uses, without a slash at the end."""
    where = (section, "public_url")
    told = file.take(values, where, str, None)
    parts = urlsplit(told)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise file.refusal(where, f"public_url must be an address like https://{section}.example.")
    if parts.scheme == "http" and not local:
        raise file.refusal(where, "public_url must begin with https; programs refuse other frames.")
    return told.rstrip("/")


def host(file: TomlFile, values: Mapping[str, Any], section: str) -> str:
    """Return the address of this machine to listen on; without one, the machine itself alone."""
    told = file.take(values, (section, "host"), str, "127.0.0.1")
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        raise file.refusal((section, "host"), "host must be an IP address.") from None


def port(file: TomlFile, values: Mapping[str, Any], section: str, usual: int) -> int:
    """Return the port to listen on."""
    told = file.take(values, (section, "port"), int, usual)
    if not 0 < told <= LARGEST_PORT:
        raise file.refusal((section, "port"), f"port must be from 1 to {LARGEST_PORT}.")
    return told
