# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the types of event fields are written as JSON, and read back strictly.

| type | stored as |
|---|---|
| str, NewType of str | text |
| int, bool, None | number, true or false, null |
| Enum | its value |
| datetime (aware) | text in UTC, ``2026-03-12T18:04:05.000000Z`` |
| date, time | text, ``2026-03-12``, ``18:30:00`` |
| Fraction | text, ``2/3`` |
| tuple, list | array |
| frozenset, set | array, sorted by the canonical form of its elements |
| Mapping, dict | object; keys are str, Enum, date, Fraction or int |
| dataclass | object with every field, defaults included |
| union of dataclasses | the same and ``type``, the class name in snake_case |

Nothing is converted silently on the way back. Errors never repeat a value: it may be a vote.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from fractions import Fraction
from typing import Any, NewType, Union, get_args, get_origin

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn

from bot.store.canonical import MAX_INT, canonical
from bot.store.entries import instant, read_instant

TAG = "type"
Hook = Callable[[Any], Any]
StructureHook = Callable[[Any, Any], Any]


def kind_of(cls: type) -> str:
    """Return the stored name of a class: ``VoteCast`` → ``vote_cast``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.__name__).lower()


def converter() -> Converter:
    """Return a converter that knows these shapes and no others."""
    made = Converter(forbid_extra_keys=True, detailed_validation=True)
    for cls, write in _WRITE.items():
        made.register_unstructure_hook(cls, write)
    for cls, read in _READ.items():
        made.register_structure_hook(cls, _reader(read))
    made.register_structure_hook_func(_is_enum, _read_enum)
    made.register_unstructure_hook_factory(_is_set, _write_set)
    made.register_unstructure_hook_factory(_is_mapping, _write_mapping)
    made.register_unstructure_hook_factory(_is_choice, _write_choice)
    for is_array in (_is_set, _is_sequence):
        _wrap_structure(made, is_array, list, "an array")
    made.register_structure_hook_factory(_is_mapping, _read_mapping)
    made.register_structure_hook_factory(_is_choice, _read_choice)
    made.register_structure_hook_factory(_is_dataclass, _read_dataclass)
    return made


def _reader(read: Hook) -> StructureHook:
    """A hook for a class is also asked for its subclasses, such as a StrEnum for str."""
    return lambda value, cls: _read_enum(value, cls) if _is_enum(cls) else read(value)


def _exactly(cls: type, name: str) -> Hook:
    def read(value: Any) -> Any:
        if type(value) is not cls:
            raise TypeError(f"{name} expected, found {type(value).__name__}")
        return value

    return read


_text = _exactly(str, "text")


def _read_int(value: Any) -> int:
    number: int = _exactly(int, "a whole number")(value)
    if abs(number) > MAX_INT:
        raise ValueError("an integer beyond 2^53-1")
    return number


def _write_aware(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a time without time zone")
    return instant(value)


def _write_float(_value: float) -> str:
    raise ValueError("a number with a fraction; use Fraction")


def _read_fraction(value: Any) -> Fraction:
    share = Fraction(_text(value))
    if _write_fraction(share) != value:
        raise ValueError("a share in lowest terms expected, such as 2/3")
    return share


def _write_fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _read_date(value: Any) -> date:
    day = date.fromisoformat(_text(value))
    if day.isoformat() != value:
        raise ValueError("a date expected, such as 2026-03-12")
    return day


def _read_time(value: Any) -> time:
    clock = time.fromisoformat(_text(value))
    if clock.isoformat() != value:
        raise ValueError("a time of day expected, such as 18:30:00")
    return clock


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


def _read_enum(value: Any, cls: type[Enum]) -> Enum:
    member = cls._value2member_map_.get(value) if isinstance(value, str | int) else None
    if member is None or type(member.value) is not type(value):
        raise ValueError(f"none of the values of {cls.__name__}")
    return member


_WRITE: dict[type, Hook] = {
    datetime: _write_aware,
    date: date.isoformat,
    time: time.isoformat,
    Fraction: _write_fraction,
    float: _write_float,
}
_READ: dict[type, Hook] = {
    str: _text,
    int: _read_int,
    bool: _exactly(bool, "true or false"),
    datetime: lambda value: read_instant(_text(value)),
    date: _read_date,
    time: _read_time,
    Fraction: _read_fraction,
}


def _base(hint: Any) -> Any:
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    return hint


def _class_of(hint: Any) -> type | None:
    origin = get_origin(hint) or hint
    return origin if isinstance(origin, type) else None


def _is_dataclass(hint: Any) -> bool:
    # Unlike dataclasses.is_dataclass this does not narrow the type for the checker.
    return is_dataclass(hint)


def _is_set(hint: Any) -> bool:
    cls = _class_of(hint)
    return cls is not None and issubclass(cls, Set)


def _is_sequence(hint: Any) -> bool:
    return _class_of(hint) in (tuple, list)


def _is_mapping(hint: Any) -> bool:
    cls = _class_of(hint)
    return cls is not None and issubclass(cls, Mapping)


def _variants(hint: Any) -> list[type]:
    """The members of a union without None; empty for everything else."""
    if get_origin(hint) not in (Union, types.UnionType):
        return []
    return [_base(member) for member in get_args(hint) if member is not type(None)]


def _is_choice(hint: Any) -> bool:
    """A union of more than one type beside None; `X | None` is no choice."""
    return len(_variants(hint)) > 1


def _wrap_structure(made: Converter, applies: Hook, cls: type, name: str) -> None:
    """Let the converter's own hook only see values of the class JSON has for them."""
    check = _exactly(cls, name)

    def factory(hint: Any) -> StructureHook:
        inner = plain.get_structure_hook(hint)
        return lambda value, wanted: inner(check(value), wanted)

    # The hooks of a copy made before the registration know nothing of this one, but hand the
    # elements to `made`, which does.
    plain = made.copy()
    made.register_structure_hook_factory(applies, factory)


def _write_set(hint: Any, made: Converter) -> Hook:
    def write(value: Any) -> list[Any]:
        return sorted((made.unstructure(element) for element in value), key=canonical)

    return write


def _write_mapping(hint: Any, made: Converter) -> Hook:
    def write(value: Mapping[Any, Any]) -> dict[str, Any]:
        return {_key(made, key): made.unstructure(item) for key, item in value.items()}

    return write


def _key(made: Converter, key: Any) -> str:
    match made.unstructure(key):
        case str() as text:
            return text
        case bool():
            raise ValueError("true or false as the key of a mapping")
        case int() as number:
            return str(number)
        case _:
            raise ValueError("a key of a mapping that cannot be written as text")


def _read_mapping(hint: Any, made: Converter) -> StructureHook:
    key_hint, item_hint = get_args(hint)
    read_key = _int_key if _base(key_hint) is int else None

    def read(value: Any, _wanted: Any) -> dict[Any, Any]:
        pairs = _exactly(dict, "an object")(value).items()
        return {
            read_key(key) if read_key else made.structure(key, key_hint): made.structure(
                item, item_hint
            )
            for key, item in pairs
        }

    return read


def _int_key(key: str) -> int:
    number = _read_int(int(key))
    if str(number) != key:
        raise ValueError("a whole number as key expected")
    return number


def _write_choice(hint: Any, made: Converter) -> Hook:
    tagged = {cls for cls in _variants(hint) if _is_dataclass(cls)}

    def write(value: Any) -> Any:
        if type(value) not in tagged:
            return made.unstructure(value)
        return {**made.unstructure(value), TAG: kind_of(type(value))}

    return write


def _read_choice(hint: Any, made: Converter) -> StructureHook:
    """Dataclasses are told apart by their tag, all other variants by the first that fits."""
    variants = _variants(hint)
    tagged = {kind_of(cls): cls for cls in variants if _is_dataclass(cls)}
    plain = [cls for cls in variants if cls not in tagged.values()]
    optional = type(None) in get_args(hint)

    def read(value: Any, _wanted: Any) -> Any:
        if value is None and optional:
            return None
        if isinstance(value, dict) and value.get(TAG) in tagged:
            rest = {name: item for name, item in value.items() if name != TAG}
            return made.structure(rest, tagged[value[TAG]])
        return _first_fit(made, value, plain)

    return read


def _first_fit(made: Converter, value: Any, variants: list[Any]) -> Any:
    for variant in variants:
        try:
            return made.structure(value, variant)
        except Exception:  # noqa: S112  the next variant is tried, the last failure is told below
            continue
    raise TypeError("no variant of this field fits")


def _read_dataclass(cls: Any, made: Converter) -> StructureHook:
    inner = make_dict_structure_fn(
        cls, made, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True
    )
    wanted = {field.name for field in fields(cls)}

    def read(value: Any, hint: Any) -> Any:
        missing = sorted(wanted - _exactly(dict, "an object")(value).keys())
        if missing:
            raise TypeError(f"missing fields: {', '.join(missing)}")
        return inner(value, hint)

    return read
