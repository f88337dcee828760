# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A release is signed with the operator's own key, and a changed one is found out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SIGN = Path(__file__).parents[3] / ".ci" / "sign"


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, words)), capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def signed(tmp_path: Path) -> tuple[Path, Path]:
    """Return a folder signed with a throw-away key, and the file that names the signer."""
    key, folder = tmp_path / "key", tmp_path / "dist"
    made = run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "operator", "-f", key)
    assert made.returncode == 0, made.stderr
    (folder / "more").mkdir(parents=True)
    (folder / "gremium.whl").write_bytes(b"wheel")
    (folder / "more" / "bill of materials.json").write_text("{}")
    done = run(SIGN, folder, key)
    assert done.returncode == 0, done.stderr
    signers = tmp_path / "signers"
    signers.write_text(f"operator {key.with_suffix('.pub').read_text()}")
    return folder, signers


def test_what_was_signed_is_found_sound(signed: tuple[Path, Path]) -> None:
    folder, signers = signed
    checked = run(SIGN, "--check", folder, signers, "operator")
    assert checked.returncode == 0, checked.stderr
    assert len((folder / "SHA256SUMS").read_text().splitlines()) == 2


def test_a_changed_an_added_and_a_foreign_release_are_found_out(
    signed: tuple[Path, Path],
) -> None:
    folder, signers = signed
    other = run(SIGN, "--check", folder, signers, "somebody")
    assert other.returncode == 1
    assert "Do not install" in other.stderr
    added = folder / "extra.txt"
    added.write_text("x")
    assert "not signed" in run(SIGN, "--check", folder, signers, "operator").stderr
    added.unlink()
    (folder / "gremium.whl").write_bytes(b"other")
    assert run(SIGN, "--check", folder, signers, "operator").returncode == 1
    sums = folder / "SHA256SUMS"
    sums.write_text(sums.read_text().replace("a", "b"))
    assert "was not signed" in run(SIGN, "--check", folder, signers, "operator").stderr
    (folder / "SHA256SUMS.sig").unlink()
    assert "no SHA256SUMS.sig" in run(SIGN, "--check", folder, signers, "operator").stderr


def test_without_key_or_files_nothing_is_signed(tmp_path: Path) -> None:
    assert "There is no key" in run(SIGN, tmp_path, tmp_path / "none").stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    key = tmp_path / "key"
    key.write_text("x")
    assert "nothing to sign" in run(SIGN, empty, key).stderr
