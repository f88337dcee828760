# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a municipality (Kommune) says about itself: the one source of every rendered file.

The model is plain values; each field names the check its value must pass. Reading a file is in
`loader.py`. A check returns the value in its final form or raises ValueError with the end of a
sentence that begins with the key's name.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from dataclasses import Field, dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

ROOM_VERSIONS = ("11", "12")
ROOM_KINDS_ENCRYPTED = ("invite", "all")
LEAST_PASSWORD_HASH_ROUNDS = 10  # below this a stolen database gives its passwords away

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LOCALPART = re.compile(r"[a-z0-9.=/+-][a-z0-9._=/+-]*")  # Matrix 1.16, user identifiers
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,62}")
_KEY_ID = re.compile(r"ed25519:[A-Za-z0-9_]+")
_HIGHEST_PORT = 65535
_ED25519_BYTES = 32

Check = Callable[[Any], Any]


def one_line(value: Any) -> str:
    """A non-empty text without line breaks or control characters."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError("must be a text of one line in quotation marks")
    return value.strip()


def yes_or_no(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false, without quotes")
    return value


def whole_number(lowest: int, highest: int) -> Check:
    """A check for whole numbers in a range, both ends included."""

    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"must be a whole number from {lowest} to {highest}, without quotes")
        if not lowest <= value <= highest:
            raise ValueError(f"must be between {lowest} and {highest}, not {value}")
        return value

    return check


def one_of(*choices: str) -> Check:
    """A check for a word (or a bare number standing for it) out of a list."""

    def check(value: Any) -> str:
        word = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if word not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}, not {value!r}")
        return str(word)

    return check


def _is_host(host: str) -> bool:
    if host.startswith("[") and host.endswith("]"):
        try:
            return ipaddress.ip_address(host[1:-1]).version == 6  # noqa: PLR2004 - IPv6
        except ValueError:
            return False
    return len(host) <= 230 and all(_LABEL.fullmatch(label) for label in host.split("."))  # noqa: PLR2004 - Matrix: user ids have 255 bytes


def server_name(value: Any) -> str:
    """A Matrix server name: host in lower case, optionally with a port."""
    text = one_line(value)
    if "*" in text:
        raise ValueError("must name every server in full: placeholders such as * are not allowed")
    host, port = text, ""
    if match := re.fullmatch(r"(.+):(\d{1,5})", text):
        host, port = match.groups()
    if not _is_host(host) or (port and not 0 < int(port) <= _HIGHEST_PORT):
        raise ValueError(
            f"must be a server name such as stadt.example, in lower case and without "
            f"https:// or a path, not {text!r}"
        )
    return text


def server_names(value: Any) -> tuple[str, ...]:
    """A list of server names without repetitions."""
    return _list_of(value, server_name, '["nachbarort.example"]')


def _list_of(value: Any, check: Check, example: str) -> tuple[str, ...]:
    """Entries that all pass `check`, none twice."""
    if not isinstance(value, list | tuple):
        raise ValueError(f"must be a list such as {example}")
    entries = tuple(_entry(number, entry, check) for number, entry in enumerate(value, start=1))
    twice = sorted({entry for entry in entries if entries.count(entry) > 1})
    if twice:
        raise ValueError(f"names {twice[0]} twice")
    return entries


def _entry(number: int, value: Any, check: Check) -> str:
    try:
        return str(check(value))
    except ValueError as error:
        raise ValueError(f"has a wrong entry {number}: it {error}") from None


def _url(schemes: tuple[str, ...], *, path: bool) -> Check:
    example = f"{schemes[0]}://matrix.stadt.example/"

    def check(value: Any) -> str:
        text = one_line(value)
        try:
            parts = urlsplit(text)
            _ = parts.port
        except ValueError:
            raise ValueError(f"must be an address such as {example}, not {text!r}") from None
        if parts.scheme not in schemes or not parts.hostname or not _is_host(parts.hostname):
            raise ValueError(f"must be an address such as {example}, not {text!r}")
        if parts.username or parts.query or parts.fragment:
            raise ValueError("must have no user name, no ? and no # in it")
        if not path and parts.path not in ("", "/"):
            raise ValueError("must end after the host (and port): Synapse needs a host of its own")
        return text if path else text.rstrip("/") + "/"

    return check


def localpart(value: Any) -> str:
    """The part of a Matrix user id between @ and the colon."""
    text = one_line(value)
    if not _LOCALPART.fullmatch(text):
        raise ValueError(
            "must be a user name without @ and server, of lower case letters, digits and . _ = - /"
        )
    return text


def identifier(value: Any) -> str:
    """A name for a role or database that needs no quoting in SQL."""
    text = one_line(value)
    if not _IDENTIFIER.fullmatch(text):
        raise ValueError("must begin with a letter and have only lower case letters, digits and _")
    return text


def absolute_path(value: Any) -> str:
    """The absolute path of a file on the server's machine."""
    text = one_line(value)
    if not text.startswith("/") or text.endswith("/"):
        raise ValueError(f"must be the whole path of a file (/etc/gremium/x.pem), not {text!r}")
    return text


def listening_address(value: Any) -> str:
    """Address and port of this machine."""
    text = one_line(value)
    try:
        parts = urlsplit(f"//{text}")
        ipaddress.ip_address(parts.hostname or "")
        port = parts.port
    except ValueError:
        port = None
    if not port:
        raise ValueError(f'must be an address and a port such as "0.0.0.0:8448", not {text!r}')
    return text


def networks(value: Any) -> tuple[str, ...]:
    """A list of IP networks; a single address is a network of its own."""
    return _list_of(value, _network, '["10.20.0.0/16"]')


def _network(value: Any) -> str:
    text = one_line(value)
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as error:
        raise ValueError(f"must be a network such as 10.20.0.0/16 ({error})") from None


def certificates(value: Any) -> tuple[str, ...]:
    """A list of paths of certificates."""
    return _list_of(value, absolute_path, '["/etc/gremium/association-ca.pem"]')


def database_host(value: Any) -> str:
    """A host name, an address, or the absolute path of the folder with PostgreSQL's socket."""
    text = one_line(value)
    if re.fullmatch(r"(/[A-Za-z0-9._-]+)+", text) or _is_host(text):
        return text
    raise ValueError("must be a host name, an address, or the path of PostgreSQL's socket folder")


def key_id(value: Any) -> str:
    """The id of a server signing key."""
    text = one_line(value)
    if not _KEY_ID.fullmatch(text):
        raise ValueError("must look like ed25519:a_AbCd (the second word in the old key file)")
    return text


def public_key(value: Any) -> str:
    """An Ed25519 public key, base64."""
    text = one_line(value)
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != _ED25519_BYTES:
        raise ValueError("must be the public key: 32 bytes in base64, 43 characters")
    return text.rstrip("=")


def moment(value: Any) -> datetime:
    """A date with time and time zone."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("must be a time with zone and without quotes: 2026-11-22T20:00:00+01:00")
    return value


def checked(check: Check, **options: Any) -> Any:
    """A dataclass field whose value from a file has to pass `check`."""
    return field(metadata={"check": check}, **options)


def check_of(spec: Field[Any]) -> Check:
    """The check of a field made by `checked`."""
    check: Check = spec.metadata["check"]
    return check


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The homeserver's name, which can never change, and where it is reached."""

    name: str = checked(server_name)
    url: str | None = checked(_url(("https",), path=False), default=None)
    port: int = checked(whole_number(1, _HIGHEST_PORT), default=8008)
    contact: str | None = checked(one_line, default=None)
    bot: str = checked(localpart, default="gremium")


@dataclass(frozen=True, slots=True, kw_only=True)
class Federation:
    """The servers this one talks to; empty: none. How they find each other, and whom they trust.

    `listen`, `certificate` and `private_key` belong together: all or none.
    """

    allow: tuple[str, ...] = checked(server_names, default=())
    authorities: tuple[str, ...] = checked(certificates, default=())
    private_networks: tuple[str, ...] = checked(networks, default=())
    listen: str | None = checked(listening_address, default=None)
    certificate: str | None = checked(absolute_path, default=None)
    private_key: str | None = checked(absolute_path, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """How new rooms are made, and how many members come to a roll call at once."""

    version: str = checked(one_of(*ROOM_VERSIONS), default="12")
    encrypted: str = checked(one_of(*ROOM_KINDS_ENCRYPTED), default="invite")
    notifications: bool = checked(yes_or_no, default=True)
    members: int = checked(whole_number(5, 1000), default=80)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long the server keeps what it holds, in days; 0: for ever."""

    message_days: int = checked(whole_number(0, 36500), default=365)
    remote_media_days: int = checked(whole_number(0, 36500), default=30)
    address_days: int = checked(whole_number(1, 90), default=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """Files members may send."""

    upload_megabytes: int = checked(whole_number(1, 2000), default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passwords:
    """Least length in characters; work factor of bcrypt (each step doubles the time)."""

    minimum_length: int = checked(whole_number(8, 128), default=12)
    hash_rounds: int = checked(whole_number(4, 16), default=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Whether the bot may ask for one-time links, each with the member's consent here."""

    links: bool = checked(yes_or_no, default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conference:
    """The service that hands out tokens for the conference (MatrixRTC); None: no conference."""

    service_url: str | None = checked(_url(("https", "http"), path=True), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """PostgreSQL, for the flavour `single`."""

    host: str = checked(database_host, default="127.0.0.1")
    port: int = checked(whole_number(1, _HIGHEST_PORT), default=5432)
    name: str = checked(identifier, default="synapse")
    user: str = checked(identifier, default="synapse")
    connections: int = checked(whole_number(2, 100), default=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldSigningKey:
    """A server key used until `expired`; others need it to check old events."""

    id: str = checked(key_id)
    key: str = checked(public_key)
    expired: datetime = checked(moment)  # noqa: RUF009 - a dataclass field, as the others

    @property
    def expired_ms(self) -> int:
        """Milliseconds since 1970, as Synapse wants it."""
        return int(self.expired.timestamp() * 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """Everything the rendered configuration depends on, besides secrets."""

    name: str = checked(one_line)
    server: Server
    federation: Federation = Federation()
    rooms: Rooms = Rooms()
    retention: Retention = Retention()
    media: Media = Media()
    passwords: Passwords = Passwords()
    sign_in: SignIn = SignIn()
    conference: Conference = Conference()
    database: Database = Database()
    old_signing_keys: tuple[OldSigningKey, ...] = ()
