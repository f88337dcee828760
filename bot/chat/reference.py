# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The reference page of all commands: ``docs/reference/commands.md``.

Write it with ``python -m bot.chat.reference``. A test compares the page with the table and
fails while it is stale.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from bot.chat import COMMANDS
from bot.chat.command import ChatCommand
from bot.chat.help import where, who
from bot.texts import Texts

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"

_HEAD = """\
<!-- SPDX-FileCopyrightText: 2026 The Gremium contributors -->
<!-- SPDX-License-Identifier: EUPL-1.2 -->
<!-- Generated from the command table: python -m bot.chat.reference -->

# Chat commands

A message to the bot begins with `!`, with a mention of the bot, or with its name and a colon.
German and English words work everywhere, in capital or small letters, with `ä` or `ae`. People
are named by seat number, by name or a part of it, or by Matrix id; agenda items by their number
(`3`, non-public ones `N1`); motions as `A1`. Texts may have several lines. While a vote is open a
plain *ja*, *nein* or *enthaltung* (*yes*, *no*, *abstain*) counts; during the roll call a plain
*hier* (*here*).
"""


def page(texts: Texts) -> str:
    """Return the page as MyST Markdown."""
    parts = [_HEAD]
    for topic, group in groupby(COMMANDS, key=lambda command: command.topic):
        english = texts.say("en", f"topic.{topic}")
        parts.append(f"## {english} ({texts.say('de', f'topic.{topic}')})\n")
        parts += [_entry(texts, command) for command in group]
    return "\n".join(parts)


def _entry(texts: Texts, command: ChatCommand) -> str:
    title = " / ".join(dict.fromkeys(f"`{command.typed(lang)}`" for lang in ("de", "en")))
    lines = [f"### {title}", "", texts.say("en", command.summary), ""]
    lines += [f"- `{command.pattern(language)}`" for language in ("de", "en")]
    if command.example:
        lines.append(f"- Example: `{command.sample('de')}`, `{command.sample('en')}`")
    also = [f"`!{form}`" for forms in command.words.values() for form in forms[1:]]
    if also:
        lines.append(f"- Also: {', '.join(also)}")
    lines.append(f"- Who: {who(texts, 'en', command)}")
    lines.append(f"- Where: {where(texts, 'en', command)}")
    if command.irreversible:
        lines.append("- Asks for confirmation first.")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(page(Texts.load()), encoding="utf-8")
