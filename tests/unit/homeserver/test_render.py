# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rendering: what stands in the files, and what happens to hand edits and secrets."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.homeserver import secret_files
from bot.homeserver.description import (
    Conference,
    Federation,
    Municipality,
    OldSigningKey,
    Passwords,
    Retention,
    Rooms,
    Server,
)
from bot.homeserver.layout import Layout
from bot.homeserver.limits import rate_limits
from bot.homeserver.render import (
    Fate,
    Flavour,
    RenderError,
    blocked_networks,
    render,
    rendered_texts,
)
from bot.homeserver.settings import SettingsError, read_settings

TOWN = Municipality(
    name="Musterbach",
    server=Server(name="musterbach.example", url="https://matrix.musterbach.example/"),
)
HERE = Layout(Path("/srv/gremium"))


def homeserver_yaml(description: Municipality, flavour: Flavour) -> dict[str, Any]:
    text = rendered_texts(description, flavour, HERE)["homeserver.yaml"]
    content: dict[str, Any] = yaml.safe_load(text)
    return content


@pytest.mark.parametrize("flavour", list(Flavour))
def test_every_flavour_is_hardened(flavour: Flavour) -> None:
    config = homeserver_yaml(TOWN, flavour)

    expected = {
        "enable_registration": False,
        "allow_guest_access": False,
        "federation_domain_whitelist": [],
        "trusted_key_servers": [],
        "presence": {"enabled": False},
        "url_preview_enabled": False,
        "report_stats": False,
        "enable_search": False,
        "require_auth_for_profile_requests": True,
        "limit_profile_requests_to_users_who_share_rooms": True,
        "allow_public_rooms_over_federation": False,
        "push": {"enabled": True, "include_content": False},
        "encryption_enabled_by_default_for_room_type": "invite",
        "default_room_version": "12",
        "filter_timeline_limit": 1000,
        "bcrypt_rounds": 12,
        "max_event_delay_duration": "24h",
    }
    assert {key: config[key] for key in expected} == expected
    assert config["retention"]["enabled"] is True
    assert config["retention"]["default_policy"]["max_lifetime"] == "365d"
    assert config["federation"]["destination_max_retry_interval"] == "5m"
    assert [listener["bind_addresses"] for listener in config["listeners"]] == [["127.0.0.1"]]
    assert config["password_config"]["policy"] == {"enabled": True, "minimum_length": 12}
    assert "matrix_rtc" not in config


@pytest.mark.parametrize("flavour", list(Flavour))
def test_secrets_are_named_by_path_only(flavour: Flavour) -> None:
    config = homeserver_yaml(TOWN, flavour)

    assert not {"registration_shared_secret", "macaroon_secret_key", "form_secret"} & set(config)
    assert config["registration_shared_secret_path"].startswith("/srv/gremium/secrets/")
    assert config["signing_key_path"] == "/srv/gremium/secrets/signing.key"
    assert "password" not in config["database"]["args"]


def test_the_flavours_differ_in_database_and_address() -> None:
    embedded = homeserver_yaml(TOWN, Flavour.EMBEDDED)
    single = homeserver_yaml(TOWN, Flavour.SINGLE)

    assert embedded["database"]["name"] == "sqlite3"
    assert embedded["public_baseurl"] == "http://127.0.0.1:8008/"
    assert embedded["listeners"][0]["x_forwarded"] is False
    assert single["database"]["args"]["passfile"] == "/srv/gremium/secrets/pgpass"
    assert single["public_baseurl"] == "https://matrix.musterbach.example/"
    assert single["listeners"][0]["x_forwarded"] is True


def test_an_allow_list_opens_the_listener_for_those_servers_only() -> None:
    town = replace(TOWN, federation=Federation(allow=("nachbarort.example",)))

    config = homeserver_yaml(town, Flavour.SINGLE)

    assert config["federation_domain_whitelist"] == ["nachbarort.example"]
    assert config["listeners"][0]["resources"] == [{"names": ["client", "federation"]}]
    closed = homeserver_yaml(TOWN, Flavour.SINGLE)["listeners"][0]["resources"]
    assert closed == [{"names": ["client", "openid"]}]


def test_notifications_can_be_left_out_altogether() -> None:
    quiet = replace(TOWN, rooms=Rooms(notifications=False))

    config = homeserver_yaml(quiet, Flavour.SINGLE)

    assert config["push"] == {"enabled": False, "include_content": False}


def test_partners_in_closed_networks_are_reached_and_no_other_private_address_is() -> None:
    partners = Federation(
        allow=("nachbarort.example",),
        authorities=("/etc/gremium/ca.pem",),
        private_networks=("10.20.0.0/16", "fd00:1::/32"),
    )

    config = homeserver_yaml(replace(TOWN, federation=partners), Flavour.SINGLE)

    assert config["federation_custom_ca_list"] == ["/etc/gremium/ca.pem"]
    blocked = [ip_network(text) for text in config["federation_ip_range_blacklist"]]
    assert not any(ip_address("10.20.255.7") in network for network in blocked)
    assert not any(ip_address("fd00:1::7") in network for network in blocked)
    for closed in ("10.21.0.1", "10.19.255.255", "127.0.0.1", "192.168.1.1", "fd00:2::1", "::1"):
        assert any(ip_address(closed) in network for network in blocked), closed
    assert "federation_ip_range_blacklist" not in homeserver_yaml(TOWN, Flavour.SINGLE)
    assert "federation_custom_ca_list" not in homeserver_yaml(TOWN, Flavour.SINGLE)


@given(st.ip_addresses(), st.ip_addresses(), st.integers(0, 128))
def test_an_address_is_blocked_unless_it_is_public_or_a_partners(
    address: IPv4Address | IPv6Address, partner: IPv4Address | IPv6Address, length: int
) -> None:
    hole = ip_network(f"{partner}/{min(length, partner.max_prefixlen)}", strict=False)

    before = any(address in ip_network(text) for text in blocked_networks(()))
    blocked = any(address in ip_network(text) for text in blocked_networks((str(hole),)))

    assert blocked is (before and address not in hole)


def test_other_servers_may_come_in_without_a_reverse_proxy() -> None:
    direct = Federation(
        allow=("nachbarort.example",),
        listen="[2001:db8::5]:8448",
        certificate="/etc/gremium/server.pem",
        private_key="/etc/gremium/server.key",
    )

    texts = rendered_texts(replace(TOWN, federation=direct), Flavour.SINGLE, HERE)

    config = yaml.safe_load(texts["homeserver.yaml"])
    inside, outside = config["listeners"]
    assert inside["resources"] == [{"names": ["client", "openid"]}]
    assert outside["tls"] is True
    assert outside["bind_addresses"] == ["2001:db8::5"]
    assert outside["port"] == 8448
    assert outside["resources"] == [{"names": ["federation"]}]
    assert config["tls_certificate_path"] == "/etc/gremium/server.pem"
    assert config["tls_private_key_path"] == "/etc/gremium/server.key"
    told = json.loads(texts["well-known/matrix/server"])
    assert told == {"m.server": "matrix.musterbach.example:8448"}


def test_a_conference_is_told_to_new_and_old_clients() -> None:
    town = replace(TOWN, conference=Conference(service_url="https://rtc.example/x"))

    texts = rendered_texts(town, Flavour.SINGLE, HERE)
    config = yaml.safe_load(texts["homeserver.yaml"])
    client = json.loads(texts["well-known/matrix/client"])

    transports = [{"type": "livekit", "livekit_service_url": "https://rtc.example/x"}]
    assert config["matrix_rtc"] == {"transports": transports}
    assert config["extra_well_known_client_content"]["org.matrix.msc4143.rtc_foci"] == transports
    assert client["org.matrix.msc4143.rtc_foci"] == transports
    assert config["experimental_features"]["msc4143_enabled"] is True


def test_well_known_files_lead_from_the_name_to_the_address() -> None:
    texts = rendered_texts(TOWN, Flavour.SINGLE, HERE)

    assert json.loads(texts["well-known/matrix/server"]) == {
        "m.server": "matrix.musterbach.example:443"
    }
    assert json.loads(texts["well-known/matrix/client"]) == {
        "m.homeserver": {"base_url": "https://matrix.musterbach.example/"}
    }


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_reverse_proxy_does_not_pass_on_the_admin_interface(name: str) -> None:
    text = rendered_texts(TOWN, Flavour.SINGLE, HERE)[name]
    rules = "".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))

    assert "/_synapse/client" in rules
    assert "admin" not in rules


def test_old_keys_room_version_and_endless_retention_are_taken_over() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    town = replace(
        TOWN,
        rooms=Rooms(version="11", encrypted="all"),
        retention=Retention(message_days=0, remote_media_days=0),
        old_signing_keys=(OldSigningKey(id="ed25519:a_1", key="abc", expired=moment),),
    )

    config = homeserver_yaml(town, Flavour.EMBEDDED)

    assert config["default_room_version"] == "11"
    assert config["encryption_enabled_by_default_for_room_type"] == "all"
    assert config["retention"] == {"enabled": False}
    assert "media_retention" not in config
    assert config["old_signing_keys"] == {
        "ed25519:a_1": {"key": "abc", "expired_ts": 1767225600000}
    }


@given(members=st.integers(5, 1000))
def test_no_rate_limit_stops_an_arrival_of_everybody(members: int) -> None:
    limits = rate_limits(members)
    arrivals = ["rc_message", "rc_joins_per_room", "rc_invites.per_room", "rc_login.address"]

    assert all(limits[name].burst > members for name in arrivals)
    assert all(limit.rate > 0 for limit in limits.values())
    assert limits["rc_login.failed_attempts"].burst <= 3  # guessing stays slow


@given(name=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1))
def test_no_name_of_a_municipality_breaks_the_yaml(name: str) -> None:
    town = replace(TOWN, name=name)

    assert homeserver_yaml(town, Flavour.EMBEDDED)["server_name"] == "musterbach.example"


def test_rendering_twice_changes_nothing(tmp_path: Path) -> None:
    first = render(TOWN, Flavour.SINGLE, tmp_path)
    secrets = {path: path.read_text() for path in first.layout.secrets.iterdir()}

    second = render(TOWN, Flavour.SINGLE, tmp_path)

    assert {file.fate for file in first.files} == {Fate.CREATED}
    assert first.changed
    assert {file.fate for file in second.files} == {Fate.UNCHANGED}
    assert not second.changed
    assert second.new_secrets == ()
    assert {path: path.read_text() for path in first.layout.secrets.iterdir()} == secrets


def test_a_changed_description_replaces_our_own_text_and_shows_the_difference(
    tmp_path: Path,
) -> None:
    render(TOWN, Flavour.EMBEDDED, tmp_path)

    report = render(replace(TOWN, rooms=Rooms(version="11")), Flavour.EMBEDDED, tmp_path)

    fates = {file.path.name: file.fate for file in report.files}
    assert fates == {"homeserver.yaml": Fate.UPDATED, "log.yaml": Fate.UNCHANGED}
    assert '-default_room_version: "12"\n+default_room_version: "11"\n' in report.files[0].diff
    assert report.changed


def test_a_hand_edit_is_never_replaced_silently(tmp_path: Path) -> None:
    path = render(TOWN, Flavour.EMBEDDED, tmp_path).layout.config
    edited = path.read_text() + "# mine\n"
    path.write_text(edited)

    report = render(replace(TOWN, rooms=Rooms(version="11")), Flavour.EMBEDDED, tmp_path)

    assert [file.path for file in report.conflicts] == [path]
    assert "-# mine\n" in report.conflicts[0].diff
    assert path.read_text() == edited
    aside = path.with_name("homeserver.yaml.new")
    assert 'default_room_version: "11"' in aside.read_text()
    assert not report.changed

    again = render(TOWN, Flavour.EMBEDDED, tmp_path)
    assert again.conflicts  # it stays a conflict until somebody decides

    path.write_text(edited.removesuffix("# mine\n"))  # the edit is taken back
    assert not render(TOWN, Flavour.EMBEDDED, tmp_path).conflicts
    assert not aside.exists()


def test_a_hand_edit_is_replaced_on_demand_and_kept_beside(tmp_path: Path) -> None:
    path = render(TOWN, Flavour.EMBEDDED, tmp_path).layout.config
    path.write_text("# mine\n")

    report = render(TOWN, Flavour.EMBEDDED, tmp_path, overwrite=True)

    assert [file.fate for file in report.files] == [Fate.REPLACED, Fate.UNCHANGED]
    assert path.with_name("homeserver.yaml.bak").read_text() == "# mine\n"
    assert render(TOWN, Flavour.EMBEDDED, tmp_path).files[0].fate is Fate.UNCHANGED


def test_a_lost_manifest_makes_every_change_a_conflict(tmp_path: Path) -> None:
    layout = render(TOWN, Flavour.EMBEDDED, tmp_path).layout
    layout.manifest.write_text("no json")

    report = render(replace(TOWN, rooms=Rooms(version="11")), Flavour.EMBEDDED, tmp_path)

    assert [file.path for file in report.conflicts] == [layout.config]


def test_secrets_are_private_and_different(tmp_path: Path) -> None:
    layout = render(TOWN, Flavour.SINGLE, tmp_path).layout
    files = sorted(layout.secrets.iterdir())

    assert [file.name for file in files] == [
        "form_secret",
        "macaroon_secret_key",
        "pgpass",
        "registration_shared_secret",
        "signing.key",
    ]
    assert stat.S_IMODE(layout.secrets.stat().st_mode) == 0o700
    assert stat.S_IMODE(layout.data.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert len({file.read_text() for file in files}) == 5
    assert all(len(file.read_text()) >= 43 for file in files)


def test_an_existing_secret_is_kept_and_its_absence_of_privacy_refused(tmp_path: Path) -> None:
    layout = render(TOWN, Flavour.EMBEDDED, tmp_path).layout
    secret = layout.secret(secret_files.REGISTRATION)
    secret.write_text("from our password store\n")

    render(TOWN, Flavour.EMBEDDED, tmp_path)
    assert layout.registration_secret() == "from our password store"

    secret.chmod(0o640)
    with pytest.raises(secret_files.UnsafeSecretError, match="chmod go-rwx") as refusal:
        render(TOWN, Flavour.EMBEDDED, tmp_path)
    assert "0640" in str(refusal.value)
    assert "password store" not in str(refusal.value)


def test_a_report_shows_no_secret(tmp_path: Path) -> None:
    report = render(TOWN, Flavour.SINGLE, tmp_path)

    assert "signing.key" in report.new_secrets
    for path in report.layout.secrets.iterdir():
        assert path.read_text().split()[-1] not in repr(report)


@pytest.mark.parametrize(
    ("town", "says"),
    [
        (replace(TOWN, server=Server(name="a.example")), "needs server.url"),
        (replace(TOWN, passwords=Passwords(hash_rounds=4)), "at least 10"),
    ],
)
def test_single_refuses_what_suits_only_a_demonstration(
    town: Municipality, says: str, tmp_path: Path
) -> None:
    with pytest.raises(RenderError, match=says):
        render(town, Flavour.SINGLE, tmp_path)

    assert not list(tmp_path.iterdir())
    render(town, Flavour.EMBEDDED, tmp_path)


def test_the_operators_own_settings_win(tmp_path: Path) -> None:
    layout = render(TOWN, Flavour.EMBEDDED, tmp_path).layout
    before = read_settings(layout)
    layout.local.write_text("listeners: [{port: 9009, type: http}]\n")

    after = read_settings(layout)

    assert (before.port, after.port) == (8008, 9009)
    assert after.url == "http://127.0.0.1:9009"
    assert after.database == layout.database
    assert layout.config_arguments() == ["-c", str(layout.config), "-c", str(layout.local)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("- a\n", "lines `key: value`"),
        ("listeners: []\n", "lacks something needed"),
        ("a: [1\n", "line 2, column 1, is not valid YAML"),
    ],
)
def test_broken_settings_are_told(content: str, says: str, tmp_path: Path) -> None:
    layout = render(TOWN, Flavour.EMBEDDED, tmp_path).layout
    layout.local.write_text(content)

    with pytest.raises(SettingsError, match=says):
        read_settings(layout)


def test_a_folder_that_was_never_rendered_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="gremium synapse-config"):
        read_settings(Layout.at(tmp_path))
