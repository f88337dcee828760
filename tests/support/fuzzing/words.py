# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people type: one message read in some place by some role, and whole evenings of commands."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from talking import AMENDED, AYSE, CHAIR, CLERK, GUEST, MEETING, VOTING, context

from bot.chat import COMMANDS
from bot.chat.context import Place
from bot.chat.grammar import LIMIT
from bot.chat.reader import Act, NeedsConfirmation, Problem, read
from bot.council import Council, load_council
from bot.domain import events as e
from bot.domain.minutes import Part, minutes
from bot.domain.values import Language
from bot.effects import Line
from bot.paper.document import Letterhead
from bot.paper.render import minutes_html
from bot.play.conductor import Failed
from bot.play.outcome import NotAsWritten
from bot.play.parser import parse_script
from bot.play.rehearsal import rehearse_script
from bot.play.script import Act as Typed
from bot.play.script import Clock, Enrol, Welcome
from bot.speech import PART_LIMIT, speak
from bot.store.codec import Codec
from bot.texts import Texts
from bot.tomlfile import FileRefused
from fuzzing.target import Target

_ALLOWED_TAGS = frozenset({"p", "strong", "em", "ul", "li", "blockquote", "br"})
_MEETINGS = (MEETING, VOTING, AMENDED, None, replace(MEETING, roll_call_open=True))
_SPEAKERS = (CHAIR, AYSE, CLERK, GUEST, None)
_PLACES = tuple(Place)
_CODEC = Codec[e.Event](e.Event)


@cache
def _texts() -> Texts:
    return Texts.load("Europe/Berlin")


@cache
def _council() -> Council:
    folder = Path(__file__).parents[2] / "evenings" / "councils"
    return load_council(folder / "gemeinderat-th.toml")


class _Tags(HTMLParser):
    """Finds markup nobody of us wrote."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Refuse foreign tags, and any attribute."""
        assert tag in _ALLOWED_TAGS, f"a tag of a stranger: {tag}"
        assert not attrs, f"an attribute of a stranger: {attrs}"


def harmless(texts: Texts, *lines: Line) -> None:
    """Say lines in both languages, and look for what a stranger's words could do in them."""
    for language in Language:
        for part in speak(texts, language, lines):
            _Tags().feed(part.html)
            assert len(part.body.encode("utf-8", "replace")) <= PART_LIMIT
            assert part.content()["m.mentions"] == {}


def grammar(data: bytes) -> None:
    """Three bytes choose who speaks where and when; the rest is text, \0, and its HTML."""
    head, rest = data[:3].ljust(3, b"\0"), data[3:]
    halves = "surrogateescape" if head[0] & 8 else "replace"
    text, _, html = rest.decode("utf-8", halves).partition("\0")
    where = context(
        by=_SPEAKERS[head[0] % len(_SPEAKERS)],
        place=_PLACES[head[1] % len(_PLACES)],
        meeting=_MEETINGS[head[2] % len(_MEETINGS)],
        language=Language.DE if head[1] & 16 else Language.EN,
    )
    found = read(text, html or None, where)
    match found:
        case Problem(key=key, facts=facts):
            harmless(_texts(), Line(key, facts))
        case Act(command=command) | NeedsConfirmation(command=command):
            assert command.at == where.at
            assert len(repr(command)) < 12 * LIMIT


def evening(data: bytes) -> None:
    """A script: what its people type is read, judged, kept, said, stored and minuted."""
    text = data.decode("utf-8", "replace")
    council = _council()
    try:
        script = parse_script(text, "evening.txt", council.seats)
        typed = tuple(s for s in script.steps if isinstance(s, Typed | Clock | Enrol | Welcome))
        done = rehearse_script(replace(script, steps=typed), council, _texts())
    except (FileRefused, Failed, NotAsWritten):
        return
    for recorded in done.records.values():
        for record in recorded:
            stored = _CODEC.encode(record.event)
            assert _CODEC.decode(stored.kind, stored.payload, stored.version) == record.event
        value = minutes(list(recorded))
        for part in Part:
            minutes_html(value, part, Letterhead())


_WORDS = tuple(
    sorted({f"!{form} ".encode() for c in COMMANDS for forms in c.words.values() for form in forms})
)
TARGETS = (
    Target(
        name="grammar",
        run=grammar,
        tokens=(
            *_WORDS,
            b"\0",
            "„".encode(),
            "“".encode(),
            b" => ",
            b"> <@a:b>\n",
            b'<a href="https://matrix.to/#/@a:b">',
            b"TOP 1 ",
            "für ".encode(),
            b"26.11.2026 19:00 ",
        ),
    ),
    Target(
        name="evening",
        run=evening,
        tokens=(
            *_WORDS,
            b"Ahorn: ",
            b"1-9: ",
            "Schriftführer (Büro): ".encode(),
            b"\nUhr: 19:05\n",
            b"ja",
            b"nein",
            b"hier",
        ),
    ),
)
