# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one entry: a message in its context becomes talk, an act, a question or a kind answer.

`read` never raises, whatever it is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from unicodedata import combining, normalize

from bot.chat import COMMANDS
from bot.chat.answers import RESEMBLES, presence_word, vote_slip, vote_word
from bot.chat.arguments import Arguments
from bot.chat.attendance import usual_mode
from bot.chat.command import FLOOR, Ahead, ChatCommand, Doubt
from bot.chat.context import Context, Place
from bot.chat.grammar import Call, TooLong, fold, parse, without_reply
from bot.chat.misunderstood import Misunderstood
from bot.chat.requests import Request, ShowHelp
from bot.domain import commands as c
from bot.domain.ids import MeetingId
from bot.domain.values import Channel, Role
from bot.domain.votes import in_electorate
from bot.texts import Key, Said

_GUESSES = 3
"""So many suggestions are still helpful."""
_SHORT = 3
"""A text of more words is hardly a command with a slip in it."""
_LONG = 100
"""Letters of what was typed that are shown again."""
_UNDO = frozenset({"rueckgaengig", "zuruecknehmen", "storno", "stornieren", "undo", "revert"})
"""What people type who want the last entry away: no command does that for all."""


@dataclass(frozen=True, slots=True)
class Talk:
    """People talk among themselves."""


@dataclass(frozen=True, slots=True)
class Act:
    """A command to the domain; ``meeting`` is the one to come it names, None: as always."""

    command: c.Command
    meeting: MeetingId | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Something to show, to verify or to prepare; of the ``meeting`` named, if one was."""

    request: Request
    meeting: MeetingId | None = None


@dataclass(frozen=True, slots=True)
class NeedsConfirmation:
    """A command to be asked back about; ``summary`` names the sentence that says what it does.

    It is irreversible, or ``doubts`` speak against it for now.
    """

    command: c.Command
    summary: str
    doubts: tuple[Doubt, ...] = ()
    meeting: MeetingId | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Nothing is done; the sentence ``key`` with ``facts`` says why and what to type."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


Reading = Talk | Act | Ask | NeedsConfirmation | Problem


def read(text: str, formatted_body: str | None, context: Context) -> Reading:
    """Read one message; ``formatted_body`` is its HTML, used for mentions only."""
    call = parse(text, formatted_body, context.addressee)
    if call is None:
        return _plain_answer(text, context)
    if isinstance(call, TooLong):
        return Problem("problem.too_long", {"length": call.length, "limit": call.limit})
    if not call.words:
        return Ask(ShowHelp())
    return _called(call, context)


def find(typed: tuple[str, ...]) -> tuple[ChatCommand, int] | None:
    """Return the command whose name the folded words begin with, and how many words that is."""
    table = _by_words()
    for length in range(min(len(typed), _LONGEST), 0, -1):
        found = table.get(typed[:length])
        if found is not None:
            return found, length
    return None


def allowed(context: Context) -> tuple[ChatCommand, ...]:
    """Return what a person may use where they are, in the order of the table."""
    return _open_to(context.role, context.place)


def _called(call: Call, context: Context) -> Reading:
    typed = tuple(word.plain for word in call.words[:_LONGEST])
    found = find(typed)
    if found is None:
        return _unknown(call, context) if call.firm else Talk()
    command, length = found
    if context.place not in command.places:
        places = tuple(Key(f"place.{place}") for place in command.ordered_places)
        return Problem("problem.wrong_place", {**_how(command, context), "places": places})
    sibling = _sibling(call, command, length, context)
    if sibling is not None and len(call.words) <= length + _SHORT and not call.rest:
        return sibling
    if command.by_post and context.waiting:
        context = replace(context, meeting=context.waiting)
    try:
        made = command.make(Arguments(call, length, context), context)
    except Misunderstood as problem:
        facts = {name: _cut(fact) for name, fact in problem.facts.items()}
        return sibling or Problem(problem.key, {**_how(command, context), **facts})
    if isinstance(made, Ahead):
        return _barred(command, context) or _prepared(made, context)
    return _judged(command, made, context)


def _prepared(ahead: Ahead, context: Context) -> Reading:
    """Read what is said about a meeting to come; only what prepares one may be."""
    found = find(tuple(word.plain for word in ahead.call.words[:_LONGEST]))
    if found is not None and not found[0].ahead:
        known = (one for one in allowed(context) if one.ahead)
        typed = tuple(Said(one.typed(context.language)) for one in known)
        facts = {"command": Said(found[0].typed(context.language)), "commands": typed}
        return Problem("problem.not_ahead", facts)
    reading = _called(ahead.call, context.about(ahead.meeting))
    if isinstance(reading, Act | Ask | NeedsConfirmation):
        return replace(reading, meeting=ahead.meeting.id)
    return reading


def _sibling(call: Call, command: ChatCommand, length: int, context: Context) -> Problem | None:
    """Suggest ``!abstimmung öffnen`` to who typed ``!abstimmung öfnen``, before it means else."""
    if len(call.words) == length or call.words[length].quoted:
        return None
    begun = tuple(word.plain for word in call.words[:length])
    ends = _endings(context.role, context.place).get(begun)
    near = get_close_matches(call.words[length].plain, ends, n=1, cutoff=RESEMBLES) if ends else ()
    if not ends or not near or ends[near[0]][1] is command:
        return None
    shown = " ".join(word.bare for word in call.words[: length + 1])
    guesses = (Said(f"!{ends[near[0]][0]}"),)
    return Problem("problem.unknown_command_guess", {"typed": _cut(shown), "guesses": guesses})


@cache
def _open_to(role: Role | None, place: Place) -> tuple[ChatCommand, ...]:
    return tuple(c for c in COMMANDS if c.open_to(role) and place in c.places)


@cache
def _forms(role: Role | None, place: Place) -> Mapping[str, tuple[str, ChatCommand]]:
    """Return all a person may type here, folded, with its usual spelling and its command."""
    return {
        fold(form): (form, command)
        for command in _open_to(role, place)
        for forms in command.words.values()
        for form in forms
    }


@cache
def _endings(
    role: Role | None, place: Place
) -> Mapping[tuple[str, ...], dict[str, tuple[str, ChatCommand]]]:
    """Return the last words of longer commands, by the words before them."""
    endings: dict[tuple[str, ...], dict[str, tuple[str, ChatCommand]]] = {}
    for form, known in _forms(role, place).items():
        *begun, end = form.split()
        endings.setdefault(tuple(begun), {})[end] = known
    return endings


def _cut(fact: object) -> object:
    """Return a fact short enough to be repeated to who typed it."""
    if isinstance(fact, str) and not isinstance(fact, Key) and len(fact) > _LONG:
        return f"{fact[:_LONG]}…"
    return fact


def _judged(command: ChatCommand, made: c.Command | Request, context: Context) -> Reading:
    """The domain judges acts; what it never sees, or what asks back first, is judged here."""
    binding = command.irreversible or not isinstance(made, c.Command)
    if binding and (barred := _barred(command, context)):
        return barred
    if not isinstance(made, c.Command):
        return Ask(made)
    doubts = command.doubts(made, context) if command.doubts else ()
    if command.irreversible or doubts:
        return NeedsConfirmation(made, command.summary, doubts)
    return Act(made)


def _barred(command: ChatCommand, context: Context) -> Problem | None:
    """Say why who speaks may not use ``command``; None if they may."""
    if command.open_to(context.role):
        return None
    if context.role is None:
        return Problem("refusal.not_on_roster", {"user": context.user})
    return Problem("refusal.not_allowed", {"roles": command.ordered_roles})


def _how(command: ChatCommand, context: Context) -> Mapping[str, object]:
    """Return what a sentence about a misunderstood command shows: how it is typed."""
    return {
        "command": Said(command.typed(context.language)),
        "usage": Said(command.pattern(context.language)),
        "example": Said(command.sample(context.language, context.today)),
    }


def _plain_answer(text: str, context: Context) -> Reading:
    """Take a bare "ja" for a vote while a ballot is open, "hier" for an answer to the roll call."""
    meeting, by = context.meeting, context.by
    if meeting is None or by is None or context.place not in FLOOR:
        return Talk()
    if meeting.ballot is not None and (choice := vote_word(text)) is not None:
        return Act(
            c.CastVote(
                by=by,
                at=context.at,
                seat=by,
                choice=choice,
                channel=Channel.TEXT,
                ballot=meeting.ballot,
            )
        )
    ballot = meeting.open_ballot()
    if ballot and by not in ballot.votes and in_electorate(meeting, ballot, by):
        meant = vote_slip(text)  # who is told nothing takes the word for counted
        if meant is not None:
            facts = {"typed": without_reply(text).strip(), "choice": Key(f"choice.{meant}")}
            return Problem("problem.vote_slip", facts)
    if meeting.roll_call_open and presence_word(text):
        mode = usual_mode(meeting)
        return Act(c.ReportPresent(by=by, at=context.at, seat=by, mode=mode, channel=Channel.TEXT))
    return Talk()


def _unknown(call: Call, context: Context) -> Problem:
    typed = tuple(word.plain for word in call.words[:_LONGEST])
    if typed[0] in _UNDO:
        return Problem("problem.no_undo", {})
    shown = " ".join(word.bare for word in call.words[: len(typed)])
    forms = _forms(context.role, context.place)
    begun = [form for form in forms if len(typed) == 1 and form.split()[0] == typed[0]]
    # One suggestion per command, the nearest form of it.
    near = {
        forms[form][1].name: f"!{forms[form][0]}" for form in reversed(begun or _near(typed, forms))
    }
    guesses = tuple(Said(form) for form in reversed(near.values()))
    if not guesses:
        return Problem("problem.unknown_command", {"typed": _cut(shown)})
    return Problem("problem.unknown_command_guess", {"typed": _cut(shown), "guesses": guesses})


def _near(typed: tuple[str, ...], forms: Mapping[str, object]) -> list[str]:
    """Return what the first words may have been meant to be, nearest first."""
    found = dict[str, None]()
    for length in range(len(typed), 0, -1):
        said = " ".join(typed[:length])
        found.update(dict.fromkeys(get_close_matches(said, forms, cutoff=RESEMBLES)))
    return list(found)[:_GUESSES]


@cache
def _by_words() -> Mapping[tuple[str, ...], ChatCommand]:
    """Return every way to type a command's name, with ``-`` or nothing between its words too."""
    table: dict[tuple[str, ...], ChatCommand] = {}
    for command in COMMANDS:
        for form in (form for forms in command.words.values() for form in forms):
            for spelling in (fold(form), fold(_without_dots(form))):
                parts = tuple(spelling.split())
                table[parts] = command
                for glue in ("", "-", "_"):
                    table[(glue.join(parts),)] = command
    return table


def _without_dots(text: str) -> str:
    """Return ``offnen`` for ``öffnen``, as on a keyboard without umlauts."""
    return "".join(c for c in normalize("NFD", text) if not combining(c))


_LONGEST = max(
    len(form.split()) for command in COMMANDS for forms in command.words.values() for form in forms
)
