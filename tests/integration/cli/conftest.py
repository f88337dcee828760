# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A data folder of the sample evening, made once and copied for each test."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from data_folder import make_data_folder


@pytest.fixture(scope="session")
def evening_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evening") / "var"
    return asyncio.run(make_data_folder(folder))


@pytest.fixture
def var(evening_once: Path, tmp_path: Path) -> Path:
    """A copy to be spoiled."""
    return Path(shutil.copytree(evening_once, tmp_path / "var"))


@pytest.fixture
def bare(var: Path) -> Path:
    """A copy without papers, which take a second each to be made again."""
    shutil.rmtree(var / "papers")
    return var
