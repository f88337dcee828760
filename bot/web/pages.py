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
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.pagesfile import LOOPBACK, PagesSettings
from bot.web.server import listening

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
OWN_PAGE, CONFERENCE, BALLOT = "member", "conference", "ballot"
ONE_FILE = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
"""The policy the page of the secret ballot brings along: it names what may run in it by hashes."""
SHUT_IN = "sandbox allow-scripts allow-same-origin"
"""Besides that page opens no window, sends no form, and leads nobody elsewhere."""
STATEMENT = "accessibility"
_CONTACT = re.compile("<!--with-->(.*?)<!--without-->(.*?)<!--end-->", re.DOTALL)
FOREVER = "public, max-age=31536000, immutable"
"""For files whose names change with what they hold."""
ASSETS = "assets"


def pages_folder() -> Path | None:
    """Return the folder of the built pages, None if they are not built."""
    package = Path(__file__).parents[1]
    for folder in (package / "_widgets", package.parent / "widgets" / "dist"):
        if (folder / "panel" / "index.html").is_file():
            return folder
    return None


@asynccontextmanager
async def open_pages(settings: PagesSettings | None) -> AsyncIterator[None]:
    """Serve the pages while the block runs, if they are wanted and built.

    Raises OSError for a port in use.
    """
    folder = pages_folder()
    if settings is None or folder is None:
        if settings is not None:
            log.warning("the pages are not built: run make widgets")
        yield
        return
    # On the machine itself any program may show them, as on a developer's desk.
    local = LOOPBACK if settings.public_url.startswith("http:") else ()
    app = pages_application(folder, settings.clients, local, settings.feedback)
    async with listening(app, settings.host, settings.port):
        yield


def pages_application(
    folder: Path, frames: Sequence[str], local: Sequence[str] = (), feedback: str = ""
) -> web.Application:
    """Return the application that serves ``folder`` to the programs ``frames`` names.

    ``local`` are further sources for tries on one machine: of frames, and of homeservers.
    ``feedback`` is where the accessibility statement sends people; without it, to the clerk.
    """
    framed = " ".join(("'self'", *frames, *local))
    in_client = f"{SOURCES}; {IN_CLIENT}; frame-ancestors {framed}"
    near = (*local, *(one.replace("http", "ws", 1) for one in local))
    alone = f"{SOURCES}; {' '.join((ALONE, *near))}; frame-ancestors 'none'"
    in_call = f"{SOURCES}; {' '.join((IN_CALL, *near))}; frame-ancestors {framed}"
    policies = {OWN_PAGE: alone, CONFERENCE: in_call, BALLOT: _of_ballot(folder, framed)}

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        first = request.path.lstrip("/").partition("/")[0]
        fixed = first == ASSETS
        response.headers.update(
            {
                "Content-Security-Policy": policies.get(first, in_client),
                "Cache-Control": FOREVER if fixed else "no-cache",
                "Permissions-Policy": "geolocation=(), payment=(), usb=()",
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
            }
        )
        return response

    app = web.Application(middlewares=[guarded])
    for page in sorted(folder.glob("*/index.html")):
        shown = _statement(page, feedback) if page.parent.name == STATEMENT else _file(page)
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


def _statement(page: Path, feedback: str) -> Handler:
    """Return the accessibility statement with whom to write to (BITV 2.0, § 7)."""
    link, shown = html.escape(feedback), html.escape(feedback.removeprefix("mailto:"))
    text = _CONTACT.sub(r"\1" if feedback else r"\2", page.read_text(encoding="utf-8"))
    text = text.replace("__FEEDBACK__", link).replace("__CONTACT__", shown)

    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type="text/html")

    return handle
