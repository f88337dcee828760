# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Twirp 7 over aiohttp: bodies in protobuf or JSON, errors as JSON with a code.

Knows no call; `bridge.control.roomservice` holds the table of them.
"""

from __future__ import annotations

import json
from enum import Enum

from aiohttp import web
from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message

PROTOBUF = "application/protobuf"
JSON = "application/json"


class Code(Enum):
    """Twirp's error codes as far as this server uses them: name and HTTP status."""

    MALFORMED = ("malformed", 400)
    INVALID_ARGUMENT = ("invalid_argument", 400)
    UNAUTHENTICATED = ("unauthenticated", 401)
    NOT_FOUND = ("not_found", 404)
    BAD_ROUTE = ("bad_route", 404)
    FAILED_PRECONDITION = ("failed_precondition", 412)
    RESOURCE_EXHAUSTED = ("resource_exhausted", 429)
    INTERNAL = ("internal", 500)
    UNIMPLEMENTED = ("unimplemented", 501)
    UNAVAILABLE = ("unavailable", 503)


class TwirpError(Exception):
    """A call fails; ``str()`` is what the caller reads."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code

    def response(self) -> web.Response:
        """Return the answer in Twirp's form, which is JSON whatever was asked in."""
        name, status = self.code.value
        told = json.dumps({"code": name, "msg": str(self)})
        return web.Response(status=status, text=told, content_type=JSON)


async def read(request: web.Request, into: Message) -> None:
    """Fill ``into`` from the body. Raises `TwirpError`."""
    if request.content_type not in (PROTOBUF, JSON):
        raise TwirpError(Code.BAD_ROUTE, f"unexpected Content-Type: {request.content_type!r}")
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise TwirpError(Code.RESOURCE_EXHAUSTED, "the request is too large") from error
    try:
        if request.content_type == PROTOBUF:
            into.ParseFromString(body)
        else:
            json_format.Parse(body, into, ignore_unknown_fields=True)
    except (DecodeError, json_format.ParseError, UnicodeDecodeError, RecursionError) as error:
        raise TwirpError(Code.MALFORMED, "the body is not what this call takes") from error


def answer(request: web.Request, message: Message) -> web.Response:
    """Return ``message`` in the form the caller asked in."""
    if request.content_type == PROTOBUF:
        return web.Response(body=message.SerializeToString(), content_type=PROTOBUF)
    text = json_format.MessageToJson(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )
    return web.Response(text=text, content_type=JSON)
