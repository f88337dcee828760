# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium play`: a whole evening of a small council, its journal on a real PostgreSQL."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from command_line import own_ports, run
from council_bot import COUNCIL
from postgres import Postgres
from real_synapse import free_port

SECONDS = 240.0
SCRIPT = """\
Uhr: 10 Tage vorher 09:00
Ohne Gerät: 5

== Aufnahme
Code vom Betrieb: S
Aufnahme mit Code: 1-4

== Einladung
Uhr: 9 Tage vorher 14:00
S (Büro): !sitzung planen {datum} 19:00 "Ratssaal" "1. Sitzung"
Bot (Büro): Geplant: 1. Sitzung
S (Büro): !tagesordnung neu "Spielplatz am Anger"
    Der Spielplatz am Anger wird erneuert.
S (Büro): !tagesordnung neu "Verkauf des Flurstücks 12" nichtöffentlich
    Das Flurstück 12 wird verkauft.
Bot (Büro): TOP N1 aufgenommen
Uhr: 8 Tage vorher 10:00
S (Büro): !einladen
Bot (Büro): !bestätigen
S (Büro): !bestätigen
Bot (Büro): Die Einladung ist hinausgegangen

== Sitzung
Uhr: Sitzungstag 19:00
1: !sitzung eröffnen
Bot: ist eröffnet
1: !namensaufruf
Bot: Namensaufruf
1-4: hier
S: !anwesend für 5
Bot: 5 von 5 Stimmberechtigten
1: !namensaufruf schließen
Bot: Beschlussfähig: 5 von 5
3: !befangen TOP 1 Anlieger
Bot: Carl Ohm ist bei TOP 1 persönlich beteiligt
1: !top 1
Bot: Nicht mit dabei wegen persönlicher Beteiligung: Carl Ohm
1: !abstimmung öffnen namentlich
Bot: 0 von 4 Stimmen
1, 2: ja
4: nein
S: !handzeichen enthaltung 5
Bot: 4 von 4 Stimmen
1: !abstimmung schließen
Bot: angenommen … 2 Ja, 1 Nein
Ergebnis: V1 2 ja, 1 nein, 1 enthaltungen, angenommen
1: !top schließen
Bot: TOP 1 ist abgeschlossen
Uhr: 19:40
1: !pause 10 Minuten
Bot: Sitzung unterbrochen
Uhr: 19:50
1: !weiter
Bot: Die Sitzung geht weiter
1: !nichtöffentlich
Bot: Es geht im geschlossenen Raum weiter
1 (geschlossen): !top N1
Bot (geschlossen): Antrag A2
1 (geschlossen): !abstimmung öffnen
Bot (geschlossen): 0 von 5 Stimmen
1-4 (geschlossen): ja
S (geschlossen): !handzeichen nein 5
Bot (geschlossen): 5 von 5 Stimmen
1 (geschlossen): !abstimmung schließen
Bot (geschlossen): angenommen … 4 Ja, 1 Nein
Ergebnis: V2 4 ja, 1 nein, 0 enthaltungen, angenommen
1 (geschlossen): !top schließen
Bot (geschlossen): TOP N1 ist abgeschlossen
1 (geschlossen): !öffentlich
Bot: Öffentlicher Teil

== Niederschrift
Uhr: 20:15
1: !sitzung schließen
Bot: !bestätigen
1: !bestätigen
Bot: ist geschlossen
S (Büro): !niederschrift entwerfen
Bot (Büro): Entwurf 1 der Niederschrift
1 (Büro): !niederschrift unterschreiben
Bot (Büro): !bestätigen
1 (Büro): !bestätigen
Bot (Büro): Berta Vorsitz hat die Niederschrift
S (Büro): !niederschrift unterschreiben
Bot (Büro): !bestätigen
S (Büro): !bestätigen
Bot (Büro): Beide Unterschriften liegen vor
"""


@dataclass(frozen=True)
class Stage:
    """Files of one evening, and where its journal is to lie."""

    folder: Path
    journal: str
    database: str

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def arguments(self) -> tuple[str, ...]:
        return (
            str(self.folder / "evening.txt"),
            *("--data", str(self.var)),
            *("--council", str(self.folder / "rat.toml")),
            *("--description", str(self.folder / "municipality.toml")),
            *("--journal", self.journal),
        )


@pytest.fixture
def stage(tmp_path: Path, postgres: Postgres) -> Stage:
    (tmp_path / "evening.txt").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "rat.toml").write_text(COUNCIL, encoding="utf-8")
    (tmp_path / "municipality.toml").write_text(
        'name = "Kleinstadt"\n[server]\nname = "kleinstadt.example"\n'
        f"port = {free_port()}\n[passwords]\nhash_rounds = 4\n",
        encoding="utf-8",
    )
    database = postgres.create_database()
    own_ports(tmp_path / "var")
    return Stage(folder=tmp_path, journal=postgres.url(database), database=database)


@contextmanager
def playing(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`gremium play` as a process; ended with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "play", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def players(var: Path) -> int:
    """How many accounts are about to be made, or were."""
    path = var / "players.json"
    return len(json.loads(path.read_text())) if path.exists() else 0


def test_an_evening_on_postgresql_begins_again_is_played_and_proved(
    stage: Stage, postgres: Postgres, tmp_path: Path
) -> None:
    """Stopped before anybody is enrolled, then played to its end; a changed row is explained."""
    with playing(*stage.arguments) as first:
        deadline = time.monotonic() + SECONDS
        while players(stage.var) < 5 and time.monotonic() < deadline and first.poll() is None:
            time.sleep(0.02)
        time.sleep(0.3)  # some accounts are made now, and nobody is enrolled
        first.send_signal(signal.SIGTERM)
        told, _ = first.communicate(timeout=60)
        assert first.returncode == 130, told
    assert players(stage.var) == 5, told
    assert not (stage.var / "demo-accounts.txt").exists(), "too late: the test proves nothing"

    with playing(*stage.arguments) as second:
        told, _ = second.communicate(timeout=SECONDS)
        assert second.returncode == 0, told
    assert "2 Ja, 1 Nein" in told
    assert not (stage.var / "players.json").exists()
    assert not (stage.var / "journal.db").exists(), "the journal lies in PostgreSQL alone"

    again = run("play", *stage.arguments[:7])
    assert again.exit_code == 0, again.output
    assert "schon gespielt" in again.stdout, "the journal is remembered"
    assert not (stage.var / "journal.db").exists()

    whole = run("verify", stage.journal)
    assert whole.exit_code == 0, whole.output
    target = tmp_path / "export"
    assert run("export", target, "--data", stage.var).exit_code == 0
    exported = run("verify", target)
    assert exported.exit_code == 0, exported.output
    assert "4 papers follow from the journal" in exported.stdout
    assert "Der Spielplatz am Anger wird erneuert." in (
        (target / "journal" / "rat%2F2026-01.jsonl").read_text(encoding="utf-8")
    )

    refused = run("play", *stage.arguments[:2], tmp_path / "new", *stage.arguments[3:])
    assert refused.exit_code == 3, refused.output
    assert "holds a journal already" in refused.stderr

    with psycopg.connect(postgres.conninfo(stage.database)) as connection:
        connection.execute("DROP TRIGGER entries_append_only ON entries")
        changed = connection.execute(
            "UPDATE entries SET line = replace(line, 'Anlieger', 'Freundin')"
            " WHERE line LIKE '%Anlieger%' RETURNING stream, seq"
        ).fetchall()
    [(stream, number)] = changed
    told_of = run("verify", stage.journal)
    assert told_of.exit_code == 1
    assert f"Entry {number}" in told_of.stdout, told_of.output
    assert stream in told_of.stdout
    assert postgres.password not in told_of.output + whole.output + told
