# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everything foreign that is locked: Python packages with what they say of themselves, npm's."""

from __future__ import annotations

import json
import re
import tomllib
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from itertools import chain
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^\s\\;]+)")
_HASH = re.compile(r"--hash=(?P<kind>sha256):(?P<digest>[0-9a-f]{64})")

SPDX_OF: Mapping[str, str] = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-3.0-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
"""Classifiers that name a licence, as SPDX identifiers."""
SILENT: Mapping[str, str] = {
    "@element-hq/element-call-embedded": "AGPL-3.0-or-later",
    "@vector-im/compound-design-tokens": "AGPL-3.0-or-later",
    "matrix-nio": "ISC",
    "peewee": "MIT",
    "pyrage": "MIT",
    "signedjson": "Apache-2.0",
    "vodozemac": "Apache-2.0",
}
"""Packages whose metadata name no licence; read from the licence or read-me file they bring."""
_WRITTEN = {"3-Clause BSD License": "BSD-3-Clause", "Apache Software License": "Apache-2.0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One package in one version."""

    name: str
    version: str
    kind: str
    """``pypi`` or ``npm``."""
    runs: bool
    """Whether it runs in a municipality, not only where Gremium is built and tested."""
    hashes: tuple[str, ...]
    """SHA-256 (PyPI) of every file of that version, SHA-512 (npm), in lower-case hex."""
    licence: str | None
    """An SPDX expression; None if the package does not say or is not installed here."""
    needs: tuple[str, ...] = ()
    """Names of locked packages it needs here."""


def python_packages() -> list[Locked]:
    """Return what requirements/*.txt pin, by name."""
    run = dict(_pins(ROOT / "requirements" / "run.txt"))
    every = run | dict(_pins(ROOT / "requirements" / "dev.txt"))
    here = {name: _installed(name, version) for name, (version, _) in every.items()}
    extras = _extras(one for one in here.values() if one is not None)
    found = []
    for name, (version, hashes) in sorted(every.items()):
        installed = here[name]
        needs = _needs(installed, extras[name]) & every.keys() if installed else frozenset()
        found.append(
            Locked(
                name=name,
                version=version,
                kind="pypi",
                runs=name in run,
                hashes=hashes,
                licence=SILENT.get(name) or (_licence(installed) if installed else None),
                needs=tuple(sorted(needs)),
            )
        )
    return found


def npm_packages() -> list[Locked]:
    """Return what the package-lock.json files pin, by name; only tests and widgets use them."""
    found: dict[tuple[str, str], Locked] = {}
    for lock in sorted(ROOT.glob("*/**/package-lock.json")):
        if "node_modules" in lock.parts:
            continue
        runs = lock.relative_to(ROOT).parts[0] == "widgets"
        for path, told in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
            if path and not told.get("link"):
                one = _npm(path.rpartition("node_modules/")[2], told, runs)
                found.setdefault((one.name, one.version), one)
    return [found[key] for key in sorted(found)]


def _npm(name: str, told: Mapping[str, Any], runs: bool) -> Locked:
    kind, _, digest = told.get("integrity", "").partition("-")
    return Locked(
        name=name,
        version=told["version"],
        kind="npm",
        runs=runs and not told.get("dev", False),
        hashes=(b64decode(digest).hex(),) if kind == "sha512" else (),
        licence=SILENT.get(name) or told.get("license"),
        needs=tuple(sorted(told.get("dependencies", {}))),
    )


def _pins(lockfile: Path) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    blocks = re.split(r"\n(?=\S)", lockfile.read_text(encoding="utf-8"))
    for block in blocks:
        pin = _PIN.match(block)
        if pin is not None:
            hashes = tuple(sorted(found["digest"] for found in _HASH.finditer(block)))
            yield canonicalize_name(pin["name"]), (pin["version"], hashes)


def _installed(name: str, version: str) -> Distribution | None:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    return found if found.version == version else None


def _extras(packages: Iterable[Distribution]) -> Mapping[str, set[str]]:
    """Return which extras of a package anybody asks for, such as e2e of matrix-nio."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    optional, groups = project["project"]["optional-dependencies"], project["dependency-groups"]
    lines = [*project["project"]["dependencies"], *chain(*optional.values(), *groups.values())]
    found: defaultdict[str, set[str]] = defaultdict(lambda: {""})
    for line in chain(lines, *(one.requires or () for one in packages)):
        asked = Requirement(line)
        found[canonicalize_name(asked.name)].update(asked.extras)
    return found


def _needs(package: Distribution, extras: Iterable[str]) -> frozenset[str]:
    wanted = [Requirement(line) for line in package.requires or ()]
    return frozenset(
        canonicalize_name(one.name)
        for one in wanted
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras)
    )


def _licence(package: Distribution) -> str | None:
    told = package.metadata
    if "License-Expression" in told:
        return told["License-Expression"]
    lines = told.get_all("Classifier") or []
    named = [line.rpartition(" :: ")[2] for line in lines if line.startswith("License :: ")]
    known = sorted({SPDX_OF[name] for name in named if name in SPDX_OF})
    if known:
        return " OR ".join(known)  # several classifiers: whoever uses it may choose
    words = told["License"].strip() if "License" in told else ""
    return _WRITTEN.get(words, words) if words and len(words.split()) <= 3 else None
