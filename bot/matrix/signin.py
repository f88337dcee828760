# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sign-in tokens for members who have consented at their homeserver.

The other side is `bot.homeserver.sign_in_links`, which runs inside Synapse and judges the consent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

from bot.matrix.http import Http, MatrixError, Patience, Unreachable

PATH = "/_synapse/client/org.gremium/sign_in_link"
KEY = "\N{KEY}"
"""The reaction a member consents with; programs may add how it is to be drawn (U+FE0F)."""
_PATIENCE = Patience(total=10.0, single=10.0)
"""A meeting goes on meanwhile."""


class NoToken(Exception):
    """The homeserver gives no token; ``often``: the account had too many within an hour."""

    def __init__(self, *, often: bool = False) -> None:
        super().__init__()
        self.often = often


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInToken:
    """Good for one sign-in as ``user`` within ``valid``."""

    user: str
    valid: timedelta
    token: str = field(repr=False)


def consents(key: str) -> bool:
    """Tell whether a reaction is the one that consents."""
    return key.rstrip("\N{VARIATION SELECTOR-16}") == KEY


async def offered(http: Http) -> bool:
    """Tell whether the homeserver hands out tokens. Raises Unreachable."""
    try:
        await http.request("GET", PATH, patience=_PATIENCE)
    except MatrixError:
        return False
    return True


async def token_for(http: Http, consent: str) -> SignInToken:
    """Return a token for who reacted by event ``consent``. Raises NoToken."""
    try:
        told = await http.request("POST", PATH, body={"consent": consent}, patience=_PATIENCE)
    except MatrixError as error:
        raise NoToken(often=error.status == HTTPStatus.TOO_MANY_REQUESTS) from None
    except Unreachable:
        raise NoToken from None
    user, token, valid = told.get("user"), told.get("token"), told.get("valid_ms")
    if not isinstance(user, str) or not isinstance(token, str) or not isinstance(valid, int):
        raise NoToken
    return SignInToken(user=user, token=token, valid=timedelta(milliseconds=valid))
