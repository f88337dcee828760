# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The key file: what is refused, and that a slip of the pen ends no meeting."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.control.keys import LARGEST_FILE, Keys, KeysRefused

SECRET = "a-secret-of-forty-characters-0123456789ab"


def _write(path: Path, raw: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(raw)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "holds no key"),
        ("# only a remark\n", "holds no key"),
        ("key secret", "line 1: is not of the form"),
        (f"a: {SECRET}\n\nb {SECRET}", "line 3: is not of the form"),
        ("key: short", "line 1: the secret of key is shorter than 32 bytes"),
        (f"a: {SECRET}\na: {SECRET}", "line 2: the key a is there twice"),
        (f"a: {SECRET}\n" + "#" * LARGEST_FILE, "larger than"),
        ("\xff\xfe", "not UTF-8"),
    ],
)
def test_a_key_file_nobody_could_use_is_refused_with_a_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    path = _write(tmp_path / "keys", text.encode("latin-1"))
    with pytest.raises(KeysRefused, match=sentence) as caught:
        Keys.load(path)
    assert str(path) in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_key_file_others_may_read_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "keys", f"a: {SECRET}".encode(), mode=0o640)
    with pytest.raises(KeysRefused, match="chmod 600"):
        Keys.load(path)


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeysRefused, match="cannot be read"):
        Keys.load(tmp_path / "keys")


def test_a_file_broken_while_running_leaves_the_keys_read_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = _write(tmp_path / "keys", f"a: {SECRET}\nb: {SECRET}".encode())
    keys = Keys.load(path)

    _write(path, b"half a li")
    assert keys.secret("a") == SECRET
    path.unlink()
    assert keys.names() == ("a", "b")
    assert "stay in use" in caplog.text
    assert SECRET not in caplog.text

    _write(path, f"b: {SECRET}".encode())
    assert keys.secret("a") is None
