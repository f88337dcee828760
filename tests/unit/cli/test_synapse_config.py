# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium synapse-config` reports what it did, and keeps what somebody edited."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import run

from bot.cli.trouble import Exit


@pytest.fixture
def description(tmp_path: Path) -> Path:
    path = tmp_path / "stadt.toml"
    path.write_text('name = "Musterbach"\n[server]\nname = "musterbach.example"\n')
    return path


def test_files_and_secrets_are_reported_and_no_secret_is_shown(
    description: Path, tmp_path: Path
) -> None:
    target = tmp_path / "server"
    done = run("synapse-config", description, "--target", target)
    assert done.exit_code == Exit.OK
    assert f"created   {target / 'homeserver.yaml'}" in done.stdout
    for secret in (target / "secrets").iterdir():
        assert str(secret) in done.stdout
        assert secret.read_text().strip() not in done.output


def test_a_change_is_shown_as_diff(description: Path, tmp_path: Path) -> None:
    run("synapse-config", description, "--target", tmp_path / "server")
    description.write_text(description.read_text() + "port = 8123\n")
    done = run("synapse-config", description, "--target", tmp_path / "server")
    assert done.exit_code == Exit.OK
    assert "8123" in [line for line in done.stdout.splitlines() if line.startswith("+")][-1]
    assert "Restart" in done.stderr


def test_a_hand_edit_is_kept_and_reported(description: Path, tmp_path: Path) -> None:
    target = tmp_path / "server"
    run("synapse-config", description, "--target", target)
    edited = target / "homeserver.yaml"
    edited.write_text(edited.read_text() + "# mine\n")
    description.write_text(description.read_text() + "port = 8123\n")
    done = run("synapse-config", description, "--target", target)
    assert done.exit_code == Exit.DEVIATION
    assert "# mine" in edited.read_text()
    assert "edited by hand" in done.stderr
    again = run("synapse-config", description, "--target", target, "--overwrite")
    assert again.exit_code == Exit.OK
    assert "8123" in edited.read_text()


def test_a_mistake_is_told_with_file_and_line(description: Path, tmp_path: Path) -> None:
    description.write_text(description.read_text() + "prot = 8123\n")
    done = run("synapse-config", description, "--target", tmp_path / "server")
    assert done.exit_code == Exit.REFUSED
    assert f"{description}, line 4" in done.stderr
    assert "Did you mean port?" in done.stderr
