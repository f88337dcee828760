# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Renders the description of a municipality to the files Synapse and its surroundings need.

Rendering again is safe. What did not change is left alone; what changed only in the description
is replaced and the difference reported; what somebody edited by hand is never replaced silently:
such a file stays, the new text is put beside it as `<name>.new`, and the report says `conflict`
(`overwrite=True` replaces it and keeps the edited text as `<name>.bak`). Own settings belong into
`local.yaml`, which Synapse reads after `homeserver.yaml` and which is never written here.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import ipaddress
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2

import bot
from bot.homeserver import limits, secret_files
from bot.homeserver.description import LEAST_PASSWORD_HASH_ROUNDS, Municipality
from bot.homeserver.layout import Layout


class Flavour(StrEnum):
    """How the homeserver runs."""

    EMBEDDED = "embedded"  # SQLite, reachable on this machine only, started by `gremium up`
    SINGLE = "single"  # PostgreSQL, behind a reverse proxy, started by systemd


class Fate(StrEnum):
    """What rendering did with a file."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    CONFLICT = "conflict"  # edited by hand and kept; the new text lies beside it as <name>.new
    REPLACED = "replaced"  # edited by hand and replaced on demand; the edit is kept as <name>.bak


class RenderError(Exception):
    """The description cannot be rendered in this flavour; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedFile:
    """One file: where it is, what happened to it, and the difference as unified diff."""

    path: Path
    fate: Fate
    diff: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderReport:
    """What a rendering did. It names secrets that were made, and shows none."""

    layout: Layout
    flavour: Flavour
    files: tuple[RenderedFile, ...]
    new_secrets: tuple[str, ...]

    @property
    def conflicts(self) -> tuple[RenderedFile, ...]:
        """Files somebody has to look at."""
        return tuple(file for file in self.files if file.fate is Fate.CONFLICT)

    @property
    def changed(self) -> bool:
        """Whether anything on disk is different now (Synapse needs a restart)."""
        return any(file.fate not in (Fate.UNCHANGED, Fate.CONFLICT) for file in self.files)


# Template → rendered file. The order is the order in which people read the report.
_COMMON = {"homeserver.yaml.j2": "homeserver.yaml", "log.yaml.j2": "log.yaml"}
_FILES: Mapping[Flavour, Mapping[str, str]] = {
    Flavour.EMBEDDED: _COMMON,
    Flavour.SINGLE: {
        **_COMMON,
        "create-database.sh.j2": "create-database.sh",
        "gremium-homeserver.service.j2": "gremium-homeserver.service",
        "nginx.conf.j2": "nginx.conf",
        "Caddyfile.j2": "Caddyfile",
        "well-known-client.json.j2": "well-known/matrix/client",
        "well-known-server.json.j2": "well-known/matrix/server",
    },
}
_COMMON_SECRETS = (
    secret_files.REGISTRATION,
    secret_files.MACAROON,
    secret_files.FORM,
    secret_files.SIGNING_KEY,
)
_SECRETS: Mapping[Flavour, tuple[str, ...]] = {
    Flavour.EMBEDDED: _COMMON_SECRETS,
    Flavour.SINGLE: (*_COMMON_SECRETS, secret_files.DATABASE),
}
_RUNNABLE = frozenset({"create-database.sh"})


def render(
    description: Municipality, flavour: Flavour, target_dir: Path, *, overwrite: bool = False
) -> RenderReport:
    """Write the configuration of one homeserver below `target_dir`, and its secrets once.

    Args:
        overwrite: replace files edited by hand too, keeping each as `<name>.bak`.

    Raises:
        RenderError: the description lacks something this flavour needs.
        secret_files.UnsafeSecretError: an existing secret is open to other users.
        OSError: the folder cannot be written.
    """
    flavour = Flavour(flavour)
    _refuse_impossible(description, flavour)
    layout = Layout.at(target_dir)
    texts = rendered_texts(description, flavour, layout)
    layout.root.mkdir(parents=True, exist_ok=True)
    layout.data.mkdir(mode=0o700, exist_ok=True)
    new_secrets = secret_files.ensure(layout.secrets, names=_SECRETS[flavour])
    manifest = _read_manifest(layout)
    files = tuple(
        _place(layout.root / name, text, manifest.get(name), overwrite=overwrite)
        for name, text in texts.items()
    )
    kept = {str(file.path.relative_to(layout.root)) for file in files if file.fate is Fate.CONFLICT}
    manifest |= {name: _digest(text) for name, text in texts.items() if name not in kept}
    _write(layout.manifest, json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    return RenderReport(layout=layout, flavour=flavour, files=files, new_secrets=new_secrets)


def rendered_texts(description: Municipality, flavour: Flavour, layout: Layout) -> dict[str, str]:
    """The files by name relative to `layout.root`. Pure: reads templates, writes nothing."""
    environment = _environment()
    values = _values(description, flavour, layout)
    return {
        name: environment.get_template(template).render(values)
        for template, name in _FILES[flavour].items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How files on disk differ from what was rendered last, by name."""

    edited: tuple[str, ...]
    missing: tuple[str, ...]
    outdated: tuple[str, ...]
    """The description would be rendered otherwise now."""


def drift(layout: Layout, texts: Mapping[str, str]) -> Drift:
    """Compare the files with what was rendered, and that with what would be rendered now."""
    manifest = _read_manifest(layout)
    edited, missing = [], []
    for name, digest in sorted(manifest.items()):
        present = _present(layout.root / name)
        if present is None:
            missing.append(name)
        elif _digest(present) != digest:
            edited.append(name)
    outdated = sorted(name for name, text in texts.items() if manifest.get(name) != _digest(text))
    return Drift(edited=tuple(edited), missing=tuple(missing), outdated=tuple(outdated))


def _present(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def template_folder() -> Path:
    """`synapse-config/`: beside the package in a clone, inside it in an installed wheel."""
    package = Path(bot.__file__).parent
    inside = package / "_synapse_config"
    return inside if inside.is_dir() else package.parent / "synapse-config"


def _refuse_impossible(description: Municipality, flavour: Flavour) -> None:
    if flavour is Flavour.EMBEDDED:
        return
    if description.server.url is None:
        raise RenderError(
            "The flavour single needs server.url, the address under which clients reach the "
            'server from outside, for example url = "https://matrix.stadt.example/".'
        )
    if description.passwords.hash_rounds < LEAST_PASSWORD_HASH_ROUNDS:
        raise RenderError(
            f"passwords.hash_rounds is {description.passwords.hash_rounds}, which suits "
            f"demonstrations only. The flavour single needs at least {LEAST_PASSWORD_HASH_ROUNDS}."
        )


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folder() / "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - YAML and shell, not HTML; values pass `yaml` or a check
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["yaml"] = _as_yaml
    return environment


def _as_yaml(value: object) -> str:
    """A value on one line of YAML. JSON is a subset of YAML, and quotes everything safely."""
    if isinstance(value, Path):
        value = str(value)
    return json.dumps(value, ensure_ascii=False)


def _values(description: Municipality, flavour: Flavour, layout: Layout) -> dict[str, Any]:
    url = description.server.url
    if flavour is Flavour.EMBEDDED or url is None:
        url = f"http://127.0.0.1:{description.server.port}/"
    parts = urlsplit(url)
    return {
        "municipality": description,
        "flavour": flavour.value,
        "layout": layout,
        "secret": {name: layout.secret(name) for name in _SECRETS[flavour]},
        "url": url,
        "url_host": parts.hostname,
        "url_port": parts.port or 443,
        "listen": urlsplit(f"//{description.federation.listen or ''}"),
        "server_host": _host_of(description.server.name),
        "rate_limits": limits.nested(limits.rate_limits(description.rooms.members)),
        "rc_federation": limits.federation_limit(description.rooms.members),
        "transports": _transports(description),
        "blocked_networks": blocked_networks(description.federation.private_networks),
        "federation_port": _federation_port(description, parts.port or 443),
        "program": Path(sys.prefix) / "bin" / "gremium",
    }


_PRIVATE_NETWORKS = (
    # IANA's special-purpose registries: addresses a foreign name must not lead this server to.
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
    *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    *("::/128", "::1/128", "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
)


def blocked_networks(permitted: Iterable[str]) -> list[str]:
    """The special-purpose networks without those in which partner servers stand.

    Synapse's own list of exceptions is not heeded for servers named by their bare address.
    """
    blocked = [ipaddress.ip_network(network) for network in _PRIVATE_NETWORKS]
    for text in permitted:
        hole = ipaddress.ip_network(text)
        blocked = [rest for network in blocked for rest in _without(network, hole)]
    return [str(network) for network in blocked]


_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _without(network: _Network, hole: _Network) -> list[_Network]:
    if network.version != hole.version or not network.overlaps(hole):
        return [network]
    if network.subnet_of(hole):  # type: ignore[arg-type]  # the versions are equal
        return []
    return sorted(network.address_exclude(hole))  # type: ignore[arg-type]


def _federation_port(description: Municipality, client_port: int) -> int:
    """The port at which other servers find this one."""
    listen = description.federation.listen
    return client_port if listen is None else urlsplit(f"//{listen}").port or client_port


def _host_of(server_name: str) -> str:
    return urlsplit(f"//{server_name}").hostname or server_name


def _transports(description: Municipality) -> list[dict[str, str]]:
    service = description.conference.service_url
    return [] if service is None else [{"type": "livekit", "livekit_service_url": service}]


def _place(path: Path, text: str, rendered: str | None, *, overwrite: bool) -> RenderedFile:
    aside = path.with_name(path.name + ".new")
    if not path.exists():
        _write(path, text)
        return RenderedFile(path=path, fate=Fate.CREATED)
    present = path.read_text(encoding="utf-8", errors="replace")
    if present == text:
        aside.unlink(missing_ok=True)
        return RenderedFile(path=path, fate=Fate.UNCHANGED)
    diff = _diff(path.name, present, text)
    if _digest(present) == rendered:
        _write(path, text)
        return RenderedFile(path=path, fate=Fate.UPDATED, diff=diff)
    if not overwrite:
        _write(aside, text)
        return RenderedFile(path=path, fate=Fate.CONFLICT, diff=diff)
    path.replace(path.with_name(path.name + ".bak"))
    _write(path, text)
    aside.unlink(missing_ok=True)
    return RenderedFile(path=path, fate=Fate.REPLACED, diff=diff)


def _diff(name: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        fromfile=f"{name} (on disk)",
        tofile=f"{name} (rendered)",
    )
    return "".join(lines)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read_manifest(layout: Layout) -> dict[str, str]:
    """Digests by file. Without a readable manifest every file counts as edited by hand."""
    try:
        manifest = json.loads(layout.manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in dict(manifest).items()}


def _write(path: Path, text: str) -> None:
    """Write a whole file or nothing: a half-written configuration must not be started with."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o755 if path.name in _RUNNABLE else 0o644)
    draft.replace(path)
