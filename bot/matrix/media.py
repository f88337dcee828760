# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Attachments: sealed before they leave, checked after they arrive. Servers learn size only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from nio.crypto.attachments import decrypt_attachment, encrypt_attachment
from nio.exceptions import EncryptionError

from bot.matrix.events import Json
from bot.matrix.http import MEDIA, UPLOAD, Http, path

_MXC = "mxc://"
_SEALED_MIME = "application/octet-stream"


class BadAttachment(Exception):
    """An attachment is damaged, tampered with, or described wrongly."""


class TooLarge(Exception):
    """Something is larger than allowed; the message names both sizes."""


async def upload_encrypted(http: Http, data: bytes, *, mime: str, name: str, limit: int) -> Json:
    """Upload `data` sealed and return the content of a message that shows it.

    The name travels inside the encrypted message only. Raises TooLarge above `limit` bytes or the
    server's own limit.
    """
    server_limit = (await http.get(path("config", base=MEDIA))).get("m.upload.size")
    allowed = min(limit, server_limit) if isinstance(server_limit, int) else limit
    if len(data) > allowed:
        raise TooLarge(f"The file has {len(data)} bytes; {allowed} are allowed.")
    sealed, keys = await asyncio.to_thread(encrypt_attachment, data)
    answer, _ = await http.raw(
        "POST", path("upload", base=UPLOAD), payload=sealed, mime=_SEALED_MIME, repeat=True
    )
    url = _json_url(answer)
    return {
        "msgtype": "m.image" if mime.startswith("image/") else "m.file",
        "body": name,
        "filename": name,
        "info": {"mimetype": mime, "size": len(data)},
        "file": {**keys, "url": url},
    }


async def download_encrypted(http: Http, file: Mapping[str, Any], *, limit: int) -> bytes:
    """Fetch the attachment that `file` (the `file` object of a message) describes.

    Raises BadAttachment if it is not what the sender sealed, MatrixError if it cannot be fetched.
    """
    try:
        key, checksum, iv = file["key"]["k"], file["hashes"]["sha256"], file["iv"]
        server, media_id = _mxc(file["url"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadAttachment("the message does not describe an encrypted attachment") from error
    sealed, _ = await http.raw("GET", path("download", server, media_id, base=MEDIA), limit=limit)
    try:
        return await asyncio.to_thread(decrypt_attachment, sealed, key, checksum, iv)
    except (EncryptionError, ValueError, TypeError, AttributeError) as error:
        raise BadAttachment("the attachment is not what its sender sealed") from error


def _mxc(url: str) -> tuple[str, str]:
    server, slash, media_id = url.removeprefix(_MXC).partition("/")
    if not url.startswith(_MXC) or not slash or not server or not media_id:
        raise ValueError("not an mxc address")
    return server, media_id


def _json_url(answer: bytes) -> str:
    return str(json.loads(answer)["content_uri"])
