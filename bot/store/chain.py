# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How an entry is sealed and written as a line. The format is told in docs/reference/journal.md.

Pure: the same arguments give the same bytes. Whoever changes this file changes what strangers
verify by hand; a new form needs a new `FORMAT` and must keep reading the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.store.canonical import canonical, parse
from bot.store.entries import Body, Entry, Origin, Via, instant, read_instant
from bot.store.signing import Signer

FORMAT = 1
GENESIS = "0" * 64
SALT_BYTES = 16
SIGNED_PREFIX = b"gremium journal "


def origin_json(origin: Origin) -> dict[str, Any]:
    """Return the origin as JSON; what is unknown is left out."""
    told = {
        "via": origin.via.value,
        "event": origin.event,
        "room": origin.room,
        "sender": origin.sender,
        "device": origin.device,
        "session": origin.session,
        "index": origin.index,
    }
    return {name: value for name, value in told.items() if value is not None}


def read_origin(data: Mapping[str, Any]) -> Origin:
    """Read what `origin_json` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    return Origin(**{**data, "via": Via(data["via"])})


def body_json(body: Body) -> dict[str, Any]:
    """Return the part of a body that the digest covers beside the salt."""
    return {
        "kind": body.kind,
        "origin": origin_json(body.origin),
        "payload": body.payload,
        "version": body.version,
    }


def digest_of(body: Body) -> str:
    """SHA-256 over the 16 bytes of the salt followed by the canonical body."""
    return sha256(bytes.fromhex(body.salt) + canonical(body_json(body))).hexdigest()


def hash_of(*, stream: str, seq: int, prev: str, at: datetime, digest: str) -> str:
    """SHA-256 over the canonical form of what chains the entry."""
    link = {
        "v": FORMAT,
        "stream": stream,
        "seq": seq,
        "prev": prev,
        "at": instant(at),
        "digest": digest,
    }
    return sha256(canonical(link)).hexdigest()


def signed_message(entry_hash: str) -> bytes:
    """The bytes that are signed: a fixed prefix, then the hash in hex."""
    return SIGNED_PREFIX + entry_hash.encode("ascii")


def seal(*, stream: str, seq: int, prev: str, at: datetime, body: Body, signer: Signer) -> Entry:
    """Chain a body to the entry before it and sign it."""
    digest = digest_of(body)
    entry_hash = hash_of(stream=stream, seq=seq, prev=prev, at=at, digest=digest)
    return Entry(
        stream=stream,
        seq=seq,
        prev=prev,
        at=at,
        digest=digest,
        hash=entry_hash,
        signature=signer.sign(signed_message(entry_hash)).hex(),
        body=body,
    )


def to_line(entry: Entry) -> bytes:
    """Return the entry as one line of canonical JSON, without the line end."""
    line: dict[str, Any] = {
        "v": FORMAT,
        "stream": entry.stream,
        "seq": entry.seq,
        "prev": entry.prev,
        "at": instant(entry.at),
        "digest": entry.digest,
        "hash": entry.hash,
        "signature": entry.signature,
    }
    if entry.body is not None:
        line["salt"] = entry.body.salt
        line["body"] = body_json(entry.body)
    return canonical(line)


def from_line(line: bytes) -> Entry:
    """Read what `to_line` wrote. Raises ValueError if a single byte does not belong there."""
    try:
        entry = _entry(parse(line))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"a field is missing or of the wrong type ({error})") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if to_line(entry) != line:
        raise ValueError("a field is not written in the form of this journal")
    return entry


def _entry(data: dict[str, Any]) -> Entry:
    if data["v"] != FORMAT:
        raise ValueError(f"format {data['v']} is unknown to this program, it knows {FORMAT}")
    return Entry(
        stream=_text(data["stream"]),
        seq=_number(data["seq"]),
        prev=_hex(data["prev"], 32),
        at=read_instant(_text(data["at"])),
        digest=_hex(data["digest"], 32),
        hash=_hex(data["hash"], 32),
        signature=_hex(data["signature"], 64),
        body=_body(data) if "body" in data else None,
    )


def _body(data: dict[str, Any]) -> Body:
    body = data["body"]
    return Body(
        kind=_text(body["kind"]),
        version=_number(body["version"]),
        origin=read_origin(body["origin"]),
        payload=dict(body["payload"]),
        salt=_hex(data["salt"], SALT_BYTES),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("number expected")
    return value


def _hex(value: object, size: int) -> str:
    text = _text(value)
    if len(text) != 2 * size or set(text) - set("0123456789abcdef"):
        raise ValueError(f"{size} bytes in lower-case hex expected")
    return text
