# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The section ``[mail]`` of a council file: whose letters go by mail too, and by which server."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from bot.domain.ids import SeatId
from bot.tomlfile import TomlFile

KEYS = (
    "host",
    "port",
    "security",
    "user",
    "password_file",
    "sender",
    "certificates",
    "confidential",
    "addresses",
)
LARGEST_PORT = 65_535
ADDRESS_LIMIT = 254
_ADDRESS = re.compile(
    r"[!#$%&'*+/=?^_`{|}~A-Za-z0-9.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\Z"
)


class Security(StrEnum):
    """How the way to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
    """For a server on this machine only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The mail of one body."""

    host: str
    port: int
    security: Security
    sender: str
    addresses: Mapping[SeatId, str]
    """Only whom the office has asked; nobody else gets mail."""
    user: str = ""
    password_file: Path | None = None
    """0600; read when a letter is sent, so that it can be changed while the bot runs."""
    certificates: Path | None = None
    """A private CA's certificate; None: those of the machine."""
    confidential: bool = False
    """Whether letters with non-public items may go by mail, which everybody on the way can read."""


def mail_of(file: TomlFile, path: Path, seats: Collection[SeatId]) -> MailSettings | None:
    """Read the section; None if there is none. Raises FileRefused with file, line, sentence."""
    if "mail" not in file.table:
        return None
    section: Mapping[str, Any] = file.take(file.table, ("mail",), dict, None)
    file.known_only(section, KEYS, ("mail",))
    host = file.take(section, ("mail", "host"), str, None)
    security = _security(file, section, host)
    usual = 465 if security is Security.TLS else 587
    port = file.take(section, ("mail", "port"), int, usual)
    if not 0 < port <= LARGEST_PORT:
        raise file.refusal(("mail", "port"), f"port must be from 1 to {LARGEST_PORT}.")
    user = file.take(section, ("mail", "user"), str, "")
    named = file.take(section, ("mail", "password_file"), str, "")
    if bool(user) != bool(named):
        raise file.refusal(("mail",), "user and password_file belong together.")
    if user and security is Security.NONE:
        raise file.refusal(
            ("mail", "security"), "a password is never sent without TLS. Use starttls or tls."
        )
    sender = file.take(section, ("mail", "sender"), str, None)
    own = file.take(section, ("mail", "certificates"), str, "")
    return MailSettings(
        host=host,
        port=port,
        security=security,
        sender=_address(file, ("mail", "sender"), sender),
        addresses=_addresses(file, section, seats),
        user=user,
        password_file=path.parent / named if named else None,
        certificates=path.parent / own if own else None,
        confidential=file.take(section, ("mail", "confidential"), bool, False),
    )


def _security(file: TomlFile, section: Mapping[str, Any], host: str) -> Security:
    key = ("mail", "security")
    word = file.take(section, key, str, "starttls")
    if word not in tuple(Security):
        raise file.refusal(key, f"{word!r} is none of: {', '.join(Security)}.")
    if word == Security.NONE and not _here(host):
        raise file.refusal(key, "only a mail server on this machine may go without TLS.")
    return Security(word)


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _addresses(
    file: TomlFile, section: Mapping[str, Any], seats: Collection[SeatId]
) -> dict[SeatId, str]:
    table: Mapping[str, Any] = file.take(section, ("mail", "addresses"), dict, {})
    found = {}
    for number in table:
        key = ("mail", "addresses", number)
        if SeatId(number) not in seats:
            raise file.refusal(key, f"there is no seat {number!r} on the roster.")
        found[SeatId(number)] = _address(file, key, file.take(table, key, str, None))
    return found


def _address(file: TomlFile, key: tuple[str, ...], told: str) -> str:
    if len(told) > ADDRESS_LIMIT or not _ADDRESS.match(told):
        raise file.refusal(key, f"{told!r} is no mail address, such as anna@example.org.")
    return told
