# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Authenticated requests to a homeserver: JSON in, JSON out, errors as exceptions.

    MatrixError               the server refused; status, errcode, its own sentence
      +-- UnknownToken        M_UNKNOWN_TOKEN: log in again
      +-- RateLimited         M_LIMIT_EXCEEDED for longer than our patience
      +-- AuthenticationNeeded  401 with flows (user-interactive authentication)
    Unreachable               no answer that can be understood within the patience
      +-- Distrusted          its certificate is expired or of nobody we trust

Tokens travel in the Authorization header only and appear in no message and no repr.
"""

from __future__ import annotations

import asyncio
import json
import math
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic
from types import TracebackType
from typing import Any
from urllib.parse import quote

import aiohttp
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from bot.matrix.sound import sound_json, whole_number
from bot.unclocked import NO_CLOCK

Json = dict[str, Any]

CLIENT = "/_matrix/client/v3"
MEDIA = "/_matrix/client/v1/media"
UPLOAD = "/_matrix/media/v3"
_GATEWAY_ERRORS = frozenset(
    {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
)
TOO_LARGE = "GREMIUM_TOO_LARGE"
"""Our own code for an answer larger than was allowed."""
_ANSWER_LIMIT = 256 * 1024 * 1024


class MatrixError(Exception):
    """The homeserver refused a request."""

    def __init__(self, status: int, errcode: str, sentence: str, body: Json | None = None) -> None:
        super().__init__(f"{errcode} ({status}): {sentence}")
        self.status = status
        self.errcode = errcode
        self.sentence = sentence
        self.body: Json = body or {}


class UnknownToken(MatrixError):
    """The access token is no longer valid (M_UNKNOWN_TOKEN, M_MISSING_TOKEN)."""


class RateLimited(MatrixError):
    """The server's rate limit outlasted our patience (M_LIMIT_EXCEEDED)."""


class AuthenticationNeeded(MatrixError):
    """The request needs user-interactive authentication; `body` holds flows and session."""

    @property
    def session(self) -> str:
        """The session id to repeat in `auth`."""
        return str(self.body.get("session", ""))


class Unreachable(Exception):
    """The homeserver gave no usable answer within our patience."""


class Distrusted(Unreachable):
    """Whoever answered has no certificate we trust; the sentence says why and what to do."""


class _TryAgain(Exception):
    """One attempt failed in a way that a later one may not."""

    def __init__(self, cause: Exception, after: float | None = None) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.after = after  # seconds the server asked us to wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a request is repeated before it fails. All in seconds.

    `total` bounds the whole request including waits the server asks for; `single` one attempt.
    """

    total: float = 60.0
    single: float = 40.0
    first_wait: float = 0.25
    longest_wait: float = 15.0


def path(*parts: str, base: str = CLIENT) -> str:
    """Return a request path, each part percent-encoded whole (room ids hold `!` and `:`)."""
    return "/".join([base, *(quote(part, safe="") for part in parts)])


@dataclass(slots=True, kw_only=True)
class Http:
    """Requests in the name of one access token.

    `base_url` e.g. `http://localhost:8008`; `tls` carries an own certificate authority if need be.
    Usable as an async context manager; `close()` otherwise.
    """

    base_url: str
    token: str | None = field(default=None, repr=False)
    patience: Patience = field(default_factory=Patience)
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    on_back: Callable[[float], None] | None = field(default=None, repr=False)
    """Told when the server answers again: seconds since the first request it left unanswered."""
    before: Callable[[], Awaitable[None]] | None = field(default=None, repr=False)
    """Awaited before each request, so that nothing leaves which is not written down yet."""
    back_at: float = -math.inf
    """When it last answered again, by the monotonic clock; minus infinity if it was never away."""
    _session: aiohttp.ClientSession | None = field(default=None, repr=False)
    _silent_since: float | None = None

    async def get(self, where: str, params: Mapping[str, str] | None = None) -> Json:
        """GET `where` and return its JSON object."""
        return await self.request("GET", where, params=params)

    async def put(self, where: str, body: Mapping[str, Any]) -> Json:
        """PUT a JSON object; repeated on network loss, because PUT is idempotent in Matrix."""
        return await self.request("PUT", where, body=body)

    async def post(self, where: str, body: Mapping[str, Any], *, repeat: bool = False) -> Json:
        """POST a JSON object. After network loss it is repeated only with `repeat=True`."""
        return await self.request("POST", where, body=body, repeat=repeat)

    async def request(
        self,
        method: str,
        where: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        repeat: bool | None = None,
        patience: Patience | None = None,
    ) -> Json:
        """Send one request and return the JSON object of the answer.

        Raises MatrixError (or a child) when the server says no, Unreachable when it says nothing.
        """
        payload = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        answer, _ = await self.raw(
            method, where, params=params, payload=payload, repeat=repeat, patience=patience
        )
        return _json_object(answer)

    async def raw(
        self,
        method: str,
        where: str,
        *,
        params: Mapping[str, str] | None = None,
        payload: bytes | None = None,
        mime: str = "application/json",
        repeat: bool | None = None,
        patience: Patience | None = None,
        limit: int = _ANSWER_LIMIT,
    ) -> tuple[bytes, str]:
        """Send bytes, return the answer's bytes (at most `limit`) and content type."""
        if self.before is not None:
            await self.before()
        patience = patience or self.patience
        again = method in {"GET", "PUT"} if repeat is None else repeat
        try:
            async with asyncio.timeout(patience.total):
                async for attempt in _attempts(patience):
                    with attempt:
                        return await self._once(
                            method, where, params, payload, mime, again, patience, limit
                        )
        except TimeoutError as error:
            raise Unreachable(f"{method} {where}: no answer in {patience.total:g} s") from error
        except _TryAgain as error:
            raise error.cause from None
        raise AssertionError("unreachable: the loop returns or raises")

    async def _once(
        self,
        method: str,
        where: str,
        params: Mapping[str, str] | None,
        payload: bytes | None,
        mime: str,
        again: bool,
        patience: Patience,
        limit: int,
    ) -> tuple[bytes, str]:
        began = monotonic()
        try:
            async with (
                asyncio.timeout(patience.single),
                self._open().request(
                    method,
                    self.base_url.rstrip("/") + where,
                    params=params,
                    data=payload,
                    headers=self._headers(mime if payload is not None else None),
                    timeout=NO_CLOCK,
                    ssl=self.tls if self.tls is not None else True,
                    allow_redirects=False,
                ) as answer,
            ):
                data = await _read(answer, limit)
                if _is_a_proxys(answer.status, data):
                    self._missed(began)
                else:
                    self._heard()
                if answer.status < HTTPStatus.MULTIPLE_CHOICES:
                    return data, answer.content_type
                raise _failure(answer.status, data, again=again, patience=patience)
        except aiohttp.ClientConnectorCertificateError as error:
            # Trying again changes nothing, and waiting would hide from the operator what is wrong.
            self._missed(began)
            raise Distrusted(_distrusted(self.base_url, error)) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._missed(began)
            lost = Unreachable(f"{method} {where}: {type(error).__name__}")
            raise (_TryAgain(lost) if again else lost) from error

    def _missed(self, began: float) -> None:
        """The server did not answer a request begun at `began`."""
        self._silent_since = began if self._silent_since is None else self._silent_since

    def _heard(self) -> None:
        """The server answered, whatever it said."""
        since, self._silent_since = self._silent_since, None
        if since is None:
            return
        self.back_at = monotonic()
        if self.on_back is not None:
            self.on_back(self.back_at - since)

    def _headers(self, mime: str | None) -> dict[str, str]:
        headers = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        return headers if mime is None else {**headers, "Content-Type": mime}

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def __aenter__(self) -> Http:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def _attempts(patience: Patience) -> AsyncRetrying:
    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        doubled = patience.first_wait * 2.0 ** (state.attempt_number - 1)
        own = min(patience.longest_wait, doubled)
        asked = error.after if isinstance(error, _TryAgain) else None
        return own if asked is None else max(own, asked)

    def tired(state: RetryCallState) -> bool:
        # Give up before a wait that would outlast the patience, so the cause is told, not a timeout
        spent = state.seconds_since_start or 0.0
        return spent + state.upcoming_sleep >= patience.total

    return AsyncRetrying(
        retry=retry_if_exception_type(_TryAgain), wait=wait, stop=tired, reraise=True
    )


def _distrusted(url: str, error: aiohttp.ClientConnectorCertificateError) -> str:
    """Say what is wrong with a certificate, and whose business that is."""
    cause = error.certificate_error
    why = getattr(cause, "verify_message", "") or type(cause).__name__
    return (
        f"The certificate of {url} is not trusted: {why}. Renew it, or correct address and clock; "
        "a certificate authority of your own is named in the environment: SSL_CERT_FILE."
    )


async def _read(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in answer.content.iter_chunked(64 * 1024):
        size += len(part)
        if size > limit:
            raise MatrixError(answer.status, TOO_LARGE, f"the answer is larger than {limit} bytes")
        parts.append(part)
    return b"".join(parts)


def _is_a_proxys(status: int, data: bytes) -> bool:
    """Whether an answer only says that nobody answers behind it."""
    if status not in _GATEWAY_ERRORS:
        return False
    try:
        return "errcode" not in _json_object(data)
    except Unreachable:
        return True


def _failure(status: int, data: bytes, *, again: bool, patience: Patience) -> Exception:
    """Return what a refusal means: an exception for the caller or a reason to try again."""
    try:
        body = _json_object(data)
    except Unreachable:
        body = {}
    errcode = str(body.get("errcode", "M_UNKNOWN"))
    sentence = str(body.get("error", "no reason given"))
    if status == HTTPStatus.TOO_MANY_REQUESTS or errcode == "M_LIMIT_EXCEEDED":
        asked = body.get("retry_after_ms")
        known = whole_number(asked)
        after = known / 1000 if known is not None else 1.0
        return _TryAgain(RateLimited(status, errcode, sentence, body), max(0.0, after))
    if errcode in {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"}:
        return UnknownToken(status, errcode, sentence, body)
    if status == HTTPStatus.UNAUTHORIZED and "flows" in body:
        return AuthenticationNeeded(status, errcode, "authentication needed", body)
    if status in _GATEWAY_ERRORS and errcode == "M_UNKNOWN" and again:
        return _TryAgain(Unreachable(f"the server answered {status}"))
    return MatrixError(status, errcode, sentence, body)


def _json_object(data: bytes) -> Json:
    try:
        value = sound_json(data)
    except (ValueError, RecursionError) as error:
        raise Unreachable("the server's answer is not JSON") from error
    if not isinstance(value, dict):
        raise Unreachable("the server's answer is not a JSON object")
    return value
