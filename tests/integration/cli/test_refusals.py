# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What cannot be started is told in one sentence, with an exit code a script can use."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import run
from council_bot import COUNCIL


@pytest.fixture
def council(tmp_path: Path) -> Path:
    path = tmp_path / "rat.toml"
    path.write_text(COUNCIL, encoding="utf-8")
    return path


def test_broken_toml_is_told_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "rat.toml"
    path.write_text('[body]\nid = "rat"\nname = Gemeinderat\n', encoding="utf-8")
    told = run("up", "--no-play", "--council", path, "--data", tmp_path / "var")
    assert told.exit_code == 3
    assert told.stderr.startswith(f"gremium: {path}, line 3: ")
    assert told.stderr.count("\n") == 1


def test_a_real_council_needs_a_file(tmp_path: Path) -> None:
    told = run("up", "--no-play", "--data", tmp_path / "var")
    assert told.exit_code == 2
    assert "--council" in told.stderr


def test_two_bodies_of_one_id_are_refused(council: Path, tmp_path: Path) -> None:
    files = ("--council", council, "--council", council)
    told = run("up", "--no-play", *files, "--data", tmp_path / "var")
    assert told.exit_code == 3
    assert "same id" in told.stderr


def test_no_evening_is_played_on_a_real_journal(var: Path) -> None:
    told = run("up", "--data", var)
    assert told.exit_code == 3
    assert "holds the journal of a real council" in told.stderr


def test_a_real_council_does_not_stand_beside_a_played_one(council: Path, var: Path) -> None:
    (var / "played.json").write_text("{}")
    told = run("up", "--no-play", "--council", council, "--data", var)
    assert told.exit_code == 3
    assert "holds a played evening" in told.stderr


def test_a_wrong_passphrase_file_is_told(council: Path, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("")
    words.chmod(0o600)
    options = ("--council", council, "--data", tmp_path / "var", "--passphrase-file", words)
    assert "is empty" in run("up", "--no-play", *options).stderr
    words.chmod(0o644)
    told = run("up", "--no-play", *options)
    assert told.exit_code == 3
    assert "chmod go-rwx" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "--homeserver"),
        (("--homeserver", "http://127.0.0.1:9"), "--council"),
        (("--homeserver", "http://127.0.0.1:9", "--council", "x.toml"), "--password-file"),
    ],
)
def test_the_bot_says_what_its_first_start_needs(
    arguments: tuple[str, ...], word: str, tmp_path: Path
) -> None:
    told = run("bot", *arguments, "--data", tmp_path / "var")
    assert told.exit_code == 2
    assert word in told.stderr


def test_a_homeserver_that_was_not_rendered_is_told(tmp_path: Path) -> None:
    told = run("homeserver", "--directory", tmp_path)
    assert told.exit_code == 4
    assert "gremium synapse-config" in told.stderr
