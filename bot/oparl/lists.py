# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which part of a list a client asks for: filters by date and pages (OP-03, OP-04, OP-06)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

PAGE = 100
"""Objects on one page of a list."""
LAST_PAGE = 1_000_000
Object = dict[str, Any]
_MOMENTS = ("created_since", "created_until", "modified_since", "modified_until")
_KNOWN = (*_MOMENTS, "limit", "omit_internal", "page")
_YES, _NO = "true", "false"


class QueryRefused(ValueError):
    """A query that cannot be answered; ``str()`` is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a client wants of a list."""

    filters: Mapping[str, datetime] = field(default_factory=dict)
    limit: int = PAGE
    page: int = 1
    bare: bool = False
    """Whether embedded lists are left out (``omit_internal``)."""
    said: Mapping[str, str] = field(default_factory=dict)
    """The query as it was said, for the links to other pages; without the page."""

    def wants(self, one: Object) -> bool:
        """Tell whether an object belongs into the list; a deleted one only for who compares."""
        if one.get("deleted") and "modified_since" not in self.filters:
            return False
        return all(_holds(name, bound, one) for name, bound in self.filters.items())


def _holds(name: str, bound: datetime, one: Object) -> bool:
    stamp, _, side = name.partition("_")
    if stamp not in one:
        return False
    at = datetime.fromisoformat(one[stamp])
    return at >= bound if side == "since" else at <= bound


def read_query(query: Sequence[tuple[str, str]]) -> Asked:
    """Return what a query asks for; what nobody knows is passed over. Raises QueryRefused."""
    said = dict[str, str]()
    for name, value in query:
        if name in _KNOWN:
            if name in said:
                raise QueryRefused(f"{name} is given twice")
            said[name] = value
    filters = {name: _moment(name, said[name]) for name in _MOMENTS if name in said}
    bare = said.get("omit_internal", _NO)
    if bare not in (_YES, _NO):
        raise QueryRefused("omit_internal must be true or false")
    limit = min(_number("limit", said.get("limit", str(PAGE))), PAGE)
    page = _number("page", said.pop("page", "1"))
    return Asked(filters=filters, limit=limit, page=page, bare=bare == _YES, said=said)


def _moment(name: str, text: str) -> datetime:
    try:
        # A plus sign in a query means a blank to many programs.
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise QueryRefused(f"{name} must look like 2026-11-26T19:00:00+01:00")
    return at


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:9]) <= LAST_PAGE:
        raise QueryRefused(f"{name} must be a whole number from 1 to {LAST_PAGE}")
    return int(text[:9])


def paged(url: str, known: Sequence[Object], asked: Asked) -> Object:
    """Return one page of a list with the links to the others. Raises QueryRefused past its end."""
    wanted = [one for one in known if asked.wants(one)]
    last = max(1, -(-len(wanted) // asked.limit))
    if asked.page > last:
        raise QueryRefused(f"the list has {last} pages")
    start = (asked.page - 1) * asked.limit
    data = wanted[start : start + asked.limit]
    links = {
        "first": _link(url, asked, 1),
        "self": _link(url, asked, asked.page),
        "last": _link(url, asked, last),
    }
    if asked.page > 1:
        links["prev"] = _link(url, asked, asked.page - 1)
    if asked.page < last:
        links["next"] = _link(url, asked, asked.page + 1)
    return {
        "data": [_bare(one) for one in data] if asked.bare else data,
        "pagination": {
            "totalElements": len(wanted),
            "elementsPerPage": asked.limit,
            "currentPage": asked.page,
            "totalPages": last,
        },
        "links": links,
    }


def _bare(one: Object) -> Object:
    """Leave out lists of whole objects; a list of addresses stays."""

    def embedded(value: Any) -> bool:
        return isinstance(value, list) and bool(value) and isinstance(value[0], dict)

    return {name: value for name, value in one.items() if ":" in name or not embedded(value)}


def _link(url: str, asked: Asked, page: int) -> str:
    query = {**asked.said, **({"page": str(page)} if page > 1 else {})}
    return f"{url}?{urlencode(query)}" if query else url
