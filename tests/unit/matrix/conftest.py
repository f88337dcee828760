# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two devices that know each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pair import Pair


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Two devices that know each other."""
    both = Pair(tmp_path)
    yield both
    both.close()
