# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever bytes come in by any way, the program refuses them in a sentence or reads them.

The corpus holds seeds and every input that once broke something; `make fuzz` looks for more.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fuzzing import TARGETS, Target
from fuzzing.target import CORPUS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

INPUTS = [(target, seed) for target in TARGETS.values() for seed in target.seeds()]
EXAMPLES = 25
"""Changed inputs per target in each test run; a campaign is `make fuzz`."""
LARGEST_SEED = 20_000


def _named(value: Target | Path) -> str:
    return value.name


@pytest.mark.parametrize(("target", "seed"), INPUTS, ids=_named)
def test_no_known_input_breaks_its_reader(target: Target, seed: Path) -> None:
    target.check(seed.read_bytes())


@pytest.mark.parametrize("target", TARGETS.values(), ids=_named)
def test_no_changed_input_breaks_its_reader(target: Target) -> None:
    seeds = [seed.read_bytes() for seed in target.seeds()]
    usable = [seed for seed in seeds if len(seed) <= LARGEST_SEED]

    @given(changed(usable, target.tokens))
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    def tried(data: bytes) -> None:
        target.check(data)

    tried()


@st.composite
def changed(draw: st.DrawFn, seeds: list[bytes], tokens: tuple[bytes, ...]) -> bytes:
    """Draw a seed with some places cut out, doubled, or filled with tokens and any bytes."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 6))):
        begin = draw(st.integers(0, len(data)))
        end = draw(st.integers(begin, min(len(data), begin + 40)))
        part = data[begin:end]
        filling = draw(st.sampled_from([b"", part + part, *tokens]) | st.binary(max_size=12))
        data = data[:begin] + filling + data[end:]
    return data


def test_every_target_has_seeds_and_every_folder_a_target() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} == set(TARGETS)
    assert all(target.seeds() for target in TARGETS.values())


def test_a_reader_that_breaks_is_found() -> None:
    """The replay can fail: an input that raises what no target allows does."""

    def broken(data: bytes) -> None:
        if b"\xff" in data:
            raise KeyError(data)

    with pytest.raises(KeyError):
        Target(name="broken", run=broken).check(b"a\xff")


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Refusals are logged by the thousand, and each record would be kept."""
    with caplog.at_level("CRITICAL"):
        yield
