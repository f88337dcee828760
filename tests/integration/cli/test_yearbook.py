# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium statistics`, `oparl` and `retention` on the data folder of a whole evening."""

from __future__ import annotations

import csv
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from command_line import run
from data_folder import BODY, MEETING

from bot.installation import Installation, Remembered

COUNCIL = """\
[body]
id = "rat"
name = "Gemeinderat"
municipality = "Gemeinde Altenrode"
kind = "council"
land = "TH"
statutory_members = 9

[rules]
norm = "§ 20 GO"

[rules.set."retention.drafts"]
norm = "§ 20 GO"
value = 30

[rules.set."retention.exports"]
norm = "§ 21 GO"
value = 7

[[seat]]
number = 1
name = "Martina Albrecht"
role = "chair"
"""


def with_periods(var: Path, tmp_path: Path, text: str = COUNCIL) -> Path:
    """Let the installation remember a council file that holds periods."""
    path = tmp_path / "council.toml"
    path.write_text(text, encoding="utf-8")
    told = Remembered(homeserver="http://127.0.0.1:9", councils=(str(path),))
    Installation.at(var).remember(told)
    return var


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_allowance_list_names_each_person_in_each_meeting(bare: Path, tmp_path: Path) -> None:
    told = run("statistics", tmp_path / "year", "--data", bare, "--year", "2026")
    assert told.exit_code == 0, told.output
    rows = {row["name"]: row for row in table(tmp_path / "year" / "attendance.csv")}
    assert (rows["Uwe Stein"]["came"], rows["Uwe Stein"]["absence"]) == ("no", "Krankheit")
    assert rows["Dr. Martina Albrecht"]["came"] == "yes"
    sums = {row["name"]: row for row in table(tmp_path / "year" / "totals.csv")}
    assert (sums["Uwe Stein"]["meetings"], sums["Uwe Stein"]["came"]) == ("1", "0")
    assert (tmp_path / "year" / "totals.csv").stat().st_mode & 0o777 == 0o600


def test_a_year_without_meetings_and_an_unknown_body_are_refused(
    bare: Path, tmp_path: Path
) -> None:
    for more, words in (
        (("--year", "1999"), "No meeting was held"),
        (("--body", "x"), f"Known: {BODY}"),
    ):
        told = run("statistics", tmp_path / "year", "--data", bare, *more)
        assert told.exit_code == 3
        assert words in told.output


def test_oparl_files_lead_from_the_system_to_the_votes(bare: Path, tmp_path: Path) -> None:
    base = "https://rat.example/oparl"
    told = run("oparl", tmp_path / "site", "--data", bare, "--base", base)
    assert told.exit_code == 0, told.output

    def read(url: str) -> dict[str, object]:
        path = tmp_path / "site" / url.removeprefix(f"{base}/")
        return dict(json.loads(path.read_text(encoding="utf-8")))

    system = read(f"{base}/system.json")
    bodies = read(str(system["body"]))
    assert isinstance(bodies["data"], list)
    meetings = read(bodies["data"][0]["meeting"])
    assert isinstance(meetings["data"], list)
    (meeting,) = meetings["data"]
    assert meeting["id"] == f"{base}/meeting/{MEETING}.json"
    assert any("gremium:vote" in item for item in meeting["agendaItem"])
    whole = b"".join(path.read_bytes() for path in (tmp_path / "site").rglob("*.json"))
    assert "Grundstückskauf".encode() not in whole
    assert run("oparl", tmp_path / "x", "--data", bare, "--base", "rat.example").exit_code == 2


def test_what_is_over_its_period_is_shown_and_deleted_only_on_demand(
    var: Path, tmp_path: Path
) -> None:
    """Given approved minutes and an old export, drafts and export go; minutes and journal stay."""
    old = var / "export" / BODY / "2026-07-1"
    old.mkdir(parents=True)
    (old / "x.txt").write_text("x")
    then = (datetime.now(UTC) - timedelta(days=8)).timestamp()
    os.utime(old, (then, then))
    papers = var / "papers" / BODY / MEETING
    before = {path.name for path in papers.iterdir()}
    drafts = {name for name in before if "entwurf" in name}
    assert drafts
    with_periods(var, tmp_path)
    shown = run("retention", "--data", var)
    assert shown.exit_code == 0, shown.output
    assert "export/rat/2026-07-1" in shown.stdout
    assert {path.name for path in papers.iterdir()} == before
    over = datetime(2026, 12, 17, tzinfo=UTC) + timedelta(days=31) < datetime.now(UTC)
    assert ("entwurf" in shown.stdout) is over  # the sample was approved on 17 December 2026
    told = run("retention", "--data", var, "--delete")
    assert told.exit_code == 0, told.output
    assert not old.exists()
    (report,) = (var / "retention").iterdir()
    kept = json.loads(report.read_text(encoding="utf-8"))
    assert kept["recordings"] == "none are made"
    assert {one["norm"] for one in kept["deleted"]} >= {"§ 21 GO"}
    assert {path.name for path in papers.iterdir()} >= before - drafts
    assert run("retention", "--data", var).stdout == ""


def test_without_periods_nothing_is_ever_deleted(var: Path, tmp_path: Path) -> None:
    plain = COUNCIL[: COUNCIL.index("[rules.set")] + COUNCIL[COUNCIL.index("[[seat]]") :]
    with_periods(var, tmp_path, plain)
    assert run("retention", "--data", var).stdout == ""


def test_where_nobody_says_the_periods_the_command_says_so(var: Path) -> None:
    told = run("retention", "--data", var)
    assert told.exit_code == 3
    assert "retention.drafts" in told.output
