# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The conference file, and the names MatrixRTC clients derive on their side."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conference import hashed_identity, legacy_identity, room_name
from bot.conferencefile import load_conference
from bot.tomlfile import FileRefused

GOOD = """\
[conference]
provider = "livekit"
url = "https://sfu.example/"
public_url = "wss://sfu.example"
key_file = "keys"

[web]
host = "::1"
port = 18090
private_servers = true
"""


def _written(folder: Path, text: str) -> Path:
    keys = folder / "keys"
    keys.write_text("new: " + "s" * 40 + "\nold: " + "t" * 40 + "\n")
    keys.chmod(0o600)
    path = folder / "conference.toml"
    path.write_text(text)
    return path


def test_bridge_and_livekit_differ_by_a_word_and_an_address(tmp_path: Path) -> None:
    settings = load_conference(_written(tmp_path, GOOD))
    assert settings.provider == "livekit"
    assert (settings.server.url, settings.server.public_url) == (
        "https://sfu.example",
        "wss://sfu.example",
    )
    assert (settings.server.key, settings.server.secret) == ("new", "s" * 40)
    assert (settings.host, settings.port, settings.private_servers) == ("::1", 18090, True)
    bridge = load_conference(_written(tmp_path, GOOD.replace("livekit", "bridge")))
    assert bridge.server == settings.server


def test_an_associations_own_authority_is_trusted_besides_the_machines(tmp_path: Path) -> None:
    assert load_conference(_written(tmp_path, GOOD)).tls is None
    bundle = next(p for p in (Path("/etc/ssl/certs/ca-certificates.crt"),) if p.exists())
    first = bundle.read_text().split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----"
    (tmp_path / "ca.pem").write_text(first)
    settings = load_conference(_written(tmp_path, GOOD + 'authorities = ["ca.pem"]\n'))
    assert settings.tls is not None
    assert settings.tls.check_hostname


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('provider = "livekit"', 'provider = "jitsi"', "line 2: provider must be bridge or"),
        ("https://sfu", "ftp://sfu", "line 3: url must be an address"),
        ("https://sfu.example/", "https://[", "line 3: url must be an address"),
        ("wss://sfu.example", "wss://sfu.example:port", "line 4: public_url must be an address"),
        ("wss://", "https://", "line 4: public_url must be an address"),
        ('key_file = "keys"', 'key_file = "none"', "line 5"),
        ('host = "::1"', 'host = "here"', "host must be an IP address"),
        ("port = 18090", "port = 99999", "port must be from 0 to 65535"),
        ("port = 18090", "prot = 1", "Did you mean port?"),
        ("port = 18090", 'authorities = ["keys"]', "keys holds no certificate"),
        ("port = 18090", 'authorities = ["no.pem"]', "no.pem holds no certificate"),
        ("provider", "provder", "Did you mean provider?"),
    ],
)
def test_a_slip_of_the_pen_is_named(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(FileRefused) as caught:
        load_conference(_written(tmp_path, GOOD.replace(old, new, 1)))
    assert sentence in str(caught.value)


def test_a_short_secret_and_a_file_others_may_read_are_refused(tmp_path: Path) -> None:
    path = _written(tmp_path, GOOD)
    (tmp_path / "keys").write_text("new: short")
    with pytest.raises(FileRefused, match="32 bytes"):
        load_conference(path)
    _written(tmp_path, GOOD)
    (tmp_path / "keys").chmod(0o644)
    with pytest.raises(FileRefused, match="keys"):
        load_conference(path)


def test_names_are_those_the_clients_derive() -> None:
    # printf '["!r:x","m.call#ROOM"]' | openssl dgst -sha256 -binary | base64 | tr -d =
    assert room_name("!r:x") == "pRFzEPtSfqdKIzEf0NCR8PiABfxPTGTxjJq8B7Y6NS4"
    assert hashed_identity("@u:x", "D", "m") == "v8ykIRnIQJwrlZZrmy/1XDwTd7FrEaIbvTMW5eMsIM4"
    assert legacy_identity("@u:x", "D") == "@u:x:D"
