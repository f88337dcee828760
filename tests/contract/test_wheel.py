# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The built wheel: it carries what a clone has, and its two generic names belong to nobody else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this tree with the pinned build backend."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("gremium-*.whl")
    return built


def tracked(*folders: str) -> set[str]:
    """The files of these folders that the repository holds."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()}


def test_the_wheel_carries_every_file_of_the_packages(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert tracked("bot", "bridge") - inside == set()
    for kind in (".po", ".toml", ".j2", "py.typed"):
        assert any(name.endswith(kind) for name in inside), kind


def test_the_wheel_carries_the_built_pages(wheel: Path) -> None:
    """They are built before (``make widgets``), as npm is nothing a wheel's build may need."""
    built = ROOT / "widgets" / "dist"
    wanted = {
        f"bot/_widgets/{path.relative_to(built)}" for path in built.rglob("*") if path.is_file()
    }
    assert "bot/_widgets/panel/index.html" in wanted, "run make widgets"
    assert wanted - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_wheel_carries_the_homeserver_templates(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        name.replace("synapse-config/", "bot/_synapse_config/", 1)
        for name in tracked("synapse-config")
    }
    assert wanted
    assert wanted - inside == set()


def test_nobody_else_provides_bot_or_bridge(wheel: Path, tmp_path: Path) -> None:
    """Install the wheel over the dependencies of this environment and ask who owns the names."""
    place = tmp_path / "venv"
    venv.create(place, with_pip=False)
    (library,) = place.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(library)
    foreign = [
        entry for entry in sys.path if entry.endswith("site-packages") and Path(entry).is_dir()
    ]
    question = (
        "import json, importlib.metadata as m, bot, bridge\n"
        "owners = m.packages_distributions()\n"
        "print(json.dumps([owners['bot'], owners['bridge'], bot.__file__, bridge.__file__]))"
    )
    answer = subprocess.run(
        [place / "bin" / "python", "-c", question],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(foreign)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    bot_owners, bridge_owners, *files = json.loads(answer.stdout)
    assert all(Path(file).is_relative_to(library) for file in files), "the wheel answered"
    # The editable install of this environment counts as gremium too; no other name may appear.
    assert set(bot_owners) == {"gremium"}
    assert set(bridge_owners) == {"gremium"}
