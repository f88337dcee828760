# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Becoming a device: by password, or with an access token that somebody else obtained."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from http import HTTPStatus

from bot.matrix.events import Json
from bot.matrix.http import Http, MatrixError, Patience, path

_PATIENCE = Patience(total=12.0, single=12.0)
"""At the beginning somebody may be waiting, and a wrong address never answers."""


class LoginImpossible(Exception):
    """The server does not let us in this way; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One device of one account on its homeserver."""

    homeserver: str
    """Base URL of the client-server API."""
    user_id: str
    device_id: str
    token: str = field(repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    """Trust for an own certificate authority; None for the system's."""
    former: str = ""
    """The device the bot was before, if it became a new one; empty if it always was this one."""


async def login_password(
    homeserver: str,
    user: str,
    password: str,
    *,
    device_name: str,
    device_id: str | None = None,
    tls: ssl.SSLContext | None = None,
) -> Login:
    """Log in by password (user id or localpart); `device_id` continues a device known before.

    Raises LoginImpossible if the server takes no passwords, or not this one.
    """
    async with Http(base_url=homeserver, tls=tls, patience=_PATIENCE) as http:
        offered = await _offered(http)
        if not _offers_password(offered):
            raise LoginImpossible(
                "The homeserver takes no passwords (an authentication service does the log-in). "
                "Let its administrator issue a compatibility token and configure that."
            )
        request: Json = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": password,
            "initial_device_display_name": device_name,
        }
        if device_id is not None:
            request["device_id"] = device_id
        try:
            answer = await http.post(path("login"), request)
        except MatrixError as error:
            if error.status != HTTPStatus.FORBIDDEN:
                raise
            raise LoginImpossible(
                f"The homeserver does not accept this password for {user} ({error.errcode}: "
                f"{error.sentence}). Check user and password file; nothing was changed."
            ) from error
    return Login(
        homeserver=homeserver,
        user_id=answer["user_id"],
        device_id=answer["device_id"],
        token=answer["access_token"],
        tls=tls,
    )


async def with_token(
    homeserver: str,
    token: str,
    *,
    device_name: str | None = None,
    tls: ssl.SSLContext | None = None,
) -> Login:
    """Use an access token, e.g. a compatibility token of an authentication service.

    Asks the server whose it is and, if `device_name` is given, names the device. Raises
    LoginImpossible if the token belongs to no device: without one nothing can be encrypted.
    """
    async with Http(base_url=homeserver, token=token, tls=tls, patience=_PATIENCE) as http:
        answer = await http.get(path("account", "whoami"))
        device_id = answer.get("device_id")
        if not isinstance(device_id, str):
            raise LoginImpossible(
                "The access token belongs to no device, so nothing could be encrypted. "
                "Issue a token for a device (compatibility token) and configure that."
            )
        if device_name is not None:
            await http.put(path("devices", device_id), {"display_name": device_name})
    return Login(
        homeserver=homeserver,
        user_id=answer["user_id"],
        device_id=device_id,
        token=token,
        tls=tls,
    )


async def _offered(http: Http) -> Json:
    """Ask how one may log in. Where a service does it, the server may not know the question."""
    try:
        return await http.get(path("login"))
    except MatrixError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        return {}


def _offers_password(offered: Json) -> bool:
    flows = offered.get("flows")
    return isinstance(flows, list) and any(
        isinstance(flow, dict) and flow.get("type") == "m.login.password" for flow in flows
    )
