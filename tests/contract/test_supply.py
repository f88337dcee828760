# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is locked is known: the bill of materials holds all of it, and the audit can fail."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import audit
import pytest
from locked import ROOT, Locked, npm_packages, python_packages
from sbom import bill

GOOD = Locked(
    name="one", version="1", kind="pypi", runs=True, hashes=("0" * 64,), licence="MIT OR GPL-3.0"
)


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """The bill."""
    read: dict[str, Any] = json.loads(bill())
    return read


def test_the_bill_holds_every_pin_with_hashes_and_licence(told: dict[str, Any]) -> None:
    known = {one["bom-ref"]: one for one in told["components"]}
    for lock in ("run.txt", "dev.txt"):
        for line in (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines():
            if "==" in line:
                name, version = line.removesuffix(" \\").split("==")
                component = known[f"pypi/{name}@{version}"]
                assert component["hashes"], name
                assert component["licenses"], name
                assert component["scope"] == "required" or lock == "dev.txt"
    assert {f"npm/{one.name}@{one.version}" for one in npm_packages()} <= known.keys()


def test_the_bill_knows_what_needs_what(told: dict[str, Any]) -> None:
    needs = {one["ref"]: one.get("dependsOn", []) for one in told["dependencies"]}
    assert any(name.startswith("pypi/matrix-nio@") for name in needs["gremium"])
    nio = next(name for name in needs if name.startswith("pypi/matrix-nio@"))
    assert any(name.startswith("pypi/vodozemac@") for name in needs[nio])


def test_the_same_lockfiles_give_the_same_bill_and_no_machine_or_clock(
    told: dict[str, Any],
) -> None:
    text = bill()
    assert json.loads(text) == told
    assert "timestamp" not in told["metadata"]
    assert str(Path.home()).encode() not in text
    assert str(ROOT).encode() not in text


def test_what_is_locked_has_hashes_and_licences_that_may_run_here() -> None:
    assert list(audit.at_home([*python_packages(), *npm_packages()])) == []


@pytest.mark.parametrize(
    ("package", "fault"),
    [
        (replace(GOOD, hashes=()), "without a hash"),
        (replace(GOOD, licence=None), "names no licence"),
        (replace(GOOD, licence="SSPL-1.0"), "not among those that may run here"),
        (replace(GOOD, licence="MIT AND SSPL-1.0"), "not among those that may run here"),
        (replace(GOOD, licence="(((("), "not among those that may run here"),
    ],
)
def test_a_package_that_may_not_be_locked_is_named(package: Locked, fault: str) -> None:
    (found,) = audit.at_home([package])
    assert fault in found
    assert "one 1" in found


def test_a_choice_of_licences_and_tools_of_ours_are_fine() -> None:
    assert list(audit.at_home([GOOD, replace(GOOD, runs=False, licence="GPL-3.0-only")])) == []


def test_a_known_vulnerability_is_a_fault_and_a_skipped_package_no_clean_bill() -> None:
    report = {
        "dependencies": [
            {"name": "a", "version": "1", "vulns": []},
            {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]},
            {"name": "c", "skip_reason": "not found"},
        ]
    }
    found = audit.vulnerable(report)
    assert found.faults == ("b 2: PYSEC-1; mended in 3",)
    assert found.unknown == ("c",)


def test_a_withdrawn_version_is_a_fault() -> None:
    said = 'x\nwarning: `requests==2.32.0` is yanked (reason: "conflict")\nwarning: another thing\n'
    assert audit.withdrawn(said) == ['`requests==2.32.0` is yanked (reason: "conflict")']


def test_a_service_that_does_not_know_what_all_know_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An index without advisories calls everything clean; that must not be taken for an answer."""
    clean = {"dependencies": [{"name": "jinja2", "version": "2.4.1", "vulns": []}]}
    monkeypatch.setattr(audit, "_pip_audit", lambda *_: clean)
    monkeypatch.setattr(audit, "_said", lambda *_: None)
    assert audit.main() == 0
    told = capsys.readouterr().out
    assert "NOT LOOKED AT: known vulnerabilities of the Python packages" in told
    assert "NOT LOOKED AT: withdrawn versions" in told
    assert "NOT LOOKED AT: known vulnerabilities of tests/peers/js" in told


def test_a_vulnerability_found_fails_the_audit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = {"id": "PYSEC-1", "fix_versions": []}
    report = {"dependencies": [{"name": "jinja2", "version": "2.4.1", "vulns": [bad]}]}
    monkeypatch.setattr(audit, "_pip_audit", lambda *_: report)
    monkeypatch.setattr(audit, "_said", lambda *_: None)
    assert audit.main() == 1
    assert "✗ jinja2 2.4.1: PYSEC-1; mended in no version yet" in capsys.readouterr().out
