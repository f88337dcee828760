# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The reference page of the command line: ``docs/reference/cli.md``.

Write it with ``python -m bot.cli.reference``. A test fails while it is stale.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from bot.cli.group import gremium
from bot.cli.trouble import MEANING

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"

_HEAD = """\
<!-- SPDX-FileCopyrightText: 2026 The Gremium contributors -->
<!-- SPDX-License-Identifier: EUPL-1.2 -->
<!-- Generated from the commands: python -m bot.cli.reference -->

# Command line

Results go to stdout, everything else to stderr. Errors are one sentence that says what happened and
what to do; `gremium --debug COMMAND` shows the whole trace as well. Logs carry no names, contents,
keys or tokens.

## Exit codes

| Code | Meaning |
|---|---|
"""


def page() -> str:
    """Return the page as MyST Markdown."""
    codes = "".join(f"| {code.value} | {meaning} |\n" for code, meaning in MEANING.items())
    root = click.Context(gremium, info_name="gremium")
    return "\n".join([_HEAD + codes, *_commands(gremium, root)])


def _commands(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from _commands(command, inner)
        else:
            yield _entry(command, inner)


def _entry(command: click.Command, context: click.Context) -> str:
    usage = " ".join(command.collect_usage_pieces(context))
    parts = [
        f"## `{context.command_path}`",
        "",
        f"    {context.command_path} {usage}",
        "",
        *_text(command),
        *_options(command, context),
        "",
    ]
    return "\n".join(parts)


def _text(command: click.Command) -> Iterator[str]:
    """Walk the paragraphs of a help text; those marked with ``\\b`` are examples as typed."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        lines = paragraph.splitlines()
        if lines[0] == "\b":
            yield from (f"    {line.strip()}" for line in lines[1:])
        else:
            yield from lines
        yield ""


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    rows = [
        record
        for param in command.get_params(context)
        if isinstance(param, click.Option) and "--help" not in param.opts
        if (record := param.get_help_record(context)) is not None
    ]
    if rows:
        yield "| Option | Meaning |"
        yield "|---|---|"
    for names, text in rows:
        escaped = text.replace("|", "\\|")
        typed = names.replace("|", "\\|")
        yield f"| `{typed}` | {escaped} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
