# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium up --no-play`: a real council on its own homeserver, as the operator sees it."""

from __future__ import annotations

import csv
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command_line import run
from council_bot import COUNCIL
from real_synapse import free_port

CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}\b")
STARTED = "Ctrl+C ends it"
SECONDS = 90.0


@pytest.fixture
def council(tmp_path: Path) -> Path:
    """A council file whose chair and clerk have Matrix users."""
    text = COUNCIL
    for name, user in (("Berta Vorsitz", "berta"), ("Frieda Schrift", "frieda")):
        line = f'name = "{name}"'
        text = text.replace(line, f'{line}\nmatrix = "@{user}:kleinstadt.example"')
    path = tmp_path / "rat.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def description(tmp_path: Path) -> Path:
    path = tmp_path / "municipality.toml"
    path.write_text(
        'name = "Kleinstadt"\n[server]\nname = "kleinstadt.example"\n'
        f"port = {free_port()}\n[passwords]\nhash_rounds = 4\n",
        encoding="utf-8",
    )
    return path


@contextmanager
def up(*arguments: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start `gremium up` and wait until it says that it is up; stop it at the end."""
    command = [sys.executable, "-m", "bot", "up", "--no-play", *map(str, arguments)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )
    told: list[str] = []
    try:
        assert process.stdout is not None
        deadline = time.monotonic() + SECONDS
        for line in process.stdout:
            told.append(line)
            if STARTED in line or time.monotonic() > deadline:
                break
        assert STARTED in "".join(told), "".join(told)
        yield process, "".join(told)
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def test_a_real_council_starts_stops_and_starts_again(
    council: Path, description: Path, tmp_path: Path
) -> None:
    var = tmp_path / "var"
    options = ("--council", council, "--description", description, "--data", var, "--accounts")
    with up(*options) as (process, told):
        assert "Recovery key of the bot" in told
        assert "Berta Vorsitz (seat 1), @berta:kleinstadt.example" in told
        assert len(CODE.findall(told)) == 2
        doctor = run("doctor", "--data", var)
        assert "ok       rate limit" in doctor.stdout, doctor.output
        assert "The journal names the key the bot signs with" in doctor.stdout
        assert "Neither chair nor clerk is enrolled" in doctor.stdout
        assert doctor.exit_code == 1
        assert run("verify", var).exit_code == 0
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=30)
        assert process.returncode == 0, rest
        assert "Stopped in order." in rest

    with (var / "accounts.csv").open(encoding="utf-8", newline="") as file:
        assert [row["user"][1:].partition(":")[0] for row in csv.DictReader(file)] == [
            "berta",
            "frieda",
        ]
    for name in ("accounts.csv", "passwords.json", "identity.key", "login.json", "journal.db"):
        assert stat.S_IMODE((var / name).stat().st_mode) == 0o600, name

    with up("--data", var, "--description", description) as (process, told):
        assert not CODE.findall(told)
        assert "Recovery key" not in told
        assert "Frieda Schrift (seat S) holds a code until" in told
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        assert process.returncode == 0


def test_a_taken_port_is_told_before_anything_starts(
    council: Path, description: Path, tmp_path: Path
) -> None:
    port = int(re.findall(r"port = (\d+)", description.read_text())[0])
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", port))
        holder.listen()
        told = run(
            "up", "--no-play", "--council", council, "--description", description,
            "--data", tmp_path / "var",
        )  # fmt: skip
    assert told.exit_code == 4
    assert f"Port {port} on this machine is taken" in told.stderr
    assert "Traceback" not in told.output
