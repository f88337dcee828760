# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""An export can be checked by our code and, without it, with sha256sum and openssl."""

from __future__ import annotations

import json
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from sample_events import SIGNER, SampleEvent, said

from bot.store import (
    Check,
    Entry,
    ExportRefused,
    Head,
    Journal,
    check_export,
    export,
    head_words,
    read_export,
)

# An Ed25519 public key in DER is this prefix and the 32 bytes (RFC 8410, section 4).
DER_PREFIX = bytes.fromhex("302a300506032b6570032100")
KEYS = [SIGNER.public]


class CountOfWords:
    """An extra as the lead writes them: a CSV beside the journal."""

    def __init__(self) -> None:
        self.rows: list[str] = []

    def entry(self, entry: Entry) -> None:
        self.rows.append(f"{entry.seq};{entry.kind}\n")

    def write(self, target: Path) -> None:
        (target / "words.csv").write_text("".join(self.rows), encoding="utf-8")


@pytest.fixture
async def exported(journal: Journal[SampleEvent], tmp_path: Path) -> Path:
    """Two streams of three entries, the second entry of the meeting left out."""
    await journal.append([said(text, stream) for text in "abc" for stream in ("rat", "rat/1")])

    def keep(entry: Entry) -> bool:
        return (entry.stream, entry.seq) != ("rat/1", 2)

    return await export(journal, tmp_path / "export", keep=keep, extras=[CountOfWords()])


def test_an_export_passes_and_says_what_was_left_out(exported: Path) -> None:
    report = check_export(exported, keys=KEYS)
    assert report.ok
    assert (report.entries, report.redacted) == (6, 1)
    assert (exported / "words.csv").read_text() == (
        "1;said\n2;said\n3;said\n1;said\n2;None\n3;said\n"
    )
    told = read_export(exported)
    assert told.keys == (SIGNER.public,)
    assert head_words(told.heads["rat"].hash) in (exported / "keys.json").read_text()
    assert not list(exported.parent.glob(".export-*"))


def test_what_was_left_out_is_nowhere_in_the_excerpt(exported: Path) -> None:
    lines = (exported / "journal" / "rat%2F1.jsonl").read_text().splitlines()
    assert '"text":"b"' not in "".join(lines)
    assert "salt" not in json.loads(lines[1])


def test_a_stranger_can_check_it_with_sha256sum(exported: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"],
        cwd=exported,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("OK") == 5


def test_a_stranger_can_check_a_signature_with_openssl(exported: Path, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is missing")
    line = json.loads((exported / "journal" / "rat.jsonl").read_text().splitlines()[0])
    public = json.loads((exported / "keys.json").read_text())["keys"][0]
    (tmp_path / "key.der").write_bytes(DER_PREFIX + bytes.fromhex(public))
    (tmp_path / "signature").write_bytes(bytes.fromhex(line["signature"]))
    names = ("at", "digest", "prev", "seq", "stream", "v")
    link = json.dumps({name: line[name] for name in names}, sort_keys=True, separators=(",", ":"))
    (tmp_path / "message").write_text("gremium journal " + sha256(link.encode()).hexdigest())
    command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in message"
    done = subprocess.run(
        [*command.split(), "-sigfile", "signature"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_changed_file_beside_the_journal_is_found(exported: Path) -> None:
    (exported / "words.csv").write_text("nonsense")
    report = check_export(exported, keys=KEYS)
    assert report.deviation is not None
    assert (report.deviation.check, report.deviation.stream) == (Check.FILE, "words.csv")


@pytest.mark.parametrize("name", ["README.txt", "words.csv"])
def test_a_removed_file_is_found(exported: Path, name: str) -> None:
    (exported / name).unlink()
    deviation = check_export(exported, keys=KEYS).deviation
    assert deviation is not None
    assert (deviation.check, deviation.found) == (Check.FILE, "no such file")


def test_an_added_file_is_found(exported: Path) -> None:
    (exported / "minutes.pdf").write_bytes(b"%PDF")
    deviation = check_export(exported, keys=KEYS).deviation
    assert deviation is not None
    assert (deviation.stream, deviation.expected) == ("minutes.pdf", "no such file")


def test_a_changed_line_is_found_at_its_entry(exported: Path) -> None:
    path = exported / "journal" / "rat.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"text":"b"', b'"text":"x"'))
    deviation = check_export(exported, keys=KEYS).deviation
    assert deviation is not None
    assert (deviation.check, deviation.stream, deviation.seq) == (Check.DIGEST, "rat", 2)


def test_a_cut_off_end_is_found_by_the_heads(exported: Path) -> None:
    path = exported / "journal" / "rat.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    deviation = check_export(exported, keys=KEYS).deviation
    assert deviation is not None
    assert (deviation.check, deviation.stream, deviation.seq) == (Check.HEAD, "rat", 3)


def test_a_head_read_aloud_counts_more_than_the_export(exported: Path) -> None:
    head = read_export(exported).heads["rat"]
    other = Head(seq=head.seq, hash="ab" * 32, at=head.at)
    deviation = check_export(exported, keys=KEYS, expected={"rat": other}).deviation
    assert deviation is not None
    assert deviation.check is Check.HEAD


async def test_a_folder_that_exists_is_not_overwritten(
    journal: Journal[SampleEvent], tmp_path: Path
) -> None:
    with pytest.raises(ExportRefused, match="exists already"):
        await export(journal, tmp_path)


async def test_an_extra_that_fails_leaves_no_half_export(
    journal: Journal[SampleEvent], tmp_path: Path
) -> None:
    class Failing(CountOfWords):
        def write(self, target: Path) -> None:
            raise OSError(28, "No space left on device")

    with pytest.raises(ExportRefused, match="No space left"):
        await export(journal, tmp_path / "export", extras=[Failing()])
    assert not [path for path in tmp_path.iterdir() if "export" in path.name]  # noqa: ASYNC240


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"keys":["x"],"heads":{}}'])
def test_what_is_no_export_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(ExportRefused, match="not an export"):
        read_export(tmp_path)
    (tmp_path / "keys.json").write_text(text)
    with pytest.raises(ExportRefused, match="not an export"):
        read_export(tmp_path)
