# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium up --no-play`: a real council on its own homeserver, as the operator sees it."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from command_line import own_ports, run
from council_bot import COUNCIL
from real_synapse import free_port

from bot.conferencefile import load_conference
from bot.homeserver import loader

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
    own_ports(var)
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


def test_a_conference_server_runs_beside_the_bot_and_comes_back_when_it_dies(
    council: Path, tmp_path: Path
) -> None:
    """Clients find it by the homeserver's word; with the last process it is gone."""
    var = tmp_path / "var"
    bridge = load_conference(own_ports(var).conference)
    health = f"{bridge.server.url}/health"
    with up("--council", council, "--data", var):
        assert answers(health)
        home = loader.load(var / "municipality.toml").server
        told = fetch(f"http://127.0.0.1:{home.port}/.well-known/matrix/client")
        [focus] = json.loads(told)["org.matrix.msc4143.rtc_foci"]
        assert focus["livekit_service_url"] == f"http://127.0.0.1:{bridge.port}"
        with pytest.raises(urllib.error.HTTPError):  # it asks who is there: that is the bot
            fetch(f"{focus['livekit_service_url']}/get_token", b"{}")

        [before] = bridges(var)
        os.kill(before, signal.SIGKILL)
        deadline = time.monotonic() + SECONDS
        while (now := bridges(var)) in ([], [before]) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert len(now) == 1
        while not answers(health) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert answers(health)
    assert bridges(var) == []


def bridges(var: Path) -> list[int]:
    """Process ids of the bridges that run on the folder's configuration."""
    config = str(var / "conference" / "bridge.toml")
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes().decode().split("\0")
            if "bridge" in words and config in words:
                found.append(int(folder.name))
    return found


def answers(url: str) -> bool:
    with suppress(OSError):
        fetch(url)
        return True
    return False


def fetch(url: str, body: bytes | None = None) -> bytes:
    asked = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310
        return bytes(answer.read())


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
