# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Serves the built pages (``widgets/``): files, and headers that let them do little.

A page inside a client may load its own scripts and styles, and connect to nothing: everything it
shows and does goes through the client around it. It may be shown in a frame by the programs named,
by no other. The page of the secret ballot is one file and brings a policy of its own. The
conference connects to its server besides. The page in the browser is a client itself and may be
framed by nobody.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.pagesfile import LOOPBACK, PagesSettings
from bot.texts import Texts
from bot.web.guests import GuestPage, Hall
from bot.web.server import listening
from bot.web.statements import Privacy, accessibility, privacy

log = logging.getLogger(__name__)

SOURCES = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; object-src 'none'"
)
IN_CLIENT = "script-src 'self'; connect-src 'none'"
"""A page inside a client asks that client for everything."""
IN_CALL = "script-src 'self'; connect-src https: wss:"
"""A conference inside a client: its door and its server are where the homeserver says."""
ALONE = "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' https: wss:"
"""A page of its own is a Matrix client: members' homeservers and conferences are where they are."""
OWN_PAGE, CONFERENCE, BALLOT, GUEST = "member", "conference", "ballot", "guest"
FORM_SOURCES = SOURCES.replace("form-action 'none'", "form-action 'self'")
"""The page for guests is a form, sent to itself."""
ONE_FILE = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
"""The policy the page of the secret ballot brings along: it names what may run in it by hashes."""
SHUT_IN = "sandbox allow-scripts allow-same-origin"
"""Besides that page opens no window, sends no form, and leads nobody elsewhere."""
ACCESSIBILITY, PRIVACY = "accessibility", "privacy"
FOREVER = "public, max-age=31536000, immutable"
"""For files whose names change with what they hold."""
ASSETS = "assets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What an installation has to say in the pages of text alone."""

    feedback: str = ""
    """Where barriers are reported; empty: to the clerk."""
    notices: tuple[Privacy, ...] = ()

    def of(self, page: str) -> Callable[[str], str] | None:
        """Return what fills a page in; None for one that is served as it was built."""
        if page == ACCESSIBILITY:
            return lambda text: accessibility(text, self.feedback)
        if page == PRIVACY:
            return lambda text: privacy(text, self.notices)
        return None


NOTHING_NAMED = Statements()


def pages_folder() -> Path | None:
    """Return the folder of the built pages, None if they are not built."""
    package = Path(__file__).parents[1]
    for folder in (package / "_widgets", package.parent / "widgets" / "dist"):
        if (folder / "panel" / "index.html").is_file():
            return folder
    return None


@asynccontextmanager
async def open_pages(
    settings: PagesSettings | None,
    notices: Sequence[Privacy] = (),
    halls: Sequence[Hall] = (),
    words: Texts | None = None,
) -> AsyncIterator[None]:
    """Serve the pages while the block runs, if they are wanted and built.

    ``notices`` name where each body explains data protection; ``halls`` are the bodies people may
    ask to listen to, answered with ``words``. Raises OSError for a port in use.
    """
    folder = pages_folder()
    if settings is None or folder is None:
        if settings is not None:
            log.warning("the pages are not built: run make widgets")
        yield
        return
    # On the machine itself any program may show them, as on a developer's desk.
    local = LOOPBACK if settings.public_url.startswith("http:") else ()
    texts = Statements(feedback=settings.feedback, notices=tuple(notices))
    guests = _guests(folder, settings, halls, words) if settings.guests and words else None
    app = pages_application(folder, settings.clients, local, texts, guests)
    async with listening(app, settings.host, settings.port):
        yield


def _guests(
    folder: Path, settings: PagesSettings, halls: Sequence[Hall], words: Texts
) -> GuestPage | None:
    page = folder / GUEST / "index.html"
    if not page.is_file():
        log.warning("the page for guests is not built: run make widgets")
        return None
    return GuestPage(page.read_text(encoding="utf-8"), halls, words, settings.public_url)


def pages_application(
    folder: Path,
    frames: Sequence[str],
    local: Sequence[str] = (),
    texts: Statements = NOTHING_NAMED,
    guests: GuestPage | None = None,
) -> web.Application:
    """Return the application that serves ``folder`` to the programs ``frames`` names.

    ``local`` are further sources for tries on one machine: of frames, and of homeservers.
    ``texts`` say what stands in the pages of text; without it, they send people to the clerk.
    ``guests`` answers who asks to listen; without it there is no such page.
    """
    framed = " ".join(("'self'", *frames, *local))
    in_client = f"{SOURCES}; {IN_CLIENT}; frame-ancestors {framed}"
    near = (*local, *(one.replace("http", "ws", 1) for one in local))
    alone = f"{SOURCES}; {' '.join((ALONE, *near))}; frame-ancestors 'none'"
    in_call = f"{SOURCES}; {' '.join((IN_CALL, *near))}; frame-ancestors {framed}"
    policies = {
        OWN_PAGE: alone,
        CONFERENCE: in_call,
        BALLOT: _of_ballot(folder, framed),
        GUEST: f"{FORM_SOURCES}; script-src 'self'; connect-src 'none'; frame-ancestors 'none'",
    }

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        first = request.path.lstrip("/").partition("/")[0]
        fixed = first == ASSETS
        response.headers.update(
            {
                "Content-Security-Policy": policies.get(first, in_client),
                "Cache-Control": FOREVER if fixed else "no-store" if first == GUEST else "no-cache",
                "Permissions-Policy": "geolocation=(), payment=(), usb=()",
                # A form names its page, by which another site's is told apart; nothing else does.
                "Referrer-Policy": "same-origin" if first == GUEST else "no-referrer",
                "X-Content-Type-Options": "nosniff",
            }
        )
        return response

    app = web.Application(middlewares=[guarded])
    if guests is not None:
        app.router.add_get(f"/{GUEST}/", guests.show)
        app.router.add_post(f"/{GUEST}/", guests.take)
    for page in sorted(folder.glob("*/index.html")):
        if page.parent.name == GUEST:
            continue
        fill = texts.of(page.parent.name)
        shown = _text(fill(page.read_text(encoding="utf-8"))) if fill else _file(page)
        app.router.add_get(f"/{page.parent.name}/", shown)
        app.router.add_get(f"/{page.parent.name}/index.html", shown)
    app.router.add_static(f"/{ASSETS}", folder / ASSETS)
    return app


def _of_ballot(folder: Path, framed: str) -> str:
    """Return the policy of the secret ballot's page: its own, and who may show it."""
    page = folder / BALLOT / "index.html"
    known = ONE_FILE.search(page.read_text(encoding="utf-8")) if page.is_file() else None
    own = html.unescape(known[1]) if known else "default-src 'none'"
    return f"{own}; {SHUT_IN}; frame-ancestors {framed}"


def _file(page: Path) -> Handler:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(page)

    return handle


def _text(text: str) -> Handler:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type="text/html")

    return handle
