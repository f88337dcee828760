# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Logging the bot in once: the device stays the same across restarts.

The access token and the key of the key store lie in ``<data>/login.json``, mode 0600.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from bot.archive import write_private
from bot.matrix.login import Login, login_password, with_token


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The bot's account: a user with a password, or an access token of a device."""

    user: str = ""
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)


class NoLogin(Exception):
    """Neither password nor token is configured."""


async def keep_login(data: Path, homeserver: str, account: Account) -> tuple[Login, str]:
    """Return the login (the one of last time if it was the same account) and the store's key.

    Raises NoLogin, LoginImpossible, MatrixError or Unreachable.
    """
    path = data / "login.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    store_key = kept.get("store_key") or secrets.token_urlsafe(32)
    if account.token:
        login = await with_token(homeserver, account.token, device_name="Gremium")
    elif kept.get("token") and _same(kept, account):
        login = Login(
            homeserver=homeserver,
            user_id=kept["user_id"],
            device_id=kept["device_id"],
            token=kept["token"],
        )
    elif account.password:
        login = await login_password(
            homeserver, account.user, account.password, device_name="Gremium"
        )
    else:
        raise NoLogin("The bot has neither a password nor an access token; configure one of them.")
    remembered = {
        "user_id": login.user_id,
        "device_id": login.device_id,
        "token": login.token,
        "store_key": store_key,
    }
    write_private(path, json.dumps(remembered).encode())
    return login, store_key


def _same(kept: dict[str, str], account: Account) -> bool:
    user = kept.get("user_id", "")
    return account.user in ("", user, user.removeprefix("@").partition(":")[0])
