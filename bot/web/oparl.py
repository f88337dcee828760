# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public record of each body over HTTP: OParl 1.1, to be read only, without names of askers.

    GET  /<body>/system.json          where a program begins
    GET  /<body>/<list>.json?…        filters by date, pages (OP-03, OP-04)
    GET  /<body>/<object>.json        also tombstones (OP-05)
    GET  /<body>/content/<file>       shown; with ?download saved

Nothing is looked up on the disk by what a client says: a path is a key among the objects that were
made of what is public, or there is nothing there. No act of anybody ever comes in here.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from bot.archive import records_of
from bot.domain import events as e
from bot.oparl import LISTS, SCHEMA, Content, Held, QueryRefused, Site, held, read_query
from bot.oparlfile import OParlSettings
from bot.store import Journal
from bot.web.rate import Rate
from bot.web.server import listening
from bot.yearbook import content_bytes, roster_of

log = logging.getLogger(__name__)

FRESH = 15.0
"""Seconds for which what was made of the journal is told again without a look at it."""
LONGEST = 1_000
"""Characters of a query."""
SHOWN = ("application/pdf", "text/plain; charset=utf-8", "image/png", "image/jpeg")
"""Kinds of files a browser may show; others are saved only, as they could hold programs."""
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=60",
}


class Record:
    """The public record of one body, made anew when its journal has grown."""

    def __init__(
        self,
        journal: Journal[e.Event],
        body: str,
        settings: OParlSettings,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._journal = journal
        self._body = body
        self._base = f"{settings.public_url}/{body}"
        self._early = settings.papers_early
        self._clock = clock
        self._turn = asyncio.Lock()
        self._site: Site | None = None
        self._looked = 0.0
        self._heads: dict[str, str] = {}
        self._held: dict[str, Held | None] = {}

    async def site(self) -> Site:
        """Return what is public now, or was some seconds ago."""
        async with self._turn:
            if self._site is None or self._clock() - self._looked > FRESH:
                self._site = await self._look(self._site)
                self._looked = self._clock()
            return self._site

    async def _look(self, before: Site | None) -> Site:
        heads = dict[str, str]()
        for stream in await self._journal.streams():
            if stream == self._body or stream.startswith(f"{self._body}/"):
                head = await self._journal.head(stream)
                heads[stream] = head.hash if head else ""
        if before is not None and heads == self._heads:
            return before
        for stream, head_hash in heads.items():
            if stream != self._body and self._heads.get(stream) != head_hash:
                entries = [entry async for entry in self._journal.read(stream)]
                records = records_of(entries, self._journal.codec.event)
                self._held[stream] = await asyncio.to_thread(held, records)
        state, ever = await roster_of(self._journal, self._body)
        self._heads = heads
        meetings = [one for _, one in sorted(self._held.items()) if one is not None]
        return await asyncio.to_thread(Site, self._base, state, meetings, ever, early=self._early)


class OParlServer:
    """Answers HTTP for all bodies."""

    def __init__(
        self,
        records: dict[str, Record],
        data: Path,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._records = records
        self._data = data
        self._rate = Rate(clock)

    def application(self) -> web.Application:
        """Return the application with all routes; only GET and HEAD lead anywhere."""
        app = web.Application(middlewares=[self._guarded], client_max_size=1)
        app.router.add_get("/healthz", _health)
        app.router.add_get("/{body}/content/{path:.+}", self._content)
        app.router.add_get("/{body}/{path:.+}", self._object)
        return app

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer errors in OParl's form (OP-09), and say nothing of what went wrong inside."""
        try:
            if self._rate.exceeded(request.remote or ""):
                raise web.HTTPTooManyRequests(text="too many requests; try again in a minute")
            if len(request.query_string) > LONGEST:
                raise web.HTTPRequestURITooLong(text="the query is too long")
            response = await handler(request)
        except QueryRefused as refused:
            response = _error(400, str(refused))
        except web.HTTPException as error:
            response = _error(error.status, error.text or error.reason)
            if isinstance(error, web.HTTPMethodNotAllowed):
                response.headers["Allow"] = "GET, HEAD"
        response.headers.update(HEADERS)
        return response

    async def _site(self, request: web.Request) -> tuple[str, Site]:
        body = request.match_info["body"]
        if body not in self._records:
            raise web.HTTPNotFound(text="there is no such body")
        return body, await self._records[body].site()

    async def _object(self, request: web.Request) -> web.StreamResponse:
        _, site = await self._site(request)
        path, dot, suffix = request.match_info["path"].rpartition(".")
        if not dot or suffix != "json":
            raise web.HTTPNotFound(text="there is no such object")
        if path in LISTS:
            return _json(200, site.page(path, read_query(list(request.query.items()))))
        if path not in site.known:
            raise web.HTTPNotFound(text="there is no such object")
        return _json(200, site.known[path])

    async def _content(self, request: web.Request) -> web.StreamResponse:
        body, site = await self._site(request)
        content = site.contents.get(f"content/{request.match_info['path']}")
        if content is None:
            raise web.HTTPNotFound(text="there is no such file")
        data = await asyncio.to_thread(content_bytes, self._data, body, content)
        if data is None:
            raise web.HTTPGone(text="the file is kept no longer")
        return _file(content, data, save="download" in request.query)


def _file(content: Content, data: bytes, *, save: bool) -> web.Response:
    saved = save or content.mime not in SHOWN
    response = web.Response(body=data)
    response.headers["Content-Type"] = content.mime if content.mime in SHOWN else BYTES
    if saved:
        name = URL.build(path=f"/{content.name.replace('/', '_')}").raw_path[1:]
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


BYTES = "application/octet-stream"


def _json(status: int, told: object) -> web.Response:
    text = json.dumps(told, ensure_ascii=False)
    return web.Response(status=status, text=text, content_type="application/json")


def _error(status: int, sentence: str) -> web.Response:
    told = {"type": f"{SCHEMA}Error", "message": sentence, "debug": f"HTTP {status}"}
    return _json(status, told)


async def _health(_request: web.Request) -> web.Response:
    return web.Response(text="OK")


@asynccontextmanager
async def open_oparl(
    settings: OParlSettings | None,
    journal: Journal[e.Event],
    bodies: Sequence[str],
    data: Path,
) -> AsyncIterator[int | None]:
    """Answer while the block runs, if it is wanted; gives the port. Raises OSError."""
    if settings is None:
        yield None
        return
    records = {body: Record(journal, body, settings) for body in bodies}
    app = OParlServer(records, data).application()
    async with listening(app, settings.host, settings.port) as port:
        for body in bodies:
            log.info("public record: %s/%s/system.json", settings.public_url, body)
        yield port
