# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a decrypted event says. Pure: payloads in, values of `events` out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.matrix.events import (
    Act,
    FileMessage,
    Json,
    Kind,
    PollAnswer,
    PollQuestion,
    Proof,
    Relation,
    Suspicious,
    TextMessage,
    WidgetAct,
)
from bot.matrix.sound import whole_number

VERIFICATION = "m.key.verification."
VIEW = "org.gremium.view"
"""Where the bot's messages carry the state of the meeting."""
_OWN_TYPES = "org.gremium."
_TEXTS = frozenset({"m.text", "m.notice", "m.emote"})
_NAME_LIMIT = 255
"""Letters of a file's name; no file system has more, and sentences quote it."""
_FILES = frozenset({"m.file", "m.image", "m.audio", "m.video"})
_POLL_RESPONSES = {
    "m.poll.response": "m.selections",
    "org.matrix.msc3381.poll.response": "org.matrix.msc3381.poll.response",
}
_POLL_STARTS = ("m.poll.start", "org.matrix.msc3381.poll.start")
_POLL_TEXTS = ("m.text", "org.matrix.msc1767.text", "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """How an event relates to others."""

    kind: str | None = None
    target: str | None = None
    reply_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the ciphertext: written by servers, bound by nothing."""

    event_id: str
    room: str
    sender: str
    content: Json
    sent_at: float | None = None
    """Seconds since 1970 by the sender's server."""


class _Malformed(Exception):
    """The content does not have the form its type demands."""


def read(frame: Frame, payload: Mapping[str, Any], proof: Proof) -> Act | Suspicious | None:
    """Return the act inside a decrypted event, None if it is of no concern to us."""
    outer, inner = _links(frame.content), _links(payload["content"])
    if inner != Links() and outer not in (Links(), inner):
        return _suspicious(frame, proof, Kind.FORGED_RELATION, "relation differs outside")
    links = inner if inner != Links() else outer
    proof = replace(proof, relation=_where(inner, outer))
    try:
        return _act(frame, payload["type"], payload["content"], proof, links)
    except _Malformed as error:
        return _suspicious(frame, proof, Kind.MALFORMED, str(error))


def verification_type(payload: Mapping[str, Any]) -> str | None:
    """Return the step's type if a decrypted event belongs to an interactive verification."""
    kind: str = payload["type"]
    if kind.startswith(VERIFICATION):
        return kind
    asks = payload["content"].get("msgtype") == f"{VERIFICATION}request"
    return f"{VERIFICATION}request" if kind == "m.room.message" and asks else None


def _act(frame: Frame, kind: str, content: Json, proof: Proof, links: Links) -> Act | None:
    if kind == "m.room.message":
        return _message(frame, content, proof, links)
    if kind in _POLL_RESPONSES:
        return PollAnswer(
            event_id=frame.event_id,
            room=frame.room,
            sender=frame.sender,
            proof=proof,
            poll=_poll(links),
            answers=_answers(kind, content),
        )
    if kind in _POLL_STARTS:
        return _poll_question(frame, content, proof)
    if kind.startswith(_OWN_TYPES):
        return WidgetAct(
            event_id=frame.event_id,
            room=frame.room,
            sender=frame.sender,
            proof=proof,
            type=kind,
            content=content,
        )
    return None


def _message(
    frame: Frame, content: Json, proof: Proof, links: Links
) -> TextMessage | FileMessage | None:
    edits = links.kind == "m.replace"
    text = content.get("m.new_content", content) if edits else content
    if not isinstance(text, dict):
        raise _Malformed("m.new_content is no object")
    msgtype = _text(text.get("msgtype"))
    if not isinstance(msgtype, str):
        raise _Malformed("a message without a msgtype")
    if msgtype in _FILES:
        return _file(frame, text, proof)
    if msgtype not in _TEXTS:
        return None
    body, formatted = text.get("body"), text.get("formatted_body")
    if not isinstance(body, str):
        raise _Malformed("a message without a body")
    return TextMessage(
        event_id=frame.event_id,
        room=frame.room,
        sender=frame.sender,
        proof=proof,
        body=_without_quote(body) if links.reply_to else body,
        formatted_body=formatted if isinstance(formatted, str) else None,
        reply_to=links.reply_to,
        is_edit_of=links.target if edits else None,
        thread=links.target if links.kind == "m.thread" else None,
        msgtype=msgtype,
        carries_view=VIEW in text or VIEW in content,
    )


def _file(frame: Frame, content: Json, proof: Proof) -> FileMessage | None:
    file, info = content.get("file"), content.get("info")
    info = info if isinstance(info, dict) else {}
    name = content.get("filename", content.get("body"))
    if not isinstance(file, dict) or not isinstance(name, str):
        raise _Malformed("an attachment that is not encrypted or has no name")
    mime, size = info.get("mimetype"), whole_number(info.get("size"))
    return FileMessage(
        event_id=frame.event_id,
        room=frame.room,
        sender=frame.sender,
        proof=proof,
        name=name[:_NAME_LIMIT],
        mime=mime if isinstance(mime, str) else "application/octet-stream",
        size=size if size is not None and size >= 0 else None,
        file=file,
    )


def _poll(links: Links) -> str:
    if links.kind != "m.reference" or links.target is None:
        raise _Malformed("a poll answer that names no poll")
    return links.target


def _answers(kind: str, content: Json) -> tuple[str, ...]:
    field = content.get(_POLL_RESPONSES[kind])
    answers = field.get("answers") if isinstance(field, dict) else field
    if not isinstance(answers, list) or not all(isinstance(a, str) for a in answers):
        raise _Malformed("a poll answer without a list of answers")
    return tuple(answers)


def _poll_question(frame: Frame, content: Json, proof: Proof) -> PollQuestion:
    start = next((s for k in _POLL_STARTS if isinstance(s := content.get(k), dict)), {})
    answers = start.get("answers")
    if not isinstance(answers, list) or not all(isinstance(a, dict) for a in answers):
        raise _Malformed("a poll without a list of answers")
    return PollQuestion(
        event_id=frame.event_id,
        room=frame.room,
        sender=frame.sender,
        proof=proof,
        question=_poll_text(start.get("question")),
        answers=tuple((str(a.get("id", a.get("m.id", ""))), _poll_text(a)) for a in answers),
    )


def _poll_text(value: Any) -> str:
    """Return the words of a question or an answer; the stable form is a list of renderings."""
    for key in _POLL_TEXTS:
        text = value.get(key) if isinstance(value, dict) else None
        if isinstance(text, list):
            text = next((t.get("body") for t in text if isinstance(t, dict)), None)
        if isinstance(text, str):
            return text
    return ""


def _links(content: Any) -> Links:
    relates = content.get("m.relates_to") if isinstance(content, dict) else None
    if not isinstance(relates, dict):
        return Links()
    # In threads older clients need a reply that nobody wrote (spec: is_falling_back).
    reply = None if relates.get("is_falling_back") is True else relates.get("m.in_reply_to")
    return Links(
        kind=_text(relates.get("rel_type")),
        target=_text(relates.get("event_id")),
        reply_to=_text(reply.get("event_id")) if isinstance(reply, dict) else None,
    )


def _where(inner: Links, outer: Links) -> Relation:
    if inner != Links():
        return "sealed"
    return "clear" if outer != Links() else "none"


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _without_quote(body: str) -> str:
    """Return a reply without the quotation older clients put before it (spec: rich replies)."""
    if not body.startswith("> <") and not body.startswith("> * <"):
        return body
    lines = body.split("\n")
    said = next((i for i, line in enumerate(lines) if not line.startswith("> ")), len(lines))
    return "\n".join(lines[said:]).lstrip("\n")


def _suspicious(frame: Frame, proof: Proof, kind: Kind, detail: str) -> Suspicious:
    return Suspicious(
        kind=kind,
        sender=frame.sender,
        room=frame.room,
        event_id=frame.event_id,
        detail=detail,
        proof=proof,
    )
