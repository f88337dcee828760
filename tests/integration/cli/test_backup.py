# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium backup` and `gremium restore`: one file, opened by whoever may, checked whole."""

from __future__ import annotations

import io
import json
import sqlite3
import stat
import tarfile
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest
from click.testing import Result
from command_line import run
from data_folder import STREAM, cut_end, tamper
from postgres import Postgres

from bot.agefile import Recipients, new_identity, seal
from bot.backup import JOURNAL
from bot.cli.trouble import Exit
from bot.installation import Installation, Remembered

SECRET, PUBLIC = new_identity()
SEAL = ("--recipient", PUBLIC)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return secret(tmp_path / "key", SECRET)


def secret(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o600)
    return path


def backed_up(var: Path, target: Path, *options: object) -> Result:
    told = run("backup", target, "--data", var, *options)
    assert told.exit_code == 0, told.output
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    return told


def entries(var: Path) -> list[tuple[str, int, str]]:
    connection = sqlite3.connect(var / JOURNAL)
    found = connection.execute("SELECT stream, seq, line FROM entries ORDER BY 1, 2").fetchall()
    connection.close()
    return found


def test_what_was_backed_up_comes_back_and_proves_itself(
    var: Path, key_file: Path, tmp_path: Path
) -> None:
    """Journal, papers, letterheads, keys and notes; the chain and every paper is checked."""
    backed_up(var, tmp_path / "b.age", *SEAL)
    told = run(
        "restore", tmp_path / "b.age", "--data", tmp_path / "new", "--identity-file", key_file
    )
    assert told.exit_code == 0, told.output
    assert "8 papers follow from the journal" in told.stdout
    assert f"    {STREAM}: " in told.stdout
    assert entries(tmp_path / "new") == entries(var)
    names = {path.relative_to(var) for path in var.rglob("*") if path.is_file()}
    for name in names:
        if not name.name.endswith((".lock", "-wal", "-shm")) and name.name not in {
            JOURNAL,
            "installation.json",
        }:
            assert (tmp_path / "new" / name).read_bytes() == (var / name).read_bytes(), name
    modes = {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "new").rglob("*") if p.is_file()}
    assert modes == {0o600}
    # and the first start is told that it must become a new device
    assert json.loads((tmp_path / "new" / "restored.json").read_text())["made"]


def test_a_passphrase_is_drawn_and_never_shown_to_a_log(bare: Path, tmp_path: Path) -> None:
    told = backed_up(bare, tmp_path / "b.age")
    kept = tmp_path / "b.age.phrase.txt"
    drawn = kept.read_text().splitlines()[1]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(drawn.split("-")) == 12
    assert drawn not in told.output
    phrase = secret(tmp_path / "phrase", drawn)
    target = tmp_path / "new"
    again = run("restore", tmp_path / "b.age", "--data", target, "--phrase-file", phrase)
    assert again.exit_code == 0, again.output


def test_a_backup_to_a_public_key_is_opened_with_the_secret_one_only(
    bare: Path, tmp_path: Path
) -> None:
    """The machine that makes the backup cannot open it."""
    (right, public), (wrong, _) = new_identity(), new_identity()
    backed_up(bare, tmp_path / "b.age", "--recipient", public)
    for name, key in (("wrong", wrong), ("right", f"# made by age-keygen\n{right}\n")):
        secret(tmp_path / name, key)
    other = ("restore", tmp_path / "b.age", "--data", tmp_path / "new", "--identity-file")
    told = run(*other, tmp_path / "wrong")
    assert told.exit_code == Exit.REFUSED
    assert "another passphrase or key is needed" in told.output
    assert run(*other, tmp_path / "right").exit_code == 0
    # any other program that reads age's format reads it, too
    plain = pyrage.decrypt(
        (tmp_path / "b.age").read_bytes(), [pyrage.x25519.Identity.from_str(right)]
    )
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        assert tar.getnames()[-1] == "manifest.json"


@pytest.mark.parametrize("spoiled", ["cut", "changed", "another", "key", "nothing"])
def test_a_spoiled_backup_is_refused_and_leaves_nothing(
    bare: Path, key_file: Path, tmp_path: Path, spoiled: str
) -> None:
    file = tmp_path / "b.age"
    backed_up(bare, file, *SEAL)
    data = bytearray(file.read_bytes())
    match spoiled:
        case "cut":
            file.write_bytes(data[:-100])
        case "changed":
            data[len(data) // 2] ^= 1
            file.write_bytes(data)
        case "another":
            file.write_bytes(b"This is a letter to the mayor.")
        case "key":
            secret(key_file, new_identity()[0])
        case _:
            file.unlink()
    target = tmp_path / "new"
    told = run("restore", file, "--data", target, "--identity-file", key_file)
    assert told.exit_code == Exit.REFUSED, told.output
    assert ("cannot be opened" in told.output) or ("There is no file" in told.output)
    assert sorted(p.name for p in tmp_path.iterdir() if "new" in p.name) == []


def archive(path: Path, members: dict[str, bytes], kind: bytes = tarfile.REGTYPE) -> Path:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size, member.type, member.linkname = len(data), kind, "/etc/passwd"
            tar.addfile(member, io.BytesIO(data) if kind == tarfile.REGTYPE else None)
    plain.seek(0)
    with path.open("wb") as target:
        seal(plain, target, Recipients(keys=(PUBLIC,)))
    return path


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"../evil": b"x"}, tarfile.REGTYPE),
        ({"/etc/evil": b"x"}, tarfile.REGTYPE),
        ({"files/../../evil": b"x"}, tarfile.REGTYPE),
        ({"elsewhere/evil": b"x"}, tarfile.REGTYPE),
        ({"files/link": b""}, tarfile.SYMTYPE),
        ({"files/link": b""}, tarfile.LNKTYPE),
        ({"files/device": b""}, tarfile.CHRTYPE),
    ],
)
def test_an_archive_with_names_that_lead_elsewhere_is_refused(
    key_file: Path, tmp_path: Path, members: dict[str, bytes], kind: bytes
) -> None:
    file = archive(tmp_path / "b.age", members, kind)
    told = run("restore", file, "--data", tmp_path / "a" / "new", "--identity-file", key_file)
    assert told.exit_code == Exit.REFUSED, told.output
    assert "which no backup of ours does" in told.output
    assert list((tmp_path / "a").iterdir()) == []
    assert not (tmp_path / "evil").exists()


def test_an_archive_without_its_list_is_no_backup(key_file: Path, tmp_path: Path) -> None:
    file = archive(tmp_path / "b.age", {"files/journal.db": b"x"})
    told = run("restore", file, "--data", tmp_path / "new", "--identity-file", key_file)
    assert told.exit_code == Exit.REFUSED
    assert "no whole backup" in told.output


def test_nobody_is_asked_for_the_passphrase_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    told = run("restore", tmp_path / "none.age", "--data", tmp_path / "new")
    assert told.exit_code == 3
    assert told.stderr == f"gremium: There is no file {tmp_path / 'none.age'}.\n"


def test_a_restore_replaces_nothing(bare: Path, key_file: Path, tmp_path: Path) -> None:
    backed_up(bare, tmp_path / "b.age", *SEAL)
    before = entries(bare)
    told = run("restore", tmp_path / "b.age", "--data", bare, "--identity-file", key_file)
    assert told.exit_code == Exit.REFUSED
    assert "is not empty" in told.output
    assert entries(bare) == before
    again = run("backup", tmp_path / "b.age", "--data", bare, *SEAL)
    assert again.exit_code == Exit.REFUSED
    assert "never replaces another" in again.output


def test_a_journal_that_was_forged_before_the_backup_is_not_restored(
    bare: Path, key_file: Path, tmp_path: Path
) -> None:
    tamper(bare, STREAM, 4, "2026", "2027")
    backed_up(bare, tmp_path / "b.age", *SEAL)
    told = run(
        "restore", tmp_path / "b.age", "--data", tmp_path / "new", "--identity-file", key_file
    )
    assert told.exit_code == Exit.REFUSED
    assert "not sound" in told.output
    assert not (tmp_path / "new").exists()


def test_keys_that_were_kept_apart_are_named_and_asked_for(
    bare: Path, key_file: Path, tmp_path: Path
) -> None:
    """A key file on another medium is not in the backup; given at the restore, it is tried."""
    medium = tmp_path / "medium"
    medium.mkdir()
    (bare / "identity.key").rename(medium / "identity.key")
    home = Installation.at(bare)
    home.remember(Remembered(homeserver="http://x", key_file=str(medium / "identity.key")))
    told = backed_up(bare, tmp_path / "b.age", *SEAL)
    assert "keep it apart" in told.output
    new = ("restore", tmp_path / "b.age", "--identity-file", key_file, "--data")
    told = run(*new, tmp_path / "one")
    assert told.exit_code == 0
    assert "seeds were not opened" in told.output
    assert run(*new, tmp_path / "two", "--key-file", medium / "identity.key").exit_code == 0
    strange = secret(tmp_path / "strange.key", "0" * 64)
    told = run(*new, tmp_path / "three", "--key-file", strange)
    assert told.exit_code == Exit.REFUSED
    assert "keys in the backup cannot be opened" in told.output


def test_council_files_come_along_with_what_they_name(
    bare: Path, key_file: Path, tmp_path: Path
) -> None:
    """They lie elsewhere; a file that is still there and the same is used where it is."""
    etc = tmp_path / "etc"
    etc.mkdir()
    rat, bau = etc / "rat.toml", etc / "bau.toml"
    rat.write_text('roster = "liste.csv"\n[letterhead]\narms = "wappen.png"\n')
    bau.write_text('[body]\nid = "bau"\n')
    (etc / "liste.csv").write_text("nummer;name\n")
    (etc / "wappen.png").write_bytes(b"png")
    (etc / "passwd").write_text("not named")
    home = Installation.at(bare)
    home.remember(Remembered(homeserver="http://x", councils=(str(rat), str(bau))))
    backed_up(bare, tmp_path / "b.age", *SEAL)
    rat.write_text("changed")
    told = run(
        "restore", tmp_path / "b.age", "--data", tmp_path / "new", "--identity-file", key_file
    )
    assert told.exit_code == 0, told.output
    assert "differs from the backup" in told.output
    known = Installation.at(tmp_path / "new").recall()
    assert known is not None
    first, second = map(Path, known.councils)
    assert first.read_text().startswith("roster")
    assert sorted(p.name for p in first.parent.iterdir()) == ["liste.csv", "rat.toml", "wappen.png"]
    assert second == bau


def test_a_journal_moves_between_databases(
    bare: Path, key_file: Path, tmp_path: Path, postgres: Postgres
) -> None:
    """Restored into PostgreSQL, backed up from there, and restored into a file: the same bytes."""
    url = postgres.url(postgres.create_database())
    backed_up(bare, tmp_path / "1.age", *SEAL)
    there = ("restore", tmp_path / "1.age", "--identity-file", key_file, "--journal", url, "--data")
    told = run(*there, tmp_path / "pg")
    assert told.exit_code == 0, told.output
    assert not (tmp_path / "pg" / JOURNAL).exists()
    told = run(*there, tmp_path / "pg2")
    assert told.exit_code == Exit.UNAVAILABLE
    assert "an empty database" in told.output
    assert not (tmp_path / "pg2").exists()
    backed_up(tmp_path / "pg", tmp_path / "2.age", *SEAL)
    told = run(
        "restore", tmp_path / "2.age", "--data", tmp_path / "back", "--identity-file", key_file
    )
    assert told.exit_code == 0, told.output
    assert entries(tmp_path / "back") == entries(bare)


def test_what_ends_too_early_is_found_at_the_restore(
    bare: Path, key_file: Path, tmp_path: Path
) -> None:
    """A journal shortened inside the archive, with the list adapted: its own heads tell."""
    backed_up(bare, tmp_path / "b.age", *SEAL)
    plain = pyrage.decrypt(
        (tmp_path / "b.age").read_bytes(), [pyrage.x25519.Identity.from_str(SECRET)]
    )
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        read = {m.name: tar.extractfile(m) for m in tar}
        members = {name: file.read() for name, file in read.items() if file}
    short = tmp_path / "short"
    short.mkdir()
    (short / JOURNAL).write_bytes(members[f"files/{JOURNAL}"])
    cut_end(short, STREAM, 5)
    members[f"files/{JOURNAL}"] = (short / JOURNAL).read_bytes()
    manifest = json.loads(members.pop("manifest.json"))
    manifest["sums"] = {name: sha256(data).hexdigest() for name, data in members.items()}
    members["manifest.json"] = json.dumps(manifest).encode()
    file = archive(tmp_path / "c.age", members)
    told = run("restore", file, "--data", tmp_path / "new", "--identity-file", key_file)
    assert told.exit_code == Exit.REFUSED, told.output
    assert "does not end where it says" in told.output


def test_a_key_that_is_none_is_refused_before_anything_is_written(
    bare: Path, tmp_path: Path
) -> None:
    told = run("backup", tmp_path / "b.age", "--data", bare, "--recipient", "age1nonsense")
    assert told.exit_code == Exit.REFUSED
    assert "no public key" in told.output
    assert list(tmp_path.glob("*.age*")) == []
    with pytest.raises(Exception, match="No recipient"):
        Recipients(keys=())
