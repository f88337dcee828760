# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the collected evenings go through: each kind of entry, and the evenings that make one.

`python -m tests.support.mechanics` writes `docs/reference/evenings.md` anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import get_args

from bot.domain import events as e
from bot.play.parser import load_evening
from bot.play.rehearsal import Rehearsed, rehearse_script
from bot.texts import Texts

ROOT = Path(__file__).parents[2]
EVENINGS = ROOT / "tests" / "evenings"
PAGE = ROOT / "docs" / "reference" / "evenings.md"
SHOWN = 4
"""So many evenings are named for one kind of entry; of the others there is the number."""

HEAD = """<!--
SPDX-FileCopyrightText: 2026 The Gremium contributors
SPDX-License-Identifier: EUPL-1.2
-->

# What the evenings go through

`tests/evenings` holds {count} evenings as scripts. Each is rehearsed against the rules of its Land
on every test run. This page is written from those rehearsals (`python -m tests.support.mechanics`):
every kind of entry the journal knows, and the evenings in which one is made. What needs a real
homeserver, a bridge or a fault is tried elsewhere, and named at the end.
"""
ELSEWHERE = """
## Made elsewhere

These come from devices, servers and operators, which a rehearsal does not have;
`tests/integration` and `tests/e2e` make them with real ones, `tests/unit` decides them: """


@cache
def rehearsed(path: Path) -> Rehearsed:
    """Go through one evening; it is gone through once in a run of tests."""
    council, script = load_evening(path)
    return rehearse_script(script, council, Texts.load("Europe/Berlin"))


def kinds() -> dict[str, list[type]]:
    """Return all kinds of entry by topic, which is the module they stand in."""
    found: dict[str, list[type]] = defaultdict(list)
    for kind in get_args(e.Event):
        found[kind.__module__.rpartition(".")[2]].append(kind)
    return dict(sorted(found.items()))


def made(evenings: Iterable[Path]) -> Mapping[type, list[str]]:
    """Return for each kind of entry the names of the evenings that make one."""
    found: dict[type, list[str]] = defaultdict(list)
    for path in sorted(evenings):
        for kind in {type(one.event) for one in rehearsed(path).kept}:
            found[kind].append(path.stem)
    return found


def words(kind: type) -> str:
    """`QuestionTimeOpened` as people read it: Question time opened."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).capitalize()


def page(evenings: Iterable[Path]) -> str:
    """Return the page."""
    paths = sorted(evenings)
    by_kind = made(paths)
    lines = [HEAD.format(count=len(paths))]
    missing: list[str] = []
    for topic, found in kinds().items():
        rows = [(words(kind), by_kind[kind]) for kind in found if kind in by_kind]
        missing += [words(kind).lower() for kind in found if kind not in by_kind]
        if rows:
            lines += [f"\n## {topic.capitalize()}\n", "| Entry | Evenings |", "|---|---|"]
            lines += [f"| {name} | {_named(some)} |" for name, some in rows]
    return "\n".join(lines) + "\n" + ELSEWHERE + ", ".join(missing) + ".\n"


def _named(evenings: list[str]) -> str:
    more = len(evenings) - SHOWN
    some = ", ".join(f"`{one}`" for one in evenings[:SHOWN])
    return f"{some} and {more} more" if more > 0 else some


if __name__ == "__main__":
    PAGE.write_text(page(EVENINGS.glob("*.txt")), encoding="utf-8")
