# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium export` gives everything out, or only what the public may read; verify checks both."""

from __future__ import annotations

import asyncio
import csv
import json
from pathlib import Path

from closed_part import ADVISER, SECRET, behind_closed_doors, ended
from command_line import run
from data_folder import BODY, MEETING, make_data_folder


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bodies(export: Path) -> str:
    return "".join(path.read_text() for path in sorted((export / "journal").iterdir()))


def test_an_export_of_everything_is_proved(var: Path, tmp_path: Path) -> None:
    target = tmp_path / "export"
    assert run("export", target, "--data", var).stdout == f"{target}\n"
    told = run("verify", target)
    assert told.exit_code == 0, told.output
    assert "8 papers follow from the journal" in told.stdout


def test_the_tables_say_what_the_minutes_say(bare: Path, tmp_path: Path) -> None:
    run("export", tmp_path / "export", "--data", bare)
    votes = table(tmp_path / "export" / "votes.csv")
    ballots = {row["ballot"]: row for row in table(tmp_path / "export" / "ballots.csv")}
    counted = [row for row in ballots.values() if row["mode"] == "recorded" and row["yes"]]
    assert counted
    for ballot in counted:
        cast = [row["choice"] for row in votes if row["ballot"] == ballot["ballot"]]
        numbers = [cast.count(word) for word in ("yes", "no", "abstain")]
        assert numbers == [int(ballot[word]) for word in ("yes", "no", "abstain")]
    [stein] = [
        row for row in table(tmp_path / "export" / "attendance.csv") if row["name"] == "Uwe Stein"
    ]
    assert (stein["absent_reason"], stein["excused"], stein["from"]) == ("Krankheit", "yes", "")


def test_the_public_gets_nothing_of_the_closed_part(var: Path, tmp_path: Path) -> None:
    target = tmp_path / "public"
    told = run("export", target, "--data", var, "--public", "--body", BODY, "--meeting", MEETING)
    assert told.exit_code == 0, told.output
    whole = b"".join(path.read_bytes() for path in target.rglob("*.*") if path.suffix != ".pdf")
    for secret in ("Grundstückskauf", "Kaufpreis", "MASTERKEY", "Schwägerin", "@mayor:x.test"):
        assert secret.encode() not in whole, secret
    assert "Ausbau der Dorfstraße" in bodies(target)
    names = {path.name for path in target.rglob("*.pdf")}
    assert names
    assert not any("nichtoeffentlich" in name for name in names)
    assert not any("einladung" in name for name in names)


def test_the_public_tables_hold_no_reason_and_no_adviser_from_behind_closed_doors(
    tmp_path: Path,
) -> None:
    records = ended(behind_closed_doors()).records
    asyncio.run(make_data_folder(tmp_path / "var", records))
    for more, wanted in (("--public", False), ("--body=rat", True)):
        target = tmp_path / more
        told = run("export", target, "--data", tmp_path / "var", more)
        assert told.exit_code == 0, told.output
        told_all = b"".join(
            path.read_bytes() for path in target.rglob("*.*") if path.suffix != ".pdf"
        ).decode()
        assert (SECRET in told_all) is wanted
        assert (ADVISER in (target / "attendance.csv").read_text()) is wanted


def test_the_public_sees_votes_by_name_only_of_recorded_ballots(bare: Path, tmp_path: Path) -> None:
    target = tmp_path / "public"
    run("export", target, "--data", bare, "--public")
    lines = [
        json.loads(line)
        for line in (target / "journal" / "rat%2F2026-07.jsonl").read_text().splitlines()
    ]
    recorded = {row["ballot"] for row in table(target / "ballots.csv") if row["mode"] == "recorded"}
    cast = [line["body"]["payload"]["ballot"] for line in lines if _kind(line) == "vote_cast"]
    assert cast
    assert set(cast) <= recorded


def _kind(line: dict[str, dict[str, str]]) -> str:
    return line["body"]["kind"] if "body" in line else ""


def test_a_public_excerpt_can_be_proved(var: Path, tmp_path: Path) -> None:
    run("export", tmp_path / "public", "--data", var, "--public")
    told = run("verify", tmp_path / "public")
    assert told.exit_code == 0, told.output
    assert "an excerpt" in told.stdout
    paper = next((tmp_path / "public").rglob("*.pdf"))
    paper.write_bytes(paper.read_bytes() + b"\n")
    assert run("verify", tmp_path / "public").exit_code == 1


def test_what_there_is_none_of_is_told(bare: Path, tmp_path: Path) -> None:
    told = run("export", tmp_path / "x", "--data", bare, "--meeting", "1999-01")
    assert told.exit_code == 3
    assert "Known: rat/2026-07" in told.stderr
    told = run("export", tmp_path / "x", "--data", bare, "--body", "kreistag")
    assert told.exit_code == 3
    assert "Known: rat" in told.stderr
    assert not (tmp_path / "x").exists()


def test_a_folder_that_exists_is_left_alone(bare: Path, tmp_path: Path) -> None:
    told = run("export", tmp_path, "--data", bare)
    assert told.exit_code == 3
    assert "exists already" in told.stderr


def test_a_cell_is_no_formula(bare: Path, tmp_path: Path) -> None:
    """Spreadsheets run what begins with =, and titles are typed by people."""
    run("export", tmp_path / "export", "--data", bare)
    for path in (tmp_path / "export").glob("*.csv"):
        for row in table(path):
            assert not any(cell.startswith(("=", "+", "@")) for cell in row.values())
