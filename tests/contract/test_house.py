# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the repository says about itself: licences, pinned dependencies, public metadata."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LOCKFILES = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"[a-z0-9][a-z0-9._-]*==[^ ;]+ \\")
HASH = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?")


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(lockfile: Path) -> dict[str, str]:
    lines = lockfile.read_text(encoding="utf-8").splitlines()
    return dict(line.removesuffix(" \\").split("==") for line in lines if "==" in line)


def names(requirements: list[str]) -> set[str]:
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in requirements)
    return {re.sub(r"[._-]+", "-", name[0]).lower() for name in found if name}


def test_there_are_lockfiles_for_running_testing_fuzzing_and_installing() -> None:
    assert [path.name for path in LOCKFILES] == ["dev.txt", "fuzz.txt", "installer.txt", "run.txt"]


@pytest.mark.parametrize("lockfile", LOCKFILES, ids=lambda path: path.name)
def test_a_lockfile_holds_versions_and_hashes_and_no_addresses(lockfile: Path) -> None:
    odd = [
        line
        for line in lockfile.read_text(encoding="utf-8").splitlines()
        if not PIN.fullmatch(line) and not HASH.fullmatch(line)
    ]
    assert odd == []


def test_the_tests_see_the_versions_that_run() -> None:
    tested = pins(ROOT / "requirements" / "dev.txt")
    for name, version in pins(ROOT / "requirements" / "run.txt").items():
        assert tested[name] == version


def test_everything_declared_is_locked() -> None:
    declared = pyproject()
    extras = declared["project"]["optional-dependencies"]
    run = [*declared["project"]["dependencies"], *extras["homeserver"]]
    groups = declared["dependency-groups"]
    assert names(run) <= pins(ROOT / "requirements" / "run.txt").keys()
    for group in ("test", "lint", "docs", "build", "supply"):
        assert names(groups[group]) <= pins(ROOT / "requirements" / "dev.txt").keys()


def test_every_file_says_under_which_licence_it_stands() -> None:
    lint = subprocess.run(
        [sys.executable, "-m", "reuse", "lint", "--lines"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert lint.returncode == 0, lint.stdout + lint.stderr


def test_the_licence_is_the_whole_eupl() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text == (ROOT / "LICENSES" / "EUPL-1.2.txt").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\nEUPL © the European Union")
    articles = re.findall(r"^(\d+)\.", text, flags=re.MULTILINE)
    assert articles == [str(number) for number in range(1, 16)]
    assert "LiLiQ-R+" in text[text.index("Appendix") :]


def test_public_metadata_agree_with_the_package() -> None:
    public = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    project = pyproject()["project"]
    catalogues = {path.name for path in (ROOT / "bot" / "texts" / "locale").iterdir()}
    assert public["softwareVersion"] == project["version"]
    assert public["legal"]["license"] == project["license"]
    assert set(public["localisation"]["availableLanguages"]) == catalogues
    assert set(public["description"]) == catalogues
    for description in public["description"].values():
        assert len(description["shortDescription"]) <= 150
        assert 150 <= len(description["longDescription"]) <= 10_000
        assert description["features"]


def test_nothing_of_ours_waits_in_a_way_that_loses_a_stop() -> None:
    """Before Python 3.12 `asyncio.wait_for` swallows a cancellation that comes with the end.

    The bridge stood still for ever so, when a meeting's process died as it was told to stop.
    """
    sources = [path for top in ("bot", "bridge") for path in (ROOT / top).rglob("*.py")]
    waiting = [path.name for path in sources if "asyncio.wait_for(" in path.read_text("utf-8")]
    assert len(sources) > 100
    assert waiting == []
