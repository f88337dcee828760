# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public page on which people ask to listen to a meeting; it works without JavaScript.

    GET   /guest/     the form
    POST  /guest/     body, name, account, agree, lang, ticket

It carries nobody's act and tells nothing: whoever asks gets the same answer, whether they are
known, wait already, or are new. What was typed goes to the office and back into the form, as
text, and nowhere else. A form is good for `GOOD` and from this page alone.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import secrets
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from time import monotonic
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from bot.domain.ids import UserId
from bot.guestrequests import (
    AccountUnusable,
    NameUnusable,
    TooManyWait,
    read_name,
    read_user,
)
from bot.texts import Texts

LARGEST = 4_096
"""Bytes of a form."""
FIELDS = ("body", "name", "account", "agree", "lang", "ticket")
GOOD = 12 * 3600.0
"""Seconds: nobody is hurried (WCAG 2.2.1)."""
LANGUAGES = ("de", "en")
FORM = "application/x-www-form-urlencoded"


class Hall(Protocol):
    """A body that has an office to decide."""

    @property
    def name(self) -> str: ...

    async def ask(self, name: str, user: UserId) -> None:
        """Take a request. Raises TooManyWait."""


class _Told(Exception):
    """What the page answers."""

    def __init__(self, key: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(key)
        self.key, self.status = key, status


class GuestPage:
    """Shows the form, and takes it."""

    def __init__(
        self,
        template: str,
        halls: Sequence[Hall],
        texts: Texts,
        public_url: str,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._template = template
        self._halls = halls
        self._texts = texts
        parts = urlsplit(public_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._clock = clock
        self._secret = secrets.token_bytes(32)

    async def show(self, _request: web.Request) -> web.StreamResponse:
        return self._page({}, "", HTTPStatus.OK)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Answer a form that was sent."""
        form: dict[str, str] = {}
        try:
            self._need_ours(request)
            form = await _form(request)
            await self._ask(form)
        except _Told as told:
            language = form.get("lang", LANGUAGES[0])
            known = language if language in LANGUAGES else LANGUAGES[0]
            again = {} if told.status is HTTPStatus.OK else form
            return self._page(again, self._texts.say(known, told.key), told.status)
        raise AssertionError("every request is answered")

    def _need_ours(self, request: web.Request) -> None:
        """Refuse a form another site has sent in a visitor's name."""
        origin = request.headers.get("Origin")
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        if (origin is not None and origin != self._origin) or site != "same-origin":
            raise _Told("guest.elsewhere", HTTPStatus.FORBIDDEN)

    async def _ask(self, form: Mapping[str, str]) -> None:
        if not self._is_ours(form.get("ticket", "")):
            raise _Told("guest.stale")
        hall = next((h for n, h in enumerate(self._halls) if form.get("body") == str(n)), None)
        if hall is None:
            raise _Told("guest.which_body")
        try:
            name, user = read_name(form.get("name", "")), read_user(form.get("account", ""))
        except NameUnusable:
            raise _Told("guest.name") from None
        except AccountUnusable:
            raise _Told("guest.account") from None
        if form.get("agree") != "yes":
            raise _Told("guest.agree")
        try:
            await hall.ask(name, user)
        except TooManyWait:
            raise _Told("guest.too_many", HTTPStatus.TOO_MANY_REQUESTS) from None
        raise _Told("guest.taken", HTTPStatus.OK)

    # ── the form's own mark ─────────────────────────────────────────────────────────────
    def _ticket(self) -> str:
        since = f"{self._clock():.0f}"
        return f"{since}.{self._mark(since)}"

    def _mark(self, since: str) -> str:
        return hmac.new(self._secret, since.encode(), hashlib.sha256).hexdigest()

    def _is_ours(self, ticket: str) -> bool:
        since, _, mark = ticket.partition(".")
        # As bytes: whatever was typed may be compared, and takes as long as anything else.
        if not hmac.compare_digest(mark.encode(), self._mark(since).encode()):
            return False
        return self._clock() - float(since) <= GOOD

    def _page(self, form: Mapping[str, str], said: str, status: HTTPStatus) -> web.Response:
        chosen = form.get("body", "0")
        bodies = "".join(
            f'<option value="{n}"{" selected" if str(n) == chosen else ""}>'
            f"{html.escape(hall.name)}</option>"
            for n, hall in enumerate(self._halls)
        )
        filled = {
            "__BODIES__": bodies,
            "__TICKET__": self._ticket(),
            "__NOTICE__": html.escape(said),
            "__NAME__": html.escape(form.get("name", "")),
            "__ACCOUNT__": html.escape(form.get("account", "")),
        }
        return web.Response(
            text=_filled(self._template, filled), status=status, content_type="text/html"
        )


def _filled(template: str, by: Mapping[str, str]) -> str:
    """Put everything in at once: what was typed may look like another mark."""
    parts = [template]
    for mark in by:
        parts = [piece for part in parts for piece in _around(part, mark, by)]
    return "".join(by.get(part, part) for part in parts)


def _around(part: str, mark: str, by: Mapping[str, str]) -> list[str]:
    if part in by:
        return [part]
    first, *others = part.split(mark)
    return [first, *(piece for other in others for piece in (mark, other))]


async def _form(request: web.Request) -> dict[str, str]:
    """Read a form: small, of known fields, each once at most."""
    if request.content_type != FORM:
        raise _Told("guest.unreadable", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    raw = b""
    while len(raw) <= LARGEST and (more := await request.content.read(LARGEST + 1 - len(raw))):
        raw += more
    if len(raw) > LARGEST:
        raise _Told("guest.unreadable", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        told = parse_qs(
            raw.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=len(FIELDS),
        )
    except ValueError:
        raise _Told("guest.unreadable") from None
    if any(name not in FIELDS or len(values) != 1 for name, values in told.items()):
        raise _Told("guest.unreadable")
    return {name: values[0] for name, values in told.items()}
