# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How an entry is sealed and written as a line. The format is told in docs/reference/journal.md.

Pure: the same arguments give the same bytes. Whoever changes this file changes what strangers
verify by hand; a new form needs a new number in `FORMS` and must keep reading the old ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.store.canonical import canonical, parse
from bot.store.entries import Body, Entry, Origin, Via, instant, read_instant
from bot.store.signing import Signer

PLAIN, WITHHELD = 1, 2
"""Forms of a line: the whole body in one digest; erasable fields committed to one by one."""
FORMS = (PLAIN, WITHHELD)
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
    told: dict[str, Any] = {
        "kind": body.kind,
        "origin": origin_json(body.origin),
        "payload": {n: v for n, v in body.payload.items() if n not in body.withheld},
        "version": body.version,
    }
    if body.withheld:
        told["withheld"] = body.withheld
    return told


def commitment(blind: str, value: object) -> str:
    """SHA-256 over the 16 bytes of a field's salt (hex) followed by its canonical value."""
    return sha256(bytes.fromhex(blind) + canonical(value)).hexdigest()


def committed(body: Body, fields: Iterable[str], salt: Callable[[], bytes]) -> Body:
    """Return the body with those fields committed to one by one, each under a salt of its own."""
    blinds = {name: salt().hex() for name in fields}
    return replace(
        body,
        withheld={name: commitment(blinds[name], body.payload[name]) for name in blinds},
        blinds=blinds,
    )


def erase(entry: Entry, fields: Collection[str]) -> Entry:
    """Return the entry without the values and salts of those fields; chain and signature hold.

    Raises ValueError if a field was not committed to or is gone already.
    """
    if entry.body is None or not set(fields) <= entry.body.blinds.keys():
        raise ValueError(
            f"Of entry {entry.seq} of {entry.stream!r} only these fields can be erased: "
            f"{', '.join(sorted(entry.body.blinds)) or 'none' if entry.body else 'none'}."
        )
    body = replace(
        entry.body,
        payload={n: v for n, v in entry.body.payload.items() if n not in fields},
        blinds={n: v for n, v in entry.body.blinds.items() if n not in fields},
    )
    return replace(entry, body=body)


def digest_of(body: Body) -> str:
    """SHA-256 over the 16 bytes of the salt followed by the canonical body."""
    return sha256(bytes.fromhex(body.salt) + canonical(body_json(body))).hexdigest()


def hash_of(
    *, stream: str, seq: int, prev: str, at: datetime, digest: str, form: int = PLAIN
) -> str:
    """SHA-256 over the canonical form of what chains the entry."""
    link = {
        "v": form,
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
    form = WITHHELD if body.withheld else PLAIN
    entry_hash = hash_of(stream=stream, seq=seq, prev=prev, at=at, digest=digest, form=form)
    return Entry(
        stream=stream,
        seq=seq,
        prev=prev,
        at=at,
        digest=digest,
        hash=entry_hash,
        signature=signer.sign(signed_message(entry_hash)).hex(),
        body=body,
        form=form,
    )


def to_line(entry: Entry) -> bytes:
    """Return the entry as one line of canonical JSON, without the line end."""
    line: dict[str, Any] = {
        "v": entry.form,
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
        if entry.body.withheld:
            line["disclosed"] = {
                name: {"salt": blind, "value": entry.body.payload[name]}
                for name, blind in entry.body.blinds.items()
            }
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
    if data["v"] not in FORMS:
        known = " and ".join(map(str, FORMS))
        raise ValueError(f"format {data['v']} is unknown to this program, it knows {known}")
    return Entry(
        stream=_text(data["stream"]),
        seq=_number(data["seq"]),
        prev=_hex(data["prev"], 32),
        at=read_instant(_text(data["at"])),
        digest=_hex(data["digest"], 32),
        hash=_hex(data["hash"], 32),
        signature=_hex(data["signature"], 64),
        body=_body(data) if "body" in data else None,
        form=_number(data["v"]),
    )


def _body(data: dict[str, Any]) -> Body:
    body, disclosed = data["body"], data.get("disclosed", {})
    withheld = {name: _hex(value, 32) for name, value in body.get("withheld", {}).items()}
    if bool(withheld) != (data["v"] == WITHHELD):
        raise ValueError("commitments belong to a line of form 2, and to no other")
    if not disclosed.keys() <= withheld.keys():
        raise ValueError("a field is disclosed that nothing commits to")
    return Body(
        kind=_text(body["kind"]),
        version=_number(body["version"]),
        origin=read_origin(body["origin"]),
        payload={**body["payload"], **{name: one["value"] for name, one in disclosed.items()}},
        salt=_hex(data["salt"], SALT_BYTES),
        withheld=withheld,
        blinds={name: _hex(one["salt"], SALT_BYTES) for name, one in disclosed.items()},
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
