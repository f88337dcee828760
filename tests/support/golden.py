# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Golden files of the stored format: sample events of every kind, made from their type hints.

`python -m tests.support.golden --write` adds files for new kinds and versions. A file that is
there is never changed, since journals written in that form exist: change the event, add an upcast
to `bot.store.upcasts` (which raises the version), then write the new file beside the old one.
Only before a kind was ever released may `--write --overwrite KIND` replace its file.
"""

from __future__ import annotations

import argparse
import json
import sys
import types
from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from bot.store.codec import Codec

GOLDEN = Path(__file__).parents[1] / "golden" / "events"
MOST_SAMPLES = 40

_PLAIN: dict[Any, Any] = {
    int: 7,
    bool: True,
    datetime: datetime(2026, 3, 12, 18, 4, 5, 678, tzinfo=UTC),
    date: date(2026, 3, 12),
    time: time(18, 30),
    Fraction: Fraction(2, 3),
}


def samples(cls: type) -> list[Any]:
    """Return events of the class that together show every enum member and union variant."""
    count = min(_turns(cls, frozenset()), MOST_SAMPLES)
    full = [_make(cls, turn, cls.__name__) for turn in range(count)]
    bare = _make(cls, None, cls.__name__)
    return full if bare in full else [*full, bare]


def _turns(hint: Any, above: frozenset[Any]) -> int:
    """How many samples it takes until every choice inside the type was made once."""
    hint = _base(hint)
    if hint in above:
        return 1
    if isinstance(hint, type) and issubclass(hint, Enum):
        return len(hint)
    if is_dataclass(hint):
        inner = get_type_hints(hint).values()
        return max([1, *(_turns(each, above | {hint}) for each in inner)])
    variants = [each for each in get_args(hint) if each not in (type(None), ...)]
    deepest = max([1, *(_turns(each, above) for each in variants)])
    return deepest * len(variants) if _is_union(hint) else deepest


def _make(hint: Any, turn: int | None, name: str) -> Any:
    """Build one value. `turn` picks enum members and variants; None leaves out what it can."""
    hint = _base(hint)
    if hint is str:
        return f"{name} – Ö„{turn}“" if turn else name
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return list(hint)[(turn or 0) % len(hint)]
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        return hint(
            **{each.name: _make(hints[each.name], turn, each.name) for each in fields(hint)}
        )
    if _is_union(hint):
        return _make_choice(hint, turn, name)
    return _make_many(hint, turn, name)


def _make_choice(hint: Any, turn: int | None, name: str) -> Any:
    members = get_args(hint)
    if turn is None and type(None) in members:
        return None
    variants = [each for each in members if each is not type(None)]
    which, rest = (turn or 0) % len(variants), (turn or 0) // len(variants)
    return _make(variants[which], None if turn is None else rest, name)


def _make_many(hint: Any, turn: int | None, name: str) -> Any:
    origin, arguments = get_origin(hint) or hint, get_args(hint)
    if origin is tuple and arguments[-1:] != (...,):
        return tuple(_make(each, turn, name) for each in arguments)
    if issubclass(origin, Mapping):
        key, item = arguments
        return {} if turn is None else {_make(key, turn, "key"): _make(item, turn, name)}
    if not issubclass(origin, tuple | list | Set):
        raise TypeError(f"{name}: no sample for {hint}; teach tests/support/golden.py its shape.")
    elements = (
        [] if turn is None else [_make(arguments[0], step, name) for step in (turn, turn + 1)]
    )
    return frozenset(elements) if issubclass(origin, Set) else origin(elements)


def _base(hint: Any) -> Any:
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    return hint


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def document(codec: Codec[Any], kind: str) -> dict[str, Any]:
    """Return the contents of the golden file of a kind as the code writes it now."""
    payloads = [codec.encode(event).payload for event in samples(codec.kinds[kind])]
    return {"kind": kind, "version": codec.version(kind), "samples": payloads}


def path_of(codec: Codec[Any], kind: str) -> Path:
    """Return where the golden file of a kind's newest version belongs."""
    version = codec.version(kind)
    return GOLDEN / (f"{kind}.json" if version == 1 else f"{kind}.v{version}.json")


def stored() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Walk all golden files, old versions included."""
    for path in sorted(GOLDEN.glob("*.json")):
        yield path, json.loads(path.read_text(encoding="utf-8"))


def text_of(contents: dict[str, Any]) -> str:
    """Return a golden file's text: sorted, indented, readable in a diff."""
    return json.dumps(contents, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write(codec: Codec[Any], overwrite: Set[str]) -> list[Path]:
    """Write what is missing, and the files of the kinds named in `overwrite`."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in sorted(codec.kinds):
        path = path_of(codec, kind)
        if not path.exists() or kind in overwrite or "all" in overwrite:
            path.write_text(text_of(document(codec, kind)), encoding="utf-8")
            written.append(path)
    return written


def main(arguments: list[str]) -> int:
    """Command line, see the module's docstring."""
    from bot.domain.events import Event  # noqa: PLC0415  importable without the domain for others
    from bot.store.upcasts import UPCASTS  # noqa: PLC0415  as above

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", required=True)
    parser.add_argument("--overwrite", action="append", default=[], metavar="KIND")
    options = parser.parse_args(arguments)
    for path in write(Codec[Any](Event, UPCASTS), frozenset(options.overwrite)):
        print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
