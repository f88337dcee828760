# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that is ever said: in both languages, without gaps, within what an event holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from golden import samples
from sample_journal import BERLIN, SEATS, cancelled, elected, evening, planned
from turns import messages, steps

from bot.domain import events as e
from bot.domain.ids import ItemId, SeatId
from bot.domain.roster import Body, evolve
from bot.domain.values import AgendaItem, Choice, Language, Mark, Role, Seat
from bot.effects import EndPoll, Line, StartPoll, Style
from bot.matrix.outbox import _check_size
from bot.reactions import BodyTurn, body_effects
from bot.signed import MEANT_FOR, digest, signing
from bot.speech import PART_LIMIT, Spoken, brief, one, page, speak
from bot.texts import Texts
from bot.views import LIMIT, TYPE

TEXTS = Texts.load(BERLIN)
LANGUAGES = [str(language) for language in Language]
RAW = re.compile(r"\bNone\b|\{\w*\}|<\w+\.\w+|\b[a-z]+_[a-z_]+\b|frozenset|SeatId|\(\)|\( |,\s*\)")
"""Traces of the machine: missing facts, placeholders, stored words, empty brackets."""
LETTERS = ["a", "ü", "€", "𝕬", "<", "&", '"', "\\", "\n"]


def everything() -> Iterator[Line]:
    """Yield every line the sample journals make, and those of every kind of body event."""
    for records in (evening(), cancelled(), elected(), planned().records):
        for step in steps(records):
            for message in messages(step.effects):
                yield from message.lines
            for effect in step.effects:
                if isinstance(effect, StartPoll):
                    yield effect.question
                if isinstance(effect, EndPoll):
                    yield effect.line
    before = Body(seats={seat.id: seat for seat in SEATS})
    for event in (*samples(e.MemberEnrolled), *samples(e.DeviceAdmitted)):
        known = replace(event, seat=SEATS[0].id)
        after = evolve(before, known)
        turn = BodyTurn(
            before=before, after=after, event=known, seq=1, hash="0" * 64, at=evening()[0].at
        )
        for message in messages(body_effects(turn)):
            yield from message.lines


def size(content: dict[str, object]) -> int:
    return len(json.dumps(content, ensure_ascii=False).encode())


def as_edit(said: Spoken) -> dict[str, object]:
    """Return the content of a signed edit with the largest view, as the gateway builds it."""
    people = {digest(str(n)): f"s{n}" for n in range(100)}
    new = signing(lambda _: (bytes(32), bytes(64)))(
        "!saal",
        {
            **said.content(),
            TYPE: {"view": "x" * (LIMIT - 20)},
            MEANT_FOR: {"people": people, "receipts": people},
        },
    )
    return {
        "msgtype": "m.notice",
        "body": f"* {said.body}",
        "format": "org.matrix.custom.html",
        "formatted_body": f"* {said.html}",
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$" + "x" * 43},
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_can_be_said_without_a_trace_of_the_machine(language: str) -> None:
    for line in everything():
        if line.style is not Style.QUOTE:
            said = one(TEXTS, language, line)
            assert said.strip(), line.key
            assert not RAW.search(said), (line.key, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_speaks_of_the_council_where_a_committee_may_sit(language: str) -> None:
    council = re.compile(r"\b(Der|Dem|Den|Des|der|dem|den) Rate?s?\b|\b[Tt]he council\b")
    for line in everything():
        if line.style is not Style.QUOTE:
            assert not council.search(one(TEXTS, language, line)), line.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_and_many_are_told_apart(language: str) -> None:
    facts = {"yes": 1, "no": 1, "not_voted": 1}
    said = [one(TEXTS, language, Line("say.counts", facts, n=n)) for n in (0, 1, 2)]
    words = {"de": ("Enthaltungen", "Enthaltung"), "en": ("abstentions", "abstention")}[language]
    assert f"0 {words[0]};" in said[0]
    assert f"1 {words[1]};" in said[1]
    assert f"2 {words[0]};" in said[2]


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("style", list(Style))
def test_a_motion_of_any_length_is_said_in_full_in_parts_that_fit(
    letter: str, style: Style
) -> None:
    text = f"b{letter}" * 10_000
    parts = speak(TEXTS, "de", [Line("say.quote", {"text": text}, style)])
    for part in parts:
        _check_size(as_edit(part))
    said = "".join(part.body for part in parts)
    assert said.count("b") == 10_000
    assert len(parts) > 1


def test_a_long_text_is_parted_between_words() -> None:
    words = " ".join(f"Wort{n}" for n in range(4_000))
    parts = speak(TEXTS, "de", [Line("say.quote", {"text": words})])
    assert len(parts) > 1
    assert [word for part in parts for word in part.body.split()] == words.split()


def test_a_long_list_is_parted_between_lines() -> None:
    lines = [f"- **Thema {n}**: `!befehl eins`, `!befehl zwei`" for n in range(600)]
    parts = speak(TEXTS, "de", [Line("say.quote", {"text": "\n".join(lines)})])
    assert len(parts) > 1
    assert [line for part in parts for line in part.body.strip().split("\n")] == lines


@pytest.mark.parametrize("letter", ["a", "ü", "𝕬", "&"])
def test_the_largest_council_bursts_no_event(letter: str) -> None:
    """Given 80 seats, 60 items of 500 letters and a motion of 20,000, every message fits."""
    people = tuple(
        Seat(id=SeatId(str(n)), name=letter * 120, role=Role.MEMBER, group=letter * 40)
        for n in range(80)
    )
    journal = planned()
    sent = journal.records.pop().event
    journal.add(e.RosterTaken(seats=people, marks=tuple((p.id, Mark.FIRST_USE) for p in people)))
    for n in range(60):
        item = AgendaItem(id=ItemId(f"x{n}"), title=letter * 500, public=n % 2 > 0)
        journal.add(e.AgendaItemAdded(item=item, position=0))
    assert isinstance(sent, e.InvitationSent)
    journal.add(sent)
    journal.add(e.MeetingOpened(by=people[0].id, chair=people[0].id))
    journal.add(e.RollCallStarted(by=people[0].id))
    for step in steps(journal.records)[-3:]:
        for message in messages(step.effects):
            for part in speak(TEXTS, "de", message.lines):
                _check_size(as_edit(part))
            view = getattr(message, "view", None)
            if view is not None:
                assert size(dict(view)) <= LIMIT


def test_an_edit_is_one_message_that_says_when_it_leaves_something_out() -> None:
    short = brief(TEXTS, "de", [Line("say.quote", {"text": "kurz"})])
    assert short == speak(TEXTS, "de", [Line("say.quote", {"text": "kurz"})])[0]
    long = brief(TEXTS, "de", [Line("say.quote", {"text": "lang " * 4_000})])
    assert long.body.endswith("\n…")
    assert long.html.endswith("<p>…</p>")
    assert size({"body": long.body, "html": long.html}) < PART_LIMIT + 100


def test_neighbouring_items_are_one_list() -> None:
    lines = [
        Line("say.roll_call", style=Style.TITLE),
        Line("say.quote", {"text": "eins"}, Style.ITEM),
        Line("say.quote", {"text": "zwei"}, Style.ITEM),
        Line("say.quote", {"text": "<b>"}, Style.TEXT),
    ]
    (said,) = speak(TEXTS, "de", lines)
    assert said.body == "Namensaufruf\n• eins\n• zwei\n<b>"
    assert "<ul><li>eins</li><li>zwei</li></ul><p>&lt;b&gt;</p>" in said.html


@pytest.mark.parametrize("style", list(Style))
def test_no_html_of_a_person_gets_through(style: Style) -> None:
    (said,) = speak(TEXTS, "de", [Line("say.quote", {"text": "<img src=x>\n@room"}, style)])
    assert "<img" not in said.html
    assert said.content()["m.mentions"] == {}


def test_a_help_page_shows_its_headings_commands_and_lists_to_who_shows_html() -> None:
    """Clients showed the asterisks: what was sent as HTML was the source, too."""
    source = (
        "**Was Sie hier tun können**\n\n"
        "- `!antrag <Text>` – Stellt einen Antrag & mehr\n"
        "- **Wahlen**: `!los`, `!wahl`\n\n"
        "Mehr: `!hilfe`.\nNoch mehr."
    )
    [said] = speak(TEXTS, "de", page(source))
    assert said.body == source
    assert "".join(said.html.split("\n")) == (
        "<p><strong>Was Sie hier tun können</strong></p>"
        "<ul><li><code>!antrag &lt;Text&gt;</code> – Stellt einen Antrag &amp; mehr</li>"
        "<li><strong>Wahlen</strong>: <code>!los</code>, <code>!wahl</code></li></ul>"
        "<p>Mehr: <code>!hilfe</code>.<br>Noch mehr.</p>"
    )


def test_a_page_repeats_nobodys_links_or_pictures() -> None:
    """Whoever asks for help on a link must not make the bot say it."""
    asked = "[hier](https://boese.example) ![x](https://boese.example/x) <https://boese.example>"
    [said] = speak(TEXTS, "de", page(f"Zu „{asked}“ gibt es keine Hilfe."))
    assert "href" not in said.html
    assert "src" not in said.html
    assert "<https" not in said.html


def test_a_page_of_many_blocks_is_parted_between_them() -> None:
    blocks = [f"**Thema {n}**\n\n" + "\n".join(["- `!befehl` – Tut etwas"] * 40) for n in range(9)]
    parts = speak(TEXTS, "de", page("\n\n".join(blocks)))
    assert len(parts) > 1
    assert "\n\n".join(part.body for part in parts) == "\n\n".join(blocks)
    assert all(part.html.count("<ul>") == part.html.count("</ul>") for part in parts)


def test_a_message_without_view_has_no_field_for_it() -> None:
    (said,) = speak(TEXTS, "en", [Line("say.roll_call")])
    assert "org.gremium.view" not in said.content()


def test_choices_are_said_in_the_language_of_the_body() -> None:
    facts = {"choice": Choice.ABSTAIN, "n": 1, "names": ("Ines Roth",)}
    assert one(TEXTS, "de", Line("say.votes_of", facts)) == "Enthaltung (1): Ines Roth"
    assert one(TEXTS, "en", Line("say.votes_of", facts)) == "abstention (1): Ines Roth"
