# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asks a running homeserver the questions of `gremium doctor`; `findings.py` judges the answers."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp

from bot.homeserver import findings
from bot.homeserver.admin import AdminClient, AdminError
from bot.homeserver.certificates import end_of
from bot.homeserver.findings import Finding, Weight

_SECONDS = 10
_ASKED_TIMELINE_LIMIT = 100_000  # more than any server grants; it answers with its own limit
_OK = 200


async def inspect(
    url: str,
    token: str,
    *,
    now: Callable[[], datetime],
    admin_token: str | None = None,
    reach_peers: bool = True,
    tls: ssl.SSLContext | None = None,
) -> list[Finding]:
    """Look at the homeserver at `url` as the bot whose access token is `token`.

    Args:
        now: our clock, with time zone; asked at the moment the server's time is known.
        admin_token: of a server administrator; without it the bot's rate limit stays unknown.
        reach_peers: also try to reach every server of the federation allow-list.
        tls: whom the homeserver trusts of these; None: the authorities of this machine.

    A homeserver that does not answer is a finding too; nothing is raised for it.
    """
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(timeout=timeout) as http:
        inspector = _Inspector(http, url.rstrip("/"), headers, tls)
        try:
            return await inspector.everything(now, admin_token, reach_peers=reach_peers)
        except (aiohttp.ClientError, TimeoutError) as error:
            why = f"{url} does not answer ({type(error).__name__})."
            remedy = "Start it, or correct the homeserver's address."
            return [findings.error("homeserver", why, remedy)]


class _Inspector:
    """One visit to one homeserver."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        url: str,
        headers: Mapping[str, str],
        tls: ssl.SSLContext | None,
    ) -> None:
        self._http, self._url, self._headers = http, url, headers
        self._trust: ssl.SSLContext | bool = tls if tls is not None else True

    async def everything(
        self, now: Callable[[], datetime], admin_token: str | None, *, reach_peers: bool
    ) -> list[Finding]:
        found = await self._public(now)
        status, who = await self._get("/_matrix/client/v3/account/whoami")
        if status != _OK:
            found.append(
                findings.error(
                    "login",
                    "The homeserver does not accept the bot's access token.",
                    "Log the bot in again: `gremium bot` does so with its password.",
                )
            )
            return found
        user = str(who["user_id"])
        found += await self._with_login(user)
        found.append(await self._rate_limit(user, admin_token))
        found += await self._federation(now, reach_peers=reach_peers)
        return found

    async def _public(self, now: Callable[[], datetime]) -> list[Finding]:
        async with self._http.get(f"{self._url}/_matrix/client/versions") as response:
            versions = (await _object(response)).get("versions", [])
            date = response.headers.get("Date")
        found = [findings.judge_versions(versions)]
        if date is not None:
            found.append(findings.judge_clock(parsedate_to_datetime(date), now()))
        status, content = await self._get("/.well-known/matrix/client")
        found.append(findings.judge_well_known(content if status == _OK else None))
        status, _ = await self._send("POST", "/_matrix/client/v3/register", {}, login=False)
        found.append(findings.judge_registration(status))
        return found

    async def _with_login(self, user: str) -> list[Finding]:
        _, answer = await self._get("/_matrix/client/v3/capabilities")
        capabilities = answer.get("capabilities", {})
        return [
            findings.judge_room_versions(capabilities.get("m.room_versions", {})),
            findings.judge_delayed_events(
                capabilities.get("org.matrix.msc4140.delayed_events", {})
            ),
            findings.judge_timeline_limit(await self._timeline_limit(user)),
            findings.judge_presence(await self._presence(user)),
        ]

    async def _timeline_limit(self, user: str) -> int:
        """The server cuts the limit of a stored filter down to what it grants: ask and read back.

        0 when it does not answer as Synapse does.
        """
        path = f"/_matrix/client/v3/user/{quote(user, safe='')}/filter"
        body = {"room": {"timeline": {"limit": _ASKED_TIMELINE_LIMIT}}}
        _, stored = await self._send("POST", path, body)
        _, content = await self._get(f"{path}/{quote(str(stored.get('filter_id', '0')), safe='')}")
        limit: int = content.get("room", {}).get("timeline", {}).get("limit", 0)
        return limit

    async def _presence(self, user: str) -> bool:
        """A server without presence takes the word and forgets it."""
        path = f"/_matrix/client/v3/presence/{quote(user, safe='')}/status"
        await self._send("PUT", path, {"presence": "online"})
        _, answer = await self._get(path)
        return answer.get("presence") == "online"

    async def _rate_limit(self, user: str, admin_token: str | None) -> Finding:
        if admin_token is not None:
            async with AdminClient(self._url) as admin:
                try:
                    limit = await admin.rate_limit(user, admin_token=admin_token)
                except AdminError as error:
                    return _unknown_rate_limit(str(error))
            return findings.judge_rate_limit(user, limit)
        return _unknown_rate_limit("no administrator's token was given")

    async def _federation(self, now: Callable[[], datetime], *, reach_peers: bool) -> list[Finding]:
        status, answer = await self._get("/_synapse/client/v1/config/federation_whitelist")
        found = [findings.judge_federation(answer if status == _OK else None)]
        if reach_peers:
            peers = sorted(answer.get("whitelist", []))
            looks = await asyncio.gather(*(self._peer(str(peer), now) for peer in peers))
            found += [finding for look in looks for finding in look]
        return found

    async def _peer(self, server: str, now: Callable[[], datetime]) -> list[Finding]:
        """Reach a server as others would: by .well-known, else by port 8448.

        SRV records are left out; .well-known has replaced them (Matrix 1.8).
        """
        try:
            host = await self._delegated(server)
            address = f"https://{host}/_matrix/federation/v1/version"
            async with self._http.get(address, ssl=self._trust) as response:
                reached = response.status == _OK
                found = [findings.judge_peer(server, reached, f"status {response.status}")]
                found += _clock(server, response.headers.get("Date", ""), now())
            return found + await self._certificate(server, host, now())
        except aiohttp.ClientConnectorCertificateError as error:
            cause = error.certificate_error
            why = getattr(cause, "verify_message", "") or type(cause).__name__
            return [findings.distrusted_peer(server, why)]
        except (aiohttp.ClientError, TimeoutError) as error:
            return [findings.judge_peer(server, False, type(error).__name__)]

    async def _certificate(self, server: str, host: str, now: datetime) -> list[Finding]:
        """Tell of a partner's certificate if it ends soon."""
        trust = self._trust if isinstance(self._trust, ssl.SSLContext) else None
        where = urlsplit(f"https://{host}")
        trusted = trust or ssl.create_default_context()
        try:
            ends = await end_of(where.hostname or "", where.port or 443, trusted, _SECONDS)
        except (OSError, TimeoutError, ValueError):
            return []  # told already, or a moment's trouble
        remedy = "Ask its operators to renew it before the next meeting."
        what = f"The certificate of {server}"
        judged = findings.judge_end("federation", what, ends, now, remedy)
        return [] if judged.weight is Weight.FINE else [judged]

    async def _delegated(self, server: str) -> str:
        default = server if ":" in server else f"{server}:8448"
        if ":" in server:
            return default
        try:
            address = f"https://{server}/.well-known/matrix/server"
            async with self._http.get(address, ssl=self._trust) as response:
                name = (await _object(response)).get("m.server")
        except (aiohttp.ClientError, TimeoutError):
            return default
        if not isinstance(name, str):
            return default
        return name if ":" in name else f"{name}:8448"

    async def _get(self, path: str) -> tuple[int, dict[str, Any]]:
        return await _answer(self._http.get(self._url + path, headers=self._headers))

    async def _send(
        self, method: str, path: str, body: dict[str, Any], *, login: bool = True
    ) -> tuple[int, dict[str, Any]]:
        headers = self._headers if login else {}
        return await _answer(
            self._http.request(method, self._url + path, json=body, headers=headers)
        )


def _clock(server: str, date: str, now: datetime) -> list[Finding]:
    """Tell of a partner's clock if it is off."""
    try:
        judged = findings.judge_peer_clock(server, parsedate_to_datetime(date), now)
    except (ValueError, TypeError):
        return []  # it does not say what time it is
    return [] if judged.weight is Weight.FINE else [judged]


def _unknown_rate_limit(why: str) -> Finding:
    return findings.warning(
        "rate limit",
        f"Whether the bot's rate limit is lifted is unknown: {why.rstrip('.')}.",
        "Run this on the homeserver's machine, where an administrator's token can be had.",
    )


async def _answer(request: Awaitable[aiohttp.ClientResponse]) -> tuple[int, dict[str, Any]]:
    response = await request
    try:
        return response.status, await _object(response)
    finally:
        response.release()


async def _object(response: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        content = await response.json(content_type=None)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
