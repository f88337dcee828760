# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Domain events to stored JSON and back. Home of `cattrs`.

A kind is the class name in snake_case. How the types of fields are written is told in
`bot.store.shapes`. A stored format never changes under way: whoever changes an event adds an
upcast `(kind, version) -> function`, which lifts a stored payload one version up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from typing import Any, Generic, get_args

from cattrs import transform_error
from cattrs.errors import ForbiddenExtraKeysError, StructureHandlerNotFoundError

from bot.store.canonical import canonical, parse
from bot.store.entries import Entry, Event
from bot.store.erasable import ERASED
from bot.store.errors import CodecError
from bot.store.shapes import converter, kind_of

Payload = dict[str, Any]
Upcast = Callable[[Payload], Payload]
Upcasts = Mapping[tuple[str, int], Upcast]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """An event as it is stored."""

    kind: str
    version: int
    payload: Payload


def members(union: object) -> Iterator[type]:
    """Walk the classes of a union, nested unions included; a single class is its own union."""
    arguments = get_args(union)
    if not arguments and isinstance(union, type):
        yield union
    for argument in arguments:
        yield from members(argument)


class Codec(Generic[Event]):
    """Writes and reads the events of one union; ``Codec[Event](Event)``."""

    def __init__(self, union: object, upcasts: Upcasts | None = None) -> None:
        self._upcasts = dict(upcasts or {})
        self._classes: dict[str, type] = {}
        for cls in members(union):
            kind = kind_of(cls)
            if not is_dataclass(cls) or self._classes.setdefault(kind, cls) is not cls:
                raise TypeError(f"{cls.__qualname__}: not a dataclass, or kind {kind!r} is taken.")
        self._kinds = {cls: kind for kind, cls in self._classes.items()}
        self._versions = {kind: self._newest(kind) for kind in self._classes}
        self._converter = converter()

    @property
    def kinds(self) -> Mapping[str, type]:
        """Every kind with its class."""
        return self._classes

    def version(self, kind: str) -> int:
        """The version in which events of this kind are written now."""
        return self._versions[kind]

    def encode(self, event: Event) -> Encoded:
        """Return the stored form of an event.

        It is read back before it is handed out: what cannot be read is never written.
        Raises CodecError for a class outside the union and for values without a stored form.
        """
        kind = self._kinds.get(type(event))
        if kind is None:
            raise CodecError(type(event).__name__, "", "this class is not an event of the journal")
        try:
            payload: Payload = parse(canonical(self._converter.unstructure(event)))
        except (TypeError, ValueError, AttributeError) as error:
            raise CodecError(kind, "", f"a value cannot be stored, {error}") from error
        if self._structure(kind, payload) != event:
            raise CodecError(kind, "", "the stored form reads back as another event")
        return Encoded(kind=kind, version=self._versions[kind], payload=payload)

    def decode(self, kind: str, data: Mapping[str, Any], version: int | None = None) -> Event:
        """Return the event that was stored as `data` in `version` (default: the newest).

        Raises CodecError naming kind and field if anything is unknown, missing or misformed.
        """
        if kind not in self._classes:
            raise CodecError(kind, "", "this kind is unknown; a newer program may have written it")
        newest = self._versions[kind]
        stored = newest if version is None else version
        if not 1 <= stored <= newest:
            raise CodecError(kind, "", f"version {stored} is unknown, the newest is {newest}")
        payload = dict(data)
        for step in range(stored, newest):
            payload = self._upcasts[kind, step](payload)
        return self._structure(kind, payload)

    def event(self, entry: Entry) -> Event:
        """Return the event of an entry; erased fields say `ERASED`.

        Raises CodecError, also for a left-out body.
        """
        body = entry.body
        if body is None:
            raise CodecError("(left out)", "", f"entry {entry.seq} of {entry.stream} has no body")
        gone = dict.fromkeys(body.withheld.keys() - body.blinds.keys(), ERASED)
        return self.decode(body.kind, {**body.payload, **gone}, body.version)

    def _newest(self, kind: str) -> int:
        steps = sorted(version for name, version in self._upcasts if name == kind)
        if steps != list(range(1, len(steps) + 1)):
            raise TypeError(f"Upcasts of {kind!r} must start at 1 without gaps, found {steps}.")
        return len(steps) + 1

    def _structure(self, kind: str, payload: Payload) -> Event:
        try:
            event: Event = self._converter.structure(payload, self._classes[kind])
        except StructureHandlerNotFoundError as error:
            raise CodecError(
                kind, "", f"a field has a type without stored form, {error}"
            ) from error
        except Exception as error:
            field, problem = _first_problem(kind, error)
            raise CodecError(kind, field, problem) from error
        return event


def _first_problem(kind: str, error: Exception) -> tuple[str, str]:
    told = transform_error(error, path=kind, format_exception=_problem)
    problem, _, path = told[0].rpartition(" @ ")
    return path.removeprefix(kind).removeprefix("."), problem


def _problem(error: BaseException, _type: type | None) -> str:
    match error:
        case KeyError():
            return f"the field {error} is missing"
        case ForbiddenExtraKeysError():
            return f"unknown fields: {', '.join(sorted(error.extra_fields))}"
        case TypeError() | ValueError():
            return f"wrong value, {error}"
        case _:
            return f"unreadable ({type(error).__name__})"
