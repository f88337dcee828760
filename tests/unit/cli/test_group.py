# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command line as a whole: help, exit codes, and how errors leave it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click
import pytest
from command_line import run

from bot.cli import gremium
from bot.cli.trouble import Exit, told
from bot.homeserver.admin import AdminError
from bot.installation import Installation, Remembered
from bot.matrix.http import UnknownToken, Unreachable
from bot.matrix.seeds import SeedsMissing
from bot.store import JournalInUse
from bot.tomlfile import FileRefused

COMMANDS = gremium.list_commands(click.Context(gremium))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_worth_reading(name: str) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    assert len(done.stdout.split()) > 30


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_every_command_is_explained(name: str) -> None:
    command = gremium.get_command(click.Context(gremium), name)
    assert command is not None
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert all(option.help for option in options)


def test_the_help_names_every_exit_code() -> None:
    page = run("--help").stdout
    for code in Exit:
        assert f" {code.value}  " in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [("vote", "No such command 'vote'."), ("verfy", "Did you mean verify?"), ("", "command ''")],
)
def test_an_unknown_command_is_a_usage_error(typed: str, told: str) -> None:
    done = run(typed)
    assert done.exit_code == Exit.USAGE
    assert told in done.output


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FileRefused("rat.toml", 3, "is odd."), Exit.REFUSED),
        (SeedsMissing("There is no key file."), Exit.REFUSED),
        (UnknownToken(401, "M_UNKNOWN_TOKEN", "no"), Exit.REFUSED),
        (JournalInUse("in use"), Exit.UNAVAILABLE),
        (AdminError("Login", "no answer"), Exit.UNAVAILABLE),
        (Unreachable("no answer"), Exit.UNAVAILABLE),
        (FileNotFoundError(2, "No such file", "rat.toml"), Exit.UNAVAILABLE),
        (ExceptionGroup("tasks", [JournalInUse("in use")]), Exit.UNAVAILABLE),
        (KeyError("x"), Exit.DEFECT),
    ],
)
def test_every_error_has_its_sentence_and_code(error: Exception, code: Exit) -> None:
    trouble = told(error)
    assert trouble.exit_code == code
    assert trouble.message
    assert "\n" not in trouble.message


def test_a_defect_shows_its_trace_only_when_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("bot.cli.verify._audit", broken)
    quiet = run("verify", tmp_path)
    assert (quiet.exit_code, "Traceback" in quiet.stderr) == (Exit.DEFECT, False)
    assert "planted" in quiet.stderr
    assert "Traceback" in run("--debug", "verify", tmp_path).stderr


@pytest.mark.parametrize("error", [KeyboardInterrupt(), asyncio.CancelledError()])
def test_an_interrupt_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: BaseException
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("bot.cli.verify._audit", interrupted)
    assert run("verify", tmp_path).exit_code == Exit.INTERRUPTED


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_completion(shell: str) -> None:
    script = run("completion", shell).stdout
    assert "_GREMIUM_COMPLETE" in script
    assert f"{shell}_complete" in script


def test_completion_offers_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.shell_completion import BashComplete  # noqa: PLC0415

    found = BashComplete(gremium, {}, "gremium", "_GREMIUM_COMPLETE").get_completions([], "ver")
    assert [item.value for item in found] == ["verify"]


def test_what_nobody_has_read_yet_is_listed_alone() -> None:
    left = run("rules", "show", "--land", "RP", "--unverified").stdout
    assert "[found]" not in left
    assert "vote.members" in left
    assert not any(line.startswith("quorum ") for line in left.splitlines())


def test_of_a_rule_nobody_has_set_it_is_said_that_a_council_file_may_set_it() -> None:
    done = run("rules", "show", "--land", "TH", "--key", "vote.until_all")
    assert (done.exit_code, done.stdout) == (
        0,
        "Nothing is set on vote.until_all here; a council file may set it.\n",
    )
    assert run("rules", "show", "--land", "TH", "--key", "vote.untilall").exit_code != 0


def test_rules_are_shown_with_their_paragraph() -> None:
    line = run("rules", "show", "--land", "TH", "--key", "quorum").stdout
    assert line.startswith("quorum")
    assert "§ 36 Abs. 1 ThürKO" in line


def test_a_rule_is_explained_for_a_day() -> None:
    before = run("rules", "show", "--land", "NI", "--key", "formats.chair", "--date", "2026-10-31")
    after = run("rules", "show", "--land", "NI", "--key", "formats.chair", "--date", "01.11.2026")
    assert "holds: from 2026-01-01 until 2026-10-31" in before.stdout
    assert "holds: from 2026-11-01 until further notice" in after.stdout
    assert "set by: the law" in after.stdout


def test_a_day_before_the_law_on_file_is_refused() -> None:
    done = run("rules", "show", "--land", "TH", "--date", "2020-01-01")
    assert done.exit_code == Exit.REFUSED
    assert "from 2026-01-01 on" in done.stderr


def test_the_rules_of_a_body_of_this_installation_are_found_by_its_id(tmp_path: Path) -> None:
    sample = Path(__file__).parents[3] / "bot" / "play" / "sample" / "council.toml"
    facts = Remembered(homeserver="http://localhost", councils=(str(sample),))
    Installation.at(tmp_path).remember(facts)
    shown = run("rules", "show", "--body", "stadtrat", "--data", tmp_path, "--key", "notice")
    assert "set by: the body's own provisions" in shown.stdout
    unknown = run("rules", "show", "--body", "kreistag", "--data", tmp_path)
    assert unknown.exit_code == Exit.REFUSED
    assert "Known: stadtrat" in unknown.stderr
    nobody = run("rules", "show", "--body", "rat", "--data", tmp_path / "none")
    assert "Known: none" in nobody.stderr


def test_one_source_of_rules_is_asked_for_at_a_time() -> None:
    done = run("rules", "show", "--land", "TH", "--body", "rat")
    assert done.exit_code == Exit.USAGE


def test_an_unknown_land_names_those_there_are() -> None:
    done = run("rules", "show", "--land", "Atlantis")
    assert done.exit_code == Exit.REFUSED
    assert "TH" in done.stderr


def test_an_unknown_rule_names_those_there_are() -> None:
    done = run("rules", "show", "--land", "TH", "--key", "qorum")
    assert done.exit_code == Exit.REFUSED
    assert "quorum" in done.stderr


@pytest.mark.parametrize("head", ["rat", "rat:1", "rat:0:ab", "rat:1:abc", "rat:x:" + "a" * 64])
def test_what_is_no_head_is_a_usage_error(head: str, tmp_path: Path) -> None:
    done = run("verify", tmp_path, "--expect-head", head)
    assert done.exit_code == Exit.USAGE
    assert "is no head" in done.stderr


@pytest.mark.parametrize("key", ["", "xyz", "ab" * 31])
def test_what_is_no_key_is_a_usage_error(key: str, tmp_path: Path) -> None:
    assert run("verify", tmp_path, "--key", key).exit_code == Exit.USAGE
