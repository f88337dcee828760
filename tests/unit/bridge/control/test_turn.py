# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Credentials a TURN server believes, until they end."""

from __future__ import annotations

from bridge.control.turn import credentials, ice_servers
from bridge.settings import IceServer


def test_credentials_are_the_hmac_of_end_and_a_name_that_is_none() -> None:
    user, password = credentials("north", "@ayse:town.example:ABC", 1_795_000_000)
    ends, _, who = user.partition(":")
    assert ends == "1795000000"
    assert "ayse" not in user
    # openssl dgst -sha1 -hmac north -binary | base64
    assert (who, password) == ("c971c2b294ecdc9a", "sGqnjbrYhGOftmDznNti0wkVJ6E=")


def test_only_servers_with_a_secret_get_credentials_and_each_ends_in_its_time() -> None:
    servers = (
        IceServer(urls=("turn:t.example",), secret="s", lifetime=60),
        IceServer(urls=("stun:t.example",)),
    )
    turn, stun = ice_servers(servers, "x", 1_000.7)
    assert turn.username.startswith("1060:")
    assert turn.credential
    assert (list(stun.urls), stun.username, stun.credential) == (["stun:t.example"], "", "")
