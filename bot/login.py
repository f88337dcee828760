# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Logging the bot in once: the device stays the same across restarts, unless it must not.

The access token and the key of the key store lie in ``<data>/login.json``, mode 0600. After a
restore, or when the operator wants it (``--new-device``), the bot logs in anew, keeps the key store
for reading, and logs its former device out so that nobody encrypts for that any more.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.archive import write_private
from bot.matrix.http import Http, MatrixError, Patience, Unreachable, path
from bot.matrix.login import Login, login_password, with_token

log = logging.getLogger(__name__)

KEPT = "login.json"
RESTORED = "restored.json"
"""Lies in a data folder that came out of a backup, until the bot has become a new device."""
_PARTING = Patience(total=5.0, single=5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The bot's account: a user with a password, or an access token of a device."""

    user: str = ""
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)


class NoLogin(Exception):
    """There is nothing to log in with, or not what is needed now."""


class OtherDevice(Exception):
    """The token belongs to another account or device than the keys in the data folder."""


async def keep_login(
    data: Path, homeserver: str, account: Account, *, new_device: bool = False
) -> tuple[Login, str]:
    """Return the login (the one of last time if it was the same account) and the store's key.

    With `new_device`, and after a restore, the bot becomes another device. Raises NoLogin,
    OtherDevice, LoginImpossible, MatrixError or Unreachable.
    """
    file = data / KEPT
    kept = json.loads(file.read_text()) if file.exists() else {}
    anew = bool(kept) and (new_device or (data / RESTORED).exists())
    store_key = kept.get("store_key") or secrets.token_urlsafe(32)
    login = await (_anew if anew else _as_before)(homeserver, account, kept)
    remembered = {
        "user_id": login.user_id,
        "device_id": login.device_id,
        "token": login.token,
        "former": login.former,
        "store_key": store_key,
    }
    write_private(file, json.dumps(remembered).encode())
    (data / RESTORED).unlink(missing_ok=True)
    if anew:
        await _part(homeserver, kept)
    return login, store_key


def _refuse_stranger(kept: Mapping[str, str], login: Login) -> None:
    """Members share keys with a device: under another name its key store opens nothing."""
    user, device = kept.get("user_id", login.user_id), kept.get("device_id", login.device_id)
    if user != login.user_id:
        raise OtherDevice(
            f"The token belongs to {login.user_id}, the data folder to {user}. Nothing was "
            "changed. Let a token be issued for that account, or name another folder with --data."
        )
    if device != login.device_id:
        raise OtherDevice(
            f"The token belongs to the device {login.device_id}, the keys in the data folder to "
            f"{device}. Nothing was changed. Let a token be issued for {device}, or start once "
            "with --new-device: then the bot becomes a new device of the same identity."
        )


async def _as_before(homeserver: str, account: Account, kept: Mapping[str, str]) -> Login:
    same = _same(kept, account)
    former = kept.get("former", "") if same else ""
    if account.token:
        login = await with_token(homeserver, account.token, device_name="Gremium")
        _refuse_stranger(kept, login)
        return _after(login, kept) if same else login
    if kept.get("token") and same:
        return Login(
            homeserver=homeserver,
            user_id=kept["user_id"],
            device_id=kept["device_id"],
            token=kept["token"],
            former=former,
        )
    if account.password:
        return await login_password(
            homeserver, account.user, account.password, device_name="Gremium"
        )
    raise NoLogin("The bot has neither a password nor an access token; configure one of them.")


async def _anew(homeserver: str, account: Account, kept: Mapping[str, str]) -> Login:
    """Become another device of the account."""
    user = account.user or kept.get("user_id", "")
    if account.token:
        login = await with_token(homeserver, account.token, device_name="Gremium")
        if login.device_id == kept.get("device_id"):
            raise NoLogin(
                "The access token belongs to the device the bot was before. It must become a new "
                "one: issue a token for another device."
            )
    elif account.password:
        login = await login_password(homeserver, user, account.password, device_name="Gremium")
    else:
        raise NoLogin(
            "The bot must log in as a new device (it was restored from a backup, or that was asked "
            "for), and the kept access token cannot do that. Start once with --password-file, or "
            "with --token-file and a token of a new device."
        )
    return _after(login, kept)


def _after(login: Login, kept: Mapping[str, str]) -> Login:
    """Note which device the bot was before."""
    before = kept.get("device_id", "")
    if before == login.device_id:
        return replace(login, former=kept.get("former", ""))
    return replace(login, former=before if kept.get("user_id") == login.user_id else "")


async def _part(homeserver: str, kept: Mapping[str, str]) -> None:
    """Log the former device out, so that nobody encrypts for it; it may be gone already."""
    if not kept.get("token"):
        return
    async with Http(base_url=homeserver, token=kept["token"], patience=_PARTING) as http:
        try:
            await http.post(path("logout"), {})
        except (MatrixError, Unreachable) as error:
            log.warning("the former device could not be logged out: %s", type(error).__name__)


def _same(kept: Mapping[str, str], account: Account) -> bool:
    user = kept.get("user_id", "")
    return account.user in ("", user, user.removeprefix("@").partition(":")[0])
