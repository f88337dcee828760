# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The help page, read off the table: what this person may type here, in their language."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from bot.chat.command import ChatCommand
from bot.chat.context import Context
from bot.chat.grammar import fold
from bot.chat.nextsteps import minutes_vote, usual
from bot.chat.reader import allowed, find
from bot.texts import Texts

ALL = frozenset({"alles", "alle befehle", "all", "everything"})


def help_page(texts: Texts, context: Context, topic: str = "") -> str:
    """Return the help as Markdown: what is next and which topics there are; one topic, one command.

    What the person may not use, or not here, is left out; asked for by name it is shown all the
    same, with who may use it and where. Some topics are called like a command (``Tagesordnung``):
    with its ``!`` the command is meant.
    """
    asked = topic.strip()
    typed = " ".join(fold(asked.removeprefix("!")).split())
    if not typed:
        return _begin(texts, context)
    if typed in ALL:
        return _overview(texts, context, allowed(context))
    within = [c for c in allowed(context) if _named(texts, context, c) == typed]
    if within and not asked.startswith("!"):
        return _overview(texts, context, within)
    found = find(tuple(typed.split()))
    if found is not None:
        command = found[0]
        alone = " " in typed or asked.startswith("!")
        if not alone and (known := _known_for(context, command, typed)):
            return _overview(texts, context, known)
        return "\n".join(
            [*_one(texts, context, command), *([] if alone else _kin(texts, context, command))]
        )
    begun = [one for one in allowed(context) if _begins(one, typed)]
    if begun:
        return _overview(texts, context, begun)
    return texts.say(context.language, "help.unknown_topic", topic=topic)


def _named(texts: Texts, context: Context, command: ChatCommand) -> str:
    return fold(texts.say(context.language, f"topic.{command.topic}"))


def _begin(texts: Texts, context: Context) -> str:
    """What is usually done next, and the topics with their commands by name alone."""
    language, here = context.language, allowed(context)
    due = usual(context.meeting)
    following = [command for command in here if command.name in due]
    following.sort(key=lambda command: due.index(command.name))
    lines = [texts.say(language, "help.title"), ""]
    if following:
        lines += [texts.say(language, "help.next"), ""]
        if (typed := minutes_vote(context)) and any(one.name == "votes.open" for one in here):
            lines.append(f"- `{typed}` – {texts.say(language, 'help.approve_minutes')}")
        lines += [*(_line(texts, language, command) for command in following), ""]
    lines += [texts.say(language, "help.topics"), ""]
    for topic, group in groupby(here, key=lambda command: command.topic):
        names = ", ".join(f"`{command.typed(language)}`" for command in group)
        lines.append(f"- **{texts.say(language, f'topic.{topic}')}**: {names}")
    return "\n".join([*lines, "", texts.say(language, "help.footer")])


def _overview(texts: Texts, context: Context, commands: Iterable[ChatCommand]) -> str:
    language = context.language
    lines = [texts.say(language, "help.title"), ""]
    for topic, group in groupby(commands, key=lambda command: command.topic):
        lines += [f"**{texts.say(language, f'topic.{topic}')}**", ""]
        lines += [_line(texts, language, command) for command in group]
        lines.append("")
    lines.append(texts.say(language, "help.footer"))
    return "\n".join(lines)


def _line(texts: Texts, language: str, command: ChatCommand) -> str:
    return f"- `{command.pattern(language)}` – {texts.say(language, command.summary)}"


def _begins(command: ChatCommand, typed: str) -> bool:
    """Tell whether a form of ``command`` goes on after the word ``typed``: *frage schriftlich*."""
    forms = (form for spoken in command.words.values() for form in spoken)
    return any(fold(form).startswith(f"{typed} ") for form in forms)


def _known_for(context: Context, command: ChatCommand, typed: str) -> list[ChatCommand]:
    """Return what people mean by a word that is only by the way another name of ``command``.

    *frage* shows the question voted on, but who asks what it is means what residents ask.
    """
    if typed == fold(command.words[context.language][0]):
        return []
    topics = {c.topic for c in allowed(context) if _begins(c, typed)}
    if not topics or command.topic in topics:
        return []
    return [c for c in allowed(context) if c.topic in topics or c is command]


def _kin(texts: Texts, context: Context, command: ChatCommand) -> list[str]:
    """Return what belongs to ``command``: what begins like it in full, its topic by name."""
    language = context.language
    kin = [c for c in allowed(context) if c.topic == command.topic and c is not command]
    near = [c for c in kin if any(_begins(c, fold(f)) for f in command.words[language])]
    far = ", ".join(f"`{c.typed(language)}`" for c in kin if c not in near)
    topic = texts.say(language, f"topic.{command.topic}")
    lines = ["", texts.say(language, "help.kin", topic=topic), ""] if kin else []
    lines += [_line(texts, language, c) for c in near]
    return [*lines, f"- {far}"] if far else lines


def _one(texts: Texts, context: Context, command: ChatCommand) -> list[str]:
    language = context.language
    forms = {f"!{form}" for forms in command.words.values() for form in forms}
    others = sorted(forms - {command.typed(language)})
    facts = {
        "example": command.sample(language, context.today),
        "others": ", ".join(others),
        "roles": who(texts, language, command),
        "places": where(texts, language, command),
    }
    lines = [_line(texts, language, command), ""]
    lines.append(texts.say(language, "help.details", **facts))
    if command.irreversible:
        lines.append(texts.say(language, "help.irreversible"))
    return lines


def who(texts: Texts, language: str, command: ChatCommand) -> str:
    """Return who may use ``command``, in words."""
    if command.strangers:
        return texts.say(language, "help.anybody")
    if command.open_to_all:
        return texts.say(language, "help.everybody")
    return ", ".join(texts.say(language, f"role.{role}") for role in command.ordered_roles)


def where(texts: Texts, language: str, command: ChatCommand) -> str:
    """Return in which rooms ``command`` may be typed, in words."""
    return ", ".join(texts.say(language, f"place.{place}") for place in command.ordered_places)
