# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m audit``: what is wrong with what we lock.

Here, without a network: every package has hashes and a licence we may pass on. Then, where the
services can be reached: known vulnerabilities, and versions their makers have withdrawn. A service
counts as reached only if it knows the vulnerability of a version everybody knows to be vulnerable;
one that is not reached is said plainly and fails nothing.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from license_expression import ExpressionError, Licensing
from locked import ROOT, Locked, npm_packages, python_packages

ALLOWED = frozenset(
    {
        "0BSD", "AGPL-3.0-or-later", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause",
        "CC0-1.0", "EUPL-1.2", "ISC", "LGPL-2.0-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later",
        "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Unlicense", "ZPL-2.1", "Zlib",
    }
)  # fmt: skip
"""What a municipality may run together with a program under EUPL-1.2."""
CANARY = "jinja2==2.4.1"
"""CVE-2014-1402 and others since; a service that does not say so says nothing."""
PATIENCE = 90.0
"""Seconds for one question to a service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was found, and what could not be looked at."""

    faults: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def at_home(packages: Iterable[Locked]) -> Iterator[str]:
    """Yield what is wrong with packages as they are locked; asks nobody."""
    for one in packages:
        name = f"{one.name} {one.version}"
        if not one.hashes:
            yield f"{name} is locked without a hash"
        if one.licence is None:
            yield f"{name} names no licence: read it in its sources and note it in locked.SILENT"
        elif one.runs and not may_be_used(one.licence):
            yield f"{name} stands under {one.licence}, which is not among those that may run here"


def may_be_used(licence: str) -> bool:
    """Whether a choice of licences the expression offers is allowed, all of them together."""
    licensing = Licensing()
    try:
        parsed = licensing.parse(licence)
    except ExpressionError:
        return False

    def satisfied(part: Any) -> bool:
        if isinstance(part, licensing.OR):
            return any(satisfied(argument) for argument in part.args)
        if isinstance(part, licensing.AND):
            return all(satisfied(argument) for argument in part.args)
        return part.render() in ALLOWED

    return satisfied(parsed)


def vulnerable(report: Any) -> Told:
    """Judge a report of pip-audit (its JSON): vulnerabilities, and packages it skipped."""
    faults, unknown = [], []
    for one in report["dependencies"]:
        if "skip_reason" in one:
            unknown.append(one["name"])
        for found in one.get("vulns", ()):
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            faults.append(f"{one['name']} {one['version']}: {found['id']}; mended in {mended}")
    return Told(faults=tuple(faults), unknown=tuple(unknown))


def withdrawn(said: str) -> list[str]:
    """Return what uv says of versions their makers have withdrawn (yanked)."""
    return re.findall(r"warning: (.+ is yanked.*)", said)


def _pip_audit(pins: str, service: str) -> Any | None:
    """Ask a service about pins; None if it gives no answer."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(pins)
        file.flush()
        command = [sys.executable, "-m", "pip_audit", "--requirement", file.name, "--no-deps"]
        command += ["--disable-pip", "--format=json", "--progress-spinner=off", "--timeout=15"]
        told = _said([*command, f"--vulnerability-service={service}"])
    try:
        return json.loads(told.stdout) if told is not None else None
    except ValueError:
        return None


def _said(command: list[str]) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=ROOT
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def asked(packages: Iterable[Locked]) -> Told:
    """Ask the first service that knows the canary about the Python packages."""
    pins = "".join(f"{one.name}=={one.version}\n" for one in packages)
    for service in ("pypi", "osv"):
        known = _pip_audit(CANARY, service)
        if known is None or not vulnerable(known).faults:
            continue
        report = _pip_audit(pins, service)
        if report is not None:
            return vulnerable(report)
    return Told(unknown=("known vulnerabilities of the Python packages: no service answered",))


def asked_npm(folder: Path) -> Told:
    """Ask npm's registry about one package-lock.json."""
    told = _said(["npm", "audit", "--package-lock-only", "--json", f"--prefix={folder}"])
    where = folder.relative_to(ROOT)
    try:
        report = json.loads(told.stdout) if told is not None else {}
    except ValueError:
        report = {}
    if "vulnerabilities" not in report:
        return Told(unknown=(f"known vulnerabilities of {where}: npm's service did not answer",))
    found = report["vulnerabilities"].values()
    return Told(faults=tuple(f"{where}: {one['name']} ({one['severity']})" for one in found))


def asked_makers() -> Told:
    """Ask the index whether a locked version was withdrawn."""
    uv = Path(sys.prefix) / "bin" / "uv"
    lock = ROOT / "requirements" / "dev.txt"
    told = _said([str(uv), "pip", "compile", str(lock), "--no-deps", "--no-header"])
    if told is None or told.returncode:
        return Told(unknown=("withdrawn versions: the index did not answer",))
    return Told(faults=tuple(withdrawn(told.stderr)))


def main() -> int:
    """Look at everything; 1 if something is wrong, 0 if nothing is or it could not be known."""
    python, npm = python_packages(), npm_packages()
    faults = list(at_home([*python, *npm]))
    say(f"{len(python)} Python and {len(npm)} npm packages: hashes and licences looked at")
    locks = [p for p in ROOT.glob("*/**/package-lock.json") if "node_modules" not in p.parts]
    for told in (asked(python), asked_makers(), *(asked_npm(lock.parent) for lock in locks)):
        faults += told.faults
        for unknown in told.unknown:
            say(f"NOT LOOKED AT: {unknown}")
    for fault in faults:
        say(f"✗ {fault}")
    say(f"{len(faults)} faults" if faults else "no fault found in what was looked at")
    return 1 if faults else 0


def say(line: str) -> None:
    """Tell the terminal."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
