# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the documentation says exists: commands, files and names in the code."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import click
import pytest
from talking import AMENDED, CHAIR, MEETING, VOTING, context, reading

from bot.chat.context import Place
from bot.chat.grammar import fold
from bot.chat.reader import Act, Ask, NeedsConfirmation, find
from bot.cli import gremium

ROOT = Path(__file__).parents[3]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]
PAGES = [page for page in PAGES if "_build" not in page.parts and page.name != "template.md"]
GUIDES = [page for page in PAGES if "clerk" in page.parts or "tutorial" in page.parts]
BLOCK = re.compile(r"^ *```text\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
FENCED = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
FOLDERS = (".ci", "benchmarks", "bot", "docs", "requirements", "synapse-config", "tests")
ELSEWHERE = {"bot/_synapse_config"}
"""Only in the wheel."""


def spans(page: Path) -> Iterator[str]:
    """Return the text of every code span of a page."""
    return (found[1] for found in SPAN.finditer(FENCED.sub("", page.read_text("utf-8"))))


def messages(page: Path) -> Iterator[str]:
    """Return every message to the bot shown in a page's blocks, with the lines below it."""
    for block in BLOCK.finditer(page.read_text("utf-8")):
        lines = "\n".join(line.strip() for line in block[1].splitlines())
        if lines.startswith("!"):
            yield from (
                f"!{said.strip()}" for said in re.split(r"^!", lines, flags=re.MULTILINE)[1:]
            )


def named(page: Path) -> Iterator[str]:
    """Return every command a page names in running text."""
    return (span for span in spans(page) if re.match(r"!\w", span))


def understood(message: str) -> bool:
    """Tell whether the chair could write this somewhere at some time of a meeting."""
    return any(
        isinstance(
            reading(message, context(by=CHAIR, place=place, meeting=meeting)),
            Act | Ask | NeedsConfirmation,
        )
        for place, meeting in product(Place, (MEETING, AMENDED, VOTING))
    )


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_every_message_a_guide_shows_is_understood(page: Path) -> None:
    assert [message for message in messages(page) if not understood(message)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_a_page_names_exists(page: Path) -> None:
    typed = {span: tuple(fold(word) for word in span[1:].split()) for span in named(page)}
    assert [span for span, words in typed.items() if find(words) is None] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_a_page_names_exists(page: Path) -> None:
    files = [
        span.partition("::")[0]
        for span in spans(page)
        if span.split("/")[0] in FOLDERS and "/" in span and not re.search(r"[<>*…\s]|\.\.\.", span)
    ]
    assert [name for name in files if not (ROOT / name).exists() and name not in ELSEWHERE] == []


def defined(body: Sequence[ast.stmt], path: Sequence[str]) -> bool:
    """Tell whether a module's or class's body defines a name, and the rest of the path in it."""
    for one in body:
        match one:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                names = [one.name]
            case ast.Assign():
                names = [
                    node.id
                    for target in one.targets
                    for node in ast.walk(target)
                    if isinstance(node, ast.Name)
                ]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case _:
                continue
        if path[0] in names:
            return len(path) == 1 or (isinstance(one, ast.ClassDef) and defined(one.body, path[1:]))
    return False


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_name_in_the_code_a_page_points_at_exists(page: Path) -> None:
    """Read from the source, since importing everything takes seconds."""
    for span in spans(page):
        file, _, name = span.partition("::")
        if name:
            body = ast.parse((ROOT / file).read_text("utf-8")).body
            assert defined(body, name.rstrip("()").split(".")), span
        elif re.fullmatch(r"bot(\.\w+)+", span):
            assert any(named_by(span)), span


def named_by(dotted: str) -> Iterator[bool]:
    """Tell for each way to read a dotted name whether there is such a module, or a name in it."""
    steps = dotted.split(".")
    for n in range(len(steps), 0, -1):
        folder = ROOT.joinpath(*steps[:n])
        for file in (folder.with_suffix(".py"), folder / "__init__.py"):
            if file.exists():
                body = ast.parse(file.read_text("utf-8")).body
                yield n == len(steps) or defined(body, steps[n:])


def test_a_name_that_is_gone_is_noticed() -> None:
    body = ast.parse((ROOT / "bot" / "desk.py").read_text("utf-8")).body
    assert defined(body, ["Desk", "submit"])
    assert not defined(body, ["Desk", "gone"])
    assert any(named_by("bot.domain.values.Language"))
    assert not any(named_by("bot.domain.values.Gone"))


def test_the_checks_look_at_something() -> None:
    assert sum(1 for page in GUIDES for _ in messages(page)) > 60
    assert sum(1 for page in PAGES for _ in named(page)) > 100
    assert not understood("!gibtesnicht")
    assert find(("gibtesnicht",)) is None


CONSOLE = re.compile(r"^ *```console\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)


def command_lines(page: Path) -> Iterator[str]:
    """Return every call of ``gremium`` a page shows, in blocks and in running text."""
    for block in CONSOLE.finditer(page.read_text("utf-8")):
        for line in block[1].replace("\\\n", " ").splitlines():
            typed = re.match(r" *[$#] (?:\S*/)?gremium (.*)", line)
            if typed:
                yield typed[1]
    for span in spans(page):
        typed = re.fullmatch(r"(?:\S*/)?gremium ([a-z].*\S|[a-z])", span)
        if typed and "…" not in span:
            yield typed[1]


def unknown(line: str) -> list[str]:
    """Return the words of a call that the command line does not know."""
    context = click.Context(gremium)
    command: click.Command | None = gremium
    words = shlex.split(line)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.get_command(context, words.pop(0))
    if command is None:
        return [line]
    known = {form for one in command.params for form in (*one.opts, *one.secondary_opts)}
    typed = [word.partition("=")[0] for word in words if word.startswith("-")]
    return [word for word in typed if word not in {*known, "--help"}]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_call_of_the_command_line_a_page_shows_is_known(page: Path) -> None:
    assert {line: unknown(line) for line in command_lines(page) if unknown(line)} == {}


def test_a_call_nobody_can_make_is_noticed() -> None:
    assert unknown("gibtesnicht") == ["gibtesnicht"]
    assert unknown("verify var --gibtesnicht") == ["--gibtesnicht"]
    assert sum(1 for page in PAGES for _ in command_lines(page)) > 20


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!\w+:)([^)#\s]+)[^)]*\)", FENCED.sub("", page.read_text("utf-8")))
    assert [link for link in links if not (page.parent / link).exists()] == []
