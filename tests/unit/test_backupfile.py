# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A backup from a stranger unpacks into nothing but files of ours, of the size they have."""

from __future__ import annotations

import io
import json
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

from bot import backupfile
from bot.agefile import Identities, Recipients, new_identity, seal
from bot.backupfile import BackupRefused, unpack

SECRET, PUBLIC = new_identity()


def sealed(folder: Path, archive: bytes) -> Path:
    backup = folder / "backup.age"
    with backup.open("wb") as out:
        seal(io.BytesIO(archive), out, Recipients(keys=(PUBLIC,)))
    return backup


def archive(*members: tuple[str, bytes], sums: dict[str, str] | None = None) -> bytes:
    raw = io.BytesIO()
    told = {
        "format": "gremium-backup",
        "version": 1,
        "made": "",
        "program": "",
        "root": "/srv",
        "journal_at": "",
        "heads": {},
        "councils": {},
        "outside": [],
        "sums": sums or {name: sha256(data).hexdigest() for name, data in members},
    }
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name, data in (*members, (backupfile.MANIFEST, json.dumps(told).encode())):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return raw.getvalue()


def opened(folder: Path, data: bytes) -> Path:
    target = folder / "target"
    target.mkdir()
    unpack(sealed(folder, data), Identities(texts=(SECRET,)), target)
    return target


def test_a_backup_is_unpacked(tmp_path: Path) -> None:
    target = opened(tmp_path, archive(("files/a/b", b"x" * 3_000_000), ("councils/0/c", b"")))
    assert (target / "files/a/b").read_bytes() == b"x" * 3_000_000
    assert (target / "files/a/b").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ((("files/a", b"1"), ("files/a", b"2")), "twice"),
        ((("files/a", b"1"), ("files/a/b", b"2")), "as a file and as a folder"),
        ((("files/a/b", b"1"), ("files/a", b"2")), "as a file and as a folder"),
        ((("files/" + "x" * 300, b"1"),), "too long"),
        ((("files/../../evil", b"1"),), "no backup of ours"),
        ((("/files/a", b"1"),), "no backup of ours"),
        ((("files/a\x1b[2Jb", b"1"),), "no backup of ours"),
    ],
)
def test_names_that_no_backup_of_ours_has_are_refused(
    tmp_path: Path, members: tuple[tuple[str, bytes], ...], told: str
) -> None:
    with pytest.raises(BackupRefused, match=told) as refused:
        opened(tmp_path, archive(*members))
    assert str(refused.value).isprintable()
    assert not (tmp_path / "evil").exists()


def test_a_few_bytes_that_stand_for_a_terabyte_are_refused(tmp_path: Path) -> None:
    """A sparse member of GNU tar: its size is what it claims, not what it holds."""
    header = bytearray(tarfile.TarInfo("files/bomb").tobuf(tarfile.GNU_FORMAT))
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[386:398] = b"%011o\0" % 0  # where its only piece begins
    header[398:410] = b"%011o\0" % 0  # and how long that is
    header[483:495] = b"%011o\0" % (2**32 - 1)  # what it claims to be
    header[148:156] = b"        "
    header[148:156] = b"%06o\0 " % sum(header)
    with pytest.raises(BackupRefused, match="no backup of ours"):
        opened(tmp_path, bytes(header) + bytes(1024))
    assert not list((tmp_path / "target").rglob("bomb"))


def test_a_list_of_members_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backupfile, "_LARGEST_MANIFEST", 200)
    with pytest.raises(BackupRefused, match="more than 200 bytes"):
        opened(tmp_path, archive(("files/a", b"1")))


@pytest.mark.parametrize("manifest", [b"[]", b"{", b"null", b"[" * 100_000, b'{"sums": 7}'])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, manifest: bytes) -> None:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        member = tarfile.TarInfo(backupfile.MANIFEST)
        member.size = len(manifest)
        tar.addfile(member, io.BytesIO(manifest))
    with pytest.raises(BackupRefused, match="no whole backup"):
        opened(tmp_path, raw.getvalue())
