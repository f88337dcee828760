# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files that clerks and operators write, or save with a spreadsheet."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import yaml

from bot.conferencefile import load_conference
from bot.council import load_council
from bot.council.seats import roster_of
from bot.council.table import read_table
from bot.homeserver import loader
from bot.homeserver.layout import Layout
from bot.homeserver.render import Flavour, RenderError, rendered_texts
from bot.profiles import read_profile
from bot.tomlfile import FileRefused, TomlFile
from bridge.control import config, keys
from fuzzing.target import Target, readable

_SIGNS = (
    b"[",
    b"]",
    b'"',
    b"'''",
    b"=",
    b"\n",
    b"\r\n",
    b"#",
    b"9" * 5000,
    b"9999-12-31",
    b"0001-01-01T00:00:00Z",
    b"nan",
    b"-1",
    b"true",
    "\u202e".encode(),
    "е".encode(),
    b"\xef\xbb\xbf",
    b"\0",
    b"\xff",
)


_ROSTER = "Sitz;Name;Funktion\n1;Anna Beispiel;Vorsitz\n2;Bernd Birke;\n"


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-files-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "keys").write_text("name: " + "s" * 40 + "\n")
    (folder / "keys").chmod(0o600)
    return folder


def _written(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    path.chmod(0o600)
    return path


def _refusable(read: Callable[[], object]) -> None:
    """Read; a refusal must be one readable sentence."""
    try:
        read()
    except (FileRefused, RenderError, config.ConfigRefused, keys.KeysRefused) as refused:
        readable(refused)


def council(data: bytes) -> None:
    """A council file with its seats in it; the roster a file names is always the same good one."""
    _written("roster.csv", _ROSTER.encode())
    path = _written("council.toml", data)
    _refusable(lambda: load_council(path))


def roster(data: bytes) -> None:
    """A roster as a spreadsheet saves it."""
    path = _written("roster.csv", data)
    _refusable(lambda: roster_of(read_table(path).rows, str(path)))


def profile(data: bytes) -> None:
    """The law of a Land, or of a joint body."""
    path = _written("profile.toml", data)
    _refusable(lambda: read_profile(TomlFile.load(path)))


def municipality(data: bytes) -> None:
    """The description of a municipality, and what is rendered from it."""
    path = _written("municipality.toml", data)
    for server in (None, "musterbach.example"):
        _refusable(lambda server=server: _rendered(path, server))  # type: ignore[misc]


def _rendered(path: Path, server: str | None) -> None:
    description = loader.load(path, server)
    for flavour in Flavour:
        texts = rendered_texts(description, flavour, Layout(Path("/srv/gremium")))
        written = yaml.safe_load(texts["homeserver.yaml"])
        assert written["server_name"] == description.server.name
        assert written["enable_registration"] is False
        for name in texts:
            if name.endswith(".json"):
                json.loads(texts[name])


def bridge(data: bytes) -> None:
    """The bridge's configuration."""
    path = _written("bridge.toml", data)
    _refusable(lambda: config.load(path))


def bridge_keys(data: bytes) -> None:
    """The bridge's API keys."""
    path = _written("apikeys", data)
    _refusable(lambda: keys.read(path))


def conference(data: bytes) -> None:
    """The bot's side of the conference."""
    path = _written("conference.toml", data)
    _refusable(lambda: load_conference(path))


TARGETS = (
    Target(
        name="council",
        run=council,
        tokens=(
            *_SIGNS,
            b"[[seat]]\n",
            b"[rules]\n",
            b"[letterhead]\n",
            b"[body]\n",
            b"valid_from = ",
            b"[rules.set.quorum]\n",
        ),
    ),
    Target(
        name="roster",
        run=roster,
        tokens=(
            *_SIGNS,
            b";",
            b"\t",
            b'="001"',
            b"sep=;\r\n",
            b"Sitz;Name\r\n",
            "Jörg".encode("cp1252"),
            b"ja",
            b"x",
        ),
    ),
    Target(
        name="profile",
        run=profile,
        tokens=(
            *_SIGNS,
            b"valid_until = 9999-12-31\n",
            b'at_least = "2/3"\n',
            b"days = ",
            b"[governs]\n",
        ),
    ),
    Target(
        name="municipality",
        run=municipality,
        tokens=(
            *_SIGNS,
            b"[[municipality]]\n",
            b"[federation]\n",
            b"[[old_signing_keys]]\n",
            b"https://[::1]/",
            b"{{ 7*7 }}",
            b"$(id)",
            b"\\n",
        ),
    ),
    Target(
        name="bridge",
        run=bridge,
        tokens=(*_SIGNS, b"[server]\n", b"[[turn]]\n", b"http://[", b"turn:", b"1e400"),
    ),
    Target(
        name="bridge_keys", run=bridge_keys, tokens=(*_SIGNS, b": ", b"name: " + b"s" * 40 + b"\n")
    ),
    Target(name="conference", run=conference, tokens=(*_SIGNS, b"http://[", b"wss://", b"[web]\n")),
)
