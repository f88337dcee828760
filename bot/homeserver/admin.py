# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Accounts by Synapse's admin API: register by shared secret, log in, lift the bot's rate limit.

Everything can be repeated: an account that exists is not made again. Passwords and tokens come
from the caller and go back to him; none of them is logged or put into an error.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import quote

import aiohttp

_OK = 200
_NOT_FOUND = 404
_SECONDS = 30


class AdminError(Exception):
    """The homeserver refused or did not answer; the text says what was wanted and why not."""

    def __init__(self, wanted: str, reason: str, *, errcode: str | None = None) -> None:
        super().__init__(f"{wanted} failed: {reason}")
        self.errcode = errcode


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """One logged-in device of an account. The token is kept out of `repr` and so out of logs."""

    user_id: str
    device_id: str
    access_token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user name without @ and server, and its password, kept out of `repr`."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """An account's own limit on messages. (0, 0) means none."""

    messages_per_second: int
    burst_count: int


UNLIMITED = RateLimit(messages_per_second=0, burst_count=0)


class AdminClient:
    """Speaks to one homeserver on behalf of its operator. Use as `async with`."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SECONDS))

    async def __aenter__(self) -> AdminClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def login(
        self,
        user: str,
        password: str,
        *,
        device_id: str | None = None,
        device_name: str | None = None,
    ) -> Credentials:
        """Log in by password, on a new device or again on the device named.

        Raises:
            AdminError: `errcode` M_FORBIDDEN for a wrong password or unknown account.
        """
        body: dict[str, Any] = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": password,
        }
        if device_id is not None:
            body["device_id"] = device_id
        if device_name is not None:
            body["initial_device_display_name"] = device_name
        answer = await self._call(f"Login of {user}", "POST", "/_matrix/client/v3/login", body)
        return _credentials(answer)

    async def register(
        self,
        user: str,
        password: str,
        *,
        shared_secret: str,
        admin: bool = False,
        displayname: str | None = None,
    ) -> str:
        """Make an account and return its Matrix id. No device is logged in.

        Raises:
            AdminError: `errcode` M_USER_IN_USE when the account exists.
        """
        more: dict[str, Any] = {"inhibit_login": True}
        if displayname is not None:
            more["displayname"] = displayname
        answer = await self._register(user, password, shared_secret, admin=admin, more=more)
        return str(answer["user_id"])

    async def register_device(
        self, user: str, password: str, *, shared_secret: str, displayname: str | None = None
    ) -> Credentials:
        """Make an account and log in its first device at once; spares hashing the password twice.

        Raises:
            AdminError: `errcode` M_USER_IN_USE when the account exists.
        """
        more = {} if displayname is None else {"displayname": displayname}
        return _credentials(
            await self._register(user, password, shared_secret, admin=False, more=more)
        )

    async def _register(
        self, user: str, password: str, shared_secret: str, *, admin: bool, more: dict[str, Any]
    ) -> dict[str, Any]:
        path = "/_synapse/admin/v1/register"
        wanted = f"Registration of {user}"
        nonce = str((await self._call(wanted, "GET", path))["nonce"])
        body = {
            "username": user,
            "password": password,
            "admin": admin,
            "nonce": nonce,
            "mac": _registration_mac(shared_secret, nonce, user, password, admin=admin),
            **more,
        }
        return await self._call(wanted, "POST", path, body)

    async def ensure_account(
        self,
        user: str,
        password: str,
        *,
        shared_secret: str,
        admin: bool = False,
        displayname: str | None = None,
    ) -> bool:
        """Make the account unless it exists; whether it was made. The password is not compared.

        Raises:
            AdminError: anything else went wrong.
        """
        try:
            await self.register(
                user, password, shared_secret=shared_secret, admin=admin, displayname=displayname
            )
        except AdminError as error:
            if error.errcode == "M_USER_IN_USE":
                return False
            raise
        return True

    async def rate_limit(self, user_id: str, *, admin_token: str) -> RateLimit | None:
        """The limit set for this account; None when the server's general one holds."""
        answer = await self._call(
            f"Reading the rate limit of {user_id}", "GET", _limit_path(user_id), token=admin_token
        )
        if "messages_per_second" not in answer:
            return None
        return RateLimit(
            messages_per_second=int(answer["messages_per_second"] or 0),
            burst_count=int(answer["burst_count"] or 0),
        )

    async def set_rate_limit(
        self, user_id: str, limit: RateLimit = UNLIMITED, *, admin_token: str
    ) -> None:
        """Give this account a limit of its own; by default none at all, as the bot needs it."""
        body = {
            "messages_per_second": limit.messages_per_second,
            "burst_count": limit.burst_count,
        }
        wanted = f"Setting the rate limit of {user_id}"
        await self._call(wanted, "POST", _limit_path(user_id), body, token=admin_token)

    async def ensure_unlimited(self, user_id: str, *, admin_token: str) -> bool:
        """Lift the rate limit of this account unless it is lifted; whether anything was done."""
        if await self.rate_limit(user_id, admin_token=admin_token) == UNLIMITED:
            return False
        await self.set_rate_limit(user_id, admin_token=admin_token)
        return True

    async def logout(self, token: str) -> None:
        """Log out the device whose token this is; its token is worthless afterwards."""
        await self._call("Logout", "POST", "/_matrix/client/v3/logout", {}, token=token)

    async def ensure_bot(self, bot: Account, *, operator: Account, shared_secret: str) -> None:
        """Make the bot's account with no rate limit. Can be repeated at every start.

        Lifting the limit takes an administrator: `operator` is made for it, and is logged in only
        meanwhile, so that no administrator's token is left behind.

        Raises:
            AdminError: anything went wrong, e.g. `operator` exists with another password.
        """
        await self.ensure_account(bot.user, bot.password, shared_secret=shared_secret)
        await self.ensure_account(
            operator.user, operator.password, shared_secret=shared_secret, admin=True
        )
        session = await self.login(operator.user, operator.password, device_name="gremium set-up")
        try:
            server = session.user_id.partition(":")[2]
            user_id = f"@{bot.user}:{server}"
            await self.ensure_unlimited(user_id, admin_token=session.access_token)
        finally:
            await self.logout(session.access_token)

    async def reset_password(
        self, user_id: str, password: str, *, admin_token: str, log_out_devices: bool = False
    ) -> None:
        """Give an account a new password, e.g. for a member who forgot it."""
        path = f"/_synapse/admin/v1/reset_password/{quote(user_id, safe='')}"
        body = {"new_password": password, "logout_devices": log_out_devices}
        await self._call(
            f"Setting the password of {user_id}", "POST", path, body, token=admin_token
        )

    async def account_exists(self, user_id: str, *, admin_token: str) -> bool:
        """Whether this account exists on the server."""
        path = f"/_synapse/admin/v2/users/{quote(user_id, safe='')}"
        try:
            await self._call(f"Looking up {user_id}", "GET", path, token=admin_token)
        except AdminError as error:
            if error.errcode == "M_NOT_FOUND":
                return False
            raise
        return True

    async def _call(
        self,
        wanted: str,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        token: str | None = None,
    ) -> dict[str, Any]:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        try:
            async with self._http.request(
                method, self._url + path, json=body, headers=headers
            ) as response:
                answer = await _json(response)
                if response.status == _OK:
                    return answer
                errcode = answer.get("errcode")
                raise AdminError(wanted, _reason(response.status, answer), errcode=errcode)
        except (aiohttp.ClientError, TimeoutError) as error:
            reason = f"{self._url} does not answer ({type(error).__name__}). Does it run?"
            raise AdminError(wanted, reason) from None


def _limit_path(user_id: str) -> str:
    return f"/_synapse/admin/v1/users/{quote(user_id, safe='')}/override_ratelimit"


def _registration_mac(secret: str, nonce: str, user: str, password: str, *, admin: bool) -> str:
    """HMAC-SHA1 over the parts, each apart by a zero byte (Synapse: shared-secret registration)."""
    parts = (nonce, user, password, "admin" if admin else "notadmin")
    message = "\0".join(parts).encode()
    return hmac.new(secret.encode(), message, hashlib.sha1).hexdigest()


def _credentials(answer: dict[str, Any]) -> Credentials:
    return Credentials(
        user_id=answer["user_id"],
        device_id=answer["device_id"],
        access_token=answer["access_token"],
    )


async def _json(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """The answer's object; empty when a proxy answered with something else."""
    try:
        answer = await response.json(content_type=None)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _reason(status: int, answer: dict[str, Any]) -> str:
    if status == _NOT_FOUND and "errcode" not in answer:
        return (
            "this address has no admin interface. Use the homeserver's address on its own "
            "machine; the reverse proxy does not pass it on."
        )
    said = answer.get("error") or f"HTTP status {status}"
    code = answer.get("errcode")
    return f"the homeserver says: {said} ({code})." if code else f"{said}."
