# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``bridge.toml``: what an operator decides, checked key by key.

`SECTIONS` is the table of all keys; the reference page and the refusals follow from it.
"""

from __future__ import annotations

import difflib
import ipaddress
import stat
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bridge.settings import IceServer, Limits, Settings

LARGEST_FILE = 1_000_000
LARGEST_PORT = 65_535


class ConfigRefused(Exception):
    """The file cannot be used; ``str()`` is ``file: sentence``."""

    def __init__(self, sentence: str) -> None:
        # What cannot be seen is written out: a file must not steer the terminal that quotes it.
        super().__init__("".join(c if c.isprintable() else ascii(c)[1:-1] for c in sentence))


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything ``python -m bridge`` is started with."""

    keys: Path
    """File of API keys."""
    host: str = "127.0.0.1"
    port: int = 7880
    """Of signalling and control, HTTP; 0 takes a free one."""
    certificate: Path | None = None
    private_key: Path | None = None
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = None
    """Of the Prometheus figures; None: none are shown."""
    state: Path | None = None
    """Folder for what must outlive a restart."""
    webhooks: tuple[str, ...] = ()
    auto_create: bool = True
    """Whether joining opens a room, as LiveKit does unless told otherwise."""
    drain: float = 10.0
    """Seconds running meetings are given after SIGTERM."""
    own_process_from: int = 40
    """Participants from which on a meeting gets a process of its own; 0: never."""
    meeting_ports: tuple[int, ...] = (7883, 7947)
    """First and last UDP port for those; empty: any that is free."""
    settings: Settings = field(default_factory=Settings)


Check = Callable[[Any], Any]
"""Returns the value as it is used. Raises ValueError with what it must be."""


def load(path: Path) -> Config:
    """Read and check a file. Raises `ConfigRefused`."""
    try:
        raw = path.read_bytes()[: LARGEST_FILE + 1]
    except OSError as error:
        raise ConfigRefused(f"{path}: cannot be read ({error.strerror}).") from None
    if len(raw) > LARGEST_FILE:
        raise ConfigRefused(f"{path}: is larger than 1 MB. Is it the right file?")
    try:
        table = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigRefused(f"{path}: is not UTF-8. Save the file as UTF-8.") from None
    except (ValueError, RecursionError) as error:  # beside bad TOML: numbers of 5000 digits
        raise ConfigRefused(f"{path}: is not valid TOML: {error}.") from None
    try:
        return _config(table, path.parent)
    except ValueError as error:
        raise ConfigRefused(f"{path}: {error}") from None


def _config(table: Mapping[str, Any], folder: Path) -> Config:
    _known(table, SECTIONS, "the section")
    told = {name: _section(table, name) for name in SECTIONS if name != "turn"}
    server = told["server"]
    if "keys" not in server:
        raise ValueError("server.keys is missing: name the file with the API keys.")
    if ("certificate" in server) != ("private_key" in server):
        raise ValueError("server.certificate and server.private_key belong together.")
    flat = {
        NAMES.get(f"{name}.{key}", key): value
        for name, section in told.items()
        if name != "limits"
        for key, value in section.items()
    }
    for key in ("keys", "state", "certificate", "private_key"):
        if key in flat:
            flat[key] = folder / flat[key]
    ours = {one.name for one in fields(Config)}
    settings = Settings(
        limits=Limits(**told["limits"]),
        ice_servers=_turn(table.get("turn", []), folder),
        **{key: value for key, value in flat.items() if key not in ours},
    )
    return Config(**{key: flat[key] for key in flat if key in ours}, settings=settings)


def _section(table: Mapping[str, Any], name: str) -> dict[str, Any]:
    section = table.get(name, {})
    if not isinstance(section, dict):
        raise ValueError(f"{name} must be a section: [{name}].")
    return _checked(section, SECTIONS[name], name)


def _turn(told: Any, folder: Path) -> tuple[IceServer, ...]:
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise ValueError("turn must be a list of sections: [[turn]].")
    servers = []
    for n, one in enumerate(told, start=1):
        checked = _checked(one, SECTIONS["turn"], f"turn[{n}]")
        if "urls" not in checked:
            raise ValueError(f"turn[{n}].urls is missing.")
        secret = ""
        if "secret_file" in checked:
            secret = _secret(folder / checked.pop("secret_file"), f"turn[{n}].secret_file")
        servers.append(IceServer(secret=secret, **checked))
    return tuple(servers)


def _secret(path: Path, name: str) -> str:
    try:
        mode, secret = stat.S_IMODE(path.stat().st_mode), path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{name}: {path} cannot be read ({error}).") from None
    if mode & 0o077:
        raise ValueError(f"{name}: {path} may be read by others. Run: chmod 600 {path}")
    if not secret:
        raise ValueError(f"{name}: {path} is empty.")
    return secret


def _checked(section: Mapping[str, Any], checks: Mapping[str, Check], name: str) -> dict[str, Any]:
    _known(section, checks, f"the key {name}.")
    found = {}
    for key, value in section.items():
        try:
            found[key] = checks[key](value)
        except ValueError as error:
            raise ValueError(f"{name}.{key} must be {error}.") from None
    return found


def _known(table: Mapping[str, Any], known: Mapping[str, Any], what: str) -> None:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            advice = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
            gap = "" if what.endswith(".") else " "
            raise ValueError(f"{what}{gap}{key} is unknown. {advice}")


# What a value must be.


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError('a text in quotation marks, like "this"')
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _number(least: float, most: float, *, whole: bool = True) -> Check:
    def check(value: Any) -> Any:
        right = isinstance(value, int) or (not whole and isinstance(value, float))
        if not right or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"a {'whole ' if whole else ''}number from {least:g} to {most:g}")
        return value

    return check


def _list(check: Check) -> Check:
    def checks(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError("a list in square brackets")
        try:
            return tuple(check(one) for one in value)
        except ValueError as error:
            raise ValueError(f"a list, and each of it {error}") from None

    return checks


def _address(value: Any) -> str:
    try:
        return str(ipaddress.ip_address(_text(value)))
    except ValueError:
        raise ValueError('an IP address, like "192.0.2.1" or "::"') from None


def _web(value: Any) -> str:
    try:
        parts = urlsplit(_text(value))
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ValueError('an address, like "https://bot.example/conference/webhook"')
    return str(value)


def _ice(value: Any) -> str:
    scheme, _, rest = _text(value).partition(":")
    if scheme not in ("stun", "stuns", "turn", "turns") or not rest:
        raise ValueError('an address, like "turn:turn.example:3478?transport=udp"')
    return str(value)


def _codec(value: Any) -> str:
    if value not in CODECS:
        raise ValueError(f"one of {', '.join(CODECS)}")
    return str(value)


def _ports(value: Any) -> tuple[int, ...]:
    if value == []:
        return ()
    right = isinstance(value, list) and len(value) == 2 and all(type(one) is int for one in value)  # noqa: PLR2004
    if not right or not 0 < value[0] <= value[1] <= LARGEST_PORT:
        raise ValueError("the first and the last port, like [7883, 7947], or [] for any")
    return value[0], value[1]


CODECS = ("VP8", "H264", "VP9")
DAY = 86_400
PORT = _number(0, LARGEST_PORT)
SECTIONS: Mapping[str, Mapping[str, Check]] = {
    "server": {
        "host": _address,
        "port": PORT,
        "keys": _text,
        "certificate": _text,
        "private_key": _text,
        "state": _text,
        "drain": _number(0, DAY, whole=False),
        "own_process_from": _number(0, 10_000),
    },
    "media": {
        "host": _list(_address),
        "port": PORT,
        "meeting_ports": _ports,
        "public_addresses": _list(_address),
        "video_codecs": _list(_codec),
        "max_publish_bitrate": _number(50_000, 50_000_000),
    },
    "rooms": {
        "auto_create": _flag,
        "clear_rooms": _list(_text),
        "empty_timeout": _number(1, DAY),
        "departure_timeout": _number(1, DAY),
        "resume_window": _number(0, 120, whole=False),
        "join_timeout": _number(1, 300, whole=False),
        "token_lifetime": _number(60, DAY),
    },
    "limits": {
        one.name: _number(1, 1_000_000_000, whole=one.type == "int") for one in fields(Limits)
    },
    "webhooks": {"urls": _list(_web)},
    "metrics": {"host": _address, "port": PORT},
    "turn": {"urls": _list(_ice), "secret_file": _text, "lifetime": _number(60, 7 * DAY)},
}


NAMES: Mapping[str, str] = {
    "media.host": "media_host",
    "media.port": "media_port",
    "metrics.host": "metrics_host",
    "metrics.port": "metrics_port",
    "webhooks.urls": "webhooks",
}
"""Fields that are not called like their key."""


def defaults() -> dict[str, Any]:
    """Return the value each key has when it is not written, by ``section.key``."""
    plain = {
        one.name: one.default
        for kind in (Config, Settings, Limits, IceServer)
        for one in fields(kind)
        if one.default is not MISSING
    }
    keys = [(name, key) for name, section in SECTIONS.items() for key in section]
    return {f"{name}.{key}": plain.get(NAMES.get(f"{name}.{key}", key)) for name, key in keys}
