# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asks a user's homeserver whose OpenID token this is (Matrix server-server API, openid/userinfo).

The answer proves an account on that server and nothing else. Only servers that somebody on the
roster is on are asked, and none at an address inside our own network.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import json
import re
import socket
import ssl
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

USERINFO = "/_matrix/federation/v1/openid/userinfo"
LARGEST = 16_384
"""Bytes of any answer."""
LONGEST_TOKEN = 2_048
KEEP_SECONDS = 60.0
KEEP = 1_000
FEDERATION_PORT = 8448
_NAME = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,230})(:(?P<port>\d{1,5}))?")
_USER = re.compile(r"@[^:\x00\s]{1,200}:(?P<server>\S{1,230})")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class OpenIdRefused(Exception):
    """The token proves nothing; ``str()`` is what the client is told."""


class OpenIdUnreachable(Exception):
    """The user's homeserver gave no usable answer in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Which homeservers are asked, and where."""

    own: Mapping[str, str]
    """Client address by server name, for homeservers reached directly."""
    known: Callable[[], Collection[str]]
    """Server names of everybody on the rosters, at this moment."""
    reachable: Callable[[Address], bool] = lambda address: address.is_global
    """Whether a federated server may be at this address."""
    tls: ssl.SSLContext | None = None
    timeout: float = 5.0
    """Seconds for everything together, discovery included."""


class OpenId:
    """Checks OpenID tokens. An async context manager."""

    def __init__(self, servers: Servers, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._servers = servers
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> OpenId:
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(resolver=_Guarded(self._servers.reachable), limit=20),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()
        self._session = None

    async def user(self, token: str, server: str) -> str:
        """Return the Matrix user the token was issued to by ``server``.

        Raises `OpenIdRefused` or `OpenIdUnreachable`.
        """
        if not token or len(token) > LONGEST_TOKEN or not token.isascii():
            raise OpenIdRefused("the OpenID token is malformed")
        if server not in self._servers.own and server not in self._servers.known():
            raise OpenIdRefused("nobody here is on that homeserver")
        key = hashlib.sha256(json.dumps([server, token]).encode()).hexdigest()
        kept = self._known.get(key)
        if kept is not None and kept[0] > self._clock():
            return kept[1]
        user = await self._asked(token, server)
        self._known[key] = (self._clock() + KEEP_SECONDS, user)
        while len(self._known) > KEEP:
            self._known.popitem(last=False)
        return user

    async def _asked(self, token: str, server: str) -> str:
        try:
            async with asyncio.timeout(self._servers.timeout):
                base, own = self._servers.own.get(server), True
                if base is None:
                    base, own = await self._discovered(server), False
                told = await self._get(base + USERINFO, {"access_token": token}, own=own)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise OpenIdUnreachable("the homeserver gave no usable answer") from error
        user = told.get("sub") if told is not None else None
        if not isinstance(user, str):
            raise OpenIdRefused("the homeserver does not know this OpenID token")
        found = _USER.fullmatch(user)
        if found is None or found["server"] != server:
            # A server speaks for its own users only, whatever it claims.
            raise OpenIdRefused("the homeserver spoke for a user of another one")
        return user

    async def _discovered(self, server: str) -> str:
        """Return the federation address: a port or an IP address is one, else .well-known."""
        host, port = _split(server)
        if port is None and not _is_ip(host):
            told = await self._get(f"https://{host}/.well-known/matrix/server", {}, own=False)
            delegated = told.get("m.server") if told is not None else None
            if isinstance(delegated, str):
                host, port = _split(delegated)
        return f"https://{host}:{port or FEDERATION_PORT}"

    async def _get(
        self, url: str, params: Mapping[str, str], *, own: bool
    ) -> Mapping[str, Any] | None:
        """Return the JSON object at ``url``, None for any answer but 200. Follows no redirect."""
        if self._session is None:
            raise RuntimeError("used outside its context")
        host = urlsplit(url).hostname or ""
        if not own and _is_ip(host) and not self._servers.reachable(ipaddress.ip_address(host)):
            raise ValueError("an address of our own network")
        session, closing = self._session, None
        if own:  # our own homeserver is where we were told, also inside our network
            session = closing = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        try:
            tls = self._servers.tls if self._servers.tls is not None else True
            async with session.get(url, params=params, allow_redirects=False, ssl=tls) as answer:
                body = await answer.content.read(LARGEST + 1)
                while not answer.content.at_eof() and len(body) <= LARGEST:
                    body += await answer.content.read(LARGEST + 1 - len(body))
        finally:
            if closing is not None:
                await closing.close()
        if answer.status != 200 or len(body) > LARGEST:  # noqa: PLR2004 - HTTP's own
            return None
        told = json.loads(body)
        return told if isinstance(told, dict) else None


class _Guarded(AbstractResolver):
    """Resolves names, but only to addresses we may reach: also if a name is rebound meanwhile."""

    def __init__(self, reachable: Callable[[Address], bool]) -> None:
        self._reachable = reachable
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return what may be reached. Raises OSError if nothing may."""
        found = await self._resolver.resolve(host, port, family)
        allowed = [one for one in found if self._reachable(ipaddress.ip_address(one["host"]))]
        if not allowed:
            raise OSError("no address outside our own network")
        return allowed

    async def close(self) -> None:
        await self._resolver.close()


def _split(name: str) -> tuple[str, int | None]:
    """Return host and port of a server name. Raises ValueError for what is none."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError("no server name")
    return found["host"], int(found["port"]) if found["port"] else None


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
