# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A message becomes a call: is the bot addressed, and which words were said to it.

Addressed is: a leading ``!``, a leading mention (pill) of the bot, or its name and a colon. What
was quoted from an earlier message (the reply fallback of older clients) is cut off first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

LIMIT = 32_768
"""Longest message to the bot, in bytes of UTF-8; an encrypted Matrix event carries about 48 kB."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
ARROWS = frozenset({"=>", "→", "->"})
"""Between the passage an amendment replaces and the new wording."""
_TRAILING = ".,;:!?…"
_PREFIX = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u2066-\u2069]*[!！](?P<gap>[^\S\n]*)(?=\w)")
_REPLY = re.compile(r"> \*? ?<@")
_WORD = re.compile(
    r"""„(?P<low>[^„“”"]*)[“”"] | "(?P<straight>[^"]*)" | “(?P<curly>[^“”]*)”
    | «(?P<guillemet>[^«»]*)» | »(?P<chevron>[^«»]*)« | ‚(?P<lone>[^‚‘’]*)[‘’](?!\w)
    | ‘(?P<single>[^‘’]*)’(?!\w) | '(?P<tick>[^']*)'(?!\w) | (?P<arrow>=>|→|->)
    | (?P<named>[^\W\d_]+)[^\S\n]*=[^\S\n]*(?=[^\s=>]) | (?P<bare>\S+)""",
    re.VERBOSE,
)
_PILL = re.compile(
    r"""<a\b[^<>]{0,200}?\bhref\s*=\s*["'](?:https://matrix\.to/\#/|matrix:u/)(?P<id>[^"'<>?]{1,400})
    [^"'<>]{0,200}["'][^<>]{0,200}>(?P<text>[^<]{1,256})</a>""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word, or one quoted passage, of the first line."""

    text: str
    quoted: bool
    start: int
    """Where it begins in the line."""

    @property
    def plain(self) -> str:
        """The word as it is compared: folded, without punctuation at its end."""
        return self.text if self.quoted else fold(self.text.rstrip(_TRAILING) or self.text)

    @property
    def bare(self) -> str:
        """The word as written, without punctuation at its end unless it was quoted."""
        return self.text if self.quoted else self.text.rstrip(_TRAILING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What was said to the bot."""

    line: str
    words: tuple[Word, ...]
    rest: str = ""
    """The lines after the first one, as written."""
    firm: bool = True
    """False if it may as well be talk: ``! so what``; then an unknown word is no mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLong:
    """The message is addressed to the bot and longer than `LIMIT`; figures in bytes."""

    length: int
    limit: int = LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """The names the bot listens to."""

    user: str = ""
    names: tuple[str, ...] = field(default=("Gremium",))


def fold(text: str) -> str:
    """Return ``text`` as words are compared: NFC, lower case, ae/oe/ue/ss, nothing invisible."""
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    return "".join(c for c in composed if unicodedata.category(c) not in ("Cf", "Cc"))


def without_reply(text: str) -> str:
    """Cut off the quotation an older client puts before a reply (``> <@user:server> …``)."""
    if not _REPLY.match(text):
        return text
    lines = text.split("\n")
    said = next((n for n, line in enumerate(lines) if not line.startswith(">")), len(lines))
    return "\n".join(lines[said:]).lstrip("\n")


def parse(text: str, formatted: str | None, addressee: Addressee) -> Call | TooLong | None:
    """Return what is said to the bot, or None if the message is talk among people."""
    said = without_reply(text)
    pills = _pills(formatted) if formatted else {}
    found = _addressed(said, pills, addressee)
    if found is None:
        return None
    words, firm = found
    # Nobody can type more characters than bytes: cheap first, exact where it matters.
    if len(said) > LIMIT // 4 and (length := len(said.encode("utf-8", "replace"))) > LIMIT:
        return TooLong(length=length)
    line, _, rest = _with_ids(words, pills).partition("\n")
    return Call(line=line, words=tuple(split(line)), rest=rest, firm=firm)


def split(line: str) -> list[Word]:
    """Return the words and quoted passages of ``line``, in any of the usual quotation marks.

    ``mehrheit=2/3`` is two words: what a form calls a field is a word and its value here.
    """
    words = []
    for match in _WORD.finditer(line):
        kind = match.lastgroup or "bare"
        quoted = kind not in ("bare", "arrow", "named")
        if quoted or match[kind].strip(_TRAILING):
            words.append(Word(text=match[kind], quoted=quoted, start=match.start()))
    return words


def _pills(formatted: str) -> Mapping[str, str]:
    """Return the people mentioned, by the text that stands for them in the plain body."""
    found = {}
    for match in _PILL.finditer(formatted[:LIMIT]):
        user = unquote(match["id"])
        user = user if user.startswith("@") else f"@{user}"
        if ":" in user:
            found[unescape(match["text"])] = user
    return found


def _with_ids(text: str, pills: Mapping[str, str]) -> str:
    for shown, user in pills.items():
        text = text.replace(shown, user, 1)
    return text


def _addressed(
    said: str, pills: Mapping[str, str], addressee: Addressee
) -> tuple[str, bool] | None:
    """Return what follows the address, and whether it can only be meant for the bot."""
    prefix = _PREFIX.match(said)
    if prefix is not None:
        return said[prefix.end() :], not prefix["gap"]
    start = said.lstrip()
    for shown, user in pills.items():
        if user == addressee.user and start.startswith(shown):
            return start[len(shown) :].lstrip(" :,\t"), True
    for name in (addressee.user, *addressee.names):
        tail = start[len(name) :]
        if name and start[: len(name)].casefold() == name.casefold() and tail.startswith(":"):
            return tail[1:].lstrip(), True
    return None
