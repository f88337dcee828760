# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading a room's past: closing the gaps of a sync, and whole spans for the close of a vote."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from bot.matrix.events import Json
from bot.matrix.http import Http, path

_PAGE = 100
_MARGIN = 8
"""So many more than are known of: the question itself, and what came meanwhile."""


class HistoryIncomplete(Exception):
    """The server's history ended, or our patience, before the wanted event was found."""


class SpanReversed(HistoryIncomplete):
    """The first event of the span stands behind its last: it was sent later."""


class History:
    """The past of rooms, page by page, newest first as servers tell it."""

    def __init__(self, http: Http, pages: int) -> None:
        """Read at most `pages` pages of 100 events for one question."""
        self._http = http
        self._pages = pages

    async def gap(self, room: str, newest: str, oldest: str) -> tuple[list[Json], bool]:
        """Return the events between sync position `oldest` and `newest`, oldest first.

        Tells, too, whether these are all: of an endless gap only the newest are read, lest a server
        (or who writes without end) keep the bot from all that comes after it.
        """
        events: list[Json] = []
        start: str | None = newest
        for _ in range(self._pages):
            page = await self._page(room, start, oldest)
            events += _events(page)
            start = _position(page)
            if start is None or not page.get("chunk"):
                return events[::-1], True
        return events[::-1], False

    async def span(self, room: str, since: str, until: str, about: int | None = None) -> list[Json]:
        """Return the events after event `since` up to and with event `until`, oldest first.

        Who waits for a result waits for this: where the newest page holds it all, one question,
        for no more events than there are to be: `about` so many lie behind `since`.
        Raises HistoryIncomplete; SpanReversed where `since` is newer than `until`.
        """
        if since == until:
            return []
        found, start = await self._back_from(room, since, until, about)
        events: list[Json] = []
        for _ in range(self._pages):
            for event in found:
                if event["event_id"] == since:
                    return _without_doubles(reversed(events))
                events.append(event)
            if not start:
                break
            page = await self._page(room, start)
            found, start = _events(page), _position(page)
        raise HistoryIncomplete("the history ended before the first event of the span was found")

    async def _back_from(
        self, room: str, since: str, until: str, about: int | None
    ) -> tuple[list[Json], str | None]:
        """Return event `until` and some before it, newest first, and where it goes on."""
        limit = _PAGE if about is None else min(_PAGE, about + _MARGIN)
        page = await self._page(room, None, limit=limit)
        newest = _events(page)
        for place, event in enumerate(newest):
            if event["event_id"] == until:
                return newest[place:], _position(page)
            if event["event_id"] == since:
                raise SpanReversed("the first event of the span stands behind its last")
        # Newer ones lie over it, or it is not to be seen there yet.
        context = await self._http.get(path("rooms", room, "context", until), {"limit": "0"})
        return _events({"chunk": [context.get("event")]}), _position(context, "start")

    async def follows(self, room: str, earlier: str, later: str) -> bool:
        """Whether `later` descends from `earlier` in the room's graph of events.

        Everything that does stands behind `earlier` in the order of the history.
        """
        context = await self._http.get(path("rooms", room, "context", earlier), {"limit": "0"})
        start = _position(context)
        parents: dict[str, list[str]] = {}
        for _ in range(self._pages):
            if start is None:
                break
            page = await self._graph_page(room, start)
            events = _events(page)
            parents |= {event["event_id"]: _parents(event) for event in events}
            if not events or _descends(later, earlier, parents):
                break
            start = _position(page)
        return _descends(later, earlier, parents)

    async def _graph_page(self, room: str, start: str) -> Json:
        wanted = json.dumps({"event_format": "federation"})
        parameters = {"dir": "f", "limit": str(_PAGE), "from": start, "filter": wanted}
        return await self._http.get(path("rooms", room, "messages"), parameters)

    async def _page(
        self, room: str, start: str | None, stop: str | None = None, limit: int = _PAGE
    ) -> Json:
        wanted = {"dir": "b", "limit": str(limit), "from": start, "to": stop}
        parameters = {key: value for key, value in wanted.items() if value is not None}
        return await self._http.get(path("rooms", room, "messages"), parameters)


def mark_of(event: Json) -> bytes:
    """Return what tells two events apart: a server may show other words under a known id.

    Everything counts that the bot reads of an event of a timeline; what clients are told beside it
    (`unsigned`) and the server's clock do not.
    """
    said = [event.get(key) for key in ("event_id", "sender", "type", "state_key", "content")]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()


class Delivered:
    """The newest events handed upwards, per room, so that a gap's overlap is not told twice."""

    def __init__(self, size: int = 5000) -> None:
        """Remember the newest `size` events of each room."""
        self._size = size
        self._rooms: dict[str, OrderedDict[bytes, str]] = {}

    def is_new(self, room: str, mark: bytes) -> bool:
        """Whether the event was not handed upwards yet, as far as remembered."""
        return mark not in self._rooms.get(room, ())

    def add(self, room: str, mark: bytes, event_id: str) -> None:
        """Remember an event by its `mark_of`."""
        events = self._rooms.setdefault(room, OrderedDict())
        events[mark] = event_id
        while len(events) > self._size:
            events.popitem(last=False)

    def since(self, room: str, event_id: str) -> int | None:
        """Return how many events were handed upwards after this one; None if it is not known."""
        events = self._rooms.get(room, OrderedDict())
        places = (n for n, known in enumerate(reversed(events.values())) if known == event_id)
        return next(places, None)


def _events(page: Json) -> list[Json]:
    chunk = page.get("chunk")
    if not isinstance(chunk, list):
        return []
    return [e for e in chunk if isinstance(e, dict) and isinstance(e.get("event_id"), str)]


def _position(page: Json, name: str = "end") -> str | None:
    """Return where the history goes on, None at its end."""
    found = page.get(name)
    return found if isinstance(found, str) and found else None


def _parents(event: Json) -> list[str]:
    """Return the ids of the newest events the sender's server had seen."""
    known = event.get("prev_events")
    return [p for p in known if isinstance(p, str)] if isinstance(known, list) else []


def _descends(later: str, earlier: str, parents: Mapping[str, list[str]]) -> bool:
    seen: set[str] = set()
    waiting = [later]
    while waiting:
        event = waiting.pop()
        if event == earlier:
            return True
        if event not in seen:
            seen.add(event)
            waiting += parents.get(event, [])
    return False


def _without_doubles(events: Iterable[Json]) -> list[Json]:
    return list({mark_of(event): event for event in events}.values())
